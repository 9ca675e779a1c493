"""F4: the database is slow, or gives no connection. Public pages answer; the form says so in time, with the text."""

import threading

import psycopg
import pytest

from tests.faults.outages import at_once, longest, read, seconds_until, write
from tests.faults.tips import IS_LONG, make_tips, open_site
from tests.faults.workers import report

MANY = 20
ROUNDS = 5 if IS_LONG else 1
FORM_LIMIT, RECOVERY, LONGEST = 3.5, 5, 10


def under_lock(cluster, folder, **variables):
    """Answers of the form and of public pages while nobody may touch the drafts, and the seconds until they may."""
    cluster.start()
    tips = make_tips(MANY)
    form, public, back = [], [], []
    with open_site(folder, **variables) as site, psycopg.connect(cluster.url) as other:
        assert (read(site).status, write(site, tips[0]).status) == (200, 303)
        for _round in range(ROUNDS):
            other.execute("LOCK TABLE meldingen_concept IN ACCESS EXCLUSIVE MODE")
            end = threading.Timer(8, other.rollback)
            end.start()
            answers = at_once(*[(write, site, tip) for tip in tips], *[(read, site)] * MANY)
            form += answers[:MANY]
            public += answers[MANY:]
            end.cancel()
            end.join()
            other.rollback()
            back.append(seconds_until(lambda: write(site, tips[0]).status == 303))
    return form, public, back


def test_behind_a_lock_the_form_refuses_in_time_and_public_pages_answer(cluster, tmp_path):
    form, public, back = under_lock(cluster, tmp_path)
    report("F4 lock", N=len(form), form=longest(form), public=longest(public), back_in=back)
    assert {answer.status for answer in public} == {200}
    assert [answer.status for answer in form if not answer.is_refused_well] == []
    assert longest(form) < FORM_LIMIT
    assert longest(public) < LONGEST
    assert max(back) < RECOVERY


def test_control_without_patience_everybody_waits(cluster, tmp_path):
    form, public, _back = under_lock(cluster, tmp_path, DATABASE_PATIENCE="off")
    report("F4 control", N=len(form), form=longest(form), public=longest(public))
    assert longest(form) > FORM_LIMIT


def take_all(cluster):
    """Every connection that the server has to give."""
    taken = []
    while True:
        try:
            taken.append(psycopg.connect(cluster.url, autocommit=True))
        except psycopg.OperationalError:
            return taken


@pytest.mark.parametrize("is_warm", [True, False], ids=["warm", "cold"])
def test_without_free_connections_the_form_refuses_at_once(cluster, tmp_path, is_warm):
    """Threads that have a connection go on with it; without any, the pages that need none answer."""
    cluster.start(max_connections="24", superuser_reserved_connections="0", reserved_connections="0")
    tips = make_tips(MANY)
    with open_site(tmp_path) as site:
        if is_warm:
            at_once(*[(read, site)] * MANY)
        taken = take_all(cluster)
        answers = at_once(*[(write, site, tip) for tip in tips], *[(read, site, "/")] * MANY)
        form, public = answers[:MANY], answers[MANY:]
        for one in taken:
            one.close()
        back = seconds_until(lambda: write(site, tips[0]).status == 303)
    refused = [answer for answer in form if answer.status != 303]
    report(
        f"F4 no connection {'warm' if is_warm else 'cold'}", N=len(form), taken=len(taken), refused=len(refused),
        form=longest(form), public=longest(public), back_in=back,
    )  # fmt: skip
    assert {answer.status for answer in public} == {200}
    assert [answer.status for answer in refused if not answer.is_refused_well] == []
    assert longest(form) < FORM_LIMIT
    assert (refused == []) or not is_warm or len(refused) < MANY
    assert is_warm or len(refused) == MANY
    assert back < RECOVERY
