"""Step 4: may we ask something, may it be shared, and may the officer speak to the person it is about."""

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meldingen.fields import Keuze, KorteTekst, LangeTekst
from meldingen.forms.pagina import SAFE_CONTACT, Pagina, rows
from meldingen.models import Categorie, Contactvorm, Delen, JaNee, MagPraten

COUNTRY = "NL"
ONE_IS_ENOUGH = _("Vul uw naam, e-mailadres of telefoonnummer in")
NO_NUMBER = _("Vul een telefoonnummer in van 10 cijfers, bijvoorbeeld 06 12345678. Buitenland: begin met +")

WIE_U_BENT = {
    Contactvorm.MET_NAAM: _("U geeft uw gegevens door"),
    Contactvorm.ANONIEM: _("U blijft anoniem. We mogen u iets vragen met de code"),
    Contactvorm.GEEN: _("U blijft anoniem. We vragen u niets"),
}


def as_e164(text):
    """A phone number as +31612345678; a number without a country is Dutch. Raises ValidationError."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        raise ValidationError(NO_NUMBER) from None
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(NO_NUMBER)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class ContactForm(Pagina):
    kop = _("Mogen we u iets vragen?")
    is_one_question = True
    kort = {"contactvorm": _("Wie u bent")}
    contactvorm = Keuze(
        label=_("Kies wat u wilt"),
        choices=[
            (Contactvorm.MET_NAAM.value, _("Ja, dit zijn mijn gegevens")),
            (Contactvorm.ANONIEM.value, _("Ja, maar ik blijf anoniem")),
            (Contactvorm.GEEN.value, _("Nee, liever niet")),
        ],
        hints={
            Contactvorm.MET_NAAM.value: _("U vult op de volgende pagina uw gegevens in."),
            Contactvorm.ANONIEM.value: _("U krijgt een code. Daarmee leest u de vragen en kunt u antwoorden."),
            Contactvorm.GEEN.value: _("U krijgt een code. Daarmee ziet u wat er met uw melding gebeurt."),
        },
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies of we u iets mogen vragen")),
    )

    def regels(self):
        return [(self.kort["contactvorm"], WIE_U_BENT[self.initial["contactvorm"]])]


class GegevensForm(Pagina):
    kop = _("Wat zijn uw gegevens?")
    kort = {
        "naam": _("Naam"),
        "email": _("E-mail"),
        "telefoon": _("Telefoon"),
        "bellen": _("Wanneer en hoe bellen"),
        "mag_politie_zeggen": _("“Politie” zeggen"),
    }
    naam = KorteTekst(label=_("Uw naam"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("Uw e-mailadres"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Vul een e-mailadres in zoals naam@voorbeeld.nl")},
    )
    telefoon = KorteTekst(
        label=_("Uw telefoonnummer"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    bellen = LangeTekst(
        label=_("Wanneer en hoe mogen we u bellen?"),
        help_text=_("Bijvoorbeeld: alleen overdag, spreek niets in"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    mag_politie_zeggen = rows(
        _("Neemt iemand anders op? Mogen we dan “politie” zeggen?"),
        [(JaNee.NEE.value, JaNee.NEE.label), (JaNee.JA.value, JaNee.JA.label)],
    )

    def fill(self):
        self.order_fields(["naam", "email", "telefoon", "bellen", "mag_politie_zeggen"])
        self.fields["naam"].help_text = _("Naam, e-mail of telefoon: één is genoeg")
        if self.invulling and self.invulling.is_beperkt:
            self.fields["email"].help_text = _("Leest iemand anders uw e-mail? Vul dan alleen een telefoonnummer in")
        if question := self.safe_contact():
            self.fields["bellen"].label = question.publieke_naam
            self.fields["bellen"].help_text = question.publieke_uitleg

    def safe_contact(self):
        """The question of a category in which a call or a mail can be dangerous; None elsewhere."""
        categorie = self.invulling.categorie if self.invulling else None
        questions = categorie.vragen.all() if categorie else []
        return next((one for one in questions if one.sleutel == SAFE_CONTACT), None)

    def clean_telefoon(self):
        text = self.cleaned_data["telefoon"]
        return as_e164(text) if text else ""

    def clean(self):
        given = super().clean()
        if not self.errors and not any(given.get(name) for name in ("naam", "email", "telefoon")):
            self.add_error("naam", ONE_IS_ENOUGH)
        return given


class DelenForm(Pagina):
    kop = _("Wat mag de wijkagent doen?")
    kort = {
        "mag_praten": _("Met deze persoon praten"),
        "gevaar": _("Gevaarlijk voor u"),
        "delen": _("Doorgeven"),
    }
    mag_praten = rows(
        _("Mag de wijkagent hierover met deze persoon praten?"),
        MagPraten.choices,
        help_text=_("Gaat uw bericht niet over iemand? Laat dit dan zo staan"),
        choose=_("Kies of de wijkagent met deze persoon mag praten"),
    )
    gevaar = rows(_("Is het voor u gevaarlijk als deze persoon weet dat u meldde?"), JaNee.choices)
    delen = rows(
        _("Mogen we uw bericht doorgeven aan bijvoorbeeld de gemeente?"),
        Delen.choices,
        choose=_("Kies of we uw bericht mogen doorgeven"),
    )

    def fill(self):
        self.initial.setdefault("mag_praten", MagPraten.EERST_VRAGEN)
        named = self.invulling is None or self.invulling.of("contact").get("contactvorm") == Contactvorm.MET_NAAM
        if not named:
            self.fields["delen"].choices = [
                (Delen.ZONDER.value, _("Ja")),
                (Delen.NIET.value, Delen.NIET.label),
            ]
        values = {value for value, _label in self.fields["delen"].choices}
        if self.initial.get("delen") not in values:
            self.initial["delen"] = Delen.ZONDER
        if self.invulling and self.invulling.categorie and self.invulling.categorie.pk == Categorie.OVER_POLITIE:
            self.fields["mag_praten"].label = _("Mag de teamchef hierover met deze persoon praten?")
