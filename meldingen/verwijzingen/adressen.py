"""The addresses that stand in a text, as somebody types them: “Lindelaan 12 a, 9927 aa” or “9927AA, nr. 12-2”."""

import re

from agenten.partneradressen import Adres, plain_toevoeging

POSTCODE = r"\b([1-9][0-9]{3})[ \u00a0]?([a-z]{2})\b"
# A house number with what comes behind it. One letter, figures behind a dash and these words belong to the number.
NUMBER = r"\b([1-9][0-9]{0,4})(?:[ ]?[-/][ ]?([a-z0-9]{1,4})\b|[ ]?(bis|huis|hs|zw|rd|[a-z])\b(?:[ ]([0-9]{1,3})\b)?)?"
AFTER = re.compile(rf"[ ,.:;-]*(?:(?:huis)?n(?:umme)?r\.?[ ]?)?{NUMBER}(?![0-9a-z]|[.:][0-9])", re.IGNORECASE)
BEFORE = re.compile(rf"{NUMBER}[ ,.;]*$", re.IGNORECASE)


def addresses_in(text):
    """Every Adres that stands in a text: a postcode with the house number right before or right behind it.

    In order, without doubles. A time, a floor or a number elsewhere in the text is no house number.
    """
    found = []
    for match in re.finditer(POSTCODE, text, re.IGNORECASE):
        postcode = f"{match[1]}{match[2]}".upper()
        numbers = AFTER.match(text, match.end()), last_number(text[: match.start()])
        found += [Adres(postcode, int(number[1]), addition_of(number)) for number in numbers if number]
    return list(dict.fromkeys(found))


def last_number(before):
    """The house number with which a text ends."""
    return BEFORE.search(before)


def addition_of(number):
    return plain_toevoeging("".join(part or "" for part in number.groups()[1:]))
