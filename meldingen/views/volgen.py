"""Following: the page of a melding for who gave its code, its photos, its download, and closing it."""

from dataclasses import dataclass
from functools import wraps
from hashlib import blake2s

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meldingen import volgsessies
from meldingen.codes import new_key
from meldingen.forms.volgen import BerichtForm, CodeForm, GeholpenForm
from meldingen.models import Bijlage
from meldingen.statussen import Woord, in_words
from meldingen.templatetags.volgen import consent_block, state_block, timeline_list
from meldingen.verlaten import resident_page
from meldingen.views.slots import filled, slot
from meldingen.views.volgantwoorden import answers_of
from meldingen.views.volgdownload import as_file
from meldingen.views.volgstart import ANY, CLOSED, idle_minutes, key_of, show_start
from meldingen.volgen import page_of
from meldingen.volgrechten import Mogelijk, possible
from meldingen.volgzinnen import ended_sentences, heading, questions, sentences_of, timeline

PAGE = "meldingen/volg_melding.html"

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
    """The page of a melding; with a form that has errors, or one part of it."""
    shape = shape_of(pagina)
    if part:
        return render(request, part, context_of(pagina, shape, form, is_part=True), status=status)
    if form or pagina.concept:
        return render(request, PAGE, context_of(pagina, shape, form), status=status)
    values = {"sleutel": new_key(), "kop": escape(heading(pagina)), **blocks_of(pagina)}
    return filled(request, PAGE, lambda: context_of(pagina, shape, key=slot("sleutel")), shape=shape, values=values)


@dataclass(frozen=True, slots=True)
class Vorm:
    """What decides how the page of a melding looks, but for its words."""

    kan: Mogelijk
    contactvorm: str
    is_beperkt: bool
    is_vraag: bool
    is_voorbij: bool
    is_beoordeeld: bool
    heeft_volgmail: bool
    is_bevestigd: bool
    minuten: int


def shape_of(pagina):
    return Vorm(
        kan=possible(pagina),
        contactvorm=pagina.melding.contactvorm,
        is_beperkt=pagina.melding.is_beperkt,
        is_vraag=pagina.woord == Woord.VRAAG,
        is_voorbij=pagina.is_voorbij,
        is_beoordeeld=bool(pagina.waardering),
        heeft_volgmail=pagina.heeft_volgmail,
        is_bevestigd=pagina.is_volgmail_bevestigd,
        minuten=idle_minutes(),
    )


def context_of(pagina, shape, form=None, *, key=None, is_part=False):
    is_sent = is_part and form is None
    initial = {"sleutel": key} if key else {}
    if form is None and shape.kan.schrijven:
        form = BerichtForm(initial={**initial, "tekst": pagina.concept} if pagina.concept else initial)
    if form is None and shape.kan.waarderen:
        form = GeholpenForm(initial=initial)
    return {
        "vorm": shape,
        "kop": heading(pagina),
        "form": form,
        "has_errors": form is not None and bool(form.errors),
        "is_bericht": isinstance(form, BerichtForm),
        "is_geholpen": isinstance(form, GeholpenForm),
        "is_verstuurd": is_sent,
        "is_deel": is_part,
        **blocks_of(pagina, is_part=is_part),
    }


def state_of(pagina):
    """What can change while somebody looks: word, sentences, timeline, what was sent, and what partners ask."""
    if pagina.is_voorbij:
        return _("Niet meer te lezen"), ended_sentences(pagina), [], [], []
    word = in_words(pagina.woord, [one.naam for one in pagina.bij_partners])
    return word, sentences_of(pagina), timeline(pagina), answers_of(pagina), questions(pagina)


def hash_of(state):
    """Which state a page shows: a counter would tell how often something happened inside."""
    return blake2s(repr(state).encode(), digest_size=8).hexdigest()


def blocks_of(pagina, *, is_part=False):
    """The state, the timeline and what partners ask as HTML."""
    state = word, sentences, moments, answers, asked = state_of(pagina)
    return {
        "blok_stand": state_block(word, sentences, hash_of(state), is_part=is_part),
        "blok_verloop": timeline_list(moments, answers, is_part=is_part),
        "blok_delen": consent_block(asked, is_part=is_part),
    }


@following
def news(request, pagina):
    """What changed since the page was made; nothing when nothing did."""
    if not request.htmx:
        return HttpResponseRedirect(reverse("volg_melding"), status=303)
    if hash_of(state_of(pagina)) == request.GET.get("stand"):
        return HttpResponse(status=204)
    return render(request, "meldingen/_volg_nieuws.html", blocks_of(pagina, is_part=True))


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
