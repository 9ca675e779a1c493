"""Browsing gemeenten, wijken, buurten and streets."""

import re

import pytest

from buurten.models import Buurt, Gemeente, Straat, Straatreeks, Wijk, Zijde
from tests.buurten.gebieden import make_buurt, make_gemeente

pytestmark = pytest.mark.django_db


def links(response):
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', main)


def make_street(buurt, naam, *ranges, woonplaats="Rivierdam"):
    straat = Straat.objects.create(naam=naam, woonplaats=woonplaats, gemeente=buurt.gemeente)
    for van, tot, zijde in ranges:
        Straatreeks.objects.create(straat=straat, buurt=buurt, van=van, tot=tot, zijde=zijde)
    return straat


def test_gemeenten_stand_under_their_letter_without_signs_and_accents(client):
    for number, naam in enumerate(["Zwolle", "’s-Hertogenbosch", "Ermelo", "Épe", "Súdwest-Fryslân"]):
        make_gemeente(f"GM000{number}", naam=naam, slug=f"g{number}")
    make_gemeente("GM0009", naam="Appingedam", slug="oud", is_actief=False)
    response = client.get("/mijn-buurt/")
    assert [link for link in links(response) if not link[0].startswith(("#", "/"))] == [
        ("g3/", "Épe"),
        ("g2/", "Ermelo"),
        ("g1/", "’s-Hertogenbosch"),
        ("g4/", "Súdwest-Fryslân"),
        ("g0/", "Zwolle"),
    ]
    assert [text for address, text in links(response) if address.startswith("#")] == ["E", "S", "Z"]


def test_without_gemeenten_there_is_a_number_to_call(client):
    html = client.get("/mijn-buurt/").content.decode()
    assert "Er staan nog geen gemeenten op deze website." in html
    assert 'Bel <a href="tel:09008844">0900-8844</a>' in html


@pytest.mark.parametrize("number", [1, 3])
def test_browsing_takes_the_same_statements_for_one_and_three(client, django_assert_num_queries, number):
    gemeente = make_gemeente("GM9999", naam="Rivierdam", slug="rivierdam")
    for index in range(number):
        make_gemeente(f"GM000{index}")
        buurt = make_buurt(f"BU99990{index}00", gemeente)
        make_street(buurt, "Lindelaan", (1, 9, Zijde.ONEVEN), (2, 8, Zijde.EVEN), woonplaats=f"P{index}")
    for address, statements in [("", 1), ("rivierdam/", 2), ("rivierdam/bu99990000/straten/", 3)]:
        with django_assert_num_queries(statements):
            assert client.get(f"/mijn-buurt/{address}").status_code == 200


def test_a_gemeente_lists_its_buurten_under_their_wijken(client):
    gemeente = make_gemeente("GM9999", naam="Rivierdam", slug="rivierdam", telefoon="14 0999")
    make_buurt("BU99990200", gemeente, naam="Zuidhof", slug="zuidhof")
    make_buurt("BU99990101", gemeente, naam="Linde", slug="linde")
    make_buurt("BU99990100", gemeente, naam="Haven", slug="haven")
    make_buurt("BU99990102", gemeente, naam="Oud", slug="oud", is_actief=False)
    Wijk.objects.filter(pk="WK999901").update(naam="Noord", slug="noord")
    Wijk.objects.filter(pk="WK999902").update(naam="Zuid", slug="zuid")
    response = client.get("/mijn-buurt/rivierdam/")
    base = "/mijn-buurt/rivierdam/"
    assert [link for link in links(response) if link[0].startswith(base)] == [
        (f"{base}wijk/noord/", "Noord"),
        (f"{base}haven/", "Haven"),
        (f"{base}linde/", "Linde"),
        (f"{base}wijk/zuid/", "Zuid"),
        (f"{base}zuidhof/", "Zuidhof"),
    ]
    assert '<a href="tel:140999">14 0999</a>' in response.content.decode()
    assert "Ga naar een wijk" not in response.content.decode()


def test_a_large_gemeente_has_a_list_of_wijken_to_jump_to(client):
    gemeente = make_gemeente("GM9999", naam="Rivierdam", slug="rivierdam")
    for number in range(7):
        make_buurt(f"BU99990{number}00", gemeente)
    html = client.get("/mijn-buurt/rivierdam/").content.decode()
    assert "Ga naar een wijk" in html
    for number in range(7):
        assert f'href="#WK99990{number}"' in html
        assert f'id="WK99990{number}"' in html


def test_a_gemeente_that_was_joined_leads_to_the_new_one(client):
    new = make_gemeente("GM1991", naam="Maashorst", slug="maashorst")
    middle = make_gemeente("GM1990", naam="Tussen", slug="tussen", is_actief=False, opvolger=new)
    make_gemeente("GM0856", naam="Uden", slug="uden", is_actief=False, opvolger=middle)
    response = client.get("/mijn-buurt/uden/")
    assert (response.status_code, response["Location"]) == (301, "/mijn-buurt/maashorst/")


