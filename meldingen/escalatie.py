"""Past the promise: the team's list; as long past it as the term again: the teamchef (PRODUCT O3, O14).

Run every hour by a job. Each melding has a transaction of its own; a second run does nothing more. A new promise to the
resident (`handelingen.promise`) starts it anew.
"""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agenten.spreekuren import local_date
from meldingen.handelingen import EVENT, SYSTEEM, lock, log, term_of
from meldingen.models import Melding, Status
from meldingen.rondes import each
from meldingen.werkdagen import add_working_days

TEAM, CHEF = 1, 2
# Who waits for the reporter is not late.
WAITS = Q(status=Status.WACHT_OP_MELDER)
SECRET_AND_NOT_NEEDED = ("titel", "verhaal", "plek")


def late(meldingen, today):
    """Of meldingen those that are open, past the promise on this local date, and not waiting for the reporter."""
    return meldingen.open().filter(~WAITS, antwoord_voor_datum__lt=today, uit_gebruik_op=None)


def escalate(now=None):
    """Write down for every melding how far past its promise it is; gives how many went a step further."""
    now = now or timezone.now()
    today = local_date(now)
    waiting = late(Melding.objects, today).filter(escalatie__lt=CHEF).select_related("categorie", "groep")
    waiting = waiting.defer(*SECRET_AND_NOT_NEEDED).order_by("antwoord_voor_datum", "pk")
    due = [one.pk for one in waiting.iterator(chunk_size=500) if level(one, today) > one.escalatie]
    return each(partial(escalate_one, pk, now) for pk in due)


def level(melding, today):
    """0: in time; 1: past the promise; 2: as many working days past it as the term, for the teamchef."""
    is_late = melding.is_open and melding.status != Status.WACHT_OP_MELDER and melding.antwoord_voor_datum < today
    if not is_late:
        return 0
    return CHEF if add_working_days(melding.antwoord_voor_datum, term_of(melding)) <= today else TEAM


@transaction.atomic
def escalate_one(pk, now):
    """One melding, as it is at this moment. Not a new version: who is writing an answer goes on."""
    handeling = lock(Melding(pk=pk), by=SYSTEEM, now=now)
    melding = handeling.melding
    before, melding.escalatie = melding.escalatie, max(melding.escalatie, level(melding, handeling.today))
    if melding.escalatie == before:
        return False
    melding.save(update_fields=["escalatie"])
    for step in range(before + 1, melding.escalatie + 1):
        log(melding, EVENT.GEESCALEERD, SYSTEEM, now, stap=step)
    return True
