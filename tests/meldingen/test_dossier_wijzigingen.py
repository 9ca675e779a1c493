"""Two people on one melding: one wins, the other hears who and what, and keeps what was typed (SAFETY F8)."""

import pytest
import time_machine

from meldingen import workflow
from meldingen.models import Boodschap, Melding
from tests.meldingen.dossiers import events, fields_of, page_of, shown, sign_in, text_of
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
TEXT = "Ik kom vanavond kijken."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


@pytest.mark.parametrize(
    ("stap", "values"),
    [
        ("vraag", {"tekst": TEXT}),
        ("antwoord", {"tekst": TEXT}),
        ("afronden", {"tekst": TEXT, "uitkomst": "advies"}),
        ("verplaatsen", {"reden": TEXT}),
        ("titel", {"titel": TEXT}),
        ("overdragen", {"tekst": TEXT, "voor_datum": "2026-12-01"}),
    ],
)
def test_who_comes_second_reads_what_changed_and_keeps_the_text(world, stap, values):
    melding, client = make_melding(world), sign_in(world, "officer")
    if "tekst" in values and stap != "overdragen":
        _first, post = shown(client, melding, stap, **values)
    else:
        post = {**fields_of(client.get(page_of(melding, stap))), **values, "aan": world.users["buurt_officer"].pk}
    workflow.retitle(melding, titel="Van de chef", by=world.users["chief"])
    before = events(melding)
    answer = client.post(page_of(melding, stap), post)
    said = text_of(answer)
    assert answer.status_code == 409
    assert [
        one for one in ["Iemand veranderde deze melding.", "Chief gaf het een andere titel."] if one not in said
    ] == []
    assert TEXT in answer.content.decode()
    assert events(melding) == before
    again = client.post(page_of(melding, stap), {**post, **fields_of(answer)})
    assert (again.status_code, len(events(melding))) == (303, len(before) + 1)


def test_what_changed_leaves_out_what_the_page_showed_already(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    workflow.note(melding, tekst="Eerder.", by=world.users["chief"])
    fields = fields_of(client.get(page_of(melding, "titel")))
    workflow.take_on(melding, by=world.users["chief"])
    answer = client.post(page_of(melding, "titel"), {**fields, "titel": "Anders"}, headers={
        "HX-Request": "true", "HX-Target": "stap"})  # fmt: skip
    assert answer.status_code == 409
    assert ["Chief pakte het op." in text_of(answer), "schreef een notitie" in text_of(answer)] == [True, False]


def test_a_second_click_on_the_same_form_sends_nothing_twice(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    _first, post = shown(client, melding, "antwoord", tekst=TEXT)
    codes = [client.post(page_of(melding, "antwoord"), post).status_code for _ in range(2)]
    assert (codes, Boodschap.objects.count()) == ([303, 409], 1)


def test_a_note_is_never_refused_because_somebody_else_did_something(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    fields = fields_of(client.get(page_of(melding, "notitie")))
    workflow.take_on(melding, by=world.users["chief"])
    assert client.post(page_of(melding, "notitie"), {**fields, "tekst": TEXT}).status_code == 303
    assert Melding.objects.get().status == "in_behandeling"


def test_a_form_that_says_nothing_of_what_it_showed_changes_nothing(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    assert client.post(page_of(melding, "opgepakt")).status_code == 409
    assert events(melding) == ["ontvangen"]
