import json
import re

import pytest

from buurten.etiketten import Etiketten
from buurten.kaarten import HEIGHT, OUTSIDE, WIDTH, draw_maps
from buurten.models import Buurt, Kaart, Vlak
from tests.buurten.gebieden import make_buurt, written
from tests.buurten.geopackages import square

X, Y = 100_000, 450_000


def place(code, ring, *, naam="", **fields):
    found = make_buurt(code, naam=naam or code, **fields)
    Vlak.objects.create(buurt=found, vlak=ring)
    return found


def drawing(code):
    return Kaart.objects.get(pk=code).tekening


def corners(path):
    """The absolute corners of path data, one list per ring."""
    rings = []
    for start, steps in re.findall(r"M([^l]+)l([^z]+)z", path):
        x, y = map(int, start.split())
        ring = [(x, y)]
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


@pytest.mark.django_db
def test_a_buurt_stands_in_the_middle_of_its_sheet_with_north_up():
    place("BU00140001", [(X, Y), (X + 300, Y), (X + 300, Y + 100)])
    assert draw_maps() == 1
    ((a, b, c),) = corners(drawing("BU00140001")["pad"])
    assert drawing("BU00140001")["viewbox"] == "0 0 336 220"
    assert (a[1], b[1]) == (157, 157)
    assert c[1] == 220 - 157
    assert (a[0], b[0], c[0]) == (26, 310, 310)


@pytest.mark.django_db
def test_neighbours_come_with_name_address_and_a_place_for_the_name():
    place("BU00140001", square(X, Y, 1000))
    place("BU00140002", square(X + 1000, Y, 1000), naam="Oost")
    place("BU00150003", square(X - 1000, Y, 1000), naam="West")
    place("BU00150004", square(X - 9000, Y, 1000), naam="Ver weg")
    draw_maps()
    buren = drawing("BU00140001")["buren"]
    assert [(b["code"], b["naam"], b["gemeente"], b["slug"]) for b in buren] == [
        ("BU00140002", "Oost", "gm0014", "bu00140002"),
        ("BU00150003", "West", "gm0015", "bu00150003"),
    ]
    for buur in buren:
        ((*ring,),) = corners(buur["pad"])
        xs, ys = [x for x, _y in ring], [y for _x, y in ring]
        assert min(xs) < buur["x"] < max(xs)
        assert min(ys) < buur["y"] < max(ys)


@pytest.mark.django_db
def test_a_huge_neighbour_is_cut_off_and_costs_little():
    place("BU00140001", square(X, Y, 200))
    coast = [(X - 20_000 + 40 * n, Y + 200 + (n % 2) * 30) for n in range(1_000)]
    place("BU00140002", [*coast, (X + 20_000, Y + 30_000), (X - 20_000, Y + 30_000)])
    draw_maps()
    (buur,) = drawing("BU00140001")["buren"]
    assert len(buur["pad"]) < 200
    outside = [p for ring in corners(buur["pad"]) for p in ring if not in_sheet(*p)]
    assert outside == []


def in_sheet(x, y):
    return -OUTSIDE <= x <= WIDTH + OUTSIDE and -OUTSIDE <= y <= HEIGHT + OUTSIDE


@pytest.mark.django_db
def test_a_ragged_outline_among_many_neighbours_stays_under_three_kilobytes():
    ragged = [(X + 10 * n, Y + (n * 7919 % 61)) for n in range(300)]
    place("BU00140001", [*ragged, (X + 3_000, Y + 2_000), (X, Y + 2_000)])
    for number in range(2, 32):
        ring = [(x + 100 * number, y - 350 + n * 13 % 40) for n, (x, y) in enumerate(square(X - 200, Y, 300))]
        place(f"BU001400{number:02d}", ring, naam="Wilhelmina Aleida" * 7, slug="wilhelmina" * 10 + str(number))
    draw_maps()
    sizes = [
        len(json.dumps(t, ensure_ascii=False)) for t in Kaart.objects.order_by("pk").values_list("tekening", flat=True)
    ]
    assert len(sizes) == 31
    assert max(sizes) < 3_000


@pytest.mark.django_db
def test_holes_are_rings_of_the_same_path():
    found = place("BU00140001", square(X, Y, 1000))
    Vlak.objects.create(buurt=found, is_gat=True, vlak=square(X + 400, Y + 400, 200))
    draw_maps()
    assert len(corners(drawing("BU00140001")["pad"])) == 2


@pytest.mark.django_db
def test_only_what_changed_is_written_and_what_ended_is_taken_away():
    place("BU00140001", square(X, Y, 1000))
    two = place("BU00140002", square(X + 1000, Y, 1000))
    make_buurt("BU00140003")
    assert draw_maps() == 2
    before = written(Kaart)
    assert draw_maps() == 0
    assert written(Kaart) == before
    Buurt.objects.filter(pk=two.pk).update(naam="Anders")
    assert draw_maps(["BU00140001"]) == 1
    assert [b["naam"] for b in drawing("BU00140001")["buren"]] == ["Anders"]
    Buurt.objects.filter(pk=two.pk).update(is_actief=False)
    assert draw_maps() == 1
    assert list(Kaart.objects.values_list("pk", flat=True)) == ["BU00140001"]


def test_names_stay_on_the_sheet_and_off_each_other_and_off_the_buurt_itself():
    labels = Etiketten(WIDTH, HEIGHT, [square(100, 0, 30)])
    whole = [square(0, 0, WIDTH)]
    first = labels.place("Noord", whole)
    assert first == (168, 113)
    assert labels.place("Zuid", whole) != first
    assert labels.place("x" * 60, whole) == (None, None)
    assert labels.place("Midden", [square(95, 2, 40)]) == (None, None)
