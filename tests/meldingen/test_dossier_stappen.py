"""Every step on the page of a melding: taken, refused, and nothing typed is lost; who does not see it gets a 404."""

import re
from urllib.parse import quote

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meldingen.models import Bijlage, Boodschap, Melding, Notitie, Standaardtekst, VastAntwoord
from tests.agenten.plaatjes import png
from tests.meldingen.dossiers import events, fields_of, in_state, page_of, shown, sign_in, text_of
from tests.meldingen.makers import NOW, make_categorie, make_melding, make_world

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
    "beoordelen": {"is_gevaar": "nee"}, "verplaatsen": {"reden": TEXT}, "samenvoegen": {},
    "overdragen": {"tekst": TEXT, "voor_datum": "2026-12-01"},
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
        if stap in ("notitie", "titel", "heropenen", "beoordelen", "samenvoegen"):
            continue
        _first, post = shown(client, melding, stap, **values)
        answer = client.post(page_of(melding, stap), post)
        assert answer.status_code == 422, stap
        assert re.search(r"Dit kan niet|hoeft niet gebeld", text_of(answer)), stap
        assert [one for one in values.values() if one not in answer.content.decode()] == [], stap
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


# --- ready answers ---


def ready(world, **fields):
    facts = {"naam": "Dank", "tekst": "Dank voor uw bericht over {buurt}.", "basisteam": world.team, **fields}
    return VastAntwoord.objects.create(**facts)


def test_a_chosen_ready_answer_is_shown_at_once_and_sent_by_the_next_click(world):
    answer, melding, client = ready(world), make_melding(world), sign_in(world, "officer")
    first = client.post(page_of(melding, "antwoord"), {"versie": melding.versie, "vast": answer.pk, "kies": "1"})
    assert "Dank voor uw bericht over Lindenkwartier." in text_of(first).split("Dit leest de melder")[1]
    assert Boodschap.objects.count() == 0
    text = "Dank voor uw bericht over Lindenkwartier."
    done = client.post(page_of(melding, "antwoord"), {**fields_of(first), "tekst": text, "verstuur": "1"})
    assert (done.status_code, Boodschap.objects.get().tekst) == (303, text)


def test_what_was_typed_stays_before_a_ready_answer(world):
    answer, melding, client = ready(world), make_melding(world), sign_in(world, "officer")
    post = {"versie": melding.versie, "vast": answer.pk, "kies": "1", "tekst": "Goed dat u dit meldt."}
    html = client.post(page_of(melding, "antwoord"), post).content.decode()
    assert re.search(r"Goed dat u dit meldt\.\s+Dank voor uw bericht over Lindenkwartier\.</textarea>", html)


def test_a_ready_closing_brings_its_outcome(world):
    answer = ready(world, stap="afsluiting", uitkomst="toezicht")
    melding, client = make_melding(world), sign_in(world, "officer")
    first = client.post(page_of(melding, "afronden"), {"versie": melding.versie, "vast": answer.pk, "kies": "1"})
    assert "We zijn gaan kijken." in text_of(first)


def test_the_name_of_the_reporter_is_filled_in_only_for_who_opened_it(world):
    answer = ready(world, tekst="Beste {voornaam},")
    melding = make_melding(world, contactvorm="met_naam", naam="Kanarie de Vries", email="k@example.nl")
    client = sign_in(world, "officer")
    post = {"versie": melding.versie, "vast": answer.pk, "kies": "1"}
    assert "Kanarie" not in client.post(page_of(melding, "antwoord"), post).content.decode()
    client.post(page_of(melding, "melder"))
    assert "Beste Kanarie," in client.post(page_of(melding, "antwoord"), post).content.decode()


def test_the_text_of_the_category_stands_ready_for_who_closes(world):
    melding = make_melding(world)
    facts = {"categorie": melding.categorie, "doel": "afsluiting"}
    Standaardtekst.objects.update_or_create(**facts, defaults={"tekst": "Wij letten op."})
    assert "Wij letten op.</textarea>" in sign_in(world, "officer").get(page_of(melding, "afronden")).content.decode()


# --- passing on ---


