"""Giving a code, and the page of the melding that it opens."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from meldingen.codes import EXAMPLE, code_of, new_key, shown
from meldingen.models import Volgsessie
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
NOT_KNOWN = "We kennen deze code niet. Kijk of alle letters kloppen."


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def sent(world, **fields):
    """A melding and its code."""
    key = new_key()
    return make_melding(world, key=key, **fields), code_of(key)


def follow(code, client=None):
    client = client or Client()
    response = client.post("/volgen/", {"volgcode": code})
    assert response.status_code == 303
    return client


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_right_code_opens_the_page_of_the_melding(world, clock):
    melding, code = sent(world, verhaal="Twee scooters in het park.")
    client = follow(shown(code).lower().replace("0", "o"))
    response = client.get("/volgen/melding/")
    print(text_of(response))
    assert response.status_code == 200
    assert "Twee scooters in het park." in text_of(response)
