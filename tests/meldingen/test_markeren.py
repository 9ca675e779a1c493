"""What is marked in a text before it goes to a partner: hard cases, and what holds for any text (PRODUCT O16)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meldingen.verwijzingen.markeren import marks, pieces, without_marks

KNOWN, PLACES = ("Samira Bakker", "Wil Li"), ("Rivierdam", "Den Haag")
CASES = [
    ("De auto 16-AB-CD stond er.", "De auto [kenteken] stond er."),
    ("Het kenteken is 16-ab-cd, of 1-ABC-23.", "Het kenteken is [kenteken], of [kenteken]."),
    ("Onderdeel x16-AB-CDy is stuk.", "Onderdeel x16-AB-CDy is stuk."),
    ("Kenteken 12ABC3 of 12 AB CD", "Kenteken [kenteken] of [kenteken]"),
    ("Van 10 tot 5, bij 1234 AB 12 en 1234AB", "Van 10 tot 5, bij 1234 AB 12 en 1234AB"),
    ("Hij belt met 06 12 34 56 78.", "Hij belt met [telefoonnummer]."),
    ("Bel +31(0)6 12345678 of 06-12345678", "Bel [telefoonnummer] of [telefoonnummer]"),
    ("Ik belde 0900-8844 en 112.", "Ik belde 0900-8844 en 112."),
    ("Mail jan.jansen+x@example.co.nl!", "Mail [e-mailadres]!"),
    ("Jan van der Berg woont daar.", "[naam] woont daar."),
    ("Ik zag Jan van der Berg op Vrijdag in de Kerkstraat.", "Ik zag [naam] op Vrijdag in de Kerkstraat."),
    ("De heer van der Laan en mevrouw De Vries-Bakker", "De heer [naam] en mevrouw [naam]"),
    ("Buurman is boos. buurman piet ook.", "Buurman is boos. buurman [naam] ook."),
    ("MIJN BUURMAN JAN MAAKT HERRIE.", "MIJN BUURMAN [naam] MAAKT HERRIE."),
    ("MENEER VAN DER BERG OOK", "MENEER [naam] OOK"),
    ("ALTIJD herrie, de VVE doet niets.", "ALTIJD herrie, de VVE doet niets."),
    ("In Rivierdam en Den Haag zag ik J. de Vries.", "In Rivierdam en Den Haag zag ik [naam]."),
    ("Ik ben samira, en ik wil hulp. Groet, Wil", "Ik ben [naam], en ik wil hulp. Groet, [naam]"),
    ("Elke avond rijden er twee scooters. Bij de speeltuin.", "Elke avond rijden er twee scooters. Bij de speeltuin."),
    ("Gisteren zag ik Mohammed el Idrissi en O’Neill.", "Gisteren zag ik [naam] en [naam]."),
    ("", ""),
]


@pytest.mark.parametrize(("text", "left"), CASES)
def test_who_somebody_is_is_marked_and_the_place_stays(text, left):
    assert without_marks(text, marks(text, KNOWN, PLACES)) == left


LIKELY = st.sampled_from(
    ["Jan", "van der", "Berg", "de heer", "16-AB-CD", "06 12345678", "a@b.nl", ". ", "\n", "is", "Kerkstraat", "“", "é"]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(LIKELY, max_size=12).map(" ".join))


@given(TEXTS)
def test_marks_stand_in_order_and_the_pieces_make_the_whole_text(text):
    found = marks(text, KNOWN, PLACES)
    edges = [edge for one in found for edge in (one.begin, one.eind)]
    assert edges == sorted(edges)
    assert all(0 <= one.begin < one.eind <= len(text) for one in found)
    assert "".join(piece for piece, _soort in pieces(text, found)) == text


@given(TEXTS)
def test_what_is_not_marked_stays_as_it_was(text):
    found = marks(text, KNOWN, PLACES)
    left = without_marks(text, found)
    kept = [piece for piece, soort in pieces(text, found) if not soort]
    at = 0
    for piece in kept:
        at = left.index(piece, at) + len(piece)
    assert (left == text) == (not found)


@given(TEXTS, st.sampled_from(["jan.jansen@example.nl", "06 12345678", "16-AB-CD"]))
def test_a_number_or_address_is_found_wherever_it_stands(text, secret):
    whole = f"{text} \n{secret}\n {text}"
    assert f"\n{secret}\n" not in without_marks(whole, marks(whole))
