"""When and where it happens, in what somebody may read of the last 12 months (O11); and own and team figures (O23).

A moment is one that the melder gave: a date, a part of the day, a line of the diary, or the time of receipt when it
happened just then. Streets are official names only, found in what the melder typed for the place; other words stay
secret. Figures are of the person who asks and of the teams together: nobody is compared with anybody.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Aggregate, Case, Count, DurationField, F, IntegerField, Q, When
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.translation import gettext_lazy as _

from agenten.models import Weekdag
from agenten.spreekuren import AMSTERDAM
from buurten.models import Straatreeks
from buurten.zoektekst import normalise
from meldingen.models import Dagdeel, Melding, Status, Voorval, Wanneer
from meldingen.models.zicht import charged, seen_by
from meldingen.postvak import IS_JUDGED, filters, late

YEAR = timedelta(days=365)
MOST_PLACES = 500  # of which the words are read; each costs a decryption
MOST_STREETS = 10
LEAST = 2  # one melding is no pattern
PARTS = {
    Dagdeel.NACHT: range(6),
    Dagdeel.OCHTEND: range(6, 12),
    Dagdeel.MIDDAG: range(12, 18),
    Dagdeel.AVOND: range(18, 24),
}
STREET = re.compile(r"[^0-9,;\n]*")


@dataclass(frozen=True, slots=True)
class Balk:
    """One line of a pattern: its name, how often, and how often the most frequent one."""

    naam: str
    aantal: int
    meeste: int


@dataclass(frozen=True, slots=True)
class Patronen:
    """What was found among `aantal` meldingen; a pattern without any moment is empty."""

    aantal: int
    dagdelen: list[Balk]
    weekdagen: list[Balk]
    uren: list[Balk]
    straten: list[Balk]


@dataclass(frozen=True, slots=True)
class Cijfer:
    """One figure: of the person, and of the teams; None when there is nothing to measure."""

    naam: str
    eigen: int | None
    team: int | None


class Median(Aggregate):
    function = "percentile_disc"
    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def within_a_year(lezer, *conditions):
    """What a Lezer may read, received in the last 12 months."""
    readable = IS_JUDGED | charged(lezer.sight)
    since = lezer.now - YEAR
    return Melding.objects.filter(seen_by(lezer.sight), readable, *conditions, ontvangen_op__gte=since)


def patterns(vraag, lezer):
    """The Patronen of what a Vraag filters on, for a Lezer. Four statements, however many meldingen."""
    found = within_a_year(lezer, filters(vraag, lezer))
    number, days, hours, parts = 0, Counter(), Counter(), Counter()
    for day, hour, part, size in [*own_moments(found), *diary_moments(found)]:
        number += size if part is not None else 0
        days[day] += size
        hours[hour] += size
        parts[part or part_of(hour)] += size
    return Patronen(
        number,
        in_order({part.value: part.label for part in PARTS}, parts),
        in_order({day + 1: label for day, label in Weekdag.choices}, days),
        in_order({hour: str(hour) for hour in range(24)}, hours),
        streets(found),
    )


def own_moments(found):
    """(weekday or None, hour or None, part of the day or "", number) of meldingen themselves."""
    is_now = Q(wanneer=Wanneer.NU)
    return (
        found.annotate(
            dag=Case(
                When(is_now, then=ExtractIsoWeekDay("ontvangen_op", tzinfo=AMSTERDAM)),
                default=ExtractIsoWeekDay("gebeurd_datum"), output_field=IntegerField(),
            ),
            uur=Case(When(is_now, then=ExtractHour("ontvangen_op", tzinfo=AMSTERDAM)), output_field=IntegerField()),
        )
        .order_by()
        .values_list("dag", "uur", "dagdeel")
        .annotate(aantal=Count("pk"))
    )  # fmt: skip


def diary_moments(found):
    """The same of lines of their diaries, with None for the part of the day."""
    lines = Voorval.objects.filter(melding__in=found.order_by().values("pk")).order_by()
    rows = lines.values_list(ExtractIsoWeekDay("datum"), ExtractHour("tijd")).annotate(aantal=Count("pk"))
    return [(day, hour, None, size) for day, hour, size in rows]


def part_of(hour):
    return next((part.value for part, hours in PARTS.items() if hour in hours), None)


def in_order(names, sizes):
    """A Balk for each name, also without any; [] when there is none at all."""
    most = max((sizes[key] for key in names), default=0)
    return [Balk(str(name), sizes[key], most) for key, name in names.items()] if most else []


def streets(found):
    """The streets that are named most, by the newest MOST_PLACES meldingen; the same name in two buurten is one."""
    newest = found.filter(buurt__isnull=False).order_by("-ontvangen_op", "-pk")
    typed = [(buurt, street_of(plek)) for buurt, plek in newest.values_list("buurt", "plek")[:MOST_PLACES] if plek]
    rows = Straatreeks.objects.filter(buurt__in={buurt for buurt, _words in typed}).order_by()
    official = {(buurt, normalise(naam)): naam for buurt, naam in rows.values_list("buurt", "straat__naam").distinct()}
    sizes = Counter(official[place] for place in typed if place in official)
    common = [(naam, size) for naam, size in sorted(sizes.items(), key=lambda one: (-one[1], one[0])) if size >= LEAST]
    return [Balk(naam, size, common[0][1]) for naam, size in common[:MOST_STREETS]]


def street_of(plek):
    """“Lindelaan” of “Lindelaan 12, bij de school”, as names are compared."""
    return normalise(STREET.match(plek).group())


def figures(lezer):
    """The Cijfers of the person who asks and of the own teams, over what that person sees of 12 months. One statement.

    “Binnengekomen” and so on are of meldingen received in that time; days are those of the calendar.
    """
    sight = lezer.sight
    whose = {"eigen": Q(eigenaar=lezer.user), "team": Q(basisteam__in={*sight.teams, *sight.leads})}
    is_open = Q(status__in=Status.opened())
    counted = {
        "ontvangen": (_("Binnengekomen"), Q()),
        "afgerond": (_("Afgerond"), Q(status__in=[Status.AFGEHANDELD, Status.AFGEWEZEN])),
        "open": (_("Open"), is_open),
        "laat": (_("Open en te laat"), is_open & late(lezer)),
        "heropend": (_("Opnieuw bekeken op verzoek"), Q(heropeningen__gt=0)),
    }
    wanted = {
        f"{who}_{name}": Count("pk", filter=one & q) for who, one in whose.items() for name, (_n, q) in counted.items()
    }
    waited = F("eerste_antwoord_op") - F("ontvangen_op")
    answered = Q(eerste_antwoord_op__isnull=False)
    wanted |= {f"{who}_dagen": Median(waited, filter=one & answered) for who, one in whose.items()}
    found = within_a_year(lezer).filter(whose["eigen"] | whose["team"]).aggregate(**wanted)
    rows = [Cijfer(label, found[f"eigen_{name}"], found[f"team_{name}"]) for name, (label, _q) in counted.items()]
    days = {who: None if found[f"{who}_dagen"] is None else found[f"{who}_dagen"].days + 1 for who in whose}
    return [*rows, Cijfer(_("De helft had antwoord binnen zoveel dagen"), days["eigen"], days["team"])]
