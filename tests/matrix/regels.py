"""Who may open which address: one rule for each. Rules are few; what they give is computed, no cell is typed.

A rule asks `who(bezoeker, doel, world)`: may this visitor do this here? `doel` is the name of a Zaak, or "".
Those of the table of rights ask agenten/rechten.py, which has a test in words of its own (test_rechten.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps

from agenten import rechten
from tests.matrix import mensen
from tests.matrix.mensen import DOORGAVEN, ZAKEN

GET, POST = "GET", "POST"
STORY, REPORTER, OWN, SHARED, NOTHING_SHOWN = "verhaal", "melder", "eigen", "gedeeld", ""


def public(who, doel, world):
    return True


def untried(who, doel, world):
    """The address takes no POST of its own: Django answers it as a GET, and one of both is enough."""
    raise AssertionError


UNTRIED = untried


def nobody(who, doel, world):
    return False


def staff(who, doel, world):
    return who.signed_in


def inbox(who, doel, world):
    return mensen.has_inbox(who)


def sees(who, doel, world):
    return mensen.sees(who, ZAKEN[doel])


def reads(who, doel, world):
    return mensen.reads(who, ZAKEN[doel])


def reads_like_gewoon(who, doel, world):
    """The melding that was referred is one like “gewoon”."""
    return mensen.reads(who, ZAKEN["gewoon"])


def leads_a_team(who, doel, world):
    """Break-glass leads none."""
    return who.signed_in and bool(who.leads)


def reads_log(who, doel, world):
    """Auditor and privacy officer, chiefs, officers in service; the lines differ (test_logboek.py)."""
    is_officer = who.officer and who.in_service
    return who.signed_in and bool(who.superuser or who.rol in ("auditor", "privacy") or who.leads or is_officer)


def reads_register(who, doel, world):
    """Privacy officer, auditor, beheerder, chiefs; the lines differ (test_register.py)."""
    return who.signed_in and bool(who.superuser or who.rol in ("auditor", "privacy", "beheerder") or who.leads)


def keeps_partners(who, doel, world):
    return who.signed_in and bool(who.superuser or who.rol == "beheerder")


def owner_of_filter(who, doel, world):
    return who.signed_in and who.naam == mensen.OWN


def asked_for_help(who, doel, world):
    return who.signed_in and who.naam == mensen.ASKED


def own_code(who, doel, world):
    return who.code_of in ZAKEN and doel in ("", who.code_of)


def own_code_of_afspraak(who, doel, world):
    return who.code_of == "afspraak"


def answers_afspraak(who, doel, world):
    """Owner, stand-in, chief, who works there, the team; the appointment of the world is one like “gewoon”."""
    return mensen.sees(who, ZAKEN["gewoon"])


def desk(who, doel, world):
    return who.at_desk


def reads_case(who, doel, world):
    return mensen.reads_case(who, DOORGAVEN[doel])


def knows_case(who, doel, world):
    return mensen.knows_case(who, DOORGAVEN[doel])


def reads_reporter_of_case(who, doel, world):
    return reads_case(who, doel, world) and DOORGAVEN[doel].consent


def table(action, label, *, of_row=True):
    """By the table of rights: for the row of the world, or for any row at all."""

    def by_table(who, doel, world):
        row = world.rows[label] if of_row and action != rechten.ADD else None
        return who.signed_in and rechten.may(fresh(world, who), action, apps.get_model(label), row)

    return by_table


def all_of(*rules):
    return lambda who, doel, world: all(rule(who, doel, world) for rule in rules)


def any_of(*rules):
    return lambda who, doel, world: any(rule(who, doel, world) for rule in rules)


def fresh(world, who):
    """The account as a new request finds it."""
    world.users[who.naam].__dict__.pop("known_actor", None)
    return world.users[who.naam]


STORY_WORDS = {"verhaal", "titel", "plek", "bericht", "antwoord", "notitie", "foto"}
REPORTER_WORDS = {"naam", "email", "telefoon", "bellen"}


SHARED_WORDS = {"gedeeld", "notitie"}


def may_show(who, regel, doel):
    """(zaak, secret) of all that an answer to this visitor may hold at all."""
    if regel.shows == SHARED:
        found = {one.naam for one in DOORGAVEN.values() if mensen.reads_case(who, one) and doel in ("", one.naam)}
        return {(naam, secret) for naam in found for secret in regel.secrets}
    if regel.shows == OWN:
        return {(who.code_of, secret) for secret in STORY_WORDS | REPORTER_WORDS if secret != "notitie"}
    if not regel.shows:
        return set()
    found = {(naam, secret) for naam, zaak in ZAKEN.items() if mensen.in_list(who, zaak) for secret in STORY_WORDS}
    if doel and mensen.reads(who, ZAKEN[doel]):
        found |= {(doel, secret) for secret in STORY_WORDS}
        found |= {(doel, secret) for secret in REPORTER_WORDS if regel.shows == REPORTER}
    return found


@dataclass(frozen=True)
class Regel:
    """`get`, `post`: who may; None: the address does not take that method, from nobody.

    `doelen`: names of the meldingen it is tried with. `values`: what stands in its path. `shows`: what of a melding an
    answer may hold: STORY, REPORTER. `logs`: the kinds of lines of the read log that it leaves. `refused`: the answer
    for who may not. Of the partner desk: `secrets` that an answer may hold, and the kind of its line, `looks`.
    """

    get: Callable | None
    post: Callable | None = None
    doelen: tuple = ("",)
    values: dict = field(default_factory=dict)
    body: dict = field(default_factory=dict)
    shows: str = NOTHING_SHOWN
    logs: set = field(default_factory=set)
    refused: str = "404"
    secrets: set = field(default_factory=set)
    looks: str = ""

    def may(self, method):
        return self.get if method == GET else self.post
