"""What a partner tells the wijkagent: subject, place and text (PRODUCT P10)."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from meldingen import plaatsen
from meldingen.codes import new_key
from meldingen.fields import Keuze, KorteTekst, LangeTekst
from meldingen.forms.partner import text
from meldingen.forms.plaats import MOST_LETTERS_OF_PLACE, SUGGESTIONS
from meldingen.models import Categorie

MOST_LETTERS_OF_KEY = 40
SAY_WHERE = _("Vul in waar het is")
NOT_FOUND = _("We vonden deze plek niet. Kijk of u het goed schreef.")
TOO_WIDE = _("Dat is een groot gebied. Schrijf er een straat of buurt bij.")
ASK = {"nr": _("Schrijf het huisnummer erbij"), "plaats": _("Schrijf de plaats erbij")}


class NieuwForm(forms.Form):
    use_required_attribute = False
    categorie = forms.ChoiceField(
        label=_("Waar gaat het over?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies waar het over gaat")),
    )
    q = KorteTekst(
        label=_("Waar is het?"),
        help_text=_("Postcode met huisnummer, straat en plaats, of de naam van de buurt"),
        max_length=200,
        widget=forms.TextInput(attrs=SUGGESTIONS),
        error_messages={"required": SAY_WHERE},
    )
    keuze = Keuze(label=_("Welke plek bedoelt u?"), required=False)
    plek = LangeTekst(
        label=_("Beschrijf de plek"),
        help_text=_("Bijvoorbeeld: bij de ingang van het park"),
        required=False,
        max_length=MOST_LETTERS_OF_PLACE,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    tekst = text(
        _("Wat is er aan de hand?"),
        _("Schrijf alleen op wat de wijkagent moet weten"),
        say=_("Schrijf op wat er aan de hand is"),
        rows=8,
    )
    sleutel = forms.RegexField(r"^[\w-]{22}$", max_length=MOST_LETTERS_OF_KEY, widget=forms.HiddenInput)

    def __init__(self, data=None):
        super().__init__(data, label_suffix="", initial={"sleutel": new_key()})
        self.buurt = None
        self.found = plaatsen.find(data["q"]) if data and data.get("q", "").strip() else None
        self.fields["categorie"].choices = [("", _("Kies een onderwerp")), *subjects()]
        if self.found is None or not self.found.keuzes or self.found.buurt:
            del self.fields["keuze"]
            return
        offered = [one for one in self.found.keuzes if one.buurt]
        self.fields["keuze"].choices = [(one.waarde, one.naam) for one in offered]
        self.fields["keuze"].hints = {one.waarde: one.context for one in offered if one.context}
        self.fields["keuze"].error_messages["invalid_choice"] = _("Kies de plek opnieuw")

    def clean(self):
        """Settles `buurt`: never a guess."""
        given = super().clean()
        if self.found is None or "q" in self.errors:
            return given
        code = self.found.buurt or given.get("keuze", "").split(":")[0]
        self.buurt = plaatsen.buurt_of(code) if code else None
        if self.buurt is None and "keuze" not in self.errors:
            self.ask_further()
        return given

    def clean_categorie(self):
        return Categorie.objects.select_related("groep").get(pk=self.cleaned_data["categorie"])

    def ask_further(self):
        if self.found.is_wide:
            self.add_error("q", TOO_WIDE)
        elif "keuze" in self.fields and self.fields["keuze"].choices:
            self.add_error("keuze", _("Kies de plek"))
        else:
            self.add_error("q", ASK.get(self.found.asks, NOT_FOUND))


def subjects():
    """The subjects by their group, as the form of residents has them; not about the police, which asks for more."""
    offered = Categorie.objects.offered().exclude(pk=Categorie.OVER_POLITIE).select_related("groep")
    grouped = groupby(offered, key=lambda one: one.groep.publieke_naam)
    return [(groep, [(one.pk, one.publieke_naam) for one in found]) for groep, found in grouped]
