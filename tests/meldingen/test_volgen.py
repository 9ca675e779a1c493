"""Giving a code: what opens, what does not, and for how long it stays open (SAFETY S5, S31)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meldingen.codes import EXAMPLE, code_of, new_key, shown
from meldingen.models import Melding, Volgsessie
from meldingen.volgsessies import find_by_code, hash_of
from tests.meldingen.makers import NOW, make_world
from tests.meldingen.volgers import PAGE, follow, follower, sent, words

pytestmark = pytest.mark.django_db
NOT_KNOWN = "We kennen deze code niet. Kijk of alle letters kloppen."
STORY = "Twee scooters in het park."


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def key_in(client):
    return client.cookies["volg"].value


# --- the code -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: shown(code),
        lambda code: f"  {shown(code).lower()} ",
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("0", "O").replace("1", "i"),
    ],
)
def test_a_right_code_opens_the_melding_however_it_is_typed(world, clock, typed):
    _melding, code = sent(world, verhaal=STORY)
    client = follow(typed(code))
    response = client.get(PAGE)
    assert (response.status_code, STORY in words(response)) == (200, True)


def wrong_codes(code):
    return {
        "one letter other": code[:-1] + ("0" if code[-1] != "0" else "2"),
        "the example": shown(EXAMPLE),
        "never given": code_of(new_key()),
        "too short": code[:-1],
        "too long": code + "0",
        "letters that no code has": "U" * 16,
        "markup": "<b>' OR 1=1 --",
        "a null in it": code[:8] + "\x00" + code[8:-1],
        "emoji": "🙂" * 16,
    }


def test_every_wrong_code_gets_the_same_answer(world, clock, settings):
    settings.LIMITS = {**settings.LIMITS, "code": 100}
    _melding, code = sent(world)
    pages = set()
    for typed in wrong_codes(code).values():
        response = Client().post("/volgen/", {"volgcode": typed})
        html = re.sub(r'name="(volgcode|csrfmiddlewaretoken)" value="[^"]*"', "", response.content.decode())
        pages.add((response.status_code, NOT_KNOWN in html, re.sub(r'value="[^"]*"', "", html)))
        assert response.cookies.keys() & {"volg"} == set()
    assert [(status, says) for status, says, _html in pages] == [(422, True)]


def test_the_code_of_a_melding_that_is_gone_gets_the_answer_of_a_wrong_one(world, clock):
    melding, code = sent(world)
    Melding.objects.filter(pk=melding.pk).update(code_hash=b"gone")
    response = Client().post("/volgen/", {"volgcode": code})
    assert (response.status_code, NOT_KNOWN in words(response)) == (422, True)


def test_right_wrong_and_impossible_codes_ask_the_database_the_same(world, clock, django_assert_num_queries):
    _melding, code = sent(world)
    for typed in [code, *wrong_codes(code).values()]:
        with django_assert_num_queries(1):
            find_by_code(typed)


def test_a_wrong_code_stays_in_its_field_as_text(world, clock):
    typed = '"><script>alert(1)</script>'
    html = Client().post("/volgen/", {"volgcode": typed}).content.decode()
    assert ("<script>alert" in html, 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html) == (False, True)


def test_nothing_typed_asks_for_the_code(clock):
    response = Client().post("/volgen/", {"volgcode": " "})
    assert (response.status_code, "Vul uw code in" in words(response)) == (422, True)


def test_a_right_and_a_wrong_code_take_four_statements(world, clock):
    _melding, code = sent(world)
    Client().post("/volgen/", {"volgcode": code})
    numbers = []
    for typed in (code, code_of(new_key())):
        with CaptureQueriesContext(connection) as asked:
            Client().post("/volgen/", {"volgcode": typed})
        numbers.append(len([one for one in asked if "SAVEPOINT" not in one["sql"]]))
    assert numbers == [4, 4]


# --- what it opens --------------------------------------------------------------------------------------------------


def test_the_cookie_is_a_key_that_ends_with_the_browser(world, clock):
    _melding, client = follower(world)
    cookie = client.cookies["volg"]
    facts = {name: cookie[name] for name in ("httponly", "samesite", "max-age", "expires", "path", "domain")}
    assert facts == {
        "httponly": True,
        "samesite": "Lax",
        "max-age": "",
        "expires": "",
        "path": "/",
        "domain": "",
    }
    assert [bytes(row.pk) for row in Volgsessie.objects.order_by("pk")] == [hash_of(cookie.value)]


def test_the_cookie_travels_over_https_only_where_the_site_does(world, clock, settings):
    settings.HTTPS = True
    _melding, client = follower(world)
    assert client.cookies["volg"]["secure"] is True


def test_the_code_is_nowhere_but_in_what_was_sent(world, clock, caplog):
    _melding, code = sent(world)
    client = Client()
    response = client.post("/volgen/", {"volgcode": code})
    answers = [response, client.get(PAGE), client.get(f"{PAGE}download/"), client.get("/volgen/")]
    everything = "".join(
        f"{answer.headers} {answer.cookies} {answer.content.decode('latin1')}" for answer in answers
    ) + str([record.getMessage() for record in caplog.records])
    assert [spelled for spelled in (code, shown(code), code.lower()) if spelled in everything] == []
    assert Volgsessie.objects.filter(sleutel_hash__contains=code.encode()).count() == 0


def test_an_error_page_does_not_repeat_the_code(world, clock):
    _melding, code = sent(world)
    client = Client(enforce_csrf_checks=True)
    response = client.post("/volgen/", {"volgcode": code}, headers={"Origin": "http://testserver"})
    assert (response.status_code, code in response.content.decode()) == (403, False)


@pytest.mark.parametrize(("taal", "path"), [("nl", PAGE), ("en", f"/en{PAGE}")])
def test_the_page_speaks_the_language_of_the_melding(world, clock, taal, path):
    _melding, code = sent(world, taal=taal)
    response = Client().post("/volgen/", {"volgcode": code})
    assert response.headers["Location"] == path


@pytest.mark.parametrize("path", ["/volgen/", PAGE, f"{PAGE}intrekken/", f"{PAGE}download/", "/volgen/e-mail/x/"])
def test_pages_are_kept_by_nobody(world, clock, path):
    _melding, client = follower(world)
    response = client.get(path)
    html = response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    if "download" not in path:
        assert '<meta name="robots" content="noindex">' in html
        assert re.search(r"<title>(.*?)</title>", html)[1] in ("Volgen | Wijkportaal", "E-mailadres | Wijkportaal")


def test_another_code_opens_the_other_melding_and_ends_the_first_session(world, clock):
    _first, client = follower(world, verhaal="De eerste.")
    key = key_in(client)
    _second, code = sent(world, verhaal="De tweede.")
    client.post("/volgen/", {"volgcode": code})
    text = words(client.get(PAGE))
    assert ("De eerste." in text, "De tweede." in text) == (False, True)
    client.cookies["volg"] = key
    assert client.get(PAGE).status_code == 303


# --- how long -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("idle", "status"), [(timedelta(minutes=9, seconds=44), 200), (timedelta(minutes=10), 303)])
def test_ten_idle_minutes_close_the_page(world, clock, idle, status):
    _melding, client = follower(world)
    clock.shift(idle)
    assert client.get(PAGE).status_code == status


def test_who_goes_on_stays(world, clock):
    _melding, client = follower(world)
    for _time in range(5):
        clock.shift(timedelta(minutes=6))
        assert client.get(PAGE).status_code == 200


def test_asking_for_news_by_itself_does_not_keep_the_page_open(world, clock):
    _melding, client = follower(world)
    answers = []
    for _minute in range(11):
        clock.shift(timedelta(minutes=1))
        answers.append(client.get(f"{PAGE}nieuws/?stand=x", headers={"HX-Request": "true"}))
    assert [answer.status_code for answer in answers] == [200] * 9 + [204] * 2
    assert answers[-1].headers["HX-Redirect"] == "/volgen/?gesloten"


def test_asking_for_news_while_somebody_types_keeps_it_open(world, clock):
    _melding, client = follower(world)
    for _minute in range(15):
        clock.shift(timedelta(minutes=1))
        response = client.get(f"{PAGE}nieuws/?stand=x&bezig=1", headers={"HX-Request": "true"})
    assert response.status_code == 200


def test_closing_ends_it_also_for_a_copy_of_the_cookie(world, clock):
    _melding, client = follower(world)
    key = key_in(client)
    response = client.post("/volgen/sluiten/")
    assert (response.headers["Location"], response.cookies["volg"].value) == ("/volgen/?gesloten", "")
    client.cookies["volg"] = key
    assert client.get(PAGE).headers["Location"] == "/volgen/?gesloten"
    assert "Uw melding is gesloten" in words(client.get("/volgen/?gesloten"))


def test_snel_weg_ends_it_also_for_a_copy_of_the_cookie(world, clock):
    _melding, client = follower(world)
    key = key_in(client)
    client.post("/snel-weg/")
    client.cookies["volg"] = key
    assert client.get(PAGE).status_code == 303


def test_who_comes_next_sees_that_something_is_open_but_not_what(world, clock):
    melding, client = follower(world, verhaal=STORY)
    text = words(client.get("/volgen/"))
    assert "Er staat op dit apparaat nog een melding open." in text
    assert [word for word in (STORY, "verkeer", melding.nummer) if word.lower() in text.lower()] == []
    clock.shift(timedelta(minutes=10))
    assert "Er staat op dit apparaat" not in words(client.get("/volgen/"))


def test_a_made_up_key_opens_nothing(world, clock):
    follower(world)
    client = Client()
    for key in ("", "x", "a" * 22, "é" * 22):
        client.cookies["volg"] = key
        assert client.get(PAGE).status_code == 303


def test_text_that_was_sent_too_late_waits_in_the_form(world, clock):
    _melding, code = sent(world)
    client = follow(code)
    clock.shift(timedelta(minutes=11))
    response = client.post(f"{PAGE}bericht/", {"tekst": "Ja, altijd <b>hard</b>.", "sleutel": "k"})
    html = response.content.decode()
    assert (response.status_code, "Ja, altijd &lt;b&gt;hard&lt;/b&gt;.</textarea>" in html) == (403, True)
    assert Melding.objects.get().boodschappen.count() == 0
    client.post("/volgen/", {"volgcode": code, "tekst": "Ja, altijd <b>hard</b>."})
    assert "Ja, altijd &lt;b&gt;hard&lt;/b&gt;.</textarea>" in client.get(PAGE).content.decode()
