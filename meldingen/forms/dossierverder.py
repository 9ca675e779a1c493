"""Passing a melding on: to another buurt, subject, team or owner, to a colleague for help, or into another melding."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agenten.models import Basisteam, Collegateam, Medewerker, Teamgebied
from buurten.models import Buurt
from meldingen.codes import NUMMER_LENGTH, shown_nummer
from meldingen.dossier import same_place
from meldingen.fields import Keuze, KorteTekst
from meldingen.forms.dossier import StapForm, text
from meldingen.models import Categorie, Melding
from meldingen.verplaatsen import as_for_all
from meldingen.zicht import readers_of

STAYS = _("Blijft zoals het is")
NOBODY = _("Niemand")
WEEK = timedelta(days=7)
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def one_of(label, empty=STAYS, help_text=""):
    return forms.ModelChoiceField(
        Buurt.objects.none(), label=label, required=False, empty_label=empty, help_text=help_text,
        error_messages={"invalid_choice": _("Kies een van de antwoorden")},
    )  # fmt: skip


def colleagues(gezien):
    """Who could own this melding, by name."""
    ids = readers_of(as_for_all(gezien.melding), gezien.now).all()
    return Medewerker.objects.filter(pk__in=ids).order_by("first_name", "last_name", "username", "pk")


class VerplaatsForm(StapForm):
    buurt = one_of(_("Buurt"))
    categorie = one_of(_("Onderwerp"))
    basisteam = one_of(_("Team"))
    eigenaar = one_of(_("Eigenaar"), _("Volgens de regels"))
    is_beperkt = forms.ChoiceField(
        label=_("Wie leest mee"),
        choices=[("", STAYS), ("ja", _("Alleen eigenaar en teamchef")), ("nee", _("Het hele team"))],
        required=False,
    )
    reden = text(_("Waarom verplaatst u dit?"), _("Collega’s lezen dit."), say=_("Schrijf op waarom"), rows=2)

    def fill(self):
        melding = self.gezien.melding
        places = Teamgebied.objects.filter(basisteam=melding.basisteam_id).values("buurt__gemeente")
        gemeenten = [melding.buurt.gemeente_id] if melding.buurt_id else places
        found = {
            "buurt": Buurt.objects.active().filter(gemeente__in=gemeenten).order_by("naam", "pk"),
            "categorie": Categorie.objects.offered(),
            "basisteam": Basisteam.objects.order_by("naam", "pk"),
            "eigenaar": colleagues(self.gezien),
        }
        for name, rows in found.items():
            self.fields[name].queryset = rows

    def values(self):
        given = {name: value for name, value in super().values().items() if value}
        beperkt = given.pop("is_beperkt", "")
        return {**given, **({"is_beperkt": beperkt == "ja"} if beperkt else {})}


class OverdraagForm(StapForm):
    aan = one_of(_("Aan een collega"), NOBODY)
    collegateam = one_of(_("Of aan een collegateam"), NOBODY)
    tekst = text(
        _("Wat vraagt u?"),
        _("Wie u dit vraagt, leest deze tekst. Schrijf geen gegevens van de melder op."),
        say=_("Schrijf op wat u vraagt"),
        rows=3,
    )
    voor_datum = forms.DateField(
        label=_("Klaar op"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Kies een dag, bijvoorbeeld 24-11-2026")),
    )
    is_voor_goed = forms.BooleanField(label=_("De ander neemt de melding voor goed over"), required=False)

    def fill(self):
        team = self.gezien.melding.basisteam_id
        self.fields["aan"].queryset = colleagues(self.gezien).exclude(pk=self.gezien.user.pk)
        teams = Collegateam.objects.filter(Q(basisteam=None) | Q(basisteam=team))
        self.fields["collegateam"].queryset = teams.order_by("naam", "pk")
        self.fields["voor_datum"].initial = timezone.localdate(self.gezien.now) + WEEK


class SamenvoegForm(StapForm):
    met = Keuze(label=_("Met welke melding?"), choices=[], required=False)
    nummer = KorteTekst(
        label=_("Of vul een meldingnummer in"),
        help_text=_("Die melding blijft open. Deze volgt haar, en dat is voor goed."),
        max_length=20,
        required=False,
    )

    def fill(self):
        self.kandidaten = same_place(self.gezien, only_open=True)
        self.fields["met"].choices = [(one.nummer, self.named(one)) for one in self.kandidaten]
        if not self.kandidaten:
            del self.fields["met"]

    def listed(self):
        return self.kandidaten

    def named(self, other):
        return _t("%(titel)s (%(nummer)s, %(status)s)") % {
            "titel": other.titel if other.may_read else other.categorie.publieke_naam,
            "nummer": shown_nummer(other.nummer),
            "status": other.get_status_display(),
        }

    def clean(self):
        given = super().clean()
        typed = given.get("nummer", "").upper().translate(READ_AS)
        nummer = typed or given.get("met")
        if not nummer:
            raise ValidationError(_("Kies een melding, of vul een meldingnummer in"))
        readable = Melding.objects.readable_by(self.gezien.user, self.gezien.now)
        self.lead = readable.filter(nummer=nummer).first() if len(nummer) == NUMMER_LENGTH else None
        if self.lead is None:
            self.add_error("nummer", _("We vinden dit nummer niet. Kijk of het klopt"))
        return given

    def values(self):
        return {"into": self.lead}


class HulpForm(forms.Form):
    """The answer to who asked for help; a text is needed to refuse and to give back."""

    use_required_attribute = False
    tekst = text(_("Uw antwoord"), _("Nodig als u het niet aanneemt, of als u het teruggeeft."), rows=3)

    def __init__(self, data=None):
        super().__init__(data, label_suffix="")
