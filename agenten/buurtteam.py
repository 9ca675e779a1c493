"""Who answers for a place: the officers with everything a page shows of them, and their basisteam.

Three statements, however many officers and hours there are; what hangs on a row comes along as JSON.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse

from agenten.accounts import profile_url
from agenten.models import (
    Account,
    Afwezigheid,
    Basisteam,
    Netwerk,
    Spreekuur,
    Taak,
    Taal,
    Teamgebied,
    Uitzondering,
    Werkgebied,
    Wijkagent,
)
from agenten.spreekuren import WEEKS_AHEAD, Moment, ahead, local_date, moments

# An hour can be moved this far ahead, and its old date must still be known then.
LOOK_BACK = timedelta(days=90)


@dataclass(slots=True)
class Persoon:
    """An officer as anybody may see them: the public name, and a photo or initials."""

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
    netwerk: str
    naam: str
    url: str


@dataclass(slots=True)
class Agent:
    """One officer of the place, with the hours of the coming weeks."""

    wijkagent: Wijkagent
    persoon: Persoon
    taken: list[str]
    talen: list[str]
    profielen: list[Profiel]
    afwezig: Afwezig | None = None
    momenten: list[Moment] = field(default_factory=list)
    gaat_niet_door: list[Moment] = field(default_factory=list)
    volgende: Moment | None = None
    buurten: set[str] = field(default_factory=set)
    is_hele_wijk: bool = False

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
        return self.basisteams[0] if self.basisteams else None

    @property
    def is_vacature(self):
        return not self.agenten and bool(self.basisteams)

    @property
    def volgende(self):
        return self.agenten[0].volgende if self.agenten else None


def team_of(buurt, now):
    """The Buurtteam of a buurt at a moment: its officers and those of its whole wijk."""
    today = local_date(now)
    areas = Werkgebied.objects.on(today).filter(Q(buurt=buurt.pk) | Q(wijk=buurt.wijk_id))
    return team_with(areas, Q(buurt=buurt.pk), now)


def team_of_wijk(wijk, now):
    """The Buurtteam of a wijk: everybody who works in one of its buurten (`Agent.buurten`: codes) or in all of it."""
    today = local_date(now)
    areas = Werkgebied.objects.on(today).filter(Q(buurt__wijk=wijk.pk) | Q(wijk=wijk.pk))
    return team_with(areas, Q(buurt__wijk=wijk.pk), now)


def team_with(areas, team_area, now):
    """`areas`: the Werkgebied rows that count; `team_area`: what Teamgebied rows to look at."""
    today = local_date(now)
    agenten = load_agenten(Wijkagent.objects.active().filter(pk__in=areas.values("wijkagent")), areas, now)
    rows = (
        Teamgebied.objects.on(today).filter(team_area).select_related("basisteam__bureau").order_by("basisteam__naam")
    )
    basisteams = list({row.basisteam_id: row.basisteam for row in rows}.values())
    if not basisteams:
        own = {agent.wijkagent.basisteam_id: agent.wijkagent.basisteam for agent in agenten}
        basisteams = [team for team in own.values() if team]
    return Buurtteam(now, agenten, basisteams)


def load_agenten(wijkagenten, areas, now, weeks=WEEKS_AHEAD):
    """Agents of a queryset of Wijkagent, with the hours of the coming weeks, in the order of a page. Two statements."""
    today = local_date(now)
    until = today + timedelta(weeks=weeks)
    rows = list(with_details(wijkagenten, areas, today, until).order_by("pk"))
    agents = {row.pk: as_agent(row, today) for row in rows}
    away = {row.pk: [read_afwezigheid(one) for one in row.absences] for row in rows}
    for spreekuur in spreekuren_of(rows, today):
        agent = agents[spreekuur.wijkagent_id]
        spreekuur.wijkagent = agent.wijkagent
        exceptions = [read_uitzondering(one) for one in spreekuur.exceptions]
        agent.momenten += moments(spreekuur, exceptions, today, until, away[agent.wijkagent.pk])
    for agent in agents.values():
        agent.momenten.sort(key=lambda moment: (moment.begin, moment.regel_datum))
        agent.gaat_niet_door, agent.volgende = ahead(agent.momenten, now)
    return sorted(agents.values(), key=lambda agent: agent.order)


def with_details(wijkagenten, areas, today, until):
    accounts = Account.objects.filter(wijkagent=OuterRef("pk")).order_by("netwerk")
    absences = Afwezigheid.objects.filter(wijkagent=OuterRef("pk"), tot__gte=today, van__lte=until).order_by("van")
    return wijkagenten.select_related("basisteam__bureau").annotate(
        photo=F("foto__kenmerk"),
        accounts_json=ArraySubquery(accounts.values(json=JSONObject(netwerk="netwerk", naam="naam"))),
        absences=ArraySubquery(absences.values(json=JSONObject(van="van", tot="tot", vervanger=substitute(today)))),
        areas=ArraySubquery(areas.filter(wijkagent=OuterRef("pk")).order_by("pk").values("buurt")),
    )


def substitute(today):
    """The replacement as JSON. One who left or is away too is not shown."""
    return JSONObject(
        naam="vervanger__naam",
        korte_naam="vervanger__korte_naam",
        slug="vervanger__slug",
        is_achternaam_verborgen="vervanger__is_achternaam_verborgen",
        is_foto_verborgen="vervanger__is_foto_verborgen",
        is_actief="vervanger__is_actief",
        photo="vervanger__foto__kenmerk",
        is_away=Exists(Afwezigheid.objects.on(today).filter(wijkagent=OuterRef("vervanger"))),
    )


def spreekuren_of(wijkagenten, today):
    exceptions = Uitzondering.objects.filter(spreekuur=OuterRef("pk"), datum__gte=today - LOOK_BACK).order_by("datum")
    names = ("datum", "soort", "reden", "nieuwe_datum", "nieuwe_begin_tijd", "nieuwe_eind_tijd")
    places = ("nieuwe_plaats", "nieuw_adres")
    fields = {name: name for name in names + places}
    return (
        Spreekuur.objects.filter(wijkagent__in=wijkagenten)
        .filter(Q(laatste_datum__isnull=True) | Q(laatste_datum__gte=today - LOOK_BACK))
        .annotate(exceptions=ArraySubquery(exceptions.values(json=JSONObject(**fields))))
        .order_by("pk")
    )


def as_agent(row, today):
    taken = dict(Taak.choices)
    talen = dict(Taal.choices)
    current = [read for read in map(read_afwezigheid, row.absences) if read.van <= today]
    return Agent(
        wijkagent=row,
        persoon=as_persoon(row, row.photo),
        taken=[taken[taak] for taak in row.taken if taak in taken],
        talen=[talen[taal] for taal in row.talen if taal in talen],
        profielen=[profile for profile in map(read_account, row.accounts_json) if profile.url],
        afwezig=Afwezig(current[0].van, current[0].tot, read_vervanger(row.absences[0])) if current else None,
        buurten={code for code in row.areas if code},
        is_hele_wijk=None in row.areas,
    )


def as_persoon(wijkagent, kenmerk):
    has_photo = kenmerk and not wijkagent.is_foto_verborgen
    return Persoon(
        naam=wijkagent.publieke_naam,
        korte_naam=wijkagent.korte_naam,
        initialen=wijkagent.initialen,
        pad=wijkagent.get_absolute_url(),
        foto=reverse("foto", args=[wijkagent.slug, kenmerk]) if has_photo else "",
    )


def read_account(json):
    return Profiel(Netwerk(json["netwerk"]).label, json["naam"], profile_url(json["netwerk"], json["naam"]))


def read_afwezigheid(json):
    return Afwezigheid(van=date.fromisoformat(json["van"]), tot=date.fromisoformat(json["tot"]))


def read_vervanger(json):
    values = dict(json["vervanger"])
    kenmerk, is_away = values.pop("photo"), values.pop("is_away")
    return as_persoon(Wijkagent(**values), kenmerk) if values["is_actief"] and not is_away else None


def read_uitzondering(json):
    def read(name, kind):
        return kind.fromisoformat(json[name]) if json[name] else None

    return Uitzondering(
        datum=date.fromisoformat(json["datum"]),
        soort=json["soort"],
        reden=json["reden"],
        nieuwe_datum=read("nieuwe_datum", date),
        nieuwe_begin_tijd=read("nieuwe_begin_tijd", time),
        nieuwe_eind_tijd=read("nieuwe_eind_tijd", time),
        nieuwe_plaats=json["nieuwe_plaats"],
        nieuw_adres=json["nieuw_adres"],
    )
