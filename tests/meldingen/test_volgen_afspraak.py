"""Following an appointment with the code: its states in words, yes, another time, calling off (R9)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from meldingen import afspraken
from meldingen.models import Afspraak, AfspraakStatus, Volgsessie
from tests.meldingen.afspraakbezoek import errors_of, follower, html_of, open_as, receipt, seen_on, text_of
from tests.meldingen.afspraakmakers import HOUR, TOMORROW, in_state
from tests.meldingen.makers import NOW, make_world

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


STATES = {
    S.GEVRAAGD: [
        "Gevraagd",
        "Samira leest uw vraag. U hoort uiterlijk donderdag 26 november van ons.",
        "Zeg de afspraak af",
    ],
    S.VOORGESTELD: [
        "Een voorstel voor u",
        "Dinsdag 24 november om 10.00 uur, ongeveer 20 minuten. U spreekt Samira hier: Bureau.",
        "Ja, dat is goed",
        "Dat lukt niet: vraag een andere tijd",
        "Zeg de afspraak af",
    ],
    S.BEVESTIGD: [
        "De afspraak staat vast",
        "Dinsdag 24 november om 10.00 uur",
        "Zet in mijn agenda",
        "Zeg de afspraak af",
    ],
    S.GEWEEST: ["Geweest", "Dit is afgerond op dinsdag 24 november.", "Vraag een nieuwe afspraak"],
    S.AFGEZEGD: ["Afgezegd", "De afspraak gaat niet door.", "Vraag een nieuwe afspraak"],
    S.VERLOPEN: [
        "Wij zijn te laat",
        "Het basisteam ziet uw vraag ook. Wilt u niet wachten? Bel 0900-8844",
        "Zeg de afspraak af",
    ],
}
BUTTONS = [
    "Ja, dat is goed",
    "Dat lukt niet: vraag een andere tijd",
    "Zet in mijn agenda",
    "Zeg de afspraak af",
    "nieuwe afspraak",
]


@pytest.mark.parametrize("state", S)
def test_each_state_in_plain_words_with_exactly_its_buttons(world, state):
    client = open_as(in_state(world, state))
    response = client.get("/volgen/afspraak/")
    text = text_of(response)
    for words in STATES[state]:
        assert words in text, words
    assert [words for words in BUTTONS if words in text] == [
        words for words in BUTTONS if any(words in shown for shown in STATES[state])
    ]
    assert "Er komt geen e-mail over uw afspraak. Kijk op deze pagina." in text
    assert "<title>Volgen | Wijkportaal</title>" in html_of(response)
    assert response["Cache-Control"] == "no-store"
    for secret in ("Canary", "612345678", Afspraak.objects.get().nummer):
        assert secret not in html_of(response)


def test_without_the_code_nothing_is_shown(world):
    in_state(world, S.VOORGESTELD)
    for page in ("", "goed/", "andere-tijd/", "afzeggen/", "agenda/"):
        client = Client()
        assert client.get(f"/volgen/afspraak/{page}")["Location"] == "/volgen/?gesloten"
        assert client.post(f"/volgen/afspraak/{page}").status_code == 403
    assert Afspraak.objects.get().status == S.VOORGESTELD


def test_who_follows_a_melding_or_another_appointment_sees_only_that(world):
    mine, other = (
        in_state(world, S.VOORGESTELD, onderwerp="Van mij"),
        in_state(world, S.VOORGESTELD, onderwerp="Canary"),
    )
    client = open_as(mine)
    assert "Van mij" in text_of(client.get("/volgen/afspraak/"))
    assert "Canary" not in text_of(client.get("/volgen/afspraak/"))
    client.post("/volgen/afspraak/afzeggen/", {"gezien": ""})
    assert [Afspraak.objects.get(pk=row.pk).status for row in (mine, other)] == [S.AFGEZEGD, S.VOORGESTELD]
    assert client.get("/volgen/melding/")["Location"] == "/volgen/?gesloten"
    assert "nog een afspraak open" in text_of(client.get("/volgen/"))


def test_ten_idle_minutes_end_it_and_the_text_comes_back_with_the_code(client, world, clock):
    afspraak = follower(client, world)
    afspraken.propose(afspraak, moment=TOMORROW, by=world.users["officer"])
    clock.move_to(NOW + timedelta(minutes=10))
    response = client.post("/volgen/afspraak/andere-tijd/", {"tekst": "Liever na zes uur"})
    assert (response.status_code, "Liever na zes uur" in html_of(response)) == (403, True)
    code = receipt(client)
    assert client.post("/volgen/", {"volgcode": code, "tekst": "Liever na zes uur"}).status_code == 303
    assert "Liever na zes uur" in text_of(client.get("/volgen/afspraak/"))
    assert "Liever na zes uur" in text_of(client.get("/volgen/afspraak/andere-tijd/"))


def test_yes_counts_once_and_gives_the_calendar(world):
    client = open_as(in_state(world, S.VOORGESTELD))
    assert client.get("/volgen/afspraak/agenda/").status_code == 404
    given = seen_on(client)
    assert set(given) == {"sleutel", "gezien"}
    for _click in range(2):
        assert client.post("/volgen/afspraak/goed/", given)["Location"] == "/volgen/afspraak/"
    row = Afspraak.objects.get()
    assert (row.status, row.stappen.count()) == (S.BEVESTIGD, 3)
    response = client.get("/volgen/afspraak/agenda/")
    assert response["Content-Disposition"] == 'attachment; filename="afspraak.ics"'
    calendar = Calendar.from_ical(response.content)
    (event,) = calendar.walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt, event["DTEND"].dt) == (
        *("Afspraak", TOMORROW, TOMORROW + timedelta(minutes=20)),
    )
    for word in (b"olitie", b"ureau", b"ijkagent", b"ijkportaal", b"Samira", row.nummer.encode()):
        assert word not in response.content


def test_yes_to_what_was_changed_meanwhile_says_so_and_shows_what_is_proposed_now(world):
    afspraak = in_state(world, S.VOORGESTELD)
    client = open_as(afspraak)
    given = seen_on(client)
    afspraken.propose(afspraak, moment=TOMORROW + HOUR, by=world.users["chief"], now=NOW + timedelta(seconds=1))
    response = client.post("/volgen/afspraak/goed/", given)
    assert response.status_code == 422
    assert "De afspraak is intussen veranderd. Lees eerst wat er nu staat." in text_of(response)
    assert "om 11.00 uur" in text_of(response)
    assert Afspraak.objects.get().status == S.VOORGESTELD
    assert client.post("/volgen/afspraak/goed/", seen_on(client)).status_code == 303
    assert Afspraak.objects.get().status == S.BEVESTIGD


def test_another_time_is_asked_with_words(world):
    client = open_as(in_state(world, S.VOORGESTELD))
    given = seen_on(client, "andere-tijd/")
    response = client.post("/volgen/afspraak/andere-tijd/", {**given, "tekst": " "})
    assert (response.status_code, errors_of(response)) == (422, [("id_tekst", "Schrijf op wanneer u wel kunt")])
    assert client.post("/volgen/afspraak/andere-tijd/", {**given, "tekst": "Na zes uur"}).status_code == 303
    assert (Afspraak.objects.get().status, Afspraak.objects.get().antwoord) == (S.GEVRAAGD, "Na zes uur")
    text = text_of(client.get("/volgen/afspraak/"))
    assert "U vroeg een andere tijd. U hoort uiterlijk donderdag 26 november van ons." in text
    assert client.get("/volgen/afspraak/andere-tijd/")["Location"] == "/volgen/afspraak/"


def test_calling_off_asks_first(world):
    client = open_as(in_state(world, S.BEVESTIGD))
    assert "Wilt u de afspraak afzeggen?" in text_of(client.get("/volgen/afspraak/afzeggen/"))
    assert Afspraak.objects.get().status == S.BEVESTIGD
    assert client.post("/volgen/afspraak/afzeggen/", seen_on(client, "afzeggen/")).status_code == 303
    assert Afspraak.objects.get().status == S.AFGEZEGD


def test_above_the_limit_the_words_stay(world, settings):
    settings.LIMITS = {**settings.LIMITS, "boodschap": 0}
    client = open_as(in_state(world, S.VOORGESTELD))
    response = client.post("/volgen/afspraak/andere-tijd/", {"tekst": "Na zes uur"})
    assert (response.status_code, "Na zes uur" in html_of(response)) == (429, True)
    assert Afspraak.objects.get().status == S.VOORGESTELD


def test_a_request_past_its_date_is_honest(world, clock):
    client = open_as(in_state(world, S.GEVRAAGD))
    clock.move_to(NOW + timedelta(days=4))
    Volgsessie.objects.update(laatst_op=NOW + timedelta(days=4))
    assert "Wij zijn te laat. Het basisteam ziet uw vraag ook." in text_of(client.get("/volgen/afspraak/"))


def test_when_the_term_is_over_the_page_says_so(world):
    afspraak = in_state(world, S.GEWEEST)
    client = open_as(afspraak)
    Afspraak.objects.update(gewist_op=NOW, onderwerp="", contact={})
    text = text_of(client.get("/volgen/afspraak/"))
    assert "We hebben uw gegevens gewist." in text
    assert "Wat u vroeg" not in text


def test_the_page_costs_few_questions(world, django_assert_max_num_queries):
    client = open_as(in_state(world, S.VOORGESTELD))
    with django_assert_max_num_queries(2):
        client.get("/volgen/afspraak/")
