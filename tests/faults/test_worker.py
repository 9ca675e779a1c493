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
WITHIN = 60


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.close()


def run_with_kills(sink, *without):
    """Kill the worker while it sends, each time in the middle of what is left; returns how it ended."""
    ask_for_news(make_world(), N)
    sink.greeting, sink.delay = 0.05, 0.2
    worker = Worker(sink, *without)
    for kill in range(1, KILLS + 1):
        worker.__enter__()
        goal = N * kill // (KILLS + 1)
        assert wait_until(lambda goal=goal: sink.different >= goal) is not None
        time.sleep(random.uniform(0, 0.15))
        worker.kill()
    in_hand = left().count("doing")
    sink.greeting = sink.delay = 0
    with worker:
        seconds = wait_until(lambda: left() == [], patience=20 if "stalled" in without else WITHIN)
    return in_hand, seconds


def test_jobs_of_a_killed_worker_are_done_by_the_next(sink):
    in_hand, seconds = run_with_kills(sink)
    report("F10", kills=KILLS, in_hand=in_hand, last_kill_to_end=seconds, sent=sink.different, doubles=sink.doubles)
    assert in_hand > 0
    assert seconds is not None and seconds < WITHIN
    assert (sink.different, sink.doubles, Mail.objects.waiting().count()) == (N, 0, 0)


def test_control_when_a_mail_is_written_down_after_the_answer_some_go_twice(sink):
    _in_hand, seconds = run_with_kills(sink, "claim")
    report("F10 control: written down after the answer", kills=KILLS, sent=sink.different, doubles=sink.doubles)
    assert seconds is not None and sink.doubles > 0


def test_control_without_looking_for_stalled_jobs_some_are_never_done(sink):
    in_hand, seconds = run_with_kills(sink, "stalled")
    report("F10 control", kills=KILLS, in_hand=in_hand, left=left())
    assert seconds is None
    assert set(left()) == {"doing"}
