import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meldingen import codes

OTHER = base64.urlsafe_b64encode(b"2" * 32).decode()


def test_a_key_gives_the_same_code_each_time_and_another_key_another_code():
    key, other = codes.new_key(), codes.new_key()
    assert codes.code_of(key) == codes.code_of(key) != codes.code_of(other)
    assert len(codes.code_of(key)) == 16
    assert set(codes.code_of(key)) <= set(codes.ALPHABET)


def test_a_code_is_the_first_80_bits_of_the_keyed_hash():
    key = codes.new_key()
    number = 0
    for letter in codes.code_of(key):
        number = number * 32 + codes.ALPHABET.index(letter)
    assert number.to_bytes(10, "big") == codes.keyed("code", key)[:10]


def test_a_new_code_key_gives_new_codes_while_old_codes_are_still_found(settings):
    key = codes.new_key()
    old, stored = codes.code_of(key), codes.hash_of(codes.code_of(key))
    settings.CODE_KEYS = [f"2:{OTHER}", *settings.CODE_KEYS]
    assert codes.code_of(key) != old == codes.code_of(key, version=1)
    assert stored in codes.hashes_of(old).values()
    assert codes.hash_of(old) == codes.hashes_of(old)[2] != stored


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("K7QF-3MHT-9XWP-2D8N", "K7QF3MHT9XWP2D8N"),
        (" k7qf 3mht–9xwp.2d8n\n", "K7QF3MHT9XWP2D8N"),
        ("oilo-0000-0000-0000", "0110000000000000"),
        ("K7QF-3MHT-9XWP", None),
        ("K7QF-3MHT-9XWP-2D8N-1", None),
        ("K7QF-3MHT-9XWP-2D8U", None),
        ("K7QF-3MHT-9XWP-2D8É", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, read):
    assert codes.normalise(typed) == read


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_nothing(text):
    code = codes.normalise(text)
    assert code is None or (len(code) == 16 and set(code) <= set(codes.ALPHABET))


def test_a_code_is_shown_in_four_groups_and_read_back():
    code = codes.code_of(codes.new_key())
    assert [len(group) for group in codes.shown(code).split("-")] == [4, 4, 4, 4]
    assert codes.normalise(codes.shown(code)) == code


def test_hashes_of_one_value_differ_by_purpose():
    assert len({codes.keyed(purpose, "x") for purpose in ("code", "hash", "sleutel", "concept")}) == 4


def test_a_meldingnummer_is_random_and_shown_in_two_groups():
    numbers = {codes.new_nummer() for _ in range(1000)}
    assert len(numbers) == 1000
    assert codes.shown_nummer("4K7QX9MHT2") == "4K7QX-9MHT2"
