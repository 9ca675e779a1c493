"""What every step of a verwijzing has in common: lock, check the right, write, log. The steps stand in workflow.py.

This module is the only one that sets the status of a verwijzing. A melding is always locked before its verwijzingen.
"""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meldingen.handelingen import EVENT, NOT_YOURS, Changed, Handeling, lock, log, require, signed
from meldingen.models import Verwijzing, Verwijzingstap, VerwijzingStatus
from meldingen.models.verwijzingen import VERWIJZING_TRANSITIONS, partner_of
from meldingen.zicht import may_read_story

V, STEP = VerwijzingStatus, Verwijzingstap.Soort
POLICE, PARTNER = "police", "partner"
OPEN_ONES = _("Deze melding ligt nog bij een partner. Trek de verwijzing eerst in, of wacht op het antwoord.")


@dataclass
class Stap:
    """One step of a verwijzing under way: both rows are locked."""

    handeling: Handeling
    verwijzing: Verwijzing
    van: str

    @property
    def melding(self):
        return self.handeling.melding

    @property
    def by(self):
        return self.handeling.by

    @property
    def now(self):
        return self.handeling.now

    @property
    def today(self):
        return self.handeling.today

    @property
    def is_of_partner(self):
        return partner_of(self.by) is not None


def begin_step(verwijzing, *, by, actors, now=None, versie=None):
    """Lock melding and verwijzing for a step.

    `actors`: POLICE (who may read the melding), PARTNER (who may see the verwijzing), MELDER, SYSTEEM. Raises
    NotAllowed, and Changed when `versie` is another one than the stored.
    """
    handeling = lock(verwijzing.melding, by=by, now=now)
    locked = Verwijzing.objects.select_for_update(of=("self",)).select_related("partner", "grond", "convenant")
    stap = Stap(handeling, locked.get(pk=verwijzing.pk), "")
    stap.van = stap.verwijzing.status
    if handeling.is_person:
        is_right = POLICE in actors and may_read_story(by, handeling.melding, handeling.now)
    elif stap.is_of_partner:
        seen = Verwijzing.objects.visible_to(by, handeling.now)
        is_right = PARTNER in actors and seen.filter(pk=verwijzing.pk).exists()
    else:
        is_right = by in actors
    require(is_right, NOT_YOURS)
    if versie is not None and versie != stap.verwijzing.versie:
        raise Changed(stap.verwijzing)
    return stap


def go_to(stap, naar):
    """The step itself. Raises NotAllowed when the table has no such step."""
    before = V(stap.van)
    is_known = naar in VERWIJZING_TRANSITIONS[before]
    require(is_known, format_lazy(_("Dit kan niet. De verwijzing is nu: {status}."), status=before.label))
    stap.verwijzing.status = naar
    if naar in V.ended():
        stap.verwijzing.geeindigd_op = stap.now


def finish_step(stap, soort, **gegevens):
    """Write the verwijzing and log what happened. Gives the verwijzing."""
    verwijzing = stap.verwijzing
    verwijzing.versie += 1
    verwijzing.save()
    log_step(verwijzing, soort, stap.by, stap.now, van_status=stap.van, **gegevens)
    return verwijzing


def log_step(verwijzing, soort, by, now, *, van_status="", **gegevens):
    """One line of the log of a verwijzing: codes, numbers and dates only."""
    Verwijzingstap(
        verwijzing=verwijzing, soort=soort, van_status=van_status, naar_status=verwijzing.status, op=now,
        gegevens=gegevens, **signed(by),
    ).save(force_insert=True)  # fmt: skip


def require_none_open(melding):
    """Raises NotAllowed while a verwijzing of this melding is open."""
    require(not Verwijzing.objects.open().filter(melding=melding).exists(), OPEN_ONES)


def withdraw_all(handeling):
    """The reporter took the melding back: every open verwijzing ends with it."""
    for verwijzing in Verwijzing.objects.open().filter(melding=handeling.melding).select_for_update().in_order():
        stap = Stap(handeling, verwijzing, verwijzing.status)
        go_to(stap, V.INGETROKKEN)
        finish_step(stap, STEP.INGETROKKEN)
        log_on_melding(stap)


def log_on_melding(stap):
    """The line in the log of the melding itself, which stays as it is."""
    melding = stap.melding
    log(melding, EVENT.VERWIJZING, stap.by, stap.now, van_status=melding.status, naar_status=melding.status,
        **facts(stap.verwijzing))  # fmt: skip


def facts(verwijzing):
    """For the log of the melding."""
    return {
        "verwijzing": verwijzing.nummer,
        "partner": verwijzing.partner_id,
        "grond": verwijzing.grond_id,
        "stand": str(verwijzing.status),
    }
