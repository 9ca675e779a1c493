"""F2: web workers are killed while residents send, and send again. Each tip is there once, with one receipt code."""

import os
import random
import signal
import time
from pathlib import Path

from meldingen.codes import code_of
from meldingen.models import Melding
from tests.faults.tips import IS_LONG, Senders, code_on, make_tips, missing, open_site
from tests.faults.workers import report

TIPS, KILLS = (1_200, 40) if IS_LONG else (60, 4)
SLOW = {"DJANGO_SETTINGS_MODULE": "tests.faults.slow_settings"}


def workers_of(site):
    mother = site.child.pid
    return [int(pid) for pid in Path(f"/proc/{mother}/task/{mother}/children").read_text().split()]


def send_and_kill(cluster, folder, *, is_anew=False):
    """`is_anew`: who gets no answer fills in a form anew.

    Returns the Senders and the code that each receipt showed afterwards, by the key of the draft."""
    cluster.start()
    tips, spare = make_tips(TIPS), iter(make_tips(TIPS * 4))
    after_failure = (lambda tip: next(spare)) if is_anew else None
    with open_site(folder, **SLOW) as site:
        with Senders(site, tips, after_failure=after_failure) as senders:
            for kill in range(1, KILLS + 1):
                senders.wait_for(TIPS * kill // (KILLS + 1))
                time.sleep(random.uniform(0, 0.1))
                if pids := workers_of(site):
                    os.kill(random.choice(pids), signal.SIGKILL)
        codes = {tip.key: code_on(tip.receipt(site)[2]) for _moment, tip in senders.taken}
    return senders, codes


def test_each_tip_is_there_once_when_web_workers_are_killed(cluster, tmp_path):
    senders, codes = send_and_kill(cluster, tmp_path)
    taken = [tip for _moment, tip in senders.taken]
    lost, rows = missing(taken), Melding.objects.count()
    other_codes = [key for key, code in codes.items() if code != code_of(key)]
    report(
        "F2", N=TIPS, acknowledged=len(taken), kills=KILLS, without_answer=senders.lost_answers, lost=len(lost),
        double=rows - len(taken), other_receipts=len(other_codes), answers=senders.statuses,
    )  # fmt: skip
    assert senders.lost_answers > 0
    assert (len(taken), len(lost), rows, other_codes) == (TIPS, 0, TIPS, [])


def test_control_with_a_new_draft_at_every_try_there_are_doubles(cluster, tmp_path):
    senders, _codes = send_and_kill(cluster, tmp_path, is_anew=True)
    rows = Melding.objects.count()
    report("F2 control new draft", N=TIPS, acknowledged=len(senders.taken), kills=KILLS, double=rows - TIPS)
    assert rows > len(senders.taken)
