"""How a page of the form is shown, and what follows when it was filled in."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

from meldingen import concepten, namens, plaatsen, stappen
from meldingen.limieten import require
from meldingen.models import Wanneer
from meldingen.stappen import CONTROLE, address
from meldingen.verwijzingen.wegwijzer import Hier, doors, partners_at
from wijkportal.shortcuts import query_of, render_page

NO_TEXT = ("csrfmiddlewaretoken", "kenmerk")
SHORT = 20  # letters: what is shorter is not a text that somebody would miss
TEMPLATES = {
    "groep": "meldingen/groep.html",
    "snel-weg-uitleg": "meldingen/snel_weg_uitleg.html",
    "andere-deur": "meldingen/andere_deur.html",
    "wij-weten-van": "meldingen/wij_weten.html",
    "gevaar": "meldingen/gevaarwoorden.html",
    "waar": "meldingen/waar.html",
    "geen-team": "meldingen/geen_team.html",
    "wij-weten-hier": "meldingen/wij_weten.html",
    "fotos": "meldingen/fotos.html",
    "contact": "meldingen/contact.html",
    "controle": "meldingen/controle.html",
}


def is_to_check(request):
    return request.GET.get("terug") == CONTROLE


def show_step(request, invulling, step, form, *, status=200, **more):
    context = {
        "stap": step.nummer,
        "form": form,
        "invulling": invulling,
        "terug": back_address(request, invulling, step),
        "is_gevoelig": bool(invulling) and invulling.lifetime == settings.CONCEPT_TERM_SENSITIVE,
        "is_nu": step.slug == "vragen" and bool(invulling) and invulling.of("wat").get("wanneer") == Wanneer.NU,
        "vermoeden": invulling.of("wat").get("gevaar", "") if invulling else "",
        "bericht": invulling.gegevens.get("bericht", "") if invulling else "",
        **terms(),
        "kept_query": query_of(request),
        **place_context(invulling, step, form),
        **namens.context(request, invulling, step),
        **more,
    }
    return render_page(request, TEMPLATES.get(step.slug, "meldingen/stap.html"), context, status=status)


def back_address(request, invulling, step):
    """Of the page before this one; with a change on its way, of the page to check."""
    if invulling is None:
        return ""
    if is_to_check(request) and step.slug != CONTROLE:
        return address(stappen.BY_SLUG[CONTROLE])
    earlier = stappen.before(invulling, step)
    return address(earlier) if earlier else ""


def place_context(invulling, step, form):
    """The buurt or gemeente that pages about another door speak of, as far as it is known."""
    if step.slug not in ("groep", "andere-deur", "geen-team"):
        return {}
    code = invulling.of("groep").get("buurt", "") if invulling else form.initial.get("buurt", "")
    place, gemeente = stappen.place_of(invulling) if invulling else ("", "")
    buurt = plaatsen.buurt_of(place or code) if place or code else None
    known = plaatsen.gemeente_of(gemeente) if gemeente else buurt and buurt.gemeente
    return {"buurt": buurt, "gemeente": known, **door_context(invulling, step, buurt, known)}


def door_context(invulling, step, buurt, gemeente):
    """Whose door it is, and the numbers behind it: those of the place, as far as it is known."""
    if step.slug != "andere-deur":
        return {}
    categorie = invulling.categorie
    counters = sorted(categorie.loketten.all(), key=lambda loket: (loket.volgorde, loket.pk))
    hier = partners_at(buurt) if buurt else Hier([], gemeente)
    return {"lead": categorie.leads[0], "deuren": doors(categorie, counters, hier)}


def next_page(request, invulling, step, answers):
    """Keep the answers and go on. Of a draft that is gone a new one is made, so that nothing typed is lost."""
    try:
        now = concepten.keep(invulling.sleutel, step.slug, answers) if invulling else begin_with(request, step, answers)
    except concepten.Verdwenen:
        now = begin_with(request, step, answers)
    except concepten.Verstuurd:
        return show_sent(request)
    to_check = is_to_check(request)
    following = stappen.following(now, step, to_check=to_check)
    response = redirect_after(address(following, to_check=to_check))
    if invulling is None or now.sleutel != invulling.sleutel:
        concepten.set_cookie(response, now.sleutel)
    return response


def begin_with(request, step, answers):
    gegevens = {"paginas": {step.slug: answers}}
    if step.slug != "groep":
        gegevens["bericht"] = "gewist"
    medewerker = namens.writer(request)
    if medewerker is None:
        require("concept", request)
    return concepten.begin(gegevens, medewerker=medewerker)


def show_gone(request):
    """The term of the draft is over, or it was wiped in another tab."""
    response = render_page(request, "meldingen/gewist.html", terms())
    concepten.drop_cookie(response)
    return response


def terms():
    """How long a draft is kept, as the pages say it."""
    return {
        "concept_uren": int(settings.CONCEPT_TERM.total_seconds() // 3600),
        "concept_minuten": int(settings.CONCEPT_TERM_SENSITIVE.total_seconds() // 60),
    }


def show_sent(request, texts=None):
    """Something was typed in an old tab after the message was sent: it is not added, and not lost."""
    texts = typed(request) if texts is None else texts
    return render_page(request, "meldingen/al_verstuurd.html", {"teksten": texts}, status=409)


def show_other(request):
    """An old tab of an own message, while a medewerker fills in one for somebody else, or the other way round."""
    return render_page(request, "meldingen/ander_bericht.html", {"teksten": typed(request)}, status=409)


def typed(request):
    return [value for name, value in request.POST.items() if len(value) > SHORT and name not in NO_TEXT]


def redirect_after(path):
    """On after a POST: with GET, whatever the browser did before."""
    return HttpResponseRedirect(path, status=303)


def redirect_to(name):
    return redirect_after(reverse(name))
