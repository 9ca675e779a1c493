"""Asking a colleague or a collegateam for help, or to take over for good: they accept, refuse or give back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from meldingen.handelingen import EVENT, NOT_YOURS, finish, lock, require, require_open, require_text
from meldingen.models import Overdracht
from meldingen.models.zicht import WORKING
from meldingen.toewijzing import NoTeam
from meldingen.verplaatsen import owner_by_rule

Stand = Overdracht.Stand


def ask_colleague(handeling, tekst, voor_datum, aan, collegateam, is_voor_goed):
    """The Overdracht of a step that workflow.hand_over began."""
    melding, by = handeling.melding, handeling.by
    require(bool(aan) != bool(collegateam), _("Kies een collega of een collegateam."))
    if aan:
        can_help = aan.is_active and aan.rol in WORKING and aan.pk != by.pk and aan.pk not in melding.betrokkenen
        require(can_help, _("Deze collega kan dit niet doen. Kies een ander."))
    require(voor_datum >= handeling.today, _("Kies een dag die nog komt."))
    is_first = not melding.overdrachten.filter(stand=Stand.GEVRAAGD, is_voor_goed=True).exists()
    require(is_first or not is_voor_goed, _("U vroeg al iemand om deze melding over te nemen."))
    overdracht = Overdracht.objects.create(
        melding=melding, van=by, aan=aan, collegateam=collegateam, is_voor_goed=is_voor_goed, voor_datum=voor_datum,
        tekst=tekst, op=handeling.now,
    )  # fmt: skip
    finish(handeling, EVENT.OVERGEDRAGEN, **facts(overdracht))
    return overdracht


def facts(overdracht):
    """For the log."""
    found = {"overdracht": overdracht.pk, "stand": str(overdracht.stand), "voor_goed": overdracht.is_voor_goed}
    names = {"aan": overdracht.aan_id, "collegateam": overdracht.collegateam_id}
    return found | {name: pk for name, pk in names.items() if pk}


@transaction.atomic
def accept(overdracht, *, by, now=None):
    """Do what was asked. For good: `by` becomes the owner. Gives the Overdracht."""
    handeling, overdracht = receive(overdracht, by, now, Stand.GEVRAAGD)
    if overdracht.is_voor_goed:
        handeling.melding.eigenaar, handeling.melding.waarneming_voor = by, None
    return record(handeling, overdracht, Stand.AANGENOMEN)


@transaction.atomic
def refuse(overdracht, *, tekst, by, now=None):
    """Not for us, with the reason; the owner stays."""
    handeling, overdracht = receive(overdracht, by, now, Stand.GEVRAAGD)
    return record(handeling, overdracht, Stand.GEWEIGERD, require_text(tekst))


@transaction.atomic
def give_back(overdracht, *, tekst, by, now=None):
    """The help is given, or it turned out not to be ours: with a text. For good: the asker owns it again."""
    handeling, overdracht = receive(overdracht, by, now, Stand.AANGENOMEN)
    require(overdracht.beantwoord_door_id == by.pk, NOT_YOURS)
    melding = handeling.melding
    if overdracht.is_voor_goed and melding.eigenaar_id == by.pk:
        asker = overdracht.van
        can_own = asker.is_active and asker.pk not in melding.betrokkenen
        melding.eigenaar_id = asker.pk if can_own else next_owner(handeling)
    return record(handeling, overdracht, Stand.TERUGGEGEVEN, require_text(tekst))


def next_owner(handeling):
    """Who owns it by rule; whoever gives it back, while nobody else can (the chief sees what is not moved on)."""
    try:
        return owner_by_rule(handeling.melding, handeling.now)
    except NoTeam:
        return handeling.by.pk


def receive(overdracht, by, now, stand):
    """Lock the melding and what was asked of `by`. Raises NotAllowed when it was not, or not any more."""
    handeling = lock(overdracht.melding, by=by, now=now)
    require(by.is_active and by.rol in WORKING, NOT_YOURS)
    mine = Overdracht.objects.addressed_to(by).select_for_update(of=("self",)).filter(pk=overdracht.pk).first()
    require(mine, NOT_YOURS)
    require_open(handeling)
    require(mine.stand == stand, _("Dit verzoek is al beantwoord."))
    return handeling, mine


def record(handeling, overdracht, stand, antwoord=""):
    overdracht.stand, overdracht.antwoord = stand, antwoord
    overdracht.beantwoord_op, overdracht.beantwoord_door = handeling.now, handeling.by
    overdracht.save()
    finish(handeling, EVENT.OVERGEDRAGEN, **facts(overdracht))
    return overdracht
