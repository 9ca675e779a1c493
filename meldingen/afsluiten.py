"""What ending a melding brings along: the last text, also for who was merged into it, and what ends with it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meldingen.handelingen import EVENT, MESSAGE, drop_hand_overs, finish, lock, require, say
from meldingen.models import MagPraten, Melding, Volgmail
from meldingen.verwijzingen.stap import require_none_open

DATES = ["antwoord_voor_datum", "beloofd_datum"]


def end(handeling, *, tekst):
    """What closing and rejecting have in common; who follows gets the same text, under the own code."""
    melding = handeling.melding
    require_none_open(melding)
    require_another(handeling)
    melding.afgesloten_op, melding.afgesloten_door = handeling.now, handeling.by
    drop_hand_overs(handeling)
    if tekst:
        say(handeling, MESSAGE.AFSLUITING, tekst)
    followers = list(Melding.objects.select_for_update().filter(leidend=melding).order_by("pk"))
    for follower in followers:
        one = lock(follower, by=handeling.by, now=handeling.now)
        one.melding.afgesloten_op = handeling.now
        if tekst and not one.melding.ingetrokken_op:
            say(one, MESSAGE.AFSLUITING, tekst)
        finish(one, EVENT.AFGEHANDELD if melding.uitkomst else EVENT.AFGEWEZEN, leidend=melding.pk)
    ended = [melding.pk, *(follower.pk for follower in followers)]
    # A confirmed address that gets a last mail goes after that, see jobs.send_mail.
    addresses = Volgmail.objects.filter(melding__in=ended)
    if tekst:
        addresses = addresses.filter(Q(bevestigd_op=None) | Q(melding__is_beperkt=True))
    addresses.delete()


def follow(handeling, lead):
    """What merging brings along: its followers follow the lead, and nobody waits longer than was promised."""
    melding = handeling.melding
    Melding.objects.filter(leidend=melding).update(leidend=lead)
    melding.leidend = lead
    for name in DATES:
        setattr(lead, name, min(getattr(lead, name), getattr(melding, name)))
    lead.save(update_fields=DATES)
    drop_hand_overs(handeling)


def require_another(handeling):
    """Raises NotAllowed for who closed it before, when the melder asked to look again."""
    is_another = handeling.melding.afgesloten_door_id != handeling.by.pk
    require(is_another, _("U rondde deze melding eerder zelf af. Een ander moet dit nu doen."))


def may_not_talk(melding):
    """Whether this reporter, or one of those merged into it, said no, or wants to be asked first and was not."""
    refusals = [MagPraten.NEE, MagPraten.EERST_VRAGEN]
    return melding.mag_praten in refusals or melding.samengevoegde.filter(mag_praten__in=refusals).exists()


def is_as_narrow(lead, melding):
    """Whether nobody reads a melding through its lead who may not read it itself."""
    people = set(melding.betrokkenen) <= set(lead.betrokkenen)
    officers = set(melding.betrokken_wijkagenten) <= set(lead.betrokken_wijkagenten)
    return lead.is_beperkt >= melding.is_beperkt and people and officers
