import base64

import pytest

from meldingen.sleutels import keys_of

KEY_1, KEY_2 = (base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def test_keys_are_read_in_their_order():
    assert list(keys_of((f"2:{KEY_2}", f"1:{KEY_1}")).items()) == [(2, b"\2" * 32), (1, b"\1" * 32)]


@pytest.mark.parametrize(
    "wrong",
    [(), ("",), ("1:short",), (KEY_1,), (f"0:{KEY_1}",), (f"256:{KEY_1}",), (f"1:{KEY_1}", f"1:{KEY_2}"), ("1:é",)],
)
def test_keys_that_are_no_keys_are_refused(wrong):
    with pytest.raises(ValueError, match=r"key"):
        keys_of(wrong)
