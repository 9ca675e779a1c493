"""Patterns by time and street, and own and team figures: within what somebody may read (O11, O23)."""

import re
from datetime import date, datetime, time, timedelta
from html import unescape

import pytest
from django.urls import reverse

from agenten.spreekuren import AMSTERDAM
from buurten.models import Straat, Straatreeks
from meldingen import workflow
from meldingen.models import Melding, Voorval
from meldingen.models.zicht import sight_of
from meldingen.patronen import Balk, Cijfer, figures, patterns, street_of
from meldingen.postvak import Lezer, Vraag
from tests.meldingen.makers import NOW, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db

FRIDAY_NIGHT = datetime(2026, 11, 20, 23, 30, tzinfo=AMSTERDAM)
URL = "/admin/meldingen/melding/patronen/"


@pytest.fixture
def world():
    world = make_world()
    world.street = Straat.objects.create(naam="Lindelaan", woonplaats="Rivierdam", gemeente=world.buurt.gemeente)
    Straatreeks.objects.create(straat=world.street, buurt=world.buurt, van=1, tot=99)
    world.zorg = make_categorie("ZORG", termijn=1, is_beperkt=True)
    return world


def seen(world, name, **asked):
    user = world.users[name]
    return patterns(Vraag(**asked), Lezer(user, sight_of(user, NOW), NOW))


def counted(bars):
    return {bar.naam: bar.aantal for bar in bars if bar.aantal}


