"""Many at once: one key gives one melding (SAFETY F7), and two people on one melding give one winner (F8)."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from meldingen import workflow
from meldingen.codes import keyed
from meldingen.models import Boodschap, Concept, Gebeurtenis, Melding
from meldingen.workflow import submit
from tests.meldingen.makers import NOW, make_inzending, make_world

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 20


def at_once(number, work):
    """Results, or the errors, of `work(n)` in so many threads that start together."""
    barrier = Barrier(number)

    def run(index):
        try:
            barrier.wait(timeout=30)
            return work(index)
        except Exception as error:  # noqa: BLE001 - the test compares what came out
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.parametrize("with_concept", [True, False])
def test_twenty_parallel_posts_with_one_key_make_one_melding(with_concept):
    world = make_world()
    inzending = make_inzending(world)
    concept = Concept.objects.create(sleutel_hash=keyed("sleutel", "k"), vervalt_op=NOW) if with_concept else None
    found = at_once(MANY, lambda _: submit(inzending, key="k", concept=concept, now=NOW))
    (melding,) = Melding.objects.all()
    assert found == [melding] * MANY
    assert [line.soort for line in Gebeurtenis.objects.all()] == ["ontvangen"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, (args ->> 'melding_id')::int FROM procrastinate_jobs")
        assert cursor.fetchall() == [("meldingen.jobs.after_submit", melding.pk)]


@pytest.mark.parametrize("with_version", [True, False])
def test_of_two_people_on_one_melding_one_wins_and_the_other_hears_it(with_version):
    """F8, short: one closes and one rejects at the same moment."""
    world = make_world()
    for number in range(int(os.environ.get("ROUNDS", "10"))):
        melding = submit(make_inzending(world), key=f"round {number}", now=NOW)
        versie = melding.versie if with_version else None
        steps = [
            lambda m=melding, v=versie: workflow.close(
                m, uitkomst="opgelost", tekst="Gedaan.", by=world.users["officer"], versie=v, now=NOW
            ),
            lambda m=melding, v=versie: workflow.reject(
                m, reden="misbruik", tekst="Nee.", by=world.users["chief"], versie=v, now=NOW
            ),
        ]
        found = at_once(2, lambda index, steps=steps: steps[index]())
        (winner,) = [one for one in found if isinstance(one, Melding)]
        (loser,) = [one for one in found if not isinstance(one, Melding)]
        assert isinstance(loser, workflow.Changed if with_version else workflow.NotAllowed), loser
        if with_version:
            assert (loser.melding.versie, loser.melding.status) == (versie + 1, winner.status)
        assert Boodschap.objects.filter(melding=melding).count() == 1
        lines = Gebeurtenis.objects.filter(melding=melding).in_order()
        assert [line.soort for line in lines] == ["ontvangen", winner.status]


def test_a_closing_and_a_reopening_of_who_was_merged_never_lock_each_other_out():
    world = make_world()
    lead, other = (submit(make_inzending(world, verhaal=text), key=text, now=NOW) for text in ("Een.", "Twee."))
    workflow.merge(other, into=lead, by=world.users["chief"], now=NOW)
    for name in ("officer", "chief"):
        found = at_once(
            2,
            lambda index, name=name: (
                workflow.request_reopen(other, tekst="Nee.", now=NOW)
                if index
                else workflow.close(lead, uitkomst="advies", tekst="Tip.", by=world.users[name], now=NOW)
            ),
        )
        assert [type(one) for one in found if not isinstance(one, Melding)] in ([], [workflow.NotAllowed]), found
        if Melding.objects.get(pk=lead.pk).status == "afgehandeld":
            workflow.request_reopen(other, tekst="Nee.", now=NOW)


def test_a_closing_and_a_message_of_who_was_merged_never_lock_each_other_out():
    world = make_world()
    for number in range(int(os.environ.get("ROUNDS", "10"))):
        texts = (f"Een {number}.", f"Twee {number}.")
        lead, other = (submit(make_inzending(world, verhaal=text), key=text, now=NOW) for text in texts)
        workflow.merge(other, into=lead, by=world.users["chief"], now=NOW)
        steps = [
            lambda m=lead: workflow.close(m, uitkomst="advies", tekst="Tip.", by=world.users["officer"], now=NOW),
            lambda m=other: workflow.reply(m, tekst="Nog iets.", by=workflow.MELDER, now=NOW),
        ]
        found = at_once(2, lambda index, steps=steps: steps[index]())
        assert isinstance(found[0], Melding), found
        assert isinstance(found[1], (Melding, workflow.NotAllowed)), found
