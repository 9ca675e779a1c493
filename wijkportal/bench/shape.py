"""Boundaries of the invented country: a jittered grid whose cells share their borders, in metres RD.

It fills the rectangle of the Netherlands south of the IJsselmeer, so that it does not meet the demo gemeenten.
"""

from itertools import pairwise
from math import ceil, sqrt
from random import Random

WEST, SOUTH, EAST, NORTH = 13_000, 306_000, 279_000, 520_000
STRIP = 6  # columns in which cells are counted row by row, so that neighbours in number are neighbours on the map
JITTER = 0.2
BEND = 0.14


class Shape:
    """Cells 0 … number-1, each a ring of 16 to 64 points; `detail` more halvings per border multiply that."""

    def __init__(self, number, detail=0):
        self.detail = detail
        self.columns = max(1, round(sqrt(number * (EAST - WEST) / (NORTH - SOUTH))))
        self.rows = ceil(number / self.columns)
        self.cells = self.in_strips()[:number]
        self.borders = {}

    def in_strips(self):
        cells = []
        for strip, left in enumerate(range(0, self.columns, STRIP)):
            width = range(left, min(left + STRIP, self.columns))
            rows = range(self.rows) if strip % 2 == 0 else reversed(range(self.rows))
            cells += [(column, row) for row in rows for column in (width if row % 2 == 0 else reversed(width))]
        return cells

    def node(self, column, row):
        random = Random(f"node {column} {row}")  # noqa: S311
        width, height = (EAST - WEST) / self.columns, (NORTH - SOUTH) / self.rows
        across, up = (random.uniform(-JITTER, JITTER) for _ in range(2))
        return WEST + (column + across) * width, SOUTH + (row + up) * height

    def border(self, start, end):
        """The points from one node up to the other, without the last."""
        key = min(start, end), max(start, end)
        if key not in self.borders:
            self.borders[key] = self.bent(key)
        points = self.borders[key]
        return points[:-1] if start == key[0] else points[:0:-1]

    def bent(self, key):
        random = Random(f"border {key}")  # noqa: S311
        points, bend = [self.node(*key[0]), self.node(*key[1])], BEND
        for _ in range(random.choice((2, 3, 3, 4)) + self.detail):
            halved = []
            for (x1, y1), (x2, y2) in pairwise(points):
                aside = random.uniform(-bend, bend)
                halved += [(x1, y1), ((x1 + x2) / 2 - (y2 - y1) * aside, (y1 + y2) / 2 + (x2 - x1) * aside)]
            points, bend = [*halved, points[-1]], bend * 0.8
        return [(round(x, 1), round(y, 1)) for x, y in points]

    def sides(self, cell):
        column, row = self.cells[cell]
        corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
        return zip(corners, corners[1:] + corners[:1], strict=True)

    def ring(self, cell):
        """The boundary of one cell, anticlockwise, not closed."""
        return [point for side in self.sides(cell) for point in self.border(*side)]

    def outline(self, cells):
        """The rings around several cells: anticlockwise outside, clockwise holes."""
        onward = {}
        for cell in cells:
            for start, end in self.sides(cell):
                if start in onward.get(end, ()):
                    onward[end].remove(start)
                else:
                    onward.setdefault(start, []).append(end)
        rings = []
        while any(onward.values()):
            first = here = next(node for node, ends in onward.items() if ends)
            ring = []
            while not ring or here != first:
                there = onward[here].pop()
                ring += self.border(here, there)
                here = there
            rings.append(ring)
        return rings

    def inside(self, random):
        """A position somewhere in the country, as (x, y)."""
        column, row = random.choice(self.cells)
        (x1, y1), (x2, y2) = self.node(column, row), self.node(column + 1, row + 1)
        return random.uniform(x1, x2), random.uniform(y1, y2)


def area(ring):
    """Twice the signed area would do; positive is anticlockwise."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2
