"""Fixtures: a buurt with an officer who holds hours at a fixed moment, accounts by role, and police imports."""

import json
from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from buurten.models import Vlak
from buurten.rd import to_wgs84
from tests.agenten import people
from tests.agenten.makers import KENMERK, NOW, make_buurt, make_spreekuur, make_team, make_wijkagent
from tests.agenten.roles import make_world
from wijkportal import shortcuts


@pytest.fixture
def vierkanten():
    """Two squares of a kilometre side by side; gives the middle of each as longitude and latitude."""
    middles = {}
    for number, code in enumerate(("BU99010101", "BU99010102")):
        x = 233_000 + 1000 * number
        ring = [(x, 581_000), (x + 1000, 581_000), (x + 1000, 582_000), (x, 582_000)]
        Vlak.objects.create(buurt=people.buurt(code, code), vlak=ring)
        middles[code] = to_wgs84(x + 500, 581_500)
    return middles


@pytest.fixture
def run(tmp_path, capsys):
    def command(*pages, options=(), name="import_wijkagenten"):
        files = []
        for number, page in enumerate(pages):
            file = tmp_path / f"page{number}.json"
            file.write_bytes(page if isinstance(page, bytes) else json.dumps(page).encode())
            files.append(str(file))
        call_command(name, *files, *options)
        return capsys.readouterr().out.splitlines()

    return command


@pytest.fixture
def world():
    """Accounts by role, and rows by model: the own ones, a colleague's in team A, and those of an officer in team B."""
    return make_world()


@pytest.fixture
def clock():
    """Monday 23 November 2026, 10.00; nothing remembered of other tests."""
    shortcuts.known_etags.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def buurt():
    return make_buurt()


@pytest.fixture
def officer(buurt):
    officer = make_wijkagent(
        buurt,
        basisteam=make_team(buurt),
        talen=["nl", "ar"],
        werkdagen=[1, 3],
        sinds_datum=date(2019, 3, 1),
        over_mij="Ik fiets elke week door de buurt.",
    )
    make_spreekuur(officer, kenmerk=KENMERK, rolstoel="ja", partners="de gemeente")
    return officer
