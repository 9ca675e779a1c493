"""What somebody of a partner can do at one case, and words that a double click sends once (PRODUCT P4, P5)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from meldingen.handelingen import lock
from meldingen.models import Partnernotitie, Verwijzing, Verwijzingbericht, Verwijzingstap, VerwijzingStatus
from meldingen.verwijzingen import workflow

V, STEP = VerwijzingStatus, Verwijzingstap.Soort
DOUBLE_CLICK = timedelta(minutes=1)  # the same words again so soon are one message
BY_STATUS = {
    V.VERZONDEN: {"oppakken", "niet-voor-ons", "bericht", "toewijzen"},
    V.GEACCEPTEERD: {"terug", "klaar", "bericht", "toewijzen"},
}
AT_ANY_TIME = {"gevaar", "notitie", "zaaknummer"}
# What the partner reads of the log: not what happened before it was sent.
SHOWN_STEPS = [soort for soort in STEP if soort != STEP.KLAARGEZET]


def possible(verwijzing):
    """Names of the steps that can be taken now at a case that somebody may see."""
    return BY_STATUS.get(verwijzing.status, set()) | AT_ANY_TIME


def was_done(verwijzing, soort, by):
    """Whether the last thing that happened is this step of this very person: a second click, not a refusal."""
    last = verwijzing.stappen.order_by("-op", "-pk").values_list("soort", "door").first()
    return last == (soort, by.pk)


@transaction.atomic
def say_once(verwijzing, *, tekst, by, is_gevaar=False, now=None):
    """`workflow.say`, but not twice the same words within a minute."""
    now = now or timezone.now()
    lock(verwijzing.melding, by=by, now=now)
    sent = Verwijzingbericht.objects.filter(
        verwijzing=verwijzing, door=by, is_gevaar=is_gevaar, op__gt=now - DOUBLE_CLICK
    )
    if not is_there(sent, tekst):
        workflow.say(verwijzing, tekst=tekst, by=by, is_gevaar=is_gevaar, now=now)


@transaction.atomic
def note_once(verwijzing, *, tekst, by, now=None):
    """`workflow.note`, but not twice the same words within a minute."""
    now = now or timezone.now()
    lock(verwijzing.melding, by=by, now=now)
    written = Partnernotitie.objects.filter(verwijzing=verwijzing, door=by, op__gt=now - DOUBLE_CLICK)
    if not is_there(written, tekst):
        workflow.note(verwijzing, tekst=tekst, by=by, now=now)


def is_there(rows, tekst):
    """The words are encrypted: they are compared here."""
    return any(row.tekst == tekst.strip() for row in rows.order_by("pk"))


def history(verwijzing):
    """The log of a case as the partner reads it, oldest first."""
    steps = verwijzing.stappen.filter(soort__in=SHOWN_STEPS).select_related("door", "sleutel")
    return steps.order_by("op", "pk")


def dialogue(verwijzing):
    return verwijzing.berichten.select_related("door").order_by("op", "pk")


def notes(verwijzing):
    return verwijzing.notities.select_related("door").order_by("op", "pk")


def ended_but_known(user, nummer):
    """The Verwijzing of which somebody may know number, date and outcome; never one that was withdrawn. Or None."""
    if len(nummer) != Verwijzing._meta.get_field("nummer").max_length or "\x00" in nummer:
        return None
    return Verwijzing.objects.known_to(user).filter(nummer=nummer).exclude(status=V.INGETROKKEN).first()
