"""Following a melding in tests: sent by a maker, opened with its code, read as text."""

import re
from datetime import timedelta

from django.test import Client

from meldingen.codes import code_of, new_key
from tests.meldingen.makers import NOW, make_melding

LATER = NOW + timedelta(hours=1)
PAGE = "/volgen/melding/"


def sent(world, **fields):
    """A melding and its code."""
    key = new_key()
    return make_melding(world, key=key, **fields), code_of(key)


def follow(code):
    """A browser that follows what the code opens."""
    client = Client()
    response = client.post("/volgen/", {"volgcode": code})
    assert response.status_code == 303, words(response)
    return client


def follower(world, **fields):
    """(melding, browser that follows it)"""
    melding, code = sent(world, **fields)
    return melding, follow(code)


def words(response):
    """The text of `main`, without tags, on one line."""
    html = response.content.decode()
    main = re.search(r"<main.*?</main>", html, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0] if main else html)).strip()


def state(client):
    """[word of the state, sentence, …]"""
    html = client.get(PAGE).content.decode()
    block = re.search(r'id="stand".*?</div>', html, re.S)[0]
    return re.findall(r"<p>(?:<strong>)?([^<]+)", block)


def heads(client):
    """The bold lines of the timeline."""
    html = client.get(PAGE).content.decode()
    return re.findall(r"<strong>([^<]+)</strong>", re.search(r'<ol class="tl".*?</ol>', html, re.S)[0])


def send(client, name, **data):
    """Fill in the form at an address below the page, and send it once."""
    address = f"{PAGE}{name}/"
    source = PAGE if name in ("bericht", "geholpen", "e-mail/stoppen") else address
    html = client.get(source).content.decode()
    key = re.search(r'name="sleutel" value="([^"]+)"', html)
    return client.post(address, {"sleutel": key[1] if key else "", **data})
