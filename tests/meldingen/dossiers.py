"""What the tests of the page of one melding share: sign in, find a page, post a step as a browser does."""

import re

from django.test import Client
from django.urls import reverse

from agenten.models import Medewerker
from meldingen import workflow
from meldingen.models import Gebeurtenis, Inzage
from tests.meldingen.makers import make_melding


def page_of(melding, stap=None):
    return reverse(
        f"admin:meldingen_melding_{stap}" if stap else "admin:meldingen_melding_change", args=[melding.nummer]
    )


def sign_in(world, name):
    client = Client()
    client.force_login(Medewerker.objects.get(pk=world.users[name].pk))
    return client


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def looks():
    return list(Inzage.objects.order_by("pk").values_list("door__username", "wat"))


def events(melding):
    return list(Gebeurtenis.objects.filter(melding=melding).in_order().values_list("soort", flat=True))


def fields_of(response):
    """The hidden fields of the form of a step, as a browser sends them back."""
    html = response.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(versie|laatste|merk)" value="([^"]*)"', html))


def shown(client, melding, stap, **values):
    """Post what was typed; gives the answer with the preview, and what its send button posts."""
    first = client.post(page_of(melding, stap), {**fields_of(client.get(page_of(melding, stap))), **values})
    return first, {**fields_of(first), **values, "verstuur": "1"}


def in_state(world, status, **fields):
    """A melding in a state, brought there by the chief."""
    melding = make_melding(world, **fields)
    chief = world.users["chief"]
    if status == "wacht_op_melder":
        return workflow.ask(melding, tekst="Waar?", by=chief)
    if status == "in_behandeling":
        return workflow.take_on(melding, by=chief)
    if status == "afgehandeld":
        return workflow.close(melding, uitkomst="opgelost", tekst="Klaar.", by=chief)
    return melding
