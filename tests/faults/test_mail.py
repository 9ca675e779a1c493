"""F6: the mail server is down, slow or refuses. Tips are taken as always; all mail goes after its return, each once."""

import os
import statistics
import time

import pytest

from meldingen.models import Mail, Taak
from tests.faults.sink import MUTE, REFUSE, REJECT, UP, Sink
from tests.faults.workers import PATIENCE, N, Worker, ask_for_news, left, report, wait_until
from tests.meldingen.makers import make_world

pytestmark = pytest.mark.django_db(transaction=True)
OUTAGE = int(os.environ.get("FAULTS_OUTAGE", "0"))  # seconds
MOODS = ["down", REFUSE, REJECT, MUTE]


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture
def world():
    return make_world()


def everyone_tried():
    return not Taak.objects.filter(task_name="meldingen.jobs.send_mail", attempts=0).exists()


def fall_out(sink, mood):
    if mood == "down":
        sink.close()
    sink.mood = mood


def come_back(sink):
    sink.mood = UP
    if not sink.server:
        sink.open()


@pytest.mark.parametrize("mood", MOODS)
def test_all_mail_goes_once_after_the_server_is_back(world, sink, mood):
    normal = statistics.median(ask_for_news(world, 5))
    with Worker(sink):
        assert wait_until(lambda: sink.different == 5) is not None
        fall_out(sink, mood)
        number = N if mood != MUTE else min(N, 100)  # each try takes until our patience is over
        during = statistics.median(ask_for_news(world, number))
        assert wait_until(everyone_tried, skips=False) is not None
        time.sleep(OUTAGE)
        assert (sink.different, len(left())) == (5, number)
        come_back(sink)
        seconds = wait_until(lambda: left() == [])
    report(
        f"F6 {mood}", outage=OUTAGE, back_to_last_mail=seconds, sent=sink.different - 5, doubles=sink.doubles,
        tip_seconds_normal=round(normal, 3), tip_seconds_during=round(during, 3),
    )  # fmt: skip
    assert seconds is not None and seconds < PATIENCE
    assert (sink.different, sink.doubles, Mail.objects.waiting().count()) == (5 + number, 0, 0)
    assert during < normal * 3 + 0.2


def test_control_without_retries_mail_is_lost(world, sink):
    with Worker(sink, "retry"):
        fall_out(sink, "down")
        ask_for_news(world, N)
        assert wait_until(lambda: set(left()) == {"failed"}) is not None
        come_back(sink)
        wait_until(lambda: sink.received, patience=3)
    report("F6 control without retries", sent=sink.different, left=len(left()))
    assert (sink.different, len(left())) == (0, N)


@pytest.mark.parametrize("without", [(), ("patience",)], ids=["", "control"])
def test_a_server_that_confirms_late_gets_each_mail_once(world, sink, without):
    """The mail is taken at once, but said so only after our usual time is over."""
    sink.delay = 2.5
    number = min(N, 40)
    ask_for_news(world, number)
    with Worker(sink, *without, timeout=1):
        is_over = (lambda: sink.doubles > 0) if without else (lambda: left() == [])
        assert wait_until(is_over, patience=number * 2.5 + 20) is not None
    report(f"F6 slow{' control' if without else ''}", mails=number, sent=sink.different, doubles=sink.doubles)
    assert bool(without) or (sink.different, sink.doubles) == (number, 0)
