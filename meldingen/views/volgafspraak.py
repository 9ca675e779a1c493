"""The page of an appointment for who has its code: what is proposed, yes, another time, calling off."""

from functools import partial

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from meldingen import afspraken, volgafspraak
from meldingen.afspraakagenda import calendar_of
from meldingen.forms.afspraak import AfzegForm, AndereTijdForm, JaForm
from meldingen.limieten import allow
from meldingen.views import volgen
from meldingen.views.volgacties import refused, status_of
from meldingen.views.volgen import idle_minutes
from meldingen.volgsessies import once
from meldingen.workflow import MELDER, NotAllowed

following = partial(volgen.following, fetch=volgafspraak.page_of)


@following
def afspraak(request, pagina):
    return show(request, pagina)


def show(request, pagina, *, form=None, status=200):
    context = {
        "pagina": pagina,
        "afspraak": pagina.afspraak,
        "woord": volgafspraak.word_of(pagina),
        "zinnen": volgafspraak.sentences_of(pagina),
        "form": form or JaForm(initial={"gezien": pagina.versie}),
        "minuten": idle_minutes(),
    }
    return render(request, "meldingen/volg_afspraak.html", context, status=status)


def done():
    return HttpResponseRedirect(reverse("volg_afspraak"), status=303)


def succeeds(request, pagina, form, step, **more):
    """Whether the form is right and its step was taken, now or by an earlier click; if not, the form says why."""
    if not form.is_valid():
        return False
    if not allow("boodschap", request):
        refused(form)
        return False
    try:
        with once(pagina.sessie, form.cleaned_data["sleutel"]) as is_first:
            if is_first:
                step(pagina.afspraak, **form.values(), **more)
    except NotAllowed as problem:
        form.add_error(None, str(problem))
        return False
    return True


def ask(request, form, *, may):
    """The page with the form; back to the appointment when it cannot be done (any more), where it says why."""
    if not may and not form.is_bound:
        return done()
    context = {"form": form, "terug": reverse("volg_afspraak")}
    return render(request, "meldingen/volg_afspraak_stap.html", context, status=status_of(form))


@following
def goed(request, pagina):
    """Yes to what was shown. When something else is proposed by now, the page shows that."""
    if request.method != "POST":
        return done()
    form = JaForm(request.POST)
    if succeeds(request, pagina, form, afspraken.accept):
        return done()
    now = volgafspraak.page_of(volgen.key_of(request), pagina.now) or pagina
    fresh = JaForm(initial={"gezien": now.versie})
    fresh.problems = form.non_field_errors()
    return show(request, now, form=fresh, status=status_of(form))


@following
def andere_tijd(request, pagina):
    begin = {"gezien": pagina.versie, "tekst": pagina.concept}
    form = AndereTijdForm(request.POST or None, initial=begin)
    if request.method == "POST" and succeeds(request, pagina, form, afspraken.ask_other):
        return done()
    return ask(request, form, may=pagina.kan_anders)


@following
def afzeggen(request, pagina):
    form = AfzegForm(request.POST or None, initial={"gezien": pagina.versie})
    if request.method == "POST" and succeeds(request, pagina, form, afspraken.cancel, by=MELDER):
        return done()
    return ask(request, form, may=pagina.is_open)


@following
def agenda(request, pagina):
    """The appointment for one's own calendar, under a title that tells nothing."""
    if not pagina.staat_vast:
        raise Http404
    return HttpResponse(
        calendar_of(pagina.afspraak),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="afspraak.ics"'},
    )
