"""What nobody may forget: danger that nobody opened, and questions that stay without an answer (PRODUCT §4).

Run every few minutes by a job. Each melding has a transaction of its own; a second run does nothing more.
"""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agenten.spreekuren import local_date
from meldingen.handelingen import EVENT, MESSAGE, SYSTEEM, begin, log
from meldingen.mailing import alert_staff, send_news
from meldingen.models import Gebeurtenis, Melding, Status
from meldingen.rondes import each
from meldingen.werkdagen import add_working_days, add_working_hours
from meldingen.workflow import NotAllowed, expire
from meldingen.zicht import chiefs

AGAIN, REMINDER = "opnieuw", "herinnering"


def watch(now=None):
    """Everything that is due at this moment; gives how many meldingen got something."""
    now = now or timezone.now()
    steps = [(unopened_danger(now), alert_again), (expired_questions(now), expire_one), (open_questions(), remind)]
    return each(partial(step, one, now) for meldingen, step in steps for one in list(meldingen.only("pk")))


def unopened_danger(now):
    """Urgent meldingen that may have waited URGENT_WORKING_HOURS, and were not told about again."""
    again = Gebeurtenis.objects.filter(melding=OuterRef("pk"), soort=EVENT.GEALARMEERD, gegevens__stap=AGAIN)
    waiting = Melding.objects.open().filter(is_dringend=True, geopend_op=None, ontvangen_op__lte=now)
    return waiting.exclude(Exists(again)).order_by("ontvangen_op", "pk")


def expired_questions(now):
    return Melding.objects.filter(wacht_tot_datum__lt=local_date(now)).order_by("wacht_tot_datum", "pk")


def open_questions():
    return Melding.objects.filter(status=Status.WACHT_OP_MELDER).order_by("wacht_tot_datum", "pk")


@transaction.atomic
def alert_again(melding, now):
    """Chief and deputy are asked once more to look."""
    melding = begin(melding, by=SYSTEEM, now=now, actors=(SYSTEEM,)).melding
    due = add_working_hours(melding.ontvangen_op, settings.URGENT_WORKING_HOURS)
    is_known = melding.gebeurtenissen.filter(soort=EVENT.GEALARMEERD, gegevens__stap=AGAIN).exists()
    if melding.geopend_op or now < due or is_known:
        return False
    alert_staff(melding, chiefs(melding, now))
    log(melding, EVENT.GEALARMEERD, SYSTEEM, now, stap=AGAIN)
    return True


def expire_one(melding, now):
    try:
        expire(melding, now=now)
    except NotAllowed:  # answered in between
        return False
    return True


@transaction.atomic
def remind(melding, now):
    """At half time the melder hears once more that there is something to read."""
    melding = begin(melding, by=SYSTEEM, now=now, actors=(SYSTEEM,)).melding
    question = melding.boodschappen.filter(soort=MESSAGE.VRAAG).in_order().last()
    if question is None or melding.status != Status.WACHT_OP_MELDER:
        return False
    day = add_working_days(local_date(question.op), settings.WAIT_REMINDER_WORKING_DAYS)
    told = melding.gebeurtenissen.filter(soort=EVENT.TERMIJN, gegevens__stap=REMINDER, op__gte=question.op)
    if local_date(now) < day or told.exists():
        return False
    send_news(melding)
    log(melding, EVENT.TERMIJN, SYSTEEM, now, stap=REMINDER)
    return True
