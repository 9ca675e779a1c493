import math
import struct

import pytest

from buurten.importers.wkb import BadGeometry, as_postgres, from_postgres, rings_of
from tests.buurten.geopackages import geometry, multipolygon, polygon, shape, square

OUTER, HOLE, ISLAND = square(100_000, 450_000, 100), square(100_020, 450_020, 60), square(100_040, 450_040, 10)


def read(blob):
    return [(is_hole, list(zip(flat[::2], flat[1::2], strict=True))) for is_hole, flat in rings_of(blob, 28992)]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("envelope", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("extra", [0, 1000, 2000, 3000])
def test_every_byte_order_envelope_and_dimension_gives_the_same_rings(order, envelope, extra):
    wkb = multipolygon([[OUTER, HOLE], [ISLAND]], order, extra)
    assert read(geometry(wkb, envelope=envelope, order=order)) == [(False, OUTER), (True, HOLE), (False, ISLAND)]


def test_a_polygon_is_read_as_an_area_of_one_part():
    assert read(geometry(polygon([OUTER, HOLE]))) == [(False, OUTER), (True, HOLE)]


def test_no_geometry_and_an_empty_one_have_no_rings():
    assert rings_of(None, 28992) == []
    assert rings_of(geometry(b"", flags=0b10000), 28992) == []
    assert rings_of(geometry(multipolygon([])), 28992) == []


def test_a_ring_goes_to_postgres_and_back_unchanged():
    ((_is_hole, flat),) = rings_of(shape(square(100_000.123, 450_000.456)), 28992)
    assert from_postgres(as_postgres(flat)) == flat


GOOD = geometry(multipolygon([[OUTER]]))
LINE = struct.pack("<BII", 1, 2, 2) + struct.pack("<4d", 1, 2, 3, 4)
HOSTILE = [
    ("text", "POLYGON((0 0, 1 1))", "not a GeoPackage geometry"),
    ("too short", b"GP", "not a GeoPackage geometry"),
    ("other magic", geometry(polygon([OUTER]), magic=b"XX"), "not a GeoPackage geometry"),
    ("unknown envelope", geometry(polygon([OUTER]), envelope=5), "unknown kind of envelope"),
    ("other crs inside", geometry(polygon([OUTER]), srs_id=4326), "coordinate system 4326, its layer 28992"),
    ("cut off in a ring", GOOD[:-20], "stops halfway"),
    ("cut off in the head", GOOD[:42], "stops halfway"),
    ("no wkb", geometry(b""), "stops halfway"),
    ("byte order 7", geometry(b"\x07" + polygon([OUTER])[1:]), "unknown byte order"),
    ("type 99999", geometry(struct.pack("<BI", 1, 99_999)), "unknown type 99999"),
    ("a line", geometry(LINE), "not an area"),
    ("a line in a multipolygon", geometry(struct.pack("<BII", 1, 6, 1) + LINE), "a part of the geometry"),
    ("a billion rings", geometry(struct.pack("<BII", 1, 3, 2**30)), "stops halfway"),
    ("a billion points", geometry(struct.pack("<BIII", 1, 3, 1, 2**30)), "stops halfway"),
    ("two corners", shape(OUTER[:2]), "fewer than three corners"),
    ("not a number", shape([*OUTER[:3], (math.nan, 450_000)]), "no number"),
    ("infinite", shape([*OUTER[:3], (math.inf, 450_000)]), "no number"),
    ("degrees", shape(square(6.5, 53.2, 0.1)), "(6.5, 53.2) is not in the Netherlands"),
]


@pytest.mark.parametrize(("blob", "reason"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_bytes_that_are_no_area_are_refused_with_the_reason(blob, reason):
    with pytest.raises(BadGeometry) as caught:
        rings_of(blob, 28992)
    assert reason in str(caught.value)
