import base64

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from meldingen import geheim
from meldingen.geheim import Unreadable, decrypt, encrypt
from meldingen.models import Concept

KEY_1, KEY_2 = (base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def test_the_same_text_is_stored_differently_each_time_and_read_the_same():
    first, second = encrypt(b"Scooters in het park"), encrypt(b"Scooters in het park")
    assert first != second
    assert decrypt(first) == decrypt(second) == b"Scooters in het park"
    assert b"park" not in first


def test_a_value_says_which_key_it_needs_and_an_old_one_stays_readable(settings):
    settings.DATA_KEYS = [f"1:{KEY_1}"]
    old = encrypt(b"tekst")
    settings.DATA_KEYS = [f"2:{KEY_2}", f"1:{KEY_1}"]
    new = encrypt(b"tekst")
    assert (old[0], new[0], geheim.current_version()) == (1, 2, 2)
    assert decrypt(old) == decrypt(new) == b"tekst"
    settings.DATA_KEYS = [f"2:{KEY_2}"]
    assert decrypt(new) == b"tekst"
    with pytest.raises(Unreadable):
        decrypt(old)


@pytest.mark.parametrize("place", [1, 20, -1])
def test_a_value_that_was_changed_is_not_read(place):
    stored = bytearray(encrypt(b"tekst"))
    stored[place] ^= 1
    with pytest.raises(Unreadable):
        decrypt(stored)


@pytest.mark.django_db
def test_a_field_writes_only_what_is_encrypted_and_cannot_be_searched():
    values = {"verhaal": "Kanariestraat 12", "datum": "2026-11-23", "leeg": ""}
    Concept.objects.create(sleutel_hash=b"a" * 32, gegevens=values, vervalt_op="2026-11-24T00:00Z")
    with connection.cursor() as cursor:
        cursor.execute("SELECT gegevens FROM meldingen_concept")
        stored = bytes(cursor.fetchone()[0])
    assert b"Kanarie" not in stored
    assert Concept.objects.get().gegevens == values
    with pytest.raises(FieldError):
        Concept.objects.filter(gegevens=values).exists()


@pytest.mark.django_db
def test_nothing_is_stored_as_nothing():
    Concept.objects.create(sleutel_hash=b"a" * 32, vervalt_op="2026-11-24T00:00Z")
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(gegevens) FROM meldingen_concept")
        assert cursor.fetchone() == (0,)
    assert Concept.objects.get().gegevens == {}
