"""The life of an appointment: each step allowed, refused, logged, who sees it, and what the database refuses (R9)."""

from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction

from agenten.models import Medewerker
from meldingen import afspraken, jobs
from meldingen.afspraken import AlreadyAsked, NoTeam, version_of
from meldingen.codes import hashes_of
from meldingen.models import Afspraak, Afspraakstap, AfspraakStatus
from meldingen.models.afspraken import AFSPRAAK_TRANSITIONS
from meldingen.workflow import MELDER, NotAllowed
from tests.agenten.makers import make_buurt
from tests.meldingen.afspraakmakers import HOUR, TOMORROW, in_state, make_afspraak
from tests.meldingen.makers import NOW, make_away, make_world

pytestmark = pytest.mark.django_db
S = AfspraakStatus
OFFICER, RESIDENT = "officer", MELDER
LATER = TOMORROW + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


def as_officer(function, world, **values):
    return partial(function, by=world.users["officer"], **values)


# Per step: the call, who takes it, from which states, and where it goes.
STEPS = {
    "propose": (
        lambda world: as_officer(afspraken.propose, world, moment=LATER, plek="Bureau", bericht="Tot dan."),
        *("medewerker", {S.GEVRAAGD, S.VOORGESTELD, S.BEVESTIGD, S.VERLOPEN}, S.VOORGESTELD),
    ),
    "propose_fixed": (
        lambda world: as_officer(afspraken.propose, world, moment=LATER, is_fixed=True),
        *("medewerker", {S.GEVRAAGD, S.VOORGESTELD, S.BEVESTIGD, S.VERLOPEN}, S.BEVESTIGD),
    ),
    "settle": (
        lambda world: as_officer(afspraken.settle, world),
        *("medewerker", {S.GEVRAAGD, S.VOORGESTELD, S.BEVESTIGD, S.VERLOPEN}, S.GEWEEST),
    ),
    "cancel_by_officer": (
        lambda world: as_officer(afspraken.cancel, world, bericht="Ziek."),
        *("medewerker", {S.GEVRAAGD, S.VOORGESTELD, S.BEVESTIGD, S.VERLOPEN}, S.AFGEZEGD),
    ),
    "cancel": (
        lambda world: partial(afspraken.cancel, by=MELDER),
        *("melder", {S.GEVRAAGD, S.VOORGESTELD, S.BEVESTIGD, S.VERLOPEN}, S.AFGEZEGD),
    ),
    "accept": (lambda world: afspraken.accept, "melder", {S.VOORGESTELD}, S.BEVESTIGD),
    "ask_other": (
        lambda world: partial(afspraken.ask_other, antwoord="Liever ’s avonds."),
        *("melder", {S.VOORGESTELD}, S.GEVRAAGD),
    ),
    "mark_done": (
        lambda world: as_officer(afspraken.mark_done, world, now=TOMORROW + HOUR),
        *("medewerker", {S.BEVESTIGD}, S.GEWEEST),
    ),
}


def lines(afspraak):
    rows = Afspraakstap.objects.filter(afspraak=afspraak).order_by("pk")
    return [(row.van_status, row.naar_status, row.actor, row.door and row.door.username) for row in rows]


def facts(afspraak):
    return {
        field.attname: getattr(afspraak, field.attname)
        for field in Afspraak._meta.concrete_fields
        if not field.attname.endswith("_hash")
    }


@pytest.mark.parametrize("start", S)
@pytest.mark.parametrize("name", STEPS)
def test_every_step_from_every_state_is_taken_and_logged_or_refused_and_changes_nothing(world, name, start):
    make, actor, starts, goal = STEPS[name]
    afspraak = in_state(world, start)
    before, logged = facts(afspraak), lines(afspraak)
    if start not in starts:
        with pytest.raises(NotAllowed):
            make(world)(afspraak)
        assert (facts(Afspraak.objects.get()), lines(afspraak)) == (before, logged)
        return
    make(world)(afspraak)
    assert Afspraak.objects.get().status == goal
    new = lines(afspraak)[len(logged) :]
    who = "officer" if actor == "medewerker" else None
    direct = [(start, goal, actor, who)]
    by_way_of = [(start, S.BEVESTIGD, actor, who), (S.BEVESTIGD, S.GEWEEST, actor, who)]
    assert new == (by_way_of if name == "settle" and start != S.BEVESTIGD else direct)


