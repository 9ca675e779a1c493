"""The contact card of an officer: vCard 4.0 (RFC 6350). Only what is public; never a personal number."""

from django.conf import settings
from django.utils.translation import gettext as _

POLICE_PHONE = "0900-8844"
# Control characters have no place in a card (RFC 6350 3.3); the rest gets its escape (3.4).
ESCAPES = dict.fromkeys({*range(32), 127}) | str.maketrans({"\\": r"\\", ",": r"\,", ";": r"\;", "\n": r"\n"})
LINE_OCTETS = 75


def vcard_of(agent):
    """The card of an Agent as bytes."""
    persoon, basisteam = agent.persoon, agent.wijkagent.basisteam
    address = settings.SITE_URL + persoon.pad
    role = str(agent.taken[0]) if agent.taken else _("wijkagent")
    note = _("Vraag naar %(naam)s. Spoed? Bel 112.")
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"PRODID:-//{escaped(settings.SITE_NAME)}//Contactkaart//NL",
        "KIND:individual",
        f"UID:{address}",
        f"FN:{escaped(persoon.naam)}",
        f"N:{name_parts(agent.wijkagent)}",
        f"TITLE:{escaped(role)}",
        *([f"ORG:{escaped(basisteam.naam)}"] if basisteam else []),
        f'TEL;VALUE=uri;TYPE="voice,work":tel:{POLICE_PHONE}',
        f"URL:{address}",
        *([f"PHOTO:{settings.SITE_URL}{persoon.foto}"] if persoon.foto else []),
        f"NOTE:{escaped(note % {'naam': persoon.korte_naam})}",
        "END:VCARD",
    ]
    return b"".join(folded(line) for line in lines)


def name_parts(wijkagent):
    """Family names; given names; additional; prefixes; suffixes. With a hidden surname only the short name."""
    if wijkagent.is_achternaam_verborgen:
        return f";{escaped(wijkagent.korte_naam)};;;"
    given, _space, family = wijkagent.naam.partition(" ")
    return f"{escaped(family)};{escaped(given)};;;"


def escaped(text):
    return str(text).translate(ESCAPES)


def folded(line):
    """A content line in lines of at most 75 octets, never cut inside a character."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > LINE_OCTETS:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece, ""]).encode()
