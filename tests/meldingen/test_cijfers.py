"""The figures of a quarter: who is counted where, and that they stay as they were (R20)."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from agenten.spreekuren import AMSTERDAM
from meldingen import bewaren, cijfers, jobs, workflow
from meldingen.cijfers import Kwartaal, count, freeze, restricted_groups
from meldingen.models import Kwartaalcijfers, Waardering
from tests.meldingen.makers import make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db

SUMMER = Kwartaal(date(2026, 7, 1))
WEDNESDAY = datetime(2026, 8, 5, 10, tzinfo=AMSTERDAM)
AFTER = datetime(2026, 10, 5, 4, 41, tzinfo=AMSTERDAM)
DAY = timedelta(days=1)


@pytest.fixture
def world():
    world = make_world()
    world.zorg = make_categorie("ZORG", termijn=1, is_beperkt=True)
    world.by = world.users["officer"]
    return world


def sent(world, op=WEDNESDAY, **fields):
    return make_melding(world, now=op, contactvorm="anoniem", mag_praten="ja", **fields)


def closed(world, uitkomst="advies", op=WEDNESDAY, after=DAY, **fields):
    return workflow.close(
        sent(world, op, **fields), uitkomst=uitkomst, tekst="Wij zijn gaan kijken.", by=world.by, now=op + after
    )


def counted(world):
    return count(world.team.pk, SUMMER, restricted_groups())


def figures():
    return {(row.basisteam.slug, row.begin): row.cijfers for row in Kwartaalcijfers.objects.newest_first()}


@pytest.mark.parametrize(
    ("day", "begin", "end", "name"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31), "2026-1"),
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 31), "2028-1"),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30), "2026-2"),
        (date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30), "2026-3"),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), "2026-4"),
    ],
)
def test_a_quarter_is_three_months(day, begin, end, name):
    kwartaal = Kwartaal.of(day)
    assert (kwartaal.begin, kwartaal.eind, str(kwartaal)) == (begin, end, name)
    assert kwartaal.vorige.eind == begin - DAY


def test_a_quarter_begins_and_ends_at_midnight_in_amsterdam(world):
    for moment in ("2026-06-30 23:59", "2026-07-01 00:00", "2026-09-30 23:59", "2026-10-01 00:00"):
        sent(world, datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM))
    assert counted(world).aantal == 2


def test_every_melding_stands_in_one_line_of_what_was_done(world):
    for outcome in ("opgelost", "aangesproken", "toezicht", "informatie_gebruikt", "overgedragen", "geen_actie"):
        closed(world, outcome)
    lead, follower = sent(world), sent(world)
    workflow.merge(follower, into=lead, by=world.by, now=WEDNESDAY + DAY)
    workflow.close(lead, uitkomst="advies", tekst="Wij zijn gaan kijken.", by=world.by, now=WEDNESDAY + DAY)
    workflow.reject(sent(world), reden="dubbel", tekst="Wij weten dit al.", by=world.by, now=WEDNESDAY + DAY)
    workflow.reject(sent(world), reden="spam", by=world.by, now=WEDNESDAY + DAY)
    workflow.withdraw(sent(world), now=WEDNESDAY + DAY)
    closed_in_silence = sent(world, categorie=world.zorg)
    workflow.close(
        closed_in_silence, uitkomst="opgelost", tekst="Wij hielpen.", by=world.users["chief"], now=WEDNESDAY + DAY
    )
    sent(world)
    assert counted(world).uitkomst == Counter(
        opgelost=1, gekeken=2, onderzoek=1, doorgegeven=1, niets=1, beantwoord=2, afgewezen=1, ingetrokken=1,
        beperkt=1, bezig=1,
    )  # fmt: skip


def test_the_promise_is_that_of_the_first_answer(world):
    """Five working days after a Wednesday is the next Wednesday."""
    closed(world, after=7 * DAY)
    late = closed(world, after=8 * DAY)
    workflow.request_reopen(late, tekst="Het is niet goed.", now=WEDNESDAY + 20 * DAY)
    sent(world)
    sent(world, datetime(2026, 9, 29, 12, tzinfo=AMSTERDAM))
    workflow.reply(sent(world), tekst="Dank u wel.", by=world.by, now=datetime(2026, 10, 1, 9, tzinfo=AMSTERDAM))
    telling = counted(world)
    assert telling.belofte == Counter(binnen=1, te_laat=1, open=2, wacht=1)
    assert telling.heropend == 1
    assert sorted(telling.dagen) == [1, 5, 6, 40, 40]  # what waits counts with its age on the last day


def test_danger_and_weet_ik_niet_have_their_own_promise(world):
    world.overig.groep.__class__.objects.filter(pk=world.categorie.groep_id).update(onbekend_termijn=2)
    threatened = sent(world, gevaar="ja")
    workflow.reply(threatened, tekst="Wij komen.", by=world.by, now=WEDNESDAY + 2 * DAY)
    unknown = sent(world, groep=world.categorie.groep, categorie=None)
    workflow.reply(unknown, tekst="Dank u wel.", by=world.by, now=WEDNESDAY + 2 * DAY)
    assert counted(world).belofte == Counter(te_laat=1, binnen=1)


def test_the_ratings_are_counted(world):
    for answer in ("ja", "ja", "nee"):
        Waardering.objects.create(melding=closed(world), antwoord=answer, tekst="")
    assert counted(world).geholpen == Counter(ja=2, nee=1)


def test_a_quarter_is_frozen_once_for_every_team(world):
    for _ in range(12):
        closed(world)
    sent(world, buurt=world.other_buurt)
    assert freeze(now=AFTER) == 2
    expected = {
        "aantal": 12,
        "uitkomst": {
            "gekeken": 0, "opgelost": 0, "doorgegeven": 0, "onderzoek": 0, "beantwoord": 12, "niets": 0, "bezig": 0,
            "anders": 0,
        },
        "belofte": {"binnen": 12, "te_laat": 0, "open": 0, "wacht": 0},
        "mediaan": 1,
        "heropend": 0,
    }  # fmt: skip
    assert figures() == {(world.team.slug, SUMMER.begin): expected, ("zuid", SUMMER.begin): {}}
    closed(world)
    bewaren.purge(AFTER + timedelta(days=3_700))
    assert freeze(now=AFTER) == 0
    assert figures()[world.team.slug, SUMMER.begin] == expected


def test_the_database_keeps_figures_as_they_are(world):
    freeze(now=AFTER)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Kwartaalcijfers.objects.update(cijfers={"aantal": 1_000})
    assert set(map(str, figures().values())) == {"{}"}


def test_a_quarter_is_frozen_some_days_after_its_end_and_by_hand_as_soon_as_it_is_over(world):
    early = datetime(2026, 10, 3, 4, 41, tzinfo=AMSTERDAM)
    assert freeze(now=early) == 0
    assert freeze(SUMMER, now=early) == 2
    with pytest.raises(ValueError, match="not over yet"):
        freeze(SUMMER, now=datetime(2026, 9, 30, 23, 59, tzinfo=AMSTERDAM))


def test_the_command_takes_a_quarter(world, capsys):
    call_command("freeze_cijfers", "2025-4")
    assert capsys.readouterr().out == "2025-4: figures of 2 teams are made, and stay as they are.\n"
    assert {begin for _team, begin in figures()} == {date(2025, 10, 1)}


def test_the_worker_freezes_every_night(world):
    with time_machine.travel(AFTER, tick=False):
        jobs.freeze_figures(timestamp=0)
    assert set(figures()) == {("noord", SUMMER.begin), ("zuid", SUMMER.begin)}


@pytest.mark.parametrize("text", ["2026", "2026-5", "x-1", "2099-1", "0000-1"])
def test_the_command_says_what_is_wrong_with_a_quarter(world, text):
    with pytest.raises(CommandError, match=r"2026-3|not over yet"):
        call_command("freeze_cijfers", text)
    assert figures() == {}


def test_nothing_of_an_officer_is_kept(world):
    for _ in range(12):
        closed(world)
    freeze(now=AFTER)
    names = set(cijfers.Kwartaalcijfers.objects.first().cijfers)
    assert names == {"aantal", "uitkomst", "belofte", "mediaan", "heropend"}
