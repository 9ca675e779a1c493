"""Who gets what of a melding that is followed, what is new, and what it costs."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meldingen import workflow
from meldingen.models import Bijlage, Boodschap, Melding, Voorval
from meldingen.views.volgen import photo_of
from meldingen.volgen import page_of
from tests.meldingen.makers import NOW, make_world
from tests.meldingen.volgers import PAGE, follower, sent

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


# --- photos ---------------------------------------------------------------------------------------------------------


def add_photo(melding, **fields):
    return Bijlage.objects.create(melding=melding, kenmerk=uuid4(), grootte=len(JPEG), inhoud=JPEG, **fields)


def test_a_photo_is_served_to_its_sender_only(world):
    melding, client = follower(world)
    photo = add_photo(melding)
    _other, stranger = follower(world)
    address = f"{PAGE}foto/{photo.kenmerk}/"
    assert f'src="{address}"' in client.get(PAGE).content.decode()
    response = client.get(address)
    names = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")
    assert (response.status_code, response.content) == (200, JPEG)
    assert [response.headers[name] for name in names] == [
        "image/jpeg", 'attachment; filename="foto.jpg"', "nosniff", "no-store",
    ]  # fmt: skip
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_a_photo_goes_with_the_melding(world):
    melding, client = follower(world)
    address = f"{PAGE}foto/{add_photo(melding).kenmerk}/"
    Melding.objects.filter(pk=melding.pk).update(uit_gebruik_op=NOW)
    assert client.get(address).status_code == 404


def test_photos_of_others_look_like_photos_that_do_not_exist(world):
    melding, _client = follower(world)
    theirs = [add_photo(melding).kenmerk for _number in range(3)]
    _other, stranger = follower(world)
    answers = {stranger.get(f"{PAGE}foto/{kenmerk}/").content for kenmerk in theirs}
    answers |= {stranger.get(f"{PAGE}foto/{uuid4()}/").content for _number in range(3)}
    shown = {re.sub(rb'/foto/[0-9a-f-]{36}/|value="\w{64}"', b"", answer) for answer in answers}
    assert len(shown) == 1


def test_ten_thousand_guessed_photos_are_not_there(world):
    melding, _client = follower(world)
    number = add_photo(melding).kenmerk.int
    _other, stranger = follower(world)
    pagina = page_of(stranger.cookies["volg"].value, NOW)
    guesses = [uuid4() for _number in range(5_000)]
    guesses += [type(guesses[0])(int=number + step) for step in range(-2_500, 2_500)]
    assert [guess for guess in guesses if photo_of(pagina, guess)] == []


# --- sessions -------------------------------------------------------------------------------------------------------


def test_the_holder_of_another_code_gets_nothing_of_this_one(world):
    melding, _client = follower(world, verhaal="CANARIE")
    workflow.reply(melding, tekst="CANARIE", by=world.users["officer"])
    _other, stranger = follower(world, verhaal="Van mij.")
    names = ["", "nieuws/?stand=x", "download/", "intrekken/", "heropenen/", "toestemming/", "weer-gebeurd/", "e-mail/"]
    pages = [stranger.get(PAGE + name, headers={"HX-Request": "true"}) for name in names]
    assert [name for name, page in zip(names, pages, strict=True) if "CANARIE" in page.content.decode()] == []


def test_without_a_session_no_address_shows_or_does_anything(world):
    melding, _code = sent(world)
    names = [
        *("", "nieuws/", "bericht/", "weer-gebeurd/", "toestemming/", "intrekken/", "heropenen/", "geholpen/"),
        *("e-mail/", "e-mail/stoppen/", "download/", "gegevens-delen/"),
    ]
    statuses = {(Client().get(PAGE + name).status_code, Client().post(PAGE + name, {"tekst": "x"}).status_code)
                for name in names}  # fmt: skip
    assert statuses == {(303, 403)}
    assert Melding.objects.get(pk=melding.pk).versie == melding.versie


# --- news -----------------------------------------------------------------------------------------------------------


def ask_news(client):
    stand = re.search(r'name="stand" value="(\w+)"', client.get(PAGE).content.decode())[1]
    return lambda: client.get(f"{PAGE}nieuws/?stand={stand}", headers={"HX-Request": "true"})


def test_news_is_only_told_when_there_is_some(world):
    melding, client = follower(world)
    news = ask_news(client)
    assert (news().status_code, news().content) == (204, b"")
    workflow.note(melding, tekst="Intern.", by=world.users["officer"])
    assert news().status_code == 204
    workflow.reply(melding, tekst="Ik ga kijken.", by=world.users["officer"])
    html = news().content.decode()
    assert ("Ik ga kijken." in html, "Er is nieuws over uw melding." in html, "<html" in html) == (True, True, False)
    assert html.count("hx-swap-oob") == 4


# --- cost -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 30])
def test_the_page_is_one_statement_however_much_was_said(world, number):
    melding, client = follower(world)
    officer = world.users["officer"]
    for _time in range(number):
        message = Boodschap.objects.create(melding=melding, is_van_melder=False, door=officer, tekst="x")
        add_photo(melding, boodschap=message)
        Voorval.objects.create(melding=melding, datum=NOW.date(), tekst="x")
    with CaptureQueriesContext(connection) as asked:
        response = client.get(PAGE)
    assert (len(asked), response.content.decode().count("<img")) == (1, number)


def test_who_stays_longer_costs_one_more(world, clock):
    _melding, client = follower(world)
    clock.shift(20)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    assert [str(one["sql"]).split()[0] for one in asked] == ["None", "UPDATE"]  # what is planned once has no text here
