"""The geometry column of a GeoPackage: a small header, then well-known binary.

Source: OGC 12-128r19 (GeoPackage 1.4) §2.1.3, OGC 06-103r4 (Simple Features) §8. Only areas are read (Polygon and
MultiPolygon, with or without Z and M); heights and measures are left out.
"""

import math
import struct
import sys
from array import array

ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
POLYGON, MULTIPOLYGON = 3, 6
# The European part of the Netherlands in RD, with some kilometres of sea around it.
WEST, SOUTH, EAST, NORTH = -10_000, 280_000, 310_000, 650_000
NATIVE = "<" if sys.byteorder == "little" else ">"


class BadGeometry(ValueError):
    """Bytes that are no area in the Netherlands; the message says why."""


class Reader:
    """Walks through the bytes of one geometry."""

    def __init__(self, data, start):
        self.data, self.place, self.order = data, start, "<"

    def take(self, form):
        try:
            values = struct.unpack_from(self.order + form, self.data, self.place)
        except struct.error:
            raise BadGeometry("the geometry stops halfway") from None
        self.place += struct.calcsize(self.order + form)
        return values

    def head(self):
        """Read byte order and type: (kind, how many numbers a point has)."""
        (order,) = self.take("B")
        if order not in (0, 1):
            raise BadGeometry("the geometry has an unknown byte order")
        self.order = "<" if order else ">"
        (code,) = self.take("I")
        extra = (code // 1000) if code < 4000 else -1
        if extra not in (0, 1, 2, 3):
            raise BadGeometry(f"the geometry has the unknown type {code}")
        return code % 1000, (2, 3, 3, 4)[extra]

    def ring(self, numbers):
        """One ring as a flat array x, y, x, y …, without the closing point. None when it has no points."""
        (count,) = self.take("I")
        size = 8 * numbers * count
        if self.place + size > len(self.data):
            raise BadGeometry("the geometry stops halfway")
        flat = array("d", self.data[self.place : self.place + size])
        self.place += size
        if self.order != NATIVE:
            flat.byteswap()
        if numbers > 2:
            flat = array("d", (value for pair in zip(flat[::numbers], flat[1::numbers], strict=True) for value in pair))
        return checked(flat) if count else None

    def polygon(self, numbers):
        """The rings of one polygon: the outer one first, then its holes, as (is_hole, flat array)."""
        (count,) = self.take("I")
        rings = []
        for number in range(count):
            ring = self.ring(numbers)
            if ring is not None:
                rings.append((number > 0, ring))
        return rings


def rings_of(blob, srs_id):
    """The rings of a GeoPackage geometry: a list of (is_hole, array of x, y, x, y …), empty when there is none.

    Rings are not closed. Raises BadGeometry.
    """
    if blob is None:
        return []
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise BadGeometry("this is not a GeoPackage geometry")
    flags = blob[3]
    envelope = (flags >> 1) & 7
    if envelope not in ENVELOPES:
        raise BadGeometry("the geometry has an unknown kind of envelope")
    found = struct.unpack_from("<i" if flags & 1 else ">i", blob, 4)[0]
    if found != srs_id:
        raise BadGeometry(f"the geometry has coordinate system {found}, its layer {srs_id}")
    if flags >> 4 & 1:
        return []
    reader = Reader(blob, 8 + ENVELOPES[envelope])
    kind, numbers = reader.head()
    if kind == POLYGON:
        return reader.polygon(numbers)
    if kind != MULTIPOLYGON:
        raise BadGeometry("the geometry is not an area (Polygon or MultiPolygon)")
    rings = []
    (parts,) = reader.take("I")
    for _ in range(parts):
        kind, numbers = reader.head()
        if kind != POLYGON:
            raise BadGeometry("a part of the geometry is not a Polygon")
        rings += reader.polygon(numbers)
    return rings


def checked(flat):
    """The ring without its closing point, when it is a ring in the Netherlands. Raises BadGeometry."""
    if flat[:2] == flat[-2:]:
        del flat[-2:]
    if len(flat) < 6:
        raise BadGeometry("a ring of the geometry has fewer than three corners")
    if not math.isfinite(sum(flat)):
        raise BadGeometry("the geometry holds a coordinate that is no number")
    xs, ys = flat[::2], flat[1::2]
    if min(xs) < WEST or max(xs) > EAST or min(ys) < SOUTH or max(ys) > NORTH:
        raise BadGeometry(f"the position ({xs[0]:.10g}, {ys[0]:.10g}) is not in the Netherlands in RD metres")
    return flat


def as_postgres(flat):
    """A ring in the binary form of PostgreSQL's `polygon` (poly_send, poly_recv)."""
    swapped = array("d", flat)
    if sys.byteorder == "little":
        swapped.byteswap()
    return struct.pack(">i", len(flat) // 2) + swapped.tobytes()


def from_postgres(data):
    """The ring of a binary `polygon` as a flat array x, y, x, y …"""
    flat = array("d", bytes(data[4:]))
    if sys.byteorder == "little":
        flat.byteswap()
    return flat
