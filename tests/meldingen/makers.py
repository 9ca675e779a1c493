"""Rows for the tests of this app; each maker fills in what a test does not care about."""

from types import SimpleNamespace

from agenten.models import Afwezigheid, Werkgebied
from meldingen.codes import new_key
from meldingen.models import Bewaarklasse, Categorie, Groep
from meldingen.workflow import Inzending, submit
from tests.agenten import people
from tests.agenten.makers import NOW, make_team, make_wijkagent

__all__ = ["NOW", "make_categorie", "make_inzending", "make_melding", "make_world"]

LONG_AGO = people.date(2020, 1, 1)


def make_groep(slug="verkeer", **fields):
    facts = {"naam": slug.capitalize(), "naam_en": slug.capitalize(), "icoon": slug, **fields}
    return Groep.objects.get_or_create(slug=slug, defaults=facts)[0]


def make_categorie(code="VERKEER", groep=None, **fields):
    klasse, _ = Bewaarklasse.objects.get_or_create(slug="gewoon", defaults={"naam": "Gewoon"})
    facts = {"naam": code.capitalize(), "naam_en": code.capitalize(), "leads": ["politie"], "termijn": 5, **fields}
    facts = {"groep": groep or make_groep(), "bewaarklasse": klasse, **facts}
    return Categorie.objects.get_or_create(code=code, defaults=facts)[0]


def make_overig():
    return make_categorie("OVERIG", make_groep("iets-anders"), naam="Iets anders", naam_en="Other", termijn=3)


def account(name, **fields):
    return people.medewerker(name, **fields)


def make_world():
    """A buurt with an officer, the team around them, and everybody else who must or must not see what is sent there.

    .buurt .team .other_buurt .other_team .officer (Wijkagent) .colleague_officer; and medewerkers by role in .users.
    """
    buurt, other_buurt = people.buurt(), people.buurt("BU99020101", "Oudveen")
    team, other_team = make_team(buurt), make_team(other_buurt, naam="Basisteam Zuid", slug="zuid")
    names = [
        *("officer", "buurt_officer", "stand_in", "former_officer", "member", "chief", "deputy"),
        *("other_officer", "other_member", "other_chief"),
    ]
    users = {name: account(name) for name in names}
    users |= {rol: account(rol, rol=rol) for rol in ("redacteur", "beheerder", "privacy", "auditor")}
    users["superuser"] = account("superuser", is_superuser=True)
    users["not_active"] = account("not_active", is_active=False)
    lead(team, users["chief"], users["deputy"], users["member"], users["not_active"])
    lead(other_team, users["other_chief"], None, users["other_member"])
    officers = {
        "officer": make_wijkagent(buurt, naam="Samira el Amrani", medewerker=users["officer"], basisteam=team),
        "buurt_officer": make_wijkagent(naam="Joost Bakker", medewerker=users["buurt_officer"], basisteam=team),
        "stand_in": make_wijkagent(naam="Piet de Wit", medewerker=users["stand_in"], basisteam=other_team),
        "former_officer": make_wijkagent(
            buurt, naam="Karin Vos", medewerker=users["former_officer"], basisteam=team, is_actief=False
        ),
        "other_officer": make_wijkagent(
            other_buurt, naam="Anna Kok", medewerker=users["other_officer"], basisteam=other_team
        ),
    }
    Werkgebied.objects.create(wijkagent=officers["buurt_officer"], buurt=buurt, van=people.date(2024, 1, 1))
    return SimpleNamespace(
        buurt=buurt, other_buurt=other_buurt, team=team, other_team=other_team, users=users, officers=officers,
        officer=officers["officer"], categorie=make_categorie(), overig=make_overig(),
    )  # fmt: skip


def lead(team, chief, deputy, *members):
    team.teamchef, team.plaatsvervanger = chief, deputy
    team.save()
    team.leden.add(*members)


def make_away(officer, stand_in=None, van=people.MONDAY, tot=people.MONDAY):
    return Afwezigheid.objects.create(wijkagent=officer, vervanger=stand_in, van=van, tot=tot)


def make_inzending(world, **fields):
    """What a resident sends about the buurt of the world."""
    categorie = fields.setdefault("categorie", world.categorie)
    facts = {"groep": categorie.groep if categorie else make_groep(), "buurt": world.buurt, **fields}
    return Inzending(**{"verhaal": "Elke avond rijden twee scooters heel hard door het park.", **facts})


def make_melding(world, *, key=None, now=NOW, **fields):
    """A melding as `submit` makes it. Fields are those of Inzending."""
    return submit(make_inzending(world, **fields), key=key or new_key(), now=now)
