"""What every public answer carries, and what it never does (SAFETY S15, ARCHITECTURE §7)."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from buurten.models import Buurt
from tests.agenten.makers import make_buurt, make_wijkagent
from wijkportal import sitemap

pytestmark = pytest.mark.django_db

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
PLACE = "/mijn-buurt/rivierdam/"
PAGES = [
    "/",
    "/mijn-buurt/",
    PLACE,
    f"{PLACE}lindenkwartier/",
    f"{PLACE}lindenkwartier/straten/",
    f"{PLACE}lindenkwartier/wie-doet-wat/",
    f"{PLACE}wijk/noord-01/",
    "/wat-doet-de-wijkagent/",
    "/privacy/",
    "/toegankelijkheid/",
    "/hulp/",
]
FILES = ["/robots.txt", "/sitemap.xml", "/sitemap-buurten-1.xml", "/.well-known/security.txt"]
XML = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture(autouse=True)
def lindenkwartier():
    place = make_buurt()
    make_wijkagent(place)
    return place


def varies(response):
    return {name.strip().lower() for name in response.get("Vary", "").split(",")}


@pytest.mark.parametrize("address", [*PAGES, *(f"/en{page}" for page in PAGES), *FILES])
def test_a_public_answer_may_be_kept_and_is_the_same_for_everybody(client, address):
    response = client.get(address, headers={"Accept-Language": "fr", "Cookie": "anders=1"})
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=25"
    assert response["ETag"]
    assert "Set-Cookie" not in response.headers
    assert response.cookies == {}
    assert varies(response).isdisjoint({"cookie", "accept-language", "*"})
    assert b"csrfmiddlewaretoken" not in response.content
    assert b'method="post"' not in response.content


@pytest.mark.parametrize(
    "address",
    [*PAGES, *FILES, "/en/hulp/", "/gezond/live", "/gezond/klaar", "/bestaat/niet/", "/admin/", "/static/x.css"],
)
def test_every_answer_has_the_strict_headers(client, address):
    headers = client.get(address).headers
    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_what_somebody_looks_for_in_a_street_list_is_not_kept(client):
    response = client.get(f"{PLACE}lindenkwartier/straten/?q=linde")
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("address", ["/gezond/live", "/gezond/klaar"])
def test_health_is_plain_text_that_nobody_keeps(client, address):
    response = client.get(address)
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "no-store"


def test_health_is_not_sent_on_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/gezond/live").status_code == 200
    assert client.get("/").status_code == 301


def test_liveness_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/gezond/live")


def test_robots_stay_out_of_the_search_and_find_the_map(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /mijn-buurt/zoek" in lines
    assert "Disallow: /en/mijn-buurt/zoek" in lines
    assert "Disallow: /" not in lines
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines


def read_piece(client, address):
    root = ElementTree.fromstring(client.get(address).content)
    return {
        one.find("s:loc", XML).text: [(link.get("hreflang"), link.get("href")) for link in one.findall("x:link", XML)]
        for one in root.findall("s:url", XML)
    }


def test_the_sitemap_names_every_page_in_both_languages(client):
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    pieces = [one.text.removeprefix(settings.SITE_URL) for one in index.findall("s:sitemap/s:loc", XML)]
    pages = {}
    for piece in pieces:
        pages |= read_piece(client, piece)
    dutch, english = f"{settings.SITE_URL}{PLACE}lindenkwartier/", f"{settings.SITE_URL}/en{PLACE}lindenkwartier/"
    assert pages[dutch] == pages[english] == [("nl", dutch), ("en", english)]
    for address in pages:
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address
    expected = {f"{settings.SITE_URL}{page}" for page in PAGES if not page.endswith(("straten/", "wat/"))}
    assert expected <= set(pages)


def test_the_sitemap_is_cut_into_pieces_without_loss(client, monkeypatch):
    for number in range(2, 6):
        make_buurt(f"BU9999020{number}", f"Hof{number}")
    Buurt.objects.filter(slug="hof5").update(is_actief=False)
    monkeypatch.setattr(sitemap, "BUURTEN_A_PIECE", 2)
    assert client.get("/sitemap.xml").content.count(b"sitemap-buurten-") == 2
    pieces = [read_piece(client, f"/sitemap-buurten-{number}.xml") for number in (1, 2)]
    assert [len(piece) for piece in pieces] == [4, 4]
    slugs = {address.rstrip("/").rsplit("/", 1)[1] for piece in pieces for address in piece}
    assert slugs == {"lindenkwartier", "hof2", "hof3", "hof4"}


@pytest.mark.parametrize("name", ["x", "buurten", "buurten-0", "buurten-2", "buurten-99999", "buurten-x", "paginas-1"])
def test_a_piece_that_is_not_in_the_index_does_not_exist(client, name):
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def security_fields(client):
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_security_txt_is_as_rfc_9116_wants_it(client):
    fields = security_fields(client)
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert fields["Contact"].startswith(("mailto:", "https://", "tel:"))
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    assert client.get("/.well-known/security.txt")["Content-Type"] == "text/plain; charset=utf-8"


def test_security_txt_is_valid_for_another_month_and_less_than_a_year(client):
    expires = date.fromisoformat(security_fields(client)["Expires"].removesuffix("T00:00:00Z"))
    today = timezone.localdate()
    assert today + timedelta(days=30) < expires < today + timedelta(days=365)


@pytest.mark.parametrize("address", [*PAGES, *FILES, "/mijn-buurt/zoek", "/gezond/live", "/gezond/klaar"])
def test_a_page_answers_head_as_it_answers_get(client, address):
    asked, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: value for name, value in asked.items() if name != "Content-Length"} == {
        name: value for name, value in head.items() if name != "Content-Length"
    }


@pytest.mark.parametrize("address", ["/", "/en/", f"{PLACE}lindenkwartier/", "/mijn-buurt/zoek", "/wijkagent/x/"])
def test_a_page_that_is_only_read_says_so_when_something_is_sent(address):
    response = Client(enforce_csrf_checks=True).post(address, {"naam": "Jan"}, headers={"Origin": settings.SITE_URL})
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert response["Cache-Control"] == "no-store"
    assert response.cookies == {}
    page = response.content.decode()
    assert f'<a href="{address}">' in page
    assert "tel:112" in page
