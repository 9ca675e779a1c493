"""A right and a wrong code take the same time, so that nobody can tell them apart by waiting (SAFETY S5)."""

import random
import statistics
import time

import pytest
from django.test import RequestFactory
from django.test.client import ClientHandler

from meldingen.codes import EXAMPLE, code_of, new_key
from tests.meldingen.makers import make_world
from tests.meldingen.volgers import sent

pytestmark = pytest.mark.django_db
TRIES = 500
MOST_APART = 0.005  # seconds
CSRF = "a" * 32


@pytest.fixture
def code(settings):
    settings.LIMITS = {**settings.LIMITS, "code": 10 * TRIES, "site_code": 10 * TRIES}
    return sent(make_world())[1]


def seconds(handler, typed):
    """How long the server takes to answer a code, and whether it was the right one."""
    data = {"volgcode": typed, "csrfmiddlewaretoken": CSRF}
    request = RequestFactory().post("/volgen/", data, headers={"Cookie": f"csrf={CSRF}"})
    begun = time.perf_counter()
    response = handler(request.environ)
    return time.perf_counter() - begun, response.status_code == 303


def test_500_tries_of_each_kind_take_the_same_time(code):
    kinds = {
        "right": lambda: code,
        "wrong": lambda: code_of(new_key()),
        "the example": lambda: EXAMPLE,
        "no code at all": lambda: "x",
    }
    handler, took = ClientHandler(), {kind: [] for kind in kinds}
    for _round in range(TRIES):
        for kind in random.sample(list(kinds), len(kinds)):
            duration, is_right = seconds(handler, kinds[kind]())
            assert is_right == (kind == "right")
            took[kind].append(duration)
    medians = {kind: statistics.median(times) for kind, times in took.items()}
    assert max(medians.values()) - min(medians.values()) < MOST_APART, medians
