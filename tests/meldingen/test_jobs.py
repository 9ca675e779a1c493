"""Jobs: in the transaction of what they follow from, each with one effect, silent about people."""

import logging
import smtplib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.testing import InMemoryConnector

from meldingen import jobs, post, wachtrij
from meldingen.mailing import send_news
from meldingen.models import Gebeurtenis, Mail, Taak, Volgmail
from meldingen.models.post import AlreadySent
from tests.meldingen.makers import make_melding, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def melding(world):
    """A melding whose follower confirmed an address; nothing in the queue."""
    melding = make_melding(world, contactvorm="met_naam", naam="Jo", email="jo@example.org")
    Volgmail.objects.create(melding=melding, email="volger@example.org", bevestigd_op=timezone.now())
    Taak.objects.all().delete()
    return melding


def queued():
    rows = Taak.objects.filter(status="todo").order_by("pk")
    return [(row.task_name.removeprefix("meldingen.jobs."), row.args) for row in rows]


def after_submit():
    """Do the oldest job that follows from sending; it stays in the queue, so that it can be done again."""
    taak = Taak.objects.filter(task_name="meldingen.jobs.after_submit").earliest("pk")
    jobs.after_submit(SimpleNamespace(job=SimpleNamespace(id=taak.pk)), **taak.args)


def run_mails():
    for mail in Mail.objects.waiting().order_by("pk"):
        jobs.send_mail(mail_id=mail.pk)


def status(taak, wanted, **fields):
    Taak.objects.filter(pk=taak.pk).update(status=wanted, **fields)


def test_a_job_goes_with_its_transaction_also_in_a_worker(melding):
    with app.replace_connector(InMemoryConnector()):  # a worker has a connector of its own
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            wachtrij.enqueue("after_submit", melding.pk)
            assert queued() == [("after_submit", {"melding_id": melding.pk})]
            raise ZeroDivisionError
        assert queued() == []
        with transaction.atomic():
            wachtrij.enqueue("after_submit", melding.pk)
    assert queued() == [("after_submit", {"melding_id": melding.pk})]


def test_a_mail_sent_twice_goes_once(melding, mailoutbox):
    send_news(melding)
    mail = Mail.objects.get()
    for _time in range(2):
        jobs.send_mail(mail_id=mail.pk)
    assert [message.to for message in mailoutbox] == [["volger@example.org"]]


def test_a_mail_that_another_worker_claimed_is_not_sent(melding, mailoutbox):
    send_news(melding)
    mail, same = Mail.objects.get(), Mail.objects.get()
    same.claim()
    with pytest.raises(AlreadySent):
        jobs.deliver(mail, post.compose(mail))
    assert mailoutbox == []
    assert Mail.objects.waiting().count() == 0  # it is still the other one's


def test_a_mail_that_fails_after_newer_news_is_dropped_for_the_newer_one(melding, settings):
    mail = Mail.objects.create(melding=melding, soort="nieuws")
    message = post.compose(mail)
    settings.EMAIL_BACKEND = "tests.meldingen.postbode.Interrupted"
    with pytest.raises(smtplib.SMTPServerDisconnected):
        jobs.deliver(mail, message)
    (left,) = Mail.objects.all()
    assert (left.pk != mail.pk, left.verzonden_op) == (True, None)


def test_after_submit_asks_to_confirm_the_address_once(world, mailoutbox):
    make_melding(world, contactvorm="met_naam", naam="Jo", email="jo@example.org")
    for _time in range(2):
        after_submit()
        run_mails()
    assert [(message.to, message.subject) for message in mailoutbox] == [
        (["jo@example.org"], "Bevestig uw e-mailadres")
    ]


def test_after_submit_of_an_anonymous_melding_sends_nothing(world):
    make_melding(world, contactvorm="anoniem")
    after_submit()
    assert Mail.objects.count() == 0


def test_after_submit_of_a_melding_that_is_gone_does_nothing():
    wachtrij.enqueue("after_submit", 0)
    after_submit()
    assert Mail.objects.count() == 0


def test_an_urgent_melding_alerts_owner_chief_and_deputy_once(world, mailoutbox):
    for name in ("officer", "chief", "deputy", "member"):
        user = world.users[name]
        user.email = f"{name}@example.org"
        user.save()
    melding = make_melding(world, contactvorm="anoniem", gevaar="ja")
    assert melding.is_dringend
    for _time in range(2):
        after_submit()
        run_mails()
    assert sorted(message.to[0] for message in mailoutbox) == [
        "chief@example.org", "deputy@example.org", "officer@example.org",
    ]  # fmt: skip
    (line,) = Gebeurtenis.objects.filter(melding=melding, soort="gealarmeerd")
    assert (line.actor, line.door) == ("systeem", None)


