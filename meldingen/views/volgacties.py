"""What the holder of a code does: each a form at an address of its own, one call of the workflow, and back."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meldingen import workflow
from meldingen.forms.volgen import (
    BerichtForm,
    GegevensDelenForm,
    GeholpenForm,
    HeropenForm,
    IntrekkenForm,
    Stap,
    ToestemmingForm,
    VolgmailForm,
    VoorvalForm,
)
from meldingen.limieten import allow, count_confirmation, count_photos
from meldingen.models import Contactvorm
from meldingen.post import read_token
from meldingen.verlaten import resident_page
from meldingen.verwijzingen.toestemming import answer_consent
from meldingen.views.volgdownload import contact
from meldingen.views.volgen import following, show
from meldingen.views.volgstart import ANY, key_of
from meldingen.volgen import page_of
from meldingen.volgrechten import possible
from meldingen.volgsessies import once
from wijkportal.shortcuts import TooMany

TOO_MANY = _("U stuurde te veel berichten. Uw tekst staat er nog. Probeer het over een uur opnieuw.")
GESPREK = "meldingen/_volg_gesprek.html"


def done(anchor=""):
    return HttpResponseRedirect(reverse("volg_melding") + anchor, status=303)


def succeeds(request, pagina, form, step):
    """Whether the form is right and its step was taken, now or by an earlier click; if not, the form says why."""
    if not form.is_valid():
        return False
    if not allow("boodschap", request):
        refused(form)
        return False
    try:
        with once(pagina.sessie, form.cleaned_data["sleutel"]) as is_first:
            if is_first:
                step(pagina.melding, by=workflow.MELDER, **form.values())
    except workflow.NotAllowed as problem:
        form.add_error(None, str(problem))
        return False
    return True


def refused(form):
    form.is_too_many = True
    form.add_error(None, TOO_MANY)
    return form


def status_of(form):
    return 429 if form.is_too_many else 422 if form.errors else 200


def ask(request, pagina, form, *, may):
    """The page with the form; back to the melding when it cannot be done (any more), where it says why."""
    if not may and not form.is_bound:
        return done()
    context = {"form": form, "terug": reverse("volg_melding")}
    return render(request, "meldingen/volg_stap.html", context, status=status_of(form))


def read_again(request):
    return page_of(key_of(request), timezone.now())


@following
def message(request, pagina):
    if request.method != "POST":
        return done("#bericht")
    part = GESPREK if request.htmx else None
    form = BerichtForm(request.POST, request.FILES)
    try:
        count_photos(request)
    except TooMany:
        if not part:
            raise
        return show(request, pagina, form=refused(BerichtForm(request.POST)), status=429, part=part)
    if not succeeds(request, pagina, form, workflow.reply):
        return show(request, pagina, form=form, status=status_of(form), part=part)
    return show(request, read_again(request), part=part) if part else done("#laatste")


@following
def occurrence(request, pagina):
    form = VoorvalForm(request.POST or None)
    if request.method == "POST" and succeeds(request, pagina, form, workflow.add_occurrence):
        return done("#laatste")
    return ask(request, pagina, form, may=possible(pagina).schrijven)


@following
def consent(request, pagina):
    now = {"mag_praten": pagina.melding.mag_praten, "delen": pagina.melding.delen}
    form = ToestemmingForm(request.POST or None, initial=now)
    if pagina.melding.contactvorm != Contactvorm.MET_NAAM:
        form.without_name()
    if request.method == "POST" and succeeds(request, pagina, form, workflow.change_consent):
        return done("#laatste")
    return ask(request, pagina, form, may=possible(pagina).schrijven)


@following
def share_contact(request, pagina):
    """Whether a partner may read name, phone number and e-mail address (PRODUCT R25)."""
    if not pagina.te_vragen:
        return done()
    form = GegevensDelenForm(request.POST or None, partners=pagina.te_vragen, gegevens=contact(pagina))
    if request.method == "POST" and succeeds(request, pagina, form, answer_consent):
        return done("#delen")
    return ask(request, pagina, form, may=True)


@following
def withdraw(request, pagina):
    form = IntrekkenForm(request.POST or None)
    if request.method == "POST" and succeeds(request, pagina, form, workflow.withdraw):
        return done()
    return ask(request, pagina, form, may=possible(pagina).intrekken)


@following
def reopen(request, pagina):
    form = HeropenForm(request.POST or None)
    if request.method == "POST" and succeeds(request, pagina, form, workflow.request_reopen):
        return done("#laatste")
    return ask(request, pagina, form, may=possible(pagina).heropenen)


@following
def rate(request, pagina):
    if request.method != "POST":
        return done("#geholpen")
    form = GeholpenForm(request.POST)
    if not succeeds(request, pagina, form, workflow.rate):
        return show(request, pagina, form=form, status=status_of(form))
    return done("#geholpen")


@following
def news_mail(request, pagina):
    form = VolgmailForm(request.POST or None)
    if form.is_valid():
        count_confirmation(request, pagina.melding)
    if request.method == "POST" and succeeds(request, pagina, form, workflow.set_volgmail):
        return done("#mail")
    return ask(request, pagina, form, may=possible(pagina).mailen)


@following
def stop_news_mail(request, pagina):
    if request.method == "POST":
        succeeds(request, pagina, Stap(request.POST), workflow.stop_volgmail)
    return done("#mail")


@ANY
@resident_page
def confirm_email(request, token):
    """Where the link in a mail leads. It says nothing about a melding, and looking at it changes nothing."""
    row = read_token(token)
    is_sent = request.method == "POST" and row is not None
    if is_sent:
        workflow.confirm_email(row)
    context = {"is_bekend": row is not None, "is_klaar": is_sent}
    return render(request, "meldingen/bevestig_email.html", context, status=200 if row else 404)
