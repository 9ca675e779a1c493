"""Work for later, by the worker. Every job may run twice, and has one effect; its arguments are only ids.

The workflow puts a job in the queue by name (wachtrij.py), in the transaction of what it follows from.
"""

import functools
import logging
import smtplib
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from meldingen import (
    afspraken,
    bewaking,
    bewaren,
    cijfers,
    escalatie,
    limieten,
    overzicht,
    post,
    waarneming,
    wachtrij,
    zoekindex,
)
from meldingen.delivery import hand_over
from meldingen.handelingen import SYSTEEM, alert, lock
from meldingen.mailing import URGENT, confirm_email
from meldingen.models import Gebeurtenis, Mail, Melder, Melding, Status, Taak, Volgmail
from meldingen.verwijzingen import afleveren, zoekwoorden
from meldingen.verwijzingen import bewaking as partnerbewaking

FIRST = 100  # priority
# Seconds until the next try, and 600 from then on: all mail goes within 15 minutes of the server's return (SAFETY F6).
WAITS, LONGEST_WAIT = (15, 30, 60, 120, 240, 480), 600
MOST_TRIES = 440  # in three days

log = logging.getLogger(__name__)


class Failed(Exception):
    """Which error, and where: never its text, which may hold an address or a word of a melding (SAFETY S8)."""


class Retry(BaseRetryStrategy):
    """Again and again for three days; then the job has failed, and waits in the admin for somebody."""

    def get_retry_decision(self, *, exception, job):
        if job.attempts >= MOST_TRIES:
            return None
        return RetryDecision(retry_in={"seconds": dict(enumerate(WAITS)).get(job.attempts, LONGEST_WAIT)})


def job(**options):
    """Make a function a job whose errors say nothing personal."""

    def decorate(function):
        @functools.wraps(function)
        def run(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except Exception as problem:  # noqa: BLE001
                failed = Failed(describe(problem))
                log.warning("%s: %s", function.__name__, failed)
                raise failed from None

        return app.task(**options)(run)

    return decorate


def describe(problem):
    place = problem.__traceback__
    while place.tb_next:
        place = place.tb_next
    code = f" {problem.smtp_code}" if isinstance(problem, smtplib.SMTPResponseException) else ""
    return f"{type(problem).__name__}{code} in {Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}"


@job(retry=Retry(), pass_context=True, priority=URGENT)
def after_submit(context, *, melding_id):
    """What follows from sending: the alarm of an urgent melding, and the question whether the address is right."""
    with transaction.atomic():
        since = Taak.objects.asked_op(context.job.id)
        melding = Melding.objects.filter(pk=melding_id).first()
        if melding and melding.is_dringend:
            alert_once(melding)
        for melder in Melder.objects.filter(pk=melding_id).order_by("pk"):
            confirm_email(melder, since)
    zoekindex.index([melding_id])


def alert_once(melding):
    """Alert those who must look, unless that was done already: the line in the log and the mails go together."""
    handeling = lock(melding, by=SYSTEEM)
    if not Gebeurtenis.objects.filter(melding=melding, soort=Gebeurtenis.Soort.GEALARMEERD).exists():
        alert(handeling)


@job(retry=Retry())
def index_words(*, melding_id):
    """Somebody wrote something: let it be found."""
    zoekindex.index([melding_id])


@job(retry=Retry())
def after_refer(*, verwijzing_id):
    """What follows from passing a melding to a partner: it can be found there, and is filed in the partner's system."""
    zoekwoorden.index(verwijzing_id)
    afleveren.plan(verwijzing_id)


@job(retry=Retry())
def index_referral(*, verwijzing_id):
    """Somebody wrote something that a partner reads: let it be found there."""
    zoekwoorden.index(verwijzing_id)


@job(retry=Retry())
def send_mail(*, mail_id):
    """Send a mail that still waits, when there is somebody who should get it."""
    mail = Mail.objects.filter(pk=mail_id).first()
    if mail is None:
        return
    if mail.verzonden_op is None:
        message = post.compose(mail)
        if message is None:
            mail.delete()
            return
        deliver(mail, message)
    forget_address(mail)


@job(retry=Retry())
def deliver_referral(*, verwijzing_id):
    """File a referral in the partner's own system; when that is for later it asks for a job of its own."""
    afleveren.deliver(verwijzing_id)


def deliver(mail, message):
    """Send it, or raise and let it wait; but what another mail that waits tells too is dropped."""
    try:
        hand_over(message, claim=mail.claim)
    except Exception:
        try:
            with transaction.atomic():
                mail.give_back()
        except IntegrityError:
            mail.delete()
        raise


def forget_address(mail):
    """Where “er is nieuws” went is gone once the closing was told; a merged melding is closed with its lead."""
    melding = mail.melding
    if mail.soort == Mail.Soort.NIEUWS and melding.status in Status.ended() and melding.afgesloten_op:
        Volgmail.objects.filter(pk=melding.pk).delete()


@app.periodic(cron="* * * * * */10")
@job(priority=FIRST)
def retry_stalled(*, timestamp):
    """Give the jobs of a worker that died to the next one (SAFETY F10)."""
    for pk in Taak.objects.stalled().order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                wachtrij.queue.retry_job_by_id(pk, retry_at=timezone.now())
        except ConnectorException:
            continue  # another worker was first


@app.periodic(cron="*/5 * * * *")
@job()
def watch(*, timestamp):
    """Danger that nobody opened, and questions without an answer."""
    bewaking.watch()


@app.periodic(cron="3 * * * *")
@job(retry=Retry())
def escalate(*, timestamp):
    """Meldingen past their promise, to the team and then to the teamchef."""
    escalatie.escalate()


@app.periodic(cron="33 * * * *")
@job()
def watch_partners(*, timestamp):
    """Partners that did not answer, or are not ready, in their term; and agreements that ended."""
    partnerbewaking.watch()


@app.periodic(cron="13 * * * *")
@job(retry=Retry())
def settle_owners(*, timestamp):
    """Work of who came back, or left, to whom it belongs."""
    waarneming.settle()


@app.periodic(cron="*/10 * * * *")
@job()
def send_overviews(*, timestamp):
    """The digest of the day, once, from 7.00 in the Netherlands; the clock of a cron rule is UTC."""
    overzicht.send_overviews()


@app.periodic(cron="7 * * * *")
@job()
def remove_finished(*, timestamp):
    """Remove mails and jobs that were finished a day ago. A failed job that somebody must see stays."""
    before = timezone.now() - settings.FINISHED_JOB_TERM
    Mail.objects.filter(verzonden_op__lte=before).delete()
    Taak.objects.finished(before).delete()


@app.periodic(cron="0 * * * *")
@job()
def forget_senders(*, timestamp):
    """Remove the key of yesterday and the counters of past hours (SAFETY S13)."""
    limieten.purge()


@app.periodic(cron="17 3 * * *")
@job(retry=Retry())
def purge(*, timestamp):
    """Every night: what must go because its term is over (SAFETY S9)."""
    bewaren.purge()


@app.periodic(cron="*/5 * * * *")
@job()
def purge_drafts(*, timestamp):
    """Drafts and receipts live for minutes or hours, so they are looked at more often."""
    bewaren.purge_drafts()


@app.periodic(cron="23 * * * *")
@job(retry=Retry())
def expire_appointments(*, timestamp):
    """Give requests that nobody answered in time to the whole team (R9)."""
    afspraken.expire()


@app.periodic(cron="41 4 * * *")
@job(retry=Retry())
def freeze_figures(*, timestamp):
    """Every night: the figures of the last quarter, for teams that have none yet (R20)."""
    cijfers.freeze()
