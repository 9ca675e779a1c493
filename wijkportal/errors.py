"""Error pages. None of them needs the database, and none loses what somebody typed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.shortcuts import render

SECRET_FIELDS = {"csrfmiddlewaretoken", "password", "password1", "password2", "old_password", "new_password1"}


def typed(request):
    """What came with a POST of our own pages, as (name, value) pairs to send again; nothing of a foreign site's."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    is_ours = urlsplit(origin)[:2] in (urlsplit(settings.SITE_URL)[:2], (request.scheme, request.get_host()))
    if request.method != "POST" or not is_ours:
        return []
    return [(name, value) for name, values in request.POST.lists() if name not in SECRET_FIELDS for value in values]


def render_error(request, name, status):
    response = render(request, f"{name}.html", {"typed": typed(request)}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def not_found(request, exception=None):
    return render_error(request, "404", 404)


def forbidden(request, exception=None):
    """What somebody may not see does not exist: the same answer as for a wrong address (SAFETY S4)."""
    return not_found(request)


def bad_request(request, exception=None):
    return render_error(request, "400", 400)


def server_error(request):
    return render_error(request, "500", 500)


def csrf_failure(request, reason=""):
    return render_error(request, "403_csrf", 403)


def service_unavailable(request):
    response = render_error(request, "503", 503)
    response.headers["Retry-After"] = "30"
    return response
