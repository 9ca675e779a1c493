import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from buurten.zoektekst import MOST_CHARACTERS, Reading, clean, normalise, read, slips


@pytest.mark.parametrize(
    ("text", "postcode", "huisnummer"),
    [
        ("1234AB", "1234AB", None),
        ("1234 ab", "1234AB", None),
        ("1234AB 12", "1234AB", 12),
        ("1234ab 12-a", "1234AB", 12),
        ("1234 AB 12 bis", "1234AB", 12),
        ("1234AB12", "1234AB", 12),
        ("1234 AB, 12", "1234AB", 12),
        ("1234AB nr. 12", "1234AB", 12),
        ("NL-1234 AB", "1234AB", None),
        ("\u00a01234\u2009AB\u200b 12", "1234AB", 12),
        ("12l4 AB", "1214AB", None),
        ("971O GP", "9710GP", None),
        ("9712 0P 3", "9712OP", 3),
        ("１２３４ＡＢ", "1234AB", None),
        ("1234 AB Rivierdam", "1234AB", None),
        ("Grote Markt 1, 9712 HN Groningen", "9712HN", 1),
        ("Grote Markt 1a 9712HN", "9712HN", 1),
        ("Molenstraat 12", "", None),
        ("Olielaan", "", None),
        ("1234", "", None),
        ("1234 Abdijstraat", "", None),
        ("0123 AB", "", None),
        ("12345 AB", "", None),
    ],
)
def test_a_postcode_and_number_are_read_however_they_are_written(text, postcode, huisnummer):
    typed = read(text)
    assert (typed.postcode, typed.huisnummer) == (postcode, huisnummer)


@pytest.mark.parametrize("text", ["123 AB", "1234 A", "12345 AB", "1234 ABC", "0123 AB", "12345", "123"])
def test_what_almost_is_a_postcode_is_broken(text):
    assert read(text).is_broken_postcode


@pytest.mark.parametrize(
    "text", ["1234", "1234 AB", "1e Drift", "16 Aprillaan", "16 mei", "Plein 1940", "Molenstraat 12", ""]
)
def test_what_can_be_a_name_is_no_broken_postcode(text):
    assert not read(text).is_broken_postcode


def test_words_are_read_as_a_name_a_place_and_a_number():
    assert read("Molenstraat 12 bis, Rivierdam").readings() == [
        Reading("molenstraat 12 bis rivierdam"),
        Reading("molenstraat 12 bis", "rivierdam"),
        Reading("rivierdam", "molenstraat 12 bis"),
        Reading("molenstraat 12", "bis rivierdam"),
        Reading("bis rivierdam", "molenstraat 12"),
        Reading("molenstraat", "12 bis rivierdam"),
        Reading("12 bis rivierdam", "molenstraat"),
        Reading("molenstraat", "bis rivierdam", 12),
        Reading("molenstraat", "rivierdam", 12),
    ]


def test_a_small_word_before_a_place_is_not_part_of_it():
    assert Reading("molenstraat", "rivierdam") in read("Molenstraat in Rivierdam").readings()


def test_no_text_has_no_readings():
    assert read(" \u200b😀 ").readings() == []


def test_slips_are_all_texts_one_error_away():
    found = slips("kade")
    assert {"kde", "kaade", "akde", "kado", "kade1", "ka de"} <= found
    assert "kade" not in found and "kode1" not in found


def test_a_long_name_has_no_slips():
    assert slips("wilhelminapark-oost") == set()


def test_cleaning_keeps_what_can_be_read():
    assert clean("  Molen\x00straat\t\u2003 12\u202e ") == "Molen straat 12"
    assert clean("a" * 10_000) == "a" * MOST_CHARACTERS
    assert clean("a\ud800b") == "ab"


@pytest.mark.django_db
@given(st.text(alphabet=st.characters(codec="iso8859-15", categories=["Lu", "Ll", "Nd", "P", "Zs"]), max_size=30))
def test_names_are_normalised_as_the_database_does(text):
    text = clean(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT zoeknorm(%s)", [text])
        assert normalise(text) == cursor.fetchone()[0]
