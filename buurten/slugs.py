"""The last part of an area's address: made of its name, unique where it must be, and stable while the name stays."""

from collections import Counter

from django.utils.text import slugify

RESERVED = {"gemeente": {"zoek", "suggesties", "locatie"}, "wijk": set(), "buurt": {"wijk"}}
SUFFIX = {"gemeente": 2, "wijk": 6, "buurt": 6}  # where the code becomes unique within its gemeente
LONGEST = 100


def candidates(level, area):
    """Possible slugs of an area in order of beauty: its name, with the end of its code, with its whole code."""
    code = area.code.lower()
    name = slugify(area.naam)[:LONGEST].strip("-")
    if not name:
        return [code, code, code]
    return [name, f"{name}-{code[SUFFIX[level] :]}", f"{name}-{code}"]


def keeps_slug(level, area):
    """Whether the present slug still fits the name."""
    return area.slug in candidates(level, area)


def assign_slugs(level, areas, taken):
    """Give each area of one gemeente (or each gemeente) its slug; `taken` are slugs of others, and grows.

    An area that shares its name with another one here, and an inactive one, gets the end of its code behind it.
    """
    shared = Counter(candidates(level, area)[0] for area in areas if area.is_actief)
    for area in areas:
        options = candidates(level, area)
        if not area.is_actief or shared[options[0]] > 1 or options[0] in RESERVED[level]:
            options = options[1:]
        area.slug = next(slug for slug in options if slug not in taken)
        taken.add(area.slug)
