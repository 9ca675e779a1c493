"""Pages name only who really reads it: about the chief the deputy, and of what is restricted not the team."""

import pytest

from agenten.models import Wijkagent
from meldingen.models import Melding
from tests.meldingen.invullen import Bezoeker
from tests.meldingen.makers import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_about_the_chief_the_deputy_gets_it_and_every_page_says_so(client, world):
    visitor = Bezoeker(client, world.buurt, groep={"groep": "over-politie"}, **{"over-wie": {"wie": "chef"}})
    visitor.walk()
    readers = visitor.check().split("Wie leest dit?")[1].split("</div>")[0]
    assert "<p>De plaatsvervanger van de teamchef van Basisteam Noord. Andere" in readers
    assert "<p>De teamchef van" not in readers
    visitor.send()
    melding = Melding.objects.get()
    assert (melding.eigenaar, melding.betrokkenen) == (world.users["deputy"], [world.users["chief"].pk])
    assert "<strong>De plaatsvervanger van de teamchef van Basisteam Noord leest uw melding" in visitor.receipt()


def test_the_receipt_of_a_restricted_subject_without_an_officer_names_the_chief_and_not_the_team(client, world):
    Wijkagent.objects.update(is_actief=False)
    visitor = Bezoeker(client, world.buurt, groep={"groep": "zorgen"}, onderwerp={"onderwerp": "HUISELIJK"})
    visitor.walk()
    visitor.send()
    assert Melding.objects.get().eigenaar is None
    assert "<strong>De teamchef van Basisteam Noord leest uw melding" in visitor.receipt()


@pytest.mark.parametrize(
    ("contactvorm", "delen", "sentence"),
    [
        ("met_naam", "met", "Uw gegevens alleen als u dan nog een keer ja zegt."),
        ("met_naam", "zonder", "Zonder uw gegevens, tenzij u later zelf ja zegt."),
        ("met_naam", "niet", "U wilt liever niet dat we het doorsturen."),
        ("anoniem", "zonder", "U gaf geen gegevens die mee kunnen gaan."),
    ],
)
def test_the_check_page_says_what_goes_to_a_partner(client, world, contactvorm, delen, sentence):
    person = {"gegevens": {"naam": "Jan"}} if contactvorm == "met_naam" else {}
    visitor = Bezoeker(client, world.buurt, contact={"contactvorm": contactvorm}, delen={"delen": delen}, **person)
    visitor.walk()
    readers = visitor.check().split("Wie leest dit?")[1].split("</div>")[0]
    assert (sentence in readers, "Dan stuurt de wijkagent door wat die nodig heeft." in readers) == (
        True, delen != "niet",
    )  # fmt: skip
