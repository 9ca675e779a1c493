"""Buurt.objects.at: which buurt a position is in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buurten.models import Buurt, Vlak
from buurten.rd import to_wgs84
from tests.buurten.gebieden import make_buurt
from tests.buurten.geopackages import square


def with_rings(code, *rings, **fields):
    """A buurt with an outer ring, and holes as negative ones: ("gat", ring)."""
    found = make_buurt(code, **fields)
    for ring in rings:
        is_hole = ring[0] == "gat"
        Vlak.objects.create(buurt=found, is_gat=is_hole, vlak=ring[1] if is_hole else ring)
    return found


def at(x, y):
    return [buurt.code for buurt in Buurt.objects.at(*to_wgs84(x, y))]


@pytest.fixture
def town(db):
    """A ring of a buurt with another one in its hole, and an island of the first in that one; a neighbour beside."""
    hole, island = square(100_200, 450_200, 600), square(100_400, 450_400, 100)
    with_rings("BU00140001", square(100_000, 450_000, 1_000), ("gat", hole), island)
    with_rings("BU00140002", hole, ("gat", island))
    with_rings("BU00140003", square(101_000, 450_000, 1_000))
    with_rings("BU00140004", square(100_000, 460_000, 1_000), is_actief=False)


def test_a_position_is_in_the_buurt_around_it(town):
    assert at(100_100, 450_100) == ["BU00140001"]
    assert at(101_500, 450_500) == ["BU00140003"]


def test_a_hole_is_not_the_buurt_and_an_island_in_it_is(town):
    assert at(100_300, 450_300) == ["BU00140002"]
    assert at(100_450, 450_450) == ["BU00140001"]


def test_where_two_overlap_both_are_offered(town):
    with_rings("BU00140005", square(101_900, 450_000, 500))
    assert at(101_950, 450_100) == ["BU00140003", "BU00140005"]


def test_outside_all_the_nearest_within_a_hundred_metres_and_then_none(town):
    assert at(102_099, 450_500) == ["BU00140003"]
    assert at(102_102, 450_500) == []
    assert at(99_980, 449_990) == ["BU00140001"]


def test_an_empty_hole_belongs_to_the_nearest_line_within_it(town):
    with_rings("BU00140006", square(110_000, 450_000, 2_000), ("gat", square(110_500, 450_500, 600)))
    assert at(110_520, 450_800) == ["BU00140006"]
    assert at(110_800, 450_800) == []


def test_an_area_that_is_no_longer_active_is_never_found(town):
    assert at(100_500, 460_500) == []


def test_wijk_and_gemeente_come_along_in_one_query(town):
    with CaptureQueriesContext(connection) as queries:
        (found,) = Buurt.objects.at(*to_wgs84(100_100, 450_100))
        assert (found.wijk.code, found.gemeente.code) == ("WK001400", "GM0014")
    assert len(queries) == 1
