"""The life of a verwijzing: every step allowed, refused, logged, and what the melding does with it (PRODUCT §4)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from agenten.spreekuren import local_date
from meldingen.models import (
    Contactvorm,
    Gebeurtenis,
    Grond,
    Melding,
    Status,
    Toestemming,
    Verwijzing,
    Verwijzingstap,
    VerwijzingStatus,
)
from meldingen.models.verwijzingen import VERWIJZING_TRANSITIONS
from meldingen.verwijzingen import workflow
from meldingen.werkdagen import add_working_days
from meldingen.workflow import Changed, NotAllowed, close, merge, reject, withdraw
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.verwijsmakers import TEXT, accept, add_partners, make_agreement, refer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = local_date(NOW)
V = VerwijzingStatus


@pytest.fixture
def world():
    return add_partners(make_world())


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def steps_of(verwijzing):
    found = Verwijzingstap.objects.filter(verwijzing=verwijzing).order_by("pk")
    return [(one.soort, one.van_status, one.naar_status, one.actor, one.door_id) for one in found]


def events_of(melding):
    return list(Gebeurtenis.objects.filter(melding=melding).order_by("pk").values_list("soort", flat=True))


def test_a_referral_brings_the_melding_to_the_partner_with_a_date(world):
    verwijzing = refer(world)
    melding = fresh(verwijzing.melding)
    due = add_working_days(TODAY, 5)
    assert (verwijzing.status, verwijzing.antwoord_voor_datum, verwijzing.tekst) == (V.VERZONDEN, due, TEXT)
    assert (melding.status, melding.beloofd_datum, melding.antwoord_voor_datum) == (Status.VERWEZEN, due, due)
    officer = world.users["officer"].pk
    assert steps_of(verwijzing) == [("verzonden", "", "verzonden", "medewerker", officer)]
    assert events_of(melding)[-1] == "verwezen"


def test_a_partner_accepts_with_a_date_and_finishes_and_the_melding_returns(world):
    verwijzing = refer(world)
    accept(world, verwijzing, verwacht_datum=TODAY + 9 * DAY)
    assert fresh(verwijzing.melding).beloofd_datum == TODAY + 9 * DAY
    workflow.finish(verwijzing, slotzin="De lamp is gemaakt.", by=world.users["clerk"], now=NOW + DAY)
    verwijzing, melding = fresh(verwijzing), fresh(verwijzing.melding)
    assert (verwijzing.status, verwijzing.slotzin, verwijzing.slotzin_getoond_op) == (
        V.GEREED,
        "De lamp is gemaakt.",
        None,
    )
    assert (melding.status, melding.antwoord_sinds) == (Status.IN_BEHANDELING, NOW + DAY)
    clerk = world.users["clerk"].pk
    assert steps_of(verwijzing)[1:] == [
        ("geaccepteerd", "verzonden", "geaccepteerd", "partner", clerk),
        ("gereed", "geaccepteerd", "gereed", "partner", clerk),
    ]


def test_the_melding_stays_until_the_last_referral_ends(world):
    melding = make_melding(world)
    first = refer(world, melding)
    convenant = make_agreement(world.corporatie, world.categorie)
    second = refer(world, melding, partner=world.corporatie, grond="wpg-20", convenant=convenant)
    workflow.refuse(first, reden="Niet van ons.", by=world.users["clerk"], now=NOW)
    assert fresh(melding).status == Status.VERWEZEN
    workflow.refuse(second, reden="Ook niet.", by=world.users["other_clerk"], now=NOW)
    assert fresh(melding).status == Status.IN_BEHANDELING


def test_only_who_may_does_each_step(world):
    verwijzing = refer(world)
    users = world.users
    for name in ("officer", "other_clerk", "former_clerk", "other_officer", "beheerder", "superuser"):
        with pytest.raises(NotAllowed):
            accept(world, verwijzing, by=users[name])
    for name in ("clerk", "coordinator", "other_officer", "auditor"):
        with pytest.raises(NotAllowed):
            workflow.withdraw(verwijzing, reden="Nee", by=users[name], now=NOW)
    assert fresh(verwijzing).status == V.VERZONDEN
    workflow.withdraw(verwijzing, reden="Verkeerde gemeente", by=users["member"], now=NOW)
    assert (fresh(verwijzing).status, fresh(verwijzing.melding).status) == (V.INGETROKKEN, Status.IN_BEHANDELING)


def test_art_19_waits_for_the_chief(world):
    facts = {"grond": "wpg-19", "noodzaak": "Anders gebeurt er niets.", "belang": "Veiligheid van kinderen"}
    verwijzing = refer(world, **facts)
    assert (verwijzing.status, fresh(verwijzing.melding).status) == (V.KLAARGEZET, Status.IN_BEHANDELING)
    assert list(Verwijzing.objects.known_to(world.users["clerk"])) == []
    with pytest.raises(NotAllowed):
        workflow.send(verwijzing, by=world.users["officer"], now=NOW)
    workflow.send(verwijzing, by=world.users["deputy"], now=NOW)
    assert (fresh(verwijzing).status, fresh(verwijzing.melding).status) == (V.VERZONDEN, Status.VERWEZEN)
    by_chief = refer(world, by=world.users["chief"], **facts)
    assert by_chief.status == V.VERZONDEN


@pytest.mark.parametrize(
    "wrong",
    [
        {"grond": "wpg-19", "noodzaak": "Ja"},
        {"grond": "wpg-19", "belang": "Ja"},
        {"grond": "wpg-20"},
        {"doel": " "},
        {"tekst": " "},
        {"vraagt_toestemming": True},
    ],
)
def test_what_a_ground_asks_for_is_required(world, wrong):
    melding = make_melding(world)
    with pytest.raises(NotAllowed):
        refer(world, melding, **wrong)
    assert (fresh(melding).status, Verwijzing.objects.count()) == (Status.ONTVANGEN, 0)


def test_a_corporation_gets_nothing_on_art_16_or_18(world):
    for code in ("wpg-16", "wpg-18"):
        with pytest.raises(NotAllowed):
            refer(world, partner=world.corporatie, grond=code)


def test_an_agreement_must_be_with_this_partner_about_this_and_hold_today(world):
    wrong = [
        make_agreement(world.corporatie, world.categorie, nummer="ander"),
        make_agreement(world.gemeente, world.overig, nummer="onderwerp"),
        make_agreement(world.gemeente, world.categorie, nummer="oud", tot=TODAY - DAY),
        make_agreement(world.gemeente, world.categorie, nummer="later", van=TODAY + DAY),
    ]
    for convenant in wrong:
        with pytest.raises(NotAllowed):
            refer(world, grond="wpg-20", convenant=convenant)
    until_today = make_agreement(world.gemeente, world.categorie, nummer="net", van=TODAY, tot=TODAY)
    assert refer(world, grond="wpg-20", convenant=until_today).status == V.VERZONDEN


def test_a_ground_that_nobody_confirmed_cannot_be_used(world):
    Grond.objects.update(bevestigd_op=None)
    with pytest.raises(NotAllowed):
        refer(world)


def test_an_open_referral_keeps_a_melding_from_ending(world):
    verwijzing = refer(world, grond="wpg-19", noodzaak="Ja", belang="Ja")
    melding, officer = verwijzing.melding, world.users["officer"]
    lead = make_melding(world)
    for step in (
        lambda: close(melding, uitkomst="opgelost", tekst="Klaar", by=officer, now=NOW),
        lambda: reject(melding, reden="spam", by=officer, now=NOW),
        lambda: merge(melding, into=lead, by=officer, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert fresh(melding).status == Status.IN_BEHANDELING


def test_the_reporter_who_withdraws_ends_every_referral(world):
    verwijzing = refer(world)
    withdraw(verwijzing.melding, now=NOW)
    assert (fresh(verwijzing).status, fresh(verwijzing.melding).status) == (V.INGETROKKEN, Status.INGETROKKEN)
    assert list(Verwijzing.objects.visible_to(world.users["clerk"], NOW)) == []


def test_it_expires_after_150_per_cent_of_the_term(world):
    verwijzing = refer(world)
    last = add_working_days(TODAY, 8)
    with pytest.raises(NotAllowed):
        workflow.expire(verwijzing, now=NOW + (last - TODAY))
    workflow.expire(verwijzing, now=NOW + (last - TODAY) + DAY)
    assert (fresh(verwijzing).status, fresh(verwijzing.melding).status) == (V.VERLOPEN, Status.IN_BEHANDELING)


def test_a_stale_version_changes_nothing(world):
    verwijzing = refer(world)
    accept(world, verwijzing, versie=1)
    with pytest.raises(Changed):
        workflow.finish(verwijzing, slotzin="Klaar", versie=1, by=world.users["clerk"], now=NOW)
    assert fresh(verwijzing).status == V.GEACCEPTEERD


def test_one_partner_has_one_open_referral_of_a_melding(world):
    verwijzing = refer(world)
    with pytest.raises(NotAllowed):
        refer(world, verwijzing.melding)
    workflow.refuse(verwijzing, reden="Nee", by=world.users["clerk"], now=NOW)
    assert refer(world, verwijzing.melding).status == V.VERZONDEN


def test_consent_is_asked_given_and_taken_back_by_the_reporter(world):
    melding = make_melding(world, contactvorm=Contactvorm.MET_NAAM, naam="Jan", email="jan@example.org")
    verwijzing = refer(world, melding, vraagt_toestemming=True)
    assert verwijzing.toestemming == Toestemming.GEVRAAGD
    for name in ("officer", "clerk"):
        with pytest.raises(NotAllowed):
            workflow.give_consent(verwijzing, by=world.users[name], now=NOW)
    workflow.give_consent(verwijzing, now=NOW)
    assert fresh(verwijzing).toestemming == Toestemming.GEGEVEN
    workflow.withdraw_consent(verwijzing, now=NOW)
    assert fresh(verwijzing).toestemming == Toestemming.GEWEIGERD


def test_danger_from_a_partner_alerts_at_once(world):
    verwijzing = refer(world)
    workflow.say(verwijzing, tekst="Hij heeft een mes.", is_gevaar=True, by=world.users["clerk"], now=NOW)
    melding = fresh(verwijzing.melding)
    assert (melding.is_dringend, melding.antwoord_sinds) == (True, NOW)
    assert "gealarmeerd" in events_of(melding)


def test_sight_of_a_partner(world):
    clerk = world.users["clerk"]
    verwijzing = refer(world, grond="wpg-20", convenant=world.convenant)
    accept(world, verwijzing)

    def seen(user, now=NOW):
        return list(Verwijzing.objects.visible_to(user, now)), list(Verwijzing.objects.known_to(user))

    assert seen(clerk) == ([verwijzing], [verwijzing])
    for name in ("other_clerk", "former_clerk", "officer", "chief", "beheerder", "superuser", "auditor"):
        assert seen(world.users[name]) == ([], [])
    workflow.finish(verwijzing, slotzin="Klaar", by=clerk, now=NOW)
    assert seen(clerk, NOW + timedelta(days=30) - timedelta(seconds=1)) == ([verwijzing], [verwijzing])
    assert seen(clerk, NOW + timedelta(days=30)) == ([], [verwijzing])
    world.convenant.tot = TODAY - DAY
    world.convenant.save()
    assert seen(clerk) == ([], [verwijzing])


def jump(verwijzing, state):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meldingen_verwijzing SET status = %s, verwacht_datum = now(), klaar_voor_datum = now(),"
            " geaccepteerd_op = now(), geeindigd_op = CASE WHEN %s IN ('klaargezet', 'verzonden', 'geaccepteerd')"
            " THEN NULL ELSE now() END WHERE id = %s",
            [state, state, verwijzing.pk],
        )


def test_raw_sql_makes_only_the_jumps_of_the_table(world):
    for before in V:
        for after in V:
            if before == after:
                continue
            verwijzing = in_state(world, before)
            if after in VERWIJZING_TRANSITIONS[before]:
                if after in V.at_partner() and before == V.KLAARGEZET:
                    workflow.send(verwijzing, by=world.users["chief"], now=NOW)
                jump(verwijzing, after)
                assert fresh(verwijzing).status == after
            else:
                with pytest.raises(DatabaseError):
                    jump(verwijzing, after)
                assert fresh(verwijzing).status == before


def in_state(world, state):
    clerk = world.users["clerk"]
    if state == V.KLAARGEZET:
        return refer(world, grond="wpg-19", noodzaak="Ja", belang="Ja")
    verwijzing = refer(world)
    if state in (V.GEACCEPTEERD, V.TERUGGEGEVEN, V.GEREED):
        accept(world, verwijzing)
    ends = {
        V.GEWEIGERD: lambda: workflow.refuse(verwijzing, reden="Nee", by=clerk, now=NOW),
        V.TERUGGEGEVEN: lambda: workflow.give_back(verwijzing, reden="Nee", by=clerk, now=NOW),
        V.GEREED: lambda: workflow.finish(verwijzing, slotzin="Klaar", by=clerk, now=NOW),
        V.INGETROKKEN: lambda: workflow.withdraw(verwijzing, reden="Nee", by=world.users["officer"], now=NOW),
        V.VERLOPEN: lambda: workflow.expire(verwijzing, now=NOW + 30 * DAY),
    }
    if state in ends:
        ends[state]()
    return fresh(verwijzing)


def test_raw_sql_cannot_refer_without_a_referral_or_end_with_one(world):
    melding = make_melding(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Melding.objects.filter(pk=melding.pk).update(status="verwezen")
    refer(world, melding)
    with pytest.raises(DatabaseError), transaction.atomic():
        Melding.objects.filter(pk=melding.pk).update(status="afgehandeld", uitkomst="opgelost", afgesloten_op=NOW)
    assert fresh(melding).status == Status.VERWEZEN


def test_the_log_of_a_referral_is_append_only(world):
    verwijzing = refer(world)
    for change in (Verwijzingstap.objects.all().update, lambda **_fields: Verwijzingstap.objects.all().delete()):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            change(actor="systeem")
    assert len(steps_of(verwijzing)) == 1
