"""What each step of a melding does, sentence by sentence of PRODUCT §4; the table itself is in test_workflow.py."""

from datetime import date, timedelta

import pytest

from meldingen import volgsessies, workflow
from meldingen.codes import code_of, hash_of
from meldingen.models import (
    Boodschap,
    Gebeurtenis,
    Inzage,
    Mail,
    Melder,
    Melding,
    Notitie,
    Overdracht,
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


def test_who_goes_on_without_the_answer_is_not_late_at_once(world, officer):
    melding, lead = (in_state(world, Status.WACHT_OP_MELDER, verhaal=words) for words in ("Een.", "Twee."))
    other = make_melding(world, verhaal="Drie.")
    workflow.merge(other, into=lead, by=officer, now=NOW)
    later = NOW + timedelta(days=9)
    assert melding.beloofd_datum == date(2026, 11, 30) < later.date()
    melding, lead = workflow.take_on(melding, by=officer, now=later), workflow.withdraw(lead, now=later)
    assert [one.status for one in (melding, lead)] == ["in_behandeling"] * 2
    assert {one.beloofd_datum for one in (melding, lead)} == {date(2026, 12, 9)}
    assert {one.antwoord_voor_datum for one in (melding, lead)} == {date(2026, 12, 9)}


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


def test_withdrawing_erases_a_contact_answer_among_the_extra_questions(world):
    melding = make_melding(world, antwoorden={"veilig_contact": "bel mijn zus", "tijden": ["avond"]})
    workflow.withdraw(melding, now=LATER)
    assert Melding.objects.get().antwoorden == {"tijden": ["avond"]}


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
    workflow.confirm_email(row, now=LATER)
    workflow.confirm_email(row, now=LATER + timedelta(hours=1))
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
    key = volgsessies.begin(volgsessies.Gevonden("nl", melding.pk), now=LATER)
    melding = workflow.renew_code(melding, key="new", by=officer, now=LATER)
    assert volgsessies.open_now(key, LATER) == ""
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


def test_an_answer_shows_as_come_in_until_somebody_deals_with_it(world):
    melding, by = make_melding(world), world.users["officer"]
    seen = []

    def look():
        melding.refresh_from_db()
        seen.append(melding.antwoord_sinds)

    workflow.reply(melding, tekst="En nog iets.", by=workflow.MELDER, now=NOW)
    look()
    workflow.note(melding, tekst="Ik bel morgen.", by=by, now=NOW)
    look()
    workflow.reply(melding, tekst="Dank u wel.", by=by, now=NOW)
    look()
    assert seen == [NOW, NOW, None]


def test_an_answer_of_who_was_merged_shows_at_the_melding_that_leads(world):
    lead, melding, by = make_melding(world), make_melding(world), world.users["officer"]
    workflow.merge(melding, into=lead, by=by, now=NOW)
    workflow.reply(melding, tekst="En nog iets.", by=workflow.MELDER, now=NOW)
    lead.refresh_from_db()
    assert lead.antwoord_sinds == NOW


def test_danger_in_what_a_merged_one_writes_shows_and_alerts_at_the_melding_that_leads(world):
    lead, melding, by = make_melding(world), make_melding(world, verhaal="Ook ik."), world.users["officer"]
    workflow.merge(melding, into=lead, by=by, now=NOW)
    workflow.take_on(lead, by=by, now=NOW)
    workflow.reply(melding, tekst="Hij heeft een pistool.", by=workflow.MELDER, now=LATER)
    for one in (lead, melding):
        one.refresh_from_db()
        assert (one.vermoeden, one.is_dringend, one.beoordeeld_op) == ("wapen", True, None)
    assert (lead.status, lead.antwoord_sinds) == ("in_behandeling", LATER)
    alarms = [(mail.melding, mail.medewerker.username) for mail in Mail.objects.filter(soort="alarm").order_by("pk")]
    assert sorted(alarms, key=str) == [(lead, name) for name in ("chief", "deputy", "officer")]
    workflow.judge(lead, is_gevaar=False, by=by, now=LATER)


def test_danger_in_the_request_to_reopen_of_a_merged_one_shows_at_the_melding_that_leads(world):
    lead, melding, by = make_melding(world), make_melding(world, verhaal="Ook ik."), world.users["officer"]
    workflow.merge(melding, into=lead, by=by, now=NOW)
    workflow.close(lead, uitkomst="advies", tekst="Gedaan.", by=by, now=NOW)
    workflow.request_reopen(melding, tekst="Hij heeft een pistool.", now=LATER)
    lead.refresh_from_db()
    assert (lead.status, lead.vermoeden, lead.is_dringend) == ("heropenverzoek", "wapen", True)


def test_another_title_leaves_the_story_and_is_logged_without_words(world):
    melding = make_melding(world)
    workflow.retitle(melding, titel=" Scooters in het park ", by=world.users["officer"], now=NOW)
    stored = Melding.objects.get(pk=melding.pk)
    assert (stored.titel, stored.verhaal) == ("Scooters in het park", melding.verhaal)
    assert stored.gebeurtenissen.in_order().last().gegevens == {}
    with pytest.raises(NotAllowed):
        workflow.retitle(melding, titel="  ", by=world.users["officer"], now=NOW)


def test_a_melding_about_an_officer_follows_no_melding_that_this_officer_may_read(world):
    lead, by = make_melding(world), world.users["chief"]
    melding = make_melding(world, is_over_wijkagent=True, betrokkene=world.officers["buurt_officer"])
    Melding.objects.filter(pk=lead.pk).update(is_beperkt=True, betrokkenen=melding.betrokkenen)
    with pytest.raises(NotAllowed, match="niet door meer mensen"):
        workflow.merge(melding, into=Melding.objects.get(pk=lead.pk), by=by, now=NOW)


def test_who_a_melding_is_about_gets_no_request_for_help_with_it_even_with_an_account_of_later(world):
    melding, by = make_melding(world), world.users["officer"]
    workflow.hand_over(
        melding, tekst="Kijk even mee.", voor_datum=NOW.date(), aan=world.users["member"], by=by, now=NOW
    )
    assert Overdracht.objects.addressed_to(world.users["member"]).count() == 1
    officer = world.officers["former_officer"]
    Melding.objects.filter(pk=melding.pk).update(betrokken_wijkagenten=[officer.pk])
    type(officer).objects.filter(pk=officer.pk).update(medewerker=world.users["member"])
    assert Overdracht.objects.addressed_to(world.users["member"]).count() == 0
