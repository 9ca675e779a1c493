"""From text to what may be stored of it for searching: keyed hashes of whole words, in no order (ARCHITECTURE §8).

Without the keys nobody can tell which word a number stands for. What it cannot find, and what it could still tell
somebody, stands in wijkportal/docs/besluit-zoeken.md.
"""

import hashlib
import hmac
import re

from buurten.zoektekst import normalise
from meldingen.codes import code_keys, current_version, keyed

FEWEST_LETTERS = 2
LONGEST = 40  # letters; what is longer is no word
MOST_WORDS = 5_000  # of one melding
# An e-mail address or phone number in a story is no word: contact is found by `contact_hashes` only.
CONTACT = re.compile(r"\S+@\S+|\+?\d(?:[ ./()-]{0,2}\d){8,}")
# The commonest words tell nothing about a melding, and would tell most to who counts numbers.
STOP_WORDS = frozenset(
    """
    aan al alle als ben bij dan dat de der deze die dit doen door dus een eens en er ga geen had heb hebben heeft hem
    het hier hij hoe hun ik in is ja je kan kon maar me met mij mijn moet mogen na naar nee niet nog nu of om omdat ons
    ook op over te toch toen tot u uit uw van veel voor want was wat we wel werd wie wij wil worden wordt zal ze zich
    zij zijn zo zou
    about an and are as at be been but by can could did do does for from had has have he her him his how if into it its
    my no not on or our out she so some than that the their them then there these they this to too very was were what
    when where which who will with would you your
    """.split()  # noqa: SIM905
)


def words_of(*texts):
    """The set of words by which these texts can be found: normalised, without stop words and contact data."""
    words = set()
    for text in texts:
        words.update(normalise(CONTACT.sub(" ", text)).split())
    return {word for word in words if FEWEST_LETTERS <= len(word) <= LONGEST} - STOP_WORDS


def hashes(words, version=None):
    """What to store of words: sorted numbers of 64 bits, each once. Raises KeyError for a retired version."""
    key = keyed("zoekwoorden", "", version)
    digests = (hmac.digest(key, word.encode(), hashlib.sha256) for word in sorted(words)[:MOST_WORDS])
    return sorted({int.from_bytes(digest[:8], "big", signed=True) for digest in digests})


def hashes_by_version(words):
    """What to look for: {version of the key: numbers}, because a rotation takes a while."""
    return {version: hashes(words, version) for version in code_keys()}


def contact_hash(value, version=None):
    """One byte with the version of the key and 32 of a keyed hash of an e-mail address or E.164; None of nothing."""
    version = version or current_version()
    return bytes([version]) + keyed("contact", value.strip().lower(), version) if value.strip() else None


def contact_hashes(value):
    """All that may be stored of an e-mail address or phone number, by any key."""
    return [contact_hash(value, version) for version in code_keys()]


def hashed_contact(email, telefoon):
    """The columns of a Melder by which the exact address or number is found."""
    return {"email_hash": contact_hash(email), "telefoon_hash": contact_hash(telefoon)}
