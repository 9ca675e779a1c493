"""One visit in the matrix: ask an address as somebody, and say in one word what the answer was."""

import re
from contextlib import contextmanager

from django.db import transaction
from django.test import Client
from django.urls import reverse

from meldingen.models import Inzage, Partnerinzage
from tests.matrix.mensen import BEZOEKERS, ZAKEN
from tests.matrix.regels import POST, REPORTER_WORDS
from tests.matrix.wereld import unknown_values

OPEN, LOGIN, GONE, CLOSED, NO_METHOD = "open", "login", "404", "code", "405"
CANARY = re.compile(rb"kanarie-([a-z-]+)-([a-z]+)|(\+3161|06-1|061)(\d{3})7755")
TOKEN = re.compile(rb'value="[A-Za-z0-9]{64}"')
STORY_LINES = ("verhaal", "afdruk", "overdracht", "uitvoer", "lijst")  # what a story leaves, as the address says
LOGIN_PATHS = ("/admin/login/", "/partner/inloggen/?")


@contextmanager
def undone():
    """A transaction that leaves nothing; inside it durable blocks are as in production."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


class Bezoek:
    """A browser of one visitor: signed in, or with the code of a melding given."""

    def __init__(self, world, naam):
        self.world, self.who = world, BEZOEKERS[naam]
        self.client = Client(raise_request_exception=False)
        if self.who.account:
            self.client.force_login(world.users[naam])
        if self.who.code_of:
            self.client.post(reverse("volgen"), {"volgcode": world.codes[self.who.code_of]})
        self.unknowns = {}
        self.cookies = self.client.cookies.copy()

    def unknown(self, adres, regel, method):
        """The body that an address gives for a melding that is not there; asked once."""
        if (adres.key, method) not in self.unknowns:
            path = adres.path(unknown_values(self.world, regel))
            with undone():
                self.unknowns[adres.key, method] = plain(self.ask(method, path, regel.body), path)
        return self.unknowns[adres.key, method]

    def ask(self, method, path, body=None):
        self.client.cookies = self.cookies.copy()
        return self.client.post(path, body or {}) if method == POST else self.client.get(path)


def outcome(response):
    """What the answer was, for who asked."""
    status, place = response.status_code, response.headers.get("Location", "")
    if place.startswith(LOGIN_PATHS):
        return LOGIN
    if place.startswith(f"{reverse('volgen')}?") or (status == 403 and b'name="volgcode"' in response.content):
        return CLOSED
    if status in (200, 204, 301, 302, 303, 304, 409, 422):
        return OPEN
    return str(status)


def canaries(response):
    """(zaak, secret) of every word of a melding that the answer holds."""
    names = [*ZAKEN]
    found = set()
    for zaak, secret, _start, number in CANARY.findall(response.getvalue()):
        known = zaak.decode().replace("-", "_")
        found.add((names[int(number)], "telefoon") if number else (known, secret.decode()))
    return found


def lines_since(world, last):
    """(zaak, wat) of each line that the read log got after the line with this number, in order."""
    names = {melding.pk: naam for naam, melding in world.meldingen.items()}
    rows = Inzage.objects.filter(pk__gt=last, melding__in=names).values_list("melding", "wat")
    return sorted((names[pk], wat) for pk, wat in rows.order_by("pk"))


def looks_since(world, last):
    """(doorgave, wat) of each line that the read log of partners got after the line with this number."""
    names = {verwijzing.pk: naam for naam, verwijzing in world.doorgaven.items()}
    rows = Partnerinzage.objects.filter(pk__gt=last).values_list("verwijzing", "wat")
    return sorted((names[pk], wat) for pk, wat in rows.order_by("pk"))


def owed(shown, logs):
    """(zaak, wat) that the read log owes to what was shown: one line for each melding and each kind of secret."""
    of_story = next((wat for wat in STORY_LINES if wat in logs), "")
    return {
        (zaak, "melder" if secret in REPORTER_WORDS else "bijlage" if secret == "foto" else of_story)
        for zaak, secret in shown
    }


def plain(response, path):
    """The body without the address that was asked and without tokens: what is the same for all wrong addresses."""
    body = response.content.replace(path.encode(), b"")
    return TOKEN.sub(b"", body)
