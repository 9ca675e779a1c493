"""House numbers as ranges: from 9 million addresses to half a million rows, without losing one.

Pure functions; nothing here knows the database. A buurt is any small whole number that the caller chose for it.
"""

from array import array
from collections import defaultdict
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

HIGHEST_NUMBER = 99_999  # the BAG gives a house number at most five digits
MOST_BUURTEN = 1 << 15
BEIDE, EVEN, ONEVEN = "", "even", "oneven"  # as in models.Zijde


class Reeks(NamedTuple):
    """House numbers van..tot, both included, on one side (BEIDE, EVEN or ONEVEN), that lie in one buurt."""

    van: int
    tot: int
    zijde: str
    buurt: int


def compress(pairs):
    """The fewest simple ranges that answer each house number of `pairs` with exactly its buurten.

    pairs: (house number, buurt), sorted, each once; a number may occur with several buurten (by house letter).
    All in one buurt: one range. Otherwise a range ends where a number lies elsewhere, and nothing answers for a number
    between two ranges: nobody knows on which side of the border that is. Odd and even may be split, when shorter.
    """
    first, last = pairs[0], pairs[-1]
    if all(buurt == first[1] for _, buurt in pairs):
        return [Reeks(first[0], last[0], BEIDE, first[1])]
    together = runs(pairs)
    apart = runs([pair for pair in pairs if pair[0] % 2]) + runs([pair for pair in pairs if not pair[0] % 2])
    return sorted(min(together, apart, key=len))


def runs(pairs):
    """Per buurt the longest stretches of successive numbers that all lie in it."""
    done, current = [], {}
    for number, group in groupby(pairs, key=itemgetter(0)):
        here = {buurt for _, buurt in group}
        for buurt in current.keys() - here:
            done.append(as_reeks(current.pop(buurt), buurt))
        for buurt in here:
            current.setdefault(buurt, []).append(number)
    return done + [as_reeks(numbers, buurt) for buurt, numbers in current.items()]


def as_reeks(numbers, buurt):
    sides = {number % 2 for number in numbers}
    if len(numbers) == 1 or len(sides) == 2:
        return Reeks(numbers[0], numbers[-1], BEIDE, buurt)
    return Reeks(numbers[0], numbers[-1], ONEVEN if 1 in sides else EVEN, buurt)


class Huisnummers:
    """Millions of (key, house number, buurt) in eight bytes each, in any order and with duplicates.

    A key is a whole number under 2**32 that stands for a postcode or a street. Keys that share all but their lowest
    `shift` bits are sorted together: that many keep the extra memory of sorting small.
    """

    def __init__(self, shift):
        self.shift = shift
        self.buckets = defaultdict(lambda: array("Q"))

    def add(self, key, number, buurt):
        self.buckets[key >> self.shift].append(key << 32 | number << 15 | buurt)

    def groups(self):
        """Per key, in order: (key, its sorted (house number, buurt) pairs, each once)."""
        for bucket in sorted(self.buckets):
            key, pairs, last = None, [], None
            for packed in sorted(self.buckets[bucket]):
                if packed == last:
                    continue
                last = packed
                if packed >> 32 != key:
                    if pairs:
                        yield key, pairs
                    key, pairs = packed >> 32, []
                pairs.append((packed >> 15 & 0x1FFFF, packed & 0x7FFF))
            yield key, pairs
