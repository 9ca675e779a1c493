"""The daily digest: once, at 7.00 on a working day, in numbers only, to who is there."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from agenten.models import Medewerker
from agenten.spreekuren import AMSTERDAM
from meldingen import jobs, workflow
from meldingen.escalatie import escalate
from meldingen.models import Mail, Melding, Taak
from meldingen.overzicht import send_overviews
from tests.agenten.makers import make_wijkagent
from tests.agenten.people import date
from tests.meldingen.makers import NOW, make_away, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    for name, user in world.users.items():
        Medewerker.objects.filter(pk=user.pk).update(email=f"{name}@politie.example")
    return world


def at(day, hour=7, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


def counts():
    """{who: what is not 0} of the mails that were made."""
    mails = Mail.objects.filter(soort="overzicht").select_related("medewerker")
    return {mail.medewerker.username: {name: n for name, n in mail.aantallen.items() if n} for mail in mails}


def run_mails():
    for mail in Mail.objects.waiting().filter(soort="overzicht").order_by("pk"):
        jobs.send_mail(mail_id=mail.pk)


def test_at_seven_the_owner_hears_what_waits(world):
    make_melding(world)
    assert send_overviews(at(24)) == 1
    assert counts() == {"officer": {"nieuw": 1}}


def test_it_is_made_once_a_day_however_often_the_job_runs(world):
    make_melding(world)
    times = [at(24, 6, 50) + timedelta(minutes=10 * number) for number in range(60)]
    assert [time for time in times if send_overviews(time)] == [at(24)]
    run_mails()
    assert send_overviews(at(24, 8)) == 0
    assert send_overviews(at(25)) == 1


@pytest.mark.parametrize(("day", "month"), [(28, 11), (29, 11), (25, 12)])
def test_not_in_the_weekend_and_not_on_a_holiday(world, day, month):
    make_melding(world)
    assert send_overviews(at(day, month=month)) == 0


def test_a_worker_that_was_down_does_it_later_and_after_twelve_not_any_more(world):
    make_melding(world)
    assert (send_overviews(at(24, 12)), send_overviews(at(25, 11, 59))) == (0, 1)


def test_the_hour_is_that_of_the_netherlands_also_in_summer(world):
    make_melding(world, now=at(23, month=6))
    assert at(24, month=6).utcoffset() == timedelta(hours=2)
    assert (send_overviews(at(24, 6, 59, month=6)), send_overviews(at(24, month=6))) == (0, 1)


def test_who_has_nothing_or_no_address_or_left_gets_nothing(world):
    make_melding(world)
    Medewerker.objects.filter(username="officer").update(email="")
    assert send_overviews(at(24)) == 0
    Medewerker.objects.filter(username="officer").update(email="s@politie.example", is_active=False)
    assert send_overviews(at(25)) == 0


def test_what_is_counted(world):
    by = world.users["officer"]
    new, late, today, waiting, answered, again, closed = (make_melding(world, verhaal=f"N {n}.") for n in range(7))
    for melding in (late, today, waiting, answered, again):
        workflow.opened(melding, by=by, now=NOW)
    Melding.objects.filter(pk=late.pk).update(antwoord_voor_datum=date(2026, 11, 23))
    Melding.objects.filter(pk=today.pk).update(antwoord_voor_datum=date(2026, 11, 24))
    for melding in (waiting, answered):
        workflow.ask(melding, tekst="Waar?", by=by, now=NOW)
    Melding.objects.filter(pk=waiting.pk).update(antwoord_voor_datum=date(2026, 11, 1))
    workflow.answer(answered, tekst="Daar.", now=NOW)
    for melding in (again, closed):
        workflow.close(melding, uitkomst="opgelost", tekst="Gedaan.", by=by, now=NOW)
    workflow.request_reopen(again, tekst="Nog steeds.", now=NOW)
    make_melding(world, verhaal="Na zevenen.", now=at(24, 7, 30))
    send_overviews(at(24, 8))
    expected = {"nieuw": 1, "laat": 1, "vandaag": 1, "antwoord": 1, "heropen": 1}
    assert counts() == {"officer": expected}
    assert new.status == "ontvangen"


def test_chief_and_deputy_hear_what_has_no_owner_and_what_is_twice_past_its_promise(world):
    ownerless, escalated = make_melding(world), make_melding(world, verhaal="Twee.", now=NOW - timedelta(days=30))
    Melding.objects.filter(pk=ownerless.pk).update(eigenaar=None)
    escalate(at(24))
    escalated.refresh_from_db()
    assert escalated.escalatie == 2
    send_overviews(at(24))
    led = {"zonder": 1, "twee_keer": 1}
    assert counts() == {"officer": {"nieuw": 1, "laat": 1}, "chief": led, "deputy": led}


def test_what_is_about_somebody_is_not_counted_for_that_person(world):
    melding = make_melding(world, is_over_wijkagent=True, betrokkene=world.users["chief"], now=NOW - timedelta(days=30))
    escalate(at(24))
    send_overviews(at(24))
    assert melding.eigenaar == world.users["deputy"]
    assert counts() == {"deputy": {"nieuw": 1, "laat": 1, "twee_keer": 1}}


def test_of_who_is_absent_the_stand_in_hears_it(world):
    make_melding(world)
    make_away(world.officer, world.officers["stand_in"], van=date(2026, 11, 24), tot=date(2026, 11, 24))
    send_overviews(at(24))
    assert counts() == {"stand_in": {"nieuw": 1}}
    run_mails()
    Mail.objects.all().delete()
    send_overviews(at(25))
    assert counts() == {"officer": {"nieuw": 1}}


def test_a_stand_in_who_is_absent_too_hears_nothing_and_the_chief_hears_that(world):
    make_melding(world)
    day = {"van": date(2026, 11, 24), "tot": date(2026, 11, 24)}
    make_away(world.officer, world.officers["stand_in"], **day)
    make_away(world.officers["stand_in"], **day)
    send_overviews(at(24))
    assert counts() == {"chief": {"alleen": 1}, "deputy": {"alleen": 1}}


def test_a_chief_who_is_an_officer_and_absent_hears_nothing_and_the_deputy_does(world):
    make_melding(world, now=NOW - timedelta(days=30))
    escalate(at(24))
    chief = make_wijkagent(naam="Chef", medewerker=world.users["chief"], basisteam=world.team)
    make_away(chief, van=date(2026, 11, 24), tot=date(2026, 11, 24))
    send_overviews(at(24))
    assert counts() == {"officer": {"nieuw": 1, "laat": 1}, "deputy": {"twee_keer": 1}}


@pytest.mark.parametrize(("taal", "subject"), [("nl", "Uw overzicht van vandaag"), ("en", None)])
def test_the_mail_says_numbers_and_nothing_of_what_it_is_about(world, mailoutbox, settings, taal, subject):
    categorie = make_categorie("SCOOTERS", naam="Geheime scooters", termijn=1)
    for number in range(3):
        make_melding(world, verhaal=f"Hij woont in huis {number}.", categorie=categorie, now=at(20))
    Medewerker.objects.filter(username="officer").update(taal=taal)
    send_overviews(at(24))
    with translation.override("nl"):
        run_mails()
    (mail,) = mailoutbox
    assert mail.to == ["officer@politie.example"]
    for secret in ("scooters", "woont", "Linden", "Rivierdam", Melding.objects.first().nummer):
        assert secret.lower() not in (mail.subject + mail.body).lower()
    if subject:
        assert mail.subject == subject
        link = f"{settings.SITE_URL}/admin/meldingen/melding/"
        assert mail.body.split("\n") == [
            "Goedemorgen. Dit is uw overzicht van vandaag.",
            "",
            "U hebt 3 nieuwe meldingen.",
            "3 meldingen zijn te laat.",
            "",
            "Bekijk uw postvak:",
            link,
            "",
        ]


def test_a_mail_that_still_waits_tells_what_is_so_today(world, mailoutbox):
    make_melding(world)
    send_overviews(at(24))
    make_melding(world, verhaal="Twee.")
    assert send_overviews(at(25)) == 1
    assert counts() == {"officer": {"nieuw": 2}}
    for taak in Taak.objects.filter(task_name="meldingen.jobs.send_mail"):
        jobs.send_mail(**taak.args)
    assert len(mailoutbox) == 1


def test_the_jobs_carry_only_ids(world):
    make_melding(world)
    Taak.objects.all().delete()
    send_overviews(at(24))
    assert [taak.args for taak in Taak.objects.order_by("pk")] == [{"mail_id": Mail.objects.get().pk}]


def test_it_costs_three_statements_for_any_number_of_people(world, django_assert_num_queries):
    for number, name in enumerate(("officer", "member", "buurt_officer")):
        melding = make_melding(world, verhaal=f"Nummer {number}.")
        Melding.objects.filter(pk=melding.pk).update(eigenaar=world.users[name])
    with django_assert_num_queries(5):  # with the begin and the end of the transaction
        assert send_overviews(at(24)) == 3
