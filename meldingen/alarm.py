"""Who must look at an urgent melding at once: owner, replacement, chief and deputy (PRODUCT §4, “Urgent”)."""

from agenten.models import Afwezigheid, Medewerker


def people_to_alert(melding, today):
    """Active medewerkers, in a fixed order. Never somebody whom it is about."""
    away = Afwezigheid.objects.on(today).filter(wijkagent__medewerker=melding.eigenaar_id, vervanger__is_actief=True)
    stand_ins = away.order_by("pk").values_list("vervanger__medewerker", flat=True) if melding.eigenaar_id else []
    team = melding.basisteam
    chiefs = [team.teamchef_id, team.plaatsvervanger_id] if team else []
    wanted = {melding.eigenaar_id, *stand_ins, *chiefs} - {None, *melding.betrokkenen}
    return Medewerker.objects.filter(pk__in=wanted, is_active=True).order_by("pk")
