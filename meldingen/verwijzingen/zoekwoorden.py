"""What a partner finds its verwijzingen by: keyed hashes of the words that it may read (meldingen/zoekwoorden.py).

Nothing of the melding that was not shared, nothing of the reporter, and no note: who searches learns nothing else.
"""

from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from meldingen.codes import current_version
from meldingen.models import Verwijzing
from meldingen.zoekwoorden import hashes, hashes_by_version, words_of

MOST_LETTERS = 200  # of what somebody types to search


@transaction.atomic
def index(pk):
    """Write the words of a verwijzing as it is now; whether there is one. What was destroyed has none."""
    found = Verwijzing.objects.select_for_update(of=("self",)).select_related("categorie", "melding__buurt__gemeente")
    verwijzing = found.filter(pk=pk, melding__verhaal_gewist_op=None).first()
    if verwijzing is None:
        return False
    version = current_version()
    words = hashes(words_of(*texts_of(verwijzing)), version)
    Verwijzing.objects.filter(pk=pk).update(woorden=words, woorden_sleutel=version)
    return True


def texts_of(verwijzing):
    buurt, subject = verwijzing.melding.buurt, verwijzing.categorie
    places = [buurt.naam, buurt.gemeente.naam] if buurt else []
    said = verwijzing.berichten.order_by("pk").values_list("tekst", flat=True)
    own = (verwijzing.tekst, verwijzing.plek, verwijzing.toelichting, verwijzing.zaaknummer)
    return [*own, subject.naam, subject.naam_en, *places, *said]


def matching(verwijzingen, text):
    """Of a queryset of verwijzingen those with all words of a text under any key, or with this number.

    For verwijzingen that somebody may read (`visible_to`): of what is only known, not even a word may be asked.
    """
    text = text.replace("\x00", "")[:MOST_LETTERS].strip()
    number = Q(nummer=text.replace("-", "").upper()) | Q(zaaknummer__iexact=text)
    return verwijzingen.filter(number | with_words(text)) if text else verwijzingen.none()


def with_words(text):
    """The Q of verwijzingen with all words of a text, under any key; of none when it has no words."""
    words = words_of(text)
    by_key = [Q(woorden__contains=numbers) for numbers in hashes_by_version(words).values()] if words else []
    return reduce(or_, by_key, Q(pk=None))


def old_words():
    """Verwijzingen with words under another key than the one in use."""
    return Verwijzing.objects.exclude(woorden=[]).exclude(woorden_sleutel=current_version())


def renew():
    """Write the words under the key in use; returns how many verwijzingen."""
    return sum(index(pk) for pk in old_words().order_by("pk").values_list("pk", flat=True))
