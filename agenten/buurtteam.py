"""Who answers for a place: the officers with everything a page shows of them, and their basisteam.

One statement, however many officers and hours there are: rows come along as JSON and become unsaved model instances.
It is written as SQL because building the same question from querysets cost forty times as much time of the processor
(9 ms against 0.2) on the page that is asked for most.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from django.db import models
from django.urls import reverse

from agenten.accounts import profile_url
from agenten.models import (
    Afwezigheid,
    Basisteam,
    Bureau,
    Netwerk,
    Spreekuur,
    Taak,
    Taal,
    Uitzondering,
    Weekdag,
    Wijkagent,
)
from agenten.spreekuren import WEEKS_AHEAD, Moment, ahead, in_order, local_date, moments
from buurten.gepland import fetch_row
from buurten.models import Buurt

# An hour can be moved this far ahead, and its old date must still be known then.
LOOK_BACK = timedelta(days=90)
SAME_IN_JSON = (models.BooleanField, models.CharField, models.ForeignKey, models.IntegerField, models.TextField)

AGENTEN = """
SELECT json_agg(json_build_object(
    'wijkagent', a,
    'foto', f.kenmerk,
    'basisteam', t,
    'bureau', b,
    'gebied', (
        SELECT json_agg(coalesce(w.buurt_id, w.wijk_id)) FROM agenten_werkgebied w
        WHERE w.wijkagent_id = a.id AND w.van <= %(today)s AND (w.tot IS NULL OR w.tot >= %(today)s)),
    'accounts', (
        SELECT json_agg(c ORDER BY c.netwerk) FROM agenten_account c WHERE c.wijkagent_id = a.id),
    'afwezigheden', (
        SELECT json_agg(json_build_object('rij', z, 'vervanger', v, 'foto', vf.kenmerk) ORDER BY z.van)
        FROM agenten_afwezigheid z
        LEFT JOIN agenten_wijkagent v ON v.id = z.vervanger_id AND v.is_actief AND NOT EXISTS (
            SELECT FROM agenten_afwezigheid o WHERE o.wijkagent_id = v.id AND %(today)s BETWEEN o.van AND o.tot)
        LEFT JOIN agenten_foto vf ON vf.wijkagent_id = v.id
        WHERE z.wijkagent_id = a.id AND z.tot >= %(since)s),
    'spreekuren', (
        SELECT json_agg(json_build_object('rij', s, 'uitzonderingen', (
            SELECT json_agg(u) FROM agenten_uitzondering u WHERE u.spreekuur_id = s.id AND u.datum >= %(since)s
        )) ORDER BY s.id)
        FROM agenten_spreekuur s
        WHERE s.wijkagent_id = a.id AND (s.laatste_datum IS NULL OR s.laatste_datum >= %(since)s))))
