"""F11: the system of a partner fails. Every referral is filed there once, or stands in the admin to be sent again."""

import os
import threading
from datetime import timedelta

import pytest
from django.db import connection

from meldingen.models import Aflevering
from meldingen.verwijzingen import afleveren, verbinding
from meldingen.verwijzingen.afleveren import send_again
from tests import partnerserver
from tests.faults.sink import Sink
from tests.faults.workers import N, Worker, report, wait_until
from tests.meldingen.aflevermakers import link, planned, skip_waiting
from tests.meldingen.makers import make_world
from tests.meldingen.verwijsmakers import add_partners
from tests.partnerserver import Partnerserver

pytestmark = pytest.mark.django_db(transaction=True)
IS_LONG = os.environ.get("FAULTS") == "long"
STAAT = Aflevering.Staat
MOODS = [partnerserver.ERROR, partnerserver.BUSY, partnerserver.SLOW, partnerserver.NO_JSON]
if IS_LONG:
    MOODS += [partnerserver.DROP, partnerserver.HUGE, partnerserver.REFUSE, partnerserver.REDIRECT]
KINDS = ["signalen", "open311"] if IS_LONG else ["signalen"]
NUMBER = N if IS_LONG else 2


@pytest.fixture
def partner(settings):
    with Partnerserver() as server:
        settings.PARTNER_HOSTS = [server.host]
        server.delay = 3
        yield server


@pytest.fixture
def world():
    return add_partners(make_world())


def in_state(staat):
    return Aflevering.objects.filter(staat=staat).count()


def turn(verwijzingen):
    """Each is tried once, as by the jobs that are due."""
    for one in verwijzingen:
        afleveren.deliver(one.pk)
    skip_waiting()


@pytest.mark.parametrize("soort", KINDS)
@pytest.mark.parametrize("mood", MOODS)
def test_all_are_filed_once_after_the_partner_is_back(world, partner, monkeypatch, mood, soort):
    """Some use up every try, and are sent again by hand; for others the partner is back in time."""
    link(world, partner, soort)
    early = [planned(world) for _one in range(NUMBER)]
    partner.mood = mood
    with monkeypatch.context() as patch:
        patch.setattr(verbinding, "TOTAL", 0.2)
        for _try in range(afleveren.MOST_TRIES + 1):
            turn(early)
        given_up, tries = in_state(STAAT.OPGEGEVEN), len(partner.requests)
        late = [planned(world) for _one in range(NUMBER)]
        turn(late)
    partner.mood = partnerserver.OK
    for aflevering in Aflevering.objects.filter(staat=STAAT.OPGEGEVEN).order_by("pk"):
        assert send_again(aflevering)
    turn(early + late)
    lost = {one.nummer for one in early + late} - set(partner.kenmerken)
    report(f"F11 {mood} {soort}", N=2 * NUMBER, tries=tries, given_up=given_up, lost=len(lost), doubles=partner.doubles)
    assert (lost, partner.doubles, in_state(STAAT.GELUKT), given_up) == (set(), 0, 2 * NUMBER, NUMBER)


def test_control_without_asking_first_cases_are_double(world, partner, monkeypatch):
    monkeypatch.setattr(afleveren, "ask", lambda *args: None)
    link(world, partner)
    sent = [planned(world) for _one in range(NUMBER)]
    partner.mood = partnerserver.DROP
    turn(sent)
    partner.mood = partnerserver.OK
    turn(sent)
    report("F11 control without asking first", N=NUMBER, doubles=partner.doubles)
    assert partner.doubles == NUMBER


def file_at_once(world, partner, name):
    """Three jobs for each referral, all at the same time."""
    link(world, partner)
    partner.work = 0.3
    sent = [planned(world) for _one in range(NUMBER)]
    threads = [threading.Thread(target=in_thread, args=(one.pk,)) for one in sent for _job in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report(f"F11 at once{name}", N=NUMBER, doubles=partner.doubles)
    assert set(partner.kenmerken) == {one.nummer for one in sent}


def test_many_jobs_at_once_file_a_case_once(world, partner):
    file_at_once(world, partner, "")
    assert partner.doubles == 0


def test_control_without_a_lease_jobs_at_once_make_doubles(world, partner, monkeypatch):
    monkeypatch.setattr(afleveren, "LEASE", timedelta(seconds=-9))
    file_at_once(world, partner, " control")
    assert partner.doubles > 0


def in_thread(pk):
    try:
        afleveren.deliver(pk)
    finally:
        connection.close()


def kill_while_sending(world, partner, *without):
    """The partner has them, and the answer never came to be written down."""
    number = 4  # what a worker does at once
    link(world, partner)
    partner.mood, partner.delay = partnerserver.SLOW, 60
    sent = [planned(world) for _one in range(number)]
    sink = Sink()
    with Worker(sink, PARTNER_HOSTS=partner.host) as worker:
        assert wait_until(lambda: len(partner.cases) == number) is not None
        worker.kill()
    partner.mood = partnerserver.OK
    skip_waiting()
    with Worker(sink, *without, PARTNER_HOSTS=partner.host):
        seconds = wait_until(lambda: in_state(STAAT.GELUKT) == number)
    sink.close()
    report(f"F11 killed{' control' if without else ''}", N=number, seconds=seconds, doubles=partner.doubles)
    assert seconds is not None
    assert set(partner.kenmerken) == {one.nummer for one in sent}


def test_a_worker_that_is_killed_while_sending_leaves_nothing_lost_or_double(world, partner):
    kill_while_sending(world, partner)
    assert partner.doubles == 0


def test_control_without_asking_first_a_killed_worker_leaves_doubles(world, partner):
    kill_while_sending(world, partner, "ask")
    assert partner.doubles > 0
