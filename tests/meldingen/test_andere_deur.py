"""The page between: where else, or first, a resident can go with a subject."""

import re

import pytest

from agenten.models import Partnergebied
from buurten.models import Gemeente, Postcodereeks, Zijde
from meldingen.models import Categorie
from tests.agenten.makers import make_buurt
from tests.meldingen.invullen import Bezoeker
from tests.meldingen.verwijsmakers import make_partner

pytestmark = pytest.mark.django_db
STATEMENTS = 7
DOOR = re.compile(r"<li><p><strong>(.*?)</strong></p>(.*?)</li>", re.S)


def doors(client, groep, code, prefix="", **sent):
    """(name, first address behind it) of the doors that somebody sees who chose this subject."""
    client.post(f"{prefix}/melden/groep/", {"groep": groep, **sent})
    client.post(f"{prefix}/melden/onderwerp/", {"onderwerp": code})
    client.post(f"{prefix}/melden/snel-weg-uitleg/")
    html = client.get(f"{prefix}/melden/andere-deur/").content.decode()
    lists = html[html.index('class="lines card choices"') :]
    return [(name, next(iter(re.findall('href="(.*?)"', rest)), "")) for name, rest in DOOR.findall(lists)]


def test_danger_stands_first_and_each_number_can_be_called(client):
    assert doors(client, "zorgen", "ZORG") == [
        ("112: nu gevaar", "tel:112"),
        ("113 Zelfmoordpreventie", "tel:113"),
        ("Uw gemeente", ""),
    ]


def test_a_known_gemeente_stands_there_once_with_its_own_number(client):
    buurt = make_buurt()
    Gemeente.objects.update(telefoon="14 0599", website="https://rivierdam.example/")
    assert doors(client, "milieu", "AFVAL", buurt=buurt.pk) == [("Gemeente Rivierdam", "tel:140599")]


def test_a_page_in_english_names_the_doors_in_english(client):
    assert doors(client, "diefstal", "OPLICHTING", prefix="/en") == [("Report a crime", "tel:09008844")]


def subjects(*codes):
    return list(Categorie.objects.filter(pk__in=codes).order_by("pk"))


def door_page(client, prefix=""):
    return client.get(f"{prefix}/melden/andere-deur/").content.decode()


def test_the_partner_of_a_known_buurt_stands_there_with_its_number(client):
    buurt = make_buurt()
    Gemeente.objects.update(telefoon="14 0599")
    make_partner(
        "Afvaldienst", gemeente=buurt.gemeente, categorieen=subjects("AFVAL"), openingstijden="ma-vr 9 tot 17 uur"
    )
    assert doors(client, "milieu", "AFVAL", buurt=buurt.pk) == [("Afvaldienst", "tel:140123")]
    html = door_page(client)
    assert "Bereikbaar: ma-vr 9 tot 17 uur" in html
    assert '<a href="/mijn-buurt/rivierdam/lindenkwartier/wie-doet-wat/">Wie doet wat in Lindenkwartier?</a>' in html
    assert "Toch verder" in html
    assert "Zoek uw buurt" not in html


def test_the_place_that_was_filled_in_counts_before_the_buurt_somebody_came_from(client):
    here, there = make_buurt(), make_buurt("BU99990200", "Havenbuurt")
    for naam, buurt in (("Hier", here), ("Daar", there)):
        partner = make_partner(naam, categorieen=subjects("AFVAL"))
        Partnergebied.objects.create(partner=partner, wijk=buurt.wijk)
    Postcodereeks.objects.create(postcode="9901AA", van=1, tot=99, zijde=Zijde.BEIDE, buurt=there)
    chosen = {
        "groep": {"groep": "milieu"},
        "onderwerp": {"onderwerp": "AFVAL"},
        "waar": {"waar": "nieuw", "q": "9901AA 1"},
    }
    visitor = Bezoeker(client, here, **chosen)
    visitor.walk(until="waar")
    assert DOOR.findall(door_page(client))[0][0] == "Hier"
    visitor.post("waar")
    assert DOOR.findall(door_page(client))[0][0] == "Daar"


def test_a_landlord_is_never_guessed(client):
    buurt = make_buurt()
    for naam in ("Woonstichting De Linde", "Rivierdam Wonen"):
        make_partner(naam, "corporatie", gemeente=buurt.gemeente)
    assert doors(client, "overlast", "GELUID_BUUR", buurt=buurt.pk) == [
        ("Politie, geen spoed", "tel:09008844"),
        ("Uw verhuurder", ""),
        ("Rivierdam Wonen", "tel:140123"),
        ("Woonstichting De Linde", "tel:140123"),
        ("Gemeente Rivierdam", ""),
    ]


def test_without_a_buurt_there_is_a_way_to_find_it_and_the_general_counter(client):
    make_partner(gemeente=make_buurt().gemeente, categorieen=subjects("AFVAL"))
    assert doors(client, "milieu", "AFVAL") == [("Uw gemeente", "")]
    assert 'Wilt u het nummer voor uw buurt? <a href="/">Zoek uw buurt</a>' in door_page(client)
    doors(client, "diefstal", "OPLICHTING")  # the police: the same number everywhere
    assert "Zoek uw buurt" not in door_page(client)


def test_a_known_buurt_costs_one_statement_more_however_many_partners(client, django_assert_num_queries):
    buurt = make_buurt()
    doors(client, "milieu", "AFVAL", buurt=buurt.pk)
    with django_assert_num_queries(STATEMENTS):
        door_page(client)
    for number in range(3):
        make_partner(f"Partner {number}", gemeente=buurt.gemeente, categorieen=subjects("AFVAL"))
    with django_assert_num_queries(STATEMENTS):
        door_page(client)