def test_successors_that_point_in_a_circle_end_in_not_found(client):
    one = make_gemeente("GM0001", slug="een", is_actief=False)
    two = make_gemeente("GM0002", slug="twee", is_actief=False, opvolger=one)
    Gemeente.objects.filter(pk=one.pk).update(opvolger=two)
    assert client.get("/mijn-buurt/een/").status_code == 404


def test_streets_show_their_numbers_per_side(client):
    buurt = make_buurt("BU99990100", make_gemeente("GM9999", slug="rivierdam"), naam="Linde", slug="linde")
    other = make_buurt("BU99990101", buurt.gemeente)
    lane = make_street(buurt, "Lindelaan", (1, 57, Zijde.ONEVEN), (2, 58, Zijde.EVEN))
    Straatreeks.objects.create(straat=lane, buurt=other, van=59, tot=99)
    make_street(buurt, "Singel", (7, 7, ""), (10, 20, ""))
    make_street(other, "Elders", (1, 9, ""))
    html = client.get("/mijn-buurt/rivierdam/linde/straten/").content.decode()
    assert "oneven nummers 1 tot en met 57, even nummers 2 tot en met 58</span>" in html
    assert "nummer 7, nummers 10 tot en met 20</span>" in html
    assert "59" not in html.split("<main")[1].split("</main>")[0]
    assert "Elders" not in html
    assert "Rivierdam</li>" not in html


def test_a_place_is_named_when_streets_lie_in_two(client):
    buurt = make_buurt("BU99990100", make_gemeente("GM9999", slug="rivierdam"), slug="linde")
    make_street(buurt, "Dorpsstraat", (1, 9, ""), woonplaats="Oost")
    make_street(buurt, "Dorpsstraat", (1, 9, ""), woonplaats="West")
    html = client.get("/mijn-buurt/rivierdam/linde/straten/").content.decode()
    assert "<strong>Dorpsstraat</strong>, Oost" in html
    assert "<strong>Dorpsstraat</strong>, West" in html


@pytest.mark.parametrize(
    ("q", "found", "sentence"),
    [
        ("linde", ["Lindelaan", "Oude Lindepad"], "2 straten met “linde”."),
        ("LAAN", ["Lindelaan"], "1 straat met “LAAN”."),
        ("t klo", ["’t Klooster"], "1 straat met “t klo”."),
        ("zzz", [], "0 straten met “zzz”."),
        ("<b>", ["Brink"], "1 straat met “&lt;b&gt;”."),
        ("\x00", ["Brink", "Lindelaan", "Oude Lindepad", "Singel", "’t Klooster"], "5 straten"),
    ],
)
def test_a_street_is_found_by_part_of_its_name(client, q, found, sentence):
    buurt = make_buurt("BU99990100", make_gemeente("GM9999", slug="rivierdam"), slug="linde")
    for naam in ("Lindelaan", "Oude Lindepad", "’t Klooster", "Singel", "Brink"):
        make_street(buurt, naam, (1, 9, ""))
    html = client.get("/mijn-buurt/rivierdam/linde/straten/", {"q": q}).content.decode()
    assert re.findall(r"<li><strong>([^<]+)</strong>", html) == found
    assert sentence in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_buurt_without_streets_says_so(client):
    make_buurt("BU99990100", make_gemeente("GM9999", slug="rivierdam"), slug="linde")
    html = client.get("/mijn-buurt/rivierdam/linde/straten/").content.decode()
    assert "We kennen de straten van deze buurt nog niet." in html
    assert '<a href="tel:09008844">0900-8844</a>' in html
    assert "<form" not in html


def test_a_long_list_of_streets_can_be_searched(client):
    buurt = make_buurt("BU99990100", make_gemeente("GM9999", slug="rivierdam"), slug="linde")
    for number in range(15):
        make_street(buurt, f"Straat {number}", (1, 9, ""))
    assert "Zoek een straat" in client.get("/mijn-buurt/rivierdam/linde/straten/").content.decode()


def test_streets_of_a_dropped_buurt_are_those_of_its_successor(client):
    gemeente = make_gemeente("GM9999", slug="rivierdam")
    new = make_buurt("BU99990101", gemeente, slug="nieuw")
    make_buurt("BU99990100", gemeente, slug="oud", is_actief=False, opvolger=new)
    assert client.get("/mijn-buurt/rivierdam/oud/straten/")["Location"] == "/mijn-buurt/rivierdam/nieuw/straten/"
    assert Buurt.objects.count() == 2
