"""Every step of a melding by the last part of its address: its words, its form, and the one call of the workflow."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meldingen import workflow
from meldingen.forms import dossier as forms
from meldingen.forms import dossierverder as verder
from meldingen.forms.doorgeven import DoorgeefForm
from meldingen.verwijzingen.doorgeven import refer_all


@dataclass(frozen=True, slots=True)
class Stap:
    """`knop` sends it, `menu` leads to it; `toets` is its key. `do(melding, *, by, versie, …)` takes it.

    `is_now`: nothing to fill in, so the button on the page takes it at once.
    """

    slug: str
    menu: Promise
    kop: Promise
    knop: Promise
    said: Promise
    form: type
    do: Callable
    toets: str = ""
    is_now: bool = False
    sjabloon: str = "admin/meldingen/melding/_stap.html"


def without_version(step):
    """A step that nobody else's step can spoil: it takes no `versie`."""

    def do(melding, *, versie, **values):
        return step(melding, **values)

    return do


ALL = [
    Stap(
        "opgepakt", _("Ik pak dit op"), _("Ik pak dit op"), _("Ik pak dit op"), _("U pakt dit op."),
        forms.KnopForm, workflow.take_on, toets="P", is_now=True,
    ),
    Stap(
        "vraag", _("Stel een vraag"), _("Vraag aan de melder"), _("Verstuur en wacht op antwoord"),
        _("Uw vraag is verstuurd."), forms.VraagForm, workflow.ask, toets="V",
    ),
    Stap(
        "doorgeven", _("Geef door"), _("Geef door aan een partner"), _("Verstuur"), _("De melding is doorgegeven."),
        DoorgeefForm, refer_all, toets="D", sjabloon="admin/meldingen/melding/_doorgeven.html",
    ),
    Stap(
        "notitie", _("Notitie"), _("Notitie voor collega’s"), _("Bewaar de notitie"), _("Uw notitie is bewaard."),
        forms.NotitieForm, without_version(workflow.note), toets="N",
    ),
    Stap(
        "afronden", _("Rond af"), _("Rond af"), _("Verstuur en rond af"), _("De melding is afgerond."),
        forms.AfrondForm, workflow.close, toets="A",
    ),
    Stap(
        "antwoord", _("Stuur een bericht"), _("Bericht aan de melder"), _("Verstuur"), _("Uw bericht is verstuurd."),
        forms.BerichtForm, workflow.reply,
    ),
    Stap(
        "leg-terug", _("Leg terug"), _("Leg terug"), _("Leg terug"), _("De melding is teruggelegd."),
        forms.TerugForm, workflow.lay_back,
    ),
    Stap(
        "afwijzen", _("Wijs af"), _("Wijs af"), _("Verstuur en wijs af"), _("De melding is afgewezen."),
        forms.AfwijsForm, workflow.reject,
    ),
    Stap(
        "heropenen", _("Heropen"), _("Ga verder met deze melding"), _("Heropen"), _("De melding is weer open."),
        forms.HeropenForm, workflow.reopen,
    ),
    Stap(
        "verplaatsen", _("Verplaats"), _("Verplaats de melding"), _("Verplaats"), _("De melding is verplaatst."),
        verder.VerplaatsForm, workflow.move,
    ),
    Stap(
        "overdragen", _("Vraag een collega"), _("Vraag hulp, of draag over"), _("Verstuur het verzoek"),
        _("Uw verzoek is verstuurd."), verder.OverdraagForm, workflow.hand_over,
    ),
    Stap(
        "samenvoegen", _("Voeg samen"), _("Voeg samen met een andere melding"), _("Voeg samen"),
        _("De meldingen zijn samengevoegd."), verder.SamenvoegForm, workflow.merge,
    ),
    Stap(
        "beoordelen", _("Beoordeel"), _("Beoordeel het vermoeden"), _("Bewaar mijn oordeel"),
        _("Uw oordeel is bewaard."), forms.BeoordeelForm, workflow.judge,
    ),
    Stap(
        "gebeld", _("Ik heb gebeld"), _("Ik heb de melder gebeld"), _("Ik heb gebeld"), _("Het bellen is afgevinkt."),
        forms.KnopForm, workflow.called, is_now=True,
    ),
    Stap(
        "titel", _("Andere titel"), _("Geef een andere titel"), _("Bewaar de titel"), _("De titel is veranderd."),
        forms.TitelForm, workflow.retitle,
    ),
]  # fmt: skip
BY_SLUG = {stap.slug: stap for stap in ALL}
# The first four that can be taken stand as buttons.
MAIN = ["opgepakt", "heropenen", "vraag", "doorgeven", "afronden", "notitie", "overdragen"]
APART = {"antwoord", "beoordelen", "gebeld", "titel"}  # these have a place of their own on the page


def actions(possible_now):
    """The four steps that stand first, and those under “Meer doen”."""
    first = [slug for slug in MAIN if slug in possible_now][:4]
    more = [slug for slug in BY_SLUG if slug in possible_now and slug not in {*first, *APART}]
    return {"acties": [BY_SLUG[slug] for slug in first], "meer": [BY_SLUG[slug] for slug in more]}
