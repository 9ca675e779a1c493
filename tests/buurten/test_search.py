import random
import re

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from buurten.models import Alias, Buurt, Gemeente, Postcodereeks, Wijk, Zoeknaam
from buurten.search import MOST_LINES, Kind, Range, asked, both_sides, search_places, suggest_places
from buurten.zoeknamen import rebuild
from buurten.zoektekst import normalise
from tests.buurten.gebieden import make_buurt, make_gemeente
from tests.buurten.straten import make_rivierdam, make_straat

pytestmark = pytest.mark.django_db


@pytest.fixture
def rivierdam(db):
    return make_rivierdam()


def found(text, soort=""):
    """(kind, paths or what one searches next) of an answer."""
    answer = search_places(text, soort)
    return answer.kind, [line.pad or line.again for line in answer.lines]


# --- postcodes --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "9928AA",
        "9928 aa",
        "9928AA 12",
        "9928aa 12-a",
        "9928 AA 12 bis",
        "9928AA12",
        "9928 AA, Rivierdam",
    ],
)
def test_a_postcode_in_one_buurt_leads_there(rivierdam, text):
    assert found(text) == (Kind.FOUND, ["rivierdam/lindenkwartier/"])


def test_a_postcode_over_two_buurten_asks_for_the_number(rivierdam):
    answer = search_places("9928 AB")
    assert (answer.kind, answer.postcode, answer.only) == (Kind.ASK_NUMBER, "9928AB", "")


@pytest.mark.parametrize(("number", "pad"), [(1, "rivierdam/lindenkwartier/"), (40, "rivierdam/havenbuurt/")])
def test_the_number_decides_between_two_buurten(rivierdam, number, pad):
    assert found(f"9928 AB {number}") == (Kind.FOUND, [pad])


def test_a_number_in_two_buurten_by_house_letter_offers_both(rivierdam):
    assert found("9928AB 11a") == (Kind.CHOOSE, ["rivierdam/lindenkwartier/", "rivierdam/havenbuurt/"])


def test_a_number_outside_the_known_ones_is_never_guessed(rivierdam):
    both = ["rivierdam/lindenkwartier/", "rivierdam/havenbuurt/"]
    assert found("9928AB 41") == (Kind.UNKNOWN_NUMBER, both)
    assert found("9928AA 100") == (Kind.UNKNOWN_NUMBER, both[:1])


def test_even_and_odd_sides_differ(rivierdam):
    assert found("9931AA 3") == (Kind.FOUND, ["oudveen/oudveen-dorp/"])
    assert found("9931AA 4") == (Kind.UNKNOWN_NUMBER, ["oudveen/oudveen-dorp/"])


def test_an_unknown_postcode_offers_the_area_around_it(rivierdam):
    assert found("9928 ZZ 1") == (Kind.AROUND, ["rivierdam/havenbuurt/", "rivierdam/lindenkwartier/"])
    assert found("1111 AA") == (Kind.NOTHING, [])


def test_a_postcode_of_a_dropped_buurt_is_unknown(rivierdam):
    Buurt.objects.filter(naam="Lindenkwartier").update(is_actief=False)
    assert found("9928AA") == (Kind.AROUND, ["rivierdam/havenbuurt/"])
    assert found("9928AB 1") == (Kind.UNKNOWN_NUMBER, ["rivierdam/havenbuurt/"])


def test_the_successor_of_a_dropped_buurt_is_offered_and_never_taken_for_granted(rivierdam):
    linden, _haven, dorp = rivierdam
    Buurt.objects.filter(pk=linden.pk).update(is_actief=False, opvolger=dorp)
    assert found("9928AA 12") == (Kind.AROUND, ["oudveen/oudveen-dorp/"])
    assert found("9928AB 11") == (Kind.AROUND, ["oudveen/oudveen-dorp/", "rivierdam/havenbuurt/"])
    assert found("9928AB 40") == (Kind.FOUND, ["rivierdam/havenbuurt/"])