def test_the_words_of_both_sides_are_stored(world):
    afspraak = make_afspraak(world)
    assert (afspraak.status, afspraak.eigenaar.username, afspraak.basisteam) == ("gevraagd", "officer", world.team)
    assert afspraak.antwoord_voor_datum == date(2026, 11, 26)
    afspraken.propose(afspraak, moment=TOMORROW, plek="Bureau", bericht="Tot dan.", minuten=30, by=world.users["chief"])
    row = Afspraak.objects.get()
    assert (row.moment, row.plek, row.bericht, row.minuten, row.eigenaar) == (
        *(TOMORROW, "Bureau", "Tot dan.", 30, world.users["officer"]),
    )
    afspraken.ask_other(row, antwoord="Liever later.", now=NOW + timedelta(days=1) - HOUR)
    row = Afspraak.objects.get()
    assert (row.antwoord, row.moment, row.antwoord_voor_datum) == ("Liever later.", None, date(2026, 11, 27))


def test_what_is_stored_is_not_readable_in_the_table(world):
    in_state(world, S.VOORGESTELD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM meldingen_afspraak a")
        text = cursor.fetchone()[0]
    for word in ("Canary", "612345678", "hond", "Bureau"):
        assert word not in text
        assert word.encode().hex() not in text


@pytest.mark.parametrize(("moment", "is_allowed"), [(NOW + HOUR, True), (NOW, False), (NOW - HOUR, False)])
def test_only_a_time_to_come_can_be_proposed(world, moment, is_allowed):
    afspraak = make_afspraak(world)
    if is_allowed:
        assert afspraken.propose(afspraak, moment=moment, by=world.users["officer"]).moment == moment
    else:
        with pytest.raises(NotAllowed, match="Kies een dag en een tijd die nog komen"):
            afspraken.propose(afspraak, moment=moment, by=world.users["officer"])


def test_nobody_says_yes_to_a_time_that_has_passed_and_nothing_is_done_before_its_time(world):
    afspraak = in_state(world, S.VOORGESTELD)
    with pytest.raises(NotAllowed, match="geldt niet meer"):
        afspraken.accept(afspraak, now=TOMORROW)
    standing = in_state(world, S.BEVESTIGD)
    with pytest.raises(NotAllowed, match="nog niet geweest"):
        afspraken.mark_done(standing, by=world.users["officer"], now=TOMORROW - HOUR)


@pytest.mark.parametrize(
    "name", ["propose", "propose_fixed", "settle", "cancel_by_officer", "cancel", "accept", "ask_other", "mark_done"]
)
def test_a_step_for_what_was_changed_meanwhile_is_refused(world, name):
    make, _actor, starts, _goal = STEPS[name]
    afspraak = in_state(world, S.BEVESTIGD if starts == {S.BEVESTIGD} else S.VOORGESTELD)
    seen = version_of(afspraak)
    afspraken.propose(
        afspraak, moment=LATER, by=world.users["chief"], is_fixed=afspraak.status == S.BEVESTIGD, now=NOW + HOUR
    )
    before = facts(Afspraak.objects.get())
    with pytest.raises(NotAllowed, match="intussen veranderd"):
        make(world)(afspraak, seen=seen)
    assert facts(Afspraak.objects.get()) == before
    if name != "mark_done":
        make(world)(afspraak, seen=version_of(Afspraak.objects.get()))


# --- who sees it ----------------------------------------------------------------------------------------------------
OUTSIDERS = ["other_officer", "other_chief", "redacteur", "beheerder", "auditor", "former_officer"]
OF_THE_TEAM = {"officer", "buurt_officer", "member", "chief", "deputy", "superuser"}


def who_sees(afspraak):
    users = Medewerker.objects.order_by("pk")
    return {user.username for user in users if afspraken.visible_to(user, NOW).filter(pk=afspraak.pk).exists()}


@pytest.mark.parametrize("state", S)
def test_owner_team_chief_and_officers_of_the_buurt_see_it_in_every_state(world, state):
    assert who_sees(in_state(world, state)) == OF_THE_TEAM
    assert not afspraken.visible_to(None).exists()


def test_who_stands_in_sees_it_during_the_absence_only(world):
    afspraak = make_afspraak(world)
    away = make_away(world.officer, world.officers["stand_in"])
    assert who_sees(afspraak) == OF_THE_TEAM | {"stand_in"}
    away.van = away.tot = date(2026, 11, 22)
    away.save()
    assert who_sees(afspraak) == OF_THE_TEAM


def test_the_list_of_a_role_is_what_that_role_may_answer(world):
    make_afspraak(world)
    may = {user.username for user in Medewerker.objects.order_by("pk") if afspraken.may_answer(user, NOW)}
    assert may == OF_THE_TEAM | {"stand_in", "other_officer", "other_member", "other_chief"}
    assert not afspraken.may_answer(None)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_who_has_no_business_there_takes_no_step(world, name):
    afspraak, by = in_state(world, S.BEVESTIGD), world.users[name]
    before = facts(afspraak), lines(afspraak)
    for step in (
        partial(afspraken.propose, moment=LATER),
        afspraken.settle,
        afspraken.cancel,
        partial(afspraken.mark_done, now=LATER),
        afspraken.opened,
    ):
        with pytest.raises(NotAllowed, match="niet van u of uw team"):
            step(afspraak, by=by)
    assert (facts(Afspraak.objects.get()), lines(afspraak)) == before


def test_opening_is_a_line_of_the_log_and_changes_nothing(world):
    afspraak = make_afspraak(world)
    before = facts(afspraak)
    afspraken.opened(afspraak, by=world.users["chief"])
    row = Afspraakstap.objects.order_by("pk").last()
    assert (row.is_inzage, row.van_status, row.naar_status, row.door, row.op) == (
        *(True, "gevraagd", "gevraagd", world.users["chief"], NOW),
    )
    assert facts(Afspraak.objects.get()) == before


# --- once for each key ----------------------------------------------------------------------------------------------
def test_a_retry_gives_the_same_appointment_and_other_words_under_the_key_are_refused(world):
    first = make_afspraak(world, key="k" * 22)
    assert make_afspraak(world, key="k" * 22) == first
    for other in ({"onderwerp": "Iets anders."}, {"wijze": "langskomen"}, {"contact": {}}, {"dagdelen": []}):
        with pytest.raises(AlreadyAsked) as caught:
            make_afspraak(world, key="k" * 22, **other)
        assert caught.value.afspraak == first
    assert (Afspraak.objects.count(), len(lines(first))) == (1, 1)


def test_the_code_belongs_to_the_key_and_not_to_a_melding_of_the_same_key(world, settings):
    afspraak = make_afspraak(world, key="k" * 22)
    code = afspraken.receipt_code("k" * 22)
    assert bytes(afspraak.code_hash) in hashes_of(code).values()
    assert afspraken.code_for("k" * 22, afspraak) == code
    settings.CODE_KEYS = [f"2:{'YWJj' * 10}YWI=", *settings.CODE_KEYS]
    assert afspraken.receipt_code("k" * 22) != code
    assert afspraken.code_for("k" * 22, afspraak) == code
    assert make_afspraak(world, key="k" * 22) == afspraak


def test_where_nobody_can_answer_nothing_is_made():
    nowhere = make_buurt("BU99990900", "Niemandsland")
    with pytest.raises(NoTeam):
        afspraken.request(afspraken.Aanvraag(buurt=nowhere, wijze="bellen"), key="k" * 22)
    assert Afspraak.objects.count() == 0


def test_without_an_officer_it_belongs_to_the_team_and_who_answers_becomes_the_owner(world):
    for officer in world.officers.values():
        officer.is_actief = False
        officer.save()
    afspraak = make_afspraak(world)
    assert (afspraak.eigenaar, afspraak.basisteam) == (None, world.team)
    afspraken.propose(afspraak, moment=TOMORROW, by=world.users["member"])
    assert Afspraak.objects.get().eigenaar == world.users["member"]


# --- late -----------------------------------------------------------------------------------------------------------
def test_after_three_working_days_without_an_answer_it_is_the_teams(world):
    asked, proposed = make_afspraak(world), in_state(world, S.VOORGESTELD)
    standing, over = in_state(world, S.BEVESTIGD), in_state(world, S.AFGEZEGD)
    assert afspraken.expire(TOMORROW) == 0
    assert afspraken.expire(TOMORROW + HOUR) == 1  # the time of the proposal has passed
    thursday_night = NOW.replace(day=26, hour=22)
    assert afspraken.expire(thursday_night) == 0
    assert afspraken.expire(thursday_night + 2 * HOUR) == 1
    assert afspraken.expire(thursday_night + 2 * HOUR) == 0
    rows = {row.pk: (row.status, row.eigenaar_id is None) for row in Afspraak.objects.all()}
    assert rows == {
        asked.pk: ("verlopen", True),
        proposed.pk: ("verlopen", True),
        standing.pk: ("bevestigd", False),
        over.pk: ("afgezegd", False),
    }
    assert lines(asked)[-1] == ("gevraagd", "verlopen", "systeem", None)
    afspraken.propose(asked, moment=LATER + HOUR, by=world.users["member"])
    row = Afspraak.objects.get(pk=asked.pk)
    assert (row.status, row.eigenaar) == ("voorgesteld", world.users["member"])


def test_the_job_does_it_by_the_clock(world, clock):
    afspraak = make_afspraak(world)
    clock.move_to(NOW + timedelta(days=3))
    jobs.expire_appointments(timestamp=0)
    assert Afspraak.objects.get(pk=afspraak.pk).status == S.GEVRAAGD
    clock.move_to(NOW + timedelta(days=4))
    jobs.expire_appointments(timestamp=0)
    assert Afspraak.objects.get(pk=afspraak.pk).status == S.VERLOPEN


# --- the database is the last guard ---------------------------------------------------------------------------------
def sql(statement, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize("before", S)
def test_raw_sql_makes_only_the_jumps_of_the_table(world, before):
    for after in S:
        afspraak = in_state(world, before)
        change = "UPDATE meldingen_afspraak SET status = %s, moment = now() WHERE id = %s"
        if after == before or after in AFSPRAAK_TRANSITIONS[before]:
            sql(change, after, afspraak.pk)
            expected = after
        else:
            with pytest.raises(DatabaseError):
                sql(change, after, afspraak.pk)
            expected = before
        assert Afspraak.objects.get(pk=afspraak.pk).status == expected


def test_raw_sql_begins_no_appointment_elsewhere(world):
    columns = [field.column for field in Afspraak._meta.concrete_fields if field.column != "id"]
    values = ["status", "nummer", "code_hash", "sleutel_hash"]
    copied = ", ".join("%s" if column in values else column for column in columns)
    afspraak = in_state(world, S.BEVESTIGD)
    given = {"nummer": "0000000001", "code_hash": b"a", "sleutel_hash": b"b"}
    statement = (
        f"INSERT INTO meldingen_afspraak ({', '.join(columns)}) SELECT {copied} FROM meldingen_afspraak WHERE id = %s"
    )
    for status in S:
        row = [{**given, "status": status}[column] for column in columns if column in values]
        if status == S.GEVRAAGD:
            sql(statement, *row, afspraak.pk)
        else:
            with pytest.raises(DatabaseError, match="begins as gevraagd"):
                sql(statement, *row, afspraak.pk)
    assert Afspraak.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("basisteam_id = NULL, eigenaar_id = NULL", "afspraak_heeft_wie"),
        ("moment = NULL", "afspraak_voorstel_heeft_moment"),
        ("nummer = (SELECT nummer FROM meldingen_afspraak ORDER BY id LIMIT 1)", "nummer"),
        ("code_hash = (SELECT code_hash FROM meldingen_afspraak ORDER BY id LIMIT 1)", "code_hash"),
        ("sleutel_hash = (SELECT sleutel_hash FROM meldingen_afspraak ORDER BY id LIMIT 1)", "sleutel_hash"),
    ],
)
def test_the_database_refuses_what_cannot_be(world, change, constraint):
    make_afspraak(world)
    afspraak = in_state(world, S.VOORGESTELD)
    with pytest.raises(IntegrityError, match=constraint):
        sql(f"UPDATE meldingen_afspraak SET {change} WHERE id = %s", afspraak.pk)


@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_log_is_append_only(world, statement):
    afspraak = make_afspraak(world)
    with pytest.raises(DatabaseError, match=r"(?i)cannot"):
        sql(statement.format("meldingen_afspraakstap"))
    assert len(lines(afspraak)) == 1