def test_a_melding_without_haste_alerts_nobody(world):
    melding = make_melding(world, contactvorm="anoniem")
    after_submit()
    assert not Gebeurtenis.objects.filter(melding=melding, soort="gealarmeerd").exists()


def test_what_failed_starts_again_once(melding):
    send_news(melding)
    (taak,) = Taak.objects.all()
    assert wachtrij.start_again(taak) is False  # it waits
    status(taak, "failed", attempts=440)
    assert wachtrij.start_again(taak) is True
    assert wachtrij.start_again(taak) is False
    (again,) = Taak.objects.all()
    assert (again.status, again.attempts, again.task_name, again.args) == ("todo", 0, taak.task_name, taak.args)


def wait_after(attempts):
    decision = jobs.Retry().get_retry_decision(exception=OSError(), job=made_job(attempts))
    return decision and round((decision.retry_at - timezone.now()).total_seconds())


def made_job(attempts):
    return Job(id=1, lock=None, queueing_lock=None, task_name="x", queue="default", attempts=attempts)


def test_tries_are_at_most_ten_minutes_apart_and_go_on_for_three_days():
    waits = [wait_after(attempts) for attempts in range(jobs.MOST_TRIES)]
    assert waits[:7] == [15, 30, 60, 120, 240, 480, 600]
    assert max(waits) == 600
    assert sum(waits) >= timedelta(days=3).total_seconds()
    assert wait_after(jobs.MOST_TRIES) is None


def test_an_error_tells_neither_address_nor_text(melding, caplog, settings):
    settings.EMAIL_BACKEND = "tests.meldingen.postbode.Refusing"
    send_news(melding)
    with caplog.at_level(logging.DEBUG), pytest.raises(jobs.Failed) as failed:
        jobs.send_mail(mail_id=Mail.objects.get().pk)
    logging.getLogger("procrastinate").error("", exc_info=failed.value)
    logged = caplog.text + caplog.handler.format(caplog.records[-1])
    assert "SMTPRecipientsRefused in postbode.py:" in logged
    assert "volger" not in logged
    assert Mail.objects.waiting().count() == 1


# --- a worker that died ---------------------------------------------------------------------------------------------


def make_worker(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [seconds_ago],
        )
        return cursor.fetchone()[0]


def doing(worker, *, started):
    """A job in hand of a worker (None: one that is gone), since some time."""
    wachtrij.put("send_mail", mail_id=0)
    taak = Taak.objects.latest("pk")
    status(taak, "doing", worker=worker)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s WHERE job_id = %s AND type = 'started'",
            [started, taak.pk],
        )
    return taak


@pytest.mark.parametrize(
    ("silent_for", "started", "expected"),
    [
        (19, timedelta(0), "doing"),
        (21, timedelta(0), "todo"),
        (None, timedelta(0), "todo"),
        (0, timedelta(minutes=14), "doing"),
        (0, timedelta(minutes=16), "todo"),
    ],
)
def test_a_job_is_stalled_when_its_worker_is_silent_or_it_takes_too_long(silent_for, started, expected):
    taak = doing(None if silent_for is None else make_worker(silent_for), started=started)
    jobs.retry_stalled(timestamp=0)
    taak.refresh_from_db()
    assert taak.status == expected


# --- tidying up -----------------------------------------------------------------------------------------------------


def age(taak, age):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - %s WHERE job_id = %s", [age, taak.pk])


DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.parametrize(("since", "stays"), [(DAY - SECOND, True), (DAY + SECOND, False)])
def test_a_finished_mail_and_job_go_after_a_day(melding, since, stays):
    mail = Mail.objects.create(melding=melding, soort="nieuws", verzonden_op=timezone.now() - since)
    wachtrij.enqueue("after_submit", melding.pk)
    (taak,) = Taak.objects.all()
    status(taak, "doing")
    status(taak, "succeeded")
    age(taak, since)
    jobs.remove_finished(timestamp=0)
    assert (Mail.objects.filter(pk=mail.pk).exists(), Taak.objects.filter(pk=taak.pk).exists()) == (stays, stays)


def test_what_waits_or_failed_stays_however_old(melding):
    Mail.objects.create(melding=melding, soort="nieuws", gemaakt_op=timezone.now() - 9 * DAY)
    for _time in range(2):
        wachtrij.enqueue("after_submit", melding.pk)
    waiting, failed = Taak.objects.order_by("pk")
    status(failed, "doing")
    status(failed, "failed")
    age(waiting, 9 * DAY)
    age(failed, 9 * DAY)
    jobs.remove_finished(timestamp=0)
    assert [taak.status for taak in Taak.objects.order_by("pk")] == ["todo", "failed"]
    assert Mail.objects.count() == 1
