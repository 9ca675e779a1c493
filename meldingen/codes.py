"""The receipt code of a melding (SAFETY S5): made from a random key, known to the sender only, stored as a keyed hash.

The alphabet is Crockford's base 32: no I, L, O and U. Source: https://www.crockford.com/base32.html
"""

import hashlib
import hmac
import secrets

from django.conf import settings

from meldingen.sleutels import keys_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # characters of 5 bits: 80 bits
GROUP = 4
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
EXAMPLE = "K7QF3MHT9XWP2D8N"  # stands in hints, and is never given out
NUMMER_LENGTH = 10


def code_keys():
    return keys_of(tuple(settings.CODE_KEYS))


def current_version():
    """The version of the code key with which new codes are made."""
    return next(iter(code_keys()))


def keyed(purpose, value, version=None):
    """32 bytes of HMAC-SHA-256 over a text, different for each purpose. Raises KeyError for a retired version."""
    key = code_keys()[version or current_version()]
    return hmac.digest(key, f"{purpose}:{value}".encode(), hashlib.sha256)


def new_key():
    """A random idempotency key of 128 bits, as text for a form or a cookie."""
    return secrets.token_urlsafe(16)


def code_of(key, version=None):
    """The 16 characters that belong to an idempotency key: the same ones at every retry."""
    code = as_characters(keyed("code", key, version), LENGTH)
    return code if code != EXAMPLE else as_characters(keyed("code2", key, version), LENGTH)


def as_characters(digest, length):
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - length * 5)
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(length)))


def shown(code):
    """K7QF-3MHT-9XWP-2D8N"""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalise(text):
    """The 16 characters of what somebody typed, or None: spaces, dashes, small letters, O, I and L will do."""
    code = "".join(letter for letter in text.upper() if letter.isalnum()).translate(READ_AS)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    return code


def hashes_of(code):
    """What may be stored of a code, by version of the key: {version: 32 bytes}."""
    return {version: keyed("hash", code, version) for version in code_keys()}


def hash_of(code):
    """What to store of a new code."""
    return keyed("hash", code)


def new_nummer():
    """A meldingnummer: random, tells nothing, opens nothing; shown in two groups by `shown_nummer`."""
    return as_characters(secrets.token_bytes(32), NUMMER_LENGTH)


def shown_nummer(nummer):
    """4K7QX-9MHT2"""
    return f"{nummer[:5]}-{nummer[5:]}"
