"""Following with a code: who may read a melding after giving it, and for how long (SAFETY S5, S31).

The state is a row on the server and not a signed cookie: closing the page, “Snel weg” and ten idle minutes then end it
for good, also for somebody who kept a copy of the cookie. The cookie holds a random key that tells nothing.
"""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Func, Value
from django.utils import timezone

from meldingen.codes import EXAMPLE, hashes_of, new_key, normalise
from meldingen.models import Afspraak, Melding, Volgsessie

# A page that follows another one within this time does not move the end of the session: one write less.
ROUNDED = timedelta(seconds=15)
NOT_A_CODE = EXAMPLE  # never given out, so looking it up finds nothing


@dataclass(frozen=True, slots=True)
class Gevonden:
    """What a code opens: one of both has a pk."""

    taal: str
    melding: int | None = None
    afspraak: int | None = None


def find_by_code(text):
    """The Gevonden that belongs to the code that somebody typed, or None. One query, whatever was typed.

    Also for what cannot be a code at all: who guesses learns nothing from the time it takes.
    """
    hashes = list(hashes_of(normalise(text) or NOT_A_CODE).values())
    meldingen = Melding.objects.filter(code_hash__in=hashes).values_list("taal", "pk", Value(None, BigIntegerField()))
    afspraken = Afspraak.objects.filter(code_hash__in=hashes).values_list("taal", Value(None, BigIntegerField()), "pk")
    row = meldingen.union(afspraken, all=True).order_by("taal").first()
    return Gevonden(*row) if row else None


def hash_of(key):
    return hashlib.sha256(key.encode()).digest()


def begin(found, *, text="", now=None):
    """Start to follow what a code opened: the key for the cookie. `text` waits for the form on the page."""
    key, now = new_key(), now or timezone.now()
    Volgsessie(
        sleutel_hash=hash_of(key), melding_id=found.melding, afspraak_id=found.afspraak, laatst_op=now, tekst=text
    ).save(force_insert=True)
    return key


def keep(sessie_hash, laatst_op, now):
    """Somebody did something: ten minutes from now."""
    if now - laatst_op >= ROUNDED:
        Volgsessie.objects.filter(pk=sessie_hash).update(laatst_op=now)


def open_now(key, now):
    """What is being followed with the key of a cookie: "melding", "afspraak" or ""; no query without a cookie."""
    if not key:
        return ""
    alive = Volgsessie.objects.filter(pk=hash_of(key), laatst_op__gt=now - settings.FOLLOW_IDLE)
    found = alive.values_list("afspraak_id", flat=True)[:1]
    return "".join("afspraak" if afspraak else "melding" for afspraak in found)


def end(key):
    """Stop following; the key opens nothing any more."""
    Volgsessie.objects.filter(pk=hash_of(key)).delete()


@contextmanager
def once(sessie_hash, form_key):
    """A transaction for what a form asks, which knows whether the form comes for the first time.

    A second click waits for the first one and then yields False. When the step fails, the key is free again.
    """
    with transaction.atomic():
        sessie = Volgsessie.objects.filter(pk=sessie_hash).exclude(gebruikt__contains=[form_key])
        yield bool(sessie.update(gebruikt=Func("gebruikt", Value(form_key), function="array_append"), tekst=""))