def test_four_digits_choose_among_their_buurten(rivierdam):
    assert found("9928") == (Kind.CHOOSE, ["rivierdam/havenbuurt/", "rivierdam/lindenkwartier/"])
    assert found("9931") == (Kind.FOUND, ["oudveen/oudveen-dorp/"])
    assert found("1111") == (Kind.NOTHING, [])


def test_four_digits_that_only_are_the_most_common_of_a_buurt_are_not_sure(rivierdam):
    Postcodereeks.objects.all().delete()
    assert found("9931") == (Kind.MEANT, ["oudveen/oudveen-dorp/"])


def test_a_wrong_postcode_is_invalid_without_a_query(rivierdam, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert found("123 AB") == (Kind.INVALID, [])
        assert found(" \x00 ") == (Kind.EMPTY, [])


# --- names ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "pad"),
    [
        ("Lindenkwartier", "rivierdam/lindenkwartier/"),
        ("  LINDENKWARTIER ", "rivierdam/lindenkwartier/"),
        ("Lindenkwartier, Rivierdam", "rivierdam/lindenkwartier/"),
        ("Rivierdam Lindenkwartier", "rivierdam/lindenkwartier/"),
        ("Oudveen-Dorp", "oudveen/oudveen-dorp/"),
        ("oudveen dorp", "oudveen/oudveen-dorp/"),
        ("Lindenkw", "rivierdam/lindenkwartier/"),
        ("Rivierdam", "rivierdam/"),
        ("Zandhoek", "rivierdam/havenbuurt/"),
        ("Kade", "rivierdam/havenbuurt/"),
        ("Kade 7", "rivierdam/havenbuurt/"),
        ("Molenstraat Oudveen", "oudveen/oudveen-dorp/"),
        ("Molenstraat 12, Rivierdam", "rivierdam/lindenkwartier/"),
        ("Molenstraat 12a bis Rivierdam", "rivierdam/lindenkwartier/"),
        ("Molenstraat 90 in Rivierdam", "rivierdam/havenbuurt/"),
        ("Rivierdam Molenstraat 90", "rivierdam/havenbuurt/"),
        ("Molenstraat 100", "rivierdam/havenbuurt/"),
        ("12 Kade", "rivierdam/havenbuurt/"),
    ],
)
def test_one_answer_leads_straight_there(rivierdam, text, pad):
    assert found(text) == (Kind.FOUND, [pad])


def test_a_street_in_several_buurten_is_chosen_by_its_numbers(rivierdam):
    answer = search_places("Molenstraat")
    assert answer.kind == Kind.CHOOSE
    assert [
        (line.naam, [(reeks.van, reeks.tot) for reeks in line.reeksen], line.context, line.buurtnaam, line.pad)
        for line in answer.lines
    ] == [
        ("Molenstraat", [(1, 88)], "Rivierdam", "Lindenkwartier", "rivierdam/lindenkwartier/"),
        ("Molenstraat", [(89, 140)], "Rivierdam", "Havenbuurt", "rivierdam/havenbuurt/"),
        ("Molenstraat", [(1, 60)], "Oudveen", "Oudveen-Dorp", "oudveen/oudveen-dorp/"),
    ]


def test_a_number_that_a_street_does_not_have_is_never_guessed(rivierdam):
    assert found("Molenstraat 999, Rivierdam") == (
        Kind.UNKNOWN_NUMBER,
        ["rivierdam/lindenkwartier/", "rivierdam/havenbuurt/"],
    )
    assert found("Kade 999") == (Kind.UNKNOWN_NUMBER, ["rivierdam/havenbuurt/"])


def test_a_number_of_two_streets_is_a_choice(rivierdam):
    assert found("Molenstraat 12") == (Kind.CHOOSE, ["rivierdam/lindenkwartier/", "oudveen/oudveen-dorp/"])


