"""What happens to every request: its language, its headers, and a page when the database is away."""

from django.contrib.sessions.middleware import SessionMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control

from wijkportal.errors import DATABASE_IS_AWAY, method_not_allowed, service_unavailable, too_many
from wijkportal.shortcuts import TooMany, not_modified

STAFF_PATHS = ("/admin/", "/partner/")
MACHINE_PATHS = ("/partner/api/",)  # read no cookie, know no language


def is_for_staff(request):
    """Whether medewerkers of police or partner work on this page, with their session and in their language."""
    path = request.path_info
    return path.startswith(STAFF_PATHS) and not path.startswith(MACHINE_PATHS)


class LanguageMiddleware:
    """The address alone tells the language, so that a page is the same for everybody; staff choose their own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = "en" if request.path_info == "/en" or request.path_info.startswith("/en/") else "nl"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    def process_view(self, request, view, args, kwargs):
        if is_for_staff(request) and request.user.is_authenticated:
            translation.activate(request.user.taal)


class StaffSessionMiddleware(SessionMiddleware):
    """Only pages of staff keep a session alive. Elsewhere its cookie would lie in shared caches, for everybody."""

    def process_response(self, request, response):
        if is_for_staff(request) or request.session.modified:
            return super().process_response(request, response)
        return response


class ResponseHeadersMiddleware:
    """Headers of SAFETY S15 that neither Django nor django-csp sets."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        )
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True)
        if request.method == "HEAD" and not response.streaming:
            # The server would drop the body as well, and log a warning for each.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class KnownPageMiddleware:
    """A public page that the browser has already: the 304 before anything is set up for a page.

    Around it stand only the middlewares whose headers a 304 has too; the language belongs to a page and is left out
    (RFC 9110, 15.4.5).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.get_host()  # another host than ours gets its 400 here too
        return not_modified(request) or self.get_response(request)


class NotAllowedMiddleware:
    """A page of our own where Django answers 405 with nothing at all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return method_not_allowed(request, response.headers["Allow"])
        return response


class DatabaseDownMiddleware:
    """The database is gone or full: the 503 page, which needs none, instead of an error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, DATABASE_IS_AWAY):
            return service_unavailable(request)
        return None


class TooManyMiddleware:
    """A view that raises TooMany is answered with the 429 page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return too_many(request, exception) if isinstance(exception, TooMany) else None
