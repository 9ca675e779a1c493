"""What waits in the teams that somebody leads, in counts, so that nothing rots (PRODUCT O14). Never per person.

Only for chief and deputy of a team; what is about the reader is neither counted nor listed.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from agenten.agenda import with_exceptions
from agenten.models import Afwezigheid, Spreekuur
from agenten.spreekuren import WEEKS_AHEAD, local_date, moments
from meldingen.escalatie import CHEF, WAITS
from meldingen.models import Melding, Overdracht, Verwijzing, VerwijzingStatus
from meldingen.models.zicht import not_about, not_restricted, sight_of
from meldingen.verwijzingen.te_laat import late as late_partner

MOST_LISTED = 100
ALLES, ELDERS = "open", "elders"
READY = Exists(Verwijzing.objects.filter(melding=OuterRef("pk"), status=VerwijzingStatus.KLAARGEZET))
REQUESTED = Exists(Overdracht.objects.filter(melding=OuterRef("pk"), stand=Overdracht.Stand.GEVRAAGD))


def partner_late(today):
    return Q(Exists(Verwijzing.objects.filter(late_partner(today), melding=OuterRef("pk"))))


def late(today):
    return ~WAITS & Q(antwoord_voor_datum__lt=today)


# By its name in the address: what it is called, and what of the open meldingen of the team stands in it on a day.
LISTS = {
    "gevaar": (_("Dringend en nog niet geopend"), lambda today: Q(is_dringend=True, geopend_op=None)),
    "zonder-eigenaar": (_("Zonder eigenaar"), lambda today: Q(eigenaar=None)),
    "te-laat": (_("Te laat"), late),
    "veel-te-laat": (_("Twee keer de termijn voorbij"), lambda today: late(today) & Q(escalatie__gte=CHEF)),
    "heropenverzoek": (_("Heropenverzoek"), lambda today: Q(status="heropenverzoek")),
    "klaargezet": (_("Klaargezet voor u"), lambda today: Q(READY)),
    "partners": (_("Partners te laat"), partner_late),
    "overdracht": (_("Overdracht zonder antwoord"), lambda today: Q(REQUESTED)),
}
NAMES = {name: label for name, (label, _condition) in LISTS.items()} | {ALLES: _("Alles open")}

# The wijken of the teams: which of its buurten have no officer, and who works in it.
WIJKEN = """
WITH area AS (
    SELECT DISTINCT b.code, b.naam, b.wijk_id
    FROM agenten_teamgebied g JOIN buurten_buurt b ON b.code = g.buurt_id AND b.is_actief
    WHERE g.basisteam_id = ANY(%(teams)s) AND g.van <= %(today)s AND (g.tot IS NULL OR g.tot >= %(today)s)
), worker AS (
    SELECT area.code, area.wijk_id, a.id FROM area
    JOIN agenten_werkgebied w ON (w.buurt_id = area.code OR w.wijk_id = area.wijk_id)
        AND w.van <= %(today)s AND (w.tot IS NULL OR w.tot >= %(today)s)
    JOIN agenten_wijkagent a ON a.id = w.wijkagent_id AND a.is_actief
)
SELECT k.code, k.naam,
    ARRAY(SELECT area.naam FROM area WHERE area.wijk_id = k.code
        AND NOT EXISTS (SELECT FROM worker WHERE worker.code = area.code) ORDER BY area.naam, area.code),
    ARRAY(SELECT DISTINCT worker.id FROM worker WHERE worker.wijk_id = k.code)
