"""Filing a verwijzing in the partner's own system, against a stand-in that plays it (SAFETY F11, S2, S18)."""

import logging
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from meldingen import jobs
from meldingen.models import Aflevering, Grond, Koppeling, Melding, Partnerinzage, Taak, Verwijzingstap
from meldingen.verwijzingen import afleveren, verbinding, workflow
from meldingen.verwijzingen.afleveren import MOST_TRIES, WAITS, asked_wait, deliver, reason_of, sentence_of
from meldingen.workflow import note
from tests import partnerserver
from tests.meldingen.aflevermakers import KEY, again, link, planned, skip_waiting
from tests.meldingen.aflevermakers import jobs as waiting
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.test_zaakbericht import CANARIES
from tests.meldingen.verwijsmakers import TEXT, add_partners, refer
from tests.partnerserver import Partnerserver

pytestmark = pytest.mark.django_db
S = Aflevering.Staat
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world():
    return add_partners(make_world())


@pytest.fixture
def partner(settings):
    with Partnerserver() as server:
        settings.PARTNER_HOSTS = [server.host]
        yield server


@pytest.fixture(params=["signalen", "open311"])
def verwijzing(request, world, partner):
    link(world, partner, request.param)
    return planned(world)


def facts(verwijzing):
    one = again(verwijzing)
    return one.staat, one.fout, one.pogingen, one.is_onzeker


def quick(monkeypatch):
    monkeypatch.setattr(verbinding, "TOTAL", 0.3)


# --- planned ----------------------------------------------------------------------------------------------------------


def test_a_partner_without_a_link_gets_nothing(world, partner):
    assert afleveren.plan(refer(world).pk) is None
    assert (Aflevering.objects.count(), waiting()) == (0, [])


def test_a_link_that_is_off_is_none(world, partner):
    link(world, partner, is_actief=False)
    assert afleveren.plan(refer(world).pk) is None


def test_it_is_planned_once_however_often_asked(world, partner):
    link(world, partner)
    verwijzing = refer(world)
    assert afleveren.plan(verwijzing.pk) == afleveren.plan(verwijzing.pk) == again(verwijzing)
    assert waiting() == [(verwijzing.pk, None)]


def test_it_follows_from_passing_the_melding_on(world, partner):
    link(world, partner)
    verwijzing = refer(world)
    for _turn in range(2):
        jobs.after_refer(verwijzing_id=verwijzing.pk)
    assert waiting() == [(verwijzing.pk, None)]


def test_what_waits_for_the_chief_is_not_planned(world, partner):
    link(world, partner)
    verwijzing = refer(world, grond="wpg-19", noodzaak="Het moet.", belang="Veiligheid")
    assert verwijzing.status == "klaargezet"
    assert afleveren.plan(verwijzing.pk) is None


def test_a_planned_filing_stays_what_it_is_when_the_link_is_asked_again_after_it(verwijzing):
    deliver(verwijzing.pk)
    afleveren.plan(verwijzing.pk)
    assert again(verwijzing).staat == S.GELUKT


# --- well -------------------------------------------------------------------------------------------------------------


def test_it_is_filed_with_our_number_and_theirs_comes_back(verwijzing, partner):
    deliver(verwijzing.pk, now=NOW + MINUTE)
    one = again(verwijzing)
    number = "1" if one.koppeling.soort == "signalen" else "OR-1"
    assert (one.staat, one.fout, one.pogingen, one.is_onzeker) == (S.GELUKT, "", 1, False)
    assert (one.extern_nummer, one.gelukt_op, one.volgende_op) == (number, NOW + MINUTE, None)
    assert partner.kenmerken == [verwijzing.nummer]
    stap = Verwijzingstap.objects.get(soort="afgeleverd")
    assert (stap.verwijzing, stap.actor, stap.door, stap.sleutel, stap.gegevens) == (
        *(verwijzing, "systeem", None, None, {}),
    )
    assert (stap.van_status, stap.naar_status) == ("verzonden", "verzonden")
    line = Partnerinzage.objects.get()
    assert (line.verwijzing, line.wat, line.door, line.sleutel) == (verwijzing, "koppeling", None, None)


def test_a_second_job_for_it_does_nothing(verwijzing, partner):
    for _turn in range(3):
        deliver(verwijzing.pk)
    assert (len(partner.requests), Partnerinzage.objects.count()) == (1, 1)


