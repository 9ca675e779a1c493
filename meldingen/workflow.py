"""The life of a melding: the only module that makes one or changes its status (PRODUCT §4).

Each function locks the row, checks the table and the right, writes, logs a Gebeurtenis and enqueues what follows, in
one transaction. `by` is the Medewerker who does it, or MELDER or SYSTEEM. Whoever may not, or not now, gets NotAllowed
with a sentence to show.
"""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agenten.spreekuren import local_date
from meldingen.codes import code_keys, code_of, hash_of, keyed, new_nummer
from meldingen.inzending import Inzending, unsaved
from meldingen.models import Actor, Bron, Concept, Gebeurtenis, Melder, Melding
from meldingen.models.gesprek import MOST_PHOTOS
from meldingen.toewijzing import NoTeam, assign
from meldingen.wachtrij import enqueue
from meldingen.werkdagen import add_working_days

__all__ = ["MELDER", "SYSTEEM", "AlreadySent", "Inzending", "NoTeam", "submit"]

MELDER, SYSTEEM = Actor.MELDER, Actor.SYSTEEM
RECEIPT_KEPT = timedelta(hours=1)

# The photos of the draft become those of the melding, encrypted as they are; nothing typed stays behind.
EMPTY_DRAFT = """
WITH emptied AS (
    UPDATE meldingen_concept SET gegevens = '', melding_id = %(melding)s, vervalt_op = %(until)s
    WHERE sleutel_hash = %(concept)s
), photo AS (
    DELETE FROM meldingen_conceptfoto WHERE concept_id = %(concept)s RETURNING id, grootte, inhoud
)
INSERT INTO meldingen_bijlage (melding_id, kenmerk, grootte, op, inhoud)
SELECT %(melding)s, gen_random_uuid(), grootte, %(now)s, inhoud FROM photo ORDER BY id LIMIT %(most)s
"""


class AlreadySent(Exception):
    """Something else was sent under this key before: `melding`. Nothing of the new words is stored."""

    def __init__(self, melding):
        super().__init__("another content under the same key")
        self.melding = melding


def submit(inzending, *, key, concept=None, bron=Bron.SITE, by=None, now=None):
    """Take what a resident sends, once for each key; gives the Melding, also at every retry.

    `key` is the random key of the draft, from which the receipt code is made (`codes.code_of`). With a `concept` its
    photos move along and what was typed is forgotten. `by`: the medewerker who wrote it down for a caller.
    Raises AlreadySent when the key brought something else before, and NoTeam when nobody can take it. At most seven
    statements.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            known = sent_before(key, concept)
            return as_sent(known, inzending) if known else take(inzending, key, concept, bron, by, now)
    except IntegrityError:
        known = with_key(key)
        if known is None:
            raise
        return as_sent(known, inzending)


def sent_before(key, concept):
    """The melding that this key made, or None. Whoever sends the same draft at the same time waits here."""
    if concept is None:
        return with_key(key)
    sent = Concept.objects.select_for_update().filter(pk=concept.pk).values_list("melding_id", flat=True).first()
    return sent and Melding.objects.get(pk=sent)


def with_key(key):
    return Melding.objects.filter(sleutel_hash__in=[keyed("sleutel", key, one) for one in code_keys()]).first()


def as_sent(melding, inzending):
    if bytes(melding.inhoud_hash) != inzending.content_hash():
        raise AlreadySent(melding)
    return melding


def take(inzending, key, concept, bron, by, now):
    melding, termijn = unsaved(inzending)
    given = assign(inzending, is_beperkt=melding.is_beperkt, now=now)
    melding.basisteam_id, melding.eigenaar_id = given.basisteam, given.eigenaar
    melding.betrokkenen, melding.betrokken_wijkagenten = given.betrokkenen, given.betrokken_wijkagenten
    melding.antwoord_voor_datum = melding.beloofd_datum = add_working_days(local_date(now), termijn)
    melding.ontvangen_op = melding.gewijzigd_op = now
    melding.bron, melding.nummer = bron, new_nummer()
    melding.sleutel_hash, melding.code_hash = keyed("sleutel", key), hash_of(code_of(key))
    melding.save(force_insert=True)
    if inzending.heeft_melder:
        add_melder(melding, inzending)
    log(melding, Gebeurtenis.Soort.ONTVANGEN, by or MELDER, now, naar_status=melding.status)
    if concept:
        empty_draft(concept, melding, now)
    enqueue("after_submit", melding.pk)
    return melding


def add_melder(melding, inzending):
    Melder(
        melding=melding,
        naam=inzending.naam,
        email=inzending.email,
        telefoon=inzending.telefoon,
        bellen=inzending.bellen,
        mag_politie_zeggen=inzending.mag_politie_zeggen,
    ).save(force_insert=True)


def empty_draft(concept, melding, now):
    values = {"concept": concept.pk, "melding": melding.pk, "now": now, "until": now + RECEIPT_KEPT}
    with connection.cursor() as cursor:
        cursor.execute(EMPTY_DRAFT, {**values, "most": MOST_PHOTOS})


def log(melding, soort, by, now, *, van_status="", naar_status="", **gegevens):
    """One line of the log: codes, numbers and dates only."""
    is_person = not isinstance(by, Actor)
    Gebeurtenis(
        melding=melding,
        soort=soort,
        van_status=van_status,
        naar_status=naar_status,
        actor=Actor.MEDEWERKER if is_person else by,
        door=by if is_person else None,
        op=now,
        gegevens=gegevens,
    ).save(force_insert=True)
