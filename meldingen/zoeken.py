"""Search in the inbox, within what somebody may read: whole words, a number, a period; contact by its own way.

All words must be there, in any order, as they were written: no parts of words and no slips (besluit-zoeken.md).
"""

import re
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenten.spreekuren import AMSTERDAM
from meldingen.codes import ALPHABET, NUMMER_LENGTH, READ_AS
from meldingen.handelingen import require_text
from meldingen.models import Melding, Zoekactie
from meldingen.zoekwoorden import contact_hashes, hashes, hashes_by_version, words_of

MOST_LETTERS = 200
MOST_COUNTED = 1_000
PERIOD = re.compile(r"(?<!\S)(20[0-9]{2})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?(?!\S)")
SEARCH_HINT = _("Zoek op hele woorden, een meldingnummer, een onderwerp, een buurt of een maand zoals 2026-11.")


@transaction.atomic
def found(queryset, text, by, now=None):
    """The meldingen of a queryset that a text finds, for `by`, with one line in the read log: once for each search.

    For the next page of the same search use `matching`. The log holds the words as hashes, and how many `by` may read
    of what came up, in the whole inbox (at most MOST_COUNTED is counted).
    """
    result = narrowed(Melding.objects.readable_by(by, now), text)
    pks = first_of(result)
    Zoekactie.objects.create(door=by, woorden=hashes(words_of(text[:MOST_LETTERS])), aantal=len(pks))
    return among(queryset, result, pks)


def matching(queryset, text, by, now=None):
    """As `found`, without the log. All words and every period must fit; without any of both nothing is found."""
    result = narrowed(Melding.objects.readable_by(by, now), text)
    return among(queryset, result, first_of(result))


def first_of(result):
    return list(result.order_by().values_list("pk", flat=True)[:MOST_COUNTED])


def among(queryset, result, pks):
    """The rows of a queryset that were found.

    The search is a statement of its own: under the conditions of the inbox, which ask the same once more, the database
    takes the rows for far fewer than they are and goes the long way round.
    """
    return queryset.filter(pk__in=result.order_by().values("pk") if len(pks) == MOST_COUNTED else pks)


def narrowed(readable, text):
    text = text[:MOST_LETTERS]
    if nummer := as_nummer(text):
        numbered = readable.filter(nummer=nummer)
        if numbered.exists():
            return numbered
    periods = [in_period(match) for match in PERIOD.finditer(text)]
    words = words_of(PERIOD.sub(" ", text))
    if None in periods or not (periods or words):
        return readable.none()
    if not words:
        return readable.filter(*periods)
    by_key = [Q(zoekwoorden__woorden__contains=numbers) for numbers in hashes_by_version(words).values()]
    return readable.filter(reduce(or_, by_key), *periods)


def as_nummer(text):
    """The meldingnummer that somebody typed, with or without its dash; "" when it is none."""
    nummer = "".join(letter for letter in text.upper() if letter not in " -").translate(READ_AS)
    return nummer if len(nummer) == NUMMER_LENGTH and set(nummer) <= set(ALPHABET) else ""


def in_period(match):
    """Q of what was received in a month or on a day, in Dutch time; None for a day that does not exist."""
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    last = first + timedelta(days=1) if day else (first + timedelta(days=31)).replace(day=1)
    begin, end = (datetime(one.year, one.month, one.day, tzinfo=AMSTERDAM) for one in (first, last))
    return Q(ontvangen_op__gte=begin, ontvangen_op__lt=end)


@transaction.atomic
def found_by_contact(queryset, value, by, *, reden, now=None):
    """The meldingen of a queryset whose reporter gave exactly this e-mail address, or phone number in E.164.

    One line in the read log, with the reason; the value only as a hash. Raises NotAllowed without a reason. Only what
    `by` may read.
    """
    reden = require_text(reden)
    stored = contact_hashes(value)
    name = "melder__email_hash__in" if "@" in value else "melder__telefoon_hash__in"
    result = queryset.readable_by(by, now).filter(**{name: stored})
    numbers = [int.from_bytes(stored[0][1:9], "big", signed=True)]
    aantal = result.order_by()[:MOST_COUNTED].count()
    Zoekactie.objects.create(door=by, woorden=numbers, aantal=aantal, reden=reden)
    return result
