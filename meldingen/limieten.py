"""Limits on what may be sent: exact, per hour, and without keeping who sent it (SAFETY S6, S13).

A counter is a row of an unlogged table, keyed by an HMAC over kind and sender with the random key of the day and
SECRET_KEY: the addresses of the internet can be tried one by one, so the database alone must not be enough. A counter
is written in a transaction of its own and knows only its hour, so that nothing ties it to a melding.
"""

import hashlib
import hmac
import ipaddress
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from meldingen.models import Dagsleutel, Teller
from wijkportal.shortcuts import TooMany

HOUR = timedelta(hours=1)
KEY_BYTES = 16
SITE = b"site"
BUSY = 600  # seconds after which the page about a busy site says to try again
# One statement, so that two requests can never both take the last place. A refusal writes nothing, and neither does a
# key that is not the key of the day any more.
TAKE = """
WITH today AS (SELECT 1 FROM meldingen_dagsleutel WHERE dag = %s AND sleutel = %s),
taken AS (
    INSERT INTO meldingen_teller AS teller (sleutel, uur, aantal) SELECT %s, %s, %s FROM today
    ON CONFLICT (sleutel, uur) DO UPDATE SET aantal = teller.aantal + excluded.aantal
    WHERE teller.aantal + excluded.aantal <= %s
    RETURNING 1
)
SELECT EXISTS (SELECT FROM today), EXISTS (SELECT FROM taken)
"""

log = logging.getLogger(__name__)
known_keys = {}  # the key of the day, so that counting takes one query; checked by that query


@dataclass(frozen=True)
class Plaats:
    """A place that was taken under a limit, to give back when it should not have counted."""

    sleutel: bytes
    uur: datetime
    aantal: int

    def give_back(self):
        with transaction.atomic(durable=True):
            rows = Teller.objects.filter(sleutel=self.sleutel, uur=self.uur, aantal__gte=self.aantal)
            rows.update(aantal=F("aantal") - self.aantal)


# --- who sends ------------------------------------------------------------------------------------------------------


def client_address(request):
    """The sender as bytes: an IPv4 address, or the /64 of an IPv6 address, which is what one connection gets.

    With TRUSTED_PROXIES = n it is the n-th address from the right of X-Forwarded-For, which our own proxies wrote;
    with fewer addresses in it, or without proxies, that header is the sender's own tale and REMOTE_ADDR counts.
    b"" when there is none, as behind a socket file.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    number = settings.TRUSTED_PROXIES
    forwarded = hops[-number] if 0 < number <= len(hops) else ""
    return packed(forwarded) or packed(request.META.get("REMOTE_ADDR", ""))


def packed(text):
    """The bytes of an address as a header writes it, perhaps with a port; b"" when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return b""
    if address.version == 4:
        return address.packed
    return address.ipv4_mapped.packed if address.ipv4_mapped else address.packed[:8]


def client_key(soort, request, now=None):
    """16 bytes for this sender, today, and this kind of limit: what is counted under two kinds cannot be joined."""
    return key_of(day_key(day_of(now or timezone.now())), soort, client_address(request))


def key_of(secret, soort, subject):
    digest = hmac.digest(secret + settings.SECRET_KEY.encode(), f"{soort}:".encode() + subject, hashlib.sha256)
    return digest[:KEY_BYTES]


# --- the key of the day ---------------------------------------------------------------------------------------------


def day_of(now):
    """A key is for a day in UTC, which always has 24 hours."""
    return now.astimezone(UTC).date()


def day_key(day):
    """The 32 random bytes of a day, the same for all web machines; made by whoever comes first."""
    if day not in known_keys:
        rows = Dagsleutel.objects.filter(dag=day).values_list("sleutel", flat=True)
        if (key := rows.first()) is None:
            new = Dagsleutel(dag=day, sleutel=secrets.token_bytes(32))
            Dagsleutel.objects.bulk_create([new], ignore_conflicts=True)
            key = rows.get()  # of who came first
            Dagsleutel.objects.filter(dag__lt=day).delete()  # the purging job may be late
        known_keys.clear()
        known_keys[day] = bytes(key)
    return known_keys[day]


