"""Error pages. None of them needs the database, and none loses what somebody typed."""

import logging
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from meldingen.forms.opnieuw import form_again
from meldingen.verlaten import is_of_resident, leave, to_exit_unasked, with_exit
from wijkportal.context import site

DATABASE_IS_AWAY = (OperationalError, InterfaceError)
UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)
SECRET = ("password", "wachtwoord", "csrfmiddlewaretoken", "volgcode")
SHORT = 60
NOTHING_TYPED = {"form": None, "typed": [], "has_text": False, "has_files": False}

LAST_RESORT = """<!doctype html><html lang="nl"><meta charset="utf-8"><title>Sorry</title>
<h1>Sorry, er gaat iets mis bij ons</h1>
<p>Spoed? Bel <a href="tel:112">112</a>. Kunt u niet bellen? Gebruik de app 112NL.
Geen spoed? Bel <a href="tel:09008844">0900-8844</a>.</p>
<p lang="en">Something went wrong. Emergency? Call 112. Not urgent? Call 0900-8844.</p></html>"""

log = logging.getLogger(__name__)


def is_ours(request):
    """Whether the request was sent by a page of this site, so that its fields may be shown again."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        return urlsplit(origin)[:2] in (urlsplit(settings.SITE_URL)[:2], (request.scheme, request.get_host()))
    except ValueError:  # no address at all
        return False


def can_repeat(request):
    """Whether a form of our own pages was sent, and can be read. One of a foreign site would speak with our voice."""
    try:
        return request.method == "POST" and is_ours(request) and bool(request.POST or request.FILES)
    except (*UNREADABLE, ValueError):
        return False


def typed(request):
    """What came with a POST, to show and to send again: dicts of naam, waarde and is_lang. Never a password."""
    if not can_repeat(request):
        return []
    return [
        {"naam": name, "waarde": value, "is_lang": is_text(value)}
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in SECRET)
        for value in values
    ]


def is_text(value):
    """Whether somebody would look for it: a sentence or more, and not a key or a chosen answer."""
    return "\n" in value or (len(value) > SHORT and " " in value)


def show_again(request):
    """What was sent: the fields of a form that we know as it shows them; the rest as text when long, or else unseen."""
    fields, form = typed(request), form_again(request)
    if not fields and not form.fields:
        return NOTHING_TYPED
    rest = [field for field in fields if field["naam"] not in form.fields]
    return {
        "form": form,
        "typed": rest,
        "has_text": bool(form.fields) or any(field["is_lang"] for field in rest),
        "has_files": request.content_type == "multipart/form-data",
    }


def render_error(request, name, status, *, keeps_typed=True, **more):
    """The page without the context processors: they may be what failed. A page of a resident keeps its “Snel weg”."""
    again = show_again(request) if keeps_typed and can_repeat(request) else NOTHING_TYPED
    is_private = is_of_resident(request)
    context = {**site(request), **more, **again, "address": request.get_full_path(), "is_private": is_private}
    if again["form"] or is_private:
        context["csrf_token"] = get_token(request)
    response = HttpResponse(render_to_string(f"{name}.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return with_exit(response) if is_private else response


def not_found(request, exception=None):
    return render_error(request, "404", 404)


def forbidden(request, exception=None):
    """What somebody may not see does not exist: the same answer as for a wrong address (SAFETY S4)."""
    return not_found(request)


def bad_request(request, exception=None):
    return render_error(request, "400", 400)


def method_not_allowed(request, allowed):
    """Something was sent to a page that is only read; `allowed` is the Allow header."""
    response = render_error(request, "405", 405, keeps_typed=False)
    response.headers["Allow"] = allowed
    return response


def server_error(request):
    """Also the way out when the database goes away outside a view: in a middleware, or while the session is saved."""
    if isinstance(sys.exc_info()[1], DATABASE_IS_AWAY):
        return service_unavailable(request)
    try:
        return render_error(request, "500", 500)
    except Exception:  # whatever broke the page may break this one too
        log.exception("The error page failed as well")
        return HttpResponse(LAST_RESORT, status=500, headers={"Cache-Control": "no-store"})


def csrf_failure(request, reason=""):
    """Who presses “Snel weg” after the token ended leaves all the same."""
    if request.method == "POST" and request.resolver_match.url_name == "snel_weg":
        return leave(request) if is_ours(request) else to_exit_unasked()
    return render_error(request, "403_csrf", 403)


def service_unavailable(request):
    response = render_error(request, "503", 503)
    response.headers["Retry-After"] = "30"
    return response


def too_many(request, limit):
    """A limit of shortcuts.TooMany: what was typed stays, with a button to send it again."""
    response = render_error(request, "429", 429, is_site=limit.is_site)
    response.headers["Retry-After"] = str(limit.retry_after)
    if request.headers.get("HX-Request"):  # this is a whole page, not the part that htmx asked for
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response
