"""What the system of a partner asks under an idempotency key happens once (PRODUCT P9).

Who gets no answer asks again with the same key, and gets the answer of the first time. Source:
https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import hmac
import json
from dataclasses import dataclass

from django.db import transaction

from meldingen.codes import code_keys, keyed
from meldingen.models import Partnerverzoek


@dataclass(frozen=True)
class Antwoord:
    """What was answered: `inhoud` holds nothing that was shared, because it is given again after sight has ended."""

    status: int
    inhoud: dict


class AndereVraag(Exception):
    """The key was used for another request. Nothing was done."""


@transaction.atomic
def once(sleutel, kenmerk, vraag, act):
    """The Antwoord of `act`, or the one that was given before to this `vraag` (a text) under this key.

    Of requests at the same time one acts, and the others wait for its answer. When `act` raises nothing is kept, and
    the next request acts. Raises AndereVraag.
    """
    new = Partnerverzoek(sleutel=sleutel, kenmerk=kenmerk, vraag_hash=hash_of(vraag))
    Partnerverzoek.objects.bulk_create([new], ignore_conflicts=True)
    verzoek = Partnerverzoek.objects.select_for_update().get(sleutel=sleutel, kenmerk=kenmerk)
    if verzoek.status is not None:
        if not is_same(vraag, verzoek.vraag_hash):
            raise AndereVraag
        return Antwoord(verzoek.status, json.loads(verzoek.antwoord))
    answer = act()
    verzoek.status, verzoek.antwoord = answer.status, json.dumps(answer.inhoud)
    verzoek.save(update_fields=["status", "antwoord"])
    return answer


def hash_of(vraag, version=None):
    return keyed("partnerverzoek", vraag, version)


def is_same(vraag, stored):
    return any(hmac.compare_digest(hash_of(vraag, version), bytes(stored)) for version in code_keys())
