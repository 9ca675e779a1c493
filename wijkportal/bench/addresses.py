"""Streets and postcodes of the invented country: each postcode is one side of a street, one in 25 reaches next door."""

from itertools import product
from random import Random
from typing import NamedTuple

from wijkportal.bench import names
from wijkportal.bench.country import ADDRESSES, PLACES_PER_GEMEENTE, POSTCODES, STREETS, scaled, shares

LETTERS = "ABCDEFGHJKLMNPRSTUVWXZ"
PAIRS = [a + b for a, b in product(LETTERS, LETTERS) if a + b not in ("SA", "SD", "SS")]
STRADDLING = 0.04


class Piece(NamedTuple):
    """House numbers of a street and of a postcode that lie in one buurt."""

    street: int
    postcode: str
    van: int
    tot: int
    zijde: str
    buurt: str

    @property
    def numbers(self):
        return range(self.van, self.tot + 1, 2 if self.zijde else 1)


class Street(NamedTuple):
    number: int
    naam: str
    woonplaats: str
    gemeente: str


def streets_and_pieces(country):
    """Yield (Street, [Piece, …]), buurt by buurt."""
    random = Random(f"addresses {country.scale}")  # noqa: S311
    total = len(country.buurten)
    plans = zip(
        country.buurten,
        shares(scaled(STREETS, country.scale), total),
        shares(scaled(POSTCODES, country.scale), total),
        strict=True,
    )
    counts = address_counts(country.scale)
    codes = PostcodeBook()
    stock = NameStock(country, random)
    for index, (buurt, streets, postcodes) in enumerate(plans):
        neighbour = country.buurten[index + 1 if index + 1 < total else index - 1]
        sides = shares(len(postcodes), len(streets))
        for number, share in zip(streets, sides, strict=True):
            naam, woonplaats = stock.take(buurt.parent.parent)
            street = Street(number, naam, woonplaats, buurt.parent.parent.code)
            pieces = []
            for side in range(len(share)):
                zijde = ("oneven", "even")[side % 2] if len(share) > 1 else ""
                first = side // 2 * 60 + (2 if zijde == "even" else 1)
                pieces += split(random, number, codes.next(buurt), first, next(counts), zijde, buurt, neighbour)
            yield street, pieces


def split(random, street, postcode, first, count, zijde, buurt, neighbour):
    """One postcode as one piece, or as two when it reaches into the next buurt."""
    step = 2 if zijde else 1
    last = first + (count - 1) * step
    if count < 4 or random.random() >= STRADDLING:
        return [Piece(street, postcode, first, last, zijde, buurt.code)]
    border = first + count // 2 * step
    return [
        Piece(street, postcode, first, border - step, zijde, buurt.code),
        Piece(street, postcode, border, last, zijde, neighbour.code),
    ]


def address_counts(scale):
    """How many addresses each postcode has, so that all together are exactly the wanted number."""
    for share in shares(scaled(ADDRESSES, scale), scaled(POSTCODES, scale)):
        yield len(share)


class PostcodeBook:
    """The next free postcode of a wijk's four digits."""

    def __init__(self):
        self.used = {}

    def next(self, buurt):
        number = self.used.get(buurt.pc4, 0)
        self.used[buurt.pc4] = number + 1
        return buurt.pc4 + PAIRS[number]


class NameStock:
    """Street names of the gemeente at hand, divided over its places; none twice in a place."""

    def __init__(self, country, random):
        self.random = random
        self.per_gemeente = scaled(STREETS, country.scale) // len(country.gemeenten) + 60
        every_place = names.place_names(random, len(country.gemeenten) * (PLACES_PER_GEMEENTE + 1))
        known = {gemeente.naam for gemeente in country.gemeenten}
        self.places = iter([naam for naam in every_place if naam not in known])
        self.code, self.stock = None, iter(())

    def take(self, gemeente):
        if gemeente.code != self.code:
            self.code = gemeente.code
            found = names.street_names(self.random, self.per_gemeente)
            places = [gemeente.naam, *(next(self.places) for _ in range(PLACES_PER_GEMEENTE - 1))]
            self.stock = iter([(naam, places[min(index * 9 // len(found), 6)]) for index, naam in enumerate(found)])
        return next(self.stock)
