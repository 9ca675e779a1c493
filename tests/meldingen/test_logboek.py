"""The log in the admin: who reads which lines, what they hold, and how one gets to older ones."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meldingen import workflow
from meldingen.codes import shown_nummer
from meldingen.inzien import opened
from meldingen.logboek import PAGE, visible_lines
from meldingen.models import Gebeurtenis, Inzage, Melding, Zoekactie
from meldingen.zoeken import found
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db

MODELS = {model._meta.model_name: model for model in (Gebeurtenis, Inzage, Zoekactie)}
STORY, REASON = "Elke avond rijden twee scooters", "Ik wil hem terugbellen."


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        world = make_world()
        world.mine = make_melding(world)
        world.theirs = make_melding(world, buurt=world.other_buurt)
        opened(world.mine, by=world.users["officer"])
        opened(world.mine, by=world.users["member"], wat="melder", reden=REASON)
        opened(world.theirs, by=world.users["other_officer"], reden=REASON)
        for name in ("officer", "member", "other_officer"):
            found(Melding.objects.all(), "scooters", world.users[name])
        yield world


def lines_of(world, model, name):
    """(melding or "", who) of the lines that somebody reads."""
    names = {world.mine.pk: "mine", world.theirs.pk: "theirs"}
    rows = visible_lines(MODELS[model], world.users[name]).select_related("door").order_by("pk")
    return [(names.get(getattr(row, "melding_id", None), ""), row.door.username if row.door else "") for row in rows]


OPENED = [("mine", "officer"), ("mine", "member"), ("theirs", "other_officer")]
SEARCHED = [("", "officer"), ("", "member"), ("", "other_officer")]


@pytest.mark.parametrize(
    ("name", "opened_lines", "searches"),
    [
        *[(name, OPENED, SEARCHED) for name in ("auditor", "privacy", "superuser")],
        *[(name, OPENED[:2], SEARCHED[:2]) for name in ("chief", "deputy")],
        ("other_chief", OPENED[2:], SEARCHED[2:]),
        ("officer", OPENED[:2], SEARCHED[:1]),
        ("other_officer", OPENED[2:], SEARCHED[2:]),
        ("buurt_officer", [], []),
        *[(name, [], []) for name in ("member", "redacteur", "beheerder", "former_officer", "not_active")],
    ],
)
def test_each_reads_the_lines_of_the_role(world, name, opened_lines, searches):
    assert lines_of(world, "inzage", name) == opened_lines
    assert lines_of(world, "zoekactie", name) == searches
    assert {one for one, _who in lines_of(world, "gebeurtenis", name)} == {one for one, _who in opened_lines}


@pytest.mark.parametrize("name", ["officer", "chief", "auditor", "superuser"])
def test_nobody_reads_the_log_of_what_is_about_oneself(world, name):
    Melding.objects.filter(pk=world.mine.pk).update(betrokkenen=[world.users[name].pk])
    assert "mine" not in {one for one, _who in lines_of(world, "inzage", name)}
    assert "mine" not in {one for one, _who in lines_of(world, "gebeurtenis", name)}


def test_a_line_somebody_made_stays_readable_to_who_made_it(world):
    workflow.note(world.mine, tekst="Ik kijk.", by=world.users["buurt_officer"], now=NOW)
    assert lines_of(world, "gebeurtenis", "buurt_officer") == [("mine", "buurt_officer")]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("name", "sees_reasons"), [("auditor", True), ("chief", True), ("officer", False)])
def test_a_page_holds_no_story_and_reasons_only_for_who_watches(world, client, model, name, sees_reasons):
    client.force_login(world.users[name])
    page = client.get(f"/admin/meldingen/{model}/").content.decode()
    assert STORY not in page
    assert (REASON in page) == (sees_reasons and model == "inzage")
    assert (shown_nummer(world.mine.nummer) in page) == (model != "zoekactie")
    assert (shown_nummer(world.theirs.nummer) in page) == (model != "zoekactie" and name == "auditor")


def test_who_reads_no_log_gets_the_plain_404(world, client):
    for name in ("member", "redacteur", "beheerder"):
        client.force_login(world.users[name])
        assert [client.get(f"/admin/meldingen/{model}/").status_code for model in MODELS] == [404, 404, 404]


def test_only_the_days_that_were_asked_are_shown(world, client):
    client.force_login(world.users["auditor"])
    opened(world.mine, by=world.users["chief"], now=NOW - timedelta(days=7))
    rows = client.get("/admin/meldingen/inzage/").context["rijen"]
    assert [row[1][0].username for row in rows] == ["other_officer", "member", "officer"]
    older = client.get("/admin/meldingen/inzage/", {"van": "2026-11-16", "tot": "2026-11-16"}).context["rijen"]
    assert [row[1][0].username for row in older] == ["chief"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"van": "2026-11-23", "tot": "2026-11-22"}, "De laatste dag ligt vóór de eerste. Kies andere dagen."),
        ({"van": "2026-01-01", "tot": "2026-11-22"}, "Kies hoogstens 92 dagen."),
        ({"van": "gisteren", "tot": "2026-11-22"}, "Voer een geldige datum in."),
    ],
)
def test_days_that_cannot_be_are_refused_with_what_to_do(world, client, asked, sentence):
    client.force_login(world.users["auditor"])
    response = client.get("/admin/meldingen/inzage/", asked)
    assert (response.status_code, sentence in response.content.decode()) == (422, True)


def test_older_lines_follow_without_a_gap_or_a_double(world, client):
    client.force_login(world.users["auditor"])
    for _turn in range(PAGE + 1):
        Inzage.objects.create(melding=world.mine, wat="verhaal", door=world.users["chief"], op=NOW)
    first = client.get("/admin/meldingen/inzage/")
    second = client.get(f"/admin/meldingen/inzage/{first.context['na']}")
    assert (len(first.context["rijen"]), len(second.context["rijen"])) == (PAGE, 4)
    assert second.context["na"] == ""
    assert [row[1][0].username for row in second.context["rijen"]] == ["chief", "other_officer", "member", "officer"]
    broken = client.get("/admin/meldingen/inzage/", {"na": "nu~0"})
    assert (broken.status_code, len(broken.context["rijen"])) == (200, PAGE)


@pytest.mark.parametrize("model", MODELS)
def test_a_page_asks_as_much_for_many_lines_as_for_one(world, client, model):
    client.force_login(world.users["chief"])
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/admin/meldingen/{model}/")
        counts.append(len(queries))
        opened(world.mine, by=world.users["officer"])
        workflow.note(world.mine, tekst="Nog iets.", by=world.users["officer"])
        found(Melding.objects.all(), "park", world.users["officer"])
    assert counts[0] == counts[1]
    assert not any("COUNT(" in (query["sql"] or "") for query in queries)