def test_the_job_does_it_with_nothing_but_a_number(verwijzing, partner):
    (taak,) = Taak.objects.filter(task_name="meldingen.jobs.deliver_referral")
    assert taak.args == {"verwijzing_id": verwijzing.pk}
    jobs.deliver_referral(verwijzing_id=verwijzing.pk)
    assert again(verwijzing).staat == S.GELUKT


def test_nothing_of_the_melding_but_the_shared_copy_goes_out(world, partner):
    """In any of the requests: the first, the question whether it is there, and the one after that."""
    link(world, partner)
    melding = make_melding(world, contactvorm="met_naam", **CANARIES)
    note(melding, tekst="kanarie-notitie", by=world.users["officer"], now=NOW)
    verwijzing = planned(world, melding=melding, vraagt_toestemming=True)
    for mood in (partnerserver.ERROR, partnerserver.BUSY, partnerserver.OK):
        partner.mood = mood
        deliver(verwijzing.pk)
        skip_waiting()
    everything = repr(partner.requests)
    assert len(partner.requests) >= 3 and TEXT in everything
    assert [word for word in [*CANARIES.values(), "kanarie-notitie", melding.nummer] if word in everything] == []


def test_contact_data_that_go_along_stand_in_the_read_log(world, partner):
    link(world, partner)
    melding = make_melding(world, contactvorm="met_naam", **CANARIES)
    verwijzing = planned(world, melding=melding, vraagt_toestemming=True)
    workflow.give_consent(verwijzing, now=NOW)
    deliver(verwijzing.pk)
    assert CANARIES["email"] in repr(partner.requests)
    kinds = Partnerinzage.objects.order_by("wat").values_list("wat", flat=True)
    assert list(kinds) == ["koppeling", "melder"]


# --- not any more -----------------------------------------------------------------------------------------------------


def test_withdrawn_before_it_was_filed_nothing_is_sent(world, verwijzing, partner):
    workflow.withdraw(verwijzing, reden="Toch niet.", by=world.users["officer"], now=NOW)
    deliver(verwijzing.pk)
    assert facts(verwijzing) == (S.VERVALLEN, "", 0, False)
    assert (partner.connections, Partnerinzage.objects.count()) == (0, 0)


def test_withdrawn_between_two_tries_nothing_more_is_sent(world, verwijzing, partner):
    partner.mood = partnerserver.BUSY
    deliver(verwijzing.pk)
    workflow.withdraw(verwijzing, reden="Toch niet.", by=world.users["officer"])
    skip_waiting()
    deliver(verwijzing.pk)
    assert (again(verwijzing).staat, len(partner.requests)) == (S.VERVALLEN, 1)


def test_what_the_partner_may_not_see_is_not_sent(world, verwijzing, partner):
    Melding.objects.filter(pk=verwijzing.melding_id).update(uit_gebruik_op=NOW)
    deliver(verwijzing.pk)
    assert (again(verwijzing).staat, partner.connections) == (S.VERVALLEN, 0)


def test_without_an_agreement_that_holds_nothing_is_sent(world, partner):
    link(world, partner)
    verwijzing = planned(world, grond=Grond.objects.get(eist_convenant=True, eist_chef=False).pk,
                         convenant=world.convenant)  # fmt: skip
    world.convenant.tot = timezone.localdate() - timedelta(days=400)
    world.convenant.save()
    deliver(verwijzing.pk)
    assert (again(verwijzing).staat, partner.connections) == (S.VERVALLEN, 0)


def test_a_link_that_was_switched_off_gives_it_to_somebody_to_see(verwijzing, partner):
    Koppeling.objects.update(is_actief=False)
    deliver(verwijzing.pk)
    assert facts(verwijzing) == (S.OPGEGEVEN, "koppeling-uit", 0, False)
    assert partner.connections == 0


@pytest.mark.parametrize(
    ("entries", "adres"),
    [([], None), (None, "http://127.0.0.1:9/"), (None, "http://2130706433/"), (None, "https://169.254.169.254/")],
)
def test_an_address_that_is_not_listed_any_more_gets_no_connection(verwijzing, partner, settings, entries, adres):
    """The list is looked at again when something is sent, not only when the link is saved."""
    if entries is not None:
        settings.PARTNER_HOSTS = entries
    if adres:
        Koppeling.objects.update(adres=adres)
    deliver(verwijzing.pk)
    assert (facts(verwijzing)[:2], partner.connections) == ((S.OPGEGEVEN, "geen-host"), 0)


