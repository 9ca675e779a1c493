"""What each step of a melding does, sentence by sentence of PRODUCT §4; the table itself is in test_workflow.py."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from meldingen import workflow
from meldingen.codes import code_of, hash_of
from meldingen.models import (
    Boodschap,
    Gebeurtenis,
    Inzage,
    Melder,
    Melding,
    Notitie,
    Status,
    Volgmail,
    Voorval,
    Waardering,
)
from meldingen.workflow import MELDER, SYSTEEM, NotAllowed
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.steps import STEPS, in_state

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


def last_line(melding):
    line = Gebeurtenis.objects.filter(melding=melding).order_by("-pk").first()
    return line.soort, line.van_status, line.naar_status, line.actor, line.door


# --- working on it ----------------------------------------------------------------------------------------------------


def test_who_takes_on_a_melding_of_the_team_becomes_its_owner(world):
    melding = make_melding(world)
    Melding.objects.update(eigenaar=None)
    assert workflow.take_on(melding, by=world.users["member"], now=LATER).eigenaar == world.users["member"]
    other = make_melding(world)
    assert workflow.take_on(other, by=world.users["member"], now=LATER).eigenaar == world.users["officer"]


def test_a_question_waits_ten_working_days_and_is_the_first_answer(world, officer):
    melding = workflow.ask(make_melding(world), tekst=" Waar was het? ", by=officer, now=NOW)
    assert (melding.wacht_tot_datum, melding.eerste_antwoord_op) == (date(2026, 12, 7), NOW)
    boodschap = melding.boodschappen.get()
    told = (boodschap.soort, boodschap.tekst, boodschap.is_van_melder, boodschap.door)
    assert told == ("vraag", "Waar was het?", False, officer)
    line = melding.gebeurtenissen.order_by("-pk").first()
    assert line.gegevens == {"wacht_tot": "2026-12-07"}


@pytest.mark.parametrize("tekst", ["", "  \n"])
def test_a_message_needs_words(world, officer, tekst):
    melding = make_melding(world)
    for step in (workflow.ask, workflow.reply, workflow.note):
        with pytest.raises(NotAllowed):
            step(melding, tekst=tekst, by=officer, now=NOW)
    assert (Boodschap.objects.count(), Notitie.objects.count()) == (0, 0)


def test_who_wants_no_contact_is_not_asked_but_can_be_told(world, officer):
    melding = make_melding(world, contactvorm="geen")
    with pytest.raises(NotAllowed):
        workflow.ask(melding, tekst="Waar was het?", by=officer, now=NOW)
    assert fresh(melding).status == "ontvangen"
    workflow.reply(melding, tekst="Ik ga kijken.", by=officer, now=NOW)
    assert melding.boodschappen.count() == 1


def test_an_answer_brings_it_back_with_a_new_date_and_photos(world, officer):
    melding = in_state(world, Status.WACHT_OP_MELDER)
    melding = workflow.answer(melding, tekst="Bij de vijver.", fotos=[b"jpg"], now=LATER)
    assert (melding.status, melding.wacht_tot_datum) == ("in_behandeling", None)
    assert melding.beloofd_datum == melding.antwoord_voor_datum == date(2026, 12, 1)
    boodschap = melding.boodschappen.in_order().last()
    assert (boodschap.soort, boodschap.tekst, boodschap.is_van_melder, boodschap.door) == (
        *("antwoord", "Bij de vijver.", True, None),
    )
    assert [bytes(photo.inhoud) for photo in boodschap.bijlagen.order_by("pk")] == [b"jpg"]


def test_what_the_melder_says_to_a_question_is_its_answer(world):
    melding = in_state(world, Status.WACHT_OP_MELDER)
    assert workflow.reply(melding, tekst="Bij de vijver.", by=MELDER, now=LATER).status == "in_behandeling"
    assert last_line(melding)[0] == "geantwoord"


def test_a_message_changes_no_state_and_only_the_officers_gives_a_new_date(world, officer):
    melding = make_melding(world)
    promised = melding.beloofd_datum
    melding = workflow.reply(melding, tekst="Nog iets.", by=MELDER, now=LATER)
    assert (melding.status, melding.beloofd_datum, melding.eerste_antwoord_op) == ("ontvangen", promised, None)
    melding = workflow.reply(melding, tekst="Dank u.", by=officer, now=LATER)
    assert (melding.status, melding.beloofd_datum) == ("ontvangen", date(2026, 12, 1))
    assert melding.eerste_antwoord_op == LATER


def test_a_question_without_an_answer_returns_to_the_list_after_its_last_day(world):
    melding = in_state(world, Status.WACHT_OP_MELDER)
    last = NOW.replace(month=12, day=7)
    with pytest.raises(NotAllowed):
        workflow.expire(melding, now=last)
    melding = workflow.expire(melding, now=last + timedelta(days=1))
    assert (melding.status, melding.wacht_tot_datum) == ("in_behandeling", None)
    assert last_line(melding) == ("termijn", "wacht_op_melder", "in_behandeling", "systeem", None)


@pytest.mark.parametrize(("email", "is_task"), [("", True), ("jo@example.org", False)])
def test_who_left_only_a_phone_number_is_to_be_called_until_that_is_ticked(world, officer, email, is_task):
    melding = make_melding(world, contactvorm="met_naam", naam="Jo", telefoon="+31612345678", email=email)
    melding = workflow.reply(melding, tekst="Ik ga kijken.", by=officer, now=NOW)
    melding = workflow.close(melding, uitkomst="opgelost", tekst="Gedaan.", by=officer, now=LATER)
    assert melding.bel_melder_sinds == (NOW if is_task else None)
    if is_task:
        assert workflow.called(melding, by=officer, now=LATER).bel_melder_sinds is None
    with pytest.raises(NotAllowed):
        workflow.called(melding, by=officer, now=LATER)


def test_the_first_opening_is_kept_and_every_one_is_in_the_read_log(world, officer):
    melding = make_melding(world)
    workflow.opened(melding, by=officer, now=NOW)
    melding = workflow.opened(melding, by=world.users["member"], reden="dienst", now=LATER)
    assert melding.geopend_op == NOW
    seen = [(one.door.username, one.wat, one.reden, one.op) for one in Inzage.objects.order_by("pk")]
    assert seen == [("officer", "verhaal", "", NOW), ("member", "verhaal", "dienst", LATER)]


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
    assert [one.tekst for one in other.boodschappen.filter(is_van_melder=True)] == ["Het gaat door."]
    assert lead.boodschappen.filter(is_van_melder=True).count() == 0
    assert lead.gebeurtenissen.get(soort="heropening_gevraagd").gegevens == {"volger": other.pk}
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


# --- taken back -------------------------------------------------------------------------------------------------------


def test_withdrawing_erases_contact_data_at_once(world, officer):
    melding = make_melding(world, contactvorm="met_naam", naam="Jo", telefoon="+31612345678")
    workflow.set_volgmail(melding, email="jo@example.org", now=NOW)
    workflow.reply(melding, tekst="Ik bel u.", by=officer, now=NOW)
    melding = workflow.withdraw(melding, now=LATER)
    assert (melding.status, melding.ingetrokken_op, melding.contact_gewist_op, melding.bel_melder_sinds) == (
        *("ingetrokken", LATER, LATER, None),
    )
    assert (Melder.objects.count(), Volgmail.objects.count()) == (0, 0)
    assert melding.verhaal


def test_withdrawing_a_lead_or_a_follower_leaves_the_case_of_the_others(world, officer):
    lead, other = make_melding(world), make_melding(world, verhaal="Ook ik.", contactvorm="met_naam", naam="Jo")
    workflow.merge(other, into=lead, by=officer, now=NOW)
    workflow.ask(lead, tekst="Waar?", by=officer, now=NOW)
    lead = workflow.withdraw(lead, now=LATER)
    assert (lead.status, lead.ingetrokken_op) == ("in_behandeling", LATER)
    with pytest.raises(NotAllowed):
        workflow.ask(lead, tekst="Waar?", by=officer, now=LATER)
    other = workflow.withdraw(other, now=LATER)
    assert (other.status, other.ingetrokken_op, Melder.objects.count()) == ("samengevoegd", LATER, 0)
    for step in (workflow.withdraw, workflow.request_reopen):
        with pytest.raises(NotAllowed):
            step(other, now=LATER, **({"tekst": "Nee."} if step is workflow.request_reopen else {}))


# --- the resident, without a change of state --------------------------------------------------------------------------


def test_the_diary_takes_days_that_were(world):
    melding = make_melding(world)
    voorval = workflow.add_occurrence(melding, datum=date(2026, 11, 23), minuten=20, tekst="Weer.", now=NOW)
    assert (voorval.datum, voorval.minuten, voorval.tekst) == (date(2026, 11, 23), 20, "Weer.")
    with pytest.raises(NotAllowed):
        workflow.add_occurrence(melding, datum=date(2026, 11, 24), now=NOW)
    assert Voorval.objects.count() == 1


def test_consent_can_be_taken_back_also_after_the_closing(world):
    melding = in_state(world, Status.AFGEHANDELD, delen="met")
    melding = workflow.change_consent(melding, delen="niet", mag_praten="nee", now=LATER)
    assert (melding.delen, melding.mag_praten) == ("niet", "nee")
    assert melding.gebeurtenissen.order_by("-pk").first().gegevens == {"mag_praten": "nee", "delen": "niet"}
    with pytest.raises(NotAllowed):
        workflow.change_consent(melding, delen="misschien", now=LATER)


def test_a_rating_is_given_once_and_never_for_a_restricted_melding(world):
    melding = in_state(world, Status.AFGEHANDELD)
    workflow.rate(melding, antwoord="beetje", tekst="Ging wel.", now=LATER)
    with pytest.raises(NotAllowed):
        workflow.rate(melding, antwoord="ja", now=LATER)
    assert [(one.antwoord, one.tekst) for one in Waardering.objects.all()] == [("beetje", "Ging wel.")]
    with pytest.raises(NotAllowed):
        workflow.rate(in_state(world, Status.AFGEHANDELD, gevaar="ja"), antwoord="ja", now=LATER)
    with pytest.raises(NotAllowed):
        workflow.rate(make_melding(world), antwoord="ja", now=LATER)


def test_mail_for_news_is_asked_confirmed_and_stopped(world):
    melding = make_melding(world)
    row = workflow.set_volgmail(melding, email="jo@example.org", now=NOW)
    workflow.confirm_address(row, now=LATER)
    workflow.confirm_address(row, now=LATER + timedelta(hours=1))
    assert Volgmail.objects.get().bevestigd_op == LATER
    row = workflow.set_volgmail(melding, email="ander@example.org", now=LATER)
    assert (Volgmail.objects.get().email, Volgmail.objects.get().bevestigd_op) == ("ander@example.org", None)
    workflow.stop_volgmail(melding, now=LATER)
    assert Volgmail.objects.count() == 0
    steps = [one.gegevens["stap"] for one in melding.gebeurtenissen.filter(soort="volgmail").in_order()]
    assert steps == ["gevraagd", "bevestigd", "gevraagd", "gestopt"]
    with pytest.raises(NotAllowed):
        workflow.set_volgmail(make_melding(world, gevaar="ja"), email="jo@example.org", now=NOW)


def test_who_gave_a_name_and_lost_the_code_gets_another_and_the_old_one_dies(world, officer):
    melding = make_melding(world, contactvorm="met_naam", naam="Jo", email="jo@example.org", key="old")
    with pytest.raises(NotAllowed):  # nobody confirmed the address yet
        workflow.renew_code(melding, key="new", by=SYSTEEM, now=LATER)
    melding = workflow.renew_code(melding, key="new", by=officer, now=LATER)
    assert bytes(fresh(melding).code_hash) == hash_of(code_of("new"))
    assert melding.gebeurtenissen.get(soort="nieuwe_code").gegevens == {}
    with pytest.raises(NotAllowed):
        workflow.renew_code(make_melding(world), key="x", by=officer, now=LATER)
    Melder.objects.update(email_bevestigd_op=NOW)
    workflow.renew_code(melding, key="again", by=SYSTEEM, now=LATER)


def test_a_badge_is_judged_by_owner_or_chief_once(world, officer):
    melding = make_melding(world, verhaal="Hij heeft een pistool.")
    for name in ("member", "buurt_officer"):
        with pytest.raises(NotAllowed):
            workflow.judge(melding, is_gevaar=False, by=world.users[name], now=NOW)
    melding = workflow.judge(melding, is_gevaar=False, by=officer, now=NOW)
    assert (melding.beoordeeld_op, melding.is_beperkt) == (NOW, False)
    with pytest.raises(NotAllowed):
        workflow.judge(melding, is_gevaar=True, by=officer, now=NOW)
    other = make_melding(world, verhaal="Hij heeft een mes op zak.")
    assert workflow.judge(other, is_gevaar=True, by=world.users["deputy"], now=NOW).is_beperkt


# --- nothing private in the log ---------------------------------------------------------------------------------------


def test_the_log_holds_no_words_of_anybody(world):
    for name, step in STEPS.items():
        melding = in_state(world, step.starts[0])
        step.take(world, melding, step.actor(world), LATER)
        text = " ".join(str(line.gegevens) for line in Gebeurtenis.objects.all())
        assert "WOORDEN" not in text, name
