"""The limits where residents meet them: nothing typed is lost, and what could be told apart is not (SAFETY S6, S13)."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meldingen.codes import code_of, new_key
from meldingen.models import Concept, Volgmail
from tests.meldingen.makers import NOW, make_melding, make_overig, make_world

OURS = {"Origin": "http://testserver"}
WORDS = "Er staat elke avond een groep bij de brug, en dat duurt tot diep in de nacht."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    make_overig()
    return make_world()


@pytest.fixture
def limits(settings):
    """Change limits for one test."""

    def change(**numbers):
        settings.LIMITS = {**settings.LIMITS, **numbers}

    return change


@pytest.fixture
def melding_code(world):
    key = new_key()
    return make_melding(world, key=key), code_of(key)


def follow(code):
    client = Client()
    assert client.post("/volgen/", {"volgcode": code}).status_code == 303
    return client


def post(client, address, data):
    response = client.post(address, data, headers=OURS)
    return response.status_code, response.content.decode()


def test_too_many_drafts_from_one_address_keep_what_was_typed(world, limits):
    limits(concept=1)
    answers = [post(Client(), "/melden/wat/", {"verhaal": WORDS, "wanneer": "vaak"}) for _time in range(2)]
    assert [status for status, _html in answers] == [303, 429]
    assert f"{WORDS}</textarea>" in answers[1][1]
    assert Concept.objects.count() == 1


def test_photos_above_the_limit_are_not_opened(melding_code, limits):
    limits(foto_bytes=10)
    client = follow(melding_code[1])
    photo = SimpleUploadedFile("a.jpg", b"x" * 11, "image/jpeg")
    status, html = post(client, "/volgen/melding/bericht/", {"tekst": WORDS, "fotos": photo})
    assert status == 429
    assert f"{WORDS}</textarea>" in html
    assert "Kies uw foto’s opnieuw." in html


def test_an_address_is_asked_to_confirm_three_times_an_hour(melding_code, limits):
    _melding, code = melding_code
    client = follow(code)
    statuses = []
    for number in range(4):
        form = client.get("/volgen/melding/e-mail/").context["form"]
        data = {"email": f"jan{number}@example.nl", "sleutel": form["sleutel"].value()}
        statuses.append(post(client, "/volgen/melding/e-mail/", data)[0])
    assert statuses == [303, 303, 303, 429]
    assert Volgmail.objects.get().email == "jan2@example.nl"


def test_above_the_limit_a_right_code_gets_the_answer_of_a_wrong_one(melding_code, limits):
    limits(code=2)
    code = melding_code[1]
    follow(code)
    wrong = "0" * 16
    answers = [post(Client(), "/volgen/", {"volgcode": typed}) for typed in (wrong, wrong, wrong, code)]
    assert [status for status, _html in answers] == [422, 422, 429, 429]
    assert "Probeer het over een uur opnieuw" in answers[2][1]
    assert code not in answers[3][1]
