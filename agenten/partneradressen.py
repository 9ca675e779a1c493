"""The addresses of the homes that a partner lets: how they are written."""

import re


def plain_toevoeging(text):
    """An addition to a house number as it is compared and stored: “a-2” is A2."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())
