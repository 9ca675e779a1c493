"""Which mails are to go out: to whom, when, and how many."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agenten.models import Afwezigheid
from meldingen import jobs
from meldingen.mailing import alert_staff, confirm_email, send_news
from meldingen.models import Mail, Melder, Melding, Taak, Volgmail
from meldingen.zicht import recipients
from tests.agenten.people import MONDAY
from tests.meldingen.makers import NOW, make_away, make_melding, make_world

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


def run_mails():
    for mail in Mail.objects.waiting().order_by("pk"):
        jobs.send_mail(mail_id=mail.pk)


def test_news_while_a_mail_waits_is_told_by_that_mail(melding, mailoutbox):
    for _time in range(3):
        send_news(melding)
    assert (Mail.objects.count(), Taak.objects.count()) == (1, 1)
    run_mails()
    assert [message.to for message in mailoutbox] == [["volger@example.org"]]


def test_news_soon_after_a_mail_waits_until_ten_minutes_have_passed(melding, mailoutbox):
    send_news(melding)
    run_mails()
    first = Mail.objects.get()
    Taak.objects.all().delete()
    send_news(melding)
    assert Taak.objects.get().scheduled_at == first.verzonden_op + timedelta(minutes=10)
    assert Mail.objects.waiting().count() == 1


def test_the_reporters_address_is_used_when_nobody_follows_with_another(melding, mailoutbox):
    Volgmail.objects.all().delete()
    Melder.objects.update(email_bevestigd_op=timezone.now())
    send_news(melding)
    run_mails()
    assert [message.to for message in mailoutbox] == [["jo@example.org"]]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("change", ["unconfirmed", "gone", "restricted"])
def test_without_a_confirmed_address_or_restricted_nothing_is_sent(melding, mailoutbox, change, when):
    if when == "after":
        send_news(melding)
    if change == "restricted":
        melding.is_beperkt = True
        Melding.objects.filter(pk=melding.pk).update(is_beperkt=True)
    elif change == "gone":
        Volgmail.objects.all().delete()
    else:
        Volgmail.objects.update(bevestigd_op=None)
    if when == "before":
        send_news(melding)
    run_mails()
    assert mailoutbox == []
    assert Mail.objects.count() == 0


@pytest.mark.parametrize(("restricted", "confirmed"), [(True, False), (False, True)])
def test_nobody_is_asked_to_confirm_what_is_confirmed_or_restricted(melding, mailoutbox, restricted, confirmed):
    Melding.objects.filter(pk=melding.pk).update(is_beperkt=restricted)
    Volgmail.objects.update(bevestigd_op=timezone.now() if confirmed else None)
    confirm_email(Volgmail.objects.get())
    assert Mail.objects.count() == 0


def test_an_address_can_be_asked_to_confirm_again_after_the_first_mail(melding, mailoutbox):
    Volgmail.objects.update(bevestigd_op=None)
    for _time in range(2):
        confirm_email(Volgmail.objects.get())
        run_mails()
    assert [message.to for message in mailoutbox] == [["volger@example.org"]] * 2


def test_a_strangers_mailbox_is_asked_five_times_a_day_at_most(melding, mailoutbox):
    Volgmail.objects.update(bevestigd_op=None)
    for number in range(7):
        Volgmail.objects.update(email=f"stranger{number}@example.org")
        confirm_email(Volgmail.objects.get())
        run_mails()
    assert len(mailoutbox) == 5


def test_new_news_wakes_a_mail_that_failed(melding):
    send_news(melding)
    failed = Taak.objects.get()
    Taak.objects.update(status="failed", attempts=440)
    send_news(melding)
    fresh = Taak.objects.get()
    assert (fresh.status, fresh.attempts, fresh.args, fresh.pk == failed.pk) == ("todo", 0, failed.args, False)


def test_an_alarm_goes_before_news(world, melding):
    send_news(melding)
    alert_staff(melding, [world.users["chief"], world.users["deputy"]])
    assert [taak.priority for taak in Taak.objects.order_by("pk")] == [0, 10, 10]
    assert Mail.objects.filter(soort="alarm").count() == 2


def test_staff_without_an_address_or_no_longer_active_get_no_alarm(world, melding, mailoutbox):
    chief = world.users["chief"]
    chief.email, chief.is_active = "chief@example.org", False
    chief.save()
    alert_staff(melding, [chief, world.users["deputy"]])
    run_mails()
    assert mailoutbox == []


def alerted(melding):
    return {user.username for user in recipients(melding, NOW)}


def test_owner_replacement_chief_and_deputy_are_alerted(world, melding):
    assert alerted(melding) == {"officer", "chief", "deputy"}
    make_away(world.officer, world.officers["stand_in"])
    assert alerted(melding) == {"officer", "stand_in", "chief", "deputy"}
    Afwezigheid.objects.update(van=MONDAY + timedelta(days=1), tot=MONDAY + timedelta(days=2))
    assert alerted(melding) == {"officer", "chief", "deputy"}


def test_who_a_melding_is_about_is_never_alerted(world, melding):
    melding.betrokkenen = [world.users["chief"].pk]
    assert alerted(melding) == {"officer", "deputy"}


def test_a_melding_of_a_team_alerts_its_chief_and_deputy(melding):
    melding.eigenaar = None
    assert alerted(melding) == {"chief", "deputy"}
