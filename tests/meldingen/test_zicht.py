"""Sight: exactly who PRODUCT says, for every role, and the same seen from both sides."""

from datetime import date

import pytest

from agenten.models import Medewerker, Wijkagent
from meldingen import workflow
from meldingen.models import Categorie, Groep, Melding
from meldingen.zicht import may_read_story, readers_of, recipients, who_reads
from tests.agenten import people
from tests.meldingen.makers import NOW, make_away, make_categorie, make_groep, make_inzending, make_melding, make_world

pytestmark = pytest.mark.django_db

OF_THE_TEAM = {"officer", "buurt_officer", "member", "chief", "deputy", "superuser"}


@pytest.fixture
def world():
    return make_world()


def who_sees(melding, now=NOW):
    users = Medewerker.objects.order_by("pk")
    return {user.username for user in users if Melding.objects.visible_to(user, now).filter(pk=melding.pk).exists()}


def who_reads_the_story(melding):
    return {user.username for user in Medewerker.objects.order_by("pk") if may_read_story(user, melding, NOW)}


def from_the_other_side(melding, now=NOW):
    names = Medewerker.objects.filter(pk__in=readers_of(melding, now).all()).values_list("username", flat=True)
    return {*names.order_by("pk"), "superuser"}


def test_the_team_and_the_officers_there_see_a_melding_and_nobody_else(world):
    melding = make_melding(world)
    assert who_sees(melding) == who_reads_the_story(melding) == OF_THE_TEAM == from_the_other_side(melding)


def test_nobody_at_all_sees_one_without_signing_in(world):
    make_melding(world)
    assert not Melding.objects.visible_to(None).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"gevaar": "ja"},
        {"categorie": "ZORG"},
        {"categorie": "BURENRUZIE", "antwoorden": {"bedreiging": "ja"}},
        {"categorie": "WOONOVERLAST", "verhaal": "Hij dreigde ons met een mes te steken."},
        {"categorie": None, "groep": "zorgen"},
    ],
)
def test_a_restricted_melding_is_for_owner_chief_and_deputy(world, fields):
    make_categorie("ZORG", is_beperkt=True, termijn=1)
    make_groep("zorgen", is_onbekend_beperkt=True, onbekend_termijn=1)
    if fields.get("categorie"):
        fields = {**fields, "categorie": make_categorie(fields["categorie"])}
    if "groep" in fields:
        fields = {**fields, "groep": make_groep(fields["groep"])}
    melding = make_melding(world, **fields)
    assert (melding.is_beperkt, melding.is_dringend, melding.antwoord_voor_datum) == (True, True, date(2026, 11, 24))
    assert who_sees(melding) == {"officer", "chief", "deputy", "superuser"} == from_the_other_side(melding)


@pytest.mark.parametrize("verhaal", ["Hij dreigde ons met een mes te steken."])
def test_a_threat_elsewhere_only_gets_a_badge(world, verhaal):
    melding = make_melding(world, verhaal=verhaal)
    assert (melding.is_beperkt, melding.is_dringend, melding.vermoeden) == (False, True, "wapen")


def test_a_badge_hides_the_story_from_the_team_until_owner_or_chief_judged_it(world):
    melding = make_melding(world, verhaal="Hij heeft een pistool.")
    assert who_sees(melding) == OF_THE_TEAM
    assert who_reads_the_story(melding) == {"officer", "chief", "deputy", "superuser"}
    Melding.objects.update(beoordeeld_op=NOW)
    assert who_reads_the_story(melding) == OF_THE_TEAM


@pytest.mark.parametrize("is_beperkt", [False, True])
def test_who_stands_in_sees_it_during_the_absence_only(world, is_beperkt):
    melding = make_melding(world, gevaar="ja" if is_beperkt else "")
    make_away(world.officer, world.officers["stand_in"], date(2026, 11, 24), date(2026, 11, 25))
    days = [NOW.replace(day=day) for day in (23, 24, 25, 26)]
    assert ["stand_in" in who_sees(melding, day) for day in days] == [False, True, True, False]
    assert all(who_sees(melding, day) == from_the_other_side(melding, day) for day in days)


