"""Appointments for the tests, each brought to its state by the steps themselves."""

from datetime import timedelta

from meldingen import afspraken
from meldingen.afspraken import Aanvraag
from meldingen.codes import new_key
from meldingen.models import Afspraak, AfspraakStatus
from meldingen.workflow import MELDER
from tests.meldingen.makers import NOW

S = AfspraakStatus
HOUR = timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)
CONTACT = {"naam": "Jan Canary", "telefoon": "+31612345678"}


def make_aanvraag(world, **fields):
    facts = {"buurt": world.buurt, "wijze": "bellen", "dagdelen": ["avond"], "onderwerp": "Over de hond."}
    return Aanvraag(**{**facts, "contact": CONTACT, **fields})


def make_afspraak(world, *, key=None, now=NOW, **fields):
    return afspraken.request(make_aanvraag(world, **fields), key=key or new_key(), now=now)


def in_state(world, state, **fields):
    """An appointment in a state; one that stands has its time tomorrow, one that was had it tomorrow too."""
    afspraak, officer = make_afspraak(world, **fields), world.users["officer"]
    if state == S.VERLOPEN:
        afspraken.expire(NOW + timedelta(days=5))
    if state in (S.VOORGESTELD, S.BEVESTIGD, S.GEWEEST):
        afspraken.propose(afspraak, moment=TOMORROW, plek="Bureau", by=officer, now=NOW)
    if state in (S.BEVESTIGD, S.GEWEEST):
        afspraken.accept(afspraak, now=NOW)
    if state == S.GEWEEST:
        afspraken.mark_done(afspraak, by=officer, now=TOMORROW + HOUR)
    if state == S.AFGEZEGD:
        afspraken.cancel(afspraak, by=MELDER, now=NOW)
    afspraak.refresh_from_db()
    assert afspraak.status == state
    return Afspraak.objects.get(pk=afspraak.pk)
