"""Rules of a team before the general rule (PRODUCT O2), and why somebody gets a melding."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from agenten.models import Medewerker
from meldingen import workflow
from meldingen.models import Categorie, Toewijsregel
from meldingen.toewijzing import assign, people_for
from meldingen.uitleg_toewijzing import explain, explain_for
from tests.agenten import people
from tests.agenten.makers import make_wijkagent
from tests.meldingen.makers import NOW, make_away, make_categorie, make_inzending, make_melding, make_world

pytestmark = pytest.mark.django_db
DAY = people.MONDAY


@pytest.fixture
def world():
    return make_world()


def make_regel(world, wijkagent=None, **fields):
    facts = {"basisteam": world.team, "wijkagent": wijkagent or world.officers["buurt_officer"], **fields}
    return Toewijsregel.objects.create(**facts)


def owner(world, **fields):
    inzending = make_inzending(world, **fields)
    given = assign(inzending, is_beperkt=inzending.weighed()[0], now=NOW)
    return Medewerker.objects.get(pk=given.eigenaar).username if given.eigenaar else "team"


def colleague(world, name, **fields):
    """An officer of the team who works in no buurt."""
    facts = {"medewerker": people.medewerker(name.lower()), "basisteam": world.team, **fields}
    return make_wijkagent(naam=name, **facts)


def test_a_rule_comes_before_the_general_rule_and_takes_no_statement_more(world, django_assert_num_queries):
    assert owner(world) == "officer"
    make_regel(world, buurt=world.buurt)
    assert owner(world) == "buurt_officer"
    inzending = make_inzending(world)
    with django_assert_num_queries(1):
        assign(inzending, is_beperkt=False, now=NOW)


def test_a_rule_for_both_comes_before_the_subject_and_that_before_the_buurt(world):
    anna, bert, cora = (colleague(world, name) for name in ("Anna", "Bert", "Cora"))
    make_regel(world, anna, buurt=world.buurt)
    assert owner(world) == "anna"
    make_regel(world, bert, categorie=world.categorie)
    assert owner(world) == "bert"
    make_regel(world, cora, categorie=world.categorie, buurt=world.buurt)
    assert owner(world) == "cora"
    assert owner(world, categorie=make_categorie("AFVAL")) == "anna"


def test_a_rule_of_another_team_subject_or_buurt_changes_nothing(world):
    make_regel(world, categorie=make_categorie("AFVAL"))
    make_regel(world, buurt=world.other_buurt)
    make_regel(world, world.officers["other_officer"], basisteam=world.other_team, categorie=world.categorie)
    assert owner(world) == "officer"


def test_who_is_away_left_or_cannot_sign_in_is_passed_over(world):
    regel = make_regel(world, buurt=world.buurt)
    away = make_away(regel.wijkagent, world.officers["stand_in"])
    assert owner(world) == "stand_in"
    away.vervanger = None
    away.save()
    assert owner(world) == "officer"
    away.delete()
    for wijkagent in (
        colleague(world, "Vertrokken", is_actief=False),
        colleague(world, "Elders", basisteam=world.other_team),
        colleague(world, "Zonder", medewerker=None),
        colleague(world, "Gestopt", medewerker=people.medewerker("uit_dienst", is_active=False)),
    ):
        Toewijsregel.objects.filter(pk=regel.pk).update(wijkagent=wijkagent)
        assert owner(world) == "officer"


def test_about_the_police_no_rule_counts(world):
    make_regel(world, buurt=world.buurt)
    assert owner(world, is_over_wijkagent=True) == "chief"


def test_an_appointment_goes_by_the_general_rule(world):
    make_regel(world, buurt=world.buurt)
    people_there = people_for(buurt=world.buurt, gemeente=None, categorie_code="", antwoorden={}, now=NOW)
    assert people_there.kandidaten[0] == world.users["officer"].pk


def test_moving_follows_the_rules_too(world):
    melding = make_melding(world)
    afval = make_categorie("AFVAL")
    make_regel(world, categorie=afval)
    moved = workflow.move(melding, reden="Gaat over afval", categorie=afval, by=world.users["officer"], now=NOW)
    assert moved.eigenaar == world.users["buurt_officer"]


def test_a_rule_says_something_and_says_it_once(world):
    make_regel(world, buurt=world.buurt)
    for fields in ({}, {"buurt": world.buurt}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_regel(world, world.officer, **fields)


def said(uitleg):
    return [(one.naam, one.reden, one.waarom_niet) for one in uitleg.stappen]


def test_the_trial_says_who_and_why_as_the_real_rule_does(world, django_assert_num_queries):
    make_regel(world, categorie=world.categorie)
    make_away(world.officers["buurt_officer"])
    with django_assert_num_queries(4):
        uitleg = explain(world.buurt, world.categorie, DAY)
    assert (uitleg.basisteam, uitleg.eigenaar) == (world.team, world.users["officer"])
    assert said(uitleg) == [
        ("Joost Bakker", "regel", "Joost Bakker is afwezig tot en met 23 november 2026. Niemand neemt waar."),
        ("Samira el Amrani", "wijk", ""),
    ]
    assert [one.naam for one in uitleg.daarna] == ["Joost Bakker"]
    assert uitleg.stappen[1].waarom == "Samira el Amrani is wijkagent in deze buurt sinds 1 januari 2020."
    assert uitleg.eigenaar.username == owner(world)


def test_the_trial_of_a_later_day_knows_who_is_back(world):
    make_away(world.officer, world.officers["stand_in"])
    today = explain(world.buurt, world.categorie, DAY)
    later = explain(world.buurt, world.categorie, DAY + timedelta(days=1))
    assert said(today) == [
        ("Samira el Amrani", "wijk", "Samira el Amrani is afwezig tot en met 23 november 2026. Piet de Wit neemt waar.")
    ]
    assert (today.eigenaar.username, later.eigenaar.username) == ("stand_in", "officer")


def test_the_trial_without_anybody_gives_it_to_the_team(world):
    for name in ("officer", "buurt_officer"):
        make_away(world.officers[name])
    uitleg = explain(world.buurt, world.categorie, DAY)
    assert (uitleg.eigenaar, uitleg.basisteam, len(uitleg.stappen), uitleg.daarna) == (None, world.team, 2, [])


def test_the_trial_about_the_police_names_the_chief(world):
    police = make_categorie(Categorie.OVER_POLITIE, is_beperkt=True)
    uitleg = explain(world.buurt, police, DAY)
    assert (uitleg.eigenaar.username, uitleg.is_over_politie, uitleg.stappen) == ("chief", True, [])


def test_the_trial_of_a_buurt_without_a_team_says_so(world):
    buurt = people.buurt("BU99030101", "Nergens")
    assert explain(buurt, world.categorie, DAY).basisteam is None


def test_the_owner_reads_why(world):
    officer, member = world.users["officer"], world.users["member"]
    melding = make_melding(world)
    assert explain_for(melding, officer) == ["U bent eigenaar, omdat u wijkagent van deze buurt bent."]
    assert explain_for(melding, member) == [f"{officer} is eigenaar, als wijkagent van deze buurt."]
    make_regel(world, categorie=world.categorie)
    by_rule = make_melding(world)
    assert explain_for(by_rule, world.users["buurt_officer"]) == [
        "U bent eigenaar, omdat een regel van het team dit zegt."
    ]


def test_who_stands_in_took_over_or_leads_reads_why(world):
    chief, stand_in = world.users["chief"], world.users["stand_in"]
    away = make_away(world.officer, world.officers["stand_in"])
    melding = make_melding(world)
    away.delete()
    make_away(world.officer, world.officers["stand_in"])
    assert explain_for(melding, stand_in) == ["U bent eigenaar, omdat u waarneemt voor Officer."]
    given = workflow.move(
        make_melding(world), reden="Druk", eigenaar=world.users["buurt_officer"], by=chief, now=NOW
    )  # fmt: skip
    assert explain_for(given, world.users["buurt_officer"]) == ["U bent eigenaar, omdat u de melding overnam of kreeg."]
    police = make_melding(world, is_over_wijkagent=True)
    assert explain_for(police, chief) == ["U bent eigenaar, omdat dit over de politie gaat."]


def test_without_an_owner_anybody_of_the_team_may(world):
    for name in ("officer", "buurt_officer"):
        make_away(world.officers[name])
    sentences = explain_for(make_melding(world), world.users["member"])
    assert sentences == ["Deze melding heeft geen eigenaar. Iedereen van het team kan haar oppakken."]
