"""What the holder of a code can send. Each form says what to do, keeps what was typed, and stores nothing."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meldingen.codes import EXAMPLE, new_key, shown
from meldingen.fields import Keuze, KorteTekst, LangeTekst
from meldingen.fotos import FotosField
from meldingen.models import Delen, MagPraten, Toestemming, Waardering
from meldingen.models.meldingen import MOST_LETTERS

NOT_KNOWN = _("We kennen deze code niet. Kijk of alle letters kloppen.")
SHORT_TEXT = 1_000
MOST_MINUTES = 24 * 60
LONG_AGO = timedelta(days=366)
TOO_LONG = {"max_length": _("Maak uw tekst korter: u kunt %(limit_value)d letters gebruiken")}
SAY_SOMETHING = _("Schrijf een bericht of kies een foto")


class CodeForm(forms.Form):
    """The code as somebody types it. Any text will do here: only the look-up knows whether it is one."""

    use_required_attribute = False
    volgcode = KorteTekst(
        label=_("Uw code"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 60}
        ),
        error_messages={"required": _("Vul uw code in")},
    )
    tekst = LangeTekst(
        label=_("Uw bericht"), help_text=_("Uw tekst staat er nog. U verstuurt hem hierna."), required=False
    )

    def __init__(self, data=None):
        super().__init__(data, label_suffix="")
        example = format_html('<span class="nowrap">{}</span>', shown(EXAMPLE))
        self.fields["volgcode"].help_text = format_html(_("16 letters en cijfers, bijvoorbeeld {}"), example)
        if not self.data.get("tekst"):
            del self.fields["tekst"]

    @classmethod
    def with_text(cls, text):
        """To give the code (again), with a text that goes along; nothing is wrong yet."""
        form = cls({"tekst": text} if text else None)
        form.errors.clear()
        return form

    @classmethod
    def stand_in(cls, form, typed):
        """A form that looks like another one, but for what was typed in it."""
        if not form.is_bound:
            return cls()
        other = cls({"volgcode": typed})
        other.errors.clear()
        for error in form.errors.get("volgcode", []):
            other.add_error("volgcode", error)
        return other

    def refuse(self):
        """The one answer to every code that opens nothing; the code itself is not shown again."""
        self.add_error("volgcode", NOT_KNOWN)


class Stap(forms.Form):
    """A form on the page of a melding. Its `sleutel` makes a second click the same as the first.

    Where it has a page of its own: `kop` is the heading, `uitleg` the sentences below it, `knop` the button and `nee`
    the way back beside it.
    """

    kop, uitleg, knop, nee = "", (), "", ""
    without_optional = False  # its words tell already what may be left out
    is_too_many = False
    use_required_attribute = False
    sleutel = forms.CharField(widget=forms.HiddenInput, max_length=24, required=False)

    def __init__(self, data=None, files=None, *, initial=None):
        super().__init__(data, files, initial={"sleutel": new_key(), **(initial or {})}, label_suffix="")

    def clean_sleutel(self):
        return self.cleaned_data["sleutel"] or new_key()

    def values(self):
        """What the step of the workflow takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "sleutel"}


class BerichtForm(Stap):
    without_optional = True
    tekst = LangeTekst(label=_("Uw bericht"), required=False, max_length=MOST_LETTERS, error_messages=TOO_LONG)
    fotos = FotosField(
        label=_("Foto’s"),
        help_text=_("Niet verplicht, hoogstens 5. We halen de plaats en tijd uit de foto."),
        required=False,
    )

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("tekst") and not given.get("fotos"):
            self.add_error("tekst", SAY_SOMETHING)
        return given

    def values(self):
        return {
            "tekst": self.cleaned_data["tekst"],
            "fotos": [content for _name, content in self.cleaned_data["fotos"]],
        }


