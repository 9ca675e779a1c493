"""`manage.py check`: a basisteam without somebody who sees that nothing rots."""

from django.core.checks import Warning, register
from django.db import DatabaseError, transaction
from django.db.models import Q

from agenten.models import Basisteam


@register("agenten")
def teams_have_a_chief_and_a_deputy(app_configs, **kwargs):
    """Warn about each basisteam without teamchef (W001) or without deputy (W002). Silent without database or table."""
    try:
        with transaction.atomic():
            return [warning for team in incomplete_teams() for warning in warnings_about(team)]
    except DatabaseError:
        return []


def incomplete_teams():
    return list(Basisteam.objects.filter(Q(teamchef=None) | Q(plaatsvervanger=None)).order_by("naam", "pk"))


def warnings_about(team):
    hint = "Choose one in the admin, under Basisteams."
    if team.teamchef_id is None:
        yield Warning(f"Basisteam {team.naam} has no teamchef.", hint=hint, obj="agenten.Basisteam", id="agenten.W001")
    if team.plaatsvervanger_id is None:
        yield Warning(f"Basisteam {team.naam} has no deputy.", hint=hint, obj="agenten.Basisteam", id="agenten.W002")