def test_moving_changes_what_was_chosen_with_a_reason(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    other = make_categorie("PARKEREN")
    post = {"versie": melding.versie, "categorie": other.pk, "eigenaar": world.users["buurt_officer"].pk}
    refused = client.post(page_of(melding, "verplaatsen"), post)
    assert (refused.status_code, "Schrijf op waarom" in text_of(refused)) == (422, True)
    assert client.post(page_of(melding, "verplaatsen"), {**post, "reden": "Parkeren."}).status_code == 303
    melding = Melding.objects.get()
    assert (melding.categorie_id, melding.eigenaar.username) == (other.pk, "buurt_officer")
    assert Notitie.objects.get().tekst == "Parkeren."
    assert "Eigenaar: Buurt_officer." in text_of(client.get(page_of(melding)))


def test_who_moves_it_out_of_sight_comes_back_to_the_list(world):
    melding, client = make_melding(world), sign_in(world, "member")
    post = {"versie": melding.versie, "is_beperkt": "ja", "reden": "Gevoelig."}
    answer = client.post(page_of(melding, "verplaatsen"), post)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/meldingen/melding/")
    assert client.get(page_of(melding)).status_code == 404
    back = {"versie": Melding.objects.get().versie, "is_beperkt": "nee", "reden": "Toch niet."}
    refused = sign_in(world, "officer").post(page_of(melding, "verplaatsen"), back)
    assert (refused.status_code, "Alleen de teamchef" in text_of(refused)) == (422, True)


def test_merging_follows_the_chosen_melding_or_the_typed_number(world):
    lead, one, two = (make_melding(world, verhaal=text) for text in ("Eén.", "Twee.", "Drie."))
    client = sign_in(world, "officer")
    assert "Eén." in client.get(page_of(one, "samenvoegen")).content.decode()
    assert client.post(page_of(one, "samenvoegen"), {"versie": 1, "met": lead.nummer}).status_code == 303
    typed = f"{lead.nummer[:5].lower()}-{lead.nummer[5:].lower()}"
    assert client.post(page_of(two, "samenvoegen"), {"versie": 1, "nummer": typed}).status_code == 303
    assert list(Melding.objects.filter(leidend=lead).order_by("pk")) == [one, two]
    page = text_of(client.get(page_of(lead)))
    assert [number in page for number in (one.nummer, two.nummer)] == [True, True]


@pytest.mark.parametrize(
    ("post", "sentence"),
    [({}, "Kies een melding, of vul een meldingnummer in"), ({"nummer": "12"}, "We vinden dit nummer niet")],
)
def test_merging_with_nothing_or_with_what_is_not_there_is_refused(world, post, sentence):
    melding = make_melding(world)
    answer = sign_in(world, "officer").post(page_of(melding, "samenvoegen"), post)
    assert (answer.status_code, sentence in text_of(answer), events(melding)) == (422, True, ["ontvangen"])


def test_nobody_merges_into_what_he_does_not_see(world):
    melding, other = make_melding(world), make_melding(world, verhaal="Elders.", buurt=world.other_buurt)
    answer = sign_in(world, "officer").post(page_of(melding, "samenvoegen"), {"nummer": other.nummer})
    assert (answer.status_code, "We vinden dit nummer niet" in text_of(answer)) == (422, True)


# --- photos, and what no browser sends ---


def test_a_photo_goes_along_with_the_second_click(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    _first, post = shown(client, melding, "antwoord", tekst=TEXT)
    photo = SimpleUploadedFile("kaart.png", png(), "image/png")
    assert client.post(page_of(melding, "antwoord"), {**post, "fotos": photo}).status_code == 303
    (row,) = Bijlage.objects.all()
    assert (bytes(row.inhoud[:2]), row.boodschap.tekst) == (b"\xff\xd8", TEXT)
    bad = SimpleUploadedFile("kaart.png", b"<svg>", "image/png")
    _first, post = shown(client, melding, "antwoord", tekst="Nog iets.")
    refused = client.post(page_of(melding, "antwoord"), {**post, "fotos": bad})
    assert (refused.status_code, "Nog iets." in refused.content.decode(), Bijlage.objects.count()) == (422, True, 1)


@pytest.mark.parametrize("value", ["\x00", "999999999999999999999", "x", "💥"])
def test_what_no_browser_sends_is_refused_in_words(world, value):
    melding, client = make_melding(world), sign_in(world, "officer")
    names = ["buurt", "categorie", "basisteam", "eigenaar", "is_beperkt", "aan", "collegateam", "voor_datum"]
    junk = dict.fromkeys([*names, "met", "nummer", "uitkomst", "reden", "vast", "laatste", "versie"], value)
    for stap in STEPS:
        answer = client.post(page_of(melding, stap), {**junk, "tekst": TEXT, "titel": TEXT, "kies": "1"})
        assert answer.status_code in (200, 409, 422) or stap == "notitie", stap
    assert set(events(melding)) <= {"ontvangen", "genoteerd"}
    assert client.get(f"/admin/meldingen/melding/{quote(value)}/notitie/").status_code == 404
    assert client.get(f"/admin/meldingen/melding/{quote(value)}/change/").status_code == 404
