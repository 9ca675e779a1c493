"""The list of the partner desk: views with counts, order, search, bulk steps and the file (PRODUCT P1, SAFETY S16)."""

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meldingen.models import Contactvorm, Verwijzing
from meldingen.verwijzingen import workflow, zoekwoorden
from tests.meldingen.loketbezoek import DESK, all_looks, looks, make_desk, page_of, visit
from tests.meldingen.makers import NOW, make_melding
from tests.meldingen.verwijsmakers import DAY, TEXT, accept, refer

pytestmark = pytest.mark.django_db
EXPORT = f"{DESK}uitvoer/"
SOON = (NOW + 7 * DAY).date().isoformat()
CANARY = "kanarie"


@pytest.fixture
def world():
    return make_desk()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def body_of(client, question=""):
    return client.get(f"{DESK}{question}").content.decode()


def shown(client, question=""):
    """Numbers of the cases in the table, in order."""
    found = re.findall(r'class="nr">(?:<a[^>]*>)?([0-9A-Z]{5}-[0-9A-Z]{5})', body_of(client, question))
    return [one.replace("-", "") for one in found]


def counted(client):
    """The number beside each view."""
    return [int(one) for one in re.findall(r"<b>(\d+)</b>", body_of(client))]


def one_of_each(world, clock):
    """Number by kind."""
    long_ago = workflow.refuse(refer(world), reden="Niet van ons", by=world.users["clerk"])
    clock.move_to(NOW + 31 * DAY)
    now = NOW + 31 * DAY
    late = refer(world, now=now - 20 * DAY)
    fresh, mine = refer(world, now=now), accept(world, refer(world, now=now), now=now)
    withdrawn = workflow.withdraw(refer(world, now=now), reden="Vergissing", by=world.users["officer"], now=now)
    refused = workflow.refuse(refer(world, now=now), reden="Niet van ons", by=world.users["clerk"], now=now)
    world.at.clerk, world.at.other_clerk = visit(world, "clerk"), visit(world, "other_clerk")
    named = {
        "fresh": fresh,
        "mine": mine,
        "late": late,
        "withdrawn": withdrawn,
        "refused": refused,
        "long_ago": long_ago,
    }
    return {kind: one.nummer for kind, one in named.items()}


def test_each_view_has_its_own_and_says_how_many(world, clock):
    numbers = one_of_each(world, clock)
    wanted = {
        "nieuw": ["fresh", "late"],
        "in-uitvoering": ["mine"],
        "te-laat": ["late"],
        "van-mij": ["mine"],
        "afgerond": ["refused", "withdrawn", "long_ago"],
    }
    found = {beeld: sorted(shown(world.at.clerk, f"?beeld={beeld}")) for beeld in wanted}
    assert found == {beeld: sorted(numbers[kind] for kind in kinds) for beeld, kinds in wanted.items()}
    assert counted(world.at.clerk) == [len(kinds) for kinds in wanted.values()]
    assert counted(world.at.other_clerk) == [0] * 5


def test_of_what_is_only_known_there_is_number_date_and_outcome(world, clock):
    numbers = one_of_each(world, clock)
    body = body_of(world.at.clerk, "?beeld=afgerond")
    rows = {kind: row_of(body, numbers[kind]) for kind in ("refused", "withdrawn", "long_ago")}
    assert TEXT[:30] in rows["refused"]
    for kind, outcome in (("withdrawn", "Ingetrokken"), ("long_ago", "Niet voor ons")):
        assert (outcome in rows[kind], "Verkeer" in rows[kind], "type=" in rows[kind]) == (True, False, False)
    assert ["<a " in rows[kind] for kind in ("withdrawn", "long_ago")] == [False, True]
    seen = Verwijzing.objects.filter(inzagen__wat="lijst").values_list("nummer", flat=True)
    assert set(seen) == {numbers["refused"]}


def row_of(body, nummer):
    return next(row.split("</tr>")[0] for row in body.split("<tr")[1:] if f"{nummer[:5]}-{nummer[5:]}" in row)


def test_an_empty_list_says_so(world):
    assert "Er zijn geen nieuwe zaken." in body_of(world.at.clerk)
    assert "We vonden geen zaken." in body_of(world.at.clerk, "?zoek=niets")


