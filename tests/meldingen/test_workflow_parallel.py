"""Many at once: one key gives one melding (SAFETY F7), and two people on one melding give one winner (F8)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from meldingen.codes import keyed
from meldingen.models import Concept, Gebeurtenis, Melding
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
