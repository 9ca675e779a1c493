"""The link with which who gave a name and lost the code makes a new one (PRODUCT §4). Nobody else sees that code.

It is shown at the spreekuur, to scan with the reporter's own phone, or mailed to a confirmed address. It works for
NEW_CODE_TERM and once: it is signed together with the hash of the present code, which is another one afterwards.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

from agenten.models import Medewerker
from meldingen.codes import code_of, hash_of
from meldingen.models import Melding

SALT = "meldingen.nieuwe_code"
KEY = re.compile(r"[\w-]{22}", re.ASCII)
IDS = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)
NOBODY = 0  # in place of a medewerker: it went by mail


@dataclass(frozen=True, slots=True)
class Link:
    """What a token opens: the melding, the hash of the code it replaces, and who gave it; None: the system by mail."""

    melding: Melding
    code_hash: bytes
    by: Medewerker | None


def token_of(melding, by=None):
    """The token of a link for the present code of a melding. `by`: the medewerker who knows who asks for it."""
    return signer(melding).sign(f"{melding.pk}-{by.pk if by else NOBODY}")


def signer(melding):
    return signing.TimestampSigner(salt=f"{SALT}:{bytes(melding.code_hash).hex()}")


def read(token):
    """The Link of a token; None when it is wrong, too old, or used."""
    melding, by = named(token)
    try:
        if melding is None or not signer(melding).unsign(token, max_age=settings.NEW_CODE_TERM):
            return None
    except signing.BadSignature:
        return None
    giver = Medewerker.objects.filter(pk=by).first() if by != NOBODY else None
    return Link(melding, bytes(melding.code_hash), giver) if giver or by == NOBODY else None


def named(token):
    """(Melding or None, id of a medewerker) that a token names, before anything of it is believed."""
    ids = IDS.fullmatch(token.partition(":")[0])
    return (Melding.objects.filter(pk=ids[1]).first(), int(ids[2])) if ids else (None, NOBODY)


def given_before(token, key):
    """The Melding whose code was made by this very key, at a first click; None otherwise."""
    melding, _by = named(token)
    return melding if melding and bytes(melding.code_hash) == hash_of(code_of(key)) else None


def is_key(text):
    """Whether a form gave back the random key that was put in it (codes.new_key)."""
    return bool(KEY.fullmatch(text))
