"""Work for later, by the worker. Every job may run twice, and has one effect; its arguments are only ids.

A job is put in the queue in the transaction of what it follows from: undone together, kept together.
"""

import functools
import logging
import smtplib
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from meldingen import limieten, post
from meldingen.models import Mail, Melder, Taak

URGENT, NORMAL = 10, 0
# Seconds until the next try, and 600 from then on: all mail goes within 15 minutes of the server's return (SAFETY F6).
WAITS, LONGEST_WAIT = (15, 30, 60, 120, 240, 480), 600
MOST_TRIES = 440  # in three days
TOGETHER = timedelta(minutes=10)  # several pieces of news within this time are one mail
KEPT = timedelta(hours=24)  # a finished mail (SAFETY S9)

log = logging.getLogger(__name__)
# The worker gives procrastinate a connection of its own; ours is always the one of Django, with its transaction.
queue = JobManager(DjangoConnector())


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
        def run(**kwargs):
            try:
                return function(**kwargs)
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


def enqueue(task, *, at=None, priority=NORMAL, **ids):
    """Put a job in the queue, in the transaction of the caller. Runs as soon as that is committed, or `at`."""
    queue.defer_job(task.configure(schedule_at=at, priority=priority, task_kwargs=ids).job)


# --- mail: call these inside the transaction of what they tell about ------------------------------------------------


def send_news(melding):
    """Tell the melder that there is news, when there is a confirmed address. Never for a restricted melding."""
    if melding.is_beperkt or not post.news_address(melding):
        return
    last = Mail.objects.filter(melding=melding, soort=Mail.Soort.NIEUWS).exclude(verzonden_op=None)
    last_op = last.order_by("-verzonden_op", "-pk").values_list("verzonden_op", flat=True).first()
    put(melding, Mail.Soort.NIEUWS, at=last_op and last_op + TOGETHER)


def confirm_email(row):
    """Ask whether the address of a Volgmail or Melder is really the reader's. Never for a restricted melding."""
    if not row.melding.is_beperkt:
        put(row.melding, Mail.Soort.MELDER if isinstance(row, Melder) else Mail.Soort.VOLGMAIL)


def alert_staff(melding, medewerkers):
    """Ask each of the medewerkers to look at once. The mail says nothing about the melding."""
    for medewerker in medewerkers:
        put(melding, Mail.Soort.ALARM, medewerker=medewerker, priority=URGENT)


@transaction.atomic
def put(melding, soort, *, medewerker=None, at=None, priority=NORMAL):
    mail, is_new = Mail.objects.get_or_create(melding=melding, soort=soort, medewerker=medewerker, verzonden_op=None)
    if is_new:
        enqueue(send_mail, mail_id=mail.pk, at=at, priority=priority)
    else:
        for taak in Taak.objects.failed().filter(args={"mail_id": mail.pk}).order_by("pk"):
            start_again(taak)


# --- what the worker does --------------------------------------------------------------------------------------------


@job(retry=Retry())
def send_mail(*, mail_id):
    """Send a mail that still waits. The row stays locked meanwhile, so nobody else sends it too."""
    with transaction.atomic():
        mail = Mail.objects.to_send(mail_id)
        if mail is None:
            return
        message = post.compose(mail)
        if message is None:
            mail.delete()
            return
        message.send()
        mail.verzonden_op = timezone.now()
        mail.save(update_fields=["verzonden_op"])


@app.periodic(cron="* * * * * */10")
@job(priority=100)
def retry_stalled(*, timestamp):
    """Give the jobs of a worker that died to the next one (SAFETY F10)."""
    for pk in Taak.objects.stalled().order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                queue.retry_job_by_id(pk, retry_at=timezone.now())
        except ConnectorException:
            continue  # another worker was first


@app.periodic(cron="7 * * * *")
@job()
def remove_finished(*, timestamp):
    """Remove mails and jobs that were finished a day ago. Failed jobs of ours that somebody must see stay."""
    before = timezone.now() - KEPT
    Mail.objects.filter(verzonden_op__lte=before).delete()
    Taak.objects.finished(before).delete()


@app.periodic(cron="0 * * * *")
@job()
def forget_senders(*, timestamp):
    """Remove the key of yesterday and the counters of past hours (SAFETY S13)."""
    limieten.purge()


def start_again(taak):
    """Put a failed job in the queue anew, with all its patience, in place of the old row."""
    with transaction.atomic():
        if Taak.objects.failed().filter(pk=taak.pk).delete()[0]:
            enqueue(app.tasks[taak.task_name], priority=taak.priority, **taak.args)
