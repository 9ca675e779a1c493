import itertools
import random

from hypothesis import example, given
from hypothesis import strategies as st

from buurten.models import Postcodereeks
from buurten.reeksen import HIGHEST_NUMBER, MOST_BUURTEN, Huisnummers, Reeks, compress

# Small numbers, so that gaps, sides and double numbers meet often; and the highest of all.
NUMBERS = st.one_of(st.integers(1, 30), st.sampled_from([HIGHEST_NUMBER - 1, HIGHEST_NUMBER]))
PAIRS = st.sets(st.tuples(NUMBERS, st.integers(0, 3)), min_size=1, max_size=40).map(sorted)


def answer(ranges, number):
    """The buurten as the portal looks them up."""
    rows = [Postcodereeks(van=r.van, tot=r.tot, zijde=r.zijde, buurt_id=str(r.buurt)) for r in ranges]
    return {int(row.buurt_id) for row in rows if row.covers(number)}


def in_file(pairs, number):
    return {buurt for other, buurt in pairs if other == number}


@given(PAIRS)
@example([(1, 0), (2, 1), (3, 0), (4, 1)])
@example([(1, 0), (2, 0), (2, 1), (3, 1)])
def test_every_number_of_the_file_answers_exactly_its_buurten(pairs):
    ranges = compress(pairs)

    for number, _buurt in pairs:
        assert answer(ranges, number) == in_file(pairs, number)


@given(PAIRS)
def test_a_number_outside_the_file_answers_only_between_two_of_the_same_buurt(pairs):
    ranges = compress(pairs)
    known = sorted({number for number, _buurt in pairs})

    for number in range(1, 35):
        if number in known:
            continue
        for buurt in answer(ranges, number):
            same_side = [n for n in known if n % 2 == number % 2]
            for neighbours in (known, same_side):
                below, above = [n for n in neighbours if n < number], [n for n in neighbours if n > number]
                if below and above and buurt in in_file(pairs, below[-1]) & in_file(pairs, above[0]):
                    break
            else:
                raise AssertionError(f"{number} answers {buurt} and lies between other buurten")


@given(PAIRS)
def test_never_more_ranges_than_pairs_and_none_twice(pairs):
    ranges = compress(pairs)

    assert len(ranges) <= len(pairs)
    assert len(set(ranges)) == len(ranges)
    assert all(1 <= r.van <= r.tot for r in ranges)


def test_one_buurt_is_one_row_for_both_sides():
    assert compress([(1, 7), (3, 7), (99, 7)]) == [Reeks(1, 99, "", 7)]


def test_odd_and_even_sides_in_two_buurten_are_two_rows():
    pairs = [(number, number % 2) for number in range(1, 41)]

    assert compress(pairs) == [Reeks(1, 39, "oneven", 1), Reeks(2, 40, "even", 0)]


def test_a_street_that_goes_on_in_the_next_buurt_leaves_the_gap_open():
    pairs = [(1, 0), (2, 0), (3, 0), (10, 1), (11, 1)]

    assert compress(pairs) == [Reeks(1, 3, "", 0), Reeks(10, 11, "", 1)]
    assert [answer(compress(pairs), number) for number in (3, 4, 9, 10)] == [{0}, set(), set(), {1}]


def test_a_number_in_two_buurten_by_house_letter_is_in_both():
    assert compress([(3, 0), (4, 0), (5, 0), (5, 1), (6, 1)]) == [Reeks(3, 5, "", 0), Reeks(5, 6, "", 1)]


def test_a_run_of_only_even_numbers_says_nothing_about_the_odd_side():
    ranges = compress([(2, 0), (4, 0), (6, 0), (11, 1)])

    assert ranges == [Reeks(2, 6, "even", 0), Reeks(11, 11, "", 1)]
    assert answer(ranges, 3) == set()


def test_packed_numbers_come_back_grouped_sorted_and_once():
    given_rows = list(itertools.product([0, 7, 2**21, 2**32 - 1], [1, 2, HIGHEST_NUMBER], [0, MOST_BUURTEN - 1]))
    shuffled = given_rows * 2
    random.Random(3).shuffle(shuffled)
    numbers = Huisnummers(shift=21)
    for row in shuffled:
        numbers.add(*row)

    groups = list(numbers.groups())

    assert [(key, *pair) for key, pairs in groups for pair in pairs] == sorted(given_rows)
    assert [key for key, _pairs in groups] == [0, 7, 2**21, 2**32 - 1]
