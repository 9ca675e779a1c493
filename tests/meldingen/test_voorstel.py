"""Which partner is proposed, and which never: area, subject, landlord, address list (PRODUCT P8)."""

import pytest
from django.utils import translation

from agenten.models import Partner, Partneradres, Partnergebied
from meldingen.models import Partnercategorie
from meldingen.verwijzingen.adressen import Adres, addresses_in
from meldingen.verwijzingen.voorstel import choosable, handlers, is_named, proposed
from tests.meldingen.makers import make_categorie, make_melding, make_world
from tests.meldingen.verwijsmakers import make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    world.gemeente = make_partner(gemeente=world.buurt.gemeente, categorieen=[world.categorie])
    world.corporatie = make_partner(
        "Woonstichting De Linde", "corporatie", gemeente=world.buurt.gemeente, categorieen=[world.categorie]
    )
    return world


def at(partner, **place):
    Partnergebied.objects.create(partner=partner, **place)
    return partner


def give_address(partner, postcode="9927AA", huisnummer=12, toevoeging=""):
    Partneradres.objects.create(partner=partner, postcode=postcode, huisnummer=huisnummer, toevoeging=toevoeging)


def told(melding):
    with translation.override("nl"):
        return [(one.partner.naam, str(one.waarom)) for one in proposed(melding)]


def test_handlers_are_active_partners_of_the_area_and_subject_the_narrowest_first(world):
    wijk = at(make_partner("Wijkbeheer", "anders", categorieen=[world.categorie]), wijk=world.buurt.wijk)
    buurt = at(make_partner("Zwembad", "anders", categorieen=[world.categorie]), buurt=world.buurt)
    at(buurt, gemeente=world.buurt.gemeente)  # in two areas: counted once, for the narrowest
    at(make_partner("Weg", "anders", is_actief=False, categorieen=[world.categorie]), buurt=world.buurt)
    at(make_partner("Ander onderwerp", "anders", categorieen=[world.overig]), buurt=world.buurt)
    at(make_partner("Elders", "anders", categorieen=[world.categorie]), buurt=world.other_buurt)
    assert handlers(world.buurt, world.categorie) == [buurt, wijk, world.gemeente]
    assert handlers(world.buurt, make_categorie("PARKEREN")) == []
    assert handlers(None, world.categorie) == []


def test_a_restricted_subject_is_handled_by_who_says_so(world):
    restricted = make_categorie("DRUGS", is_beperkt=True)
    assert handlers(world.buurt, restricted) == []
    Partnercategorie.objects.create(partner=world.gemeente, categorie=restricted)
    assert handlers(world.buurt, restricted) == [world.gemeente]


def test_the_area_alone_never_proposes_a_corporation(world):
    melding = make_melding(world, plek="Lindelaan 12, 9927 AA")
    assert told(melding) == [("Gemeente Rivierdam", "Gaat over dit onderwerp in Rivierdam.")]
    assert choosable(melding) == [world.gemeente, world.corporatie]


def test_the_landlord_that_the_reporter_named_is_proposed(world):
    melding = make_melding(world, antwoorden={"verhuurder": "Ik huur van De Linde."})
    assert told(melding) == [
        ("Woonstichting De Linde", "De melder noemde deze verhuurder."),
        ("Gemeente Rivierdam", "Gaat over dit onderwerp in Rivierdam."),
    ]
    for other in ("Ja", "", None, []):
        assert len(told(make_melding(world, antwoorden={"verhuurder": other}))) == 1
    Partner.objects.filter(pk=world.corporatie.pk).update(is_actief=False)
    assert len(told(melding)) == 1


def test_a_named_landlord_without_homes_here_or_without_this_subject_is_not_proposed(world):
    elsewhere = make_partner("Haag Wonen", "corporatie", categorieen=[world.categorie])
    at(elsewhere, buurt=world.other_buurt)
    at(make_partner("Domus", "corporatie", categorieen=[world.overig]), buurt=world.buurt)
    for landlord in ("Haag Wonen", "Domus"):
        assert len(told(make_melding(world, antwoorden={"verhuurder": landlord}))) == 1


@pytest.mark.parametrize(
    ("naam", "answer", "expected"),
    [
        ("Woonstichting De Linde", "woningcorporatie de linde", True),
        ("Woonstichting De Linde", "DE LINDE!", True),
        ("Woonstichting De Linde", "Linde", True),
        ("Woonstichting De Linde", "stichting Linde", True),
        ("Woonstichting De Linde", "de heer Van der Linde", False),
        ("Woonstichting De Linde", "in de Lindelaan", False),
        ("Woonstichting De Linde", "een woningcorporatie", False),
        ("Woonstichting De Linde", "", False),
        ("Stichting Wonen", "mijn woning", False),
        ("Stichting Wonen", "ik huur van wonen", True),
        ("Woningstichting", "weet ik niet", False),
        ("Café René", "cafe rene", True),
    ],
)
def test_a_landlord_is_named_word_for_word(naam, answer, expected):
    assert is_named(naam, answer) is expected