def test_nonsense_in_the_address_gives_the_list(world):
    refer(world)
    for question in (
        "?beeld=x",
        "?volgorde=x",
        "?pagina=0",
        "?pagina=99999999999999999999",
        "?pagina=-1",
        "?zoek=%00",
        "?a=b",
    ):
        assert world.at.clerk.get(f"{DESK}{question}").status_code == 200


def test_the_order_is_as_asked(world, clock):
    first = accept(world, refer(world))
    clock.shift(timedelta(minutes=5))
    second = accept(world, refer(world, now=NOW + timedelta(minutes=5)), verwacht_datum=(NOW + 90 * DAY).date())
    workflow.set_zaaknummer(second, zaaknummer="A-1", by=world.users["clerk"])
    workflow.set_zaaknummer(first, zaaknummer="B-1", by=world.users["clerk"])
    orders = {
        one: shown(world.at.clerk, f"?beeld=in-uitvoering&volgorde={one}") for one in ("datum", "termijn", "zaaknummer")
    }
    newest = [second.nummer, first.nummer]
    assert orders == {"datum": newest, "termijn": newest[::-1], "zaaknummer": newest}


def test_a_search_finds_number_own_number_and_whole_words_of_what_may_be_read(world):
    one = refer(world, make_melding(world, verhaal=f"{CANARY} in het verhaal"), plek="Bij de vuurtoren")
    workflow.set_zaaknummer(one, zaaknummer="Z-77", by=world.users["clerk"])
    zoekwoorden.index(one.pk)
    for words in (one.nummer, f"{one.nummer[:5]}-{one.nummer[5:]}".lower(), "Z-77", "vuurtoren", "scooters speeltuin"):
        assert (shown(world.at.clerk, f"?zoek={words}"), shown(world.at.other_clerk, f"?zoek={words}")) == (
            [one.nummer],
            [],
        )
    assert shown(world.at.clerk, f"?zoek={CANARY}") == []
    workflow.withdraw(one, reden="Vergissing", by=world.users["officer"])
    assert [shown(world.at.clerk, f"?zoek={words}") for words in ("vuurtoren", "Z-77", one.nummer)] == [
        [],
        [],
        [one.nummer],
    ]


def test_the_list_costs_the_same_with_more_rows(world):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            world.at.clerk.get(DESK)
        return len(queries)

    named = {"contactvorm": Contactvorm.MET_NAAM, "naam": "Kanarie"}
    for _turn in range(1):
        workflow.give_consent(refer(world, make_melding(world, **named), vraagt_toestemming=True))
    with_one = cost()
    for _turn in range(2):
        workflow.give_consent(refer(world, make_melding(world, **named), vraagt_toestemming=True))
    assert cost() == with_one
    assert CANARY.capitalize() not in body_of(world.at.clerk)


def test_a_long_list_has_pages(world, monkeypatch):
    monkeypatch.setattr("meldingen.views.partnerlijst.PER_PAGE", 2)
    numbers = {refer(world).nummer for _turn in range(3)}
    first, second = shown(world.at.clerk), shown(world.at.clerk, "?beeld=nieuw&pagina=2")
    assert (len(first), len(second), {*first, *second}) == (2, 1, numbers)
    assert "pagina=2" in body_of(world.at.clerk)


# --- more at once -----------------------------------------------------------------------------------------------------


def test_several_are_accepted_with_one_date_and_those_that_fail_are_named(world):
    one, two, done = refer(world), refer(world), accept(world, refer(world))
    other = workflow.withdraw(refer(world), reden="Vergissing", by=world.users["officer"])
    chosen = {"zaak": [one.nummer, two.nummer, two.nummer, done.nummer, other.nummer, "niets\x00"]}
    page = world.at.clerk.post(f"{DESK}samen/oppakken/", chosen)
    assert (page.status_code, Verwijzing.objects.filter(status="geaccepteerd").count()) == (200, 1)
    wrong = world.at.clerk.post(f"{DESK}samen/oppakken/", {**chosen, "doe": "1", "verwacht_datum": ""})
    assert (wrong.status_code, "Vul een datum in" in wrong.content.decode(), one.nummer in wrong.content.decode()) == (
        422,
        True,
        True,
    )
    response = world.at.clerk.post(
        f"{DESK}samen/oppakken/", {**chosen, "doe": "1", "verwacht_datum": SOON}, follow=True
    )
    body = response.content.decode()
    assert "2 zaken zijn bijgewerkt." in body
    assert f"{done.nummer[:5]}-{done.nummer[5:]}: Dit kan niet." in body
    assert f"{other.nummer[:5]}-{other.nummer[5:]}: Deze zaak is er niet (meer) voor u." in body
    found = Verwijzing.objects.filter(status="geaccepteerd").values_list("nummer", flat=True)
    assert set(found) == {one.nummer, two.nummer, done.nummer}
    logged = [list(case.stappen.order_by("pk").values_list("soort", flat=True)) for case in (one, two)]
    assert logged == [["verzonden", "geaccepteerd"]] * 2


