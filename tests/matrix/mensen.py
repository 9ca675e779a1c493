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

    @property
    def signed_in(self):
        return self.account and self.active

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
