"""Published figures as people read them: sentences, bars and CSV, from what was stored and nothing else (X11)."""

import csv
import io
import time
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenten.models import Basisteam
from meldingen.cijfers import BINNEN, Kwartaal, last_closed
from meldingen.kleine_groepen import ANDERS, summed
from meldingen.models import Kwartaalcijfers, Waardering

OUTCOMES = {
    "gekeken": _("We gingen kijken of praatten met mensen"),
    "opgelost": _("Het is opgelost"),
    "doorgegeven": _("We gaven het door, bijvoorbeeld aan de gemeente"),
    "onderzoek": _("Gebruikt in een onderzoek"),
    "beantwoord": _("We gaven antwoord of advies"),
    "niets": _("We konden er niets mee doen"),
    "bezig": _("We zijn nog bezig"),
    ANDERS: _("Iets anders"),
}
PROMISES = {
    BINNEN: _("Op tijd antwoord"),
    "te_laat": _("Te laat antwoord"),
    "open": _("Nog geen antwoord, en te laat"),
    "wacht": _("Nog geen antwoord, maar nog op tijd"),
    ANDERS: _("Niet op tijd, of nog geen antwoord"),
}
RATINGS = {**dict(Waardering.Antwoord.choices), ANDERS: _("Een ander antwoord")}
HEADER = (_("kwartaal"), _("basisteam"), _("cijfer"), _("groep"), _("waarde"))
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FEW = _("minder dan 5")


@dataclass(frozen=True, slots=True)
class Staaf:
    """One line of a division: its words, its size, and the size of the longest bar."""

    naam: str
    aantal: int
    meeste: int


@dataclass(frozen=True, eq=False)
class Blad:
    """The figures of one quarter; `cijfers` is {} when too few meldingen came in to tell anything."""

    kwartaal: Kwartaal
    cijfers: dict
    basisteam: Basisteam | None = None

    @property
    def maanden(self):
        """First and last month in words."""
        return {"van": date_format(self.kwartaal.begin, "F"), "tot": date_format(self.kwartaal.eind, "F")}

    @property
    def titel(self):
        return gettext("%(van)s tot en met %(tot)s %(jaar)s") % {**self.maanden, "jaar": self.kwartaal.begin.year}

    @property
    def aantal(self):
        return self.cijfers.get("aantal")

    @property
    def negentig(self):
        """Working days within which 90 % had an answer, on the same day counted as one; None when it is not told."""
        return at_least_one(self.cijfers.get("negentig"))

    @property
    def heropend(self):
        return self.cijfers.get("heropend")

    @property
    def is_bijna_alle_op_tijd(self):
        return "bijna_alle" in self.cijfers

    @cached_property
    def uitkomsten(self):
        return bars(self.cijfers.get("uitkomst", {}), OUTCOMES)

    @cached_property
    def beloftes(self):
        return bars(self.cijfers.get("belofte", {}), PROMISES)

    @cached_property
    def geholpen(self):
        return bars(self.cijfers.get("geholpen", {}), RATINGS)

    @property
    def op_tijd(self):
        """(number, percentage rounded down) of who had an answer in time; None when it is not told."""
        division = self.cijfers.get("belofte", {})
        if BINNEN not in division:
            return None
        return division[BINNEN], division[BINNEN] * 100 // sum(division.values())

    @property
    def meestal(self):
        """“Meestal binnen … werkdagen”: the median, and on the same day counts as one; None when it is not told."""
        return at_least_one(self.cijfers.get("mediaan"))


def at_least_one(days):
    return None if days is None else max(days, 1)


def bars(division, words):
    """The lines of a division, largest first and “anders” last; what is 0 is left out."""
    most = max(division.values(), default=0)
    lines = [(name == ANDERS, -size, name) for name, size in division.items() if size and name in words]
    return [Staaf(words[name], -size, most) for _rest, size, name in sorted(lines)]


def sheets_of(team, most):
    """The newest Bladen of a basisteam, at most `most`. One statement."""
    rows = Kwartaalcijfers.objects.filter(basisteam=team).newest_first()[:most]
    return [Blad(Kwartaal(row.begin), row.cijfers, team) for row in rows]


def country():
    """The newest quarter of all basisteams together: the sum of what each of them tells. (Blad, number of teams)."""
    newest = Kwartaalcijfers.objects.exclude(cijfers={}).newest_first().values("begin")[:1]
    rows = [row for row in Kwartaalcijfers.objects.filter(begin=newest).newest_first() if row.cijfers]
    if not rows:
        return None, 0
    total = {
        "aantal": sum(row.cijfers["aantal"] for row in rows),
        "uitkomst": summed(row.cijfers["uitkomst"] for row in rows),
    }
    return Blad(Kwartaal(rows[0].begin), total), len(rows)


known = {}


def recent(team):
    """The Blad of a basisteam (id) over the last closed quarter, or the one before until that is made; None without.

    This process remembers those of all teams for PUBLIC_MAX_AGE seconds, so that the page of a buurt asks nothing more.
    """
    if known.get("until", 0) <= time.monotonic():
        known.update(until=time.monotonic() + settings.PUBLIC_MAX_AGE, sheets=recent_sheets(timezone.now()))
    return known["sheets"].get(team)


def recent_sheets(now):
    since = last_closed(now).vorige.begin
    rows = Kwartaalcijfers.objects.filter(begin__gte=since).order_by("begin", "pk")
    found = {row.basisteam_id: Blad(Kwartaal(row.begin), row.cijfers) for row in rows}
    return {team: sheet for team, sheet in found.items() if sheet.cijfers}


def as_csv(rows):
    """All that is told in some Kwartaalcijfers (with their basisteam), a line for each number: for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        start = (str(Kwartaal(row.begin)), plain(row.basisteam.naam))
        writer.writerows((*start, *line) for line in told_lines(row.cijfers))
    return "\ufeff" + text.getvalue()


def told_lines(cijfers):
    """(figure, group, value); a team that tells nothing has one line."""
    if not cijfers:
        yield _("ontvangen"), "", gettext("minder dan 10")
        return
    yield _("ontvangen"), "", cijfers["aantal"]
    for name, label, words in (
        ("uitkomst", _("wat we deden"), OUTCOMES),
        ("belofte", _("belofte"), PROMISES),
        ("geholpen", _("geholpen"), RATINGS),
    ):
        division = cijfers.get(name, {})
        yield from ((label, words[group], division[group]) for group in words if group in division)
    if "bijna_alle" in cijfers:
        yield _("belofte"), PROMISES[ANDERS], FEW
    for name, label in (
        ("mediaan", _("werkdagen tot het antwoord: de helft binnen")),
        ("negentig", _("werkdagen tot het antwoord: 90 % binnen")),
        ("heropend", _("keer om heropening gevraagd")),
    ):
        if name in cijfers:
            yield label, "", cijfers[name]


def plain(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
