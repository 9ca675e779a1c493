"""F10: the worker is killed while it does jobs. The next one does what is left within 60 s; each effect comes once."""

import random
import time

import pytest

from meldingen.models import Mail
from tests.faults.sink import Sink
from tests.faults.workers import IS_SHORT, N, Worker, ask_for_news, left, report, wait_until
from tests.meldingen.makers import make_world

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 2 if IS_SHORT else 10
AT_ONCE = 4  # jobs that a worker does at the same time
WITHIN = 60


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.close()


def run_with_kills(sink, *without):
    """Kill the worker while it sends, each time in the middle of what is left; returns how it ended."""
    ask_for_news(make_world(), N)
    sink.greeting, sink.delay = 0.2, 0.02
    worker = Worker(sink, *without)
    for kill in range(1, KILLS + 1):
        worker.__enter__()
        goal = N * kill // (KILLS + 1)
        assert wait_until(lambda goal=goal: sink.different >= goal) is not None
        time.sleep(random.uniform(0, 0.2))
        worker.kill()
    in_hand = left().count("doing")
    sink.greeting = 0
    with worker:
        seconds = wait_until(lambda: left() == [], patience=20 if without else WITHIN)
    return in_hand, seconds


def test_jobs_of_a_killed_worker_are_done_by_the_next(sink):
    in_hand, seconds = run_with_kills(sink)
    report("F10", kills=KILLS, in_hand=in_hand, last_kill_to_end=seconds, sent=sink.different, doubles=sink.doubles)
    assert in_hand > 0
    assert seconds is not None and seconds < WITHIN
    assert (sink.different, Mail.objects.waiting().count()) == (N, 0)
    # The server may have a mail whose confirmation the worker did not live to see: it comes again with the same id.
    assert sink.doubles <= KILLS * AT_ONCE


def test_control_without_looking_for_stalled_jobs_some_are_never_done(sink):
    in_hand, seconds = run_with_kills(sink, "stalled")
    report("F10 control", kills=KILLS, in_hand=in_hand, left=left())
    assert seconds is None
    assert set(left()) == {"doing"}