def test_who_it_is_about_never_sees_it_not_even_as_chief_or_with_break_glass(world):
    for name in ("officer", "buurt_officer", "member", "chief", "deputy", "superuser"):
        melding = make_melding(world)
        Melding.objects.filter(pk=melding.pk).update(betrokkenen=[world.users[name].pk])
        melding.refresh_from_db()
        assert who_sees(melding) == OF_THE_TEAM - {name}
        assert from_the_other_side(melding) - {"superuser"} == OF_THE_TEAM - {name, "superuser"}


def test_an_officer_who_gets_an_account_later_does_not_see_what_is_about_him(world):
    officer = Wijkagent.objects.create(naam="Bo Nieuw", korte_naam="Bo", slug="bo", basisteam=world.team)
    melding = make_melding(world, is_over_wijkagent=True, betrokkene=officer)
    Melding.objects.filter(pk=melding.pk).update(is_beperkt=False)
    melding.refresh_from_db()
    officer.medewerker = people.medewerker("bo")
    officer.save()
    assert (melding.betrokkenen, melding.betrokken_wijkagenten) == ([], [officer.pk])
    assert who_sees(melding) == OF_THE_TEAM == from_the_other_side(melding)


def test_an_editor_in_the_list_of_the_team_still_sees_nothing(world):
    melding = make_melding(world)
    world.team.leden.add(*(world.users[name] for name in ("redacteur", "beheerder", "privacy", "auditor")))
    assert who_sees(melding) == OF_THE_TEAM == from_the_other_side(melding)


def test_a_former_werkgebied_gives_no_sight(world):
    melding = make_melding(world)
    world.officers["buurt_officer"].werkgebieden.update(tot=date(2026, 11, 22))
    Wijkagent.objects.filter(naam="Joost Bakker").update(basisteam=None)
    assert who_sees(melding) == OF_THE_TEAM - {"buurt_officer"} == from_the_other_side(melding)


def test_an_officer_of_the_whole_wijk_sees_it(world):
    melding = make_melding(world)
    area = world.officers["other_officer"].werkgebieden.get()
    area.buurt, area.wijk = None, world.buurt.wijk
    area.save()
    assert who_sees(melding) == OF_THE_TEAM | {"other_officer"} == from_the_other_side(melding)


# --- “Wie leest dit?” -------------------------------------------------------------------------------------------------


def check_promise(world, inzending, melding):
    """The text of the form holds for the row: every officer named sees it, and nobody unnamed does."""
    told = who_reads(inzending, NOW)
    seen = {world.users.get(name) for name in who_sees(melding)} - {world.users["superuser"], None}
    officers = Wijkagent.objects.active().filter(medewerker__in=seen)
    named = {officer.medewerker for officer in officers if officer.publieke_naam in told.wijkagenten}
    chiefs = {melding.basisteam.teamchef, melding.basisteam.plaatsvervanger} if told.zijn_chefs else set()
    members = {*melding.basisteam.leden.order_by("pk")} if told.is_hele_team else set()
    team = {o.medewerker for o in officers if o.basisteam == melding.basisteam} if told.is_hele_team else set()
    assert told.basisteam == melding.basisteam.naam
    assert len(told.wijkagenten) == len(named)
    assert seen <= named | chiefs | members | team
    assert bool(seen & {melding.basisteam.teamchef, melding.basisteam.plaatsvervanger}) == told.zijn_chefs
    return told


@pytest.mark.parametrize("fields", [{}, {"gevaar": "ja"}, {"is_over_wijkagent": True}, {"buurt": None}])
def test_what_the_form_says_about_readers_is_what_happens(world, fields):
    if "buurt" in fields:
        fields = {**fields, "gemeente": world.buurt.gemeente}
    inzending = make_inzending(world, **fields)
    check_promise(world, inzending, make_melding(world, **fields))


