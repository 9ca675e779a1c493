"""“Snel weg”: out at once, with nothing left of what was typed or followed (PRODUCT §3, SAFETY S30)."""

from contextlib import suppress
from functools import wraps
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.db import Error, connection, transaction
from django.http import HttpResponseForbidden, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from meldingen import afspraakbon, concepten, volgsessies

# Not "cache": Chromium holds the way out up for seconds while it looks for what to clear, and no page of a resident is
# in there (no-store). Source: https://issues.chromium.org/issues/40233601
FORGET = '"cookies", "storage"'
COOKIES = ("CONCEPT_COOKIE_NAME", "VOLG_COOKIE_NAME", "AFSPRAAK_COOKIE_NAME", "CSRF_COOKIE_NAME")


@require_http_methods(["GET", "HEAD", "POST"])
def snel_weg(request):
    """A POST forgets and leaves. Who only opens the address leaves too, but then nothing is changed."""
    return leave(request) if request.method == "POST" else to_exit()


def leave(request):
    """Forget draft, receipt and follow session, here and in the browser, and go to EXIT_URL."""
    with suppress(Error):
        forget(request)
    response = to_exit()
    for name in COOKIES:
        response.delete_cookie(getattr(settings, name), samesite="Lax")
    response.headers["Clear-Site-Data"] = FORGET
    return response


@transaction.atomic
def forget(request):
    """Delete draft and follow session, if the database manages that within a second: without its cookie each is lost.

    Raises a database error when it does not; they end by themselves then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1s'")
    concepten.forget(request)
    afspraakbon.forget(request)
    if key := request.COOKIES.get(settings.VOLG_COOKIE_NAME):
        volgsessies.end(key)


def to_exit():
    return HttpResponseRedirect(settings.EXIT_URL, status=303, headers={"Cache-Control": "no-store"})


def to_exit_unasked():
    """For a form that is not ours: refused, nothing is forgotten; but if it was a person, that person is away too."""
    headers = {"Cache-Control": "no-store", "Refresh": f"0; url={settings.EXIT_URL}"}
    return HttpResponseForbidden(headers=headers)


def resident_page(view):
    """A page of the form, of following or of an appointment: it carries “Snel weg”, and nobody keeps it."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        return with_exit(view(request, *args, **kwargs))

    answer.is_resident_page = True
    return answer


def is_of_resident(request):
    """Whether a request is for such a page, also when it went wrong."""
    return getattr(getattr(request.resolver_match, "func", None), "is_resident_page", False)


def with_exit(response):
    """Let the form of “Snel weg” on this page go on to EXIT_URL: browsers hold its redirect against form-action."""
    response.headers["Cache-Control"] = "no-store"
    exit_host = "{0.scheme}://{0.netloc}".format(urlsplit(settings.EXIT_URL))
    return csp_update({"form-action": exit_host})(lambda: response)()
