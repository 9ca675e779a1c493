"""Absence moves work to the colleague who stands in and back by itself, and leaving moves it for good."""

from datetime import datetime

import pytest

from agenten.models import Afwezigheid, Medewerker, Werkgebied, Wijkagent
from agenten.spreekuren import AMSTERDAM
from meldingen import jobs, workflow
from meldingen.models import Mail, Melding
from meldingen.waarneming import settle
from tests.agenten.people import date
from tests.meldingen.makers import NOW, make_away, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def on(day, hour=6):
    return datetime(2026, 11, day, hour, tzinfo=AMSTERDAM)


def away(world, until=27, who="officer", stand_in="stand_in"):
    return make_away(world.officers[who], stand_in and world.officers[stand_in], tot=date(2026, 11, until))


def owner(melding):
    """(name of the owner, for whom), as it is now."""
    melding = Melding.objects.select_related("eigenaar", "waarneming_voor").get(pk=melding.pk)
    names = [person.username if person else None for person in (melding.eigenaar, melding.waarneming_voor)]
    return tuple(names)


def changes(melding, soort="waarneming"):
    names = dict(Medewerker.objects.values_list("pk", "username"))
    lines = melding.gebeurtenissen.filter(soort=soort).in_order()
    return [tuple(names.get(pk) for pk in line.gegevens["eigenaar"]) for line in lines]


def test_what_comes_in_meanwhile_is_the_stand_ins_and_goes_back_the_day_after(world):
    away(world)
    melding = make_melding(world)
    assert owner(melding) == ("stand_in", "officer")
    assert [settle(on(day)) for day in (23, 24, 27)] == [0, 0, 0]
    assert owner(melding) == ("stand_in", "officer")
    assert settle(datetime(2026, 11, 28, 0, 0, tzinfo=AMSTERDAM)) == 1
    assert owner(melding) == ("officer", None)
    assert settle(on(29)) == 0
    assert changes(melding) == [("stand_in", "officer")]


def test_what_was_there_already_stays_and_the_stand_in_sees_it_meanwhile(world):
    melding = make_melding(world, gevaar="ja")
    away(world)
    assert settle(on(24)) == 0
    assert owner(melding) == ("officer", None)
    stand_in = world.users["stand_in"]
    seen = [Melding.objects.in_charge_of(stand_in, on(day)).filter(pk=melding.pk).exists() for day in (24, 27, 28)]
    assert seen == [True, True, False]


def test_without_an_absence_nobody_stands_in(world):
    assert owner(make_melding(world)) == ("officer", None)


def test_an_absence_that_is_cut_short_or_removed_gives_back_at_once(world):
    one, melding = away(world), make_melding(world)
    one.tot = date(2026, 11, 24)
    one.save()
    assert (settle(on(24)), settle(on(25))) == (0, 1)
    assert owner(melding) == ("officer", None)
    one.tot = date(2026, 11, 27)
    one.save()
    other = make_melding(world, verhaal="Twee.", now=on(25))
    one.delete()
    assert settle(on(25)) == 1
    assert (owner(melding), owner(other)) == (("officer", None), ("officer", None))


def test_an_absence_that_becomes_longer_keeps_it_where_it_is(world):
    one, melding = away(world, until=24), make_melding(world)
    one.tot = date(2026, 11, 27)
    one.save()
    assert (settle(on(25)), settle(on(28))) == (0, 1)
    assert changes(melding) == [("stand_in", "officer")]


def test_another_colleague_is_named_halfway(world):
    one, melding = away(world), make_melding(world)
    one.vervanger = world.officers["buurt_officer"]
    one.save()
    assert settle(on(24)) == 1
    assert owner(melding) == ("buurt_officer", "officer")
    assert (settle(on(24)), settle(on(28))) == (0, 1)
    assert changes(melding) == [("stand_in", "buurt_officer"), ("buurt_officer", "officer")]


def test_who_stands_in_falls_away_too_then_the_next_by_the_rule_then_the_team(world):
    away(world)
    melding = make_melding(world)
    away(world, who="stand_in", stand_in=None, until=25)
    assert (settle(on(24)), owner(melding)) == (1, ("buurt_officer", "officer"))
    assert settle(on(24)) == 0
    second = away(world, who="buurt_officer", stand_in=None)
    assert (settle(on(25)), owner(melding)) == (1, (None, "officer"))
    second.delete()
    assert (settle(on(26)), owner(melding)) == (1, ("stand_in", "officer"))
    assert (settle(on(28)), owner(melding)) == (1, ("officer", None))


def test_who_stands_in_leaves_then_the_next_by_the_rule_and_still_back_by_itself(world):
    away(world)
    melding = make_melding(world)
    Wijkagent.objects.filter(medewerker=world.users["stand_in"]).update(is_actief=False)
    assert (settle(on(24)), owner(melding)) == (1, ("buurt_officer", "officer"))
    assert (settle(on(25)), settle(on(28)), owner(melding)) == (0, 1, ("officer", None))


def test_taking_it_while_nobody_owns_it_is_for_good(world):
    away(world)
    melding = make_melding(world)
    for name in ("stand_in", "buurt_officer"):
        away(world, who=name, stand_in=None)
    settle(on(24))
    workflow.take_on(melding, by=world.users["member"], now=on(24))
    assert (settle(on(28)), owner(melding)) == (0, ("member", None))


