"""Which basisteam answers for which buurt: given by hand, from a file, and after CBS changed the areas."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from agenten.gebieden import Conflict, follow_opvolgers, give
from agenten.models import Rol, Teamgebied, Werkgebied
from buurten.models import Buurt, Gemeente
from tests.agenten import people

pytestmark = pytest.mark.django_db
START, DAY = date(2026, 11, 23), timedelta(days=1)


@pytest.fixture
def teams():
    return people.basisteam("Team Noord"), people.basisteam("Team Zuid")


@pytest.fixture
def buurten():
    """Two wijken in one gemeente; the first has two buurten."""
    codes = {"BU99010101": "Linde", "BU99010102": "Eik", "BU99010201": "Haven"}
    return [people.buurt(code, naam) for code, naam in codes.items()]


def held():
    """(team, buurt, van, tot) of every row."""
    rows = Teamgebied.objects.order_by("buurt", "van").values_list("basisteam__naam", "buurt", "van", "tot")
    return list(rows)


@pytest.mark.parametrize(
    ("van", "tot"),
    [(START, None), (START - DAY, START), (START + 10 * DAY, None), (START + 99 * DAY, START + 100 * DAY)],
)
def test_the_database_refuses_two_teams_for_a_buurt_on_one_date(teams, buurten, van, tot):
    Teamgebied.objects.create(basisteam=teams[0], buurt=buurten[0], van=START)
    with pytest.raises(IntegrityError, match="teamgebied_een_team_per_buurt"), transaction.atomic():
        Teamgebied.objects.create(basisteam=teams[1], buurt=buurten[0], van=van, tot=tot)
    with pytest.raises(IntegrityError, match="teamgebied_een_team_per_buurt"), transaction.atomic():
        Teamgebied.objects.bulk_create([Teamgebied(basisteam=teams[0], buurt=buurten[0], van=van, tot=tot)])


def test_the_database_refuses_an_update_into_the_period_of_another_team(teams, buurten):
    Teamgebied.objects.create(basisteam=teams[0], buurt=buurten[0], van=START, tot=START + DAY)
    later = Teamgebied.objects.create(basisteam=teams[1], buurt=buurten[0], van=START + 2 * DAY)
    with pytest.raises(IntegrityError, match="teamgebied_een_team_per_buurt"), transaction.atomic():
        Teamgebied.objects.filter(pk=later.pk).update(van=START + DAY)
    with pytest.raises(IntegrityError, match="teamgebied_een_team_per_buurt"), transaction.atomic():
        Teamgebied.objects.filter(tot=START + DAY).update(tot=None)


def test_the_day_after_another_team_ends_is_free(teams, buurten):
    Teamgebied.objects.create(basisteam=teams[0], buurt=buurten[0], van=START, tot=START + DAY)
    Teamgebied.objects.create(basisteam=teams[1], buurt=buurten[0], van=START + 2 * DAY)
    assert Teamgebied.objects.count() == 2


def test_the_database_refuses_an_end_before_the_begin(teams, buurten):
    with pytest.raises(IntegrityError), transaction.atomic():
        Teamgebied.objects.create(basisteam=teams[0], buurt=buurten[0], van=START, tot=START - DAY)


def test_give_twice_changes_nothing_the_second_time(teams, buurten):
    assert len(give(teams[0], buurten, van=START).new) == 3
    again = give(teams[0], buurten, van=START + DAY)
    assert (again.new, again.ended, again.same) == ([], [], 3)
    assert held() == [("Team Noord", buurt.pk, START, None) for buurt in buurten]


def test_give_names_who_stands_in_the_way_and_changes_nothing(teams, buurten):
    give(teams[0], buurten[1:2], van=START)
    with pytest.raises(Conflict) as conflict:
        give(teams[1], buurten, van=START + DAY)
    assert [(row.buurt_id, row.basisteam) for row in conflict.value.rows] == [("BU99010102", teams[0])]
    assert held() == [("Team Noord", "BU99010102", START, None)]


def test_give_can_end_the_other_team_on_the_day_before(teams, buurten):
    give(teams[0], buurten[:1], van=START)
    given = give(teams[1], buurten[:1], van=START + 5 * DAY, end_others=True)
    assert len(given.ended) == 1
    assert held() == [
        ("Team Noord", "BU99010101", START, START + 4 * DAY),
        ("Team Zuid", "BU99010101", START + 5 * DAY, None),
    ]


def test_a_team_that_begins_later_is_not_ended(teams, buurten):
    give(teams[0], buurten[:1], van=START + 10 * DAY)
    with pytest.raises(Conflict):
        give(teams[1], buurten[:1], van=START, end_others=True)
    assert len(give(teams[1], buurten[:1], van=START, tot=START + 9 * DAY).new) == 1


def test_a_period_that_overlaps_the_own_one_draws_it_out(teams, buurten):
    give(teams[0], buurten[:1], van=START, tot=START + DAY)
    give(teams[0], buurten[:1], van=START + DAY, tot=START + 9 * DAY)
    assert held() == [("Team Noord", "BU99010101", START, START + 9 * DAY)]


# --- the form in the admin ------------------------------------------------------------------------------------------


@pytest.fixture
def beheerder(client):
    user = people.medewerker("beheerder", Rol.BEHEERDER)
    client.force_login(user)
    return user


def form_address(team):
    return reverse("admin:agenten_basisteam_gebied", args=[team.pk])


def test_a_beheerder_gives_a_gemeente_a_wijk_and_a_buurt_at_once(client, beheerder, teams, buurten):
    people.buurt("BU99020101", "Elders")
    people.buurt("BU99020201", "Verder")
    sent = {"gemeenten": ["GM9901"], "wijken": ["WK990201"], "codes": "bu99020201", "van": "2026-12-01"}
    answer = client.post(form_address(teams[0]), sent, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["5 buurten erbij."]
    assert {(row[0], row[2]) for row in held()} == {("Team Noord", date(2026, 12, 1))}
    assert len(held()) == 5


def test_the_form_names_buurt_and_team_that_stand_in_the_way(client, beheerder, teams, buurten):
    give(teams[1], buurten[:1], van=START)
    page = client.post(form_address(teams[0]), {"codes": "GM9901", "van": "2026-12-01"})
    assert page.context["form"].non_field_errors() == [
        "1 buurt heeft in deze periode al een basisteam: Linde (Team Zuid)."
    ]
    assert len(held()) == 1
    client.post(form_address(teams[0]), {"codes": "GM9901", "van": "2026-12-01", "beeindig_andere": "on"})
    assert held()[:2] == [
        ("Team Zuid", "BU99010101", START, date(2026, 11, 30)),
        ("Team Noord", "BU99010101", date(2026, 12, 1), None),
    ]


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({}, "__all__", "Kies ten minste één gemeente, wijk of buurt."),
        (
            {"codes": "Linde"},
            "codes",
            "LINDE kennen we niet. Een code is bijvoorbeeld GM0014, WK001400 of BU00140000.",
        ),
        ({"codes": "GM0001"}, "codes", "GM0001 heeft geen buurten die nog bestaan."),
        ({"codes": "GM9901", "tot": "2026-11-30"}, "tot", "De laatste dag ligt voor de eerste."),
    ],
)
def test_the_form_says_what_to_do(client, beheerder, teams, buurten, sent, field, sentence):
    page = client.post(form_address(teams[0]), {"van": "2026-12-01", **sent})
    assert page.context["form"].errors == {field: [sentence]}
    assert held() == []


@pytest.mark.parametrize("rol", [Rol.TEAMLID, Rol.REDACTEUR, Rol.AUDITOR])
def test_only_a_beheerder_gives_gebied(client, teams, buurten, rol):
    user = people.medewerker("iemand", rol)
    teams[0].teamchef = user
    teams[0].save()
    client.force_login(user)
    assert client.get(form_address(teams[0])).status_code == 404
    assert client.post(form_address(teams[0]), {"codes": "GM9901", "van": "2026-12-01"}).status_code == 404
    assert held() == []


# --- import_teamgebieden --------------------------------------------------------------------------------------------


@pytest.fixture
def imported(tmp_path, capsys, teams, buurten, time_machine):
    time_machine.move_to("2026-11-23 12:00+01:00", tick=False)

    def run(text, *options, raw=None):
        file = tmp_path / "teams.csv"
        file.write_bytes(raw if raw is not None else text.encode())
        call_command("import_teamgebieden", str(file), *options)
        return capsys.readouterr().out.splitlines()

    return run


CSV = "team;code;van;tot\r\nteam-noord;GM9901;2026-12-01;\r\nTeam Zuid;WK990102;2026-12-01;2027-12-31\r\n"


def test_a_file_gives_areas_and_the_smaller_one_wins(imported):
    assert imported(CSV) == [
        "new: BU99010201 for Team Zuid, from 2026-12-01 to 2027-12-31",
        "new: BU99010101 for Team Noord, from 2026-12-01",
        "new: BU99010102 for Team Noord, from 2026-12-01",
        "3 new, 0 ended, 0 the same.",
    ]
    assert imported(CSV) == ["0 new, 0 ended, 3 the same.", "Nothing to change."]
    assert len(held()) == 3


def test_without_days_a_row_holds_from_today(imported):
    imported("basisteam;gebied\nteam-noord;BU99010101\n")
    assert held() == [("Team Noord", "BU99010101", START, None)]


def test_a_dry_run_shows_the_same_and_stores_nothing(imported):
    shown = imported(CSV, "--dry-run")
    assert shown[-2:] == ["3 new, 0 ended, 0 the same.", "Nothing is stored (--dry-run)."]
    assert held() == []


def test_a_conflict_names_the_row_and_nothing_is_stored(imported, teams, buurten):
    give(teams[1], buurten[1:2], van=START)
    with pytest.raises(CommandError) as error:
        imported("team;code\nteam-noord;BU99010101\nteam-noord;WK990101\n")
    assert str(error.value) == (
        "teams.csv, row 3, column code: WK990101 for Team Noord: these buurten have another basisteam: "
        "Eik (BU99010102: Team Zuid). (--end-others ends that.)"
    )
    assert len(held()) == 1
    told = imported("team;code;van\nteam-noord;WK990101;2026-12-01\n", "--end-others")
    assert told[0] == "ended: BU99010102 of Team Zuid, last day 2026-11-30"


BAD = {
    "an empty list": (b"", "the file is empty."),
    "other columns": (b"naam;plaats\na;b\n", "row 1, column team: the first row must be team;code;van;tot"),
    "commas": (b"team,code\na,b\n", "row 1, column team"),
    "an unknown team": (b"team;code\nteam-oost;GM9901\n", "row 2, column team: there is no basisteam 'team-oost'."),
    "no code": (b"team;code\nteam-noord;Linde\n", "row 2, column code: 'LINDE' is no code"),
    "a code of nothing": (b"team;code\nteam-noord;GM0001\n", "row 2, column code: GM0001 has no buurten"),
    "a wrong day": (b"team;code;van\nteam-noord;GM9901;1-12-2026\n", "row 2, column van: '1-12-2026' is no date"),
    "an end before": (
        b"team;code;van;tot\nteam-noord;GM9901;2026-12-01;2026-01-01\n",
        "row 2, column tot: the last day is before the first.",
    ),
    "half a quote": (b'team;code\nteam-noord;"GM9901\n', "row 2: this is no CSV"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\x8d\x81", "this is no text in UTF-8 or Windows-1252."),
    "utf-16": ("team;code\n".encode("utf-16"), "this is no text in UTF-8 or Windows-1252."),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_gives_one_sentence_with_row_and_column(imported, kind):
    raw, sentence = BAD[kind]
    with pytest.raises(CommandError) as error:
        imported("", raw=raw)
    assert str(error.value).startswith("teams.csv")
    assert sentence in str(error.value)
    assert held() == []


# --- after a yearly change of areas ---------------------------------------------------------------------------------


def test_areas_follow_their_successors_and_the_past_stays(teams, buurten, time_machine):
    time_machine.move_to("2027-02-01 12:00+01:00", tick=False)
    today = date(2027, 2, 1)
    agent = people.wijkagent("Samira")
    old, middle, new = buurten
    give(teams[0], [old], van=START)
    Werkgebied.objects.create(wijkagent=agent, buurt=old, van=START)
    Werkgebied.objects.create(wijkagent=agent, buurt=old, van=date(2027, 3, 1), tot=date(2027, 3, 2))
    Buurt.objects.filter(pk=old.pk).update(is_actief=False, opvolger=middle)
    Buurt.objects.filter(pk=middle.pk).update(is_actief=False, opvolger=new)
    assert follow_opvolgers() == {"werkgebied": 2, "teamgebied": 1}
    assert held() == [
        ("Team Noord", old.pk, START, today - DAY),
        ("Team Noord", new.pk, today, None),
    ]
    assert list(Werkgebied.objects.order_by("van", "pk").values_list("buurt", "van", "tot")) == [
        (old.pk, START, today - DAY),
        (new.pk, today, None),
    ]
    assert follow_opvolgers() == {}


def test_two_buurten_that_became_one_give_one_row(teams, buurten):
    give(teams[0], buurten[:2], van=START)
    Buurt.objects.filter(pk__in=["BU99010101", "BU99010102"]).update(is_actief=False, opvolger="BU99010201")
    assert follow_opvolgers(START + DAY) == {"teamgebied": 2}
    assert [row for row in held() if row[1] == "BU99010201"] == [("Team Noord", "BU99010201", START + DAY, None)]


def test_a_dry_run_tells_what_would_move_and_moves_nothing(teams, buurten, capsys):
    give(teams[0], buurten[:1], van=START)
    Buurt.objects.filter(pk="BU99010101").update(is_actief=False, opvolger="BU99010102")
    before = held()
    call_command("follow_opvolgers", "--dry-run")
    assert capsys.readouterr().out.splitlines() == [
        "0 of officers and 1 of basisteams moved.",
        "Nothing is stored (--dry-run).",
    ]
    assert held() == before


def test_what_cannot_follow_is_counted_and_left(teams, buurten, capsys):
    give(teams[0], buurten[:2], van=START)
    give(teams[1], buurten[2:], van=START)
    Buurt.objects.filter(pk="BU99010101").update(is_actief=False, opvolger="BU99010201")
    Buurt.objects.filter(pk="BU99010102").update(is_actief=False)
    before = held()
    call_command("follow_opvolgers")
    assert capsys.readouterr().out.splitlines() == [
        "0 of officers and 0 of basisteams moved.",
        "1 left: CBS names no successor. Choose one in the admin.",
        "1 left: the successor has another basisteam. Choose in the admin.",
        "Nothing to change.",
    ]
    assert held() == before


def test_a_whole_wijk_follows_too(buurten):
    agent = people.wijkagent("Samira")
    Werkgebied.objects.create(wijkagent=agent, wijk=people.wijk("WK990101"), van=START)
    old, new = people.wijk("WK990101"), people.wijk("WK990102")
    old.is_actief, old.opvolger = False, new
    old.save()
    assert follow_opvolgers(START) == {"werkgebied": 1}
    assert list(Werkgebied.objects.values_list("wijk", "van", "tot")) == [("WK990102", START, None)]
    assert Gemeente.objects.count() == 1
