"""Understands what people type in the search field: a postcode, a house number, names, and slips of the pen."""

import re
import unicodedata
from dataclasses import dataclass

MOST_CHARACTERS = 200
MOST_WORDS = 12
# Longer names survive a slip well enough to be found by their trigrams.
LONGEST_SLIP = 16
MOST_SLIPS = 2_400
SMALL_WORDS = ("in", "te", "bij")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "

# Letters that do not fall apart in a base letter and an accent; as `unaccent` of PostgreSQL has them.
WHOLE_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)
# A postcode is four digits, not starting with 0, and two letters; an O, I or L in the digits and a 0 in the letters are
# slips that we read as meant.
POSTCODE = re.compile(r"(?:nl ?-? ?)?([1-9oil][0-9oil]{3})[ .-]*([a-z0]{2})(?![a-z])", re.IGNORECASE)
IN_ADDRESS = re.compile(r"(?<![\w])([1-9][0-9]{3}) ?([a-z]{2})(?![\w])", re.IGNORECASE)
PC4 = re.compile(r"[1-9][0-9]{3}$")
BROKEN_POSTCODE = re.compile(r"[0-9]{3,6} ?[a-z]{0,3}(?: ?[0-9]{1,5} ?[a-z]?)?$", re.IGNORECASE)
HOUSE_NUMBER = re.compile(r"([0-9]{1,5})[a-z]{0,2}$")
ADDITION = re.compile(r"(?:[a-z]{1,2}|[0-9]{1,4}|bis|hoog|huis|zwart|rood)$")
AFTER_POSTCODE = re.compile(r"[\s,./-]*(?:(?:nr|no|nummer)\.?\s*)?([0-9]{1,5})(?![0-9])", re.IGNORECASE)
BEFORE_POSTCODE = re.compile(r"\D([0-9]{1,5})\s*(?:[-/ ]?\w{1,4})?[\s,]*$")


@dataclass(frozen=True)
class Reading:
    """One way to understand the words: a name, perhaps where it lies, perhaps a house number."""

    naam: str
    context: str = ""
    huisnummer: int | None = None


@dataclass(frozen=True)
class Typed:
    """What somebody typed. `text` is to show; the other fields are empty when there is no such thing in it."""

    text: str
    postcode: str = ""
    huisnummer: int | None = None
    pc4: str = ""
    has_more: bool = True
    is_broken_postcode: bool = False

    def readings(self):
        """Every way to split the words into a name, its place and a house number, the plainest first, each once."""
        words = normalise(self.text).split()[:MOST_WORDS]
        found = [Reading(" ".join(words))] if words else []
        found += splits(words, None)
        for index, word in enumerate(words):
            number = HOUSE_NUMBER.match(word)
            if number and len(words) > 1:
                found += around_number(words[:index], int(number[1]), words[index + 1 :])
        return list(dict.fromkeys(found))


def clean(text):
    """The text without control characters and runs of spaces, at most MOST_CHARACTERS long."""
    text = str(text)[: 4 * MOST_CHARACTERS].encode("utf-8", "ignore").decode()
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp") else char for char in text)
    return " ".join(text.split())[:MOST_CHARACTERS]


def normalise(text):
    """As `zoeknorm(text)` of the database: lower case, no accents, only letters, digits and single spaces."""
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(WHOLE_LETTERS))
        text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub("[^a-z0-9]+", " ", text).strip()


def read(text):
    """Understand a search text. Never fails, whatever it holds."""
    text = clean(text)
    postcode, huisnummer, rest = find_postcode(text)
    is_pc4 = bool(PC4.match(text))
    is_broken = not postcode and not is_pc4 and bool(BROKEN_POSTCODE.match(text))
    return Typed(
        text=text,
        postcode=postcode,
        huisnummer=huisnummer,
        pc4=text if is_pc4 else "",
        has_more=bool(re.search(r"[^\W\d_]{3}", rest)) or not (postcode or is_pc4 or is_broken),
        is_broken_postcode=is_broken,
    )


def find_postcode(text):
    """(postcode, house number or None, the other words); the first is "" when there is no postcode in the text."""
    text = unicodedata.normalize("NFKC", text)
    match = POSTCODE.match(text)
    if match and sum(char.isdigit() for char in match[1]) >= 2:
        rest = text[match.end() :]
        number = AFTER_POSTCODE.match(rest)
        if number or not rest.strip(" ,.-") or IN_ADDRESS.match(text):
            return as_postcode(match), number and int(number[1]), rest
    match = IN_ADDRESS.search(text)
    if not match:
        return "", None, text
    before, after = text[: match.start()], text[match.end() :]
    number = AFTER_POSTCODE.match(after) or BEFORE_POSTCODE.search(before)
    return as_postcode(match), number and int(number[1]), before + after


def as_postcode(match):
    digits = match[1].upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return digits + match[2].upper().replace("0", "O")


def splits(words, huisnummer):
    """The words as a name with its place before or behind it."""
    for index in range(len(words) - 1, 0, -1):
        for name, rest in ((words[:index], words[index:]), (words[index:], words[:index])):
            if any(len(word) > 1 and word.isalpha() for word in rest):
                yield Reading(" ".join(name), place(rest), huisnummer)


def place(words):
    """“in Rivierdam” is Rivierdam."""
    return " ".join(words[1:] if len(words) > 1 and words[0] in SMALL_WORDS else words)


def around_number(before, huisnummer, after):
    """“Molenstraat 12 bis Rivierdam”: what stands before and behind a number, with or without an addition to it."""
    while True:
        if before and after:
            yield Reading(" ".join(before), place(after), huisnummer)
        elif before or after:
            yield Reading(" ".join(before or after), "", huisnummer)
            yield from splits(before or after, huisnummer)
        if not (before and after and ADDITION.match(after[0])):
            return
        after = after[1:]


def slips(name):
    """All texts that are one typing error (a letter more, less, other, or two swapped) away from a short name."""
    if not 2 < len(name) <= LONGEST_SLIP:
        return set()
    cuts = [(name[:index], name[index:]) for index in range(len(name) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in LETTERS}
    found |= {head + letter + tail for head, tail in cuts for letter in LETTERS}
    return found - {name}