@pytest.mark.parametrize(
    ("plek", "expected"),
    [
        ("Lindelaan 12, 9927 AA Rivierdam", [("9927AA", 12, "")]),
        ("lindelaan 12, 9927 aa", [("9927AA", 12, "")]),
        ("9927aa 12", [("9927AA", 12, "")]),
        ("9927AA, nr. 12 a", [("9927AA", 12, "A")]),
        ("9927AA nummer 12-2", [("9927AA", 12, "2")]),
        ("9927AA 12bis", [("9927AA", 12, "BIS")]),
        ("Lindelaan 12 hs 9927AA", [("9927AA", 12, "HS")]),
        ("Lindelaan 12 a 2, 9927AA", [("9927AA", 12, "A2")]),
        ("Lindelaan 12A 9927AA en Singel 3, 9927 AD", [("9927AA", 12, "A"), ("9927AD", 3, "")]),
        ("9927AA 22.00 uur", []),
        ("9927AA 22:30", []),
        ("9927AA 12 in de hal", [("9927AA", 12, "")]),
        ("om 22 uur bij 9927AA", []),
        ("Lindelaan 12", []),
        ("9927AA", []),
        ("0927AA 12", []),
        ("", []),
        ("9927AA 123456", []),
        ("9927AA 12 en 9927AA 12", [("9927AA", 12, "")]),
    ],
)
def test_an_address_is_a_postcode_beside_a_house_number(plek, expected):
    assert addresses_in(plek) == [Adres(*one) for one in expected]


@pytest.mark.parametrize(
    ("plek", "toevoeging", "is_found"),
    [
        ("Lindelaan 12, 9927 aa", "", True),
        ("9927aa 12 a", "A", True),
        ("9927aa 12 a", "", False),  # another home
        ("9927aa 12", "A", False),
        ("9927aa 12-2", "2", True),
        ("9927aa 13", "", False),
        ("9927ab 12", "", False),
    ],
)
def test_the_corporation_is_proposed_for_exactly_the_addresses_of_its_list(world, plek, toevoeging, is_found):
    give_address(world.corporatie, toevoeging=toevoeging)
    why = f"9927AA 12{toevoeging} staat op de adreslijst van deze partner."
    expected = [("Woonstichting De Linde", why)] if is_found else []
    assert told(make_melding(world, plek=plek))[:-1] == expected


def test_an_address_counts_without_an_area_and_says_so_once(world):
    Partnergebied.objects.filter(partner=world.corporatie).delete()
    for number in (12, 14):
        give_address(world.corporatie, huisnummer=number)
    plek = "tussen 9927AA 12 en 9927AA 14"
    melding = make_melding(world, plek=plek, antwoorden={"verhuurder": "De Linde"})
    assert told(melding)[:-1] == [("Woonstichting De Linde", "9927AA 12 staat op de adreslijst van deze partner.")]
    Partner.objects.filter(pk=world.corporatie.pk).update(is_actief=False)
    assert len(told(melding)) == 1


def test_without_a_buurt_only_an_address_proposes_and_the_area_of_the_team_is_to_choose_from(world):
    give_address(world.corporatie)
    melding = make_melding(world, plek="9927AA 12", antwoorden={"verhuurder": "De Linde"})
    melding.buurt = None
    assert [naam for naam, _ in told(melding)] == ["Woonstichting De Linde"]
    assert choosable(melding) == [world.gemeente, world.corporatie]


def test_the_number_of_queries_does_not_grow_with_the_partners(world, django_assert_num_queries):
    melding = make_melding(world, plek="9927AA 12", antwoorden={"verhuurder": "De Linde"})
    give_address(world.corporatie)
    melding = type(melding).objects.select_related("buurt").get(pk=melding.pk)

    def count():
        with django_assert_num_queries(2):
            proposed(melding)
        with django_assert_num_queries(1):
            choosable(melding)
        with django_assert_num_queries(1):
            handlers(world.buurt, world.categorie)

    count()
    for number in range(2):
        more = make_partner(f"Linde {number}", "corporatie", gemeente=world.buurt.gemeente)
        give_address(at(more, buurt=world.buurt))
        at(make_partner(f"Nog {number}", "anders", categorieen=[world.categorie]), buurt=world.buurt)
    count()
