"""Following: the page of a melding for who gave its code, its photos, its download, and closing it."""

from functools import wraps
from hashlib import blake2s

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meldingen import volgsessies
from meldingen.forms.volgen import BerichtForm, CodeForm, GeholpenForm
from meldingen.models import Bijlage
from meldingen.statussen import Woord
from meldingen.verlaten import resident_page
from meldingen.views.volgantwoorden import answers_of
from meldingen.views.volgdownload import as_file
from meldingen.views.volgstart import ANY, CLOSED, idle_minutes, key_of, show_start
from meldingen.volgen import page_of
from meldingen.volgrechten import possible
from meldingen.volgzinnen import ended_sentences, heading, sentences_of, timeline

# --- who follows ----------------------------------------------------------------------------------------------------


def following(view, *, fetch=page_of):
    """A page for who gave the code: `view(request, pagina, …)`. Who did not, or ten idle minutes ago, gives it first.

    `fetch(key, now)` finds what is followed; it has `sessie`, `laatst_op` and `now`.
    """

    @ANY
    @resident_page
    @wraps(view)
    def answer(request, *args, **kwargs):
        pagina = fetch(key_of(request), timezone.now())
        if pagina is None:
            return ended(request)
        if not is_poll(request):
            volgsessies.keep(pagina.sessie, pagina.laatst_op, pagina.now)
        return view(request, pagina, *args, **kwargs)

    return answer


def is_poll(request):
    """Asking for news by itself, while nobody may be there, does not keep the page open."""
    return request.GET.get("stand") is not None and "bezig" not in request.GET


def ended(request):
    """The form for the code; with the text when somebody was sending it, to go on with afterwards."""
    address = f"{reverse('volgen')}?{CLOSED}"
    if request.method != "POST":
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return HttpResponseRedirect(address, status=303)
    form = CodeForm.with_text(request.POST.get("tekst", ""))
    response = show_start(request, form, status=200 if request.htmx else 403, is_gesloten=True)
    if request.htmx:
        for name, value in {"Retarget": "#inhoud", "Reselect": "#inhoud", "Reswap": "outerHTML"}.items():
            response.headers[f"HX-{name}"] = value
    return response


@resident_page
@require_POST
def close(request):
    """Stop following, here and on the server."""
    volgsessies.end(key_of(request))
    response = HttpResponseRedirect(f"{reverse('volgen')}?{CLOSED}", status=303)
    response.delete_cookie(settings.VOLG_COOKIE_NAME, samesite="Lax")
    return response


# --- the page -------------------------------------------------------------------------------------------------------


@following
def melding(request, pagina):
    return show(request, pagina)


def show(request, pagina, *, form=None, status=200, part=None):
    """The page of a melding, with a form that has errors, or without."""
    template = part or "meldingen/volg_melding.html"
    return render(request, template, context_of(pagina, form, is_part=part is not None), status=status)


def context_of(pagina, form=None, *, is_part=False):
    can = possible(pagina)
    if form is None and can.schrijven:
        form = BerichtForm(initial={"tekst": pagina.concept} if pagina.concept else None)
    if form is None and can.waarderen:
        form = GeholpenForm()
    facts = {
        "pagina": pagina,
        "melding": pagina.melding,
        "kan": can,
        "kop": heading(pagina),
        "form": form,
        "has_errors": form is not None and bool(form.errors),
        "is_bericht": isinstance(form, BerichtForm),
        "is_geholpen": isinstance(form, GeholpenForm),
        "is_vraag": pagina.woord == Woord.VRAAG,
        "is_verstuurd": is_part and not (form and form.is_bound),
        "adres_bericht": reverse("volg_bericht"),
        "minuten": idle_minutes(),
        "is_deel": is_part,
    }
    return facts | state_of(pagina)


def state_of(pagina):
    """What can change while somebody looks, with its hash: a counter would tell how often something happened."""
    if pagina.is_voorbij:
        state = {"woord": _("Niet meer te lezen"), "zinnen": ended_sentences(pagina), "momenten": [], "antwoorden": []}
    else:
        state = {
            "woord": str(pagina.woord.label),
            "zinnen": sentences_of(pagina),
            "momenten": timeline(pagina),
            "antwoorden": answers_of(pagina),
        }
    return state | {"stand": blake2s(repr(state).encode(), digest_size=8).hexdigest()}


@following
def news(request, pagina):
    """What changed since the page was made; nothing when nothing did."""
    state = state_of(pagina)
    if not request.htmx:
        return HttpResponseRedirect(reverse("volg_melding"), status=303)
    if state["stand"] == request.GET.get("stand"):
        return HttpResponse(status=204)
    return render(request, "meldingen/_volg_nieuws.html", {"is_deel": True, **state})


@require_safe
@resident_page
def photo(request, kenmerk):
    """A photo of one's own melding. Any other one does not exist, and neither does one without a code."""
    row = photo_of(page_of(key_of(request), timezone.now()), kenmerk)
    if row is None:
        raise Http404
    disposition = 'attachment; filename="foto.jpg"'
    return HttpResponse(row.inhoud, content_type="image/jpeg", headers={"Content-Disposition": disposition})


def photo_of(pagina, kenmerk):
    """The Bijlage of who follows this page, or None."""
    if pagina is None or pagina.is_voorbij:
        return None
    return Bijlage.objects.filter(melding=pagina.melding.pk, kenmerk=kenmerk).first()


@following
def download(request, pagina):
    if pagina.is_voorbij:
        raise Http404
    name, content_type, content = as_file(pagina)
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
