"""Asking again costs nothing, and a change is seen within a minute."""

import time

import pytest
from django.test import Client

from buurten.models import Buurt
from tests.agenten.makers import make_buurt, make_spreekuur, make_wijkagent
from wijkportal import shortcuts

pytestmark = pytest.mark.django_db
URL = "/mijn-buurt/rivierdam/lindenkwartier/"


@pytest.fixture(autouse=True)
def forget():
    shortcuts.known_etags.clear()
    yield
    shortcuts.known_etags.clear()


@pytest.fixture
def clock(monkeypatch):
    """The clock of this process, to be moved by hand."""
    moment = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


def again(client, etag, address=URL):
    return client.get(address, headers={"If-None-Match": etag})


def test_asking_again_takes_no_statement_and_sends_no_page(client, django_assert_num_queries):
    make_spreekuur(make_wijkagent(make_buurt()))
    etag = client.get(URL)["ETag"]
    with django_assert_num_queries(0):
        response = again(client, etag)
    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"] == "public, max-age=25"
    assert response["ETag"] == etag
    assert "Set-Cookie" not in response.headers


def test_the_short_answer_has_the_headers_of_the_page(client):
    make_buurt()
    page = client.get(URL)
    answer = again(client, page["ETag"])
    assert answer.status_code == 304
    left_out = {"Content-Type", "Content-Length", "Content-Language", "Vary"}
    assert dict(answer.items()) == {name: value for name, value in page.items() if name not in left_out}


def test_what_is_sent_to_a_known_page_is_refused_all_the_same(client):
    make_buurt()
    etag = client.get(URL)["ETag"]
    assert client.post(URL, headers={"If-None-Match": etag}).status_code == 405


def test_another_host_is_refused_for_a_known_page_too(client):
    make_buurt()
    etag = client.get(URL)["ETag"]
    assert client.get(URL, headers={"If-None-Match": etag, "Host": "kwaad.example"}).status_code == 400


def test_a_known_page_is_sent_on_to_https_too(client, settings):
    make_buurt()
    etag = client.get(URL)["ETag"]
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(URL, headers={"If-None-Match": etag}).status_code == 301


def test_a_change_is_seen_after_25_seconds(client, clock):
    make_buurt()
    etag = client.get(URL)["ETag"]
    Buurt.objects.update(naam="Nieuwe naam")
    clock[0] += 24
    assert again(client, etag).status_code == 304
    clock[0] += 2
    response = again(client, etag)
    assert response.status_code == 200
    assert "Nieuwe naam" in response.content.decode()


def test_without_a_change_the_page_is_not_sent_again(client, clock):
    make_buurt()
    etag = client.get(URL)["ETag"]
    clock[0] += 60
    assert again(client, etag).status_code == 304


def test_an_etag_says_when_an_hour_is_going_on(client, clock, time_machine):
    make_spreekuur(make_wijkagent(make_buurt()))
    time_machine.move_to("2026-11-24T14:59:00+01:00", tick=False)
    etag = client.get(URL)["ETag"]
    clock[0] += 60
    time_machine.move_to("2026-11-24T15:00:00+01:00", tick=False)
    assert "Nu bezig" in again(client, etag).content.decode()


def test_each_language_has_its_own(client):
    make_buurt()
    assert client.get(URL)["ETag"] != client.get(f"/en{URL}")["ETag"]
    assert again(client, client.get(URL)["ETag"], f"/en{URL}").status_code == 200


def test_a_compressed_page_is_recognised_too(client):
    make_spreekuur(make_wijkagent(make_buurt()))
    response = client.get(URL, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert response["ETag"].startswith('W/"')
    assert again(client, response["ETag"]).status_code == 304


def test_an_error_is_not_remembered(client):
    assert client.get(URL).status_code == 404
    make_buurt()
    assert client.get(URL).status_code == 200


def test_the_memory_for_etags_has_an_end(client, monkeypatch):
    monkeypatch.setattr(shortcuts, "MOST_ETAGS", 3)
    for number in range(10):
        client.get(f"/?{number}")
    assert len(shortcuts.known_etags) <= 3