# --- badly ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mood", "fout", "is_onzeker"),
    [
        (partnerserver.ERROR, "http-500", True),
        (partnerserver.BUSY, "http-429", False),
        (partnerserver.SLOW, "te-laat", True),
        (partnerserver.NO_JSON, "onleesbaar", True),
        (partnerserver.DROP, "verbroken", True),
        (partnerserver.HUGE, "te-groot", True),
    ],
)
def test_what_may_go_better_is_tried_again_and_filed_once(verwijzing, partner, monkeypatch, mood, fout, is_onzeker):
    quick(monkeypatch)
    partner.mood = mood
    now = timezone.now()
    deliver(verwijzing.pk, now=now)
    assert facts(verwijzing) == (S.WACHT, fout, 1, is_onzeker)
    moment = now + timedelta(seconds=WAITS[0])
    assert (again(verwijzing).volgende_op, waiting()[-1]) == (moment, (verwijzing.pk, moment))
    assert Partnerinzage.objects.filter(wat="koppeling").count() == is_onzeker
    partner.mood = partnerserver.OK
    skip_waiting()
    deliver(verwijzing.pk)
    assert facts(verwijzing) == (S.GELUKT, "", 2, False)
    assert partner.kenmerken == [verwijzing.nummer]
    assert Partnerinzage.objects.filter(wat="koppeling").count() == 1


@pytest.mark.parametrize(
    ("mood", "fout"), [(partnerserver.REFUSE, "http-400"), (partnerserver.REDIRECT, "doorverwezen")]
)
def test_what_never_goes_better_is_given_up_at_once(verwijzing, partner, mood, fout):
    partner.mood = mood
    deliver(verwijzing.pk)
    assert facts(verwijzing) == (S.OPGEGEVEN, fout, 1, False)
    assert again(verwijzing).volgende_op is None
    deliver(verwijzing.pk)
    assert len(partner.requests) == 1


def test_a_redirect_inside_gets_no_connection(verwijzing, partner, settings):
    with Partnerserver() as inside:
        settings.PARTNER_HOSTS = [partner.host, inside.host]
        partner.mood, partner.elsewhere = partnerserver.REDIRECT, inside.adres()
        deliver(verwijzing.pk)
        assert (facts(verwijzing)[0], inside.connections) == (S.OPGEGEVEN, 0)


def test_a_subject_without_a_name_there_is_given_up(verwijzing, partner):
    Koppeling.objects.update(vertaling={})
    deliver(verwijzing.pk)
    assert facts(verwijzing) == (S.OPGEGEVEN, "geen-categorie", 1, False)
    assert partner.connections == 0


def test_as_long_as_the_partner_asks_we_wait(verwijzing, partner):
    partner.mood, partner.retry_after = partnerserver.BUSY, 7_200
    now = timezone.now()
    deliver(verwijzing.pk, now=now)
    assert again(verwijzing).volgende_op == now + timedelta(seconds=7_200)


def test_a_job_that_comes_too_early_asks_for_one_in_time(verwijzing, partner):
    partner.mood = partnerserver.BUSY
    deliver(verwijzing.pk)
    moment = again(verwijzing).volgende_op
    before = len(waiting())
    deliver(verwijzing.pk)
    assert (len(partner.requests), len(waiting()), waiting()[-1]) == (1, before + 1, (verwijzing.pk, moment))


def test_after_the_last_try_it_is_given_up_and_a_click_starts_it_anew(verwijzing, partner):
    partner.mood = partnerserver.BUSY
    for _turn in range(MOST_TRIES + 2):
        deliver(verwijzing.pk)
        skip_waiting()
    assert facts(verwijzing) == (S.OPGEGEVEN, "http-429", MOST_TRIES, False)
    assert len(partner.requests) == MOST_TRIES
    partner.mood = partnerserver.OK
    assert afleveren.send_again(again(verwijzing))
    assert not afleveren.send_again(again(verwijzing))
    deliver(verwijzing.pk)
    assert (facts(verwijzing), partner.kenmerken) == ((S.GELUKT, "", 1, False), [verwijzing.nummer])


def test_who_was_killed_while_sending_leaves_it_to_the_next_who_asks_first(verwijzing, partner, monkeypatch):
    """The case arrived, and nothing of that was written down."""
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(afleveren, "settle", killed)
        deliver(verwijzing.pk)
    assert facts(verwijzing) == (S.WACHT, "", 1, True)
    deliver(verwijzing.pk)
    assert len(partner.requests) == 1  # somebody could still be at it
    skip_waiting()
    deliver(verwijzing.pk)
    assert (facts(verwijzing)[0], partner.kenmerken) == (S.GELUKT, [verwijzing.nummer])


