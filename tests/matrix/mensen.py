"""Who visits, and what each melding is: facts that the world is built from, and that the oracle judges by.

The oracle is the sentence of PRODUCT §4 (“One function decides sight”), said over these facts without the database.
"""

from dataclasses import dataclass

HERE, NEARBY, ELSEWHERE = "BU99010101", "BU99010201", "BU99020101"  # two wijken of one team, and another team's
NOORD, ZUID = "noord", "zuid"


@dataclass(frozen=True)
class Bezoeker:
    """One visitor. `buurten` and `team` are of the officer he or she is; `replaces`: owners who are away today."""

    naam: str
    account: bool = True
    active: bool = True
    rol: str = "teamlid"
    superuser: bool = False
    officer: bool = False
    in_service: bool = True
    buurten: tuple = ()
    team: str = ""
    member_of: tuple = ()
    leads: tuple = ()
    replaces: tuple = ()
    code_of: str = ""
    partner: str = ""
    coordinator: bool = False

    @property
    def signed_in(self):
        """In the admin."""
        return self.account and self.active and not self.partner

    @property
    def at_desk(self):
        return self.account and self.active and bool(self.partner)

    @property
    def works_in(self):
        """Teams that somebody belongs to: as an officer in service, or as a colleague who works there."""
        own = {self.team} - {""} if self.officer and self.in_service else set()
        return own | ({*self.member_of} if self.rol in ("teamlid", "wijkagent") else set())

    @property
    def works_at(self):
        return {*self.buurten} if self.officer and self.in_service else set()


OWN, STAND_IN, ASKED = "eigen_wijkagent", "vervanger", "ander_team"
BEZOEKERS = {
    one.naam: one
    for one in [
        Bezoeker("anoniem", account=False),
        Bezoeker("melder", account=False, code_of="gewoon"),
        Bezoeker("andere_melder", account=False, code_of="ander_team"),
        Bezoeker("aanvrager", account=False, code_of="afspraak"),
        Bezoeker(OWN, officer=True, buurten=(HERE,), team=NOORD),
        Bezoeker("andere_wijk", officer=True, buurten=(NEARBY,), team=NOORD),
        Bezoeker("ander_team", officer=True, buurten=(ELSEWHERE,), team=ZUID),
        Bezoeker("oud_wijkagent", officer=True, in_service=False, buurten=(HERE,), team=NOORD),
        Bezoeker(STAND_IN, officer=True, buurten=(ELSEWHERE,), team=ZUID, replaces=(OWN,)),
        Bezoeker("vervanger_van_gisteren", officer=True, buurten=(ELSEWHERE,), team=ZUID),
        Bezoeker("collega", member_of=(NOORD,)),
        Bezoeker("teamchef", leads=(NOORD,)),
        Bezoeker("plaatsvervanger", leads=(NOORD,)),
        Bezoeker("andere_teamchef", leads=(ZUID,)),
        Bezoeker("redacteur", rol="redacteur", member_of=(NOORD,)),
        Bezoeker("beheerder", rol="beheerder"),
        Bezoeker("privacy", rol="privacy"),
        Bezoeker("auditor", rol="auditor"),
        Bezoeker("inactief", active=False, member_of=(NOORD,)),
        Bezoeker("superuser", superuser=True),
        Bezoeker("clerk", rol="partner", partner="gemeente"),
        Bezoeker("coordinator", rol="partner", partner="gemeente", coordinator=True),
        Bezoeker("former_clerk", rol="partner", partner="gemeente", active=False),
        Bezoeker("other_clerk", rol="partner", partner="corporatie"),
        Bezoeker("verlopen_clerk", rol="partner", partner="verlopen"),
    ]
}


@dataclass(frozen=True)
class Zaak:
    """What decides who sees one melding. `about`: visitors it is about; `suspected`: a “Mogelijk …” nobody judged."""

    naam: str
    buurt: str = HERE
    team: str = NOORD
    owner: str = OWN
    restricted: bool = False
    suspected: bool = False
    about: tuple = ()
    out_of_use: bool = False


ZAKEN = {
    zaak.naam: zaak
    for zaak in [
        Zaak("gewoon"),
        Zaak("beperkt", restricted=True),
        Zaak("mogelijk", suspected=True),
        Zaak("over_politie", owner="teamchef", restricted=True, about=(OWN,)),
        Zaak("ander_team", buurt=ELSEWHERE, team=ZUID, owner="ander_team"),
        Zaak("uit_gebruik", out_of_use=True),
    ]
}


def in_charge(who, zaak):
    """Owner, replacement of an absent owner, chief or deputy of the team; and break-glass."""
    return who.superuser or zaak.owner == who.naam or zaak.owner in who.replaces or zaak.team in who.leads


def sees(who, zaak):
    if not who.signed_in or zaak.out_of_use or who.naam in zaak.about:
        return False
    works_there = zaak.buurt in who.works_at or zaak.team in who.works_in
    return in_charge(who, zaak) or (not zaak.restricted and works_there)


def reads(who, zaak):
    """A badge “Mogelijk …” hides story and reporter until owner or chief has judged it."""
    return sees(who, zaak) and (not zaak.suspected or in_charge(who, zaak))


def in_list(who, zaak):
    """A list shows the words of what may be read; of a restricted row category and date only."""
    return reads(who, zaak) and not zaak.restricted


def has_inbox(who):
    """Whether somebody works with meldingen at all."""
    works = who.works_at or who.works_in or who.leads or who.replaces
    return who.signed_in and bool(who.superuser or works)


@dataclass(frozen=True)
class Doorgave:
    """What decides who of a partner reads one verwijzing. `stand`: its status; the last two: its sight is over."""

    naam: str
    stand: str
    partner: str = "gemeente"
    long_ago: bool = False
    agreement_over: bool = False
    consent: bool = False


DOORGAVEN = {
    one.naam: one
    for one in [
        Doorgave("klaargezet", "klaargezet"),
        Doorgave("verzonden", "verzonden"),
        Doorgave("opgepakt", "geaccepteerd", consent=True),
        Doorgave("geweigerd", "geweigerd"),
        Doorgave("teruggegeven", "teruggegeven"),
        Doorgave("gereed", "gereed"),
        Doorgave("ingetrokken", "ingetrokken"),
        Doorgave("lang_voorbij", "gereed", long_ago=True),
        Doorgave("van_de_ander", "verzonden", partner="corporatie"),
        Doorgave("convenant_voorbij", "verzonden", partner="verlopen", agreement_over=True),
    ]
}


def knows_case(who, doorgave):
    """Number, date and outcome at least; what was withdrawn has no page."""
    return who.at_desk and who.partner == doorgave.partner and doorgave.stand not in ("klaargezet", "ingetrokken")


def reads_case(who, doorgave):
    return knows_case(who, doorgave) and not doorgave.long_ago and not doorgave.agreement_over