FROM agenten_wijkagent a
LEFT JOIN agenten_foto f ON f.wijkagent_id = a.id
LEFT JOIN agenten_basisteam t ON t.id = a.basisteam_id
LEFT JOIN agenten_bureau b ON b.id = t.bureau_id
WHERE a.is_actief AND a.id """

OF_ONE = AGENTEN + "= %(wijkagent)s"

OF_AREAS = (
    "SELECT ("  # noqa: S608 - both parts are constants; what comes in is a parameter
    + AGENTEN
    + """IN (
        SELECT w.wijkagent_id FROM agenten_werkgebied w
        WHERE (w.buurt_id = ANY(%(buurten)s) OR w.wijk_id = %(wijk)s)
        AND w.van <= %(today)s AND (w.tot IS NULL OR w.tot >= %(today)s))
), (
    SELECT json_agg(json_build_object('basisteam', t, 'bureau', b) ORDER BY t.naam, t.id)
    FROM agenten_basisteam t
    LEFT JOIN agenten_bureau b ON b.id = t.bureau_id
    WHERE t.id IN (
        SELECT g.basisteam_id FROM agenten_teamgebied g
        WHERE g.buurt_id = ANY(%(buurten)s) AND g.van <= %(today)s AND (g.tot IS NULL OR g.tot >= %(today)s))
)"""
)


@dataclass(slots=True)
class Persoon:
    """An officer as anybody may see them: the public name, and the address of a photo (or "": show the initials)."""

    naam: str
    korte_naam: str
    initialen: str
    pad: str
    foto: str = ""


@dataclass(slots=True)
class Afwezig:
    """Away today, up to and including `tot`; who stands in, when there is one who is not away too."""

    van: date
    tot: date
    vervanger: Persoon | None = None


@dataclass(slots=True)
class Profiel:
    """A social account: name of the network, handle, and the https address that we made of them."""

    netwerk: str
    naam: str
    url: str


@dataclass(slots=True)
class Rooster:
    """A spreekuur with its exceptions: what calendars are made of."""

    spreekuur: Spreekuur
    uitzonderingen: list[Uitzondering]


@dataclass(slots=True)
class Agent:
    """One officer with the hours of the coming weeks.

    `momenten`: all of them from today, in order. `volgende`: the next one that goes on (or goes on now), None when
    there is none. `gaat_niet_door`: those before it that do not. `buurten`: codes of buurten; `is_hele_wijk`: works in
    all of the wijk that was asked for.
    """

    wijkagent: Wijkagent
    persoon: Persoon
    taken: list[str]
    talen: list[str]
    werkdagen: list[str]
    profielen: list[Profiel]
    afwezig: Afwezig | None
    afwezigheden: list[Afwezigheid]
    roosters: list[Rooster]
    buurten: set[str]
    is_hele_wijk: bool = False
    momenten: list[Moment] = field(default_factory=list)
    gaat_niet_door: list[Moment] = field(default_factory=list)
    volgende: Moment | None = None

    @property
    def sinds_datum(self):
        return self.wijkagent.sinds_datum

    @property
    def order(self):
        """The one with the first spreekuur comes first, then who is there longest."""
        first = self.volgende.begin.timestamp() if self.volgende else float("inf")
        return first, self.sinds_datum or date.max, self.wijkagent.pk


@dataclass(slots=True)
class Buurtteam:
    """Officers in the order of the page; the basisteams of the place (for a buurt at most one).

    No officers but a team: a vacancy. Neither: the page falls back on 0900-8844 and the municipality.
    """

    now: datetime
    agenten: list[Agent]
    basisteams: list[Basisteam]

    @property
    def basisteam(self):
        """With its `bureau`, which may be None."""
        return self.basisteams[0] if self.basisteams else None

    @property
    def is_vacature(self):
        return not self.agenten and bool(self.basisteams)

    @property
    def volgende(self):
        """The first spreekuur of anybody."""
        return self.agenten[0].volgende if self.agenten else None


def team_of(buurt, now):
    """The Buurtteam of a buurt at a moment: its own officers and those of its whole wijk. One statement."""
    return team_for([buurt.pk], buurt.wijk_id, now)


def team_of_wijk(wijk, now):
    """The Buurtteam of a wijk: everybody who works in all of it or in one of its buurten. Two statements."""
    return team_for(list(Buurt.objects.filter(wijk=wijk).values_list("pk", flat=True)), wijk.pk, now)


def team_for(buurten, wijk, now):
    """Codes of buurten and of the wijk around them."""
    agents, teams = ask(OF_AREAS, now, buurten=buurten, wijk=wijk)
    agenten = sorted((as_agent(row, now, wijk) for row in agents or []), key=lambda agent: agent.order)
    basisteams = [as_basisteam(row) for row in teams or []]
    if not basisteams:
        own = {agent.wijkagent.basisteam_id: agent.wijkagent.basisteam for agent in agenten}
        basisteams = [team for team in own.values() if team]
    return Buurtteam(now, agenten, basisteams)


def agent_of(wijkagent, now):
    """The Agent of an active officer, whatever the area. One statement."""
    (rows,) = ask(OF_ONE, now, wijkagent=wijkagent.pk)
    return as_agent(rows[0], now)


def coming(team):
    """Pairs (agent, moment) of a Buurtteam in order of time, cancelled ones too, without what is over."""
    pairs = [(agent, moment) for agent in team.agenten for moment in agent.momenten if not moment.is_past(team.now)]
    return sorted(pairs, key=lambda pair: (pair[1].begin, pair[0].wijkagent.pk))


def ask(sql, now, **params):
    today = local_date(now)
    params |= {"today": today, "since": today - LOOK_BACK}
    return fetch_row(sql, params)


def as_agent(row, now, wijk=None):
    today = local_date(now)
    wijkagent = read(Wijkagent, row["wijkagent"])
    wijkagent.basisteam = as_basisteam(row)
    absences = row["afwezigheden"] or []
    agent = Agent(
        wijkagent=wijkagent,
        persoon=as_persoon(wijkagent, row["foto"]),
        taken=labels(Taak, wijkagent.taken),
        talen=labels(Taal, wijkagent.talen),
        werkdagen=labels(Weekdag, sorted(wijkagent.werkdagen)),
        profielen=[profile for profile in map(as_profiel, row["accounts"] or []) if profile.url],
        afwezig=next((away for away in map(as_afwezig, absences) if away.van <= today <= away.tot), None),
        afwezigheden=[read(Afwezigheid, absence["rij"]) for absence in absences],
        roosters=[as_rooster(hours, wijkagent) for hours in row["spreekuren"] or []],
        buurten=set(row["gebied"] or []) - {wijk},
        is_hele_wijk=wijk in (row["gebied"] or []),
    )
    agent.momenten = moments_between(agent, today, today + timedelta(weeks=WEEKS_AHEAD))
    agent.gaat_niet_door, agent.volgende = ahead(agent.momenten, now)
    return agent


def moments_between(agent, van, tot):
    """All moments of all hours of an officer, in order."""
    return in_order(
        moment
        for rooster in agent.roosters
        for moment in moments(rooster.spreekuur, rooster.uitzonderingen, van, tot, agent.afwezigheden)
    )


def read(model, row):
    """An instance of a model from a row as JSON."""
    return model(*[to_python(row[name]) if to_python else row[name] for name, to_python in columns_of(model)])


@cache
def columns_of(model):
    """Names of columns in the order of the model, and what makes a value of JSON text where JSON has no such type."""
    return [
        (column.attname, None if isinstance(column, SAME_IN_JSON) else column.to_python)
        for column in model._meta.concrete_fields
    ]


def as_basisteam(row):
    if row["basisteam"] is None:
        return None
    basisteam = read(Basisteam, row["basisteam"])
    basisteam.bureau = read(Bureau, row["bureau"]) if row["bureau"] else None
    return basisteam


def as_rooster(row, wijkagent):
    spreekuur = read(Spreekuur, row["rij"])
    spreekuur.wijkagent = wijkagent
    return Rooster(spreekuur, [read(Uitzondering, one) for one in row["uitzonderingen"] or []])


def as_afwezig(row):
    vervanger = as_persoon(read(Wijkagent, row["vervanger"]), row["foto"]) if row["vervanger"] else None
    return Afwezig(date.fromisoformat(row["rij"]["van"]), date.fromisoformat(row["rij"]["tot"]), vervanger)


def as_persoon(wijkagent, kenmerk):
    """How an officer is shown; `kenmerk` of the photo, or None."""
    has_photo = kenmerk and not wijkagent.is_foto_verborgen
    return Persoon(
        naam=wijkagent.publieke_naam,
        korte_naam=wijkagent.korte_naam,
        initialen=wijkagent.initialen,
        pad=wijkagent.get_absolute_url(),
        foto=reverse("foto", args=[wijkagent.slug, kenmerk]) if has_photo else "",
    )


def as_profiel(row):
    return Profiel(Netwerk(row["netwerk"]).label, row["naam"], profile_url(row["netwerk"], row["naam"]))


def labels(choices, values):
    known = labels_of(choices)
    return [known[value] for value in values if value in known]


@cache
def labels_of(choices):
    return dict(choices.choices)
