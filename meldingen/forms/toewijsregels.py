"""A rule of a team, and a try of all rules."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Teamgebied
from buurten.models import Buurt
from meldingen.models import Categorie, Toewijsregel

SAYS_NOTHING = _("Kies een categorie, een buurt of allebei.")
NOT_OF_THE_TEAM = _("Deze wijkagent hoort niet bij dit team. Kies een ander.")
NOT_THERE = _("Dit team werkt niet in deze buurt. Kies een andere.")
TWICE = _("Er is al een regel voor dit onderwerp en deze buurt. Wijzig die regel.")


class ToewijsregelForm(forms.ModelForm):
    class Meta:
        model = Toewijsregel
        fields = ("basisteam", "categorie", "buurt", "wijkagent")

    def clean(self):
        given = super().clean()
        team, officer, buurt = (given.get(name) for name in ("basisteam", "wijkagent", "buurt"))
        if self.errors:
            return given
        if not (given.get("categorie") or buurt):
            self.add_error("categorie", SAYS_NOTHING)
        if officer.basisteam_id != team.pk or not officer.is_actief:
            self.add_error("wijkagent", NOT_OF_THE_TEAM)
        if buurt and not Teamgebied.objects.on(timezone.localdate()).filter(basisteam=team, buurt=buurt).exists():
            self.add_error("buurt", NOT_THERE)
        same = Toewijsregel.objects.filter(basisteam=team, categorie=given.get("categorie"), buurt=buurt)
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("categorie", TWICE)
        return given


class ProbeerForm(forms.Form):
    """What would happen with a melding."""

    buurt = forms.ModelChoiceField(Buurt.objects.none(), label=_("Buurt"))
    categorie = forms.ModelChoiceField(Categorie.objects.none(), label=_("Categorie"))
    dag = forms.DateField(label=_("Dag"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data, *, buurten):
        super().__init__(data, initial={"dag": timezone.localdate()})
        self.fields["buurt"].queryset = buurten
        self.fields["categorie"].queryset = Categorie.objects.offered()
