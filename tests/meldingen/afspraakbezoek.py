"""Somebody who asks for an appointment and follows it, as a browser without scripts does."""

import re

from django.test import Client

from meldingen import volgsessies
from meldingen.models import Afspraak

OURS = {"Origin": "http://testserver"}
TALK = "Ik wil graag praten over de hond van mijn buurman en over het geblaf in de nacht."
BASE = {"wijze": "bellen", "onderwerp": TALK, "telefoon": "06 12345678", "naam": "Jan Canary", "dagdelen": ["avond"]}


def html_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().split("<main", 1)[1]))


def errors_of(response):
    return re.findall(r'<li><a href="#([^"]*)">([^<]*)</a></li>', response.content.decode())


def key_on(response):
    return re.search(r'name="sleutel" value="([^"]*)"', response.content.decode())[1]


def ask(client, world, **fields):
    """Fill in the page as it comes for the buurt of the world, and send it."""
    key = key_on(client.get(f"/afspraak/?buurt={world.buurt.pk}"))
    return client.post("/afspraak/", {**BASE, "sleutel": key, "buurt": world.buurt.pk, **fields})


def receipt(client):
    return re.search(r'class="code"[^>]*>([-\w]+)<', client.get("/afspraak/verstuurd/").content.decode())[1]


def follower(client, world, **fields):
    assert ask(client, world, **fields).status_code == 303
    assert client.post("/volgen/", {"volgcode": receipt(client)}).headers["Location"] == "/volgen/afspraak/"
    return Afspraak.objects.get()


def open_as(afspraak):
    """Follow an appointment whose code nobody in the test knows."""
    client = Client()
    client.cookies["volg"] = volgsessies.begin(volgsessies.Gevonden("nl", afspraak=afspraak.pk))
    return client


def seen_on(client, page=""):
    html = client.get(f"/volgen/afspraak/{page}").content.decode()
    return dict(re.findall(r'name="(sleutel|gezien)" value="([^"]*)"', html.replace('type="hidden" ', "")))
