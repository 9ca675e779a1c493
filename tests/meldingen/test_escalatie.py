"""Past the promise: the team, and as long again: the teamchef; each once, and anew after a new promise."""

from datetime import datetime, timedelta

import pytest

from agenten.spreekuren import AMSTERDAM
from meldingen import jobs, workflow
from meldingen.bewaking import watch
from meldingen.escalatie import escalate
from meldingen.models import Melding
from tests.meldingen.makers import NOW, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def at(month, day, hour=9, year=2026):
    return datetime(year, month, day, hour, tzinfo=AMSTERDAM)


def state(melding):
    return Melding.objects.values_list("escalatie", flat=True).get(pk=melding.pk)


def steps(melding):
    lines = melding.gebeurtenissen.filter(soort="geescaleerd").in_order()
    return [(line.gegevens["stap"], line.actor) for line in lines]


def days_of_change(melding, begin, days, step=escalate):
    """{day: what the melding became} over a number of days, with three runs on each."""
    found, before = {}, state(melding)
    for moment in (begin + timedelta(days=number) for number in range(days)):
        for hour in range(3):
            step(moment + timedelta(hours=hour))
        if state(melding) != before:
            before = found[moment.date().isoformat()] = state(melding)
    return found


def test_the_team_hears_the_day_after_the_promise_and_the_chief_after_the_term_again(world):
    melding = make_melding(world)  # five working days: promised for Monday 30 November
    assert days_of_change(melding, NOW, 40) == {"2026-12-01": 1, "2026-12-07": 2}
    assert steps(melding) == [(1, "systeem"), (2, "systeem")]


def test_christmas_and_the_weekend_do_not_count(world):
    melding = make_melding(world, now=at(12, 17))  # Thursday; 25 December is a Friday: promised for the 24th
    assert melding.antwoord_voor_datum.isoformat() == "2026-12-24"
    assert days_of_change(melding, at(12, 17), 30) == {"2026-12-25": 1, "2027-01-04": 2}


def test_a_day_begins_at_midnight_in_the_netherlands(world):
    melding = make_melding(world)
    assert escalate(datetime(2026, 11, 30, 23, 59, tzinfo=AMSTERDAM)) == 0
    assert escalate(datetime(2026, 12, 1, 0, 0, tzinfo=AMSTERDAM)) == 1
    assert state(melding) == 1


def test_the_day_the_clock_changes_is_a_day_like_another(world):
    melding = make_melding(world, categorie=make_categorie("SNEL", termijn=1), now=at(3, 25, year=2027))  # Thursday
    change = days_of_change(melding, at(3, 25, year=2027), 12)  # Easter Monday is the 29th, summer time from the 28th
    assert change == {"2027-03-27": 1, "2027-03-30": 2}


def test_a_new_promise_starts_it_anew(world):
    melding = make_melding(world)
    escalate(at(12, 7))
    assert state(melding) == 2
    workflow.reply(melding, tekst="Wij gaan kijken.", by=world.users["officer"], now=at(12, 7))
    assert state(melding) == 0
    assert days_of_change(melding, at(12, 7), 20) == {"2026-12-15": 1, "2026-12-21": 2}
    assert steps(melding) == [(1, "systeem"), (2, "systeem")] * 2


def test_a_step_without_a_promise_changes_nothing_of_it(world):
    melding = make_melding(world)
    escalate(at(12, 1))
    workflow.take_on(melding, by=world.users["officer"], now=at(12, 1))
    assert state(melding) == 1


def test_who_waits_for_the_reporter_is_not_late(world):
    melding = make_melding(world)
    workflow.ask(melding, tekst="Waar was het?", by=world.users["officer"], now=NOW)
    assert days_of_change(melding, NOW, 14) == {}  # the last day for the answer is Monday 7 December
    # It comes back on the 8th with five new days.
    change = days_of_change(melding, at(12, 8), 20, step=lambda now: (watch(now), escalate(now)))
    assert change == {"2026-12-16": 1, "2026-12-22": 2}


def test_what_is_closed_or_out_of_use_is_left_alone(world):
    closed, old = make_melding(world), make_melding(world, verhaal="Twee.")
    workflow.close(closed, uitkomst="opgelost", tekst="Gedaan.", by=world.users["officer"], now=NOW)
    Melding.objects.filter(pk=old.pk).update(uit_gebruik_op=NOW)
    assert escalate(at(12, 31)) == 0
    assert (state(closed), state(old)) == (0, 0)


def test_it_is_no_new_version_for_who_is_writing(world):
    melding = make_melding(world)
    escalate(at(12, 31))
    written = workflow.reply(melding, tekst="Kom.", by=world.users["officer"], versie=melding.versie, now=at(12, 31))
    assert written.escalatie == 0


def test_it_costs_one_statement_when_nothing_is_due(world, django_assert_num_queries):
    for number in range(3):
        make_melding(world, verhaal=f"Nummer {number}.")
    escalate(at(12, 1))
    with django_assert_num_queries(1):
        assert escalate(at(12, 2)) == 0


def test_the_job_does_it_by_the_clock_of_now(world):
    melding = make_melding(world, now=at(1, 5, year=2026))
    jobs.escalate(timestamp=0)
    assert state(melding) == 2


# --- the resident is reminded, and the question returns ---------------------------------------------------------------


def test_reminder_at_half_time_and_back_in_the_list_across_christmas(world):
    melding = make_melding(world, contactvorm="anoniem", now=at(12, 21))
    workflow.ask(melding, tekst="Waar was het?", by=world.users["officer"], now=at(12, 21))  # Monday
    told = {day.date().isoformat() for day in (at(12, 21) + timedelta(days=n) for n in range(30)) if watch(day)}
    # Fifth working day: 22, 23, 24, 28, 29; tenth: 30, 31, 4, 5, 6 January; it comes back the day after.
    assert told == {"2026-12-29", "2027-01-07"}
    melding.refresh_from_db()
    assert (melding.status, melding.escalatie) == ("in_behandeling", 0)
    assert melding.antwoord_voor_datum.isoformat() == "2027-01-14"


def test_urgent_and_read_by_an_officer_is_told_no_more_also_when_danger_is_written_later(world):
    melding = make_melding(world, gevaar="ja")
    workflow.opened(melding, by=world.users["officer"], now=NOW)
    workflow.reply(melding, tekst="Hij heeft een pistool.", by=workflow.MELDER, now=NOW)
    assert watch(NOW + timedelta(days=3)) == 0
    assert [line.gegevens for line in melding.gebeurtenissen.filter(soort="gealarmeerd")] == [{}]
