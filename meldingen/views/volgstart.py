"""Giving a code, and the page that asks for it.

A wrong code costs what a right one costs (SAFETY S5): the same queries, and a page that was made before.
"""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.views.decorators.http import require_http_methods

from meldingen import volgsessies
from meldingen.codes import new_key
from meldingen.forms.volgen import CodeForm
from meldingen.limieten import after_wrong_code, may_look_up, seconds_left
from meldingen.verlaten import resident_page
from meldingen.views.slots import filled, slot

ANY = require_http_methods(["GET", "HEAD", "POST"])
CLOSED = "gesloten"
PAGE = "meldingen/volgen.html"


@ANY
@resident_page
def start(request):
    if request.method != "POST":
        return show_start(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show_start(request, form, status=422)
    place = may_look_up(request)
    if place is None:
        return refuse_for_now(request, form.cleaned_data.get("tekst", ""))
    found = volgsessies.find_by_code(form.cleaned_data["volgcode"])
    return follow(request, found, form.cleaned_data.get("tekst", ""), place) if found else refuse(request, form)


def refuse(request, form):
    """A wrong code: as many statements as for a right one."""
    after_wrong_code()
    volgsessies.end(new_key())
    form.refuse()
    return show_start(request, form, status=422)


def follow(request, found, text, place):
    """From here on the page speaks the language of what is followed."""
    place.give_back()
    if old := key_of(request):
        volgsessies.end(old)
    with translation.override(found.taal):
        response = HttpResponseRedirect(reverse("volg_melding" if found.melding else "volg_afspraak"), status=303)
    key = volgsessies.begin(found, text=text)
    response.set_cookie(settings.VOLG_COOKIE_NAME, key, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response


def refuse_for_now(request, text):
    """Above the limit nothing is looked up, so a right code gets this answer too."""
    response = show_start(request, CodeForm.with_text(text), status=429, is_te_vaak=True)
    response.headers["Retry-After"] = str(seconds_left())
    return response


def show_start(request, form, *, status=200, **said):
    facts = {
        "is_te_vaak": False,
        "is_gesloten": CLOSED in request.GET,
        "open": volgsessies.open_now(key_of(request), timezone.now()),
        "minuten": idle_minutes(),
        **said,
    }
    if "tekst" in form.fields or request.resolver_match.url_name != "volgen":
        return render(request, PAGE, {"form": form, **facts}, status=status)
    errors = tuple(map(str, form.errors.get("volgcode", [])))
    return filled(
        request,
        PAGE,
        lambda: {"form": CodeForm.stand_in(form, slot("getypt")), **facts},
        shape=(form.is_bound, errors, *facts.values()),
        values={"getypt": escape(form.data.get("volgcode", ""))},
        status=status,
    )


def key_of(request):
    return request.COOKIES.get(settings.VOLG_COOKIE_NAME, "")


def idle_minutes():
    return int(settings.FOLLOW_IDLE.total_seconds() // 60)
