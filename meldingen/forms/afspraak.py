"""Ask for an appointment or call-back on one page: where, how, when, what about, and what that way needs (R9)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meldingen import plaatsen
from meldingen.afspraken import Aanvraag
from meldingen.dringend import danger_words
from meldingen.fields import Keuze, Keuzes, KorteTekst, LangeTekst
from meldingen.forms.contact import as_e164
from meldingen.forms.plaats import SUGGESTIONS
from meldingen.forms.volgen import TOO_LONG, Stap
from meldingen.misbruik import LOKVELD
from meldingen.models import Dagdeel, Wijze

MOST_LETTERS, MOST_OF_PLACE = 500, 200
DAY_PARTS = [(part.value, part.label) for part in (Dagdeel.OCHTEND, Dagdeel.MIDDAG, Dagdeel.AVOND)]
HINTS = {
    Wijze.BELLEN.value: _("De wijkagent belt u."),
    Wijze.LANGSKOMEN.value: _("U spreekt de wijkagent op het bureau, of waar u het afspreekt."),
    Wijze.SCHRIJVEN.value: _("De wijkagent stuurt een brief of e-mail."),
    Wijze.TOLK.value: _("Er luistert iemand mee die uw taal spreekt."),
    Wijze.NAMENS.value: _("U kiest wie. De wijkagent praat dan met die persoon."),
}
# What is kept of the contact data, by way; what another way asks for is forgotten.
PHONE = ("naam", "telefoon", "opmerking")
KEPT = {
    Wijze.BELLEN: PHONE,
    Wijze.LANGSKOMEN: PHONE,
    Wijze.SCHRIJVEN: ("naam", "email", "adres"),
    Wijze.TOLK: (*PHONE, "tolktaal"),
    Wijze.NAMENS: (*PHONE, "beller"),
}
NEEDED = {
    Wijze.BELLEN: {"telefoon": _("Vul het telefoonnummer in dat we kunnen bellen")},
    Wijze.LANGSKOMEN: {},
    Wijze.SCHRIJVEN: {},
    Wijze.TOLK: {
        "tolktaal": _("Vul in welke taal u spreekt"),
        "telefoon": _("Vul het telefoonnummer in dat we kunnen bellen"),
    },
    Wijze.NAMENS: {
        "beller": _("Vul de naam in van wie voor u belt"),
        "telefoon": _("Vul het telefoonnummer in van wie voor u belt"),
    },
}
EMAIL_OR_ADDRESS = _("Vul uw e-mailadres of uw adres in")
WIDE = _("Dat is een groot gebied. Schrijf er een straat of buurt bij")
NO_PLACE = _("We vonden deze plek niet. Kijk of u het goed schreef")
SAID = {
    "nr",
    "plaats",
    "plek",
    "tolktaal",
    "beller",
    "telefoon",
    "email",
    "adres",
}  # their hints say when to fill them in
ASK = {"plek": _("Kies de plek"), "nr": _("Vul het huisnummer in"), "plaats": _("Vul de plaats in")}
SEND_AGAIN = _("Kijk alles nog eens na, en verstuur het opnieuw")


class AfspraakForm(forms.Form):
    """One page. The buurt comes along, or follows from the words of the place; two answers are a question."""

    use_required_attribute = False
    sleutel = forms.CharField(widget=forms.HiddenInput, max_length=24, required=False)
    gelezen = forms.CharField(widget=forms.HiddenInput, max_length=1, required=False)
    buurt = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)
    q = KorteTekst(
        label=_("Uw postcode of adres"),
        help_text=_("Zo weten we wie uw wijkagent is. Bijvoorbeeld 9999 ZZ 12, of straat en plaats"),
        max_length=MOST_OF_PLACE,
        widget=forms.TextInput(attrs=SUGGESTIONS),
        error_messages={"required": _("Vul uw postcode in, of uw straat en plaats")},
    )
    plek = Keuze(label=_("Welke plek bedoelt u?"), required=False, error_messages={"invalid_choice": _("Kies de plek")})
    nr = KorteTekst(
        label=_("Huisnummer"), help_text=_("Alleen het nummer, bijvoorbeeld 12"), max_length=10, required=False
    )
    plaats = KorteTekst(label=_("Plaats"), max_length=80, required=False)
    wijze = Keuze(
        label=_("Hoe wilt u contact?"),
        choices=Wijze,
        hints=HINTS,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies hoe u contact wilt")),
    )
    dagdelen = Keuzes(
        label=_("Welk deel van de dag komt uit?"),
        choices=DAY_PARTS,
        required=False,
        error_messages={"invalid_choice": _("Kies ochtend, middag of avond")},
    )
    onderwerp = LangeTekst(
        label=_("Waar wilt u over praten?"),
        help_text=_("In een paar woorden. Schrijf geen namen op als dat niet nodig is"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Schrijf op waar u over wilt praten"), **TOO_LONG},
    )
    naam = KorteTekst(label=_("Uw naam"), max_length=80, required=False)
    tolktaal = KorteTekst(
        label=_("Welke taal spreekt u?"), help_text=_("Nodig als u een tolk wilt"), max_length=60, required=False
    )
    beller = KorteTekst(
        label=_("Wie belt voor u?"), help_text=_("De naam van die persoon"), max_length=80, required=False
    )
    telefoon = KorteTekst(
        label=_("Telefoonnummer"),
        help_text=_("Nodig als we u bellen, of iemand anders voor u"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("Uw e-mailadres"),
        help_text=_("Voor een antwoord per e-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Vul een e-mailadres in zoals naam@voorbeeld.nl")},
    )
    adres = LangeTekst(
        label=_("Of uw adres"),
        help_text=_("Voor een antwoord met een brief"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages=TOO_LONG,
    )
    opmerking = LangeTekst(
        label=_("Waar letten we op als we bellen?"),
        help_text=_("Bijvoorbeeld: spreek niets in, of zeg geen “politie”"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages=TOO_LONG,
    )

    def __init__(self, data=None, *, initial=None):
        super().__init__(data.copy() if data is not None else None, initial=initial, label_suffix="")
        self.vermoeden, self.found, self.code = "", None, ""
        for name, field in self.fields.items():
            field.has_own_words = name in SAID
        self.known = plaatsen.buurt_of(self.given("buurt"))
        for name in ("q", "plek", "nr", "plaats") if self.known else ():
            del self.fields[name]
        if not self.known:
            self.look_up()

    def given(self, name):
        """What stands in a field, without what no keyboard types."""
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return (value or "").replace("\x00", "").strip()

    # --- the place --------------------------------------------------------------------------------------------------
    def look_up(self):
        """Find the place before anything is judged: what was found decides which questions stand here."""
        words = self.given("q")[:MOST_OF_PLACE]
        self.found = plaatsen.find(words) if words else None
        self.code = self.found.buurt if self.found else ""
        if self.found and not self.code:
            self.look_further(words)
        asked = self.found.asks if self.found and not self.code else ""
        for name in ("nr", "plaats"):
            if name != asked:
                del self.fields[name]
        choices = self.found.keuzes if self.found else ()
        if not choices:
            del self.fields["plek"]
            return
        self.fields["plek"].choices = [(one.waarde, one.naam) for one in choices]
        self.fields["plek"].hints = {one.waarde: one.context for one in choices if one.context}

    def look_further(self, words):
        """With the line, the number or the town that was given. The last two take their place among the words."""
        choice = next((one for one in self.found.keuzes if one.waarde == self.given("plek")), None)
        if choice and choice.buurt:
            self.code = choice.buurt
            return
        further = choice.again if choice else self.with_more(words)
        found = plaatsen.find(further) if further else None
        if found and not found.is_nothing:
            self.data["q"], self.found, self.code = further, found, found.buurt

    def with_more(self, words):
        number, town = self.given("nr"), self.given("plaats")
        if number:
            return f"{words} {number}"[:MOST_OF_PLACE]
        return f"{words}, {town}"[:MOST_OF_PLACE] if town else ""

    def clean_place(self):
        """The Buurt, or None with an error that says what to do."""
        if self.known or not self.found:
            return self.known
        if self.code:
            return plaatsen.buurt_of(self.code)
        asked = next((name for name in ASK if name in self.fields), "q")
        self.add_error(asked, ASK.get(asked) or (WIDE if self.found.is_wide else NO_PLACE))
        return None

    # --- the rest ---------------------------------------------------------------------------------------------------
    def clean_telefoon(self):
        """Judged only where the way needs it: a number that stays behind a hidden field is nobody's mistake."""
        text = self.cleaned_data["telefoon"]
        return as_e164(text) if text and "telefoon" in self.kept() else ""

    def kept(self):
        return KEPT.get(self.cleaned_data.get("wijze"), ())

    def clean(self):
        given = super().clean()
        self.buurt = self.clean_place()
        way = given.get("wijze")
        for name, say in NEEDED.get(way, {}).items():
            if not given.get(name) and name not in self.errors:
                self.add_error(name, say)
        is_reachable = given.get("email") or given.get("adres") or {"email", "adres"} & set(self.errors)
        if way == Wijze.SCHRIJVEN and not is_reachable:
            self.add_error("email", EMAIL_OR_ADDRESS)
        self.drop_other_errors()
        if not self.errors:
            self.pause()
        return given

    def drop_other_errors(self):
        """A mistake in what this way does not ask for is no mistake."""
        for name in {"email", "adres", "naam", "tolktaal", "beller", "opmerking"} & set(self.errors):
            if self.cleaned_data.get("wijze") and name not in self.kept():
                del self._errors[name]

    def pause(self):
        """Once, when words may point to danger, or when the field that nobody sees holds something."""
        self.vermoeden = "" if self.given("gelezen") else danger_words(self.cleaned_data["onderwerp"])
        if self.vermoeden or self.given(LOKVELD):
            self.data["gelezen"] = "1"
            self.add_error(None, SEND_AGAIN)

    def aanvraag(self, taal):
        """The Aanvraag of a valid form."""
        given = self.cleaned_data
        return Aanvraag(
            buurt=self.buurt,
            wijze=given["wijze"],
            dagdelen=given["dagdelen"],
            onderwerp=given["onderwerp"],
            contact={name: given[name] for name in self.kept() if given.get(name)},
            taal=taal,
        )


class JaForm(Stap):
    """“Ja, dat is goed”: to what was shown, and to nothing else."""

    problems = ()  # why an earlier click did nothing
    gezien = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def values(self):
        return {"seen": self.cleaned_data["gezien"]}


class AfzegForm(JaForm):
    kop = _("Wilt u de afspraak afzeggen?")
    uitleg = (_("De wijkagent ziet dat u de afspraak afzegt."), _("U kunt daarna een nieuwe afspraak vragen."))
    knop, nee = _("Zeg de afspraak af"), _("Nee, ga terug")


class AndereTijdForm(JaForm):
    kop = _("Vraag een andere tijd")
    uitleg = (_("Het voorstel vervalt dan. U krijgt een nieuw voorstel."),)
    knop = _("Verstuur")
    tekst = LangeTekst(
        label=_("Wanneer kunt u wel?"),
        help_text=_("Bijvoorbeeld: op maandag of dinsdag, na 15.00 uur"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Schrijf op wanneer u wel kunt"), **TOO_LONG},
    )

    def values(self):
        return {**super().values(), "antwoord": self.cleaned_data["tekst"]}