FROM buurten_wijk k WHERE k.code IN (SELECT wijk_id FROM area) ORDER BY k.naam, k.code
"""


class UnknownWijk(Exception):
    """The teams of the reader have no such wijk."""


@dataclass
class WijkStand:
    """A wijk of the team: vacant buurten (names), ids of its officers, meldingen open and too late."""

    code: str
    naam: str
    vacant: list[str] = field(default_factory=list)
    wijkagenten: list[int] = field(default_factory=list)
    open: int = 0
    laat: int = 0


@dataclass(frozen=True)
class Teamstand:
    """The page: (name, label, count) of each list, absences that nobody stands in for, and the wijken."""

    lijsten: list
    afwezig: list
    wijken: list
    zonder_spreekuur: list
    zonder_plaats: int

    @property
    def vacant(self):
        return [wijk for wijk in self.wijken if wijk.vacant]


def leads_of(user, now):
    """The Sight of a chief or deputy; None for everybody else, break-glass too: it leads no team."""
    sight = sight_of(user, now)
    return sight if sight and sight.leads else None


def meldingen_of(sight):
    """The open meldingen of the teams that somebody leads."""
    return Melding.objects.open().filter(not_about(sight), basisteam__in=sight.leads, uit_gebruik_op=None)


def stand_of(sight, now):
    """The Teamstand. Seven statements."""
    today = local_date(now)
    waiting = meldingen_of(sight)
    wanted = {name.replace("-", "_"): Count("pk", filter=condition(today)) for name, (_l, condition) in LISTS.items()}
    found = waiting.aggregate(**wanted)
    wijken = wijken_of(sight.leads, today)
    place = "buurt__wijk"
    per_wijk = waiting.values(place).annotate(open=Count("pk"), laat=Count("pk", filter=late(today))).order_by(place)
    per_wijk = {row[place]: row for row in per_wijk}
    for wijk in wijken:
        row = per_wijk.pop(wijk.code, None) or {"open": 0, "laat": 0}
        wijk.open, wijk.laat = row["open"], row["laat"]
    return Teamstand(
        [(name, label, found[name.replace("-", "_")]) for name, (label, _condition) in LISTS.items()],
        absent_without_stand_in(sight.leads, today),
        wijken,
        without_hours(wijken, now),
        sum(row["open"] for row in per_wijk.values()),
    )


def wijken_of(teams, today):
    with connection.cursor() as cursor:
        cursor.execute(WIJKEN, {"teams": teams, "today": today})
        return [WijkStand(*row) for row in cursor]


def absent_without_stand_in(teams, today):
    """Absences of today in these teams for which nobody, or somebody who is away or has left, stands in."""
    away = Afwezigheid.objects.on(today)
    there = Q(vervanger__is_actief=True, vervanger__medewerker__is_active=True)
    there &= ~Exists(away.filter(wijkagent=OuterRef("vervanger")))
    mine = away.filter(wijkagent__basisteam__in=teams, wijkagent__is_actief=True).exclude(there)
    return list(mine.select_related("wijkagent").order_by("tot", "pk"))


def without_hours(wijken, now):
    """Of the wijken those where no officer holds a spreekuur in the coming eight weeks."""
    today = local_date(now)
    until = today + timedelta(weeks=WEEKS_AHEAD)
    officers = {officer for wijk in wijken for officer in wijk.wijkagenten}
    hours = Spreekuur.objects.filter(wijkagent__in=officers, eerste_datum__lte=until)
    holding = {
        spreekuur.wijkagent_id for spreekuur in with_exceptions(hours).order_by("pk") if goes_on(spreekuur, now, until)
    }
    return [wijk for wijk in wijken if not holding & set(wijk.wijkagenten)]


def goes_on(spreekuur, now, until):
    absences = spreekuur.wijkagent.afwezigheden.all()
    found = moments(spreekuur, spreekuur.uitzonderingen.all(), local_date(now), until, absences)
    return any(moment.is_on and not moment.is_past(now) for moment in found)


def list_of(sight, name, now, wijk=""):
    """The first MOST_LISTED meldingen of a list, the most urgent first, and whether there are more.

    `wijk`: the code of a wijk of the teams, or ELDERS for what lies in none of them; any other raises UnknownWijk.
    Without title and story; of a restricted one (`is_smal`) a list shows category and date only.
    """
    today = local_date(now)
    condition = LISTS[name][1](today) if name in LISTS else Q()
    if wijk:
        condition &= in_wijk(wijk, [one.code for one in wijken_of(sight.leads, today)])
    rows = meldingen_of(sight).filter(condition).select_related("categorie", "buurt", "eigenaar")
    rows = rows.annotate(
        is_smal=Case(When(not_restricted(sight), then=False), default=True),
        is_laat=Case(When(late(today), then=True), default=False),
    )
    rows = rows.defer("titel", "verhaal", "plek", "antwoorden")
    found = list(rows.order_by(F("escalatie").desc(), "antwoord_voor_datum", "pk")[: MOST_LISTED + 1])
    return found[:MOST_LISTED], len(found) > MOST_LISTED


def in_wijk(wijk, codes):
    if wijk == ELDERS:
        return Q(buurt=None) | ~Q(buurt__wijk__in=codes)
    if wijk not in codes:
        raise UnknownWijk
    return Q(buurt__wijk=wijk)
