"""Workers that do the same round at the same moment have one effect."""

from datetime import datetime

import pytest

from agenten.models import Afwezigheid, Medewerker
from agenten.spreekuren import AMSTERDAM
from meldingen.escalatie import escalate
from meldingen.models import Mail, Melding, Taak
from meldingen.overzicht import send_overviews
from meldingen.waarneming import settle
from tests.meldingen.makers import NOW, make_away, make_melding, make_world
from tests.meldingen.test_workflow_parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 6


def lines(soort):
    return [line.gegevens for line in Melding.objects.get().gebeurtenissen.filter(soort=soort).in_order()]


def test_escalation():
    make_melding(make_world())
    later = datetime(2026, 12, 20, tzinfo=AMSTERDAM)
    assert sorted(at_once(WORKERS, lambda _: escalate(later))) == [0] * (WORKERS - 1) + [1]
    assert lines("geescaleerd") == [{"stap": 1}, {"stap": 2}]


def test_the_end_of_an_absence():
    world = make_world()
    make_away(world.officer, world.officers["stand_in"])
    make_melding(world)
    Afwezigheid.objects.all().delete()
    assert sorted(at_once(WORKERS, lambda _: settle(NOW))) == [0] * (WORKERS - 1) + [1]
    assert len(lines("waarneming")) == 1


def test_the_digest():
    world = make_world()
    Medewerker.objects.filter(username="officer").update(email="officer@politie.example")
    make_melding(world)
    seven = datetime(2026, 11, 24, 7, tzinfo=AMSTERDAM)
    assert sorted(at_once(WORKERS, lambda _: send_overviews(seven))) == [0] * (WORKERS - 1) + [1]
    assert (Mail.objects.count(), Taak.objects.filter(task_name="meldingen.jobs.send_mail").count()) == (1, 1)
