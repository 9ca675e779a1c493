"""Step 1: what it is about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agenten.models import Wijkagent
from meldingen.concepten import ONBEKEND
from meldingen.fields import Keuze
from meldingen.forms.pagina import WEET_NIET, Pagina
from meldingen.models import Categorie, Groep
from meldingen.plaatsen import buurt_of


class BinnenkomstForm(forms.Form):
    """What the address of the first page may bring along: a buurt, an officer it is about, a category."""

    buurt = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    wijkagent = forms.SlugField(required=False, max_length=100, widget=forms.HiddenInput)
    categorie = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    over = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def brought(self):
        """{name: value} of what exists; what does not is left out."""
        self.full_clean()
        given = getattr(self, "cleaned_data", {})
        buurt = buurt_of(given.get("buurt")) if given.get("buurt") else None
        officer = Wijkagent.objects.active().filter(slug=given.get("wijkagent") or None).first()
        subject = Categorie.OVER_POLITIE if given.get("over") == "politie" else given.get("categorie")
        categorie = Categorie.objects.offered().filter(pk=subject or None).first()
        found = {
            "buurt": buurt and buurt.pk,
            "wijkagent": officer and officer.slug,
            "categorie": categorie and categorie.pk,
        }
        return {name: value for name, value in found.items() if value}


class GroepForm(Pagina):
    kop = _("Waar gaat het over?")
    is_one_question = True
    kort = {"groep": _("Onderwerp")}
    groep = Keuze(label=_("Kies een onderwerp"))
    buurt = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    wijkagent = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    categorie = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def fill(self):
        field = self.fields["groep"]
        groups = Groep.objects.filter(categorieen__is_actief=True).distinct().order_by("volgorde", "pk")
        field.choices = [(group.pk, group.publieke_naam) for group in groups]
        field.hints = {group.pk: group.publieke_uitleg for group in groups}
        field.icons = {group.pk: group.icoon for group in groups}
        field.error_messages = dict.fromkeys(("required", "invalid_choice"), _("Kies waar het over gaat"))

    def bring(self, brought):
        """Fill in what the address of the first page brought along, as `BinnenkomstForm.brought` tells it."""
        self.initial |= brought
        categorie = Categorie.objects.filter(pk=brought.get("categorie")).first()
        if categorie:
            self.initial["groep"] = categorie.groep_id

    def answers(self):
        given = {name: self.cleaned_data[name] for name in ("buurt", "wijkagent", "categorie")}
        return {"groep": self.cleaned_data["groep"], **BinnenkomstForm(given).brought()}


class OnderwerpForm(Pagina):
    kop = _("Wat past het best?")
    is_one_question = True
    kort = {"onderwerp": _("Waar het over gaat")}
    onderwerp = Keuze(label=_("Kies wat het best past"))

    def fill(self):
        field, subjects = self.fields["onderwerp"], self.invulling.categorieen if self.invulling else []
        field.choices = [(one.pk, one.publieke_naam) for one in subjects]
        if all(one.pk != Categorie.OVERIG for one in subjects):
            field.choices = [*field.choices, (ONBEKEND, WEET_NIET)]
        field.error_messages = dict.fromkeys(("required", "invalid_choice"), _("Kies wat het best past"))
        brought = self.invulling.of("groep").get("categorie") if self.invulling else None
        if any(one.pk == brought for one in subjects):
            self.initial.setdefault("onderwerp", brought)

    def answers(self):
        return {"onderwerp": self.cleaned_data["onderwerp"], "groep": self.invulling.groep.pk}
