"""Error pages: they need nothing, keep what was typed, and always name who to call."""

import socket
import time
from urllib.parse import urlencode

import pytest
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from wijkportal.errors import typed
from wijkportal.shortcuts import TooMany
from wijkportal.urls import handler400, handler403, handler404, handler500  # noqa: F401  (Django finds them here)
from wijkportal.urls import urlpatterns as all_addresses

OURS = "http://localhost:8000"
EMERGENCY = ('href="tel:112"', "112NL", 'href="tel:09008844"')


def break_down(request):
    raise ZeroDivisionError


def lose_database(request):
    raise OperationalError("canary: connection refused")


def lose_connection(request):
    raise InterfaceError


def misread(request):
    raise BadRequest


def be_busy(request):
    raise TooMany(retry_after=600, is_site=True)


def be_asked_too_often(request):
    raise TooMany(retry_after=1369)


def save(request):
    return HttpResponse("saved")


urlpatterns = [
    path("kapot/", break_down),
    path("weg/", lose_database),
    path("dicht/", lose_connection),
    path("onleesbaar/", misread),
    path("bewaar/", save),
    path("druk/", be_busy),
    path("vaak/", be_asked_too_often),
    *all_addresses,
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor():
    """A browser that gets what a browser gets: an error page instead of the exception."""
    return Client(raise_request_exception=False)


def break_context(request):
    raise RuntimeError


def post(client, address, data, origin=OURS, **headers):
    return client.post(address, data, headers={"Origin": origin, **headers})


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/kapot/", 500, "Sorry, er gaat iets mis bij ons"),
        ("/weg/", 503, "De website doet het even niet"),
        ("/dicht/", 503, "De website doet het even niet"),
        ("/onleesbaar/", 400, "Dit kunnen we niet lezen"),
        ("/druk/", 429, "Het is nu heel druk"),
        ("/vaak/", 429, "U probeerde het te vaak"),
        ("/bestaat/niet/", 404, "Deze pagina bestaat niet"),
    ],
)
def test_each_error_has_its_page_and_is_not_kept(visitor, address, status, heading):
    response = visitor.get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert f'<h1 class="top">{heading}</h1>' in html
    assert f"<title>{heading} | Wijkportaal</title>" in html
    assert '<meta name="robots" content="noindex">' in html
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert "canary" not in html
    assert "Traceback" not in html


@pytest.mark.parametrize("address", ["/kapot/", "/weg/", "/onleesbaar/", "/druk/", "/vaak/"])
def test_who_gets_stuck_reads_whom_to_call(visitor, address):
    html = visitor.get(address).content.decode()
    assert [number for number in EMERGENCY if number not in html] == []


def test_a_wrong_address_offers_the_search_field(visitor):
    assert 'action="/mijn-buurt/zoek"' in visitor.get("/bestaat/niet/").content.decode()


@pytest.mark.parametrize(("address", "status"), [("/en/bestaat/niet/", 404), ("/en/mijn-buurt/x/y/z/", 404)])
def test_error_pages_speak_the_language_of_the_address(visitor, address, status):
    response = visitor.get(address)
    assert response.status_code == status
    assert '<html lang="en">' in response.content.decode()


def test_the_database_being_gone_comes_with_a_time_to_retry(visitor):
    assert visitor.get("/weg/")["Retry-After"] == "30"


@pytest.mark.parametrize("address", ["/kapot/", "/weg/", "/onleesbaar/", "/druk/", "/vaak/"])
def test_what_was_typed_comes_back_to_send_again(visitor, address):
    story = "Er staat\nelke avond een <b>groep</b>."
    html = post(visitor, f"{address}?stap=2", {"verhaal": story, "soort": "tip"}).content.decode()
    assert f'<form class="again" method="post" action="{address}?stap=2" novalidate autocomplete="off">' in html
    assert 'name="verhaal">\nEr staat\nelke avond een &lt;b&gt;groep&lt;/b&gt;.</textarea>' in html
    assert '<input type="hidden" name="soort" value="tip">' in html
    assert 'name="csrfmiddlewaretoken"' in html


@pytest.mark.parametrize(
    ("address", "seconds", "advice"),
    [
        ("/druk/", "600", "<p>Probeer het over 10 minuten. Spoed? Bel 112.</p>"),
        ("/vaak/", "1369", "Probeer het over een uur opnieuw, of bel 0900-8844.</p>"),
    ],
)
def test_a_limit_says_when_to_come_back_and_keeps_the_text(visitor, address, seconds, advice):
    for sent in ({"soort": "tip"}, {"verhaal": "x" * 61}):
        response = visitor.post(
            address, urlencode(sent), content_type="application/x-www-form-urlencoded", headers={"Origin": OURS}
        )
        html = response.content.decode()
        assert (response.status_code, response["Retry-After"]) == (429, seconds)
        assert advice in html
        assert html.count("Uw tekst staat er nog.") == 1
        assert "Verstuur opnieuw</button>" in html
    assert "Uw tekst" not in visitor.get(address).content.decode()


def test_htmx_gets_the_page_of_a_limit_in_place_of_the_page(visitor):
    limited, usual = (post(visitor, "/druk/", {}, **more) for more in ({"HX-Request": "true"}, {}))
    assert (limited["HX-Retarget"], limited["HX-Reswap"]) == ("body", "innerHTML")
    assert "HX-Retarget" not in usual.headers


