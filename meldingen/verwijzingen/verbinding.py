"""The only way from the site to a machine of a partner: a host of PARTNER_HOSTS, at an address that is public (S18).

An entry of PARTNER_HOSTS is the name of a host, reached by https only, with its port when that is not 443. For tests
and a developer's machine there is one more form, `127.0.0.1:PORT`: exactly that address and port, by plain http, and
only while the whole site runs with HTTPS=off; `check` refuses it otherwise (meldingen/checks.py).
"""

import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

CONNECT, TOTAL = 5, 15  # seconds; asking for the addresses of a name comes on top of that
MOST = 64 * 1024  # bytes of an answer, with its headers
# A last part that begins with a letter: no address in any of its forms (127.0.0.1, 2130706433, 0177.0.0.1, 0x7f.1).
NAME = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
HERE = re.compile(r"127\.0\.0\.1:[1-9][0-9]{1,4}")
PORT = re.compile(r"(.+?)(?::([1-9][0-9]{0,4}))?")

NOT_LISTED = _("Deze server staat niet op de lijst. Vraag de technisch beheerder om PARTNER_HOSTS aan te vullen.")
NOT_SECURE = _("Gebruik een adres dat met https:// begint.")
NOT_PLAIN = _("Dit adres klopt niet. Schrijf het als https://naam.nl/pad, zonder naam en wachtwoord erin.")


class Refused(ValueError):
    """An address to which nothing may go, with the sentence that says why."""


class NoAnswer(Exception):
    """Nothing came that could be read. `code` says what went wrong; `is_sent`: the request may have arrived."""

    def __init__(self, code, *, is_sent):
        super().__init__(code)
        self.code, self.is_sent = code, is_sent


@dataclass(frozen=True, slots=True)
class Plaats:
    """Where a request goes: a host and port that are listed, and the path there."""

    is_secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Antwoord:
    status: int
    retry_after: str
    body: bytes


def is_entry(entry):
    """Whether PARTNER_HOSTS may hold this."""
    host, _port = PORT.fullmatch(entry.lower()).groups() if entry else ("", None)
    return bool(NAME.fullmatch(host)) or (not settings.HTTPS and bool(HERE.fullmatch(entry)))


def place_of(adres):
    """The Plaats of an address that is allowed. Raises Refused."""
    try:
        parts = urlsplit(adres)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused(NOT_PLAIN) from None
    is_plain = re.fullmatch(r"[!-~]+", adres) and "\\" not in adres and "#" not in adres
    if not is_plain or "@" in parts.netloc:
        raise Refused(NOT_PLAIN)
    listed = {entry.lower() for entry in settings.PARTNER_HOSTS if is_entry(entry)}
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "http" and f"{host}:{port}" in {entry for entry in listed if HERE.fullmatch(entry)}:
        return Plaats(False, host, port, path)
    if parts.scheme != "https":
        raise Refused(NOT_SECURE)
    names = {f"{host}:{port or 443}"} | ({host} if port in (None, 443) else set())
    if not NAME.fullmatch(host) or not names & listed:
        raise Refused(NOT_LISTED)
    return Plaats(True, host, port or 443, path)


def is_public(address):
    """Whether an IP address is of the internet: not loopback, link-local, private, shared, multicast or reserved.

    An IPv6 address that holds an IPv4 one (mapped, 6to4, Teredo, NAT64) is not.
    """
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and (ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in NAT64 or ip.scope_id):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


NAT64 = ipaddress.ip_network("64:ff9b::/32")  # RFC 6052 and RFC 8215


def fetch(method, adres, *, body=None, headers=(), resolve=socket.getaddrinfo, connect=socket.create_connection):
    """Ask an address once, and give the Antwoord; a redirect is an answer like any other and is never followed.

    Proxies of the environment are not used. Raises Refused and NoAnswer.
    """
    place = place_of(adres)
    deadline = time.monotonic() + TOTAL
    with closing(open_socket(place, deadline, resolve, connect)) as sock:
        try:
            return talk(Lijn(sock, deadline), place, method, body, dict(headers))
        except TooMuch:
            raise NoAnswer("te-groot", is_sent=True) from None
        except TimeoutError:
            raise NoAnswer("te-laat", is_sent=True) from None
        except OSError:
            raise NoAnswer("verbroken", is_sent=True) from None
        except (http.client.HTTPException, ValueError):
            raise NoAnswer("onleesbaar", is_sent=True) from None


def talk(line, place, method, body, headers):
    connection = http.client.HTTPConnection(place.host, place.port)
    connection.auto_open = False  # never a connection but the one that was checked
    connection.sock = line
    port = "" if place.is_secure and place.port == 443 else f":{place.port}"
    own = {"Host": place.host + port, "Accept": "application/json", "Connection": "close"}
    connection.request(method, place.path, body, {**own, **headers})
    answer = connection.getresponse()
    content = answer.read(MOST + 1)
    return Antwoord(answer.status, answer.headers.get("Retry-After", ""), content)


def open_socket(place, deadline, resolve, connect):
    """A connection to one of the addresses that the name had when it was asked, once."""
    addresses = [place.host] if not place.is_secure else addresses_of(place, resolve)
    for address in addresses:
        left = deadline - time.monotonic()
        try:
            plain = connect((address, place.port), timeout=max(0.01, min(CONNECT, left)))
        except OSError:
            continue
        return secured(plain, place.host) if place.is_secure else plain
    raise NoAnswer("geen-verbinding", is_sent=False)


def addresses_of(place, resolve):
    """What a name stands for now. One address that is not public condemns the name."""
    try:
        found = resolve(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswer("geen-naam", is_sent=False) from None
    addresses = list(dict.fromkeys(info[4][0] for info in found))
    if not addresses or not all(is_public(address) for address in addresses):
        raise NoAnswer("geen-openbaar-adres", is_sent=False)
    return addresses


def secured(plain, host):
    """TLS with a certificate of this name. Who is silent during the handshake has the time of a connection."""
    try:
        plain.settimeout(CONNECT)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except (OSError, ValueError):  # an ssl.SSLError is an OSError
        plain.close()
        raise NoAnswer("geen-tls", is_sent=False) from None


class TooMuch(Exception):
    """The answer is longer than MOST."""


class Lijn:
    """A socket whose whole use ends at a deadline, for http.client."""

    def __init__(self, sock, deadline):
        self.sock, self.deadline = sock, deadline

    def wait(self):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)

    def sendall(self, data):
        self.wait()
        self.sock.sendall(data)

    def makefile(self, mode):
        return io.BufferedReader(Stroom(self), 8192)

    def close(self):
        """Not yet: http.client closes when the headers are there, and the answer must still be read."""


class Stroom(io.RawIOBase):
    """What comes in over a Lijn, until its deadline and MOST bytes."""

    def __init__(self, line):
        self.line, self.count = line, 0

    def readable(self):
        return True

    def readinto(self, buffer):
        self.line.wait()
        size = self.line.sock.recv_into(buffer)
        self.count += size
        if self.count > MOST:
            raise TooMuch
        return size
