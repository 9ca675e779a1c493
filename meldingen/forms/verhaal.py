"""Step 2: what goes on, when, and what else helps to know."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meldingen.dringend import danger_words
from meldingen.fields import Keuze, Keuzes, KorteTekst, LangeTekst
from meldingen.forms.pagina import SAFE_CONTACT, WEET_NIET, Pagina, rows
from meldingen.models import Categorie, Dagdeel, JaNee, Soort, Vraag, Wanneer
from meldingen.models.meldingen import MOST_LETTERS

SHORT, LONG = 200, 1_000
TELL = _("Schrijf op wat er aan de hand is")
PREFIX = "vraag-"
# Questions of a category that have a page of their own: whom it is about, and how to reach somebody safely.
ASKED_ELSEWHERE = ("over_wie", SAFE_CONTACT)

JA_NEE = [(JaNee.JA.value, JaNee.JA.label), (JaNee.NEE.value, JaNee.NEE.label)]
HOE_VAAK = [
    ("dag", _("Elke dag, of bijna elke dag")),
    ("week", _("Elke week")),
    ("maand", _("Elke maand")),
    ("minder", _("Minder vaak")),
    ("weet_niet", WEET_NIET),
]
HOE_WEET = [
    ("gezien", _("Ik heb het zelf gezien")),
    ("gehoord", _("Ik heb het zelf gehoord")),
    ("verteld", _("Iemand heeft het mij verteld")),
]


class WatForm(Pagina):
    kop = _("Wat is er aan de hand?")
    without_optional = True
    kort = {"verhaal": _("Wat er aan de hand is"), "wanneer": _("Wanneer")}
    verhaal = LangeTekst(
        label=_("Vertel het in uw eigen woorden"),
        help_text=_("Wat ziet of hoort u? Hoe vaak? Schrijf geen namen op als dat niet nodig is"),
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"max_length": _("Maak uw tekst korter: u kunt %(limit_value)d letters gebruiken")},
    )
    met_foto = forms.BooleanField(label=_("Ik laat het alleen met een foto zien"), required=False)
    wanneer = rows(_("Wanneer gebeurt het?"), Wanneer.choices, choose=_("Kies wanneer het gebeurt"))

    def clean(self):
        given = super().clean()
        given["gevaar"] = danger_words(given.get("verhaal", ""))
        if "verhaal" in given and not given["verhaal"] and not given.get("met_foto"):
            self.add_error("verhaal", TELL)
        return given

    def regels(self):
        return [row for row in super().regels() if row[0] in self.kort.values()]


class WanneerForm(Pagina):
    """Only for what happened once, or happens more often."""

    kort = {
        "datum": _("Op welke dag"),
        "dagdeel": _("Deel van de dag"),
        "hoe_vaak": _("Hoe vaak"),
        "tijden": _("Dagen of tijden"),
        "nog_bezig": _("Gebeurt het nog"),
    }
    may_be_skipped = without_optional = True
    datum = forms.DateField(
        label=_("Op welke dag was het?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages={"invalid": _("Vul een datum in, bijvoorbeeld 24-11-2026")},
    )
    dagdeel = rows(_("Op welk deel van de dag?"), [*Dagdeel.choices, ("", WEET_NIET)])
    hoe_vaak = rows(_("Hoe vaak gebeurt het?"), HOE_VAAK)
    tijden = KorteTekst(label=_("Op welke dagen of tijden?"), required=False, max_length=SHORT)
    nog_bezig = rows(_("Gebeurt het nu nog steeds?"), JaNee.choices)

    @property
    def kop(self):
        return _("Wanneer was het?") if self.is_once else _("Hoe vaak en wanneer?")

    @property
    def is_once(self):
        return bool(self.invulling) and self.invulling.of("wat").get("wanneer") == Wanneer.EEN_KEER

    def fill(self):
        if self.invulling is None:
            return
        for name in ("hoe_vaak", "tijden") if self.is_once else ("datum", "dagdeel"):
            del self.fields[name]

    def clean_datum(self):
        day = self.cleaned_data["datum"]
        if day and day > timezone.localdate():
            raise ValidationError(_("Kies een dag die geweest is"))
        return day

    def answers(self):
        wanneer = self.invulling.of("wat").get("wanneer") if self.invulling else ""
        day = self.cleaned_data.get("datum")
        return {**self.cleaned_data, "datum": day.isoformat() if day else "", "wanneer": wanneer}


class VragenForm(Pagina):
    """The extra questions of the category, then those that every category shares. All can be skipped."""

    kop = _("Weet u nog meer?")
    may_be_skipped = without_optional = True
    onderwerp = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def fill(self):
        categorie = self.categorie()
        self.initial["onderwerp"] = categorie.pk if categorie else ""
        questions = sorted(categorie.vragen.all(), key=lambda one: (one.volgorde, one.pk)) if categorie else []
        kept = self.initial.get("antwoorden", {})
        for vraag in (one for one in questions if one.sleutel not in ASKED_ELSEWHERE):
            self.fields[PREFIX + vraag.sleutel] = field_of(vraag)
            self.initial[PREFIX + vraag.sleutel] = kept.get(vraag.sleutel)
        if categorie is None or categorie.soort != Soort.VRAAG:
            self.fields["hoe_weet"] = rows(_("Hoe weet u dit?"), HOE_WEET)
            self.fields["anderen_weten"] = rows(
                _("Kunnen anderen dit ook weten?"), JaNee.choices,
                help_text=_("Weet alleen u dit? Dan kan iemand raden dat u het was."),
            )  # fmt: skip
        if categorie is None or categorie.pk != Categorie.OVER_POLITIE:
            self.fields["over_wijkagent"] = rows(
                _("Gaat dit over de wijkagent zelf?"), JA_NEE,
                help_text=_("Dan leest de wijkagent het niet."),
            )  # fmt: skip

    def categorie(self):
        """That of the draft. When the draft is gone: that of the page that was sent, so that its answers are kept."""
        if self.invulling:
            return self.invulling.categorie
        sent = (self.data or {}).get("onderwerp", "")
        return Categorie.objects.offered().prefetch_related("vragen").filter(pk=sent).first()

    def answers(self):
        own = {name.removeprefix(PREFIX): value for name, value in self.cleaned_data.items() if name.startswith(PREFIX)}
        shared = {name: self.cleaned_data.get(name, "") for name in ("hoe_weet", "anderen_weten", "over_wijkagent")}
        return {"antwoorden": own, **shared, "onderwerp": self.invulling.onderwerp if self.invulling else ""}


def field_of(vraag):
    """The form field of a Vraag."""
    given = {
        "label": vraag.publieke_naam,
        "help_text": vraag.publieke_uitleg,
        "required": False,
    }
    match vraag.vorm:
        case Vraag.Vorm.KORT:
            return KorteTekst(max_length=SHORT, **given)
        case Vraag.Vorm.LANG:
            return LangeTekst(max_length=LONG, **given)
    invalid = dict.fromkeys(("invalid_choice", "invalid_list"), _("Kies een van de antwoorden"))
    kind = Keuze if vraag.vorm == Vraag.Vorm.KEUZE else Keuzes
    return kind(choices=choices_of(vraag), error_messages=invalid, **given)


def choices_of(vraag):
    """(value, label in the language of the page) of each answer to choose from."""
    is_english = get_language() == "en"
    return [(value, (is_english and english) or dutch) for value, dutch, english in vraag.keuzes]