def killed(*args):
    raise KeyboardInterrupt


def test_who_is_killed_each_time_is_given_up_in_the_end(verwijzing, partner, monkeypatch):
    monkeypatch.setattr(afleveren, "attempt", killed)
    for _turn in range(MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            deliver(verwijzing.pk)
        skip_waiting()
    deliver(verwijzing.pk)
    assert facts(verwijzing) == (S.OPGEGEVEN, "onderbroken", MOST_TRIES, True)


def test_where_nobody_can_tell_whether_it_is_there_a_person_decides(verwijzing, partner):
    partner.mood = partnerserver.ERROR
    deliver(verwijzing.pk)
    partner.mood = partnerserver.BLIND
    skip_waiting()
    deliver(verwijzing.pk)
    assert facts(verwijzing) == (S.OPGEGEVEN, "niet-na-te-gaan", 2, True)
    assert partner.cases == []
    afleveren.send_again(again(verwijzing))
    deliver(verwijzing.pk)
    assert (facts(verwijzing)[0], partner.kenmerken) == (S.GELUKT, [verwijzing.nummer])


def test_what_came_too_late_to_settle_changes_nothing(verwijzing, partner):
    """A try that lasted longer than its lease: the next one has begun."""
    partner.mood = partnerserver.BUSY
    first = afleveren.claim(verwijzing.pk, timezone.now())
    skip_waiting()
    second = afleveren.claim(verwijzing.pk, timezone.now())
    afleveren.settle(first, afleveren.attempt(first), timezone.now())
    assert facts(verwijzing) == (S.WACHT, "", 2, True)
    afleveren.settle(second, afleveren.attempt(second), timezone.now())
    assert facts(verwijzing)[1] == "http-429"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("", 0), ("120", 120), ("-5", 0), ("99999999", 0), ("9999999", 86_400), ("soon", 0), ("²", 0), ("1.5", 0)],
)
def test_how_long_the_partner_asks_to_wait(header, seconds):
    assert asked_wait(header) == seconds


def test_a_moment_to_wait_for_is_understood_too():
    moment = timezone.now() + timedelta(hours=1)
    assert 3_590 < asked_wait(moment.strftime("%a, %d %b %Y %H:%M:%S GMT")) <= 3_600
    assert asked_wait("Fri, 31 Dec 1999 23:59:59 GMT") == 0


# --- said -------------------------------------------------------------------------------------------------------------


def test_no_word_of_it_is_in_a_log_an_error_or_a_job(verwijzing, partner, monkeypatch, caplog):
    quick(monkeypatch)
    caplog.set_level(logging.DEBUG)
    for mood in (partnerserver.ERROR, partnerserver.SLOW, partnerserver.NO_JSON, partnerserver.REFUSE):
        partner.mood = mood
        jobs.deliver_referral(verwijzing_id=verwijzing.pk)
        skip_waiting()
    monkeypatch.setattr(afleveren, "attempt", lambda poging: 1 / len(poging.zaak.fotos))
    afleveren.send_again(again(verwijzing))
    with pytest.raises(jobs.Failed, match=r"ZeroDivisionError in test_afleveren\.py"):
        jobs.deliver_referral(verwijzing_id=verwijzing.pk)
    said = caplog.text + repr(list(Taak.objects.order_by("pk").values())) + repr(again(verwijzing).__dict__)
    assert [word for word in (TEXT, KEY, "Kenmerk", "broken") if word in said] == []


def test_the_officer_reads_where_it_stands(world, verwijzing, partner):
    assert sentence_of(verwijzing) == "Wordt verstuurd naar het systeem van de partner."
    deliver(verwijzing.pk)
    number = again(verwijzing).extern_nummer
    verwijzing.refresh_from_db()
    assert sentence_of(verwijzing) == f"Staat in het systeem van de partner, nummer {number}."
    assert sentence_of(refer(world)) == ""


def test_every_code_has_words():
    assert str(reason_of("http-503")) == "het systeem antwoordde met 503"
    assert str(reason_of("geen-tls")) == "geen veilige verbinding"
    assert reason_of("") == ""


def test_the_settings_of_the_suite_are_sound():
    assert run_checks(tags=["meldingen"]) == []
