"""Closing, rejecting, merging, and a resident who is not satisfied (PRODUCT §4)."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from meldingen import workflow
from meldingen.codes import code_of, hash_of
from meldingen.models import (
    Boodschap,
    Melding,
    Status,
    Volgmail,
)
from meldingen.workflow import MELDER, NotAllowed
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.steps import in_state

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def officer(world):
    return world.users["officer"]


def fresh(melding):
    return Melding.objects.get(pk=melding.pk)


# --- closing ----------------------------------------------------------------------------------------------------------


def test_closing_needs_an_outcome_and_a_public_text(world, officer):
    melding = make_melding(world)
    for uitkomst, tekst in (("", "Gedaan."), ("opgelost", ""), ("iets", "Gedaan.")):
        with pytest.raises(NotAllowed):
            workflow.close(melding, uitkomst=uitkomst, tekst=tekst, by=officer, now=NOW)
    melding = workflow.close(fresh(melding), uitkomst="opgelost", tekst="Gedaan.", by=officer, now=NOW)
    assert (melding.uitkomst, melding.afgesloten_op, melding.afgesloten_door) == ("opgelost", NOW, officer)
    assert melding.eerste_antwoord_op == NOW
    assert [(one.soort, one.tekst) for one in melding.boodschappen.all()] == [("afsluiting", "Gedaan.")]


@pytest.mark.parametrize("wens", ["nee", "eerst_vragen"])
def test_aangesproken_against_the_wish_of_the_melder_needs_a_logged_reason(world, officer, wens):
    melding = make_melding(world, mag_praten=wens)
    words = {"uitkomst": "aangesproken", "tekst": "Gesproken.", "by": officer, "now": NOW}
    with pytest.raises(NotAllowed):
        workflow.close(melding, **words)
    assert fresh(melding).status == "ontvangen"
    melding = workflow.close(melding, reden="Er was direct gevaar.", **words)
    assert [note.tekst for note in melding.notities.all()] == ["Er was direct gevaar."]
    line = melding.gebeurtenissen.get(soort="afgehandeld")
    assert line.gegevens == {"uitkomst": "aangesproken", "tegen_wens": True}


@pytest.mark.parametrize("wens", ["ja", "zonder_mij"])
def test_aangesproken_is_free_when_the_melder_said_yes_also_later(world, officer, wens):
    melding = make_melding(world)
    workflow.change_consent(melding, mag_praten=wens, now=NOW)
    melding = workflow.close(melding, uitkomst="aangesproken", tekst="Gesproken.", by=officer, now=NOW)
    assert melding.status == "afgehandeld"


def test_aangesproken_heeds_the_wish_of_who_was_merged_into_it(world, officer):
    lead, other = make_melding(world, mag_praten="ja"), make_melding(world, mag_praten="nee", verhaal="Ook ik.")
    workflow.merge(other, into=lead, by=officer, now=NOW)
    with pytest.raises(NotAllowed):
        workflow.close(lead, uitkomst="aangesproken", tekst="Gesproken.", by=officer, now=NOW)


def test_spam_is_rejected_without_a_word_and_anything_else_with_one(world, officer):
    melding = workflow.reject(make_melding(world), reden="spam", tekst="niet tonen", by=officer, now=NOW)
    assert (melding.afwijsreden, melding.boodschappen.count(), melding.eerste_antwoord_op) == ("spam", 0, None)
    other = make_melding(world)
    for reden, tekst in (("misbruik", ""), ("", "Nee.")):
        with pytest.raises(NotAllowed):
            workflow.reject(other, reden=reden, tekst=tekst, by=officer, now=NOW)
    assert workflow.reject(other, reden="misbruik", tekst="Nee.", by=officer, now=NOW).boodschappen.count() == 1


def test_closing_ends_what_was_asked_of_colleagues_and_an_unconfirmed_address(world, officer):
    melding = make_melding(world)
    workflow.set_volgmail(melding, email="jo@example.org", now=NOW)
    asked = workflow.hand_over(
        melding, tekst="Kijk mee.", voor_datum=date(2026, 12, 1), aan=world.users["member"], by=officer, now=NOW
    )
    workflow.close(melding, uitkomst="opgelost", tekst="Gedaan.", by=officer, now=LATER)
    asked.refresh_from_db()
    assert (asked.stand, Volgmail.objects.count()) == ("vervallen", 0)


# --- not satisfied ----------------------------------------------------------------------------------------------------


def test_a_request_to_reopen_is_judged_by_another_than_who_closed(world, officer):
    melding = in_state(world, Status.HEROPENVERZOEK)
    with pytest.raises(NotAllowed):
        workflow.close(melding, uitkomst="geen_actie", tekst="Toch niet.", by=officer, now=LATER)
    assert fresh(melding).status == "heropenverzoek"
    chief = world.users["chief"]
    melding = workflow.close(melding, uitkomst="geen_actie", tekst="Toch niet.", by=chief, now=LATER)
    assert (melding.status, melding.afgesloten_door) == ("afgehandeld", chief)


def test_who_grants_a_request_against_the_own_closing_cannot_close_it_again(world, officer):
    melding = workflow.reopen(in_state(world, Status.HEROPENVERZOEK), reden="Klopt.", by=officer, now=LATER)
    with pytest.raises(NotAllowed):
        workflow.close(melding, uitkomst="opgelost", tekst="Nu wel.", by=officer, now=LATER)
    with pytest.raises(NotAllowed):
        workflow.reject(melding, reden="misbruik", tekst="Nee.", by=officer, now=LATER)
    assert fresh(melding).status == "in_behandeling"
    other = workflow.reopen(in_state(world, Status.HEROPENVERZOEK), reden="Klopt.", by=world.users["chief"], now=LATER)
    assert workflow.close(other, uitkomst="opgelost", tekst="Nu wel.", by=officer, now=LATER).status == "afgehandeld"


def test_a_request_to_reopen_comes_within_thirty_days(world, officer):
    closed = in_state(world, Status.AFGEHANDELD)
    end = closed.afgesloten_op + settings.REOPEN_TERM
    with pytest.raises(NotAllowed):
        workflow.request_reopen(closed, tekst="Nee.", now=end + timedelta(seconds=1))
    melding = workflow.request_reopen(closed, tekst="Het gaat door.", now=end)
    assert (melding.status, melding.heropeningen) == ("heropenverzoek", 1)
    last = melding.boodschappen.in_order().last()
    assert (last.soort, last.tekst, last.is_van_melder) == ("heropening", "Het gaat door.", True)


def test_what_nobody_sees_any_more_is_not_reopened_by_its_sender(world):
    closed = in_state(world, Status.AFGEHANDELD)
    Melding.objects.filter(pk=closed.pk).update(uit_gebruik_op=LATER)
    with pytest.raises(NotAllowed):
        workflow.request_reopen(closed, tekst="Het gaat door.", now=LATER)
    assert fresh(closed).status == "afgehandeld"


def test_a_request_to_reopen_comes_at_most_twice(world):
    melding = in_state(world, Status.AFGEHANDELD)
    for number, name in enumerate(("chief", "deputy"), 1):
        melding = workflow.request_reopen(melding, tekst="Nee.", now=LATER)
        assert melding.heropeningen == number
        melding = workflow.close(melding, uitkomst="advies", tekst="Tip.", by=world.users[name], now=LATER)
    with pytest.raises(NotAllowed):
        workflow.request_reopen(melding, tekst="Nee.", now=LATER)
    assert fresh(melding).status == "afgehandeld"


def test_reopening_keeps_its_reason_as_a_note_and_gives_a_new_date(world, officer):
    melding = workflow.reopen(in_state(world, Status.AFGEWEZEN), reden="Nieuwe informatie.", by=officer, now=LATER)
    assert (melding.status, melding.afwijsreden, melding.afgesloten_op) == ("in_behandeling", "", None)
    assert melding.beloofd_datum == date(2026, 12, 1)
    assert [note.tekst for note in melding.notities.all()] == ["Nieuwe informatie."]


# --- merging ----------------------------------------------------------------------------------------------------------


def test_who_followed_a_melding_follows_its_lead(world, officer):
    first, second, third = (make_melding(world, verhaal=words) for words in ("Een.", "Twee.", "Drie."))
    workflow.merge(first, into=second, by=officer, now=NOW)
    workflow.merge(second, into=third, by=officer, now=NOW)
    assert {one.leidend for one in (fresh(first), fresh(second))} == {third}
    with pytest.raises(NotAllowed):
        workflow.merge(third, into=second, by=officer, now=NOW)
    with pytest.raises(NotAllowed):
        workflow.merge(third, into=third, by=officer, now=NOW)
    assert fresh(third).status == "ontvangen"


def test_nobody_follows_what_was_closed_because_no_answer_would_come_any_more(world, officer):
    closed, other = make_melding(world, now=NOW - timedelta(days=60)), make_melding(world, verhaal="Ook ik.")
    workflow.close(closed, uitkomst="opgelost", tekst="Gedaan.", by=officer, now=NOW - timedelta(days=59))
    with pytest.raises(NotAllowed, match="afgesloten"):
        workflow.merge(other, into=closed, by=officer, now=NOW)
    assert (fresh(other).status, fresh(other).afgesloten_op) == ("ontvangen", None)


def test_who_is_merged_waits_no_longer_than_was_promised(world, officer):
    lead, other = make_melding(world), make_melding(world, verhaal="Ook ik.", now=NOW - timedelta(days=4))
    assert (fresh(lead).beloofd_datum, other.beloofd_datum) == (date(2026, 11, 30), date(2026, 11, 26))
    workflow.merge(other, into=lead, by=officer, now=NOW)
    assert (fresh(lead).beloofd_datum, fresh(lead).antwoord_voor_datum) == (date(2026, 11, 26),) * 2


def test_who_follows_a_request_to_reopen_is_open_with_it(world, officer):
    lead, other = make_melding(world), make_melding(world, verhaal="Ook ik.")
    workflow.close(lead, uitkomst="opgelost", tekst="Gedaan.", by=officer, now=NOW)
    workflow.request_reopen(lead, tekst="Het gaat door.", now=NOW)
    assert workflow.merge(other, into=lead, by=officer, now=LATER).afgesloten_op is None


def test_who_closed_it_does_not_merge_it_away_after_a_request_to_reopen(world, officer):
    melding, lead = make_melding(world), make_melding(world, verhaal="Ook ik.")
    workflow.close(melding, uitkomst="opgelost", tekst="Gedaan.", by=officer, now=NOW)
    workflow.request_reopen(melding, tekst="Het gaat door.", now=NOW)
    workflow.reopen(melding, reden="Klopt.", by=officer, now=LATER)
    with pytest.raises(NotAllowed, match="Een ander"):
        workflow.merge(melding, into=lead, by=officer, now=LATER)
    assert workflow.merge(melding, into=lead, by=world.users["chief"], now=LATER).leidend == lead


def test_a_merged_reporter_keeps_code_and_dialogue_and_gets_the_answer(world, officer):
    lead, other = make_melding(world), make_melding(world, verhaal="Ook ik.", key="k")
    workflow.merge(other, into=lead, by=officer, now=NOW)
    assert bytes(fresh(other).code_hash) == hash_of(code_of("k"))
    workflow.reply(other, tekst="Er is nog iets.", by=MELDER, now=NOW)
    workflow.reply(other, tekst="Dank u.", by=officer, now=NOW)
    workflow.close(lead, uitkomst="opgelost", tekst="Gedaan.", by=officer, now=LATER)
    told = [one.tekst for one in Boodschap.objects.filter(melding=other).in_order()]
    assert told == ["Er is nog iets.", "Dank u.", "Gedaan."]
    assert [one.tekst for one in lead.boodschappen.all()] == ["Gedaan."]
    assert fresh(other).afgesloten_op == LATER
    with pytest.raises(NotAllowed):
        workflow.reply(other, tekst="Nog iets.", by=MELDER, now=LATER)


def test_a_merged_reporters_reopening_becomes_a_request_on_the_lead(world, officer):
    lead, other = make_melding(world), make_melding(world, verhaal="Ook ik.")
    workflow.merge(other, into=lead, by=officer, now=NOW)
    with pytest.raises(NotAllowed):
        workflow.request_reopen(other, tekst="Nee.", now=NOW)
    workflow.close(lead, uitkomst="opgelost", tekst="Gedaan.", by=officer, now=NOW)
    other = workflow.request_reopen(other, tekst="Het gaat door.", now=LATER)
    lead = fresh(lead)
    assert (lead.status, lead.heropeningen) == ("heropenverzoek", 0)
    assert (other.status, other.heropeningen) == ("samengevoegd", 1)
    assert (fresh(other).afgesloten_op, lead.afgesloten_op) == (None, NOW)
    assert [one.tekst for one in other.boodschappen.filter(is_van_melder=True)] == ["Het gaat door."]
    assert lead.boodschappen.filter(is_van_melder=True).count() == 0
    assert lead.gebeurtenissen.get(soort="heropening_gevraagd").gegevens == {"volger": other.pk}
    workflow.close(lead, uitkomst="advies", tekst="Tip.", by=world.users["chief"], now=LATER)
    assert fresh(other).afgesloten_op == LATER
    workflow.reopen(lead, reden="Klopt.", by=officer, now=LATER)
    assert fresh(other).afgesloten_op is None


def test_a_melding_is_not_merged_into_one_that_more_people_read(world):
    chief = world.users["chief"]
    lead, narrow = make_melding(world), make_melding(world, gevaar="ja")
    with pytest.raises(NotAllowed):
        workflow.merge(narrow, into=lead, by=chief, now=NOW)
    about = make_melding(world, is_over_wijkagent=True, betrokkene=world.officer)
    with pytest.raises(NotAllowed):
        workflow.merge(about, into=narrow, by=chief, now=NOW)
    assert workflow.merge(lead, into=narrow, by=chief, now=NOW).status == "samengevoegd"
