"""What an officer fills in at one melding: a form for each step. They keep what was typed and store nothing.

`versie` and `laatste` say what the page showed, so that who comes second hears what changed (SAFETY F8).
"""

from django import forms
from django.utils.translation import gettext_lazy as _

from meldingen.fields import Keuze, KorteTekst, LangeTekst
from meldingen.fotos import FotosField
from meldingen.gesprekken import MOST_TITLE
from meldingen.models import Afwijsreden, Boodschap, Uitkomst
from meldingen.models.meldingen import MOST_LETTERS

TOO_LONG = {"max_length": _("Maak uw tekst korter: u kunt %(limit_value)d letters gebruiken")}
CHOOSE = [("", _("Kies"))]


def text(label, help_text="", *, say="", rows=4, most=MOST_LETTERS):
    """A text of more lines; `say` is what to do when it is empty, without it the text may be left out."""
    return LangeTekst(
        label=label,
        help_text=help_text,
        required=bool(say),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
        error_messages={"required": say, **TOO_LONG},
    )


class StapForm(forms.Form):
    """One step. `soort`: the kind of message that leaves the house by it, "" when nothing does."""

    soort = ""
    use_required_attribute = False
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    laatste = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data=None, files=None, *, gezien, initial=None, prefix_id="stap"):
        self.gezien = gezien
        super().__init__(data, files, initial=initial, label_suffix="", auto_id=f"id_{prefix_id}_%s")
        self.fill()

    def fill(self):
        """Add what depends on the melding."""

    def shown(self):
        """The words that leave the house, as voorbeeld.preview takes them."""
        return {"tekst": self.cleaned_data["tekst"].strip()}

    def sends(self):
        """Whether something leaves the house with what was filled in."""
        return bool(self.soort)

    def values(self):
        """What the step of the workflow takes, but for `versie`."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("versie", "laatste")}


class KnopForm(StapForm):
    """Nothing to fill in: the button is all."""


class BerichtForm(StapForm):
    soort = Boodschap.Soort.BERICHT
    tekst = text(_("Uw bericht"), say=_("Schrijf een bericht"))
    fotos = FotosField(label=_("Foto’s"), help_text=_("Niet verplicht, hoogstens 5."), required=False)

    def values(self):
        photos = [content for _name, content in self.cleaned_data["fotos"]]
        return {"tekst": self.cleaned_data["tekst"], "fotos": photos}


class VraagForm(BerichtForm):
    soort = Boodschap.Soort.VRAAG
    tekst = text(_("Uw vraag"), say=_("Schrijf uw vraag op"))


class AfrondForm(StapForm):
    soort = Boodschap.Soort.AFSLUITING
    uitkomst = forms.ChoiceField(
        label=_("Uitkomst"),
        choices=[*CHOOSE, *Uitkomst.choices],
        error_messages={"required": _("Kies een uitkomst")},
    )
    tekst = text(_("Bericht aan de melder"), say=_("Schrijf op wat er is gedaan"))
    reden = text(
        _("Waarom sprak u toch met deze persoon?"),
        _("Alleen nodig als de melder dit niet wilde. Collega’s lezen dit, de melder niet."),
        rows=2,
    )

    def shown(self):
        return {**super().shown(), "uitkomst": self.cleaned_data["uitkomst"]}


class AfwijsForm(StapForm):
    soort = Boodschap.Soort.AFSLUITING
    reden = forms.ChoiceField(
        label=_("Reden"), choices=[*CHOOSE, *Afwijsreden.choices], error_messages={"required": _("Kies een reden")}
    )
    tekst = text(_("Bericht aan de melder"), _("Bij spam sturen we niets."))

    def clean(self):
        given = super().clean()
        if given.get("reden") and given["reden"] != Afwijsreden.SPAM and not given.get("tekst", "").strip():
            self.add_error("tekst", _("Schrijf op waarom u het niet behandelt"))
        return given

    def sends(self):
        return self.cleaned_data["reden"] != Afwijsreden.SPAM

    def shown(self):
        return {**super().shown(), "reden": self.cleaned_data["reden"]}


class TerugForm(StapForm):
    reden = text(_("Waarom legt u het terug?"), _("Niet verplicht."), rows=2)


class HeropenForm(StapForm):
    reden = text(_("Waarom gaat u verder?"), say=_("Schrijf op waarom u verdergaat"), rows=2)


class NotitieForm(StapForm):
    tekst = text(
        _("Notitie"), _("Alleen voor collega’s. De melder leest dit niet."), say=_("Schrijf uw notitie op"), rows=3
    )


class TitelForm(StapForm):
    titel = KorteTekst(
        label=_("Titel"),
        help_text=_("Voor in de lijst. De tekst van de melder verandert niet."),
        max_length=MOST_TITLE,
        error_messages={"required": _("Schrijf een titel op"), **TOO_LONG},
    )


class BeoordeelForm(StapForm):
    is_gevaar = Keuze(
        label=_("Is er gevaar?"),
        choices=[("nee", _("Nee. Het team mag dit lezen.")), ("ja", _("Ja. Alleen eigenaar en teamchef lezen dit."))],
        error_messages={"required": _("Kies een van de antwoorden")},
    )

    def values(self):
        return {"is_gevaar": self.cleaned_data["is_gevaar"] == "ja"}
