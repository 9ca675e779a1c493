"""What an officer fills in at one melding: a form for each step. They keep what was typed and store nothing.

`versie` and `laatste` say what the page showed, so that who comes second hears what changed (SAFETY F8).
"""

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from meldingen.afsluiten import may_not_talk
from meldingen.fields import Keuze, KorteTekst, LangeTekst
from meldingen.fotos import FotosField
from meldingen.gesprekken import MOST_TITLE
from meldingen.models import (
    Afwijsreden,
    Boodschap,
    Inzage,
    Melder,
    Standaardtekst,
    Uitkomst,
    Verwijzing,
    VerwijzingStatus,
)
from meldingen.models.meldingen import MOST_LETTERS
from meldingen.vaste_antwoorden import filled, for_step
from meldingen.voorbeeld import preview

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

    @staticmethod
    def asked(params):
        """{field: value} that an address brings along."""
        return {}

    def chosen(self):
        """{field: value} that a choice in the form brings along."""
        return {}

    def reworked(self):
        """The form anew when a button only asked for that."""

    def following(self):
        """(nummer, query) of the melding that comes after this one, in a row."""

    def preview(self):
        """What leaves the house, shown before it does; its `merk` stands for exactly that."""
        said = self.shown()
        return preview(self.gezien.melding, self.soort, said.pop("tekst"), self.gezien.user, **said)

    def listed(self):
        """Meldingen whose titles the form shows."""
        return []

    def sends(self):
        """Whether something leaves the house with what was filled in."""
        return bool(self.soort)

    def values(self):
        """What the step of the workflow takes, but for `versie`."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("versie", "laatste")}


class KnopForm(StapForm):
    """Nothing to fill in: the button is all."""


class MetVastAntwoord(StapForm):
    """A text for the melder that may begin with a ready answer of the officer or the team."""

    vast = forms.ChoiceField(
        label=_("Vast antwoord"), required=False, widget=forms.Select(attrs={"data-kies": ""}), choices=[]
    )

    def fill(self):
        stap = {"bericht": "bericht", "vraag": "vraag"}.get(self.soort, "afsluiting")
        self.vaste = {str(one.pk): one for one in ready_answers(self.gezien, stap)}
        self.fields["vast"].choices = [
            ("", _("Kies een vast antwoord")),
            *((pk, a.naam) for pk, a in self.vaste.items()),
        ]
        if not self.vaste:
            del self.fields["vast"]

    def chosen(self):
        """{field: value} that the chosen ready answer brings; empty without one. What was typed stays before it."""
        one = self.vaste.get(self.data.get("vast", ""))
        if one is None:
            return {}
        words, typed = words_of(one, self.gezien), self.data.get("tekst", "").strip()
        is_ready_made = not typed or self.data.get("ingevuld") == hash_of(typed) or typed == self.ready_text()
        text = words if is_ready_made else f"{typed}\n\n{words}"
        return {"tekst": text, "ingevuld": hash_of(text), **outcome_of(one)}

    def ready_text(self):
        """What stood in the field before anybody typed."""
        return ""

    def values(self):
        return {name: value for name, value in super().values().items() if name != "vast"}


def ready_answers(gezien, stap):
    return for_step(gezien.melding, gezien.user, stap, any_outcome=True)


def hash_of(text):
    """Tells a text that was put ready from one that somebody typed."""
    plain = text.replace("\r\n", "\n").strip()
    return salted_hmac("vast antwoord", plain, algorithm="sha256").hexdigest()


def words_of(antwoord, gezien):
    """The first name stands in it only for who opened the data of the melder before, which was logged."""
    was_seen = Inzage.objects.filter(melding=gezien.melding, door=gezien.user, wat=Inzage.Wat.MELDER).exists()
    melder = Melder.objects.filter(pk=gezien.melding.pk).first() if was_seen else None
    return filled(antwoord, gezien.melding, gezien.user, melder, gezien.now)


def outcome_of(antwoord):
    return {"uitkomst": antwoord.uitkomst} if antwoord.uitkomst else {}


class BerichtForm(MetVastAntwoord):
    soort = Boodschap.Soort.BERICHT
    tekst = text(_("Uw bericht"), say=_("Schrijf een bericht"))
    fotos = FotosField(label=_("Foto’s"), help_text=_("Niet verplicht, hoogstens 5."), required=False)

    field_order = ["versie", "laatste", "vast", "tekst", "fotos"]

    def values(self):
        photos = [content for _name, content in self.cleaned_data["fotos"]]
        return {"tekst": self.cleaned_data["tekst"], "fotos": photos}


class VraagForm(BerichtForm):
    soort = Boodschap.Soort.VRAAG
    tekst = text(_("Uw vraag"), say=_("Schrijf uw vraag op"))


class AfrondForm(MetVastAntwoord):
    soort = Boodschap.Soort.AFSLUITING
    uitkomst = forms.ChoiceField(
        label=_("Uitkomst"),
        choices=[*CHOOSE, *Uitkomst.choices],
        error_messages={"required": _("Kies een uitkomst")},
    )
    tekst = text(_("Bericht aan de melder"), say=_("Schrijf op wat er is gedaan"))
    field_order = ["uitkomst", "vast", "tekst", "reden"]
    reden = text(
        _("Waarom sprak u toch met deze persoon?"),
        _("Alleen nodig bij “aangesproken”: de melder wil dit niet. Alleen collega’s lezen dit."),
        rows=2,
    )

    def fill(self):
        super().fill()
        if not may_not_talk(self.gezien.melding):
            del self.fields["reden"]
        if not self.is_bound:
            self.initial["tekst"] = self.ready_text()
            self.initial["uitkomst"] = Uitkomst.OVERGEDRAGEN if self.sentence() else ""

    def ready_text(self):
        return self.sentence() or closing_text(self.gezien.melding)

    def sentence(self):
        """What the partner that finished last wrote for the melder; "" without one."""
        if not hasattr(self, "slotzin"):
            ready = Verwijzing.objects.filter(melding=self.gezien.melding, status=VerwijzingStatus.GEREED)
            last = ready.order_by("-geeindigd_op", "-pk").first()
            self.slotzin = last.slotzin if last else ""
        return self.slotzin

    def shown(self):
        return {**super().shown(), "uitkomst": self.cleaned_data["uitkomst"]}


def closing_text(melding):
    """What the category puts ready for who closes, in the language of the melder; "" when it has none."""
    row = Standaardtekst.objects.filter(categorie=melding.categorie_id, doel=Standaardtekst.Doel.AFSLUITING).first()
    return "" if row is None else (melding.taal == "en" and row.tekst_en) or row.tekst


class AfwijsForm(MetVastAntwoord):
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


class MelderForm(forms.Form):
    """Who is not in charge says why the data of the melder are needed."""

    use_required_attribute = False
    reden = KorteTekst(
        label=_("Waarom heeft u deze gegevens nodig?"),
        help_text=_("Dit komt in het logboek."),
        max_length=200,
        error_messages={"required": _("Schrijf op waarom u de gegevens nodig heeft"), **TOO_LONG},
    )

    def __init__(self, data=None):
        super().__init__(data, label_suffix="", auto_id="id_melder_%s")