def test_the_form_names_the_officers_and_says_whether_the_team_reads_along(world):
    told = who_reads(make_inzending(world), NOW)
    assert (told.wijkagenten, told.basisteam, told.is_hele_team, told.zijn_chefs) == (
        *(["Samira el Amrani", "Joost Bakker"], "Basisteam Noord", True, True),
    )
    told = who_reads(make_inzending(world, gevaar="ja"), NOW)
    assert (told.wijkagenten, told.is_hele_team, told.zijn_chefs) == (["Samira el Amrani"], False, True)
    told = who_reads(make_inzending(world, is_over_wijkagent=True, betrokkene=world.officer), NOW)
    assert (told.wijkagenten, told.is_hele_team, told.is_plaatsvervanger, told.is_teamchef) == ([], False, True, True)
    told = who_reads(make_inzending(world, is_over_wijkagent=True, betrokkene=world.users["chief"]), NOW)
    assert (told.is_hele_team, told.is_plaatsvervanger, told.is_teamchef) == (False, True, False)


def test_an_alarm_goes_to_owner_stand_in_chief_and_deputy(world):
    melding = make_melding(world, gevaar="ja")
    assert [user.username for user in recipients(melding, NOW)] == ["officer", "chief", "deputy"]
    make_away(world.officer, world.officers["stand_in"])
    names = {user.username for user in recipients(melding, NOW)}
    assert names == {"officer", "stand_in", "chief", "deputy"}
    Melding.objects.update(betrokkenen=[world.users["chief"].pk])
    melding.refresh_from_db()
    assert {user.username for user in recipients(melding, NOW)} == {"officer", "stand_in", "deputy"}


def test_sight_costs_one_statement_and_the_list_one(world, django_assert_num_queries):
    for _number in range(3):
        make_melding(world)
    user = Medewerker.objects.get(username="member")
    with django_assert_num_queries(2):
        assert len(Melding.objects.visible_to(user).order_by("pk")) == 3


def test_a_category_that_becomes_restricted_narrows_sight_at_once_and_so_does_a_group(world):
    melding = make_melding(world)
    unknown = make_melding(world, categorie=None, groep=make_groep("nieuw"))
    assert who_sees(melding) == who_sees(unknown) == OF_THE_TEAM
    Categorie.objects.filter(pk=melding.categorie_id).update(is_beperkt=True)
    assert who_sees(melding) == {"officer", "chief", "deputy", "superuser"} == from_the_other_side(melding)
    assert who_sees(unknown) == OF_THE_TEAM == from_the_other_side(unknown)
    Groep.objects.filter(pk="nieuw").update(is_onbekend_beperkt=True)
    assert who_sees(unknown) == {"officer", "chief", "deputy", "superuser"} == from_the_other_side(unknown)


def test_only_a_chief_opens_again_what_was_sent_under_a_restricted_subject(world):
    melding, other = make_melding(world), make_melding(world, categorie=make_categorie("ANDERS"))
    unknown = make_melding(world, categorie=None, groep=make_groep("nieuw"))
    assert workflow.restrict(world.categorie, by=world.users["beheerder"], now=NOW) == 1
    assert workflow.restrict(world.categorie, by=world.users["beheerder"], now=NOW) == 0
    assert [one.is_beperkt for one in Melding.objects.order_by("pk")] == [True, False, False]
    assert workflow.restrict(unknown.groep, by=world.users["beheerder"], now=NOW) == 1
    assert [one.is_beperkt for one in Melding.objects.order_by("pk")] == [True, False, True]
    assert who_sees(other) == OF_THE_TEAM
    last = melding.gebeurtenissen.order_by("-pk").first()
    assert (last.soort, last.gegevens, last.door) == (
        "verplaatst", {"beperkt": [False, True]}, world.users["beheerder"],
    )  # fmt: skip
    with pytest.raises(workflow.NotAllowed):
        workflow.move(melding, is_beperkt=False, reden="Het mag wel.", by=world.users["officer"], now=NOW)
    workflow.move(melding, is_beperkt=False, reden="Het mag wel.", by=world.users["chief"], now=NOW)
    assert who_sees(melding) == OF_THE_TEAM
