"""A buurt with an officer who holds hours, at a fixed moment."""

from datetime import date

import pytest
import time_machine

from tests.agenten.makers import KENMERK, NOW, make_buurt, make_spreekuur, make_team, make_wijkagent
from wijkportal import shortcuts


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
