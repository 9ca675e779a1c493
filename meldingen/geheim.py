"""What is stored encrypted: the keys live outside the database, and each stored value says which key it needs.

A value is one byte with the version of its key, then a Fernet token (AES-128-CBC with HMAC-SHA-256, random IV) without
its base64. So rows of an old key can be found and rotated with one query on the first byte (SAFETY S7).
Source of the token: https://github.com/fernet/spec
"""

import base64
import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from meldingen.sleutels import keys_of


class Unreadable(Exception):
    """A stored value that no key of the settings opens: the key is gone, or the value was changed."""


@lru_cache
def ciphers(pairs):
    return {version: Fernet(base64.urlsafe_b64encode(key)) for version, key in keys_of(pairs).items()}


def data_ciphers():
    return ciphers(tuple(settings.DATA_KEYS))


def current_version():
    """The version of the key with which is written now."""
    return next(iter(data_ciphers()))


def encrypt(plain):
    """Bytes to store for these bytes, under the key in use."""
    version, cipher = next(iter(data_ciphers().items()))
    return bytes([version]) + base64.urlsafe_b64decode(cipher.encrypt(bytes(plain)))


def decrypt(stored):
    """The bytes that `encrypt` was given. Raises Unreadable."""
    stored = bytes(stored)
    cipher = data_ciphers().get(stored[0]) if stored else None
    if cipher is None:
        raise Unreadable("no key of this version")
    try:
        return cipher.decrypt(base64.urlsafe_b64encode(stored[1:]))
    except InvalidToken:
        raise Unreadable("wrong key, or changed") from None


class Geheim(models.BinaryField):
    """Bytes that are encrypted on their way to the database. Nothing at all stays nothing at all: b""."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"editable": False, **kwargs})

    def to_plain(self, value):
        return value

    def from_plain(self, value):
        return bytes(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is not None:
            plain = self.to_plain(value)
            value = encrypt(plain) if plain else b""
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        stored = bytes(value)
        return self.from_plain(decrypt(stored) if stored else b"")

    def get_lookup(self, lookup_name):
        # The same text looks different each time, so nothing but null can be asked.
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj):
        raise TypeError("what is secret is not serialised")


class GeheimeBytes(Geheim):
    """Encrypted bytes."""


class GeheimeTekst(Geheim):
    """Encrypted text."""

    def get_default(self):
        return super().get_default() or ""

    def to_plain(self, value):
        return value.encode()

    def from_plain(self, value):
        return bytes(value).decode()


class GeheimeJSON(Geheim):
    """An encrypted dict of what JSON can hold, dates and times as ISO text."""

    def get_default(self):
        return super().get_default() or {}

    def to_plain(self, value):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode() if value else b""

    def from_plain(self, value):
        return json.loads(value) if value else {}
