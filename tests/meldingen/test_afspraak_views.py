"""Asking for an appointment, as a browser without scripts does (R9)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from buurten.zoeknamen import rebuild
from meldingen.models import Afspraak, Afspraakstap, AfspraakStatus, Teller, Wijze
from tests.agenten.makers import make_buurt
from tests.meldingen.afspraakbezoek import BASE, OURS, TALK, ask, errors_of, html_of, receipt, text_of
from tests.meldingen.afspraakmakers import HOUR
from tests.meldingen.makers import NOW, make_world
from tests.meldingen.test_workflow_parallel import MANY, at_once

pytestmark = pytest.mark.django_db
S = AfspraakStatus


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def client():
    return Client()


# --- the form -------------------------------------------------------------------------------------------------------
def test_the_page_names_the_buurt_the_number_and_what_we_do_not_do(client, world):
    response = client.get(f"/afspraak/?buurt={world.buurt.pk}")
    text = text_of(response)
    assert "Uw vraag gaat naar de wijkagent van Lindenkwartier, Rivierdam ." in text
    assert "Bel 0900-8844 , dan maakt iemand de afspraak voor u." in text
    assert "We lezen dit niet meteen, en niet ’s nachts of in het weekend." in text
    assert "Er komt geen e-mail over uw afspraak." in text
    assert "Snel weg" in text
    html = html_of(response)
    assert "<title>Formulier | Wijkportaal</title>" in html
    assert '<meta name="robots" content="noindex">' in html
    assert response["Cache-Control"] == "no-store"
    assert set(client.cookies) == {"csrf"}


def test_the_english_page_has_an_address_of_its_own(client, world):
    response = client.get(f"/en/afspraak/?buurt={world.buurt.pk}")
    assert response.status_code == 200
    assert '<html lang="en"' in response.content.decode()
    assert ask(client, world).status_code == 303
    client.post("/en/afspraak/", {**BASE, "sleutel": "e" * 22, "buurt": world.buurt.pk})
    assert [row.taal for row in Afspraak.objects.order_by("pk")] == ["nl", "en"]


def test_what_is_asked_is_stored_and_the_receipt_says_by_when(client, world):
    response = ask(client, world, opmerking="Zeg geen politie")
    assert (response.status_code, response["Location"]) == (303, "/afspraak/verstuurd/")
    row = Afspraak.objects.get()
    assert (row.buurt, row.wijze, row.dagdelen, row.onderwerp, row.taal) == (
        world.buurt,
        "bellen",
        ["avond"],
        TALK,
        "nl",
    )
    assert row.contact == {"naam": "Jan Canary", "telefoon": "+31612345678", "opmerking": "Zeg geen politie"}
    page = client.get("/afspraak/verstuurd/")
    assert "<title>Verstuurd | Wijkportaal</title>" in html_of(page)
    assert "U hoort uiterlijk donderdag 26 november van ons." in text_of(page)
    assert page["Cache-Control"] == "no-store"
    cookie = response.cookies["afspraak"]
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"], cookie["max-age"]) == (True, "Lax", "", "")


ALL_CONTACT = {
    "naam": "Jan Canary",
    "telefoon": "0612345678",
    "email": "jan@example.org",
    "adres": "Lindelaan 12",
    "tolktaal": "Tigrinya",
    "beller": "Piet Canary",
    "opmerking": "Bel twee keer",
}
PHONE = {"naam": "Jan Canary", "telefoon": "+31612345678", "opmerking": "Bel twee keer"}


@pytest.mark.parametrize(
    ("wijze", "kept"),
    [
        ("bellen", PHONE),
        ("langskomen", PHONE),
        ("schrijven", {"naam": "Jan Canary", "email": "jan@example.org", "adres": "Lindelaan 12"}),
        ("tolk", {**PHONE, "tolktaal": "Tigrinya"}),
        ("namens", {**PHONE, "beller": "Piet Canary"}),
    ],
)
def test_only_what_the_way_needs_is_kept(client, world, wijze, kept):
    assert ask(client, world, wijze=wijze, **ALL_CONTACT).status_code == 303
    assert Afspraak.objects.get().contact == kept


PHONE_PLEASE = ("id_telefoon", "Vul het telefoonnummer in dat we kunnen bellen")


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"wijze": "bellen", "telefoon": ""}, [PHONE_PLEASE]),
        ({"wijze": "tolk", "telefoon": ""}, [("id_tolktaal", "Vul in welke taal u spreekt"), PHONE_PLEASE]),
        ({"wijze": "schrijven"}, [("id_email", "Vul uw e-mailadres of uw adres in")]),
        ({"wijze": "schrijven", "email": "jan"}, [("id_email", "Vul een e-mailadres in zoals naam@voorbeeld.nl")]),
        (
            {"wijze": "namens", "telefoon": ""},
            [
                ("id_beller", "Vul de naam in van wie voor u belt"),
                ("id_telefoon", "Vul het telefoonnummer in van wie voor u belt"),
            ],
        ),
        ({"wijze": ""}, [("id_wijze_0", "Kies hoe u contact wilt")]),
        ({"wijze": "duif"}, [("id_wijze_0", "Kies hoe u contact wilt")]),
        ({"onderwerp": " "}, [("id_onderwerp", "Schrijf op waar u over wilt praten")]),
        ({"onderwerp": "a" * 501}, [("id_onderwerp", "Maak uw tekst korter: u kunt 500 letters gebruiken")]),
        ({"dagdelen": ["nacht"]}, [("id_dagdelen_0", "Kies ochtend, middag of avond")]),
        ({"buurt": "XX"}, [("id_q", "Vul uw postcode in, of uw straat en plaats")]),
        ({"buurt": "", "q": "xqzwxqzw"}, [("id_q", "We vonden deze plek niet. Kijk of u het goed schreef")]),
    ],
)
def test_each_mistake_says_what_to_do_and_keeps_what_was_typed(client, world, fields, errors):
    response = ask(client, world, **fields)
    assert (response.status_code, errors_of(response)) == (422, errors)
    assert "<title>Fout: Formulier | Wijkportaal</title>" in html_of(response)
    assert 'value="Jan Canary"' in html_of(response)
    assert fields.get("onderwerp", TALK).strip() in html_of(response)
    assert Afspraak.objects.count() == 0


@pytest.mark.parametrize("wijze", ["langskomen", "bellen"])
def test_a_mistake_in_a_field_that_the_way_does_not_show_is_none(client, world, wijze):
    assert ask(client, world, wijze=wijze, email="geen", adres="a" * 900, tolktaal="b" * 90).status_code == 303
    assert Afspraak.objects.get().contact == {"naam": "Jan Canary", "telefoon": "+31612345678"}


@pytest.mark.parametrize("wijze", Wijze)
def test_hostile_text_is_no_error_of_ours(client, world, wijze):
    odd = "\x00‮😀<script>alert(1)</script>"
    fields = dict.fromkeys([*ALL_CONTACT, "onderwerp", "q", "nr", "plaats", "plek", "gelezen", "sleutel"], odd)
    for buurt in (world.buurt.pk, "", odd):
        response = client.post("/afspraak/", {**fields, "wijze": wijze, "buurt": buurt, "telefoon": "0612345678"})
        assert response.status_code in (303, 422)
        assert "<script>alert" not in response.content.decode()


# --- the place ------------------------------------------------------------------------------------------------------
def test_a_name_that_is_more_places_is_a_question_and_nothing_is_lost(client, world):
    twin = make_buurt("BU99990177", "Lindenkwartier Zuid")
    rebuild()
    fields = {**BASE, "sleutel": "a" * 22, "q": "Lindenkwartie"}
    response = client.post("/afspraak/", fields)
    assert (response.status_code, errors_of(response)[0][1]) == (422, "Kies de plek")
    choices = re.findall(r'name="plek" value="([^"]*)"', response.content.decode())
    assert {one.split(":")[0] for one in choices} == {world.buurt.pk, twin.pk}
    chosen = next(one for one in choices if one.startswith(world.buurt.pk))
    response = client.post("/afspraak/", {**fields, "plek": chosen, "onderwerp": ""})
    assert errors_of(response) == [("id_onderwerp", "Schrijf op waar u over wilt praten")]
    assert re.search(rf'value="{re.escape(chosen)}"[^>]* checked', response.content.decode())
    assert client.post("/afspraak/", {**fields, "plek": chosen}).status_code == 303
    assert Afspraak.objects.get().buurt == world.buurt


def test_a_name_that_is_one_buurt_is_enough(client, world):
    rebuild()
    assert client.post("/afspraak/", {**BASE, "q": "Lindenkwartier"}).status_code == 303
    assert Afspraak.objects.get().buurt == world.buurt


def test_where_nobody_answers_the_page_says_whom_to_call_and_keeps_the_text(client, world):
    nowhere = make_buurt("BU99990900", "Niemandsland")
    response = client.post("/afspraak/", {**BASE, "buurt": nowhere.pk})
    assert response.status_code == 409
    assert "Bel 0900-8844 , dan maakt iemand de afspraak voor u." in text_of(response)
    assert TALK in html_of(response)
    assert (Afspraak.objects.count(), sum(row.aantal for row in Teller.objects.all())) == (0, 0)


# --- machines, danger, limits ---------------------------------------------------------------------------------------
def test_what_only_machines_fill_in_asks_to_send_it_again(client, world):
    response = ask(client, world, website="http://spam.example")
    assert errors_of(response) == [("inhoud", "Kijk alles nog eens na, en verstuur het opnieuw")]
    assert Afspraak.objects.count() == 0
    assert TALK in html_of(response)


def test_words_of_danger_pause_once(client, world):
    response = ask(client, world, onderwerp="Mijn man slaat mij.")
    assert response.status_code == 422
    assert "Bel 112" in text_of(response)
    assert "Mijn man slaat mij." in html_of(response)
    assert 'name="gelezen" value="1"' in html_of(response)
    assert ask(client, world, onderwerp="Mijn man slaat mij.", gelezen="1").status_code == 303


def test_above_the_limit_the_text_stays_and_a_retry_of_what_is_stored_still_counts_as_one(client, world, settings):
    settings.LIMITS = {**settings.LIMITS, "afspraak": 1}
    fields = {**BASE, "buurt": world.buurt.pk}
    answers = [client.post("/afspraak/", {**fields, "sleutel": letter * 22}, headers=OURS) for letter in "aab"]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert TALK in html_of(answers[2])
    assert 'name="sleutel" value="bbbbbbbbbbbbbbbbbbbbbb"' in html_of(answers[2])
    assert Afspraak.objects.count() == 1


def test_an_expired_token_loses_nothing(world):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/afspraak/", {**BASE, "buurt": world.buurt.pk}, headers=OURS)
    assert response.status_code == 403
    assert TALK in html_of(response)
    assert Afspraak.objects.count() == 0


# --- once, and the receipt ------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_posts_make_one_appointment_and_one_receipt(settings):
    world = make_world()
    settings.LIMITS = {**settings.LIMITS, "afspraak": 1}
    fields = {**BASE, "buurt": world.buurt.pk, "sleutel": "k" * 22}
    clients = [Client() for _number in range(MANY)]
    answers = at_once(MANY, lambda number: clients[number].post("/afspraak/", fields).status_code)
    assert answers == [303] * MANY
    assert {receipt(client) for client in clients} == {receipt(clients[0])}
    assert (Afspraak.objects.count(), Afspraakstap.objects.count()) == (1, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone() == (0,)


def test_other_words_under_the_same_key_are_refused_and_shown(client, world):
    fields = {**BASE, "buurt": world.buurt.pk, "sleutel": "k" * 22}
    client.post("/afspraak/", fields)
    other = Client()
    response = other.post("/afspraak/", {**fields, "onderwerp": "Toch iets anders."})
    assert response.status_code == 409
    assert "Toch iets anders." in html_of(response)
    assert receipt(other) == receipt(client)
    assert [row.onderwerp for row in Afspraak.objects.all()] == [TALK]


def test_the_receipt_can_be_seen_for_an_hour(client, world, clock):
    ask(client, world)
    code = receipt(client)
    clock.move_to(NOW + HOUR - timedelta(seconds=1))
    assert receipt(client) == code
    assert "U vroeg net al een afspraak." in text_of(client.get("/afspraak/"))
    clock.move_to(NOW + HOUR)
    assert client.get("/afspraak/verstuurd/")["Location"] == "/afspraak/"


@pytest.mark.parametrize("address", ["/afspraak/bewaard/", "/snel-weg/"])
def test_once_the_code_is_kept_or_left_behind_no_copy_of_the_cookie_shows_it(client, world, address):
    ask(client, world)
    code, copy = receipt(client), Client()
    copy.cookies["afspraak"] = client.cookies["afspraak"].value
    assert receipt(copy) == code
    response = client.post(address, headers=OURS)
    assert (response.cookies["afspraak"].value, response.cookies["afspraak"]["max-age"]) == ("", 0)
    assert copy.get("/afspraak/verstuurd/")["Location"] == "/afspraak/"
    assert code not in copy.get("/afspraak/").content.decode()
    assert Client().post("/volgen/", {"volgcode": code}).status_code == 303


def test_without_a_receipt_there_is_nothing_to_see(client):
    assert client.get("/afspraak/verstuurd/")["Location"] == "/afspraak/"
    assert client.get("/afspraak/bewaard/").status_code == 405
