"""Social accounts: what a handle looks like on each network, and the link that we build from it.

Never a link that somebody typed: only https, only to the network itself. Rules: FORMATS, and each network's own.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agenten.models import Netwerk

DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
HANDLES = {
    Netwerk.X: r"[A-Za-z0-9_]{1,15}",
    Netwerk.INSTAGRAM: r"[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_])?",
    Netwerk.FACEBOOK: r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,78}[A-Za-z0-9])?",
    Netwerk.MASTODON: rf"@[A-Za-z0-9_]{{1,30}}@{DOMAIN}",
    Netwerk.BLUESKY: DOMAIN,
}
WHAT_TO_DO = {
    Netwerk.X: _("Vul de naam op X in, zonder @: 1 tot en met 15 letters, cijfers of _."),
    Netwerk.INSTAGRAM: _("Vul de naam op Instagram in, zonder @: 1 tot en met 30 letters, cijfers, punten of _."),
    Netwerk.FACEBOOK: _("Vul de naam van de Facebookpagina in, zoals die achter facebook.com/ staat."),
    Netwerk.MASTODON: _("Vul de naam op Mastodon in als @naam@server.nl."),
    Netwerk.BLUESKY: _("Vul de naam op Bluesky in, bijvoorbeeld naam.bsky.social."),
}


def clean_handle(netwerk, naam):
    """A typed or imported handle without the characters that people put around it.

    Raises ValidationError, with what to do, when it is not a handle of that network.
    """
    naam = naam.strip().strip("/ \u200b")
    if netwerk == Netwerk.MASTODON:
        name, _at, server = naam.removeprefix("@").partition("@")
        naam = f"@{name}@{server.lower()}"
    else:
        naam = naam.removeprefix("@")
    if netwerk == Netwerk.BLUESKY:
        naam = naam.lower()
    if not is_handle(netwerk, naam):
        raise ValidationError(WHAT_TO_DO.get(netwerk, _("Kies een netwerk.")))
    return naam


def is_handle(netwerk, naam):
    return netwerk in HANDLES and re.fullmatch(HANDLES[netwerk], naam, re.ASCII) is not None


def profile_url(netwerk, naam):
    """The https address of an account, or "" when the handle is not one of that network."""
    if not is_handle(netwerk, naam):
        return ""
    if netwerk == Netwerk.MASTODON:
        _empty, name, server = naam.split("@")
        return f"https://{server}/@{name}"
    return {
        Netwerk.X: "https://x.com/",
        Netwerk.INSTAGRAM: "https://www.instagram.com/",
        Netwerk.FACEBOOK: "https://www.facebook.com/",
        Netwerk.BLUESKY: "https://bsky.app/profile/",
    }[netwerk] + naam