def test_a_range_inside_another_is_not_shown_beside_it():
    odd, whole, over = Range(21, 31, "oneven"), Range(21, 32, ""), Range(32, 33, "")
    assert both_sides([odd, Range(31, 31, "")]) == both_sides([Range(31, 31, ""), odd]) == (odd,)
    assert both_sides([odd, Range(30, 30, "")]) == (odd, Range(30, 30, ""))
    assert both_sides([odd, whole]) == (whole,)
    assert both_sides([whole, over]) == (whole, over)


def test_both_sides_of_a_street_are_one_range(rivierdam):
    make_straat(
        "Laan", (rivierdam[0], 1, 39, "oneven"), (rivierdam[0], 2, 40, "even"), (rivierdam[1], 41, 99, "oneven")
    )
    rebuild()
    ranges = [[(reeks.van, reeks.tot, reeks.zijde) for reeks in line.reeksen] for line in search_places("Laan").lines]
    assert ranges == [[(1, 40, "")], [(41, 99, "oneven")]]


def test_too_many_streets_of_a_name_ask_for_the_place(rivierdam):
    for number in range(MOST_LINES + 1):
        gemeente = make_gemeente(f"GM98{number:02}", naam=f"Dorp {number}")
        make_straat("Kerkstraat", (make_buurt(f"BU98{number:02}0101", gemeente, inwoners=number * 1_000), 1, 9))
    rebuild()
    answer = search_places("Kerkstraat 5")
    assert (answer.kind, answer.aantal, len(answer.lines)) == (Kind.ASK_PLACE, MOST_LINES + 1, MOST_LINES)
    assert answer.lines[0].again == "Kerkstraat 5, Dorp 20"
    assert found("Kerkstraat 5, Dorp 20") == (Kind.FOUND, ["gm9820/bu98200101/"])
    assert found("Kerkstr") == (Kind.MEANT, ["Kerkstraat"])


def test_a_house_number_may_be_part_of_a_name(rivierdam):
    make_straat("Plein 1940", (rivierdam[1], 1, 9))
    rebuild()
    assert found("Plein 1940") == (Kind.FOUND, ["rivierdam/havenbuurt/"])
    assert found("Plein 1940 3") == (Kind.FOUND, ["rivierdam/havenbuurt/"])
    assert found("Plein 1940 te Rivierdam") == (Kind.FOUND, ["rivierdam/havenbuurt/"])


def test_an_area_that_holds_all_others_of_the_name_is_the_answer(rivierdam):
    make_buurt("BU99010301", rivierdam[0].gemeente, naam="Rivierdam", slug="rivierdam")
    rebuild()
    assert found("Rivierdam") == (Kind.FOUND, ["rivierdam/"])


def test_a_name_in_two_gemeenten_is_a_choice_with_most_inhabitants_first(rivierdam):
    make_buurt("BU99020102", rivierdam[2].gemeente, naam="Havenbuurt", slug="havenbuurt", inwoners=9_999)
    rebuild()
    assert found("Havenbuurt") == (Kind.CHOOSE, ["oudveen/havenbuurt/", "rivierdam/havenbuurt/"])
    assert found("Havenbuurt Oudveen") == (Kind.FOUND, ["oudveen/havenbuurt/"])


def test_a_buurt_and_streets_of_one_name_are_a_choice(rivierdam):
    make_buurt("BU99010302", rivierdam[0].gemeente, naam="Kade", slug="kade", inwoners=1)
    rebuild()
    assert found("Kade") == (Kind.CHOOSE, ["rivierdam/kade/", "rivierdam/havenbuurt/"])
    assert found("Kade", "straat") == (Kind.FOUND, ["rivierdam/havenbuurt/"])


def test_a_place_of_several_buurten_is_a_choice_of_them(rivierdam):
    make_straat("Pad", (rivierdam[0], 1, 9), (rivierdam[1], 10, 19), woonplaats="Waterdorp")
    rebuild()
    assert found("Waterdorp") == (Kind.CHOOSE, ["rivierdam/havenbuurt/", "rivierdam/lindenkwartier/"])


