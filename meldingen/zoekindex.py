"""Keeps the words of meldingen up to date: after each step with a text, after a new key, and for what is older.

Safe to run again and at the same time: a row is written under the lock of its melding, from what is stored then.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import F, Func, IntegerField, Value
from django.db.models.lookups import Exact, GreaterThan, IsNull

from meldingen.bewaren import CONTACT_ANSWERS
from meldingen.codes import current_version
from meldingen.models import Boodschap, Melder, Melding, Notitie, Voorval, Zoekwoorden
from meldingen.zoekwoorden import hashed_contact, hashes, words_of

BATCH = 200
TEXTS = (Boodschap, Notitie, Voorval)


@transaction.atomic
def index(pks):
    """Write the words of these meldingen as they are now; what was destroyed has none. Returns how many changed."""
    found = Melding.objects.select_for_update(of=("self",)).select_related("categorie", "buurt")
    meldingen = list(found.filter(pk__in=pks, verhaal_gewist_op=None).order_by("pk"))
    version, said = current_version(), texts_about(meldingen)
    rows = [
        Zoekwoorden(melding=one, sleutel=version, woorden=hashes(words_of(*own_texts(one), *said[one.pk]), version))
        for one in meldingen
    ]
    known = Zoekwoorden.objects.in_bulk(pks)
    changed = [row for row in rows if row.pk not in known or facts(known[row.pk]) != facts(row)]
    Zoekwoorden.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["melding"], update_fields=["sleutel", "woorden"]
    )
    return len(changed)


def facts(row):
    return row.sleutel, row.woorden


def own_texts(melding):
    """The words of the melding itself, with the names of its subject and buurt."""
    answers = (value for name, value in melding.antwoorden.items() if name not in CONTACT_ANSWERS)
    names = [melding.categorie.naam, melding.categorie.naam_en, melding.buurt.naam if melding.buurt else ""]
    return [melding.titel, melding.verhaal, melding.plek, *names, *(one for one in answers if isinstance(one, str))]


def texts_about(meldingen):
    """{id: texts} of messages, notes and the diary. Three statements for any number of meldingen."""
    texts = defaultdict(list)
    for model in TEXTS:
        for pk, text in model.objects.filter(melding__in=meldingen).order_by("pk").values_list("melding", "tekst"):
            texts[pk].append(text)
    return texts


def unindexed():
    """Meldingen with a story and without words under the key in use."""
    return Melding.objects.filter(verhaal_gewist_op=None).exclude(zoekwoorden__sleutel=current_version())


def old_words():
    """Meldingen with words under another key than the one in use."""
    return Melding.objects.filter(zoekwoorden__isnull=False).exclude(zoekwoorden__sleutel=current_version())


def index_all(*, everything=False, report=lambda done: None):
    """Write the words of what has none yet, or of all; returns how many changed. Go on by running it again."""
    return in_batches(Melding.objects.filter(verhaal_gewist_op=None) if everything else unindexed(), report)


def renew_words():
    """Write the words under the key in use, which drops those under another; returns how many changed."""
    return in_batches(old_words())


def in_batches(found, report=lambda done: None):
    last = done = 0
    while pks := list(found.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        done += index(pks)
        last = pks[-1]
        report(done)
    return done


def renew_contact():
    """Write the hashes of e-mail addresses and phone numbers under the key in use; returns how many rows."""
    last = done = 0
    while batch := list(old_contact().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            for melder in old_contact().select_for_update().filter(pk__in=batch).order_by("pk"):
                Melder.objects.filter(pk=melder.pk).update(**hashed_contact(melder.email, melder.telefoon))
                done += 1
        last = batch[-1]
    return done


def old_contact():
    """Reporters with an e-mail address or phone number, and no hash of it under the key in use."""
    return Melder.objects.filter(needs_hash("email") | needs_hash("telefoon"))


def needs_hash(name):
    length = Func(name, function="length", output_field=IntegerField())
    version = Func(f"{name}_hash", Value(0), function="get_byte", output_field=IntegerField())
    return GreaterThan(length, 0) & (IsNull(F(f"{name}_hash"), True) | ~Exact(version, current_version()))
