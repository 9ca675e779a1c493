"""The register of sharing: who reads which lines, what stands in it, and that reading it is logged."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenten.spreekuren import local_date
from meldingen.codes import shown_nummer
from meldingen.models import Bijlage, Inzage, Toestemming, Verwijzingstap, VerwijzingStatus
from meldingen.verwijzingen import workflow
from meldingen.verwijzingen.register import cells, consent_of, lines, moment
from tests.matrix.wereld import photo_of
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.verwijsmakers import TEXT, accept, add_partners, refer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TODAY = local_date(NOW)
ADDRESS = {name: f"admin:meldingen_verwijzing_{name}" for name in ("changelist", "afdruk", "csv")}
PERIOD = {"van": TODAY.isoformat(), "tot": TODAY.isoformat()}


@pytest.fixture
def world():
    return add_partners(make_world())


def with_reporter(world, **fields):
    melding = make_melding(world, contactvorm="met_naam", naam="J. de Wit", email="jan@example.nl", now=NOW)
    return refer(world, melding, vraagt_toestemming=True, **fields)


def read(world, name, **kwargs):
    return lines(world.users[name], TODAY, TODAY, **kwargs)


def ask(client, world, name, page="changelist", **asked):
    client.force_login(world.users[name])
    return client.get(reverse(ADDRESS[page]), PERIOD | asked)


def logged():
    return list(Inzage.objects.order_by("pk").values_list("melding", "wat", "door__username"))


def test_a_line_says_what_was_shared_with_whom_and_why(world):
    melding = make_melding(world)
    foto = Bijlage.objects.create(melding=melding, kenmerk=photo_of("a"), grootte=9, inhoud=b"x")
    verwijzing = refer(world, melding, grond="wpg-20", convenant=world.convenant, bijlagen=[foto])
    assert [cells(one) for one in read(world, "privacy")] == [
        [
            shown_nummer(verwijzing.nummer), shown_nummer(melding.nummer), moment(NOW), "Officer", "Gemeente Rivierdam",
            "Artikel 20 Wpg: volgens een convenant", "2026-01", "Leefbaarheid in de buurt", "tekst; 1 foto",
            "verzonden",
        ],
    ]  # fmt: skip


def test_the_outcome_stands_with_its_date(world):
    verwijzing = refer(world)
    accept(world, verwijzing, now=NOW + HOUR)
    workflow.finish(verwijzing, slotzin="Klaar.", by=world.users["clerk"], now=NOW + 2 * HOUR)
    assert cells(read(world, "privacy")[0])[-1] == f"gereed op {moment(NOW + 2 * HOUR)}"


def test_the_data_of_the_reporter_stand_from_consent_until_it_was_taken_back(world):
    verwijzing = with_reporter(world)
    assert consent_of(read(world, "privacy")[0]) == []
    workflow.give_consent(verwijzing, now=NOW + HOUR)
    assert cells(read(world, "privacy")[0])[8] == f"tekst; gegevens van de melder vanaf {moment(NOW + HOUR)}"
    workflow.withdraw_consent(verwijzing, now=NOW + 2 * HOUR)
    workflow.give_consent(verwijzing, now=NOW + 3 * HOUR)
    workflow.withdraw(verwijzing, reden="Fout", by=world.users["officer"], now=NOW + 4 * HOUR)
    found = [(one.van, one.tot) for one in consent_of(read(world, "privacy")[0])]
    assert found == [(NOW + HOUR, NOW + 2 * HOUR), (NOW + 3 * HOUR, NOW + 4 * HOUR)]


def test_what_was_refused_was_never_shared(world):
    verwijzing = with_reporter(world)
    workflow.withdraw_consent(verwijzing, now=NOW + HOUR)
    assert consent_of(read(world, "privacy")[0]) == []
    assert Verwijzingstap.objects.filter(gegevens={"toestemming": Toestemming.GEWEIGERD}).count() == 1


def test_what_waits_for_the_chief_was_not_shared(world):
    one = refer(world, grond="wpg-19", noodzaak="Nodig", belang="Groot", partner=world.corporatie)
    assert (one.status, read(world, "privacy")) == (VerwijzingStatus.KLAARGEZET, [])


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        *((name, True) for name in ("privacy", "auditor", "beheerder", "superuser", "chief", "deputy")),
        *((name, False) for name in ("other_chief", "officer", "member", "redacteur", "clerk", "not_active")),
    ],
)
def test_a_chief_reads_the_own_team_and_who_watches_over_it_everything(world, name, is_read):
    verwijzing = refer(world)
    assert read(world, name) == ([verwijzing] if is_read else [])


def test_nobody_reads_what_is_about_oneself(world):
    verwijzing = refer(world)
    type(verwijzing.melding).objects.filter(pk=verwijzing.melding_id).update(
        betrokkenen=[world.users["chief"].pk, world.users["privacy"].pk]
    )
    assert (read(world, "chief"), read(world, "privacy"), read(world, "auditor")) == ([], [], [verwijzing])


def test_a_period_and_a_recipient(world):
    first = refer(world)
    second = refer(world, first.melding, partner=world.corporatie, grond="wpg-20", **agreement(world))
    late = refer(world, now=NOW + timedelta(days=1))
    assert read(world, "privacy") == [first, second]
    assert read(world, "privacy", partner=world.corporatie) == [second]
    assert lines(world.users["privacy"], TODAY, TODAY + timedelta(days=1)) == [first, late, second]


def agreement(world):
    convenant = type(world.convenant).objects.create(
        partner=world.corporatie, nummer="C-1", doel="X", van=TODAY, tot=TODAY
    )
    convenant.categorieen.set([world.categorie])
    return {"convenant": convenant}


@pytest.mark.parametrize(("page", "wat"), [("changelist", "lijst"), ("afdruk", "afdruk"), ("csv", "uitvoer")])
def test_every_showing_is_logged_once_for_each_melding_and_holds_no_story(client, world, page, wat):
    verwijzing = refer(world)
    refer(world, now=NOW - timedelta(days=2))
    before = len(logged())
    answer = ask(client, world, "privacy", page)
    assert answer.status_code == 200
    assert logged()[before:] == [(verwijzing.melding_id, wat, "privacy")]
    text = answer.content.decode()
    assert "Leefbaarheid in de buurt" in text and shown_nummer(verwijzing.nummer) in text
    assert TEXT not in text and verwijzing.melding.verhaal not in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"van": "2026-12-01"}, "De laatste dag ligt vóór de eerste. Kies andere dagen."),
        ({"van": "2020-01-01"}, "Kies hoogstens 366 dagen."),
        ({"van": "x"}, "Voer een geldige datum in."),
        ({"ontvanger": "999999"}, "Selecteer een geldige keuze. Deze keuze is niet beschikbaar."),
    ],
)
@pytest.mark.parametrize("page", ADDRESS)
def test_a_wrong_question_gets_a_sentence_and_logs_nothing(client, world, page, asked, sentence):
    refer(world)
    before = len(logged())
    answer = ask(client, world, "privacy", page, **asked)
    errors = [text for texts in answer.context["form"].errors.values() for text in texts]
    assert (answer.status_code, errors, len(logged())) == (422, [sentence], before)


def test_too_many_lines_ask_for_fewer_days(client, world, monkeypatch):
    monkeypatch.setattr("meldingen.admin.verwijsregister.MOST", 1)
    for _number in range(2):
        refer(world)
    answer = ask(client, world, "privacy")
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "Dit zijn meer dan 1 regel.", "Kies minder dagen, of één ontvanger.",
    ]  # fmt: skip


def test_the_file_has_the_same_lines_and_no_formula(client, world):
    verwijzing = refer(world, doel='=HYPERLINK("http://x")')
    text = ask(client, world, "auditor", "csv").content.decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows] == ["Verwijzing", shown_nummer(verwijzing.nummer)]
    assert rows[1][7] == '\'=HYPERLINK("http://x")'


def test_the_number_of_queries_does_not_grow_with_the_lines(client, world):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert ask(client, world, "privacy").status_code == 200
        return len(queries)

    workflow.give_consent(with_reporter(world), now=NOW + HOUR)
    ask(client, world, "privacy")
    one = count()
    for _number in range(2):
        workflow.give_consent(with_reporter(world), now=NOW + HOUR)
    assert count() == one


@pytest.mark.parametrize("name", ["officer", "member", "redacteur"])
@pytest.mark.parametrize("page", ADDRESS)
def test_for_others_there_is_no_register(client, world, page, name):
    refer(world)
    assert ask(client, world, name, page).status_code == 404
