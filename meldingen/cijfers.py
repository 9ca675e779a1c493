"""Figures of a closed quarter and a basisteam: counted once, with small groups hidden, and kept as they are (R20, X11).

Only what may be told is stored (kleine_groepen.py). The three divisions of the same meldingen are independent: what was
done is as it is when the figures are made, the answers are as they were on the last day of the quarter, and either can
go with any other. A median or 90 % is told only when at least LEAST meldingen may lie beyond it. Never per officer.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil

from django.db.models.functions import Coalesce
from django.utils import timezone

from agenten.models import Basisteam
from agenten.spreekuren import AMSTERDAM, local_date
from meldingen.inzending import THREATENING
from meldingen.kleine_groepen import ANDERS, LEAST, is_small, is_told, without_small
from meldingen.models import (
    Afwijsreden,
    Categorie,
    Groep,
    JaNee,
    Kwartaalcijfers,
    Melding,
    Status,
    Uitkomst,
    Waardering,
)
from meldingen.werkdagen import add_working_days, working_days_between

ENOUGH = 10  # with fewer meldingen, or answers, nothing is told
SETTLE = timedelta(days=3)  # after the last day of a quarter, so that it shows what was done with its last meldingen
NOT_COUNTED = (Afwijsreden.SPAM, Afwijsreden.MISBRUIK)

BEPERKT, INGETROKKEN, AFGEWEZEN, BEZIG = "beperkt", "ingetrokken", "afgewezen", "bezig"
APART = (BEPERKT, INGETROKKEN, AFGEWEZEN)  # counted in the total only
GEDAAN = {
    Uitkomst.AANGESPROKEN: "gekeken",
    Uitkomst.TOEZICHT: "gekeken",
    Uitkomst.OPGELOST: "opgelost",
    Uitkomst.OVERGEDRAGEN: "doorgegeven",
    Uitkomst.INFORMATIE_GEBRUIKT: "onderzoek",
    Uitkomst.ADVIES: "beantwoord",
    Uitkomst.GEEN_ACTIE: "niets",
    Uitkomst.NIET_VOOR_POLITIE: "niets",
    Uitkomst.ONVOLDOENDE_INFORMATIE: "niets",
}
UITKOMSTEN = (*dict.fromkeys(GEDAAN.values()), BEZIG)
BINNEN, TE_LAAT, OPEN, WACHT = BELOFTES = ("binnen", "te_laat", "open", "wacht")
HEROPEND, NIET_HEROPEND = "heropend", "niet_heropend"
WANTED = (
    *("ontvangen_op", "is_beperkt", "categorie_id", "groep_id", "categorie__groep_id", "categorie__is_beperkt"),
    *("categorie__termijn", "groep__onbekend_termijn", "gevaar", "is_over_wijkagent", "beloofd_datum"),
    *("heropeningen", "eerste_antwoord_op", "ingetrokken_op", "afgesloten_op", "leidend__eerste_antwoord_op"),
    *("werkelijke_status", "werkelijke_uitkomst", "waardering__antwoord"),
)


@dataclass(frozen=True, slots=True)
class Kwartaal:
    """Three months; `begin` is their first day."""

    begin: date

    @classmethod
    def of(cls, day):
        return cls(date(day.year, (day.month - 1) // 3 * 3 + 1, 1))

    @property
    def nummer(self):
        return (self.begin.month - 1) // 3 + 1

    @property
    def eind(self):
        """The last day."""
        return (self.begin + timedelta(days=95)).replace(day=1) - timedelta(days=1)

    @property
    def vorige(self):
        return Kwartaal.of(self.begin - timedelta(days=1))

    def back(self, number):
        """The quarter so many quarters before this one."""
        return self.vorige.back(number - 1) if number else self

    @property
    def moments(self):
        """From (included) and until (not included), in Amsterdam."""
        days = self.begin, self.eind + timedelta(days=1)
        return tuple(datetime.combine(day, time.min, AMSTERDAM) for day in days)

    def __str__(self):
        return f"{self.begin.year}-{self.nummer}"


@dataclass
class Telling:
    """What was counted of one team: never stored, never shown. `dagen`: working days to an answer, or waited so far."""

    uitkomst: Counter = field(default_factory=Counter)
    belofte: Counter = field(default_factory=Counter)
    geholpen: Counter = field(default_factory=Counter)
    dagen: list[int] = field(default_factory=list)
    heropend: int = 0

    @property
    def aantal(self):
        return len(self.dagen)


def last_closed(now=None):
    """The Kwartaal that ended last."""
    return Kwartaal.of(local_date(now or timezone.now())).vorige


def freeze(kwartaal=None, now=None):
    """Count and keep a quarter for every basisteam that has no figures of it yet; the number of teams.

    Without a quarter: the last one, once SETTLE has passed since its end. Raises ValueError for one that goes on.
    """
    now = now or timezone.now()
    if kwartaal is None:
        kwartaal = last_closed(now)
        if local_date(now) <= kwartaal.eind + SETTLE:
            return 0
    if kwartaal.eind >= local_date(now):
        raise ValueError(f"Quarter {kwartaal} is not over yet.")
    known = Kwartaalcijfers.objects.filter(begin=kwartaal.begin).values("basisteam")
    teams = Basisteam.objects.exclude(pk__in=known).order_by("pk").values_list("pk", flat=True)
    for team in teams:
        keep(team, kwartaal, count(team, kwartaal, restricted_groups()), now)
    return len(teams)


def keep(team, kwartaal, telling, now):
    """Store what may be told of a count. Somebody else may have been first: that stays."""
    row = Kwartaalcijfers(basisteam_id=team, begin=kwartaal.begin, cijfers=told(telling), vastgesteld_op=now)
    Kwartaalcijfers.objects.bulk_create([row], ignore_conflicts=True)


def told(telling):
    """What may be told of a count, as it is stored; {} under ENOUGH meldingen. What is not told is left out."""
    if telling.aantal < ENOUGH:
        return {}
    outcomes = {name: telling.uitkomst[name] for name in (*UITKOMSTEN, *APART)}
    rated = sum(telling.geholpen.values())
    cijfers = {"aantal": telling.aantal, "uitkomst": without_small(outcomes, APART), **told_promise(telling)}
    if is_told(telling.heropend, telling.aantal):
        cijfers["heropend"] = telling.heropend
    if rated >= ENOUGH and is_told(rated, telling.aantal):
        cijfers["geholpen"] = without_small({name: telling.geholpen[name] for name in Waardering.Antwoord.values})
    return cijfers


def told_promise(telling):
    """How the promise was kept, and the days it took: {} when hardly any answer came in time.

    `belofte` says how many had an answer in time, and divides the others only when no part of them is small. When all
    but a few had one, `bijna_alle` is all that is said. Whether there are enough answers for `told_days` must follow
    from what is told: otherwise it would tell more.
    """
    others = {name: telling.belofte[name] for name in BELOFTES if name != BINNEN}
    in_time, rest = telling.belofte[BINNEN], sum(others.values())
    if is_small(in_time):
        return {}
    if is_small(rest):
        return {"bijna_alle": True, **(told_days(telling.dagen) if telling.aantal >= ENOUGH + LEAST else {})}
    divided = {ANDERS: rest} if any(map(is_small, others.values())) else others
    has_enough = in_time + divided.get(TE_LAAT, 0) >= ENOUGH
    return {"belofte": {BINNEN: in_time, **divided}, **(told_days(telling.dagen) if has_enough else {})}


def told_days(days):
    """The median and the 90 %, in working days (nearest rank), each when at least LEAST meldingen may lie beyond it."""
    days = sorted(days)
    ranks = {"mediaan": ceil(len(days) / 2), "negentig": ceil(len(days) * 9 / 10)}
    return {name: days[rank - 1] for name, rank in ranks.items() if len(days) - rank >= LEAST}


def restricted_groups():
    return set(Groep.objects.filter(is_onbekend_beperkt=True).values_list("slug", flat=True))


def count(team, kwartaal, restricted):
    """The Telling of a team (id) in a quarter. `restricted`: groups whose “Weet ik niet” is restricted."""
    begin, end = kwartaal.moments
    rows = (
        Melding.objects.filter(basisteam=team, ontvangen_op__gte=begin, ontvangen_op__lt=end)
        .exclude(afwijsreden__in=NOT_COUNTED)
        .annotate(
            werkelijke_status=Coalesce("leidend__status", "status"),
            werkelijke_uitkomst=Coalesce("leidend__uitkomst", "uitkomst"),
        )
        .order_by("pk")
        .values_list(*WANTED, named=True)
    )
    telling = Telling()
    for row in rows.iterator(chunk_size=2_000):
        add(telling, row, kwartaal.eind, restricted)
    return telling


def add(telling, row, last, restricted):
    """Count one melding; `last` is the last day of its quarter."""
    received, answered = local_date(row.ontvangen_op), answered_on(row)
    answered = answered if answered and answered <= last else None
    telling.uitkomst[outcome_of(row, restricted)] += 1
    telling.belofte[kept(promised_on(row, received), answered, last)] += 1
    telling.dagen.append(working_days_between(received, answered or last))
    telling.heropend += row.heropeningen > 0
    if row.waardering__antwoord:
        telling.geholpen[row.waardering__antwoord] += 1


def outcome_of(row, restricted):
    """Which line of “wat we deden” a melding belongs to; one that was merged to that of its lead."""
    if row.is_beperkt or row.categorie__is_beperkt or (is_unknown(row) and row.groep_id in restricted):
        return BEPERKT
    ended = {Status.INGETROKKEN: INGETROKKEN, Status.AFGEWEZEN: AFGEWEZEN}
    done = GEDAAN.get(row.werkelijke_uitkomst, BEZIG) if row.werkelijke_status == Status.AFGEHANDELD else BEZIG
    return ended.get(row.werkelijke_status, done)


def is_unknown(row):
    """Whether the resident chose “Weet ik niet” in a group."""
    return row.categorie_id == Categorie.OVERIG and row.groep_id != row.categorie__groep_id


def answered_on(row):
    """The day on which somebody answered, or on which no answer was needed any more; None as long as one is."""
    lead = row.leidend__eerste_antwoord_op
    moments = (row.eerste_antwoord_op, lead and max(lead, row.ontvangen_op), row.ingetrokken_op, row.afgesloten_op)
    return min((local_date(moment) for moment in moments if moment), default=None)


def promised_on(row, received):
    """The day promised for the first answer: kept at the melding until then, afterwards by the term of its subject."""
    term = row.groep__onbekend_termijn if is_unknown(row) else row.categorie__termijn
    is_threat = row.is_beperkt and row.categorie_id in THREATENING and not row.is_over_wijkagent
    day = add_working_days(received, 1 if row.gevaar == JaNee.JA or is_threat else term)
    return day if row.eerste_antwoord_op else min(day, row.beloofd_datum)


def kept(promised, answered, last):
    """Answered BINNEN the promise or TE_LAAT; or on the last day still OPEN past it, or the day may yet come: WACHT."""
    if answered:
        return BINNEN if answered <= promised else TE_LAAT
    return OPEN if promised < last else WACHT
