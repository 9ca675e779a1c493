"""Moving a melding and handing it over: no change of state, sight that narrows, dates that never get later."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from meldingen import workflow
from meldingen.models import Bewaarklasse, Categorie, Mail, Melding, Overdracht
from meldingen.toewijzing import NoTeam
from meldingen.workflow import NotAllowed
from tests.meldingen.makers import NOW, make_categorie, make_groep, make_inzending, make_melding, make_world
from tests.meldingen.test_zicht import who_sees

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
SOON = date(2026, 12, 1)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def officer(world):
    return world.users["officer"]


def fresh(melding):
    return Melding.objects.get(pk=melding.pk)


def make_own(code, **fields):
    """A category of the test, whatever the fixture holds."""
    klasse, _ = Bewaarklasse.objects.get_or_create(slug="gewoon", defaults={"naam": "Gewoon"})
    facts = {"naam": code, "naam_en": code, "leads": ["politie"], "termijn": 5, "bewaarklasse": klasse, **fields}
    return Categorie.objects.create(code=code, groep=make_groep("proef"), **facts)


# --- move -------------------------------------------------------------------------------------------------------------


def test_a_melding_moves_to_another_buurt_with_its_team_and_owner(world, officer):
    melding = workflow.move(make_melding(world), buurt=world.other_buurt, reden="Andere buurt.", by=officer, now=LATER)
    assert (melding.buurt, melding.basisteam, melding.eigenaar, melding.status) == (
        *(world.other_buurt, world.other_team, world.users["other_officer"], "ontvangen"),
    )
    assert who_sees(melding) == {"other_officer", "stand_in", "other_member", "other_chief", "superuser"}
    assert [note.tekst for note in melding.notities.all()] == ["Andere buurt."]
    line = melding.gebeurtenissen.get(soort="verplaatst")
    assert line.gegevens == {
        "buurt": [world.buurt.pk, world.other_buurt.pk],
        "basisteam": [world.team.pk, world.other_team.pk],
        "eigenaar": [officer.pk, world.users["other_officer"].pk],
    }


def test_a_move_needs_a_reason(world, officer):
    melding = make_melding(world)
    with pytest.raises(NotAllowed):
        workflow.move(melding, buurt=world.other_buurt, reden=" ", by=officer, now=LATER)
    assert fresh(melding).buurt == world.buurt


def test_another_category_takes_its_group_sort_and_a_date_that_is_not_later(world, officer):
    quick, slow = make_own("SNEL", termijn=2), make_own("TRAAG", termijn=5, soort="vraag")
    melding = make_melding(world, categorie=make_own("MIDDEN", termijn=3))
    assert melding.beloofd_datum == date(2026, 11, 26)
    melding = workflow.move(melding, categorie=slow, reden="Traag.", by=officer, now=LATER)
    assert (melding.categorie, melding.soort, melding.groep_id) == (slow, "vraag", "proef")
    assert (melding.beloofd_datum, melding.antwoord_voor_datum) == (date(2026, 11, 26), date(2026, 11, 26))
    melding = workflow.move(melding, categorie=quick, reden="Snel.", by=officer, now=NOW)
    assert (melding.beloofd_datum, melding.antwoord_voor_datum) == (date(2026, 11, 25), date(2026, 11, 25))


def test_a_category_that_is_restricted_narrows_sight_at_once_and_alerts(world):
    narrow = make_own("NAUW", is_beperkt=True, termijn=1)
    member = world.users["member"]
    melding = workflow.move(make_melding(world), categorie=narrow, reden="Zorg.", by=member, now=LATER)
    assert (melding.is_beperkt, melding.is_dringend) == (True, True)
    assert who_sees(melding) == {"officer", "chief", "deputy", "superuser"}
    assert {mail.medewerker.username for mail in Mail.objects.filter(soort="alarm")} == {"officer", "chief", "deputy"}
    with pytest.raises(NotAllowed):
        workflow.note(melding, tekst="Nog iets.", by=member, now=LATER)


def test_only_the_chief_takes_a_melding_out_of_being_restricted(world, officer):
    wide = make_own("WIJD")
    melding = make_melding(world, categorie=make_own("NAUW", is_beperkt=True))
    with pytest.raises(NotAllowed):
        workflow.move(melding, is_beperkt=False, reden="Mag wel.", by=officer, now=LATER)
    melding = workflow.move(melding, categorie=wide, reden="Geen zorg.", by=officer, now=LATER)
    assert (melding.categorie, melding.is_beperkt) == (wide, True)
    melding = workflow.move(melding, is_beperkt=False, reden="Mag wel.", by=world.users["deputy"], now=LATER)
    assert not melding.is_beperkt
    other = make_melding(world, categorie=Categorie.objects.get(pk="NAUW"))
    assert not workflow.move(other, categorie=wide, reden="Geen zorg.", by=world.users["chief"], now=LATER).is_beperkt


def test_no_melding_is_opened_to_the_team_under_a_subject_that_is_restricted(world):
    melding = make_melding(world, categorie=make_own("NAUW", is_beperkt=True))
    with pytest.raises(NotAllowed, match="Dit onderwerp blijft beperkt"):
        workflow.move(melding, is_beperkt=False, reden="Mag wel.", by=world.users["chief"], now=LATER)
    assert Melding.objects.get().is_beperkt


def test_what_was_judged_as_danger_opens_with_no_other_subject_but_by_the_word_of_the_chief(world, officer):
    chief = world.users["chief"]
    melding = make_melding(world, verhaal="Hij heeft een pistool.")
    workflow.judge(melding, is_gevaar=True, by=officer, now=NOW)
    assert workflow.move(melding, categorie=make_own("WIJD"), reden="Anders.", by=chief, now=LATER).is_beperkt
    assert not workflow.move(melding, is_beperkt=False, reden="Het is veilig.", by=chief, now=LATER).is_beperkt


def test_danger_for_the_reporter_stays_restricted_in_any_category_until_the_chief_says_so(world):
    chief = world.users["chief"]
    melding = make_melding(world, gevaar="ja")
    assert workflow.move(melding, categorie=make_own("WIJD"), reden="Anders.", by=chief, now=LATER).is_beperkt
    assert not workflow.move(melding, is_beperkt=False, reden="Het is veilig.", by=chief, now=LATER).is_beperkt


def test_a_colleague_gets_it_who_belongs_there_and_nobody_else(world, officer):
    melding = make_melding(world)
    for name in ("other_officer", "redacteur", "not_active", "former_officer"):
        with pytest.raises(NotAllowed):
            workflow.move(melding, eigenaar=world.users[name], reden="Voor jou.", by=officer, now=LATER)
    melding = workflow.move(melding, eigenaar=world.users["member"], reden="Voor jou.", by=officer, now=LATER)
    assert melding.eigenaar == world.users["member"]
    Melding.objects.update(betrokkenen=[world.users["buurt_officer"].pk])
    with pytest.raises(NotAllowed):
        workflow.move(melding, eigenaar=world.users["buurt_officer"], reden="Voor jou.", by=officer, now=LATER)


def test_leg_terug_gives_it_to_the_owner_by_the_rule_and_keeps_the_state(world, officer):
    melding = make_melding(world)
    member = world.users["member"]
    workflow.move(melding, eigenaar=member, reden="Voor jou.", by=officer, now=LATER)
    workflow.take_on(melding, by=member, now=LATER)
    melding = workflow.lay_back(melding, by=member, now=LATER)
    assert (melding.eigenaar, melding.status) == (officer, "in_behandeling")


def test_another_team_gets_it_without_an_owner_and_a_team_that_cannot_read_it_not_at_all(world, officer):
    melding = workflow.move(make_melding(world), basisteam=world.other_team, reden="Zuid.", by=officer, now=LATER)
    assert (melding.basisteam, melding.eigenaar, melding.buurt) == (world.other_team, None, world.buurt)
    assert {"other_chief", "other_member"} <= who_sees(melding)
    world.other_team.teamchef = None
    world.other_team.save()
    narrow = make_melding(world, gevaar="ja")
    with pytest.raises(NotAllowed):
        workflow.move(narrow, basisteam=world.other_team, reden="Zuid.", by=officer, now=LATER)
    assert fresh(narrow).basisteam == world.team


def test_another_subject_or_sight_leaves_it_with_the_team_it_was_given_to(world, officer):
    melding = workflow.move(make_melding(world), basisteam=world.other_team, reden="Zuid.", by=officer, now=LATER)
    chief = world.users["other_chief"]
    melding = workflow.move(melding, categorie=make_own("WIJD"), reden="Anders.", by=chief, now=LATER)
    assert (melding.basisteam, melding.eigenaar) == (world.other_team, None)
    assert workflow.lay_back(melding, by=chief, now=LATER).basisteam == world.other_team
    melding = workflow.move(melding, buurt=world.buurt, reden="Terug.", by=chief, now=LATER)
    assert (melding.basisteam, melding.eigenaar) == (world.team, officer)


def test_moved_under_the_police_it_goes_to_the_chief_and_leaves_the_officers_of_the_buurt(world, officer):
    subject = make_categorie("OVER_POLITIE", make_groep("over-politie"), is_beperkt=True, termijn=2)
    melding = workflow.move(make_melding(world), categorie=subject, reden="Klacht.", by=officer, now=LATER)
    assert (melding.eigenaar, melding.is_over_wijkagent, melding.is_beperkt) == (world.users["chief"], True, True)
    assert who_sees(melding) == {"chief", "deputy", "superuser"}


# --- hand over --------------------------------------------------------------------------------------------------------


def ask_for(world, melding, **fields):
    words = {"tekst": "Kijk even mee.", "voor_datum": SOON, "by": world.users["officer"], "now": LATER, **fields}
    return workflow.hand_over(melding, **words)


def test_help_leaves_the_owner_and_the_state_that_the_resident_reads(world, officer):
    melding = make_melding(world)
    asked = ask_for(world, melding, aan=world.users["member"])
    assert (asked.tekst, asked.stand, asked.van, fresh(melding).status) == (
        *("Kijk even mee.", "gevraagd", officer, "in_behandeling"),
    )
    workflow.accept(asked, by=world.users["member"], now=LATER)
    assert fresh(melding).eigenaar == officer
    done = workflow.give_back(asked, tekst="Gekeken.", by=world.users["member"], now=LATER)
    assert (done.stand, done.antwoord, fresh(melding).eigenaar) == ("teruggegeven", "Gekeken.", officer)
    stands = [line.gegevens["stand"] for line in melding.gebeurtenissen.filter(soort="overgedragen").in_order()]
    assert stands == ["gevraagd", "aangenomen", "teruggegeven"]


def test_for_good_makes_who_accepts_the_owner_and_giving_back_the_asker(world, officer):
    melding = make_melding(world)
    stand_in = world.users["stand_in"]
    asked = ask_for(world, melding, aan=stand_in, is_voor_goed=True)
    assert "stand_in" not in who_sees(fresh(melding))
    assert fresh(melding).eigenaar == officer
    workflow.accept(asked, by=stand_in, now=LATER)
    assert fresh(melding).eigenaar == stand_in
    assert "stand_in" in who_sees(fresh(melding))
    workflow.give_back(asked, tekst="Toch niet voor mij.", by=stand_in, now=LATER)
    assert fresh(melding).eigenaar == officer


def test_a_refusal_has_a_reason_and_changes_nothing_else(world, officer):
    melding = make_melding(world)
    asked = ask_for(world, melding, aan=world.users["member"], is_voor_goed=True)
    with pytest.raises(NotAllowed):
        workflow.refuse(asked, tekst="", by=world.users["member"], now=LATER)
    asked = workflow.refuse(asked, tekst="Geen tijd.", by=world.users["member"], now=LATER)
    assert (asked.stand, asked.antwoord, fresh(melding).eigenaar) == ("geweigerd", "Geen tijd.", officer)
    with pytest.raises(NotAllowed):
        workflow.accept(asked, by=world.users["member"], now=LATER)


def test_a_collegateam_can_be_asked_and_any_of_its_members_answers(world):
    team = world.team.collegateams.create(naam="Recherche", soort="recherche")
    team.leden.add(world.users["other_member"])
    melding = make_melding(world)
    asked = ask_for(world, melding, collegateam=team)
    with pytest.raises(NotAllowed):
        workflow.accept(asked, by=world.users["member"], now=LATER)
    asked = workflow.accept(asked, by=world.users["other_member"], now=LATER)
    assert (asked.stand, asked.beantwoord_door) == ("aangenomen", world.users["other_member"])
    assert "other_member" not in who_sees(fresh(melding))


def test_who_cannot_be_asked(world, officer):
    melding = make_melding(world)
    Melding.objects.update(betrokkenen=[world.users["member"].pk])
    for name in ("member", "officer", "redacteur", "not_active"):
        with pytest.raises(NotAllowed):
            ask_for(world, melding, aan=world.users[name])
    with pytest.raises(NotAllowed):
        ask_for(world, melding)
    with pytest.raises(NotAllowed):
        ask_for(world, melding, aan=world.users["chief"], voor_datum=date(2026, 11, 23))
    assert (Overdracht.objects.count(), fresh(melding).status) == (0, "ontvangen")


def test_one_named_owner_always_remains(world):
    melding = make_melding(world)
    Melding.objects.update(eigenaar=None)
    ask_for(world, melding, aan=world.users["stand_in"], by=world.users["member"])
    assert fresh(melding).eigenaar == world.users["member"]


def test_only_one_is_asked_at_a_time_to_take_it_over(world, officer):
    melding = make_melding(world)
    ask_for(world, melding, aan=world.users["member"], is_voor_goed=True)
    with pytest.raises(NotAllowed):
        ask_for(world, melding, aan=world.users["chief"], is_voor_goed=True)
    ask_for(world, melding, aan=world.users["chief"])
    facts = {"melding": melding, "van": officer, "voor_datum": SOON}
    for broken in (
        {"aan": world.users["chief"], "is_voor_goed": True},
        {"aan": officer},
        {},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Overdracht.objects.create(**facts, **broken)


# --- who gets a new one -----------------------------------------------------------------------------------------------


def test_without_a_team_no_melding_is_taken(world):
    world.team.gebied.all().delete()
    world.officer.werkgebieden.all().delete()
    world.officers["buurt_officer"].werkgebieden.all().delete()
    with pytest.raises(NoTeam):
        workflow.submit(make_inzending(world), key="k", now=NOW)
    assert Melding.objects.count() == 0
