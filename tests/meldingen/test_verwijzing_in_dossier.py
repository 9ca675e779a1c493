"""A verwijzing on the page of its melding: how it stands, what the officer does with it, and what a chief sends."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meldingen.models import Contactvorm, Convenant, Notitie, Partnerinzage, Toestemming, Verwijzing, VerwijzingStatus
from meldingen.verwijzingen import workflow
from tests.meldingen.dossiers import page_of, sign_in, text_of
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.verwijsmakers import accept, add_partners, make_agreement, refer

pytestmark = pytest.mark.django_db
V = VerwijzingStatus
HIDDEN = ["other_officer", "other_chief", "redacteur", "beheerder", "auditor", "clerk", "other_clerk"]
NAMED = {"contactvorm": Contactvorm.MET_NAAM, "naam": "Anna Kok", "email": "a@example.nl"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return add_partners(make_world())


def address(verwijzing, doen):
    return reverse("admin:meldingen_melding_verwijzing", args=[verwijzing.melding.nummer, verwijzing.nummer, doen])


def fresh(verwijzing):
    return Verwijzing.objects.get(pk=verwijzing.pk)


def do(world, verwijzing, doen, *, name="officer", **values):
    return sign_in(world, name).post(address(verwijzing, doen), {"versie": fresh(verwijzing).versie, **values})


def block(world, verwijzing, name="officer"):
    answer = sign_in(world, name).get(page_of(verwijzing.melding))
    return answer.context_data["verwijzingen"][0], text_of(answer)


def on_19(world, **fields):
    return refer(world, grond="wpg-19", noodzaak="Gevaar.", belang="Veiligheid.", **fields)


def test_the_page_tells_how_it_stands_and_what_can_be_done(world):
    verwijzing = refer(world)
    blok, said = block(world, verwijzing)
    assert (blok.kan, blok.is_laat, blok.is_zonder_convenant) == ({"bericht", "intrekken"}, False, False)
    told = [
        "Gemeente Rivierdam",
        "Verzonden",
        "De gegevens van de melder zijn niet gedeeld.",
        "Officer gaf het door aan",
    ]
    assert [one for one in told if one not in said] == []


def test_a_partner_that_is_late_and_an_agreement_that_ended_are_shown(world, clock):
    verwijzing = refer(world, grond="wpg-20", convenant=world.convenant)
    Convenant.objects.update(tot=(NOW - timedelta(days=1)).date())
    clock.move_to(NOW + timedelta(days=14), tick=False)
    blok, said = block(world, verwijzing)
    assert (blok.is_laat, blok.is_zonder_convenant) == (True, True)
    assert "De partner ziet hierdoor niets meer." in said


@pytest.mark.parametrize("doen", ["verzenden", "bericht", "toestemming", "intrekken", "slotzin"])
def test_no_step_exists_for_who_does_not_read_the_melding(world, doen):
    verwijzing = refer(world)
    for name in HIDDEN:
        client = sign_in(world, name)
        given = [client.post(address(verwijzing, doen)), client.get(address(verwijzing, doen))]
        assert {one.status_code for one in given} <= {302, 404}, name
    assert fresh(verwijzing).versie == verwijzing.versie


def test_a_verwijzing_of_another_melding_is_not_there(world):
    verwijzing, other = refer(world), make_melding(world)
    path = reverse("admin:meldingen_melding_verwijzing", args=[other.nummer, verwijzing.nummer, "intrekken"])
    assert sign_in(world, "officer").post(path, {"reden": "Weg"}).status_code == 404
    assert sign_in(world, "officer").post(address(verwijzing, "intrekken")[:-10] + "iets/").status_code == 404
    assert fresh(verwijzing).status == V.VERZONDEN


def test_withdrawing_asks_why(world):
    verwijzing = refer(world)
    empty = do(world, verwijzing, "intrekken")
    assert (empty.status_code, "Schrijf op waarom u dit intrekt" in text_of(empty)) == (422, True)
    done = do(world, verwijzing, "intrekken", reden="Verkeerde partner")
    assert (done.status_code, done.headers["Location"]) == (303, page_of(verwijzing.melding))
    one = fresh(verwijzing)
    assert (one.status, one.reden, one.melding.status) == (V.INGETROKKEN, "Verkeerde partner", "in_behandeling")


def test_who_comes_second_keeps_the_text(world):
    verwijzing = refer(world)
    accept(world, verwijzing)
    answer = sign_in(world, "officer").post(
        address(verwijzing, "intrekken"), {"versie": verwijzing.versie, "reden": "Verkeerde partner"}
    )
    assert (answer.status_code, fresh(verwijzing).status) == (409, V.GEACCEPTEERD)
    assert ["Verkeerde partner" in text_of(answer), "Er veranderde iets" in text_of(answer)] == [True, True]


def test_officer_and_partner_talk_and_danger_stands_out(world):
    verwijzing = refer(world)
    assert do(world, verwijzing, "bericht", tekst="Lukt het maandag?").status_code == 303
    workflow.say(verwijzing, tekst="Er ligt een wapen.", is_gevaar=True, by=world.users["clerk"])
    blok, said = block(world, verwijzing)
    assert [(one.tekst, one.is_van_partner, one.is_gevaar) for one in blok.berichten] == [
        ("Lukt het maandag?", False, False),
        ("Er ligt een wapen.", True, True),
    ]
    assert "Gemeente Rivierdam meldde gevaar." in said


def test_only_the_chief_sends_what_was_put_ready(world):
    verwijzing = on_19(world)
    assert block(world, verwijzing)[0].kan == {"intrekken"}
    assert do(world, verwijzing, "verzenden").status_code == 422
    assert block(world, verwijzing, "chief")[0].kan == {"intrekken", "verzenden"}
    assert do(world, verwijzing, "verzenden", name="chief").status_code == 303
    assert fresh(verwijzing).status == V.VERZONDEN


def test_the_sentence_of_the_partner_is_shown_after_the_officer(world):
    verwijzing = accept(world, refer(world))
    workflow.finish(verwijzing, slotzin="De paal staat er.", by=world.users["clerk"])
    assert block(world, verwijzing)[0].kan == {"slotzin"}
    assert do(world, verwijzing, "slotzin", tekst="De paal staat er weer.").status_code == 303
    one = fresh(verwijzing)
    assert (one.slotzin, one.slotzin_getoond_op, block(world, verwijzing)[0].kan) == (
        "De paal staat er weer.",
        NOW,
        set(),
    )


def test_consent_that_was_given_otherwise_is_written_down(world):
    verwijzing = refer(world, make_melding(world, **NAMED))
    assert block(world, verwijzing)[0].kan == {"bericht", "intrekken", "toestemming"}
    assert do(world, verwijzing, "toestemming", hoe="Aan de telefoon").status_code == 303
    assert fresh(verwijzing).toestemming == Toestemming.GEGEVEN
    assert list(Notitie.objects.values_list("door__username", flat=True)) == ["officer"]


def test_what_was_refused_can_be_passed_on_with_one_click(world):
    verwijzing = refer(world)
    workflow.refuse(verwijzing, reden="Niet van ons", betere_plek="De corporatie", by=world.users["clerk"])
    blok, said = block(world, verwijzing)
    assert (blok.kan, "De corporatie" in said, "Niet van ons" in said) == ({"opnieuw"}, True, True)


def test_who_is_in_charge_reads_who_of_the_partner_looked(world):
    verwijzing = refer(world)
    Partnerinzage.objects.create(verwijzing=verwijzing, wat="zaak", door=world.users["clerk"], op=NOW)
    assert [len(block(world, verwijzing, name)[0].inzagen) for name in ("officer", "chief", "member")] == [1, 1, 0]


def test_the_page_costs_as_many_statements_with_one_verwijzing_as_with_two(world):
    melding = make_melding(world)
    refer(world, melding)
    client = sign_in(world, "officer")
    client.get(page_of(melding))
    with CaptureQueriesContext(connection) as one:
        client.get(page_of(melding))
    refer(world, melding, partner=world.corporatie, grond="wpg-20", convenant=agreement(world))
    with CaptureQueriesContext(connection) as two:
        client.get(page_of(melding))
    assert len(two) == len(one)


def agreement(world):
    return make_agreement(world.corporatie, world.categorie, nummer="2026-09")
