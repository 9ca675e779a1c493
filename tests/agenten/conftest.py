"""Fixtures for the imports of what the police publish."""

import json

import pytest
from django.core.management import call_command

from buurten.models import Vlak
from buurten.rd import to_wgs84
from tests.agenten import people
from tests.agenten.roles import make_world


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
