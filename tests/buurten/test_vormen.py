from hypothesis import given
from hypothesis import strategies as st

from buurten.vormen import area, bounds, clip, crossings, inner_points, simplify

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
HOLE = [(4, 4), (6, 4), (6, 6), (4, 6)]


def test_area_and_bounds():
    assert (area(SQUARE), area(SQUARE[::-1]), bounds([SQUARE, HOLE])) == (100, 100, (0, 0, 10, 10))


def test_a_line_through_a_hole_crosses_four_edges():
    assert crossings([SQUARE, HOLE], 5) == [0, 4, 6, 10]
    assert crossings([SQUARE, HOLE], 11) == []


def test_inner_points_are_many_and_never_in_a_hole():
    points = inner_points([SQUARE, HOLE])
    assert len(points) >= 25
    assert [(x, y) for x, y in points if (4 < x < 6 and 4 < y < 6) or not (0 < x < 10 and 0 < y < 10)] == []


def test_a_thin_slanting_area_has_inner_points_too():
    assert len(inner_points([[(0, 0), (100, 100), (100, 101), (0, 1)]])) >= 25


def test_simplify_leaves_out_what_is_on_the_line_and_keeps_the_corners():
    ring = [(0, 0), (5, 0.1), (10, 0), (10, 5), (10, 10), (5, 9.9), (0, 10), (0, 5)]
    assert simplify(ring, 1) == SQUARE


def test_clip_gives_the_part_inside_the_box():
    assert sorted(clip(SQUARE, 5, -5, 20, 5)) == [(5, 0), (5, 5), (10, 0), (10, 5)]
    assert clip(SQUARE, 20, 20, 30, 30) == []
    assert clip(SQUARE, -1, -1, 11, 11) == SQUARE


coordinate = st.integers(-50, 50)


@given(st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=12), st.integers(-40, 0), st.integers(1, 40))
def test_nothing_outside_the_box_is_left(ring, low, high):
    assert all(low <= x <= high and low <= y <= high for x, y in clip(ring, low, low, high, high))
