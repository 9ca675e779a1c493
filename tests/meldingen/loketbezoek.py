"""Visitors of the partner desk for the tests: a client that is signed in, and the addresses of a case."""

from types import SimpleNamespace
from uuid import uuid4

from django.test import Client

from meldingen.models import Bijlage, GedeeldeBijlage, Partnerinzage
from tests.meldingen.makers import make_world
from tests.meldingen.verwijsmakers import add_partners

DESK = "/partner/"
JPEG = b"\xff\xd8\xff\xe0 a picture"
PASSWORD = "vier-losse-woorden-2026"


def make_desk():
    """A world with partners, and in `.at` a signed-in client for each of their people."""
    return at_work(add_partners(make_world()))


def at_work(world):
    """With a client in `.at` for everybody who is signed in."""
    people = ("clerk", "coordinator", "other_clerk", "officer")
    world.at = SimpleNamespace(**{name: visit(world, name) for name in people})
    return world


def visit(world, name):
    client = Client()
    client.force_login(world.users[name])
    return client


def page_of(verwijzing, step=""):
    return f"{DESK}zaak/{verwijzing.nummer}/{step and step + '/'}"


def share_photo(verwijzing, *, is_ticked=True):
    photo = Bijlage.objects.create(melding=verwijzing.melding, kenmerk=uuid4(), grootte=len(JPEG), inhoud=JPEG)
    if is_ticked:
        GedeeldeBijlage.objects.create(verwijzing=verwijzing, bijlage=photo)
    return photo


def looks(verwijzing):
    """(wat, username) of each line of the read log of a verwijzing."""
    return list(verwijzing.inzagen.order_by("pk").values_list("wat", "door__username"))


def all_looks():
    return Partnerinzage.objects.count()
