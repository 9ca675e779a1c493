"""Each step of a melding: allowed, refused, logged, and who sees it afterwards (PRODUCT §4)."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from agenten.models import Medewerker
from meldingen import workflow
from meldingen.models import (
    Boodschap,
    Gebeurtenis,
    Melder,
    Melding,
    Notitie,
    Status,
    Volgmail,
)
from meldingen.models.statussen import TRANSITIONS
from meldingen.workflow import MELDER, SYSTEEM, Changed, NotAllowed
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.steps import ALL, STEPS, in_state

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
ALLOWED = {"officer", "buurt_officer", "member", "chief", "deputy", "superuser"}
IN_CHARGE = {"officer", "chief", "deputy", "superuser"}
WITHDRAWN_FROM = STEPS["withdraw"].starts + STEPS["withdraw_merged"].starts
OFFICERS_STEPS = [name for name, step in STEPS.items() if step.is_officers]


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def officer(world):
    return world.users["officer"]


def facts(melding):
    """Everything that a step may have written."""
    columns = {one.attname: one.value_from_object(melding) for one in Melding._meta.concrete_fields}
    columns = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in columns.items()}
    counts = [
        model.objects.filter(melding=melding).count() for model in (Gebeurtenis, Boodschap, Notitie, Melder, Volgmail)
    ]
    return columns, counts


def fresh(melding):
    return Melding.objects.get(pk=melding.pk)


def last_line(melding):
    line = Gebeurtenis.objects.filter(melding=melding).order_by("-pk").first()
    return line.soort, line.van_status, line.naar_status, line.actor, line.door


# --- the whole table: every step, from every state, by everybody ------------------------------------------------------


@contextmanager
def undone():
    """What happens inside is rolled back, so that one world serves many trials."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_goes_only_where_the_table_says(world, name):
    """What is allowed is logged with both states; what is not leaves everything as it was."""
    for state in ALL:
        with undone():
            if state in STEPS[name].starts:
                check_taken(world, name, state)
            elif not name.startswith("withdraw") or state not in WITHDRAWN_FROM:
                check_refused(world, name, in_state(world, state), STEPS[name].actor(world))


def check_taken(world, name, state):
    step = STEPS[name]
    melding = in_state(world, state)
    before, by = facts(melding), step.actor(world)
    step.take(world, melding, by, LATER)
    after = fresh(melding)
    goal = step.goal or state
    if name == "hand_over" and state == Status.ONTVANGEN:
        goal = Status.IN_BEHANDELING
    assert after.status == goal
    assert goal == state or goal in TRANSITIONS[state]
    person = by if isinstance(by, Medewerker) else None
    assert last_line(melding) == (step.event, state, goal, "medewerker" if person else str(by), person)
    assert after.versie == before[0]["versie"] + 1
    assert Gebeurtenis.objects.filter(melding=melding).count() == before[1][0] + 1


def check_refused(world, name, melding, by):
    before = facts(melding)
    with pytest.raises(NotAllowed) as refused:
        STEPS[name].take(world, melding, by, LATER)
    assert str(refused.value)
    assert facts(fresh(melding)) == before, (name, melding.status, by)


def test_the_starts_of_all_steps_are_those_of_the_table():
    steps = {(start, step.goal) for step in STEPS.values() if step.goal for start in step.starts}
    table = {(before, after) for before, following in TRANSITIONS.items() for after in following}
    without_partner = {pair for pair in table if Status.VERWEZEN not in pair}
    assert {pair for pair in steps if pair[0] != pair[1]} == without_partner


@pytest.mark.parametrize("name", OFFICERS_STEPS)
def test_a_step_is_for_owner_team_and_chief(world, name):
    melding = in_state(world, STEPS[name].starts[0])
    for role, by in world.users.items():
        with undone():
            if role in ALLOWED:
                STEPS[name].take(world, melding, by, LATER)
                assert last_line(melding)[3:] == ("medewerker", by)
            else:
                check_refused(world, name, melding, by)


@pytest.mark.parametrize("name", OFFICERS_STEPS)
def test_a_step_on_a_restricted_melding_is_for_owner_and_chief(world, name):
    melding = in_state(world, STEPS[name].starts[0], gevaar="ja")
    for role, by in world.users.items():
        with undone():
            if role in IN_CHARGE:
                STEPS[name].take(world, melding, by, LATER)
            else:
                check_refused(world, name, melding, by)


@pytest.mark.parametrize("name", OFFICERS_STEPS)
def test_an_unjudged_badge_keeps_colleagues_from_acting(world, name):
    melding = in_state(world, STEPS[name].starts[0], verhaal="Hij heeft een pistool.")
    Melding.objects.filter(pk=melding.pk).update(beoordeeld_op=None)
    for role in ALLOWED:
        with undone():
            if role in IN_CHARGE:
                STEPS[name].take(world, melding, world.users[role], LATER)
            else:
                check_refused(world, name, fresh(melding), world.users[role])


@pytest.mark.parametrize("name", OFFICERS_STEPS)
def test_whom_it_is_about_can_do_nothing_with_it(world, name):
    melding = in_state(world, STEPS[name].starts[0])
    Melding.objects.filter(pk=melding.pk).update(betrokkenen=[world.users["chief"].pk])
    check_refused(world, name, fresh(melding), world.users["chief"])


@pytest.mark.parametrize("name", STEPS)
def test_only_who_a_step_is_for_can_take_it(world, officer, name):
    """The resident takes no step of an officer, an officer none of the resident, and nobody one of the system."""
    step = STEPS[name]
    melding = in_state(world, step.starts[0])
    others = [by for by in (MELDER, SYSTEEM, officer) if by != step.actor(world)]
    for by in others:
        is_too = (step.is_officers and by == officer) or (step.is_both and by in (MELDER, officer))
        if not is_too:
            check_refused(world, name, melding, by)


@pytest.mark.parametrize("name", ["opened", "called", "judge"])
def test_reading_calling_and_judging_are_for_who_may(world, name):
    melding = make_melding(world, verhaal="Hij heeft een pistool.")
    Melding.objects.update(bel_melder_sinds=NOW)
    more = {"is_gevaar": False} if name == "judge" else {}
    for role, by in world.users.items():
        with undone():
            if role in IN_CHARGE:
                getattr(workflow, name)(melding, by=by, now=LATER, **more)
            else:
                with pytest.raises(NotAllowed):
                    getattr(workflow, name)(melding, by=by, now=LATER, **more)


@pytest.mark.parametrize("name", ["take_on", "ask", "close", "reject", "merge", "move"])
def test_an_old_version_is_refused_and_shows_what_there_is_now(world, officer, name):
    melding = in_state(world, STEPS[name].starts[0])
    workflow.note(melding, tekst="Iemand anders was eerst.", by=world.users["chief"], now=LATER)
    before = facts(fresh(melding))
    with pytest.raises(Changed) as changed:
        STEPS[name].take(world, melding, officer, LATER, versie=melding.versie)
    assert changed.value.melding.versie == melding.versie + 1
    assert facts(fresh(melding)) == before
