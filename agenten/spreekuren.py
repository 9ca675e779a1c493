"""When there is a spreekuur: dates worked out from a rule, its exceptions, public holidays and absences.

No database and no clock here: everything comes in. A rule is expanded in local time and only then given its UTC offset,
so that 19.00 stays 19.00 when summer time begins or ends.

What wins, from strong to weak:

1. an exception of that date: cancelled, moved, or "gaat toch door" (which also overrules a holiday and an absence);
2. a public holiday, unless the spreekuur is held on holidays too;
3. an absence of the officer: the hour does not go on. Who stands in takes over the work, not the hours in the diary,
   and a resident must not stand before a closed door. When a colleague does hold the hour, an editor says so with
   "gaat toch door" for that date.

An hour that was moved to a date on which the officer is away does not go on either.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.rrule import MONTHLY, rrule, weekday
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenten.models import Herhaling, Spreekuur, Uitzondering

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
GOOD_FRIDAY = "Goede vrijdag"
WEEKS_AHEAD = 8


class Status(StrEnum):
    GAAT_DOOR = "gaat_door"
    VERVALT = "vervalt"
    VERPLAATST = "verplaatst"
    FEESTDAG = "feestdag"


@dataclass(frozen=True, slots=True)
class Moment:
    """One date of a spreekuur as residents see it.

    A date that was moved gives two: the old one with status "verplaatst" and `nieuw`, and the one that goes on, with
    `oude_datum`. When only time or place changed there is only the latter, and both dates are the same.
    """

    spreekuur: Spreekuur
    datum: date
    begin: datetime
    eind: datetime
    plaats: str
    adres: str
    status: Status = Status.GAAT_DOOR
    reden: str = ""
    is_reden_getypt: bool = False
    oude_datum: date | None = None
    nieuw: "Moment | None" = None

    @property
    def is_on(self):
        return self.status == Status.GAAT_DOOR

    @property
    def regel_datum(self):
        """The date by the rule: with the kenmerk of the spreekuur it names this moment for good."""
        return self.oude_datum or self.datum

    def is_now(self, now):
        """Whether it is going on at this moment ("nu bezig")."""
        return self.is_on and self.begin <= now < self.eind

    def is_today(self, now):
        return self.datum == local_date(now)

    def is_past(self, now):
        return self.eind <= now


def moments(spreekuur, uitzonderingen, van, tot, afwezigheden=()):
    """All moments from `van` to `tot` (local dates, both included), cancelled ones too, in order of time.

    `uitzonderingen` are those of this spreekuur; an exception for a date that the rule does not give is left out.
    `afwezigheden` are those of its officer. One that was moved counts at its new date, also when the old one lies
    outside the period.
    """
    exceptions = {uitzondering.datum: uitzondering for uitzondering in uitzonderingen}
    days = set(rule_dates(spreekuur, van, tot))
    days.update(datum for datum, one in exceptions.items() if is_moved(one) and occurs_on(spreekuur, datum))
    return in_order(
        moment
        for day in days
        for moment in moments_of(spreekuur, day, exceptions.get(day), afwezigheden)
        if van <= moment.datum <= tot
    )


def in_order(found):
    return sorted(found, key=lambda moment: (moment.begin, moment.regel_datum))


def moment_on(spreekuur, uitzonderingen, datum, afwezigheden=()):
    """What became of the hour that the rule gives on a date; None when it gives none."""
    if not occurs_on(spreekuur, datum):
        return None
    exceptions = {uitzondering.datum: uitzondering for uitzondering in uitzonderingen}
    return moments_of(spreekuur, datum, exceptions.get(datum), afwezigheden)[-1]


def moments_of(spreekuur, datum, uitzondering, afwezigheden):
    """The moments that one date of the rule leads to: one, or two when it moved to another date."""
    moment = Moment(
        spreekuur,
        datum,
        at(datum, spreekuur.begin_tijd),
        at(datum, spreekuur.eind_tijd),
        spreekuur.plaats,
        spreekuur.adres,
    )
    if uitzondering is None:
        return [unless_closed(moment, afwezigheden)]
    moment = replace(moment, reden=uitzondering.reden, is_reden_getypt=True)
    if uitzondering.soort == Uitzondering.Soort.VERVALT:
        return [replace(moment, status=Status.VERVALT)]
    if uitzondering.soort == Uitzondering.Soort.GAAT_DOOR:
        return [moment]
    new = unless_away(moved(moment, uitzondering), afwezigheden)
    return [new] if new.datum == datum else [replace(moment, status=Status.VERPLAATST, nieuw=new), new]


def moved(moment, uitzondering):
    """The same hour at its new date, times and place; what the exception leaves empty stays as it was."""
    day = uitzondering.nieuwe_datum or moment.datum
    has_new_place = bool(uitzondering.nieuwe_plaats)
    return replace(
        moment,
        datum=day,
        begin=at(day, uitzondering.nieuwe_begin_tijd or moment.spreekuur.begin_tijd),
        eind=at(day, uitzondering.nieuwe_eind_tijd or moment.spreekuur.eind_tijd),
        plaats=uitzondering.nieuwe_plaats or moment.plaats,
        adres=uitzondering.nieuw_adres if has_new_place else uitzondering.nieuw_adres or moment.adres,
        oude_datum=moment.datum,
    )


def unless_closed(moment, afwezigheden):
    holiday = "" if moment.spreekuur.is_op_feestdag else holiday_name(moment.datum)
    if holiday:
        return replace(moment, status=Status.FEESTDAG, reden=holiday)
    return unless_away(moment, afwezigheden)


def unless_away(moment, afwezigheden):
    if any(away.van <= moment.datum <= away.tot for away in afwezigheden):
        reason = _("%(naam)s is er niet.") % {"naam": moment.spreekuur.wijkagent.korte_naam}
        return replace(moment, status=Status.VERVALT, reden=reason, is_reden_getypt=False)
    return moment


def ahead(found, now):
    """Of sorted moments: those that do not go on before the next real one, and that real one (or None)."""
    cancelled = []
    for moment in found:
        if moment.is_past(now):
            continue
        if moment.is_on:
            return cancelled, moment
        cancelled.append(moment)
    return cancelled, None


def rule_dates(spreekuur, van, tot):
    """The dates that the rule alone gives from `van` to `tot` (both included), in order."""
    first = spreekuur.eerste_datum
    start = max(van, first)
    end = min(tot, spreekuur.laatste_datum or tot)
    if spreekuur.herhaling == Herhaling.EENMALIG:
        return [first] if van <= first <= tot else []
    if start > end:
        return []
    if spreekuur.herhaling == Herhaling.WEKELIJKS:
        step = 7 * spreekuur.om_de_weken
        start += timedelta(days=-(start - first).days % step)
        return [start + timedelta(days=days) for days in range(0, (end - start).days + 1, step)]
    return [moment.date() for moment in rrule(MONTHLY, at(start), until=at(end), byweekday=weekdays(spreekuur))]


def weekdays(spreekuur):
    """The first, third or last Tuesday …: the weekday of the first date, as RFC 5545 BYDAY values."""
    return [weekday(spreekuur.eerste_datum.weekday(), week) for week in spreekuur.weken_van_maand]


def occurs_on(spreekuur, datum):
    return datum in rule_dates(spreekuur, datum, datum)


def is_moved(uitzondering):
    return uitzondering.soort == Uitzondering.Soort.VERPLAATST


def at(day, clock=time.min):
    """A moment in Dutch time."""
    return datetime.combine(day, clock, AMSTERDAM)


def local_date(now):
    return now.astimezone(AMSTERDAM).date()


def holiday_name(day):
    """The name of a Dutch public holiday in the language of the page, or "" on any other day.

    New Year's Day, Easter (both days), Koningsdag, Ascension Day, Pentecost (both days) and Christmas (both days), as
    the government lists them. Bevrijdingsdag (5 May) only once in five years (2025, 2030 …), the years in which it is
    a day off by custom. Goede Vrijdag is not on the government's list.
    Source: Algemene termijnenwet art. 3 and rijksoverheid.nl, "officiële feestdagen".
    """
    if day not in holidays_of(day.year, "nl"):  # nearly all days, and sooner known than the language
        return ""
    return holidays_of(day.year, "en_US" if get_language() == "en" else "nl")[day]


@lru_cache(maxsize=64)
def holidays_of(year, language):
    dutch = holidays.country_holidays("NL", years=year, language="nl")
    names = holidays.country_holidays("NL", years=year, language=language)
    return {day: names[day] for day, name in dutch.items() if name != GOOD_FRIDAY}
