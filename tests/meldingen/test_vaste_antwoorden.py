"""Ready answers: whose they are, which fit, and what stands in the gaps (PRODUCT O5)."""

from types import SimpleNamespace

import pytest

from meldingen.codes import new_key
from meldingen.models import Contactvorm, Melder, Uitkomst, VastAntwoord
from meldingen.vaste_antwoorden import filled, first_name, for_step, unknown_gaps
from meldingen.workflow import submit
from tests.agenten.makers import make_spreekuur
from tests.meldingen.makers import NOW, make_inzending, make_melding, make_world

pytestmark = pytest.mark.django_db
Stap = VastAntwoord.Stap
TEXT = "Beste {voornaam},\n\nWij kijken in {buurt}. U kunt ook komen naar {spreekuur}."


def make_antwoord(**fields):
    return VastAntwoord.objects.create(**{"naam": "Wij kijken", "tekst": "Wij gaan kijken.", **fields})


def named(found):
    return [antwoord.naam for antwoord in found]


def test_own_answers_come_before_those_of_the_team_and_no_others_come(django_assert_num_queries):
    world = make_world()
    melding = make_melding(world)
    officer = world.users["officer"]
    make_antwoord(naam="Team A", basisteam=world.team)
    make_antwoord(naam="Van mij", medewerker=officer)
    make_antwoord(naam="Ander team", basisteam=world.other_team)
    make_antwoord(naam="Van een ander", medewerker=world.users["member"])

    with django_assert_num_queries(1):
        found = for_step(melding, officer, Stap.BERICHT)

    assert named(found) == ["Van mij", "Team A"]


def test_step_category_and_outcome_must_fit():
    world = make_world()
    melding = make_melding(world)
    team = {"basisteam": world.team}
    make_antwoord(naam="Elk onderwerp", **team)
    make_antwoord(naam="Verkeer", categorie=world.categorie, **team)
    make_antwoord(naam="Iets anders", categorie=world.overig, **team)
    make_antwoord(naam="Klaar", stap=Stap.AFSLUITING, **team)
    make_antwoord(naam="Klaar: opgelost", stap=Stap.AFSLUITING, uitkomst=Uitkomst.OPGELOST, **team)
    make_antwoord(naam="Klaar: aangesproken", stap=Stap.AFSLUITING, uitkomst=Uitkomst.AANGESPROKEN, **team)
    officer = world.users["officer"]

    assert named(for_step(melding, officer, Stap.BERICHT)) == ["Elk onderwerp", "Verkeer"]
    assert named(for_step(melding, officer, Stap.VRAAG)) == []
    assert named(for_step(melding, officer, Stap.AFSLUITING)) == ["Klaar"]
    assert named(for_step(melding, officer, Stap.AFSLUITING, Uitkomst.OPGELOST)) == ["Klaar", "Klaar: opgelost"]


def test_a_melding_without_a_team_gets_only_own_answers():
    world = make_world()
    melding = make_melding(world)
    melding.basisteam = None
    make_antwoord(naam="Team", basisteam=world.team)
    make_antwoord(naam="Van mij", medewerker=world.users["officer"])

    assert named(for_step(melding, world.users["officer"], Stap.BERICHT)) == ["Van mij"]


def test_all_gaps_are_filled_in_with_what_is_known():
    world = make_world()
    make_spreekuur(world.officer)
    inzending = make_inzending(world, contactvorm=Contactvorm.MET_NAAM, naam="Fatima Yılmaz", email="f@example.nl")
    melding = submit(inzending, key=new_key(), now=NOW)
    antwoord = make_antwoord(tekst=TEXT, basisteam=world.team)

    text = filled(antwoord, melding, world.users["officer"], Melder.objects.get(), now=NOW)

    assert text == (
        "Beste Fatima,\n\nWij kijken in Lindenkwartier. U kunt ook komen naar "
        "het spreekuur op dinsdag 24 november van 15.00 tot 16.30 uur in Buurthuis De Linde."
    )


def test_what_is_not_known_becomes_neutral_words():
    world = make_world()
    melding = make_melding(world)
    melding.buurt = None
    antwoord = make_antwoord(tekst=TEXT + " {telefoon} { BUURT } {} {half", basisteam=world.team)

    text = filled(antwoord, melding, world.users["member"], now=NOW)

    assert text == (
        "Beste meneer of mevrouw,\n\nWij kijken in uw buurt. U kunt ook komen naar ons spreekuur."
        " telefoon uw buurt  half"
    )


def test_the_reporter_reads_the_language_of_the_melding():
    world = make_world()
    melding = make_melding(world, taal="en")
    antwoord = make_antwoord(tekst=TEXT, tekst_en="Dear {voornaam}", basisteam=world.team)

    assert filled(antwoord, melding, world.users["officer"], SimpleNamespace(naam="Ann Lee")) == "Dear Ann"
    antwoord.tekst_en = ""
    assert filled(antwoord, melding, world.users["member"]).startswith("Beste meneer of mevrouw,")


def test_a_name_is_put_in_as_it_is_and_never_filled_in_again():
    world = make_world()
    antwoord = make_antwoord(tekst="Beste {voornaam}", basisteam=world.team)

    text = filled(antwoord, make_melding(world), world.users["officer"], SimpleNamespace(naam="{buurt} Jansen"))

    assert text == "Beste buurt"


@pytest.mark.parametrize(
    ("name", "first"),
    [("Fatima Yılmaz", "Fatima"), ("mevrouw Jansen", ""), ("J. Jansen", ""), ("A", ""), ("", ""), ("  ", "")],
)
def test_only_a_real_first_name_is_used(name, first):
    assert first_name(SimpleNamespace(naam=name)) == first


def test_unknown_gaps_are_named():
    assert unknown_gaps("{voornaam} {wijk} {} { Spreekuur }") == ["wijk", ""]
