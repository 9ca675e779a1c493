"""The list of the inbox as CSV: only what may be read, logged, with a reason above fifty rows (S11, S16, S23)."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from meldingen import uitvoer
from meldingen.models import Inzage, Melding
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
EXPORT = "/admin/meldingen/melding/uitvoer/"
STORY = "Elke avond rijden twee scooters heel hard door het park."


@pytest.fixture
def world(time_machine):
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    return make_world()


def signed_in(world, name="officer"):
    client = Client()
    client.force_login(world.users[name])
    return client


def content(response):
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return b"".join(response.streaming_content)


def table(response):
    """The lines without the heading, as a spreadsheet reads them."""
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"), newline=""), delimiter=";"))[1:]


def numbers(response):
    return [row[0].replace("-", "") for row in table(response)]


def logged():
    return list(Inzage.objects.order_by("pk").values_list("melding__nummer", "wat", "door__username"))


def many(world, number):
    return [make_melding(world, verhaal=f"Nummer {one}") for one in range(number)]


def test_the_file_opens_in_a_spreadsheet(world):
    melding = make_melding(world, contactvorm="met_naam", naam="Jo Canary", email="jo@example.org")
    response = signed_in(world).get(EXPORT)
    text = content(response)
    assert response["Content-Disposition"] == 'attachment; filename="meldingen-2026-11-23.csv"'
    assert "no-store" in response["Cache-Control"]
    nummer = f"{melding.nummer[:5]}-{melding.nummer[5:]}"
    assert text.decode() == (
        "\ufeffMeldingnummer;Onderwerp;Ontvangen op;Antwoord vóór;Status;Afgesloten op;Uitkomst;Soort;Gemeente;Buurt;"
        "Team;Eigenaar;Melder;Titel;Wat de melder schreef\r\n"
        f"{nummer};Te hard rijden, gevaarlijk punt;2026-11-23 10:00;2026-11-30;ontvangen;;;tip;Rivierdam;"
        f"Lindenkwartier;Basisteam Noord;Officer;Met naam;{STORY};{STORY}\r\n"
    )
    assert logged() == [(melding.nummer, "uitvoer", "officer")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝", "＠"])
def test_no_cell_begins_a_formula(world, start):
    make_melding(world, verhaal=f'{start}HYPERLINK("http://x";"y")')
    *_rest, titel, verhaal = table(signed_in(world).get(EXPORT))[0]
    for cell in (titel, verhaal):
        assert not cell.lstrip(" ").startswith(uitvoer.FORMULA)
    assert verhaal.startswith("'") or start.strip() == ""


def test_quotes_and_separators_stay_within_their_cell(world):
    make_melding(world, verhaal='Hij zei: "weg";\nen =1+1')
    rows = table(signed_in(world).get(EXPORT))
    assert (len(rows), len(rows[0]), rows[0][-1]) == (1, 15, 'Hij zei: "weg";\nen =1+1')


def test_the_same_filters_as_the_list(world):
    late, other = make_melding(world, now=NOW - timedelta(days=30)), make_melding(world)
    officer = signed_in(world)
    assert numbers(officer.get(EXPORT)) == [late.nummer, other.nummer]
    assert numbers(officer.get(EXPORT, {"postvak": "te-laat"})) == [late.nummer]
    assert numbers(officer.get(EXPORT, {"periode": "1"})) == [other.nummer]
    assert numbers(officer.get(EXPORT, {"q": late.nummer})) == [late.nummer]
    assert numbers(officer.get(EXPORT, {"postvak": "afgerond"})) == []


def test_fifty_rows_at_once_and_more_only_with_a_reason(world):
    meldingen = many(world, 50)
    officer = signed_in(world)
    assert len(table(officer.get(EXPORT))) == 50
    before = Inzage.objects.count()
    meldingen += many(world, 1)
    page = officer.get(EXPORT)
    assert (page.status_code, "Deze lijst heeft 51 meldingen." in page.content.decode()) == (200, True)
    assert "Nummer 50" not in page.content.decode()
    assert officer.post(EXPORT, {"reden": "   "}).status_code == 422
    assert Inzage.objects.count() == before
    assert len(table(officer.post(EXPORT, {"reden": "Overleg met de gemeente"}))) == 51
    lines = Inzage.objects.order_by("pk")[before:]
    assert {line.reden for line in lines} == {"Overleg met de gemeente"}
    assert [line.melding_id for line in lines] == [melding.pk for melding in meldingen]


def test_all_lines_of_the_log_are_one_statement(world, django_assert_num_queries):
    ids = [melding.pk for melding in many(world, 3)]
    with django_assert_num_queries(1):
        uitvoer.log_export(ids, by=world.users["officer"], reden="Waarom", now=NOW)
    assert [(line.melding_id, line.reden, line.op) for line in Inzage.objects.order_by("pk")] == [
        (pk, "Waarom", NOW) for pk in ids
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow(world, number, django_assert_num_queries):
    many(world, number)
    officer = signed_in(world)
    with django_assert_num_queries(10):  # four of the session, who, sight, ids, log, rows, partners
        content(officer.get(EXPORT))


def test_more_than_fits_is_refused_without_a_log(world, monkeypatch):
    monkeypatch.setattr("meldingen.uitvoer.MOST", 2)
    monkeypatch.setattr("meldingen.admin.uitvoeren.MOST", 2)
    many(world, 3)
    response = signed_in(world).post(EXPORT, {"reden": "Waarom"})
    assert "Kies eerst een kleinere lijst" in response.content.decode()
    assert logged() == []


def test_a_restricted_melding_has_number_subject_and_dates_only(world):
    melding = make_melding(world, gevaar="ja")
    assert table(signed_in(world, "member").get(EXPORT)) == []
    rows = table(signed_in(world, "chief").get(EXPORT))
    nummer = f"{melding.nummer[:5]}-{melding.nummer[5:]}"
    facts = [nummer, "Te hard rijden, gevaarlijk punt", "2026-11-23 10:00", "2026-11-24"]
    assert rows == [[*facts, *[""] * 11]]
    assert logged() == [(melding.nummer, "uitvoer", "chief")]


def test_what_nobody_judged_yet_goes_only_to_who_is_in_charge(world):
    melding = make_melding(world, verhaal="Hij heeft een pistool.")
    Melding.objects.filter(pk=melding.pk).update(is_beperkt=False)
    assert numbers(signed_in(world, "member").get(EXPORT)) == []
    assert numbers(signed_in(world, "officer").get(EXPORT)) == [melding.nummer]


def test_another_team_gets_an_empty_list_and_who_has_no_inbox_no_page(world):
    make_melding(world)
    assert table(signed_in(world, "other_officer").get(EXPORT)) == []
    for role in ("redacteur", "beheerder", "privacy", "auditor", "former_officer"):
        assert signed_in(world, role).get(EXPORT).status_code == 404
    assert Client().get(EXPORT)["Location"].startswith("/admin/login/")
    assert logged() == []
