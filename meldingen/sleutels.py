"""Keys with a version, as DATA_KEYS and CODE_KEYS hold them. Only the standard library: the settings read it too."""

import base64
import binascii
from functools import lru_cache

KEY_BYTES = 32
HIGHEST = 255  # the version is stored as one byte


@lru_cache
def keys_of(pairs):
    """{version: 32 bytes} of a tuple such as ("2:base64", "1:base64"), in the same order. Raises ValueError."""
    keys = {}
    for pair in pairs:
        version, _, key = pair.strip().partition(":")
        try:
            number, raw = int(version), base64.urlsafe_b64decode(key.encode("ascii"))
        except (ValueError, binascii.Error):
            number, raw = 0, b""
        if len(raw) != KEY_BYTES or not 1 <= number <= HIGHEST or number in keys:
            raise ValueError(
                "Write keys as number:key, each number once, 1 to 255, the key 32 bytes in URL-safe base64"
            )
        keys[number] = raw
    if not keys:
        raise ValueError("At least one key is needed")
    return keys
