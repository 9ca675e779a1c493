"""Hide small groups of a whole, so that nobody finds their size: not directly, not by subtracting (PRODUCT R20).

A whole of meldingen is divided into groups. A group of 1 to 4 is never told. It goes into “anders”, together with
everything that is smaller and with the smallest group that is large enough: so one member of “anders” is always 5 or
more, and because the rule treats all groups alike nobody can say which. What is told of a sum over several wholes (a
country) is only the sum of what was told of each, so there is nothing to subtract.
"""

LEAST = 5
ANDERS = "anders"


def without_small(counts, apart=()):
    """{name: size} of a division without what is small, and `anders` for the rest; the sum stays the same.

    Groups in `apart` are always in `anders`: give none, or two or more.
    """
    own = {name: size for name, size in counts.items() if name not in apart}
    rest = sum(counts[name] for name in apart)
    shown = own
    if is_small(rest) or any(map(is_small, own.values())):
        smallest = min((size for size in own.values() if size >= LEAST), default=0)
        shown = {name: size for name, size in own.items() if size > max(smallest, LEAST - 1)}
    return {**shown, ANDERS: sum(counts.values()) - sum(shown.values())}


def is_small(size):
    return 0 < size < LEAST


def is_told(part, whole):
    """Whether a part may be told beside its whole: neither it nor what is left is small."""
    return not is_small(part) and not is_small(whole - part)


def summed(divisions):
    """The sum of several divisions as they were told; what one of them hides stays in `anders`."""
    total = {}
    for division in divisions:
        for name, size in division.items():
            total[name] = total.get(name, 0) + size
    return total
