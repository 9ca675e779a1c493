"""The addresses behind the search field: suggestions and the position."""

import pytest
from django.test import Client

from buurten.models import Vlak
from buurten.rd import to_rd
from tests.buurten.straten import make_rivierdam, make_straat

pytestmark = pytest.mark.django_db
DAM = {"lat": "52.3734", "lon": "4.8927"}


@pytest.fixture
def rivierdam(db):
    return make_rivierdam()


def square(buurt, lat, lon, east=0, size=1_000):
    """A square boundary with a side in metres; its western side lies `east` of the position."""
    x, y = to_rd(lon, lat)
    x, y = x + east, y - size / 2
    Vlak.objects.create(buurt=buurt, vlak=[(x, y), (x + size, y), (x + size, y + size), (x, y + size)])


# --- suggestions ------------------------------------------------------------------------------------------------------
def test_htmx_gets_only_the_options(client, rivierdam):
    response = client.get("/mijn-buurt/suggesties?q=linden", headers={"HX-Request": "true"})
    assert response.content.decode().split("\n") == [
        '<a data-tekst="Lindenkwartier, Rivierdam" role="option" id="q-1" aria-selected="false" tabindex="-1" '
        'href="/mijn-buurt/rivierdam/lindenkwartier/">'
        "<b>Lindenkwartier</b> <small>buurt in Rivierdam",
        "</small></a>",
        '<p id="q-status" hx-swap-oob="innerHTML">1 suggestie. Kies met de pijltjes.</p>',
        "",
    ]
    assert "no-store" in response["Cache-Control"]
    assert "HX-Request" in response["Vary"]


def test_htmx_hears_that_there_are_no_suggestions(client, rivierdam):
    response = client.get("/mijn-buurt/suggesties?q=xqzwxqzw", headers={"HX-Request": "true"})
    assert response.content.decode().strip() == '<p id="q-status" hx-swap-oob="innerHTML">Geen suggesties</p>'


def test_without_htmx_suggestions_are_a_page_with_links(client, rivierdam):
    text = client.get("/en/mijn-buurt/suggesties?q=linden").content.decode()
    assert '<a href="/en/mijn-buurt/rivierdam/lindenkwartier/"><b>Lindenkwartier</b>' in text
    assert 'role="option"' not in text
    assert '<meta name="robots" content="noindex">' in text


def test_streets_of_one_name_lead_to_a_search_for_them(client, rivierdam):
    make_straat("Molenstraat", (rivierdam[0], 1, 2), woonplaats="Zandhoek")
    text = client.get("/mijn-buurt/suggesties?q=molenst").content.decode()
    assert 'href="/mijn-buurt/zoek?q=Molenstraat&amp;soort=straat"' in text
    assert "straat in 2 plaatsen" in text


# --- the position -----------------------------------------------------------------------------------------------------
def test_the_page_of_the_position_works_without_script_and_is_not_kept(client, rivierdam):
    response = client.get("/mijn-buurt/locatie")
    text = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert 'data-positie data-met-script hidden><input type="hidden" name="csrfmiddlewaretoken"' in text
    assert "U kunt ook uw postcode of adres invullen." in text
    assert 'action="/mijn-buurt/zoek"' in text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_position_leads_to_its_buurt(client, rivierdam, prefix):
    square(rivierdam[0], 52.373, 4.893, east=-500)
    response = client.post(f"{prefix}/mijn-buurt/locatie", DAM)
    assert (response.status_code, response.url) == (303, f"{prefix}/mijn-buurt/rivierdam/lindenkwartier/")
    assert "no-store" in response["Cache-Control"]


def test_a_position_is_rounded_to_100_metres_before_it_is_looked_up(client, rivierdam):
    square(rivierdam[0], 52.373, 4.893, east=-500)
    square(rivierdam[1], 52.373, 4.8939, east=-5, size=10)
    response = client.post("/mijn-buurt/locatie", {"lat": "52.37301", "lon": "4.89349"})
    assert response.url == "/mijn-buurt/rivierdam/lindenkwartier/"


def test_a_position_in_two_buurten_is_a_choice(client, rivierdam):
    square(rivierdam[0], 52.373, 4.893, east=-500)
    square(rivierdam[1], 52.373, 4.893, east=-400)
    text = client.post("/mijn-buurt/locatie", DAM).content.decode()
    assert "U bent dicht bij een grens. Kies uw buurt." in text
    assert 'href="/mijn-buurt/rivierdam/lindenkwartier/"' in text
    assert 'href="/mijn-buurt/rivierdam/havenbuurt/"' in text
    assert "Klopt dit niet? Vul dan uw postcode in." in text


def test_a_position_without_a_buurt_asks_for_the_postcode(client, rivierdam):
    text = client.post("/mijn-buurt/locatie", DAM).content.decode()
    assert "We vonden geen buurt op uw plek. Vul uw postcode in." in text


@pytest.mark.parametrize("position", [("51.5", "-0.1"), ("0", "0"), ("52.37", "8.9"), ("-90", "180")])
def test_a_position_abroad_asks_for_the_postcode(client, rivierdam, django_assert_num_queries, position):
    with django_assert_num_queries(0):
        text = client.post("/mijn-buurt/locatie", dict(zip(("lat", "lon"), position, strict=True))).content.decode()
    assert "U bent nu niet in Nederland. Vul een postcode in." in text
    assert "<title>Fout: " in text


@pytest.mark.parametrize("lat", ["", "x", "nan", "inf", "1e999", "91", "\x00", "52,3" * 1_000])
def test_a_position_that_is_none_asks_for_the_postcode(client, rivierdam, lat):
    response = client.post("/mijn-buurt/locatie", {"lat": lat, "lon": "4.9"})
    assert response.status_code == 200
    assert "We mogen uw locatie niet zien. Vul uw postcode in." in response.content.decode()


def test_a_position_needs_the_token_of_the_page(rivierdam):
    assert Client(enforce_csrf_checks=True).post("/mijn-buurt/locatie", DAM).status_code == 403
