"""Owner by rule (PRODUCT §4): role, then wijk, then longest there; absent the stand-in; none the team."""

from datetime import date

import pytest

from agenten.models import Medewerker, Werkgebied, Wijkagent
from meldingen.toewijzing import NoTeam, assign
from tests.agenten import people
from tests.agenten.makers import make_wijkagent
from tests.meldingen.makers import NOW, make_away, make_categorie, make_inzending, make_melding, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def owner(world, **fields):
    """The name of the owner by the rule, "team" without one."""
    inzending = make_inzending(world, **fields)
    given = assign(inzending, is_beperkt=inzending.weighed()[0], now=NOW)
    return Medewerker.objects.get(pk=given.eigenaar).username if given.eigenaar else "team"


def add_officer(world, name, van="2019-01-01", **fields):
    officer = make_wijkagent(naam=name, medewerker=people.medewerker(name.lower()), basisteam=world.team, **fields)
    Werkgebied.objects.create(wijkagent=officer, buurt=world.buurt, van=date.fromisoformat(van))
    return officer


def test_longest_in_the_buurt_comes_first(world):
    assert owner(world) == "officer"
    add_officer(world, "Oud", van="2010-01-01")
    assert owner(world) == "oud"


def test_who_is_there_as_long_is_chosen_by_seniority(world):
    add_officer(world, "Senior", van="2020-01-01", sinds_datum=date(2001, 1, 1))
    assert owner(world) == "senior"


def test_role_wijk_comes_before_who_is_there_longer(world):
    add_officer(world, "Jeugd", van="2010-01-01", taken=["jeugd"])
    assert owner(world) == "officer"


def test_the_role_that_fits_the_category_comes_first(world):
    add_officer(world, "Jeugd", van="2025-01-01", taken=["jeugd"])
    add_officer(world, "Digi", van="2025-01-01", taken=["digitaal"])
    fraud = make_categorie("OPLICHTING")
    assert owner(world, categorie=make_categorie("JEUGD")) == "jeugd"
    assert owner(world, categorie=fraud, antwoorden={"kanaal": ["deur", "app"]}) == "digi"
    assert owner(world, categorie=fraud, antwoorden={"kanaal": ["deur"]}) == "officer"
    assert owner(world, categorie=fraud) == "officer"


def test_an_officer_of_the_whole_wijk_counts_too(world):
    Werkgebied.objects.all().delete()
    Werkgebied.objects.create(wijkagent=world.officer, wijk=world.buurt.wijk, van=date(2020, 1, 1))
    assert owner(world) == "officer"


def test_of_who_is_absent_the_one_who_stands_in(world):
    away = make_away(world.officer, world.officers["stand_in"])
    assert owner(world) == "stand_in"
    away.vervanger = None
    away.save()
    assert owner(world) == "buurt_officer"
    make_away(world.officers["buurt_officer"])
    assert owner(world) == "team"


def test_a_stand_in_who_is_absent_too_or_left_is_passed_over(world):
    make_away(world.officer, world.officers["stand_in"])
    away = make_away(world.officers["stand_in"])
    assert owner(world) == "buurt_officer"
    away.delete()
    Wijkagent.objects.filter(pk=world.officers["stand_in"].pk).update(is_actief=False)
    assert owner(world) == "buurt_officer"


def test_who_has_no_account_or_may_not_sign_in_cannot_own(world):
    Wijkagent.objects.filter(pk=world.officer.pk).update(medewerker=None)
    assert owner(world) == "buurt_officer"
    Medewerker.objects.filter(username="buurt_officer").update(is_active=False)
    assert owner(world) == "team"


def test_a_past_or_coming_werkgebied_does_not_count(world):
    Werkgebied.objects.filter(wijkagent=world.officer).update(tot=date(2026, 11, 22))
    Werkgebied.objects.filter(wijkagent=world.officers["buurt_officer"]).update(van=date(2026, 11, 24))
    assert owner(world) == "team"


def test_without_a_place_it_goes_to_the_largest_team_of_the_gemeente(world):
    here = {"buurt": None, "gemeente": world.buurt.gemeente}
    small = people.buurt("BU99010102", "Klein")
    type(small).objects.filter(pk=small.pk).update(inwoners=10)
    type(small).objects.filter(pk=world.buurt.pk).update(inwoners=900)
    world.other_team.gebied.create(buurt=small, van=date(2020, 1, 1))
    melding = make_melding(world, **here)
    assert (melding.basisteam, melding.eigenaar, melding.buurt) == (world.team, None, None)


def test_where_no_team_exists_nothing_is_taken(world):
    nowhere = people.gemeente("GM9977", "Nergens")
    for place in ({"buurt": None, "gemeente": nowhere}, {"buurt": None}, {"buurt": people.buurt("BU99770101", "Ver")}):
        with pytest.raises(NoTeam):
            owner(world, **place)


def test_an_officer_without_a_team_area_still_brings_the_own_team(world):
    world.team.gebied.all().delete()
    assert make_melding(world).basisteam == world.team


def test_a_restricted_melding_that_nobody_could_read_is_not_taken(world):
    Werkgebied.objects.all().delete()
    world.team.teamchef = world.team.plaatsvervanger = None
    world.team.save()
    assert owner(world) == "team"
    with pytest.raises(NoTeam):
        owner(world, gevaar="ja")
    world.team.leden.clear()
    Wijkagent.objects.filter(basisteam=world.team).update(basisteam=None)
    with pytest.raises(NoTeam):
        owner(world)


# --- about the police -------------------------------------------------------------------------------------------------


def test_about_the_police_it_goes_to_the_chief_and_is_restricted(world):
    about = make_categorie("OVER_POLITIE")
    for fields in ({"categorie": about}, {"is_over_wijkagent": True}):
        melding = make_melding(world, **fields)
        assert (melding.eigenaar, melding.is_beperkt, melding.is_over_wijkagent) == (world.users["chief"], True, True)


def test_about_the_chief_it_goes_to_the_deputy(world):
    melding = make_melding(world, is_over_wijkagent=True, betrokkene=world.users["chief"])
    assert (melding.eigenaar, melding.betrokkenen) == (world.users["deputy"], [world.users["chief"].pk])
    world.team.plaatsvervanger = None
    world.team.save()
    with pytest.raises(NoTeam):
        owner(world, is_over_wijkagent=True, betrokkene=world.users["chief"])


def test_whom_it_is_about_is_stored(world):
    melding = make_melding(world, is_over_wijkagent=True, betrokkene=world.officer)
    assert (melding.betrokkenen, melding.betrokken_wijkagenten) == ([world.users["officer"].pk], [world.officer.pk])


def test_dont_know_leaves_out_all_officers_of_the_buurt(world):
    melding = make_melding(world, is_over_wijkagent=True)
    officers = {world.users["officer"].pk, world.users["buurt_officer"].pk}
    assert set(melding.betrokkenen) == officers
    assert set(melding.betrokken_wijkagenten) == {world.officer.pk, world.officers["buurt_officer"].pk}


def test_a_chief_who_is_an_officer_of_the_buurt_is_left_out_too(world):
    world.team.teamchef = world.users["officer"]
    world.team.save()
    assert owner(world, is_over_wijkagent=True) == "deputy"


def test_who_it_goes_to_costs_one_statement(world, django_assert_num_queries):
    inzending = make_inzending(world)
    with django_assert_num_queries(1):
        assign(inzending, is_beperkt=False, now=NOW)
