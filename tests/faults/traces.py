"""Looking for words in whatever a system wrote down, in every way in which they may be written."""

import base64
import re
from email import message_from_bytes
from urllib.parse import quote, quote_plus

BYTEA = re.compile(rb"\\\\x([0-9a-f]{2,})")  # as a dump writes it


def writings(word):
    """The word plain, as UTF-16, in base64 (at each of three places), hexadecimal and as in an address."""
    plain = word.encode()
    for raw in (plain, word.encode("utf-16-le")):
        yield raw
        yield raw.hex().encode()
        for shift in range(3):
            whole = base64.b64encode(b"\0" * shift + raw)
            yield whole[4 if shift else 0 : len(whole) - 4]  # what stands beside it changes the ends
    yield quote(word).encode()
    yield quote_plus(word).encode()


def opened(content):
    """All bytes that a dump holds in columns of bytes, one after the other."""
    return b"\n".join(bytes.fromhex(one.decode()[: len(one) // 2 * 2]) for one in BYTEA.findall(content))


def found(words, places):
    """{place: words} of all words that are in {place: bytes}; {} is what one hopes for."""
    hits = {}
    for place, content in places.items():
        low = content.lower()
        there = [
            word for word in words if any(one in content for one in writings(word)) or word.lower().encode() in low
        ]
        if there:
            hits[place] = there
    return hits


def files_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def without_addressee(mail):
    """A mail as it travels and as it is read, without the line that brings it there."""
    message = message_from_bytes(mail)
    del message["To"]
    texts = [part.get_payload(decode=True) or b"" for part in message.walk()]
    return message.as_bytes() + b"\n".join(texts)