@pytest.mark.parametrize(
    ("sent", "has_text"), [("verhaal=" + "x+" * 31, True), ("kenmerk=" + "a" * 64, False), ("lat=53.2&lon=6.5", False)]
)
def test_only_what_was_sent_is_spoken_of(visitor, sent, has_text):
    form = "application/x-www-form-urlencoded"
    html = visitor.post("/kapot/", sent, content_type=form, headers={"Origin": OURS}).content.decode()
    assert 'class="again"' in html
    assert ("Uw tekst staat er nog." in html) == has_text
    assert "foto’s" not in html
    photo = visitor.post("/kapot/", {"verhaal": "a"}, headers={"Origin": OURS}).content.decode()  # as multipart
    assert "Kies uw foto’s opnieuw." in photo


def test_passwords_never_come_back(visitor):
    fields = {"password": "geheim1", "new_password2": "geheim2", "Wachtwoord": "geheim3", "naam": "Jan"}
    html = post(visitor, "/kapot/", fields).content.decode()
    assert "geheim" not in html
    assert 'value="Jan"' in html


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{OURS}.evil.example", "http://[", ""])
def test_the_form_of_a_foreign_site_is_not_repeated(visitor, origin):
    html = post(visitor, "/kapot/", {"verhaal": "kwaad"}, origin).content.decode()
    assert "kwaad" not in html


def test_without_origin_the_referrer_tells_whose_form_it_was(visitor):
    response = visitor.post("/kapot/", {"verhaal": "eigen"}, headers={"Referer": f"{OURS}/melden/"})
    assert "eigen" in response.content.decode()


def test_a_form_sent_too_late_keeps_its_text_and_can_be_sent_again():
    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False)
    late = post(visitor, "/bewaar/", {"verhaal": "Er staat elke avond een groep."})
    html = late.content.decode()
    assert late.status_code == 403
    assert "U was lang weg" in html
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = post(visitor, "/bewaar/", {"verhaal": "Er staat elke avond een groep.", "csrfmiddlewaretoken": token})
    assert again.content == b"saved"


def test_a_form_that_cannot_be_read_gives_a_page_and_no_second_error(visitor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    response = post(visitor, "/kapot/", {"a": 1, "b": 2, "c": 3})
    assert response.status_code == 500
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = visitor.post(
        "/kapot/", "verhaal=" + "x" * 100, content_type="application/x-www-form-urlencoded", headers={"Origin": OURS}
    )
    assert response.status_code == 500


def test_a_wrong_host_is_told_so(visitor):
    response = visitor.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "Dit kunnen we niet lezen" in response.content.decode()
    assert visitor.post("/", {"a": "b"}, headers={"Host": "evil.example", "Origin": OURS}).status_code == 400


def test_the_500_page_stands_when_the_context_processors_fail(visitor, settings):
    engine = {**settings.TEMPLATES[0], "OPTIONS": {"context_processors": [f"{__name__}.break_context"]}}
    with override_settings(TEMPLATES=[engine]):
        response = visitor.get("/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "Sorry, er gaat iets mis bij ons" in html
    assert [number for number in EMERGENCY if number not in html] == []
    assert 'class="foot"' in html


def test_when_no_template_can_be_made_a_plain_page_remains(visitor, settings, tmp_path):
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path], "APP_DIRS": False}
    with override_settings(TEMPLATES=[engine]):
        response = visitor.get("/")
    html = response.content.decode()
    assert response.status_code == 500
    assert [number for number in EMERGENCY if number not in html] == []


@pytest.mark.parametrize(
    "address",
    [
        "/mijn-buurt/",
        "/mijn-buurt/rivierdam/",
        "/mijn-buurt/rivierdam/lindenkwartier/",
        "/mijn-buurt/rivierdam/lindenkwartier/straten/",
        "/mijn-buurt/rivierdam/wijk/noord/",
        "/privacy/",
        "/sitemap.xml",
        "/en/mijn-buurt/rivierdam/lindenkwartier/",
    ],
)
def test_without_a_database_every_page_says_so(visitor, dead_database, address):
    response = visitor.get(address)
    html = response.content.decode()
    assert response.status_code == 503
    assert [number for number in EMERGENCY if number not in html] == []
    assert "psycopg" not in html


def test_without_a_database_the_home_page_and_liveness_go_on(visitor, dead_database):
    assert visitor.get("/").status_code == 200
    assert visitor.get("/gezond/live").content == b"ok\n"
    ready = visitor.get("/gezond/klaar")
    assert (ready.status_code, ready.content) == (503, b"database unavailable\n")


def test_a_database_that_hangs_is_found_out_within_five_seconds(visitor, dead_database, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setitem(connection.settings_dict, "PORT", str(silent.getsockname()[1]))
        begin = time.monotonic()
        assert visitor.get("/gezond/klaar").status_code == 503
        assert time.monotonic() - begin < 5


def test_a_session_that_cannot_be_read_or_saved_gives_the_503_page(visitor, dead_database, settings):
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    response = visitor.get("/admin/")
    assert response.status_code == 503
    assert "De website doet het even niet" in response.content.decode()


def test_only_a_post_has_something_to_give_back(rf):
    assert typed(rf.get("/", {"a": "b"}, headers={"Origin": OURS})) == []
    fields = typed(rf.post("/", {"a": ["1", "2"]}, headers={"Origin": OURS}))
    assert fields == [{"naam": "a", "waarde": "1", "is_lang": False}, {"naam": "a", "waarde": "2", "is_lang": False}]
