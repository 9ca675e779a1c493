"""What every template may use."""

from django.conf import settings

MENU = {
    "/mijn-buurt/": "buurt",
    "/wijkagent/": "buurt",
    "/melden/": "melden",
    "/volgen/": "volgen",
    "/wat-doet-de-wijkagent/": "uitleg",
}


def site(request):
    """Name and address of the site, and this page in each language (for canonical, hreflang and the switch)."""
    path = request.path_info
    dutch = path[3:] or "/" if path == "/en" or path.startswith("/en/") else path
    return {
        "site_name": settings.SITE_NAME,
        "site_email": settings.SITE_EMAIL,
        "site_url": settings.SITE_URL,
        "is_official": settings.IS_OFFICIAL,
        "menu": menu_line(dutch),
        "exit_url": settings.EXIT_URL,
        "path_nl": dutch,
        "path_en": f"/en{dutch}",
        "kept_query": "",  # a view of a page that nobody keeps may take the question along to the other language
    }


def menu_line(path):
    """Which line of the menu a Dutch path belongs to."""
    if path == "/":
        return "buurt"
    return next((line for start, line in MENU.items() if path.startswith(start)), "")