def test_moments_are_what_the_melder_said_of_the_time(world):
    make_melding(world, now=FRIDAY_NIGHT, wanneer="nu")
    make_melding(world, wanneer="een", gebeurd_datum=date(2026, 11, 16), dagdeel="avond")
    make_melding(world, wanneer="vaak", dagdeel="nacht")
    melding = make_melding(world)
    Voorval.objects.create(melding=melding, datum=date(2026, 11, 21), tijd=time(0, 15), tekst="Weer.")
    Voorval.objects.create(melding=melding, datum=date(2026, 11, 22), tekst="Weer.")
    found = seen(world, "officer")
    assert found.aantal == 4
    assert counted(found.dagdelen) == {"avond": 2, "nacht": 2}
    assert counted(found.weekdagen) == {"maandag": 1, "vrijdag": 1, "zaterdag": 1, "zondag": 1}
    assert counted(found.uren) == {"0": 1, "23": 1}
    assert [bar.naam for bar in found.weekdagen] == [
        *("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
    ]
    assert [bar.meeste for bar in found.dagdelen] == [2, 2, 2, 2]


def test_streets_are_official_names_that_occur_twice(world):
    Straatreeks.objects.create(
        straat=Straat.objects.create(naam="Singel", woonplaats="Rivierdam", gemeente=world.buurt.gemeente),
        buurt=world.buurt, van=1, tot=9,
    )  # fmt: skip
    for plek in ("Lindelaan 12", "lindelaan, bij de school", "Bij Jan de Vries", "Bij Jan de Vries", "Singel 3", ""):
        make_melding(world, plek=plek)
    assert seen(world, "officer").straten == [Balk("Lindelaan", 2, 2)]


@pytest.mark.parametrize(
    ("plek", "street"),
    [
        *(("Lindelaan", "lindelaan"), ("Lindelaan 12\nachter", "lindelaan"), ("12", "")),
        ("Café ’t Hoekje; om de hoek", "cafe t hoekje"),
    ],
)
def test_a_street_ends_at_the_number_or_the_comma(plek, street):
    assert street_of(plek) == street


@pytest.mark.parametrize(
    ("name", "number"), [("officer", 2), ("member", 2), ("chief", 4), ("other_officer", 1), ("auditor", 0)]
)
def test_only_what_somebody_may_read_counts(world, name, number):
    for _ in range(2):
        make_melding(world, wanneer="een", dagdeel="nacht", plek="Lindelaan 1")
    make_melding(world, categorie=world.zorg, wanneer="een", dagdeel="avond", plek="Lindelaan 2")
    make_melding(world, verhaal="Hij heeft een pistool bij zich.", wanneer="een", dagdeel="avond", plek="Lindelaan 3")
    Melding.objects.filter(vermoeden="wapen").update(eigenaar=world.users["chief"])
    Melding.objects.filter(categorie=world.zorg).update(eigenaar=world.users["chief"])
    make_melding(world, buurt=world.other_buurt, wanneer="een", dagdeel="ochtend", plek="Lindelaan 4")
    found = seen(world, name)
    assert (found.aantal, sum(counted(found.dagdelen).values())) == (number, number)
    assert counted(found.straten) == ({"Lindelaan": number} if number > 1 else {})


def test_filters_and_a_year_narrow_it(world):
    make_melding(world, wanneer="een", dagdeel="nacht")
    make_melding(world, categorie=world.overig, groep=world.overig.groep, wanneer="een", dagdeel="avond")
    make_melding(world, now=NOW - timedelta(days=366), wanneer="een", dagdeel="middag")
    assert counted(seen(world, "officer").dagdelen) == {"nacht": 1, "avond": 1}
    assert counted(seen(world, "officer", onderwerp="OVERIG").dagdelen) == {"avond": 1}
    assert counted(seen(world, "officer", buurt=world.other_buurt.pk).dagdelen) == {}


def test_figures_are_the_own_ones_and_those_of_the_team(world):
    first, second, third = (make_melding(world, now=NOW - timedelta(days=20)) for _ in range(3))
    Melding.objects.filter(pk__in=[second.pk, third.pk]).update(eigenaar=world.users["buurt_officer"])
    workflow.close(
        first, uitkomst="advies", tekst="Klaar.", by=world.users["officer"], now=NOW - timedelta(days=17, hours=1)
    )
    workflow.reply(second, tekst="Dank u wel.", by=world.users["buurt_officer"], now=NOW - timedelta(days=10))
    make_melding(world, buurt=world.other_buurt)
    user = world.users["officer"]
    assert [(row.eigen, row.team) for row in figures(Lezer(user, sight_of(user, NOW), NOW))] == [
        (1, 3),
        (1, 1),
        (0, 2),
        (0, 2),
        (0, 0),
        (3, 3),
    ]


def test_nobody_is_measured_without_answers(world):
    user = world.users["member"]
    last = figures(Lezer(user, sight_of(user, NOW), NOW))[-1]
    assert last == Cijfer(last.naam, None, None)


@pytest.fixture
def open_page(client, world):
    def answer(name, **asked):
        client.force_login(world.users[name])
        return client.get(URL, asked)

    return answer


def words_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_the_page_shows_bars_and_no_names_of_colleagues(open_page, world):
    assert reverse("admin:meldingen_melding_patronen") == URL
    for _ in range(2):
        make_melding(world, wanneer="een", dagdeel="nacht", plek="Lindelaan 1")
    words = words_of(open_page("officer"))
    assert "2 meldingen van de laatste 12 maanden die u mag lezen" in words
    assert "nacht 2" in words
    assert "Lindelaan 2" in words
    assert "Laatste 12 maanden U Uw team Binnengekomen 2 2 Afgerond 0 0 Open 2 2" in words
    assert "Joost Bakker" not in words
    assert "Kies eerst een buurt." not in words


@pytest.mark.parametrize(
    "asked", [{"buurt": "x" * 500}, {"buurt": "\0"}, {"onderwerp": "'; --"}, {"periode": "1000000"}]
)
def test_nonsense_in_the_address_is_left_out_or_finds_nothing(open_page, asked):
    assert open_page("officer", **asked).status_code == 200


@pytest.mark.parametrize("name", ["redacteur", "beheerder", "privacy", "auditor"])
def test_who_has_no_inbox_gets_the_plain_404(open_page, name):
    assert open_page(name).status_code == 404


def test_break_glass_chooses_a_buurt_first(open_page, world):
    make_melding(world, wanneer="een", dagdeel="nacht")
    assert "Kies eerst een buurt." in words_of(open_page("superuser"))
    assert "nacht 1" in words_of(open_page("superuser", buurt=world.buurt.pk))


@pytest.mark.parametrize("number", [1, 3])
def test_the_statements_do_not_grow_with_the_meldingen(client, world, django_assert_num_queries, number):
    for _ in range(number):
        melding = make_melding(world, wanneer="een", dagdeel="nacht", plek="Lindelaan 1")
        Voorval.objects.create(melding=melding, datum=date(2026, 11, 21), tijd=time(0, 15), tekst="Weer.")
    client.force_login(world.users["officer"])
    with django_assert_num_queries(13):
        client.get(URL)