def test_a_place_and_a_buurt_of_one_name_can_both_be_reached(rivierdam):
    make_straat("Pad", (rivierdam[0], 1, 9), (rivierdam[1], 10, 19), woonplaats="Waterdorp")
    make_buurt("BU99020103", rivierdam[2].gemeente, naam="Waterdorp", slug="waterdorp", inwoners=1)
    rebuild()
    kind, (place, buurt) = found("Waterdorp")
    assert (kind, place, buurt) == (Kind.CHOOSE, "Waterdorp, Rivierdam", "oudveen/waterdorp/")
    assert found(place, "plaats") == (Kind.CHOOSE, ["rivierdam/havenbuurt/", "rivierdam/lindenkwartier/"])


def test_another_name_finds_the_area(rivierdam):
    Alias.objects.create(naam="Korrewegwijk", buurt=rivierdam[0])
    rebuild()
    assert found("korrewegwijk") == (Kind.FOUND, ["rivierdam/lindenkwartier/"])


@pytest.mark.parametrize(
    "text", ["Lindenkwatier", "Lidnenkwartier", "Lindenkwartiers", "Kindenkwartier", "Lindn kwartier"]
)
def test_a_typing_error_asks_what_was_meant(rivierdam, text):
    assert found(text) == (Kind.MEANT, ["rivierdam/lindenkwartier/"])


@pytest.mark.parametrize("text", ["Molnstraat Oudveen", "Molenstraat Oudven", "Molenstraat Ouveen"])
def test_a_typing_error_in_a_street_or_its_place_asks_what_was_meant(rivierdam, text):
    assert found(text) == (Kind.MEANT, ["oudveen/oudveen-dorp/"])


def test_a_typing_error_keeps_the_house_number(rivierdam):
    assert found("Molnstraat 12 Oudveen") == (Kind.MEANT, ["Molenstraat 12, Oudveen"])


def test_a_word_of_a_name_finds_it(rivierdam):
    make_straat("Gedempte Zuiderdiep", (rivierdam[1], 1, 99))
    rebuild()
    assert found("Zuiderdiep") == (Kind.FOUND, ["rivierdam/havenbuurt/"])


def test_nothing_is_found_for_what_resembles_nothing(rivierdam):
    assert found("xqzwxqzw") == (Kind.NOTHING, [])
    assert found("😀") == (Kind.NOTHING, [])


def test_inactive_areas_are_not_found(rivierdam):
    Buurt.objects.filter(naam="Lindenkwartier").update(is_actief=False)
    rebuild()
    assert found("Lindenkwartier") == (Kind.NOTHING, [])


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("9928AA 12", 1),
        ("9928AB", 1),
        ("9928ZZ", 2),
        ("9928", 1),
        ("Lindenkwartier", 1),
        ("Kade", 1),
        ("Molenstraat", 2),
        ("Molenstraat 12, Rivierdam", 2),
        ("Lindenkwatier", 2),
        ("xqzwxqzw", 2),
    ],
)
def test_an_answer_takes_at_most_two_statements(rivierdam, django_assert_num_queries, text, statements):
    with django_assert_num_queries(statements):
        search_places(text)


def test_the_number_of_statements_does_not_grow_with_the_answers(rivierdam, django_assert_num_queries):
    make_straat("Eenpad", (rivierdam[0], 1, 9), (rivierdam[1], 10, 19))
    for number in range(3):
        place = f"Dorp {number}"
        make_straat("Driepad", (rivierdam[0], 1, 9), (rivierdam[1], 10, 19), woonplaats=place)
    rebuild()
    for text in ("Eenpad", "Driepad"):
        with django_assert_num_queries(2):
            search_places(text)


def test_the_parts_of_the_address_make_one_text():
    assert asked({"q": "9928AB", "nr": "12"}) == ("9928AB 12", "")
    assert asked({"q": "Kerkstraat 5", "plaats": "Oudveen", "soort": "straat"}) == ("Kerkstraat 5, Oudveen", "straat")
    assert asked({"soort": "onzin"}) == ("", "")


