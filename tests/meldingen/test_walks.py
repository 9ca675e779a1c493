"""Random walks through the life of meldingen, with raw SQL mixed in: never an illegal state (SAFETY F9).

WALK_STEPS=10000 for the long one; the short one runs with the suite.
"""

import os
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from meldingen import workflow
from meldingen.models import Melding, Status
from meldingen.models.statussen import TRANSITIONS
from meldingen.workflow import MELDER, SYSTEEM, Changed, NotAllowed
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.steps import STEPS

pytestmark = pytest.mark.django_db

STEPS_A_WALK = 40
WALKS = max(1, int(os.environ.get("WALK_STEPS", "400")) // STEPS_A_WALK)
MOST = 5  # meldingen in a walk

numbers = st.integers(min_value=0, max_value=MOST - 1)
actors = st.sampled_from(["officer", "buurt_officer", "member", "chief", "deputy", "other_chief", MELDER, SYSTEEM])
# What somebody could try with SQL of his own; %(state)s, %(other)s and %(number)s are drawn.
RAW = [
    "status = %(state)s",
    "status = %(state)s, uitkomst = 'opgelost', afwijsreden = 'spam', afgesloten_op = now(), ingetrokken_op = now()",
    "status = %(state)s, wacht_tot_datum = current_date",
    "status = %(state)s, wacht_tot_datum = NULL",
    "status = %(state)s, leidend_id = %(other)s",
    "leidend_id = %(other)s",
    "leidend_id = NULL",
    "wacht_tot_datum = NULL",
    "eigenaar_id = NULL",
    "basisteam_id = NULL",
    "contactvorm = 'geen'",
    "uitkomst = ''",
    "afgesloten_op = NULL",
    "heropeningen = %(number)s",
    "is_beperkt = NOT is_beperkt",
]


class Walk(RuleBasedStateMachine):
    """A few meldingen, and everything that anybody can do to them."""

    is_guarded = True

    @initialize()
    def begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        if not self.is_guarded:
            put_guard_to_sleep()
        self.world, self.now, self.seen = make_world(), NOW, {}
        self.add("met_naam", "")

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def add(self, contactvorm, gevaar):
        melding = make_melding(self.world, contactvorm=contactvorm, gevaar=gevaar, naam="Jo", telefoon="+31612345678")
        self.seen[melding.pk] = melding.status

    def pick(self, number):
        pks = sorted(self.seen)
        return Melding.objects.get(pk=pks[number % len(pks)])

    @precondition(lambda self: len(self.seen) < MOST)
    @rule(contactvorm=st.sampled_from(["met_naam", "anoniem", "geen"]), gevaar=st.sampled_from(["", "ja"]))
    def send(self, contactvorm, gevaar):
        self.add(contactvorm, gevaar)

    @rule(name=st.sampled_from(sorted(STEPS)), number=numbers, other=numbers, actor=actors, hours=st.integers(0, 200))
    def step(self, name, number, other, actor, hours):
        melding = self.pick(number)
        self.now += timedelta(hours=hours)
        by = self.world.users.get(actor, actor)
        try:
            with transaction.atomic():
                if name == "merge":
                    workflow.merge(melding, into=self.pick(other), by=by, now=self.now)
                else:
                    STEPS[name].take(self.world, melding, by, self.now)
        except (NotAllowed, Changed):
            pass

    @rule(
        raw=st.sampled_from(RAW),
        number=numbers,
        other=numbers,
        state=st.sampled_from(list(Status)),
        count=st.integers(0, 4),
    )
    def raw(self, raw, number, other, state, count):
        values = {"state": state, "other": self.pick(other).pk, "number": count, "pk": self.pick(number).pk}
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE meldingen_melding SET {raw} WHERE id = %(pk)s", values)
        except DatabaseError:
            pass

    @invariant()
    def every_state_is_legal(self):
        for melding in Melding.objects.filter(pk__in=getattr(self, "seen", {})).order_by("pk"):
            before, after = Status(self.seen[melding.pk]), Status(melding.status)
            assert after == before or after in TRANSITIONS[before], (before, after)
            self.seen[melding.pk] = after
            check(melding)


class Unguarded(Walk):
    is_guarded = False


def put_guard_to_sleep():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_melding_stap%'")
        ((name,),) = cursor.fetchall()
        cursor.execute(f"ALTER TABLE meldingen_melding DISABLE TRIGGER {name}")


def check(melding):
    """What must hold in any state, in the words of PRODUCT §4."""
    status = melding.status
    assert status != Status.VERWEZEN
    assert melding.eigenaar_id or melding.basisteam_id
    assert melding.antwoord_voor_datum and melding.beloofd_datum
    assert (melding.wacht_tot_datum is not None) == (status == Status.WACHT_OP_MELDER)
    assert status != Status.WACHT_OP_MELDER or melding.contactvorm != "geen"
    assert status != Status.AFGEHANDELD or (melding.uitkomst and melding.afgesloten_op)
    assert status != Status.AFGEWEZEN or (melding.afwijsreden and melding.afgesloten_op)
    assert (melding.leidend_id is not None) == (status == Status.SAMENGEVOEGD)
    assert melding.leidend_id is None or melding.leidend.leidend_id is None
    assert melding.heropeningen <= 2
    assert status != Status.INGETROKKEN or melding.ingetrokken_op


def walk(machine, number, **options):
    wanted = settings(
        max_examples=number,
        stateful_step_count=STEPS_A_WALK,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **options,
    )
    run_state_machine_as_test(machine, settings=wanted)


def test_no_walk_reaches_an_illegal_state():
    walk(Walk, WALKS)


def test_without_the_trigger_a_walk_does():
    """The control: the walks would have found it."""
    with pytest.raises(AssertionError):
        walk(Unguarded, 20, derandomize=True, phases=[Phase.generate])