class VoorvalForm(Stap):
    kop = _("Wanneer gebeurde het weer?")
    uitleg = (
        _("Zo ziet de wijkagent hoe vaak het gebeurt."),
        _("Gebeurt het nu? Bel 0900-8844. Bij gevaar 112."),
    )
    knop = _("Bewaar")
    datum = forms.DateField(
        label=_("Op welke dag?"),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages={"required": _("Vul de dag in"), "invalid": _("Vul een dag in, bijvoorbeeld 24-11-2026")},
    )
    tijd = forms.TimeField(
        label=_("Hoe laat?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        error_messages={"invalid": _("Vul een tijd in, bijvoorbeeld 22:30")},
    )
    minuten = forms.IntegerField(
        label=_("Hoeveel minuten duurde het?"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Vul alleen een aantal minuten in, hoogstens 1440")
        ),
    )
    tekst = LangeTekst(label=_("Wat gebeurde er?"), required=False, max_length=SHORT_TEXT, error_messages=TOO_LONG)

    def clean_datum(self):
        day, today = self.cleaned_data["datum"], timezone.localdate()
        if day > today:
            raise ValidationError(_("Deze dag moet nog komen. Vul een eerdere dag in"))
        if day < today - LONG_AGO:
            raise ValidationError(_("Vul een dag van het laatste jaar in"))
        return day


class ToestemmingForm(Stap):
    kop = _("Verander wat wij mogen")
    uitleg = (_("Dit geldt vanaf nu. Wat al gebeurd is, kunnen we niet terugdraaien."),)
    knop = _("Bewaar")
    mag_praten = Keuze(
        label=_("Mag de wijkagent hierover met deze persoon praten?"),
        choices=MagPraten,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een van de antwoorden")),
    )
    delen = Keuze(
        label=_("Mogen we uw bericht doorgeven aan bijvoorbeeld de gemeente?"),
        choices=Delen,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een van de antwoorden")),
    )

    def without_name(self):
        """Who gave no name has no data that could go along."""
        self.fields["delen"].choices = [(Delen.ZONDER.value, _("Ja")), (Delen.NIET.value, Delen.NIET.label)]


class GegevensDelenForm(Stap):
    """A question for each of `partners`. `gegevens`: pairs (name, value) of what they would read."""

    kop = _("Wie mag uw gegevens zien?")
    knop = _("Bewaar")
    choices = (("nee", _("Nee")), ("ja", _("Ja")))

    def __init__(self, data=None, *, partners, gegevens):
        super().__init__(data)
        self.uitleg = (
            _("Zegt u ja? Dan ziet die organisatie dit:"),
            *(format_lazy("{}: {}", name, value) for name, value in gegevens),
            _("Zegt u niets? Dan is het nee."),
            _("Uw antwoord geldt meteen, en u kunt het altijd veranderen."),
            _("Wat iemand al las, kunnen we niet terughalen."),
        )
        for one in partners:
            is_yes = one.toestemming == Toestemming.GEGEVEN
            self.fields[one.nummer] = Keuze(
                label=_("Mag %(partner)s uw gegevens zien?") % {"partner": one.naam},
                choices=self.choices,
                initial="ja" if is_yes else "nee",
                error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een van de antwoorden")),
            )

    def values(self):
        return {"antwoorden": {nummer: answer == "ja" for nummer, answer in super().values().items()}}


class IntrekkenForm(Stap):
    """Nothing to fill in: sending it is the confirmation."""

    kop = _("Wilt u uw melding intrekken?")
    uitleg = (
        _("We doen er dan niets meer mee. De politie kan soms toch verder gaan."),
        _("Uw naam, e-mailadres en telefoonnummer wissen we meteen."),
        _("U kunt dit niet terugdraaien."),
    )
    knop, nee = _("Trek mijn melding in"), _("Nee, ga terug")


class HeropenForm(Stap):
    kop = _("Het gebeurt nog steeds")
    uitleg = (
        _("Een ander dan wie het afrondde, kijkt er dan naar."),
        _("Gebeurt het nu? Bel 0900-8844. Bij gevaar 112."),
    )
    knop = _("Verstuur")
    tekst = LangeTekst(
        label=_("Wat gebeurt er nog?"),
        max_length=MOST_LETTERS,
        error_messages={"required": _("Schrijf op wat er nog gebeurt"), **TOO_LONG},
    )


class GeholpenForm(Stap):
    antwoord = Keuze(
        label=_("Bent u geholpen?"),
        choices=Waardering.Antwoord,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een van de antwoorden")),
    )
    tekst = LangeTekst(
        label=_("Wilt u er iets over zeggen?"), required=False, max_length=SHORT_TEXT, error_messages=TOO_LONG
    )


class VolgmailForm(Stap):
    kop = _("Stuur mij een e-mail bij nieuws")
    uitleg = (
        _("In de e-mail staat alleen dat er een nieuw bericht is."),
        _("We bewaren het adres los van uw melding. Is uw melding afgerond? Dan wissen we het."),
        _("Leest er iemand mee met uw e-mail? Doe dit dan niet."),
    )
    knop = _("Stuur mij een e-mail")
    email = forms.EmailField(
        label=_("Uw e-mailadres"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl")
        ),
    )
