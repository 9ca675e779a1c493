"""Which basisteam answers for which buurten, given for many at once; and following areas that CBS replaced.

At most one basisteam per buurt and date: a constraint of the database is the last guard, the functions here say in
advance what stands in the way.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agenten.models import Teamgebied, Werkgebied
from buurten.models import Buurt, Wijk

CODE = re.compile(r"(GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4})")
DAY = timedelta(days=1)


class Conflict(Exception):
    """Buurten that already have another basisteam in the period: `rows` holds those Teamgebied rows."""

    def __init__(self, rows):
        super().__init__(f"{len(rows)} buurten have another basisteam")
        self.rows = rows


@dataclass
class Given:
    """What changed: rows made, rows of other teams that were ended, and buurten that the team had already."""

    new: list = field(default_factory=list)
    ended: list = field(default_factory=list)
    same: int = 0


def level(code):
    """0 for a gemeente, 1 for a wijk, 2 for a buurt; None when the text is no CBS code."""
    return ("GM", "WK", "BU").index(code[:2]) if CODE.fullmatch(code) else None


def buurten_of(code):
    """Active buurten of a CBS code of a gemeente, wijk or buurt, in order of code; empty when there are none."""
    if level(code) is None:
        return Buurt.objects.none()
    column = ("gemeente", "wijk", "pk")[level(code)]
    return Buurt.objects.active().filter(**{column: code}).order_by("pk")


def overlapping(buurten, van, tot=None):
    """Teamgebied rows of these buurten that share a day with the period van..tot (both included; None is no end)."""
    found = Teamgebied.objects.filter(Q(tot__isnull=True) | Q(tot__gte=van), buurt__in=buurten)
    return found.filter(van__lte=tot) if tot else found


@transaction.atomic
def give(basisteam, buurten, *, van, tot=None, end_others=False):
    """Let a basisteam answer for buurten from van to tot (both included). Gives Given; doing it twice changes nothing.

    A buurt that the team has for the whole period is left as it is; a row of the team that begins or ends inside the
    period is drawn out. With end_others the row of another team ends on the day before van, unless it begins later.
    Raises Conflict, and changes nothing, when another team stands in the way.
    """
    buurten = list(buurten)
    given = Given()
    rows = list(overlapping(buurten, van, tot).select_for_update(of=("self",)).select_related("buurt", "basisteam"))
    others = [row for row in rows if row.basisteam_id != basisteam.pk]
    blocked = [row for row in others if not end_others or row.van >= van]
    if blocked:
        raise Conflict(sorted(blocked, key=lambda row: row.buurt_id))
    for row in others:
        row.tot = van - DAY
        given.ended.append(row)
    Teamgebied.objects.bulk_update(given.ended, ["tot"])
    own = {row.buurt_id: [] for row in rows}
    for row in rows:
        if row.basisteam_id == basisteam.pk:
            own[row.buurt_id].append(row)
    for buurt in buurten:
        if any(covers(row, van, tot) for row in own.get(buurt.pk, [])):
            given.same += 1
        else:
            given.new.append(draw_out(basisteam, buurt, own.get(buurt.pk, []), van, tot))
    Teamgebied.objects.bulk_create(given.new)
    return given


def covers(row, van, tot):
    return row.van <= van and (row.tot is None or (tot is not None and row.tot >= tot))


def draw_out(basisteam, buurt, rows, van, tot):
    """One row for the whole period instead of the team's own rows in it."""
    van = min([van, *(row.van for row in rows)])
    ends = [tot, *(row.tot for row in rows)]
    Teamgebied.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return Teamgebied(basisteam=basisteam, buurt=buurt, van=van, tot=None if None in ends else max(ends))


@transaction.atomic
def follow_opvolgers(day=None):
    """Move what holds on or after a date (default today) from inactive areas to their successors.

    Rows that began earlier end on the day before, so the past stays true; the successor gets a row of its own. Gives a
    Counter: werkgebied and teamgebied (rows moved), zonder_opvolger (left: CBS named no successor that is in use),
    conflict (left: the successor has another basisteam). A second run moves nothing.
    """
    day = day or timezone.localdate()
    told = Counter()
    successors = successors_of(Buurt) | successors_of(Wijk)
    current = Q(tot__isnull=True) | Q(tot__gte=day)
    areas = Werkgebied.objects.filter(current, Q(buurt__is_actief=False) | Q(wijk__is_actief=False))
    for row in areas.order_by("pk"):
        told[move_werkgebied(row, successors, day)] += 1
    for row in Teamgebied.objects.filter(current, buurt__is_actief=False).select_related("basisteam").order_by("pk"):
        told[move_teamgebied(row, successors, day)] += 1
    return told


def successors_of(model):
    """From the code of each inactive area to the active one at the end of its chain of successors."""
    chain = dict(model.objects.filter(is_actief=False).values_list("pk", "opvolger"))
    found = {}
    for code in chain:
        seen, at = set(), code
        while at in chain and at not in seen:
            seen.add(at)
            at = chain[at]
        if at and at not in chain:
            found[code] = at
    return found


def move_werkgebied(row, successors, day):
    """Gives the word under which the row is counted."""
    name = "buurt" if row.buurt_id else "wijk"
    successor = successors.get(getattr(row, f"{name}_id"))
    if successor is None:
        return "zonder_opvolger"
    start, tot = max(row.van, day), row.tot
    there = Werkgebied.objects.filter(**{name: successor}, wijkagent=row.wijkagent_id)
    if not any(covers(other, start, tot) for other in there):
        Werkgebied.objects.create(**{f"{name}_id": successor}, wijkagent_id=row.wijkagent_id, van=start, tot=tot)
    end_before(row, day)
    return "werkgebied"


def move_teamgebied(row, successors, day):
    """Gives the word under which the row is counted."""
    successor = successors.get(row.buurt_id)
    if successor is None:
        return "zonder_opvolger"
    try:
        give(row.basisteam, Buurt.objects.filter(pk=successor), van=max(row.van, day), tot=row.tot)
    except Conflict:
        return "conflict"
    end_before(row, day)
    return "teamgebied"


def end_before(row, day):
    if row.van < day:
        row.tot = day - DAY
        row.save(update_fields=["tot"])
    else:
        row.delete()
