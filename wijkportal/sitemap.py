"""The addresses that search engines may know, in pieces of at most a few thousand.

Source: sitemaps.org protocol 0.9 (50,000 addresses and 50 MB a file), with the languages of a page as xhtml links.
"""

from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from agenten.models import Basisteam, Wijkagent
from buurten.models import Buurt, Gemeente, Wijk

BUURTEN_A_PIECE = 2_000
OPEN_INDEX = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)
OPEN_PIECE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def index():
    """The list of pieces, as XML."""
    pieces = -(-Buurt.objects.active().count() // BUURTEN_A_PIECE)
    names = [*PIECES, *(f"buurten-{number}" for number in range(1, pieces + 1))]
    addresses = (escape(settings.SITE_URL + reverse("sitemap_piece", args=[name])) for name in names)
    return OPEN_INDEX + "".join(f"<sitemap><loc>{one}</loc></sitemap>\n" for one in addresses) + "</sitemapindex>\n"


def piece(name):
    """One piece, as XML: each page in each language. Raises Http404 for a name that is not in the index."""
    kind, _dash, number = name.partition("-")
    if name in PIECES:
        paths = PIECES[name]()
    elif kind == "buurten" and number.isascii() and number.isdigit() and len(number) < 4:
        paths = buurt_paths(int(number))
    else:
        raise Http404
    if not paths:
        raise Http404
    return OPEN_PIECE + "".join(map(entry, paths)) + "</urlset>\n"


def entry(path):
    """A page in both languages, each naming the other."""
    dutch = escape(settings.SITE_URL + path)
    english = escape(f"{settings.SITE_URL}/en{path}")
    links = (
        f'<xhtml:link rel="alternate" hreflang="nl" href="{dutch}"/>'
        f'<xhtml:link rel="alternate" hreflang="en" href="{english}"/>'
    )
    return f"<url><loc>{dutch}</loc>{links}</url>\n<url><loc>{english}</loc>{links}</url>\n"


def page_paths():
    names = ("home", "gemeenten", "uitleg", "cijfers", "hulp", "privacy", "toegankelijkheid")
    teams = Basisteam.objects.order_by("pk").values_list("slug", flat=True)
    return [*map(reverse, names), *(reverse("cijfers_team", args=[slug]) for slug in teams)]


def gemeente_paths():
    base = reverse("gemeenten")
    slugs = Gemeente.objects.active().order_by("pk").values_list("slug", flat=True)
    return [f"{base}{slug}/" for slug in slugs]


def wijk_paths():
    base = reverse("gemeenten")
    slugs = Wijk.objects.active().order_by("pk").values_list("gemeente__slug", "slug")
    return [f"{base}{gemeente}/wijk/{wijk}/" for gemeente, wijk in slugs]


def buurt_paths(number):
    base = reverse("gemeenten")
    first = (number - 1) * BUURTEN_A_PIECE
    slugs = Buurt.objects.active().order_by("pk").values_list("gemeente__slug", "slug")
    return (
        [f"{base}{gemeente}/{buurt}/" for gemeente, buurt in slugs[first : first + BUURTEN_A_PIECE]] if number else []
    )


def wijkagent_paths():
    slugs = Wijkagent.objects.active().order_by("pk").values_list("slug", flat=True)
    return [reverse("wijkagent", args=[slug]) for slug in slugs]


PIECES = {"paginas": page_paths, "gemeenten": gemeente_paths, "wijken": wijk_paths, "wijkagenten": wijkagent_paths}
