"""A partner whose own system is the stand-in, and referrals that go there."""

from datetime import timedelta

from django.utils import timezone

from meldingen.models import Aflevering, Koppeling, Taak
from meldingen.verwijzingen import afleveren
from tests.meldingen.makers import NOW
from tests.meldingen.verwijsmakers import refer
from tests.partnerserver import OPEN311, SIGNALEN

KEY = "geheime-sleutel-van-de-partner"
PATHS = {"signalen": SIGNALEN, "open311": OPEN311}


def link(world, server, soort="signalen", **fields):
    """The Koppeling of world.gemeente with the stand-in."""
    facts = {"soort": soort, "adres": server.adres(PATHS[soort]), "sleutel": KEY, "vertaling": {"*": "overig"}}
    return Koppeling.objects.create(partner=world.gemeente, **(facts | fields))


def planned(world, *, now=NOW, **fields):
    """A verwijzing with the Aflevering that follows from it, due now."""
    verwijzing = refer(world, now=now, **fields)
    afleveren.plan(verwijzing.pk, now=now)
    return verwijzing


def again(verwijzing):
    return Aflevering.objects.get(pk=verwijzing.pk)


def jobs():
    """What waits in the queue for afleveringen: (verwijzing id, moment or None), in order."""
    waiting = Taak.objects.filter(task_name="meldingen.jobs.deliver_referral", status="todo").order_by("pk")
    return [(one.args["verwijzing_id"], one.scheduled_at) for one in waiting]


def skip_waiting():
    """Whatever waits for a moment is due."""
    past = timezone.now() - timedelta(seconds=1)
    Aflevering.objects.filter(volgende_op__gt=past).update(volgende_op=past)
    Taak.objects.filter(status="todo", scheduled_at__gt=past).update(scheduled_at=past)
