"""Nothing disappears at a partner: reminder, overdue, back to the officer; and agreements that ended (PRODUCT §4, P7).

Run every hour by a job. Each verwijzing has a transaction of its own, and one that fails does not stop the others. A
second run does nothing more.
"""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agenten.spreekuren import local_date
from meldingen.handelingen import EVENT, SYSTEEM, NotAllowed, alert, log
from meldingen.mailing import ring_partner
from meldingen.models import Verwijzing, Verwijzingstap, VerwijzingStatus
from meldingen.rondes import each
from meldingen.verwijzingen.stap import STEP, begin_step, facts, log_step
from meldingen.verwijzingen.termijnen import level
from meldingen.verwijzingen.workflow import expire

LATE, BACK = 2, 3  # places in settings.PARTNER_TERMS; the one before them is the reminder
CONVENANT = "convenant"
NEEDED = (
    *("melding_id", "status", "versie", "escalatie"),
    *("verzonden_op", "antwoord_voor_datum", "geaccepteerd_op", "klaar_voor_datum"),
)


def watch(now=None):
    """Everything that is due at this moment; gives how many verwijzingen got something.

    Raises the first error of a verwijzing that failed, after all others were done.
    """
    now = now or timezone.now()
    steps = [partial(step_up, one, now) for one in due(now)]
    return each(steps + [partial(tell_of_end, one, now) for one in with_ended_agreement(now)])


def due(now):
    """Verwijzingen at a partner that are further in their term than was written down."""
    today = local_date(now)
    waiting = Verwijzing.objects.at_partner().filter(escalatie__lt=BACK, melding__uit_gebruik_op=None)
    waiting = waiting.only(*NEEDED).order_by("antwoord_voor_datum", "pk")
    return [one for one in waiting.iterator(chunk_size=500) if level(one, today) > one.escalatie]


def with_ended_agreement(now):
    """Verwijzingen at a partner whose agreement is over, and whose owner was not told."""
    told = Verwijzingstap.objects.filter(verwijzing=OuterRef("pk"), soort=STEP.HERINNERD, gegevens__stap=CONVENANT)
    over = Verwijzing.objects.at_partner().filter(
        grond__eist_convenant=True, convenant__tot__lt=local_date(now), melding__uit_gebruik_op=None
    )
    return list(over.exclude(Exists(told)).only(*NEEDED).order_by("pk"))


def step_up(verwijzing, now):
    """One verwijzing, as it is at this moment: whether it went further."""
    if verwijzing.status == VerwijzingStatus.VERZONDEN and level(verwijzing, local_date(now)) == BACK:
        return give_up(verwijzing, now)
    return remind(verwijzing, now)


def give_up(verwijzing, now):
    try:
        expire(verwijzing, now=now)
    except NotAllowed:  # answered in between
        return False
    return True


@transaction.atomic
def remind(verwijzing, now):
    """The partner hears of it, overdue also the officer, and at last owner and chief. Not a new version."""
    stap = begin_step(verwijzing, by=SYSTEEM, actors=(SYSTEEM,), now=now)
    one = stap.verwijzing
    is_there = one.status in VerwijzingStatus.at_partner()
    before, one.escalatie = one.escalatie, max(one.escalatie, level(one, stap.today) if is_there else 0)
    if one.escalatie == before:
        return False
    one.save(update_fields=["escalatie"])
    ring_partner(one.partner)
    for step in range(before + 1, one.escalatie + 1):
        share = settings.PARTNER_TERMS[step - 1]
        log_step(one, STEP.HERINNERD, SYSTEEM, now, van_status=one.status, procent=share)
        if step >= LATE:
            tell_owner(stap, procent=share)
    if one.escalatie == BACK:
        alert(stap.handeling)
    return True


@transaction.atomic
def tell_of_end(verwijzing, now):
    """The partner reads nothing any more: the owner must know, once, to take it back or renew the agreement."""
    stap = begin_step(verwijzing, by=SYSTEEM, actors=(SYSTEEM,), now=now)
    one, melding = stap.verwijzing, stap.melding
    is_told = one.stappen.filter(soort=STEP.HERINNERD, gegevens__stap=CONVENANT).exists()
    if is_told or one.status not in VerwijzingStatus.at_partner() or one.convenant.holds_on(stap.today):
        return False
    log_step(one, STEP.HERINNERD, SYSTEEM, now, van_status=one.status, stap=CONVENANT)
    melding.antwoord_sinds = melding.antwoord_sinds or now
    melding.save(update_fields=["antwoord_sinds"])
    tell_owner(stap, stap=CONVENANT)
    return True


def tell_owner(stap, /, **why):
    log(stap.melding, EVENT.VERWIJZING, SYSTEEM, stap.now, van_status=stap.melding.status,
        naar_status=stap.melding.status, **facts(stap.verwijzing), **why)  # fmt: skip