def test_who_got_it_by_name_or_took_it_over_keeps_it(world):
    away(world)
    moved, taken = make_melding(world), make_melding(world, verhaal="Twee.")
    workflow.move(moved, reden="Hij kent het.", eigenaar=world.users["member"], by=world.users["chief"], now=NOW)
    request = workflow.hand_over(
        taken, tekst="Neem jij dit?", voor_datum=NOW.date(), aan=world.users["buurt_officer"], is_voor_goed=True,
        by=world.users["stand_in"], now=NOW,
    )  # fmt: skip
    workflow.accept(request, by=world.users["buurt_officer"], now=NOW)
    assert settle(on(28)) == 0
    assert (owner(moved), owner(taken)) == (("member", None), ("buurt_officer", None))


def test_a_melding_that_is_laid_back_during_the_absence_goes_to_the_stand_in_and_back(world):
    melding = make_melding(world)
    away(world)
    workflow.lay_back(melding, by=world.users["chief"], now=NOW)
    assert owner(melding) == ("stand_in", "officer")
    assert (settle(on(28)), owner(melding)) == (1, ("officer", None))


def test_who_comes_back_to_another_buurt_or_not_at_all_gets_nothing(world):
    away(world)
    melding = make_melding(world)
    Werkgebied.objects.filter(wijkagent=world.officer).update(tot=date(2026, 11, 26))
    assert (settle(on(28)), owner(melding)) == (1, ("buurt_officer", None))


def test_a_closed_melding_stays_and_goes_back_when_it_is_opened_again(world):
    away(world)
    melding = make_melding(world)
    workflow.close(melding, uitkomst="opgelost", tekst="Gedaan.", by=world.users["stand_in"], now=NOW)
    assert settle(on(28)) == 0
    workflow.request_reopen(melding, tekst="Het is nog zo.", now=on(29))
    assert (settle(on(30)), owner(melding)) == (1, ("officer", None))


def test_it_never_goes_to_whom_it_is_about(world):
    away(world)
    melding = make_melding(world)
    Melding.objects.filter(pk=melding.pk).update(betrokkenen=[world.users["officer"].pk])
    assert (settle(on(28)), owner(melding)) == (1, ("buurt_officer", None))


def test_an_urgent_one_that_nobody_opened_alerts_who_gets_it(world):
    away(world)
    opened, unopened = (make_melding(world, gevaar="ja", verhaal=text) for text in ("Een.", "Twee."))
    workflow.opened(opened, by=world.users["stand_in"], now=NOW)
    Mail.objects.all().delete()
    assert settle(on(28)) == 2
    told = Mail.objects.order_by("medewerker__username").values_list("melding", "medewerker__username")
    assert list(told) == [(unopened.pk, name) for name in ("chief", "deputy", "officer")]


# --- who left ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["account", "officer"])
def test_who_leaves_the_service_leaves_the_work_to_the_owner_by_rule(world, how):
    melding, closed = make_melding(world), make_melding(world, verhaal="Twee.")
    workflow.close(closed, uitkomst="opgelost", tekst="Gedaan.", by=world.users["officer"], now=NOW)
    if how == "account":
        Medewerker.objects.filter(username="officer").update(is_active=False)
    else:
        Wijkagent.objects.filter(pk=world.officer.pk).update(is_actief=False)
    assert (settle(NOW), settle(NOW)) == (1, 0)
    assert (owner(melding), owner(closed)) == (("buurt_officer", None), ("officer", None))
    assert changes(melding, "verplaatst") == [("officer", "buurt_officer")]
    assert melding.gebeurtenissen.get(soort="verplaatst").actor == "systeem"


def test_a_former_officer_who_is_the_chief_now_keeps_what_is_about_the_police(world):
    Wijkagent.objects.create(naam="Oud", korte_naam="Oud", slug="oud", medewerker=world.users["chief"], is_actief=False)
    melding = make_melding(world, categorie=make_categorie("OVER_POLITIE"))
    assert (settle(NOW), owner(melding)) == (0, ("chief", None))


def test_a_chief_who_left_leaves_it_to_the_deputy(world):
    melding = make_melding(world, categorie=make_categorie("OVER_POLITIE"))
    Medewerker.objects.filter(username="chief").update(is_active=False)
    assert (settle(NOW), owner(melding)) == (1, ("deputy", None))


def test_when_nobody_can_take_it_it_stays_for_the_log_and_the_others_go_on(world):
    about, melding = make_melding(world, categorie=make_categorie("OVER_POLITIE")), make_melding(world)
    Medewerker.objects.filter(username__in=["chief", "deputy", "officer"]).update(is_active=False)
    assert settle(NOW) == 1
    assert (owner(about), owner(melding)) == (("chief", None), ("buurt_officer", None))


def test_in_another_team_it_stays_in_that_team(world):
    melding = make_melding(world)
    workflow.move(melding, reden="Daar.", basisteam=world.other_team, by=world.users["chief"], now=NOW)
    workflow.take_on(melding, by=world.users["other_member"], now=NOW)
    Medewerker.objects.filter(username="other_member").update(is_active=False)
    assert settle(NOW) == 1
    assert Melding.objects.values_list("basisteam", "eigenaar").get() == (world.other_team.pk, None)


def test_it_costs_two_statements_when_nothing_changes(world, django_assert_num_queries):
    away(world)
    for number in range(3):
        make_melding(world, verhaal=f"Nummer {number}.")
    with django_assert_num_queries(2):
        assert settle(NOW) == 0


def test_the_job_does_it_by_the_clock_of_now(world):
    away(world)
    melding = make_melding(world)
    Afwezigheid.objects.all().delete()
    jobs.settle_owners(timestamp=0)
    assert owner(melding) == ("officer", None)
