"""The Team page: what waits in counts, each of which opens its list; for chief and deputy only."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from agenten.models import Teamgebied, Werkgebied, Wijkagent
from meldingen import workflow
from meldingen.models import Melding
from meldingen.team import leads_of, list_of, stand_of
from tests.agenten import people
from tests.agenten.makers import make_spreekuur, make_wijkagent
from tests.agenten.people import date
from tests.meldingen.makers import NOW, make_away, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db

NAMES = ("chief", "deputy", "officer", "member", "superuser")
TEAM = "/admin/meldingen/melding/team/"


@pytest.fixture
def world():
    return make_world()


def stand(world, name="chief", now=NOW):
    return stand_of(leads_of(world.users[name], now), now)


def counts(world, name="chief", now=NOW):
    return {lijst: aantal for lijst, _label, aantal in stand(world, name, now).lijsten if aantal}


def listed(world, lijst, name="chief", **fields):
    rijen, _is_more = list_of(leads_of(world.users[name], NOW), lijst, NOW, **fields)
    return [melding.pk for melding in rijen]


def make_everything(world):
    """One melding in each list, by its name; and one that is in order."""
    by, verhalen = world.users["officer"], iter("abcdefghij")
    make = lambda **fields: make_melding(world, verhaal=next(verhalen), **fields)  # noqa: E731
    found = {
        "gevaar": make(gevaar="ja"),
        "zonder-eigenaar": make(),
        "te-laat": make(),
        "veel-te-laat": make(),
        "heropenverzoek": make(),
        "overdracht": make(),
        "in orde": make(),
    }
    Melding.objects.filter(pk=found["zonder-eigenaar"].pk).update(eigenaar=None)
    Melding.objects.filter(pk=found["te-laat"].pk).update(antwoord_voor_datum=date(2026, 11, 20), escalatie=1)
    Melding.objects.filter(pk=found["veel-te-laat"].pk).update(antwoord_voor_datum=date(2026, 11, 2), escalatie=2)
    workflow.close(found["heropenverzoek"], uitkomst="opgelost", tekst="Gedaan.", by=by, now=NOW)
    workflow.request_reopen(found["heropenverzoek"], tekst="Nee.", now=NOW)
    about = {"tekst": "Help je?", "voor_datum": NOW.date(), "aan": world.users["member"]}
    workflow.hand_over(found["overdracht"], by=by, now=NOW, **about)
    return found


def test_each_count_is_what_its_list_holds(world):
    found = make_everything(world)
    lists = {name: [found[name].pk] for name in found if name != "in orde"}
    lists["te-laat"] = [found["veel-te-laat"].pk, found["te-laat"].pk]
    assert counts(world) == {name: len(pks) for name, pks in lists.items()}
    assert {name: listed(world, name) for name in lists} == lists
    assert set(listed(world, "open")) == {melding.pk for melding in found.values()}


def test_the_deputy_reads_the_same_and_another_chief_nothing_of_it(world):
    make_everything(world)
    assert counts(world, "deputy") == counts(world)
    assert counts(world, "other_chief") == {}
    assert listed(world, "open", "other_chief") == []


def test_what_is_about_the_reader_or_out_of_use_is_not_counted(world):
    about = make_melding(world, is_over_wijkagent=True, betrokkene=world.users["chief"], gevaar="ja")
    old = make_melding(world, gevaar="ja")
    Melding.objects.filter(pk=old.pk).update(uit_gebruik_op=NOW)
    assert counts(world) == {}
    assert counts(world, "deputy") == {"gevaar": 1}
    assert listed(world, "open", "deputy") == [about.pk]


def test_who_waits_for_the_reporter_is_not_late(world):
    melding = make_melding(world)
    workflow.ask(melding, tekst="Waar?", by=world.users["officer"], now=NOW)
    Melding.objects.filter(pk=melding.pk).update(antwoord_voor_datum=date(2026, 11, 2), escalatie=2)
    assert counts(world) == {}


def test_counts_per_wijk_and_the_list_of_one_wijk(world):
    other = people.buurt("BU99010201", "Zuidpark")
    Teamgebied.objects.create(basisteam=world.team, buurt=other, van=date(2020, 1, 1))
    one, two = make_melding(world), make_melding(world, verhaal="Twee.", buurt=other)
    Melding.objects.filter(pk=two.pk).update(antwoord_voor_datum=date(2026, 11, 20))
    three = make_melding(world, verhaal="Drie.", buurt=None, gemeente=world.buurt.gemeente)
    found = stand(world)
    assert [(wijk.code, wijk.open, wijk.laat) for wijk in found.wijken] == [("WK990101", 1, 0), ("WK990102", 1, 1)]
    assert found.zonder_plaats == 1
    assert listed(world, "open", wijk="WK990101") == [one.pk]
    assert listed(world, "open", wijk="elders") == [three.pk]


def test_absent_without_somebody_who_can_stand_in(world):
    away = make_away(world.officer, world.officers["stand_in"])
    assert stand(world).afwezig == []
    second = make_away(world.officers["stand_in"])
    assert stand(world).afwezig == [away]
    second.delete()
    away.vervanger = None
    away.save()
    assert stand(world).afwezig == [away]
    assert stand(world, now=NOW + timedelta(days=1)).afwezig == []
    assert stand(world, "other_chief").afwezig == []


def test_vacant_buurten(world):
    assert stand(world).vacant == []
    Werkgebied.objects.filter(wijkagent=world.officer).update(tot=date(2026, 11, 22))
    assert stand(world).vacant == []  # the other officer
    Wijkagent.objects.filter(pk=world.officers["buurt_officer"].pk).update(is_actief=False)
    assert [(wijk.naam, wijk.vacant) for wijk in stand(world).vacant] == [("Noord", ["Lindenkwartier"])]


def without_hours(world):
    return [wijk.code for wijk in stand(world).zonder_spreekuur]


def test_a_wijk_without_a_spreekuur_in_eight_weeks(world):
    assert without_hours(world) == ["WK990101"]
    hours = make_spreekuur(world.officer, herhaling="eenmalig", eerste_datum=date(2027, 1, 18))
    assert without_hours(world) == []
    hours.eerste_datum = date(2027, 1, 19)  # a day later than eight weeks
    hours.save()
    assert without_hours(world) == ["WK990101"]
    hours.eerste_datum = date(2026, 12, 1)
    hours.save()
    assert without_hours(world) == []
    make_away(world.officer, van=date(2026, 11, 30), tot=date(2026, 12, 4))
    assert without_hours(world) == ["WK990101"]


# --- the pages --------------------------------------------------------------------------------------------------------


def get(client, world, name, address=TEAM):
    client.force_login(world.users[name])
    return client.get(address)


def test_chief_and_deputy_see_it_and_everybody_else_gets_the_plain_404(client, world):
    lists = [f"{TEAM}{name}/" for name in ("open", "te-laat")]
    found = {name: [get(client, world, name, page).status_code for page in (TEAM, *lists)] for name in world.users}
    open_to = {name for name, codes in found.items() if codes == [200] * 3}
    assert open_to == {"chief", "deputy", "other_chief"}
    assert {tuple(codes) for name, codes in found.items() if name not in (*open_to, "not_active")} == {(404, 404, 404)}
    assert found["not_active"] == [302] * 3
    unknown = [get(client, world, name, f"{TEAM}bestaat-niet/") for name in ("chief", "member")]
    assert [answer.status_code for answer in unknown] == [404, 404]
    assert unknown[0].content == unknown[1].content


@pytest.mark.parametrize("wijk", ["WK999999", "WK990201", "%00", "x" * 3000])
def test_a_wijk_that_is_not_of_the_team_gets_the_plain_404(client, world, wijk):
    assert get(client, world, "chief", f"{TEAM}open/?wijk=WK990101").status_code == 200
    assert get(client, world, "chief", f"{TEAM}open/?wijk={wijk}").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client, world):
    assert client.get(TEAM)["Location"].startswith("/admin/login/")


def test_it_is_only_read(client, world):
    client.force_login(world.users["chief"])
    assert client.post(TEAM).status_code == 405


def test_with_nothing_to_do_it_says_so(client, world):
    make_spreekuur(world.officer, eerste_datum=timezone.localdate())
    text = get(client, world, "chief").content.decode()
    assert text.count("niets te doen") == 11
    assert "<details" not in text


def test_every_count_is_a_link_that_opens_its_list(client, world):
    found = make_everything(world)
    text = get(client, world, "chief").content.decode()
    for name in ("gevaar", "zonder-eigenaar", "te-laat", "veel-te-laat", "heropenverzoek", "overdracht"):
        assert f'href="{TEAM}{name}/"' in text
        rows = get(client, world, "chief", f"{TEAM}{name}/").content.decode()
        assert f"/admin/meldingen/melding/{found[name].nummer}/change/" in rows
        assert found["in orde"].nummer not in rows
        assert (">Te laat</b>" in rows) == ("te-laat" in name)


def test_no_story_stands_in_a_list_and_of_a_restricted_one_only_category_and_date(client, world):
    make_melding(world, categorie=make_categorie("HUISELIJK", naam="Geweld thuis"), gevaar="ja")
    make_melding(world, verhaal="Scooters in het park.")
    text = get(client, world, "chief", f"{TEAM}open/").content.decode()
    assert "Scooters" not in text
    narrow, wide = (row for row in text.split('<li class="pick">') if "Antwoord vóór" in row)
    assert ("Lindenkwartier" in narrow, "Beperkt zichtbaar" in narrow, "Officer" in narrow) == (False, True, False)
    assert ("Lindenkwartier" in wide, "Beperkt zichtbaar" in wide, "Officer" in wide) == (True, False, True)


def grow(world, number):
    """One melding, buurt, officer with hours, and absence more."""
    make_melding(world, verhaal=f"Nummer {number}.")
    place = people.buurt(f"BU9901030{number}", f"Buurt {number}")
    Teamgebied.objects.create(basisteam=world.team, buurt=place, van=date(2020, 1, 1))
    officer = make_wijkagent(place, naam=f"Agent {number}", basisteam=world.team)
    make_spreekuur(officer)
    make_away(officer, van=timezone.localdate(), tot=timezone.localdate())


def test_what_is_ticked_in_a_list_is_put_in_somebodys_name(client, world):
    found = make_everything(world)
    client.force_login(world.users["chief"])
    chosen = {"action": "naam", "_selected_action": [found["te-laat"].nummer, found["gevaar"].nummer]}
    page = client.post("/admin/meldingen/melding/", chosen).content.decode()
    assert all(f'value="{nummer}"' in page for nummer in chosen["_selected_action"])
    answer = {"gekozen": "1", "eigenaar": world.users["member"].pk, "reden": "Het is druk."}
    client.post("/admin/meldingen/melding/", chosen | answer)
    owned = Melding.objects.filter(eigenaar=world.users["member"]).values_list("nummer", flat=True)
    assert sorted(owned) == sorted(chosen["_selected_action"])


def test_the_inbox_of_who_leads_a_team_has_a_way_to_it(client, world):
    shown = {name: TEAM in get(client, world, name, "/admin/meldingen/melding/").content.decode() for name in NAMES}
    assert shown == {"chief": True, "deputy": True, "officer": False, "member": False, "superuser": False}


@pytest.mark.parametrize(("name", "most"), [("", 8), ("open/", 2)])
def test_it_costs_the_same_for_one_and_for_three(
    client, world, django_assert_num_queries, django_assert_max_num_queries, name, most
):
    client.force_login(world.users["chief"])
    used = []
    for number in range(3):
        grow(world, number)
        with django_assert_num_queries(most):
            listed(world, "open") if name else stand(world)
        with django_assert_max_num_queries(8 if name else 15) as found:
            client.get(f"{TEAM}{name}")
        used.append(len(found))
    assert used == [used[0]] * 3


def test_a_long_list_is_cut_off_and_says_so(client, world, monkeypatch):
    monkeypatch.setattr("meldingen.team.MOST_LISTED", 2)
    for number in range(3):
        make_melding(world, verhaal=f"Nummer {number}.", now=datetime(2026, 11, 23, number, tzinfo=UTC))
    text = get(client, world, "chief", f"{TEAM}open/").content.decode()
    assert text.count("Antwoord vóór") == 2
    assert "Dit zijn de eerste" in text


def test_the_inbox_leads_chief_and_deputy_to_their_team_and_everybody_to_the_appointments(world, client):
    found = {}
    for name in ("chief", "deputy", "officer", "member"):
        client.force_login(world.users[name])
        page = client.get("/admin/meldingen/melding/").content.decode()
        found[name] = [f'href="{address}"' in page for address in (TEAM, "/admin/meldingen/afspraak/")]
    assert found == {"chief": [True] * 2, "deputy": [True] * 2, "officer": [False, True], "member": [False, True]}
