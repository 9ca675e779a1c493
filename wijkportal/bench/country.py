"""The invented country: which areas there are, at any scale, always the same.

Codes GM5001 … GM5342 do not exist; real ones stay under GM2000.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from django.utils.text import slugify

from wijkportal.bench import names
from wijkportal.bench.shape import Shape

GEMEENTEN, WIJKEN, BUURTEN = 342, 3_400, 14_600
POSTCODES, ADDRESSES, STREETS = 460_000, 9_000_000, 250_000
OFFICERS, HOURS, TEAMS = 3_500, 10_000, 170
PLACES_PER_GEMEENTE = 7
EDITION = 2026
GENERATED = r"^(GM|WK|BU)5[0-9]{3}"
DEMO_PC4 = {"9926", "9927", "9928", "9929"}


@dataclass(slots=True)
class Area:
    code: str
    naam: str
    slug: str
    inwoners: int
    cells: range
    parent: "Area | None" = None
    parts: list = field(default_factory=list)
    pc4: str = ""


def scaled(number, scale):
    return max(1, round(number * scale))


def shares(total, number):
    """Split a range of `total` in `number` consecutive ranges that differ by at most one in length."""
    marks = [total * part // number for part in range(number + 1)]
    return [range(start, end) for start, end in pairwise(marks)]


class Country:
    """gemeenten, wijken and buurten as Area; a buurt has one cell of the shape."""

    def __init__(self, scale=1.0, detail=0):
        self.scale = scale
        number = max(scaled(BUURTEN, scale), scaled(WIJKEN, scale))
        self.shape = Shape(number, detail)
        self.random = Random(f"country {scale}")  # noqa: S311
        self.gemeenten = self.make_gemeenten(number)
        self.wijken = self.make_wijken(number)
        self.buurten = self.make_buurten()

    def make_gemeenten(self, number):
        count = scaled(GEMEENTEN, self.scale)
        found = names.place_names(self.random, count)
        return [
            Area(f"GM{5001 + index}", naam, slugify(naam), 0, cells)
            for index, (naam, cells) in enumerate(zip(found, shares(number, count), strict=True))
        ]

    def make_wijken(self, number):
        """About ten in a gemeente, numbered from 00 as CBS does."""
        count = max(scaled(WIJKEN, self.scale), len(self.gemeenten))
        wijken = []
        for gemeente, share in zip(self.gemeenten, shares(count, len(self.gemeenten)), strict=True):
            for index, cells in enumerate(shares(len(gemeente.cells), len(share))):
                naam = f"Wijk {index:02} {self.random.choice(names.FIRST)}{self.random.choice(names.AREA)}"
                code = f"WK{gemeente.code[2:]}{index:02}"
                cells = range(gemeente.cells.start + cells.start, gemeente.cells.start + cells.stop)
                wijk = Area(code, naam, slugify(naam), 0, cells, gemeente)
                gemeente.parts.append(wijk)
                wijken.append(wijk)
        return wijken

    def make_buurten(self):
        found = iter(names.area_names(self.random, len(self.shape.cells)))
        codes = iter(code for code in map(str, range(1000, 10_000)) if code not in DEMO_PC4)
        seen = set()
        buurten = []
        for wijk in self.wijken:
            pc4 = next(codes)
            for index, cell in enumerate(wijk.cells):
                naam, code = next(found), f"BU{wijk.code[2:]}{index:02}"
                slug = slugify(naam)
                if (wijk.parent.code, slug) in seen:
                    slug = f"{slug}-{code.lower()}"
                seen.add((wijk.parent.code, slug))
                inwoners = self.random.choice((0, *range(40, 3_000)))
                buurt = Area(code, naam, slug, inwoners, range(cell, cell + 1), wijk, pc4=pc4)
                wijk.inwoners += inwoners
                wijk.parent.inwoners += inwoners
                wijk.parts.append(buurt)
                buurten.append(buurt)
        return buurten
