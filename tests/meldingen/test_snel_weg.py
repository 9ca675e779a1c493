"""“Snel weg”: nobody stays on the page, whatever is wrong, and nothing stays behind (PRODUCT §3, SAFETY S30)."""

import time

import psycopg
import pytest
from django.db import connection
from django.test import Client

from meldingen import concepten, volgsessies
from meldingen.models import Concept, Volgsessie
from meldingen.volgsessies import Gevonden
from tests.meldingen.makers import make_melding, make_world

EXIT = "https://www.knmi.nl/nederland-nu/weer"
OURS = "http://localhost:8000"
KEYS = ("concept", "volg", "csrf", "afspraak")


@pytest.fixture
def visitor(settings):
    """A browser in which somebody was writing and following."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CONCEPT_COOKIE_NAME] = "a" * 22
    client.cookies[settings.VOLG_COOKIE_NAME] = "b" * 22
    client.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
    client.cookies[settings.AFSPRAAK_COOKIE_NAME] = "d" * 22
    return client


def press(client, token="c" * 32, origin=OURS, address="/snel-weg/", **options):
    return client.post(address, {"csrfmiddlewaretoken": token}, headers={"Origin": origin}, **options)


def is_out(response):
    return (response.status_code, response.get("Location"), response["Cache-Control"]) == (303, EXIT, "no-store")


def forgets_all(response):
    gone = {name for name, cookie in response.cookies.items() if not cookie.value and cookie["max-age"] == 0}
    return response.get("Clear-Site-Data") == '"cookies", "storage"' and gone == set(KEYS)


def forgets_nothing(response):
    return "Clear-Site-Data" not in response and not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/snel-weg/", "/en/snel-weg/"])
def test_the_button_leaves_and_forgets(visitor, address):
    response = press(visitor, address=address)
    assert is_out(response)
    assert forgets_all(response)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x" * 32, "wrong"])
def test_an_expired_token_keeps_nobody_on_the_page(visitor, token):
    response = press(visitor, token)
    assert is_out(response)
    assert forgets_all(response)


@pytest.mark.django_db
def test_without_any_cookie_left_the_button_still_leaves():
    assert is_out(press(Client(enforce_csrf_checks=True), ""))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://[", "http://[::"])
def test_another_site_cannot_make_us_forget(visitor, origin):
    response = press(visitor, "", origin)
    assert response.status_code == 403
    assert response["Refresh"] == f"0; url={EXIT}"
    assert forgets_nothing(response)


def test_opening_the_address_leaves_and_forgets_nothing(visitor):
    for response in (visitor.get("/snel-weg/"), visitor.head("/snel-weg/")):
        assert is_out(response)
        assert forgets_nothing(response)
    assert visitor.put("/snel-weg/", headers={"Origin": OURS}).status_code == 403


@pytest.mark.django_db
def test_where_it_leads_cannot_be_asked_for(visitor):
    for query in ("?next=https://evil.example", "?exit_url=//evil.example"):
        assert is_out(press(visitor, address=f"/snel-weg/{query}"))


@pytest.mark.django_db
def test_cookies_that_only_https_has_are_taken_away_as_well(visitor, settings):
    settings.CONCEPT_COOKIE_NAME = "__Host-concept"
    gone = press(visitor).cookies["__Host-concept"]
    assert (gone.value, gone["max-age"], gone["path"], gone["secure"]) == ("", 0, "/", True)


@pytest.mark.parametrize("token", ["c" * 32, ""])
def test_without_a_database_everybody_leaves(visitor, dead_database, token):
    response = press(visitor, token)
    assert is_out(response)
    assert forgets_all(response)


@pytest.fixture
def writer(visitor, settings):
    """Somebody who was writing and following, beside somebody else who does the same."""
    melding = make_melding(make_world())
    for client in (visitor, Client()):
        client.cookies[settings.CONCEPT_COOKIE_NAME] = concepten.begin({"paginas": {"wat": {"tekst": "a"}}}).sleutel
        client.cookies[settings.VOLG_COOKIE_NAME] = volgsessies.begin(Gevonden("nl", melding.pk))
    return visitor


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["c" * 32, ""])
def test_draft_and_follow_session_are_gone_from_the_server_and_those_of_others_stay(writer, token):
    draft, session = (writer.cookies[name].value for name in KEYS[:2])
    assert (Concept.objects.count(), Volgsessie.objects.count()) == (2, 2)
    assert is_out(press(writer, token))
    assert (Concept.objects.count(), Volgsessie.objects.count()) == (1, 1)
    assert concepten.fetch(draft) is None
    assert not Volgsessie.objects.filter(pk=volgsessies.hash_of(session)).exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_table_that_somebody_else_holds(visitor):
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("LOCK TABLE meldingen_concept IN ACCESS EXCLUSIVE MODE")
        begin = time.monotonic()
        response = press(visitor)
        assert time.monotonic() - begin < 2
    assert is_out(response)
    assert forgets_all(response)
