"""Nobody finds a group of 1 to 4 in what is told, also not who knows the rule: each size it may have is sought."""

import json
from collections import Counter, defaultdict
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meldingen.cijferbladen import told_lines
from meldingen.cijfers import APART, BELOFTES, ENOUGH, UITKOMSTEN, Telling, told
from meldingen.kleine_groepen import ANDERS, LEAST, is_told, summed, without_small
from meldingen.models import Waardering

SMALL = range(1, LEAST)
SIZES = st.integers(0, 30)


def found_out(pairs):
    """Names and sizes under LEAST that an attacker finds, who knows which secrets lead to which answer."""
    possible = defaultdict(lambda: defaultdict(set))
    for secret, answer in pairs:
        for name, size in secret.items():
            possible[answer][name].add(size)
    return [
        (answer, name, sizes)
        for answer, groups in possible.items()
        for name, sizes in groups.items()
        if len(sizes) == 1 and sizes <= set(SMALL)
    ]


def divisions(names, most):
    """All ways to divide up to `most` meldingen, but no fewer than a team must have."""
    for sizes in product(range(most + 1), repeat=len(names)):
        if ENOUGH <= sum(sizes) <= most:
            yield dict(zip(names, sizes, strict=True))


def as_answer(division):
    return tuple(sorted(division.items()))


@pytest.mark.parametrize(
    ("names", "apart", "most"),
    [("ab", "", 40), ("abc", "", 26), ("abcd", "", 18), ("abxy", "xy", 18), ("axyz", "xyz", 18), ("abcxy", "xy", 14)],
)
def test_no_small_group_is_found_from_what_is_told_of_any_division(names, apart, most):
    told_of = [(one, as_answer(without_small(one, tuple(apart)))) for one in divisions(names, most)]
    assert found_out(told_of) == []


def test_the_attacker_of_these_tests_finds_what_only_its_own_line_hides():
    def hides_too_little(division):
        shown = {name: size for name, size in division.items() if size not in SMALL}
        return as_answer({**shown, ANDERS: sum(division.values()) - sum(shown.values())})

    found = found_out((one, hides_too_little(one)) for one in divisions("abc", 16))
    assert ((("a", 10), ("anders", 3), ("b", 0)), "c", {3}) in found


@given(st.dictionaries(st.sampled_from("abcdefgh"), SIZES, min_size=2), st.sets(st.sampled_from("xyz"), min_size=2))
def test_what_is_told_adds_up_and_shows_nothing_small(own, apart):
    counts = own | dict.fromkeys(apart, 1)
    shown = without_small(counts, tuple(apart))
    assert sum(shown.values()) == sum(counts.values())
    assert [name for name, size in shown.items() if size in SMALL and name != ANDERS] == []
    assert shown.items() - {(ANDERS, shown[ANDERS])} <= own.items()
    assert shown[ANDERS] not in SMALL or max(own.values()) < LEAST


@given(st.dictionaries(st.sampled_from("abcdefgh"), SIZES, min_size=2))
def test_beside_a_small_group_one_that_is_large_is_hidden_too(counts):
    hidden = [size for name, size in counts.items() if name not in without_small(counts)]
    if any(size in SMALL for size in counts.values()) and max(counts.values()) >= LEAST:
        assert max(hidden) == min(size for size in counts.values() if size >= LEAST)


@pytest.mark.parametrize(("part", "whole", "answer"), [(0, 20, True), (4, 20, False), (5, 20, True), (16, 20, False)])
def test_a_part_is_told_when_neither_it_nor_the_rest_is_small(part, whole, answer):
    assert is_told(part, whole) == answer


@given(st.lists(st.tuples(SIZES, SIZES, SIZES).filter(lambda sizes: sum(sizes) >= ENOUGH), min_size=1, max_size=5))
def test_the_country_says_nothing_that_the_teams_do_not_say(teams):
    divided = [without_small(dict(zip("abc", sizes, strict=True))) for sizes in teams]
    country = summed(divided)
    assert country == {name: sum(one.get(name, 0) for one in divided) for name in country}
    assert country[ANDERS] == sum(map(sum, teams)) - sum(size for name, size in country.items() if name != ANDERS)


# One melding: working days to its answer, and what came of the promise of one day.
KINDS = {"binnen": 1, "te_laat": 3, "open": 3, "wacht": 0}


@pytest.mark.parametrize("number", [10, 11, 12, 13, 14, 15, 50])
def test_the_days_and_the_promise_together_give_no_small_group_away(number):
    pairs = []
    for sizes in product(range(number + 1), repeat=3):
        if sum(sizes) <= number:
            promise = dict(zip(KINDS, (number - sum(sizes), *sizes), strict=True))
            pairs.append((promise | {"niet_binnen": sum(sizes)}, told_together(promise)))
    assert found_out(pairs) == []


def told_together(promise):
    days = [KINDS[name] for name, size in promise.items() for _ in range(size)]
    cijfers = told(Telling(uitkomst=Counter(beantwoord=len(days)), belofte=Counter(promise), dagen=days))
    return json.dumps(cijfers, sort_keys=True)


def counters(*names):
    return st.dictionaries(st.sampled_from(names), SIZES).map(Counter)


@st.composite
def tellings(draw):
    """Any count of a team; the three divisions have the same sum."""
    uitkomst = draw(counters(*UITKOMSTEN, *APART))
    number = sum(uitkomst.values())
    first, second, third = sorted(draw(st.tuples(*[st.integers(0, number)] * 3)))
    belofte = Counter(binnen=first, te_laat=second - first, open=third - second, wacht=number - third)
    geholpen = draw(counters("ja", "beetje", "nee").filter(lambda rated: sum(rated.values()) <= number))
    days = draw(st.lists(st.integers(0, 60), min_size=number, max_size=number))
    return Telling(uitkomst, belofte, geholpen, days, draw(st.integers(0, number)))


@settings(max_examples=400, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(tellings())
def test_no_line_that_is_published_has_a_small_number_and_none_follows_from_the_others(telling):
    cijfers = told(telling)
    lines = [value for label, _group, value in told_lines(cijfers) if not str(label).startswith("werkdagen")]
    assert [value for value in lines if value in SMALL] == []
    for name, secret in (("uitkomst", telling.uitkomst), ("belofte", telling.belofte), ("geholpen", telling.geholpen)):
        if name in cijfers:
            hidden = [size for group, size in secret.items() if size and group not in cijfers[name]]
            rest = cijfers[name].get(ANDERS, 0)
            assert sum(hidden) == rest
            # Bounds: a hidden group may be anything from 0 to the rest, unless it is the only thing that may hide.
            assert rest == 0 or (rest >= LEAST and len(possible_groups(name) - cijfers[name].keys()) > 1)


def possible_groups(name):
    return {
        "uitkomst": {*UITKOMSTEN, *APART},
        "belofte": set(BELOFTES),
        "geholpen": set(Waardering.Antwoord.values),
    }[name]
