"""A melding as text and JSON for another system, and on paper: complete, without the reporter, and logged (O22)."""

from datetime import date, time, timedelta

import pytest
from django.test import Client

from meldingen import workflow
from meldingen.codes import code_of, shown
from meldingen.models import Inzage, Melder
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
WHOLE = """MELDING
Meldingnummer: {nummer}
Soort: tip
Onderwerp: Te hard rijden, gevaarlijk punt
Status: in behandeling
Ontvangen op: 23 november 2026 10.00
Ontvangen via: de website
Antwoord vóór: 30 november 2026
Team: Basisteam Noord
Eigenaar: Officer

WAAR EN WANNEER
Buurt: Lindenkwartier
Gemeente: Rivierdam
Plek: Bij de ingang
Wanneer: Vaker
Deel van de dag: avond

WAT DE MELDER SCHREEF
Elke avond rijden twee scooters heel hard door het park.

ANTWOORDEN OP VRAGEN
Hoe vaak: Elke week

WAT DE MELDER GOED VINDT
Melder: Met naam
Met deze persoon praten: Nee
Gevaarlijk voor de melder als deze persoon het weet: Nee
Delen met een partner: Ja, maar zonder mijn gegevens

DAGBOEK
22 november 2026, 22.05, 20 minuten
Weer hard

GESPREK MET DE MELDER
23 november 2026 11.00, vraag aan de melder, Officer: Welke kleur?
23 november 2026 11.00, antwoord van de melder, de melder: Rood.
"""
REPORTER = ("Jo Canary", "jo@example.org", "+31612345678", "Spreek niets in")


@pytest.fixture
def world(time_machine):
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    return make_world()


@pytest.fixture
def melding(world):
    melding = make_melding(
        world, key="k", contactvorm="met_naam", naam=REPORTER[0], email=REPORTER[1], telefoon=REPORTER[2],
        bellen=REPORTER[3], plek="Bij de ingang", wanneer="vaak", dagdeel="avond", antwoorden={"hoe_vaak": "week"},
        mag_praten="nee", gevaar="nee",
    )  # fmt: skip
    officer = world.users["officer"]
    workflow.note(melding, tekst="GEHEIME NOTITIE", by=officer)
    workflow.ask(melding, tekst="Welke kleur?", by=officer)
    workflow.answer(melding, tekst="Rood.")
    workflow.add_occurrence(melding, datum=date(2026, 11, 22), tijd=time(22, 5), minuten=20, tekst="Weer hard")
    return melding


def signed_in(world, name="officer"):
    client = Client()
    client.force_login(world.users[name])
    return client


def at(melding, page="overdrachttekst"):
    return f"/admin/meldingen/melding/{melding.nummer}/{page}/"


def looks():
    return list(Inzage.objects.order_by("pk").values_list("wat", "door__username"))


def text_on(response):
    return response.context_data["tekst"].replace("\r\n", "\n")


def test_the_text_holds_everything_that_another_system_asks(world, melding):
    text = text_on(signed_in(world).get(at(melding)))
    number = f"{melding.nummer[:5]}-{melding.nummer[5:]}"
    assert text == WHOLE.format(nummer=number)
    assert looks() == [("overdracht", "officer")]


def test_reporter_notes_and_code_are_nowhere_in_it(world, melding):
    officer = signed_in(world)
    answers = [officer.get(at(melding)), officer.post(at(melding), {"json": "1"}), officer.get(at(melding, "afdruk"))]
    hidden = [*REPORTER, "GEHEIME NOTITIE", code_of("k"), shown(code_of("k"))]
    assert [(one, word) for one in answers for word in hidden if word in one.content.decode()] == []
    assert looks() == [("overdracht", "officer"), ("overdracht", "officer"), ("afdruk", "officer")]


def test_the_reporter_comes_along_when_ticked_and_that_is_logged(world, melding):
    text = text_on(signed_in(world).post(at(melding), {"met_melder": "on"}))
    assert text.endswith(
        "MELDER\nNaam: Jo Canary\nE-mail: jo@example.org (niet gecontroleerd)\nTelefoon: +31612345678\n"
        "Wanneer en hoe bellen: Spreek niets in\n“Politie” zeggen: Nee\n"
    )
    assert looks() == [("melder", "officer"), ("overdracht", "officer")]


def test_a_colleague_of_the_team_gives_a_reason_for_the_reporter(world, melding):
    colleague = signed_in(world, "member")
    response = colleague.post(at(melding), {"met_melder": "on", "reden": "  "})
    html = response.content.decode()
    assert (response.status_code, [word for word in REPORTER if word in html]) == (422, [])
    assert "Schrijf op waarom u die gegevens nodig hebt" in html
    assert looks() == []
    assert REPORTER[0] in text_on(colleague.post(at(melding), {"met_melder": "on", "reden": "Ik bel voor Samira."}))
    assert looks() == [("melder", "member"), ("overdracht", "member")]
    assert Inzage.objects.get(wat="melder").reden == "Ik bel voor Samira."


def test_the_download_is_json_with_fixed_names(world, melding):
    response = signed_in(world).post(at(melding), {"json": "1", "met_melder": "on"})
    assert response["Content-Disposition"] == f'attachment; filename="melding-{melding.nummer}.json"'
    assert response["Content-Type"] == "application/json"
    data = response.json()
    parts = data.pop("onderdelen")
    assert data == {
        "nummer": melding.nummer, "soort": "tip", "categorie": "VERKEER", "groep": "verkeer",
        "status": "in_behandeling", "uitkomst": "", "ontvangen_op": "2026-11-23T09:00:00+00:00", "afgesloten_op": None,
        "antwoord_voor_datum": "2026-11-30", "gebeurd_datum": None, "buurt": world.buurt.pk,
        "gemeente": world.buurt.gemeente_id, "x_rd": None, "y_rd": None, "mag_praten": "nee", "gevaar": "nee",
        "delen": "zonder",
    }  # fmt: skip
    assert [part["kop"] for part in parts][-1] == "Melder"
    assert parts[2] == {
        "kop": "Wat de melder schreef",
        "regels": [{"naam": "", "waarde": "Elke avond rijden twee scooters heel hard door het park."}],
    }


def test_without_reporter_there_is_nothing_to_tick(world):
    melding = make_melding(world)
    officer = signed_in(world)
    assert 'name="met_melder"' not in officer.get(at(melding)).content.decode()
    assert "MELDER\nNaam" not in text_on(officer.post(at(melding), {"met_melder": "on"}))
    assert looks() == [("overdracht", "officer"), ("overdracht", "officer")]
    assert not Melder.objects.exists()


@pytest.mark.parametrize("page", ["overdrachttekst", "afdruk"])
@pytest.mark.parametrize("role", ["other_officer", "former_officer", "redacteur", "beheerder", "privacy", "auditor"])
def test_who_does_not_see_the_melding_finds_no_such_page(world, melding, role, page):
    client = signed_in(world, role)
    assert client.get(at(melding, page)).status_code == 404
    assert looks() == []


def test_a_story_behind_an_unjudged_badge_is_not_handed_over(world):
    melding = make_melding(world, verhaal="Hij heeft een pistool.")
    assert signed_in(world, "member").get(at(melding)).status_code == 404
    assert signed_in(world, "officer").get(at(melding)).status_code == 200


def test_paper_has_the_words_escaped_and_a_print_button(world):
    melding = make_melding(world, verhaal="<script>alert(1)</script>\nTweede regel")
    html = signed_in(world).get(at(melding, "afdruk")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Tweede regel" in html
    assert "data-print" in html
    assert looks() == [("afdruk", "officer")]
