"""F1: all processes of Postgres are killed while tips arrive. What was acknowledged is there; soon tips go on."""

import random
import time

import pytest
from django.db import connection

from meldingen.models import Melding
from tests.faults.tips import IS_LONG, Senders, make_tips, missing, open_site
from tests.faults.workers import report

TIPS, KILLS = (10_400, 10) if IS_LONG else (200, 1)
WITHIN = 15


def send_and_kill(cluster, folder):
    """Returns the Senders, and for each kill the seconds from the restart to the next tip that was taken."""
    tips = make_tips(TIPS)
    cluster.execute("CHECKPOINT")
    back = []
    with open_site(folder) as site, Senders(site, tips) as senders:
        for kill in range(1, KILLS + 1):
            senders.wait_for(TIPS * kill // (KILLS + 1))
            time.sleep(random.uniform(0, 0.2))
            assert cluster.kill() > 5
            restarted = time.monotonic()
            cluster.start()
            connection.close()  # ours died as well
            before = len(senders.taken)
            senders.wait_for(before + 1)
            back.append(round(time.monotonic() - restarted, 1))
    return senders, back


def test_no_acknowledged_tip_is_lost_when_postgres_is_killed(cluster, tmp_path):
    cluster.start()
    senders, back = send_and_kill(cluster, tmp_path)
    taken = [tip for _moment, tip in senders.taken]
    lost = missing(taken)
    report(
        "F1", N=TIPS, acknowledged=len(taken), kills=KILLS, lost=len(lost), rows=Melding.objects.count(),
        back_in=back, answers=senders.statuses, without_answer=senders.lost_answers,
    )  # fmt: skip
    assert (len(taken), len(lost), Melding.objects.count()) == (TIPS, 0, TIPS)
    assert max(back) < WITHIN


def test_control_without_waiting_for_the_disk_some_are_lost(cluster, tmp_path):
    """A short drill has few tips at the moment of the kill: they wait somewhat longer in memory."""
    cluster.start(synchronous_commit="off", **({} if IS_LONG else {"wal_writer_delay": "10s"}))
    senders, _back = send_and_kill(cluster, tmp_path)
    taken = [tip for _moment, tip in senders.taken]
    lost = missing(taken)
    report("F1 control synchronous_commit=off", N=TIPS, acknowledged=len(taken), kills=KILLS, lost=len(lost))
    assert lost != []


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit", "full_page_writes"])
def test_the_database_of_the_drill_is_a_safe_one(cluster, name):
    cluster.start()
    assert cluster.execute(f"SHOW {name}") == [("on",)]
