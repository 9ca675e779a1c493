"""Every step on the page of a melding: taken, refused, and nothing typed is lost; who does not see it gets a 404."""

import re

import pytest
import time_machine
from django.test import Client

from meldingen.models import Boodschap, Melding, Notitie
from tests.meldingen.dossiers import events, in_state, page_of, shown, sign_in, text_of
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
TEXT = "Komen de scooters uit de richting van het station?"
SEES = ["officer", "buurt_officer", "member", "chief", "deputy"]
HIDDEN = ["other_officer", "other_member", "other_chief", "redacteur", "beheerder", "privacy", "auditor"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


@pytest.mark.parametrize("name", SEES)
def test_who_sees_it_takes_it_on_with_one_post(world, name):
    melding, client = make_melding(world), sign_in(world, name)
    answer = client.post(page_of(melding, "opgepakt"), {"versie": melding.versie})
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(melding))
    assert Melding.objects.get().status == "in_behandeling"
    assert events(melding) == ["ontvangen", "opgepakt"]


STEPS = {
    "opgepakt": {}, "leg-terug": {}, "vraag": {"tekst": TEXT}, "antwoord": {"tekst": TEXT},
    "afronden": {"uitkomst": "opgelost", "tekst": TEXT}, "afwijzen": {"reden": "misbruik", "tekst": TEXT},
    "heropenen": {"reden": TEXT}, "notitie": {"tekst": TEXT}, "titel": {"titel": "Scooters"}, "gebeld": {},
    "beoordelen": {"is_gevaar": "nee"},
}  # fmt: skip


@pytest.mark.parametrize("stap", STEPS)
def test_no_step_exists_for_who_does_not_see_the_melding(world, stap):
    melding = make_melding(world)
    for name in HIDDEN:
        client = sign_in(world, name)
        codes = [client.get(page_of(melding, stap)).status_code, client.post(page_of(melding, stap)).status_code]
        assert codes == [404, 404], name
    assert Client().post(page_of(melding, stap)).status_code == 302
    assert events(melding) == ["ontvangen"]


@pytest.mark.parametrize(("stap", "soort"), [("vraag", "vraag"), ("antwoord", "bericht")])
def test_what_leaves_the_house_is_shown_first_and_only_that_is_sent(world, stap, soort):
    melding, client = make_melding(world), sign_in(world, "officer")
    first, post = shown(client, melding, stap, tekst=TEXT)
    assert first.status_code == 200
    said = text_of(first)
    assert [TEXT in said, "Anoniem: de melder leest dit alleen met de code." in said] == [True, True]
    assert Boodschap.objects.count() == 0
    other = client.post(page_of(melding, stap), {**post, "tekst": "Iets anders."})
    assert (other.status_code, Boodschap.objects.count()) == (200, 0)
    done = client.post(page_of(melding, stap), post)
    assert (done.status_code, done.headers["Location"]) == (303, page_of(melding))
    assert [(one.soort, one.tekst, one.door_id) for one in Boodschap.objects.all()] == [
        (soort, TEXT, world.users["officer"].pk)
    ]


def test_a_preview_speaks_the_language_of_the_melder(world):
    melding, client = make_melding(world, taal="en"), sign_in(world, "officer")
    first, _post = shown(client, melding, "afronden", uitkomst="toezicht", tekst=TEXT)
    said = text_of(first)
    assert [one for one in ["closed your report", TEXT] if one not in said] == []
    assert "We zijn gaan kijken." not in said


