"""What is asked before several meldingen at once are moved, merged or closed."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker, Partner
from meldingen.models import Grond, Melding
from meldingen.rijen import subject_of


class StapelForm(forms.Form):
    """`meldingen` are the rows that were ticked, `sight` the Sight of who ticked them."""

    required_css_class = "required"

    def __init__(self, data, *, meldingen, sight):
        super().__init__(data)
        self.offer(meldingen, sight)

    def offer(self, meldingen, sight):
        pass

    def values(self):
        return self.cleaned_data

    def left_out(self):
        """Of the ticked ones those with which nothing is done."""
        return []


class NaamForm(StapelForm):
    eigenaar = forms.ModelChoiceField(
        Medewerker.objects.none(), label=_("Op naam van"), empty_label=_("Kies een collega"),
        error_messages={"required": _("Kies een collega.")},
    )  # fmt: skip
    reden = forms.CharField(
        label=_("Reden"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Collega’s lezen dit. De melder niet."),
        error_messages={"required": _("Schrijf op waarom.")},
    )  # fmt: skip

    def offer(self, meldingen, sight):
        self.fields["eigenaar"].queryset = colleagues(sight)


class SamenForm(StapelForm):
    leidend = forms.ChoiceField(
        label=_("Welke melding gaat verder?"), widget=forms.RadioSelect,
        help_text=_("De andere meldingen volgen deze. Elke melder houdt de eigen code. Dit is voorgoed."),
        error_messages={"required": _("Kies welke melding verder gaat.")},
    )  # fmt: skip

    def offer(self, meldingen, sight):
        self.meldingen = {one.nummer: one for one in meldingen}
        self.fields["leidend"].choices = [(one.nummer, title_of(one)) for one in meldingen]
        self.fields["leidend"].initial = min(meldingen, key=lambda one: (one.ontvangen_op, one.pk)).nummer

    def values(self):
        return {"leidend": Melding.objects.get(nummer=self.cleaned_data["leidend"])}

    def left_out(self):
        return [self.meldingen[self.cleaned_data["leidend"]]]


class PartnerForm(StapelForm):
    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Aan welke partner?"), empty_label=_("Kies een partner"),
        error_messages={"required": _("Kies een partner.")},
        help_text=_("Daarna kiest u per melding de tekst. Er is nog niets verstuurd."),
    )  # fmt: skip
    grond = forms.ModelChoiceField(
        Grond.objects.none(), label=_("Op welke wettelijke grond?"), empty_label=_("Kies een grond"),
        error_messages={"required": _("Kies een wettelijke grond.")},
    )  # fmt: skip

    def offer(self, meldingen, sight):
        self.fields["partner"].queryset = Partner.objects.active().in_order()
        self.fields["grond"].queryset = Grond.objects.usable().in_order()

    def clean(self):
        given = super().clean()
        partner, grond = given.get("partner"), given.get("grond")
        if partner and grond and partner.soort not in grond.ontvangers:
            self.add_error("grond", _("Deze partner mag op deze grond niets ontvangen. Kies een andere."))
        return given


class SpamForm(StapelForm):
    pass


def title_of(melding):
    return melding.titel_hier or subject_of(melding)


def colleagues(sight):
    """Who works in a team that somebody belongs to or leads, by name."""
    teams = {*sight.teams, *sight.leads}
    of_team = Q(wijkagent__basisteam__in=teams, wijkagent__is_actief=True) | Q(basisteams__in=teams)
    leads = Q(chef_van__in=teams) | Q(plaatsvervanger_van__in=teams)
    found = Medewerker.objects.filter(of_team | leads, is_active=True).values("pk")
    return Medewerker.objects.filter(pk__in=found).order_by("first_name", "last_name", "pk")
