"""The page of one melding: what stands on it, for whom, and that opening it is logged once."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meldingen import workflow
from meldingen.models import Bijlage, Inzage
from tests.meldingen.dossiers import looks, page_of, sign_in, text_of
from tests.meldingen.makers import NOW, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db
STORY = "Elke avond rijden twee scooters heel hard door het park."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


def test_the_page_shows_story_facts_and_history_and_is_logged_once(world):
    melding = make_melding(world, plek="Lindepark, ingang Singel", wanneer="vaak")
    response = sign_in(world, "officer").get(page_of(melding))
    text = text_of(response)
    assert response.status_code == 200
    wanted = [STORY, "Lindepark, ingang Singel", "Vaker", "Anoniem, wel bereikbaar met code", "Binnen via de website.",
              "Vraag het de melder eerst, voordat u met deze persoon praat.", "Geen andere meldingen."]  # fmt: skip
    assert [one for one in wanted if one not in text] == []
    assert "no-store" in response.headers["Cache-Control"]
    assert looks() == [("officer", "verhaal")]
    melding.refresh_from_db()
    assert melding.geopend_op == NOW


def test_each_opening_is_one_line_and_asking_who_looks_is_none(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    client.get(page_of(melding))
    panel = client.get(page_of(melding), headers={"HX-Request": "true", "HX-Target": "paneel"})
    assert ("<html" in panel.content.decode(), STORY in panel.content.decode()) == (False, True)
    client.get(page_of(melding, "kijkers"))
    client.get(page_of(melding, "notitie"), headers={"HX-Request": "true", "HX-Target": "stap"})
    assert looks() == [("officer", "verhaal")] * 2


SIGHT = {
    "officer": 200, "buurt_officer": 200, "member": 200, "chief": 200, "deputy": 200, "superuser": 200,
    "stand_in": 404, "former_officer": 404, "other_officer": 404, "other_member": 404, "other_chief": 404,
    "redacteur": 404, "beheerder": 404, "privacy": 404, "auditor": 404, "not_active": 302,
}  # fmt: skip


def test_every_role_sees_exactly_what_it_may_and_only_who_reads_is_logged(world):
    melding = make_melding(world)
    found = {name: sign_in(world, name).get(page_of(melding)).status_code for name in world.users}
    assert found == SIGHT
    assert sorted(looks()) == sorted((name, "verhaal") for name, code in SIGHT.items() if code == 200)


def test_who_may_not_see_it_gets_the_answer_of_what_is_not_there(world):
    melding, client = make_melding(world), sign_in(world, "other_officer")
    absent = page_of(melding).replace(melding.nummer, "0000000000")
    forbidden, other = client.get(page_of(melding)), client.get(absent)
    assert (forbidden.status_code, other.status_code) == (404, 404)
    assert forbidden.content.replace(melding.nummer.encode(), b"0000000000") == other.content


def test_an_unjudged_badge_hides_every_word_from_the_team_and_opening_is_not_reading(world):
    melding = make_melding(
        world, verhaal="Ik denk aan zelfmoord, zei Kanarie.", contactvorm="met_naam", naam="Kanarie de Vries",
        email="kanarie@example.nl",
    )  # fmt: skip
    client = sign_in(world, "member")
    page = client.get(page_of(melding))
    said = text_of(page)
    assert (page.status_code, "anarie" in page.content.decode(), "Te hard rijden" in said) == (200, False, True)
    assert "Mogelijk gevaar voor zichzelf" in said
    parts = [client.get(page_of(melding, "notitie")), client.post(page_of(melding, "melder"), {"reden": "Ik bel."})]
    assert [one.status_code for one in parts] == [404, 404]
    assert looks() == []
    melding.refresh_from_db()
    assert melding.geopend_op is None
    assert "zelfmoord" in sign_in(world, "chief").get(page_of(melding)).content.decode()


REPORTER = {"naam": "Kanarie de Vries", "email": "kanarie@example.nl", "telefoon": "+31612345678"}


def named(world, **fields):
    return make_melding(world, contactvorm="met_naam", **REPORTER, bellen="Na 18 uur", **fields)


def in_page(response):
    html = response.content.decode()
    return [word for word in (*REPORTER.values(), "Na 18 uur") if word in html]


@pytest.mark.parametrize("name", ["officer", "chief", "deputy"])
def test_the_reporter_stands_on_the_page_only_after_a_logged_click(world, name):
    melding, client = named(world), sign_in(world, name)
    page = client.get(page_of(melding))
    assert (in_page(page), "Met naam" in text_of(page)) == ([], True)
    assert client.get(page_of(melding, "melder")).status_code == 405
    answer = client.post(page_of(melding, "melder"), headers={"HX-Request": "true", "HX-Target": "melder"})
    assert (answer.status_code, in_page(answer)) == (200, [*REPORTER.values(), "Na 18 uur"])
    assert "no-store" in answer.headers["Cache-Control"]
    assert [word in text_of(answer) for word in ("niet gecontroleerd", "Zeg aan de telefoon niet dat u")] == [True] * 2
    assert 'href="tel:+31612345678"' in answer.content.decode()
    assert looks() == [(name, "verhaal"), (name, "melder")]


@pytest.mark.parametrize("name", ["member", "buurt_officer"])
def test_a_colleague_gives_a_reason_first_and_it_is_kept(world, name):
    melding, client = named(world), sign_in(world, name)
    refused = client.post(page_of(melding, "melder"), {"reden": " "})
    assert (refused.status_code, in_page(refused)) == (422, [])
    assert "Schrijf op waarom u de gegevens nodig heeft" in text_of(refused)
    answer = client.post(page_of(melding, "melder"), {"reden": "Ik neem waar."})
    assert (answer.status_code, in_page(answer)) == (200, [*REPORTER.values(), "Na 18 uur"])
    assert [(one.door.username, one.reden) for one in Inzage.objects.filter(wat="melder")] == [(name, "Ik neem waar.")]


def test_nothing_of_the_reporter_stands_with_the_same_place(world):
    here = {"x": 155_000, "y": 463_000}
    own = make_melding(world, **here)
    near = named(world, verhaal="Dichtbij.", x=155_100, y=463_000)
    far = make_melding(world, verhaal="Verderop.", x=156_000, y=463_000)
    old = make_melding(world, verhaal="Lang geleden.", now=NOW - timedelta(days=366), **here)
    hidden = make_melding(world, verhaal="Ik denk aan zelfmoord.", **here)
    page = sign_in(world, "member").get(page_of(own))
    html = page.content.decode()
    assert in_page(page) == []
    assert [word in html for word in ("Dichtbij.", "Verderop.", "Lang geleden.", "zelfmoord")] == [True] + [False] * 3
    assert [page_of(one) in html for one in (near, far, old, hidden)] == [True, False, False, True]
    assert ("member", "lijst") in looks()


def test_the_same_place_is_a_circle_of_250_metres(world):
    own = make_melding(world, x=155_000, y=463_000)
    rim, corner = (make_melding(world, x=155_000 + x, y=463_000 + y) for x, y in ((150, -200), (200, -200)))
    html = sign_in(world, "officer").get(page_of(own)).content.decode()
    assert [page_of(one) in html for one in (rim, corner)] == [True, False]


def test_without_a_place_the_same_buurt_and_subject_counts(world):
    own, same = make_melding(world), make_melding(world, verhaal="Hetzelfde onderwerp.")
    other = make_melding(world, verhaal="Iets anders.", categorie=make_categorie("PARKEREN"))
    html = sign_in(world, "officer").get(page_of(own)).content.decode()
    assert [page_of(one) in html for one in (same, other)] == [True, False]


def test_notes_stand_apart_and_who_looked_is_for_who_is_in_charge(world):
    melding = make_melding(world)
    workflow.note(melding, tekst="Bekende jongen.", by=world.users["officer"])
    for name, sees in (("officer", True), ("chief", True), ("member", False)):
        html = sign_in(world, name).get(page_of(melding)).content.decode()
        assert ("Bekende jongen." in html.split('class="notes"')[1], "Wie keek" in html) == (True, sees), name


def test_a_photo_is_a_file_that_is_logged(world):
    melding = make_melding(world)
    photo = Bijlage.objects.create(melding=melding, kenmerk=uuid4(), grootte=3, inhoud=b"jpg")
    address = reverse("admin:meldingen_melding_foto", args=[melding.nummer, photo.kenmerk])
    answer = sign_in(world, "officer").get(address)
    assert (answer.content, answer.headers["Content-Type"]) == (b"jpg", "image/jpeg")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="foto.jpg"'
    assert (answer.headers["X-Content-Type-Options"], "no-store" in answer.headers["Cache-Control"]) == (
        "nosniff",
        True,
    )
    other = make_melding(world, verhaal="Een andere.")
    stranger = reverse("admin:meldingen_melding_foto", args=[other.nummer, photo.kenmerk])
    codes = [sign_in(world, "officer").get(stranger), sign_in(world, "other_officer").get(address)]
    assert [one.status_code for one in codes] == [404, 404]
    assert looks() == [("officer", "bijlage")]


def test_who_else_has_it_open_is_shown_for_a_minute(world, clock):
    melding = make_melding(world)
    sign_in(world, "buurt_officer").get(page_of(melding))
    officer = sign_in(world, "officer")
    assert "Buurt_officer heeft deze melding nu open" in text_of(officer.get(page_of(melding)))
    clock.shift(timedelta(seconds=61))
    assert "heeft deze melding nu open" not in text_of(officer.get(page_of(melding, "kijkers")))
    assert sign_in(world, "other_officer").get(page_of(melding, "kijkers")).status_code == 404


def test_the_page_asks_as_many_questions_with_one_message_as_with_three(world):
    officer = world.users["officer"]

    def queries(number):
        melding = make_melding(world, verhaal=f"Verhaal {number}.", categorie=make_categorie(f"CAT{number}"))
        for index in range(number):
            workflow.reply(melding, tekst=f"Bericht {index}.", by=officer)
            workflow.reply(melding, tekst=f"Terug {index}.", by=workflow.MELDER)
            workflow.note(melding, tekst="Notitie.", by=officer)
            workflow.add_occurrence(melding, datum=NOW.date())
        client = sign_in(world, "officer")
        client.get(page_of(melding))
        with CaptureQueriesContext(connection) as found:
            client.get(page_of(melding))
        return len(found)

    one = queries(1)
    assert (queries(3), one <= 45) == (one, True), one
