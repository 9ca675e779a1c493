"""The receipt of an appointment: its key in a cookie, for RECEIPT_TERM or until the code is kept (SAFETY S5).

The key comes out of the form, so that a double click, a reload or a retry after an error gives the same appointment
and the same code. Only its keyed hash is stored.
"""

import re
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils import timezone

from meldingen import afspraken
from meldingen.codes import keyed, new_key, shown
from meldingen.limieten import client_address, seconds_left, take
from wijkportal.shortcuts import TooMany

KEY = re.compile(r"[\w-]{22}", re.ASCII)


def key_from(text):
    """The key that a form sent; a new one when that is none of ours."""
    return text if KEY.fullmatch(text) else new_key()


def request_once(request, aanvraag, key, now=None):
    """Ask for an appointment under the limit of one sender, once for each key.

    A retry counts once: forms with one key wait for each other. Raises TooMany, toewijzing.NoTeam and
    afspraken.AlreadyAsked.
    """
    with one_at_a_time(key):
        place = None
        if afspraken.with_key(key) is None:
            place = take("afspraak", client_address(request), now=now)
            if place is None:
                raise TooMany(retry_after=seconds_left(now))
        try:
            return afspraken.request(aanvraag, key=key, now=now)
        except afspraken.NoTeam:
            if place:
                place.give_back()
            raise


@contextmanager
def one_at_a_time(key):
    """Hold a lock of the database session, outside a transaction: counting is not undone with what is counted."""
    number = int.from_bytes(keyed("slot", key)[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def cookie_of(request):
    return request.COOKIES.get(settings.AFSPRAAK_COOKIE_NAME, "")


def fetch(request, now=None):
    """The Afspraak whose receipt can be seen now, or None."""
    key = cookie_of(request)
    afspraak = afspraken.with_key(key) if key else None
    if afspraak is None or afspraak.bon_gesloten_op:
        return None
    is_over = (now or timezone.now()) >= afspraak.gevraagd_op + settings.RECEIPT_TERM
    return None if is_over else afspraak


def code_of(request, afspraak):
    return shown(afspraken.code_for(cookie_of(request), afspraak))


def set_cookie(response, key):
    """For this browser session only, and not for scripts."""
    response.set_cookie(
        settings.AFSPRAAK_COOKIE_NAME, key, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/"
    )


def drop_cookie(response):
    response.delete_cookie(settings.AFSPRAAK_COOKIE_NAME, samesite="Lax")


def forget(request):
    """Close the receipt on the server: a copy of the cookie shows the code to nobody."""
    afspraken.close_receipt(cookie_of(request))
