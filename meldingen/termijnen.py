"""What time brings about when nobody acts: no answer of the resident, nobody who opens an alarm (PRODUCT §4).

Each may run as often as one likes: what was done stands in the log, and is not done again.
"""

from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from agenten.spreekuren import local_date
from meldingen import workflow
from meldingen.handelingen import EVENT, SYSTEEM, NotAllowed, lock, log
from meldingen.mailing import alert_staff, send_news
from meldingen.models import Gebeurtenis, Melding, Status
from meldingen.werkdagen import add_working_days, add_working_hours
from meldingen.zicht import chiefs

ONGEOPEND = "ongeopend"


def expire_answers(now):
    """Return to the officer's list what waited for an answer until yesterday."""
    for melding in waiting().filter(wacht_tot_datum__lt=local_date(now)):
        with suppress(NotAllowed):  # answered meanwhile
            workflow.expire(melding, now=now)


def remind_melders(now):
    """Tell the resident halfway that a question waits, once for each question."""
    left = settings.WAIT_WORKING_DAYS - settings.WAIT_REMINDER_WORKING_DAYS
    for melding in waiting().filter(wacht_tot_datum__lte=add_working_days(local_date(now), left)):
        with transaction.atomic():
            locked = lock(melding, by=SYSTEEM, now=now).melding
            until = locked.wacht_tot_datum and locked.wacht_tot_datum.isoformat()
            if until and not is_logged(locked, EVENT.HERINNERD, wacht_tot=until):
                send_news(locked)
                log(locked, EVENT.HERINNERD, SYSTEEM, now, wacht_tot=until)


def alert_unopened(now):
    """Alert chief and deputy once more of what is urgent and was not opened for some working hours."""
    again = Gebeurtenis.objects.filter(melding=OuterRef("pk"), soort=EVENT.GEALARMEERD, gegevens__stap=ONGEOPEND)
    unopened = Melding.objects.open().filter(is_dringend=True, geopend_op=None).exclude(Exists(again)).order_by("pk")
    for melding in unopened:
        if now < add_working_hours(melding.ontvangen_op, settings.URGENT_WORKING_HOURS):
            continue
        with transaction.atomic():
            locked = lock(melding, by=SYSTEEM, now=now).melding
            if locked.geopend_op is None and not is_logged(locked, EVENT.GEALARMEERD, stap=ONGEOPEND):
                alert_staff(locked, chiefs(locked, now))
                log(locked, EVENT.GEALARMEERD, SYSTEEM, now, stap=ONGEOPEND)


def waiting():
    return Melding.objects.filter(status=Status.WACHT_OP_MELDER).order_by("pk")


def is_logged(melding, soort, **gegevens):
    return Gebeurtenis.objects.filter(melding=melding, soort=soort, gegevens__contains=gegevens).exists()
