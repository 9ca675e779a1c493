"""One account per role, and what each owns."""

from django.urls import reverse

from agenten.models import Medewerker, Rol
from tests.agenten import people

ROLES = [
    *("teamlid", "wijkagent", "oud_wijkagent", "teamchef", "deputy", "redacteur", "beheerder", "privacy", "auditor"),
    *("superuser", "not_active"),
]


def make_world():
    """Rows by model: of the officer who signs in, of a colleague in team A, and of an officer in team B."""
    team_a, team_b = people.basisteam("Team A"), people.basisteam("Team B")
    users = users_of(team_a)
    own = people.wijkagent("Samira", basisteam=team_a, medewerker=users["wijkagent"])
    colleague = people.wijkagent("Joost", basisteam=team_a)
    stranger = people.wijkagent("Karin", basisteam=team_b)
    people.wijkagent("Piet", basisteam=team_a, medewerker=users["oud_wijkagent"], is_actief=False)
    here, there = people.buurt(), people.buurt("BU99020101", "Oudveen")
    team_rows = people.rows_of_team(team_a, here)
    nobody = people.rows_of_nobody(here)
    someone = {"agenten.medewerker": people.medewerker("iemand")}
    groups = [
        {**people.rows_of(own, here), **team_rows, **nobody},
        {**people.rows_of(colleague, here), **team_rows, **nobody, **someone},
        {**people.rows_of(stranger, there), **people.rows_of_team(team_b, there), **nobody, **someone},
    ]
    return users, groups


def users_of(team):
    users = {role: people.medewerker(role) for role in ROLES}
    for role in ("redacteur", "beheerder", "privacy", "auditor"):
        users[role].rol = Rol(role)
        users[role].save()
    team.leden.add(users["teamlid"])
    team.teamchef, team.plaatsvervanger = users["teamchef"], users["deputy"]
    team.save()
    Medewerker.objects.filter(username="superuser").update(is_superuser=True)
    Medewerker.objects.filter(username="not_active").update(is_active=False)
    return {user.username: user for user in Medewerker.objects.order_by("pk")}


def admin_address(model, page, *args):
    return reverse(f"admin:{model.replace('.', '_')}_{page}", args=args)
