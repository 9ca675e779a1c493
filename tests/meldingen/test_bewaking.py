"""What nobody may forget: unopened danger, questions without an answer, each once."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from agenten.spreekuren import AMSTERDAM
from meldingen import jobs, workflow
from meldingen.bewaking import watch
from meldingen.models import Mail, Melding, Taak, Volgmail
from tests.meldingen.makers import NOW, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db

DUE = NOW + timedelta(hours=4)  # Monday 10.00, and four working hours


@pytest.fixture
def world():
    return make_world()


def alarms():
    return sorted(mail.medewerker.username for mail in Mail.objects.filter(soort="alarm", verzonden_op=None))


def run_after_submit(melding):
    """As the worker does."""
    (taak,) = Taak.objects.filter(task_name="meldingen.jobs.after_submit", args={"melding_id": melding.pk})
    context = type("Context", (), {"job": type("Job", (), {"id": taak.pk})})
    jobs.after_submit(context, melding_id=melding.pk)


@pytest.mark.parametrize("fields", [{"gevaar": "ja"}, {"verhaal": "Hij heeft een pistool."}])
def test_danger_alerts_owner_chief_and_deputy_at_once(world, fields):
    run_after_submit(make_melding(world, **fields))
    assert alarms() == ["chief", "deputy", "officer"]


def test_an_ordinary_melding_alerts_nobody(world):
    run_after_submit(make_melding(world))
    assert alarms() == []
    assert watch(DUE) == 0


def test_danger_that_nobody_opened_goes_to_chief_and_deputy_again_once(world):
    melding = make_melding(world, gevaar="ja")
    assert watch(DUE - timedelta(seconds=1)) == 0
    assert watch(DUE) == 1
    assert alarms() == ["chief", "deputy"]
    assert [line.gegevens for line in melding.gebeurtenissen.filter(soort="gealarmeerd")] == [{"stap": "opnieuw"}]
    Mail.objects.update(verzonden_op=timezone.now())
    assert watch(DUE + timedelta(days=3)) == 0
    assert alarms() == []


def test_the_night_does_not_count(world):
    evening = datetime(2026, 11, 27, 17, 0, tzinfo=AMSTERDAM)  # a Friday
    make_melding(world, gevaar="ja", now=evening)
    assert watch(datetime(2026, 11, 30, 10, 59, tzinfo=AMSTERDAM)) == 0
    assert watch(datetime(2026, 11, 30, 11, 0, tzinfo=AMSTERDAM)) == 1


def test_danger_that_was_opened_or_closed_is_left_alone(world):
    opened, closed = make_melding(world, gevaar="ja"), make_melding(world, gevaar="ja", verhaal="Twee.")
    workflow.opened(opened, by=world.users["officer"], now=NOW)
    workflow.close(closed, uitkomst="opgelost", tekst="Gedaan.", by=world.users["officer"], now=NOW)
    assert watch(DUE) == 0


def test_whom_it_is_about_is_not_told_either(world):
    make_melding(world, is_over_wijkagent=True, betrokkene=world.users["chief"], gevaar="ja")
    watch(DUE)
    assert alarms() == ["deputy"]


def test_a_question_is_remembered_at_half_time_and_then_returned_to_the_list(world):
    melding = make_melding(world)
    Volgmail.objects.create(melding=melding, email="jo@example.org", bevestigd_op=NOW)
    workflow.ask(melding, tekst="Waar was het?", by=world.users["officer"], now=NOW)
    Mail.objects.all().delete()
    days = [NOW + timedelta(days=days) for days in range(16)]  # the fifth working day is Monday 30 November
    told = {day.day for day in days if watch(day)}
    assert told == {30, 8}
    lines = [(line.soort, line.gegevens) for line in melding.gebeurtenissen.filter(soort="termijn").in_order()]
    assert lines == [("termijn", {"stap": "herinnering"}), ("termijn", {})]
    assert Melding.objects.get().status == "in_behandeling"
    assert Mail.objects.filter(soort="nieuws").count() == 1


def test_an_answered_question_is_left_alone(world):
    melding = make_melding(world)
    workflow.ask(melding, tekst="Waar was het?", by=world.users["officer"], now=NOW)
    workflow.answer(melding, tekst="Bij de vijver.", now=NOW)
    assert watch(NOW + timedelta(days=20)) == 0


def test_watching_costs_no_more_when_nothing_is_due(world, django_assert_num_queries):
    for number in range(3):
        make_melding(world, verhaal=f"Nummer {number}.")
    with django_assert_num_queries(3):
        watch(DUE)


# --- the address for news goes with the closing -----------------------------------------------------------------------


def close_with_address(world, melding):
    Volgmail.objects.create(melding=melding, email="jo@example.org", bevestigd_op=NOW)
    workflow.close(melding, uitkomst="opgelost", tekst="Gedaan.", by=world.users["officer"], now=NOW)
    assert Volgmail.objects.filter(melding=melding).exists()


def test_a_confirmed_address_hears_of_the_closing_and_is_gone(world, mailoutbox):
    close_with_address(world, make_melding(world))
    for mail in Mail.objects.order_by("pk"):
        jobs.send_mail(mail_id=mail.pk)
    assert [mail.to for mail in mailoutbox] == [["jo@example.org"]]
    assert not Volgmail.objects.exists()


def test_the_address_of_a_merged_reporter_stays_until_the_lead_is_closed(world, mailoutbox):
    lead, other = make_melding(world), make_melding(world, verhaal="Ook ik.")
    Volgmail.objects.create(melding=other, email="jo@example.org", bevestigd_op=NOW)
    workflow.merge(other, into=lead, by=world.users["officer"], now=NOW)
    for mail in Mail.objects.order_by("pk"):
        jobs.send_mail(mail_id=mail.pk)
    assert (len(mailoutbox), Volgmail.objects.count()) == (1, 1)


def test_an_address_that_gets_no_last_mail_is_gone_at_once(world):
    spam, narrow = make_melding(world), make_melding(world, verhaal="Twee.")
    for melding in (spam, narrow):
        Volgmail.objects.create(melding=melding, email="jo@example.org", bevestigd_op=NOW)
    workflow.reject(spam, reden="spam", by=world.users["officer"], now=NOW)
    Melding.objects.filter(pk=narrow.pk).update(is_beperkt=True)
    workflow.close(narrow, uitkomst="opgelost", tekst="Gedaan.", by=world.users["officer"], now=NOW)
    assert not Volgmail.objects.exists()


LATER = {
    "message": lambda melding, text: workflow.reply(melding, tekst=text, by=workflow.MELDER, now=NOW),
    "diary": lambda melding, text: workflow.add_occurrence(melding, datum=NOW.date(), tekst=text, now=NOW),
    "place": None,
    "answer to a question of the category": None,
}


@pytest.mark.parametrize("way", LATER)
@pytest.mark.parametrize(("text", "alerted"), [("Nu heeft hij een pistool.", True), ("Nu zijn het er drie.", False)])
def test_danger_in_what_is_written_anywhere_else_alerts_too(world, way, text, alerted):
    if LATER[way]:
        melding = make_melding(world)
        LATER[way](melding, text)
    else:
        melding = make_melding(world, **({"plek": text} if way == "place" else {"antwoorden": {"anders": text}}))
        run_after_submit(melding)
    melding.refresh_from_db()
    assert (melding.vermoeden, melding.is_dringend) == (("wapen", True) if alerted else ("", False))
    assert alarms() == (["chief", "deputy", "officer"] if alerted else [])


def test_danger_in_a_later_message_hides_the_melding_from_the_team_and_is_judged_anew(world):
    melding = make_melding(world, verhaal="Hij bedreigt mij.")
    workflow.judge(melding, is_gevaar=False, by=world.users["officer"], now=NOW)
    readers = Melding.objects.readable_by(world.users["member"], NOW)
    assert melding in readers
    workflow.reply(melding, tekst="Nu heeft hij een pistool.", by=workflow.MELDER, now=NOW)
    assert melding not in readers.all()
    melding = workflow.judge(melding, is_gevaar=False, by=world.users["officer"], now=NOW)
    assert melding in readers.all()


def test_a_later_threat_among_neighbours_makes_a_melding_restricted_and_sooner_due(world):
    categorie = make_categorie("BURENRUZIE", termijn=5)
    melding = make_melding(world, categorie=categorie)
    promised = melding.beloofd_datum
    workflow.reply(melding, tekst="Hij bedreigt mij.", by=workflow.MELDER, now=NOW)
    melding.refresh_from_db()
    assert melding.is_beperkt
    assert melding.beloofd_datum == melding.antwoord_voor_datum < promised