def test_a_coordinator_assigns_several_and_a_clerk_may_not(world):
    one, two = refer(world), refer(world)
    chosen = {"zaak": [one.nummer, two.nummer], "doe": "1", "aan": world.users["clerk"].pk}
    refused = world.at.clerk.post(f"{DESK}samen/toewijzen/", chosen, follow=True).content.decode()
    assert "Alleen de coördinator verdeelt zaken." in refused
    assert (
        "2 zaken zijn bijgewerkt."
        in world.at.coordinator.post(f"{DESK}samen/toewijzen/", chosen, follow=True).content.decode()
    )
    assert set(Verwijzing.objects.values_list("behandelaar__username", flat=True)) == {"clerk"}


def test_nothing_chosen_is_told(world):
    body = world.at.clerk.post(f"{DESK}samen/oppakken/", follow=True).content.decode()
    assert "Kies eerst een of meer zaken." in body


def test_no_case_of_another_partner_is_taken(world):
    one = refer(world)
    facts = {"zaak": [one.nummer], "doe": "1", "verwacht_datum": SOON}
    body = world.at.other_clerk.post(f"{DESK}samen/oppakken/", facts, follow=True).content.decode()
    assert "Deze zaak is er niet (meer) voor u." in body
    assert Verwijzing.objects.get(pk=one.pk).status == "verzonden"


# --- the file ---------------------------------------------------------------------------------------------------------


def rows(client, question="?beeld=nieuw"):
    response = client.get(f"{EXPORT}{question}")
    assert response.headers["Content-Disposition"] == 'attachment; filename="zaken.csv"'
    assert response.headers["Cache-Control"] == "no-store"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_holds_what_may_be_read_and_each_case_is_logged(world):
    melding = make_melding(
        world, verhaal=CANARY, contactvorm=Contactvorm.MET_NAAM, naam=CANARY, email="kanarie@example.nl"
    )
    one = refer(world, melding, vraagt_toestemming=True)
    workflow.give_consent(one)
    heading, line = rows(world.at.clerk)
    assert (len(heading), len(line), line[0], TEXT in line) == (17, 17, f"{one.nummer[:5]}-{one.nummer[5:]}", True)
    assert [cell for cell in line if CANARY in cell] == []
    assert looks(one) == [("uitvoer", "clerk")]
    assert rows(world.at.other_clerk)[1:] == []


def test_no_cell_begins_as_a_formula(world):
    for start in ("=", "+", "-", "@", "\t="):
        refer(world, tekst=f"{start}cmd|'/c calc'!A1", toelichting=f"{start}1", plek=f"{start}1", doel=f"{start}1")
    cells = [cell for line in rows(world.at.clerk)[1:] for cell in line]
    assert [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))] == []


def test_of_what_is_only_known_the_file_has_three_cells(world):
    one = workflow.withdraw(refer(world), reden="Vergissing", by=world.users["officer"])
    line = rows(world.at.clerk, "?beeld=afgerond")[1]
    assert (line[0].replace("-", ""), line[2], set(line[3:])) == (one.nummer, "Ingetrokken", {""})
    assert all_looks() == 0


def test_a_message_of_the_officer_shows_in_the_list_until_somebody_opens_the_case(world):
    verwijzing, clerk = refer(world), world.at.clerk
    quiet = refer(world)
    workflow.say(verwijzing, tekst="Lukt het?", by=world.users["officer"])

    def marked():
        rows = clerk.get(DESK).content.decode().split("</tr>")
        return [
            one.nummer for one in (verwijzing, quiet) for row in rows if one.nummer in row and "Nieuw bericht" in row
        ]

    before = marked()
    clerk.get(page_of(verwijzing))
    assert (before, marked()) == ([verwijzing.nummer], [])
