"""What an officer does with a verwijzing from the page of its melding: each a POST to an address of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponseNotAllowed
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meldingen.codes import NUMMER_LENGTH
from meldingen.forms import verwijzing as forms
from meldingen.handelingen import Changed, NotAllowed
from meldingen.models import Melder, Verwijzing
from meldingen.verwijzingen import workflow
from meldingen.verwijzingen.blok import blocks_of

CHANGED = _("Er veranderde iets bij deze verwijzing. Uw tekst staat er nog. Klopt uw stap nog? Doe hem dan opnieuw.")


@dataclass(frozen=True, slots=True)
class Doen:
    """`knop` does it; `do(verwijzing, *, by, versie, …)` takes the step."""

    knop: Promise
    said: Promise
    form: type
    do: Callable


def say(verwijzing, *, versie, **values):
    return workflow.say(verwijzing, **values)


# By the last part of the address, in the order of the page.
DOEN = {
    "verzenden": Doen(_("Verzend"), _("De verwijzing is verzonden."), forms.VerwijzingForm, workflow.send),
    "slotzin": Doen(
        _("Laat de bewoner dit lezen"), _("De bewoner kan dit nu lezen."), forms.SlotzinForm, workflow.show_sentence
    ),
    "bericht": Doen(_("Stuur een bericht"), _("Uw bericht is verstuurd."), forms.PartnerberichtForm, say),
    "toestemming": Doen(
        _("De melder gaf toestemming"), _("De toestemming staat erbij."), forms.ToestemmingForm,
        workflow.record_consent,
    ),
    "intrekken": Doen(_("Trek in"), _("De verwijzing is ingetrokken."), forms.IntrekForm, workflow.withdraw),
}  # fmt: skip


class Verwijzingen:
    def get_urls(self):
        view = self.admin_site.admin_view(self.referral_view)
        address = "<str:nummer>/verwijzing/<str:verwijzing>/<slug:doen>/"
        return [path(address, view, name="meldingen_melding_verwijzing"), *super().get_urls()]

    def referral_view(self, request, nummer, verwijzing, doen):
        """POST: take a step of a verwijzing of a melding that the user may read."""
        gezien = self.seen_melding(request, nummer, readable=True)
        one = referral_of(gezien.melding, verwijzing)
        if doen not in DOEN or one is None:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        stap = DOEN[doen]
        form = stap.form(request.POST, verwijzing=one, slug=doen)
        if not form.is_valid():
            return self.show_referral(request, gezien, doen, form)
        try:
            stap.do(one, by=request.user, versie=form.cleaned_data["versie"] or 0, **form.values())
        except (NotAllowed, Changed) as problem:
            return self.show_referral(request, self.seen_melding(request, nummer), doen, form, problem)
        return self.step_done(request, nummer, stap)

    def show_referral(self, request, gezien, doen, form, problem=None):
        """The page again, with what was typed and what is wrong."""
        is_changed = isinstance(problem, Changed)
        if problem:
            form.add_error(None, CHANGED if is_changed else str(problem))
        blokken = self.referrals(gezien, form=(form.verwijzing.pk, doen, form))
        return self.show_melding(request, gezien, extra={"verwijzingen": blokken}, status=409 if is_changed else 422)

    def referrals(self, gezien, has_melder=None, form=None):
        """The Blokken with their forms; `form`: (id, what it does, the form) of one that was filled in."""
        if has_melder is None:
            has_melder = Melder.objects.filter(pk=gezien.melding.pk).exists()
        blokken = blocks_of(gezien, has_melder=has_melder, with_looks=gezien.is_in_charge)
        for blok in blokken:
            one = blok.verwijzing
            blok.forms = [
                (slug, doen, doen.form(verwijzing=one, slug=slug)) for slug, doen in DOEN.items() if slug in blok.kan
            ]
            if form and form[0] == one.pk:
                blok.forms = [row for row in blok.forms if row[0] != form[1]] + [(form[1], DOEN[form[1]], form[2])]
        return blokken


def referral_of(melding, nummer):
    if len(nummer) != NUMMER_LENGTH or "\x00" in nummer:
        return None
    return Verwijzing.objects.filter(melding=melding, nummer=nummer).first()