# --- suggestions ------------------------------------------------------------------------------------------------------
def suggested(text):
    return [(line.naam, line.pad or line.again) for line in suggest_places(text)]


def test_suggestions_begin_like_what_is_typed_areas_first(rivierdam):
    make_straat("Lindelaan", (rivierdam[1], 1, 99))
    rebuild()
    assert suggested("lind") == [
        ("Lindenkwartier", "rivierdam/lindenkwartier/"),
        ("Lindelaan", "rivierdam/havenbuurt/"),
    ]


def test_streets_of_one_name_are_one_suggestion(rivierdam):
    assert suggested("molenst") == [("Molenstraat", "Molenstraat")]
    assert suggested("molenstraat oud") == [("Molenstraat", "oudveen/oudveen-dorp/")]


def test_at_most_six_suggestions_in_one_statement(rivierdam, django_assert_num_queries):
    for number in range(9):
        make_straat(f"Kapelweg {'abcdefghi'[number]}", (rivierdam[0], 1, 9))
    rebuild()
    with django_assert_num_queries(1):
        assert len(suggest_places("kapel")) == 6


@pytest.mark.parametrize("text", ["9928", "992", "9928 AB 1", "li", "  l", "", "\x00"])
def test_a_postcode_or_too_little_gets_no_suggestions_and_no_query(rivierdam, django_assert_num_queries, text):
    with django_assert_num_queries(0):
        assert suggest_places(text) == []


# --- whatever is typed ------------------------------------------------------------------------------------------------
@example("\x00")
@example("'; DROP TABLE buurten_zoeknaam; --")
@example("%_%\\")
@example("a" * 10_000)
@example("1 " * 5_000)
@example("\u202eמולנסטראט 12 😀")
@example("\ud800")
@example("molenstraat " * 500)
@given(st.text(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_an_answer(rivierdam, text):
    assert search_places(text).kind in Kind
    assert isinstance(suggest_places(text), list)


# --- the whole country ------------------------------------------------------------------------------------------------
def one_error(name, chance):
    """The name with one letter other, less, more, or two swapped."""
    place, letter = chance.randrange(len(name)), chance.choice("abcdefghijklmnopqrstuvwxyz")
    head, tail = name[:place], name[place:]
    return chance.choice(
        [head + letter + tail[1:], head + tail[1:], head + letter + tail, head + tail[1::-1] + tail[2:]]
    )


def is_name(line, name):
    plain = re.sub(r"^Wijk \d+ +| *\(.*", "", name)
    return normalise(line.naam) in (normalise(name), normalise(plain))


@pytest.fixture
def country(real_data):
    call_command("import_buurten", real_data / "wijkenbuurten_2024_vereenvoudigd.gpkg", verbosity=0)


@pytest.mark.real_data
def test_the_whole_country_is_found_by_name(country):
    chance = random.Random(2)
    names = [
        *Buurt.objects.order_by("pk").values_list("naam", flat=True),
        *Wijk.objects.order_by("pk").values_list("naam", flat=True),
        *Gemeente.objects.order_by("pk").values_list("naam", flat=True),
    ]
    missed = []
    for name in chance.sample(names, 1_000):
        typed = one_error(name, chance)
        if not any(is_name(line, name) for line in search_places(typed).lines[:10]):
            missed.append((name, typed))
    assert len(missed) <= 50, missed

    strange = {name for name in names if not name.isascii() or "'" in name or '"' in name}
    assert len(strange) > 200
    lost = [name for name in strange if not any(is_name(line, name) for line in search_places(name).lines)]
    assert lost == []
    # What Python reads and what the database holds are spelled alike: otherwise the exact name is not found.
    assert [row.naam for row in Zoeknaam.objects.order_by("pk") if normalise(row.naam) != row.norm] == []
