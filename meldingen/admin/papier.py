"""What leaves the screen: the text for another system with its JSON, and the print of a melding. Each is logged."""

from types import SimpleNamespace

from django.db import transaction
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meldingen import workflow
from meldingen.codes import shown_nummer
from meldingen.forms.balie import OverdrachtForm
from meldingen.models import Inzage, Melder, Vraag
from meldingen.overdrachttekst import as_data, as_text, parts_of
from meldingen.views.volgantwoorden import extra_answers

Wat = Inzage.Wat


def answers_of(melding):
    """Pairs (question, answer) of the extra questions of its category."""
    asked = Vraag.objects.filter(categorie=melding.categorie_id).order_by("volgorde", "pk")
    vragen = list(asked.values("sleutel", "naam", "naam_en", "keuzes"))
    return [*extra_answers(SimpleNamespace(melding=melding, vragen=vragen))]


def hand_over_text(admin, request, gezien):
    """GET: the text without the reporter. POST: with the reporter when that is ticked, or as JSON."""
    melding, is_bound = gezien.melding, request.method == "POST"
    form = OverdrachtForm(request.POST if is_bound else None, needs_reason=not gezien.is_in_charge)
    if is_bound and not form.is_valid():
        return show(admin, request, melding, form, None, status=422)
    with_reporter = is_bound and form.cleaned_data["met_melder"]
    delen = parts_of(melding, answers_of(melding), read_reporter(request, melding, form) if with_reporter else None)
    workflow.opened(melding, by=request.user, wat=Wat.OVERDRACHT)
    if "json" in request.POST:
        headers = {"Content-Disposition": f'attachment; filename="melding-{melding.nummer}.json"'}
        return JsonResponse(as_data(melding, delen), headers=headers, json_dumps_params={"ensure_ascii": False})
    return show(admin, request, melding, form, as_text(delen))


@transaction.atomic
def read_reporter(request, melding, form):
    """The row with the contact data, None when there is none; reading it is logged, with the reason."""
    melder = Melder.objects.filter(pk=melding.pk).first()
    if melder:
        workflow.opened(melding, by=request.user, wat=Wat.MELDER, reden=form.cleaned_data["reden"])
    return melder


def show(admin, request, melding, form, text, *, status=200):
    return admin.melding_page(
        request, melding, "overdrachttekst", _("Tekst voor een ander systeem"), status=status, form=form, tekst=text,
        has_melder=Melder.objects.filter(pk=melding.pk).exists(),
    )  # fmt: skip


def paper(admin, request, melding):
    """A page to print, without the reporter."""
    workflow.opened(melding, by=request.user, wat=Wat.AFDRUK)
    delen = parts_of(melding, answers_of(melding))
    title = _("Melding %(nummer)s") % {"nummer": shown_nummer(melding.nummer)}
    return admin.melding_page(request, melding, "afdruk", title, delen=delen, nu=timezone.now(), wie=request.user)
