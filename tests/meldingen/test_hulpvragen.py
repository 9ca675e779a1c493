"""Asking a colleague or a collegateam: who is asked answers, also who does not see the melding (PRODUCT O24)."""

import pytest
import time_machine
from django.urls import reverse

from agenten.models import Collegateam
from meldingen import workflow
from meldingen.models import Melding, Overdracht
from tests.meldingen.dossiers import fields_of, page_of, sign_in, text_of
from tests.meldingen.makers import NOW, make_melding, make_world, people

pytestmark = pytest.mark.django_db
LIST = "/admin/meldingen/melding/hulp/"
STORY = "Kanariegeel busje bij de garageboxen."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    world = make_world()
    world.team_elsewhere = Collegateam.objects.create(naam="Recherche", soort="recherche")
    world.team_elsewhere.leden.add(world.users["other_member"])
    return world


def asked(world, **fields):
    melding = make_melding(world, verhaal=STORY)
    facts = {"tekst": "Kunt u meekijken?", "voor_datum": people.MONDAY, "by": world.users["officer"], **fields}
    return melding, workflow.hand_over(melding, **facts)


def address(overdracht):
    return reverse("admin:meldingen_melding_hulp", args=[overdracht.pk])


def test_an_officer_asks_a_collegateam_from_the_page(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    form = client.get(page_of(melding, "overdragen"))
    post = {**fields_of(form), "tekst": "Kunt u meekijken?", "voor_datum": "2026-12-01"}
    refused = client.post(page_of(melding, "overdragen"), post)
    assert (refused.status_code, "Kies een collega of een collegateam." in text_of(refused)) == (422, True)
    done = client.post(page_of(melding, "overdragen"), {**post, "collegateam": world.team_elsewhere.pk})
    assert done.status_code == 303
    row = Overdracht.objects.get()
    assert (row.collegateam, row.van, row.stand) == (world.team_elsewhere, world.users["officer"], "gevraagd")
    assert "Kunt u meekijken?" in text_of(client.get(page_of(melding)))


def test_who_is_asked_reads_the_request_and_not_the_story(world):
    melding, vraag = asked(world, collegateam=world.team_elsewhere)
    client = sign_in(world, "other_member")
    assert "vraagt u iets" in text_of(client.get(LIST))
    page = client.get(address(vraag))
    html = page.content.decode()
    assert ["Kunt u meekijken?" in html, "Kanariegeel" in html, page_of(melding) in html] == [True, False, False]
    assert client.get(page_of(melding)).status_code == 404


def test_nobody_else_sees_a_request(world):
    _melding, vraag = asked(world, collegateam=world.team_elsewhere)
    for name in ("officer", "chief", "other_officer", "beheerder", "auditor"):
        client = sign_in(world, name)
        codes = [
            client.get(address(vraag)).status_code,
            client.post(address(vraag), {"antwoord": "aannemen"}).status_code,
        ]
        assert codes == [404, 404], name
        assert "vraagt u iets" not in text_of(client.get(LIST))
    assert Overdracht.objects.get().stand == "gevraagd"


def test_the_one_who_takes_it_over_for_good_owns_it_and_can_give_it_back(world):
    melding, vraag = asked(world, aan=world.users["buurt_officer"], is_voor_goed=True)
    client = sign_in(world, "buurt_officer")
    assert client.post(address(vraag), {"antwoord": "aannemen"}).headers["Location"] == LIST
    assert Melding.objects.get().eigenaar == world.users["buurt_officer"]
    refused = client.post(address(vraag), {"antwoord": "teruggeven", "tekst": " "})
    assert (refused.status_code, "Schrijf er een tekst bij." in text_of(refused)) == (422, True)
    assert client.post(address(vraag), {"antwoord": "teruggeven", "tekst": "Toch niet."}).status_code == 303
    assert (Melding.objects.get().eigenaar, Overdracht.objects.get().stand) == (world.users["officer"], "teruggegeven")
    assert page_of(melding) in client.get(address(vraag)).content.decode()


def test_a_refusal_needs_a_text_and_answers_only_once(world):
    _melding, vraag = asked(world, collegateam=world.team_elsewhere)
    client = sign_in(world, "other_member")
    assert client.post(address(vraag), {"antwoord": "weigeren"}).status_code == 422
    assert client.post(address(vraag), {"antwoord": "weigeren", "tekst": "Niet voor ons."}).status_code == 303
    again = client.post(address(vraag), {"antwoord": "aannemen"})
    assert (again.status_code, "Dit verzoek is al beantwoord." in text_of(again)) == (422, True)
    assert client.post(address(vraag), {"antwoord": "anders"}).status_code == 404
