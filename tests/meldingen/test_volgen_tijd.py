"""A right and a wrong code take the same time, so that nobody can tell them apart by waiting (SAFETY S5)."""

import statistics
import time

import pytest
from django.test import Client

from meldingen.codes import EXAMPLE, code_of, new_key
from tests.meldingen.makers import make_world
from tests.meldingen.volgers import sent

pytestmark = pytest.mark.django_db
TRIES = 500
MOST_APART = 0.005  # seconds


@pytest.fixture
def code(settings):
    settings.LIMITS = {**settings.LIMITS, "code": 10 * TRIES, "site_code": 10 * TRIES}
    return sent(make_world())[1]


def test_500_tries_of_each_kind_take_the_same_time(code):
    kinds = {
        "right": lambda: code,
        "wrong": lambda: code_of(new_key()),
        "example": lambda: EXAMPLE,
        "no code at all": lambda: "x",
    }
    took = {kind: [] for kind in kinds}
    for _round in range(TRIES):
        for kind, typed in kinds.items():
            data = {"volgcode": typed()}
            begun = time.perf_counter()
            Client().post("/volgen/", data)
            took[kind].append(time.perf_counter() - begun)
    medians = {kind: statistics.median(times) for kind, times in took.items()}
    assert max(medians.values()) - min(medians.values()) < MOST_APART, medians