def test_closing_sends_the_text_and_keeps_the_outcome(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    first, post = shown(client, melding, "afronden", uitkomst="toezicht", tekst=TEXT)
    assert "We zijn gaan kijken." in text_of(first)
    assert client.post(page_of(melding, "afronden"), post).status_code == 303
    melding = Melding.objects.get()
    assert (melding.status, melding.uitkomst, Boodschap.objects.get().tekst) == ("afgehandeld", "toezicht", TEXT)


def test_speaking_to_the_person_against_the_wish_asks_a_reason_and_keeps_what_was_typed(world):
    melding, client = make_melding(world, mag_praten="nee"), sign_in(world, "officer")
    _first, post = shown(client, melding, "afronden", uitkomst="aangesproken", tekst=TEXT)
    refused = client.post(page_of(melding, "afronden"), post)
    assert refused.status_code == 422
    assert [TEXT in refused.content.decode(), "De melder wil niet dat u met deze persoon praat." in text_of(refused)]
    assert client.post(page_of(melding, "afronden"), {**post, "reden": "Er was gevaar."}).status_code == 303
    assert Notitie.objects.get().tekst == "Er was gevaar."


@pytest.mark.parametrize(
    ("stap", "typed", "sentence"),
    [
        ("vraag", {"tekst": " "}, "Schrijf uw vraag op"),
        ("antwoord", {"tekst": ""}, "Schrijf een bericht"),
        ("antwoord", {"tekst": "x" * 3001}, "Maak uw tekst korter: u kunt 3000 letters gebruiken"),
        ("afronden", {"tekst": TEXT}, "Kies een uitkomst"),
        ("afronden", {"tekst": TEXT, "uitkomst": "x"}, "Selecteer een geldige keuze"),
        ("afwijzen", {"reden": "dubbel"}, "Schrijf op waarom u het niet behandelt"),
        ("afwijzen", {"tekst": TEXT}, "Kies een reden"),
        ("notitie", {"tekst": ""}, "Schrijf uw notitie op"),
        ("titel", {"titel": ""}, "Schrijf een titel op"),
    ],
)
def test_what_is_missing_is_said_at_the_form_with_what_was_typed(world, stap, typed, sentence):
    melding, client = make_melding(world), sign_in(world, "officer")
    answer = client.post(page_of(melding, stap), {"versie": 1, **typed})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert [value for value in typed.values() if value.strip() and f"{value}" not in answer.content.decode()] in (
        [],
        ["x"],
    )
    assert events(melding) == ["ontvangen"]


def test_a_step_that_cannot_be_taken_says_why(world):
    melding, client = in_state(world, "afgehandeld"), sign_in(world, "officer")
    for stap, values in STEPS.items():
        if stap in ("notitie", "titel", "heropenen", "beoordelen"):
            continue
        _first, post = shown(client, melding, stap, **values)
        answer = client.post(page_of(melding, stap), post)
        assert answer.status_code == 422, stap
        assert re.search(r"Dit kan niet|hoeft niet gebeld", text_of(answer)), stap
    assert Melding.objects.get().status == "afgehandeld"


def test_spam_is_rejected_without_a_word_to_anybody(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    answer = client.post(page_of(melding, "afwijzen"), {"versie": melding.versie, "reden": "spam", "tekst": ""})
    assert answer.status_code == 303
    assert (Melding.objects.get().status, Boodschap.objects.count()) == ("afgewezen", 0)


def test_a_note_stays_inside(world):
    melding, client = make_melding(world), sign_in(world, "member")
    assert client.post(page_of(melding, "notitie"), {"tekst": "Bekende jongen."}).status_code == 303
    assert (Notitie.objects.get().tekst, Boodschap.objects.count()) == ("Bekende jongen.", 0)
    assert '<section class="notes">' in client.get(page_of(melding)).content.decode()


def test_a_badge_is_judged_by_who_is_in_charge_only(world):
    melding = make_melding(world, verhaal="Ik denk aan zelfmoord.")
    assert sign_in(world, "member").post(page_of(melding, "beoordelen"), {"is_gevaar": "nee"}).status_code == 404
    client = sign_in(world, "chief")
    assert client.post(page_of(melding, "beoordelen"), {"versie": melding.versie, "is_gevaar": "ja"}).status_code == 303
    melding = Melding.objects.get()
    assert (melding.beoordeeld_op, melding.is_beperkt) == (NOW, True)


def test_with_htmx_a_step_answers_with_its_part_and_tells_the_list(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    place = {"HX-Request": "true", "HX-Target": "stap"}
    form = client.get(page_of(melding, "notitie"), headers=place)
    assert "<html" not in form.content.decode()
    assert form.content.decode().lstrip().startswith("<form")
    wrong = client.post(page_of(melding, "notitie"), {"tekst": ""}, headers=place)
    assert (wrong.status_code, "HX-Trigger" in wrong.headers) == (422, False)
    done = client.post(page_of(melding, "notitie"), {"tekst": "Kijk."}, headers=place)
    assert (done.status_code, done.headers["HX-Trigger"], done.headers["HX-Retarget"]) == (200, "postvak", "#paneel")
    assert [word in done.content.decode() for word in ("Kijk.", "<html")] == [True, False]