def purge(now=None):
    """Forget the keys of past days and the counters of past hours. Returns how many of each."""
    now = now or timezone.now()
    keys, _ = Dagsleutel.objects.filter(dag__lt=day_of(now)).delete()
    counters, _ = Teller.objects.filter(uur__lt=hour_of(now)).delete()
    return keys, counters


# --- counting -------------------------------------------------------------------------------------------------------


def hour_of(now):
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def take(soort, subject, *, amount=1, now=None, limit=None):
    """Take a place under a limit per hour: a Plaats, or None when that would go above it. Exact under concurrency.

    `soort` names a line of settings.LIMITS, `subject` is bytes. Raises RuntimeError inside a transaction: a counter
    shares none with a melding, and is not undone with one.
    """
    now = now or timezone.now()
    limit = settings.LIMITS[soort] if limit is None else limit
    if amount > limit:
        return None
    with transaction.atomic(durable=True):
        place, is_taken = try_to_take(soort, subject, amount, now, limit)
        if is_taken is None:
            # Another day's key, or the one of before a crash of the database, which empties the table.
            known_keys.clear()
            place, is_taken = try_to_take(soort, subject, amount, now, limit)
    return place if is_taken else None


def try_to_take(soort, subject, amount, now, limit):
    """(Plaats, whether it was free); None instead of the latter when the key that we know is not the day's."""
    day, hour = day_of(now), hour_of(now)
    secret = day_key(day)
    place = Plaats(key_of(secret, soort, subject), hour, amount)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [day, secret, place.sleutel, hour, amount, limit])
        is_our_key, is_taken = cursor.fetchone()
    return place, is_taken if is_our_key else None


def allow(soort, request, *, amount=1, now=None):
    """Count for the sender of a request; False above the limit."""
    return take(soort, client_address(request), amount=amount, now=now) is not None


def allow_melding(soort, melding, *, now=None):
    """Count for a melding, whoever asks; False above the limit."""
    return take(soort, f"melding:{melding.pk}".encode(), now=now) is not None


def require(soort, request, *, amount=1, now=None):
    """Count for the sender of a request. Raises TooMany above the limit; that becomes the 429 page."""
    if not allow(soort, request, amount=amount, now=now):
        raise TooMany(retry_after=seconds_left(now))


def count_photos(request, now=None):
    """Count the bytes of all files of a request, before they are opened: cleaning costs time. Raises TooMany."""
    if size := sum(file.size for _name, files in request.FILES.lists() for file in files):
        require("foto_bytes", request, amount=size, now=now)


def count_confirmation(request, melding, now=None):
    """Count a mail that asks to confirm an address, for its sender and for the melding. Raises TooMany."""
    if not (allow("volgmail", request, now=now) and allow_melding("volgmail_melding", melding, now=now)):
        raise TooMany(retry_after=seconds_left(now))


def seconds_left(now=None):
    """Seconds until the next hour begins, and with it a new count."""
    now = now or timezone.now()
    return int((hour_of(now) + HOUR - now).total_seconds()) + 1


# --- tips -----------------------------------------------------------------------------------------------------------


def count_tip(request, now=None):
    """Count a tip that is about to be stored, once; returns whether to mark it “Nakijken”.

    An office or a mobile network shares one address: above the limit of a sender a tip is taken, and marked. Marked
    tips have a limit of their own for the site, so that one sender cannot use up the room of all others. Raises
    TooMany when the site takes no more; so do not ask for the retry of a tip that is stored already.
    """
    is_over = take("tip", client_address(request), now=now) is None
    if not take("site_nakijken" if is_over else "site_tip", SITE, now=now):
        raise TooMany(retry_after=min(BUSY, seconds_left(now)), is_site=True)
    return is_over


# --- receipt codes (SAFETY S6) --------------------------------------------------------------------------------------


def may_look_up(request, now=None):
    """Take a place before a code is looked up: a Plaats, to give back when the code is right; None above the limit.

    So only wrong codes stay counted, and never more than the limit are looked up, however many come at once. Above it
    the answer is 429, with `seconds_left()` as Retry-After, for right codes too.
    """
    return take("code", client_address(request), now=now)


def after_wrong_code(now=None):
    """Count a wrong code for the site, and warn once an hour when there are too many of them."""
    if not take("site_code", SITE, now=now) and take("alarm", SITE, now=now, limit=1):
        log.warning("More than %d wrong codes in this hour", settings.LIMITS["site_code"])
