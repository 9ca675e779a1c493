"""Tokens with which the system of a partner works its referrals (PRODUCT P9). Only a keyed hash is stored."""

import base64
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from meldingen.codes import code_keys, keyed
from meldingen.models import Partnersleutel

START = "wp_"  # so that a token that lies somewhere is known for one
KEY_BYTES = 32
LONGEST = 100  # characters; what is longer is not looked up
USED_EVERY = timedelta(minutes=1)


def new_key():
    """32 random bytes as text, for the form that makes a token: sending it twice makes one token."""
    return secrets.token_urlsafe(KEY_BYTES)


def token_of(key):
    """The token that belongs to the key of a form."""
    return START + base64.urlsafe_b64encode(keyed("partnertoken", key)).decode().rstrip("=")


def make(partner, naam, *, key):
    """Make a token, or give the one that was made with this key: (Partnersleutel, token). It is shown this once."""
    token = token_of(key)
    facts = {"partner": partner, "naam": naam, "begin": token[:8]}
    return Partnersleutel.objects.get_or_create(sleutel_hash=hash_of(token), defaults=facts)[0], token


def hash_of(token, version=None):
    return keyed("partnersleutel", token, version)


def find(token, *, now=None):
    """The Partnersleutel of a token that still holds, of a partner that takes part; None otherwise.

    Notes the use, at most once in USED_EVERY.
    """
    if len(token) > LONGEST or not token.isascii():
        return None
    hashes = [hash_of(token, version) for version in code_keys()]
    known = Partnersleutel.objects.filter(sleutel_hash__in=hashes, ingetrokken_op=None, partner__is_actief=True)
    sleutel = known.select_related("partner").first()
    if sleutel is not None:
        note_use(sleutel, now or timezone.now())
    return sleutel


def note_use(sleutel, now):
    before = now - USED_EVERY
    if sleutel.gebruikt_op is None or sleutel.gebruikt_op < before:
        unused = Q(gebruikt_op=None) | Q(gebruikt_op__lt=before)
        Partnersleutel.objects.filter(unused, pk=sleutel.pk).update(gebruikt_op=now)


def revoke(sleutel, *, now=None):
    """From the next request on the token opens nothing. Whether it was still in use."""
    in_use = Partnersleutel.objects.filter(pk=sleutel.pk, ingetrokken_op=None)
    return bool(in_use.update(ingetrokken_op=now or timezone.now()))
