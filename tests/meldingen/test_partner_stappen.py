"""The steps of the partner desk: allowed, refused, double, second, with what was typed (PRODUCT P4, P5, P10)."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from buurten.zoeknamen import rebuild
from meldingen.models import Bron, Gebeurtenis, Melding, Partnernotitie, Status, Verwijzing, Verwijzingbericht
from meldingen.verwijzingen import workflow
from tests.meldingen.loketbezoek import DESK, looks, make_desk, page_of
from tests.meldingen.makers import NOW, make_melding
from tests.meldingen.test_xss import PAYLOADS, check
from tests.meldingen.verwijsmakers import DAY, accept, make_clerk, refer

pytestmark = pytest.mark.django_db
SOON = (NOW + 7 * DAY).date().isoformat()


@pytest.fixture
def world():
    return make_desk()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def fresh(verwijzing):
    return Verwijzing.objects.get(pk=verwijzing.pk)


def steps(verwijzing):
    return list(verwijzing.stappen.order_by("pk").values_list("soort", "door__username"))


def test_accepting_takes_a_date_and_a_second_click_does_no_harm(world):
    verwijzing = refer(world)
    address, facts = page_of(verwijzing, "oppakken"), {"verwacht_datum": SOON, "versie": verwijzing.versie}
    answers = [world.at.clerk.post(address, facts) for _click in range(2)]
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(303, page_of(verwijzing))] * 2
    one = fresh(verwijzing)
    assert (one.status, one.verwacht_datum.isoformat(), one.behandelaar) == ("geaccepteerd", SOON, world.users["clerk"])
    assert steps(verwijzing) == [("verzonden", "officer"), ("geaccepteerd", "clerk")]


@pytest.mark.parametrize(
    ("day", "say"),
    [
        ("", "Vul een datum in"),
        ("morgen", "Vul een datum in"),
        ("2020-01-01", "Kies een dag die nog komt."),
        ("2999-01-01", "Kies een dag binnen een jaar."),
        ("99999-99-99", "Vul een datum in"),
    ],
)
def test_a_date_that_will_not_do_is_told(world, day, say):
    verwijzing = refer(world)
    response = world.at.clerk.post(page_of(verwijzing, "oppakken"), {"verwacht_datum": day})
    assert (response.status_code, say in response.content.decode()) == (422, True)
    assert fresh(verwijzing).status == "verzonden"


def test_refusing_says_why_and_where_it_belongs(world):
    verwijzing = refer(world)
    facts = {"reden": "Dit is van de woningcorporatie.", "betere_plek": "De Linde", "versie": verwijzing.versie}
    answers = [world.at.clerk.post(page_of(verwijzing, "niet-voor-ons"), facts) for _click in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    one = fresh(verwijzing)
    assert (one.status, one.reden, one.betere_plek) == ("geweigerd", facts["reden"], "De Linde")
    assert Melding.objects.get(pk=one.melding_id).status == Status.IN_BEHANDELING


def test_giving_back_and_finishing_come_after_accepting(world):
    verwijzing = refer(world)
    for step, facts in (("terug", {"reden": "Te duur"}), ("klaar", {"slotzin": "Er staan paaltjes."})):
        page = world.at.clerk.get(page_of(verwijzing, step)).content.decode()
        assert "Dit kan nu niet. De status van de zaak is: Nieuw." in page
        refused = world.at.clerk.post(page_of(verwijzing, step), facts)
        assert (refused.status_code, next(iter(facts.values())) in refused.content.decode()) == (422, True)
    accept(world, verwijzing)
    assert world.at.clerk.post(page_of(verwijzing, "terug"), {"reden": "Te duur"}).status_code == 303
    assert fresh(verwijzing).status == "teruggegeven"


@pytest.mark.parametrize(
    ("at_once", "say"), [(True, "De melder leest uw zin direct."), (False, "De wijkagent leest uw zin eerst.")]
)
def test_finishing_says_whether_the_sentence_shows_at_once(world, at_once, say):
    world.convenant.toont_direct = at_once
    world.convenant.save()
    verwijzing = accept(world, refer(world, grond="wpg-20", convenant=world.convenant))
    assert say in world.at.clerk.get(page_of(verwijzing, "klaar")).content.decode()
    assert world.at.clerk.post(page_of(verwijzing, "klaar"), {"slotzin": "Er staan paaltjes."}).status_code == 303
    one = fresh(verwijzing)
    assert (one.status, one.slotzin, bool(one.slotzin_getoond_op)) == ("gereed", "Er staan paaltjes.", at_once)


def test_who_comes_second_hears_it_and_keeps_the_words(world):
    verwijzing = accept(world, refer(world))
    shown = verwijzing.versie
    workflow.set_zaaknummer(verwijzing, zaaknummer="Z-1", by=world.users["coordinator"])
    response = world.at.clerk.post(page_of(verwijzing, "klaar"), {"slotzin": "Er staan paaltjes.", "versie": shown})
    body = response.content.decode()
    assert (response.status_code, "Iemand anders was u voor" in body, "Er staan paaltjes." in body) == (409, True, True)
    assert fresh(verwijzing).status == "geaccepteerd"
    again = {"slotzin": "Er staan paaltjes.", "versie": fresh(verwijzing).versie}
    assert f'name="versie" value="{again["versie"]}"' in body
    assert world.at.clerk.post(page_of(verwijzing, "klaar"), again).status_code == 303


def test_a_message_goes_to_the_officer_once_and_never_to_the_resident(world):
    verwijzing = refer(world)
    for _click in range(2):
        assert world.at.clerk.post(page_of(verwijzing, "bericht"), {"tekst": "Welke speeltuin?"}).status_code == 303
    found = Verwijzingbericht.objects.order_by("pk").values_list("tekst", "is_van_partner", "is_gevaar")
    assert list(found) == [("Welke speeltuin?", True, False)]
    assert "De bewoner leest dit nooit." in world.at.clerk.get(page_of(verwijzing)).content.decode()
    refused = world.at.clerk.post(page_of(verwijzing, "bericht"), {"tekst": "  "})
    assert (refused.status_code, "Schrijf uw bericht op" in refused.content.decode()) == (422, True)


def test_the_same_words_a_minute_later_are_another_message(world, clock):
    verwijzing = refer(world)
    for _turn in range(2):
        world.at.clerk.post(page_of(verwijzing, "bericht"), {"tekst": "Is er nieuws?"})
        clock.shift(timedelta(seconds=61))
    assert Verwijzingbericht.objects.count() == 2


def test_danger_warns_the_officer_at_once(world):
    verwijzing = refer(world)
    assert 'href="tel:112"' in world.at.clerk.get(page_of(verwijzing, "gevaar")).content.decode()
    for _click in range(2):
        world.at.clerk.post(page_of(verwijzing, "gevaar"), {"tekst": "Er ligt een mes."})
    assert Melding.objects.get(pk=verwijzing.melding_id).is_dringend
    alarms = Gebeurtenis.objects.filter(melding=verwijzing.melding_id, soort=Gebeurtenis.Soort.GEALARMEERD)
    assert (alarms.count(), mail.outbox) == (1, [])
    assert "Gevaar" in world.at.coordinator.get(page_of(verwijzing)).content.decode()


def test_a_note_is_kept_once(world):
    verwijzing = refer(world)
    for _click in range(2):
        assert world.at.clerk.post(page_of(verwijzing, "notitie"), {"tekst": "Bel de aannemer."}).status_code == 303
    assert list(Partnernotitie.objects.values_list("tekst", "door__username")) == [("Bel de aannemer.", "clerk")]


def test_the_own_number_is_kept_and_too_long_a_one_is_told(world):
    verwijzing = refer(world)
    assert world.at.clerk.post(page_of(verwijzing, "zaaknummer"), {"zaaknummer": " Z-2026/12 "}).status_code == 303
    assert fresh(verwijzing).zaaknummer == "Z-2026/12"
    refused = world.at.clerk.post(page_of(verwijzing, "zaaknummer"), {"zaaknummer": "Z" * 41})
    assert (refused.status_code, "u kunt 40 letters gebruiken" in refused.content.decode()) == (422, True)


def test_a_clerk_takes_a_case_and_a_coordinator_gives_it_to_a_colleague(world):
    verwijzing = refer(world)
    clerk, coordinator, other = (world.users[name] for name in ("clerk", "coordinator", "other_clerk"))
    assert world.at.clerk.post(page_of(verwijzing, "toewijzen"), {"aan": coordinator.pk}).status_code == 422
    assert world.at.clerk.post(page_of(verwijzing, "toewijzen"), {"aan": clerk.pk}).status_code == 303
    assert fresh(verwijzing).behandelaar == clerk
    assert world.at.coordinator.post(page_of(verwijzing, "toewijzen"), {"aan": other.pk}).status_code == 422
    assert world.at.coordinator.post(page_of(verwijzing, "toewijzen"), {"aan": coordinator.pk}).status_code == 303
    assert fresh(verwijzing).behandelaar == coordinator
    assert world.at.coordinator.post(page_of(verwijzing, "toewijzen"), {"aan": ""}).status_code == 303
    assert fresh(verwijzing).behandelaar is None


def test_a_coordinator_is_offered_active_colleagues_only(world):
    make_clerk(world.gemeente, "kanarie", is_active=False)
    body = world.at.coordinator.get(page_of(refer(world), "toewijzen")).content.decode()
    assert [
        name
        for name in ("Clerk", "Coordinator", "Kanarie", "Former_clerk", "Other_clerk", "Officer")
        if f">{name}<" in body
    ] == [
        "Clerk",
        "Coordinator",
    ]


def test_no_step_of_another_partner_or_without_a_token_does_anything(world):
    verwijzing = refer(world)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.users["clerk"])
    for step in ("oppakken", "niet-voor-ons", "bericht", "gevaar", "notitie", "zaaknummer", "toewijzen"):
        facts = {"verwacht_datum": SOON, "reden": "x", "tekst": "x", "zaaknummer": "x", "aan": world.users["clerk"].pk}
        assert world.at.other_clerk.post(page_of(verwijzing, step), facts).status_code == 404
        assert world.at.officer.post(page_of(verwijzing, step), facts).status_code == 403
        assert strict.post(page_of(verwijzing, step), facts).status_code == 403
    assert steps(verwijzing) == [("verzonden", "officer")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_stays_text(world, payload):
    melding = make_melding(world)
    verwijzing = refer(world, melding, tekst=payload, plek=payload, toelichting=payload, doel=payload)
    workflow.say(verwijzing, tekst=payload, by=world.users["officer"])
    workflow.note(verwijzing, tekst=payload, by=world.users["clerk"])
    workflow.set_zaaknummer(verwijzing, zaaknummer=payload, by=world.users["clerk"])
    for address in (DESK, page_of(verwijzing), page_of(verwijzing, "afdruk"), f"{DESK}?zoek={payload[:10]}"):
        check(world.at.clerk.get(address))
    for step, field in (("niet-voor-ons", "betere_plek"), ("zaaknummer", "zaaknummer"), ("oppakken", "verwacht_datum")):
        check(world.at.clerk.post(page_of(verwijzing, step), {field: payload * 3}))
    check(world.at.clerk.post(f"{DESK}nieuw/", {"q": payload, "plek": payload, "tekst": payload, "categorie": payload}))
    check(Client().post(f"{DESK}inloggen/", {"gebruikersnaam": payload, "next": payload}))


# --- a melding for the wijkagent --------------------------------------------------------------------------------------


def new_facts(world, client, **facts):
    rebuild()
    body = client.get(f"{DESK}nieuw/").content.decode()
    start = body.index('name="sleutel" value="') + len('name="sleutel" value="')
    known = {"sleutel": body[start : body.index('"', start)], "categorie": world.categorie.pk}
    return {**known, "q": world.buurt.naam, "tekst": "De lantaarns zijn stuk.", **facts}


def test_a_partner_opens_a_melding_and_reads_its_code_once(world):
    facts = new_facts(world, world.at.clerk)
    answers = [world.at.clerk.post(f"{DESK}nieuw/", facts) for _click in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].content.count(b'class="code"') == 1
    melding = Melding.objects.get(bron=Bron.PARTNER)
    assert (melding.verhaal, melding.contactvorm, melding.buurt) == (
        "Gemeente Rivierdam\n\nDe lantaarns zijn stuk.", "anoniem", world.buurt,
    )  # fmt: skip
    log = Gebeurtenis.objects.filter(melding=melding).values_list("soort", "actor", "door__username")
    assert list(log) == [("ontvangen", "partner", "clerk")]
    assert Melding.objects.visible_to(world.users["clerk"]).count() == 0


@pytest.mark.parametrize(
    ("facts", "say"),
    [
        ({"q": ""}, "Vul in waar het is"),
        ({"q": "xqzwxqzw"}, "We vonden deze plek niet."),
        ({"tekst": " "}, "Schrijf op wat er aan de hand is"),
        ({"categorie": "OVER_POLITIE"}, "Kies waar het over gaat"),
        ({"categorie": "x"}, "Kies waar het over gaat"),
        ({"sleutel": "x"}, "Er klopt nog iets niet"),
        ({"keuze": "BU99020101:x"}, ""),
    ],
)
def test_what_is_missing_is_told_and_the_rest_stays(world, facts, say):
    response = world.at.clerk.post(f"{DESK}nieuw/", new_facts(world, world.at.clerk, plek="Bij het park", **facts))
    body = response.content.decode()
    if not say:
        assert Melding.objects.get().buurt == world.buurt
        return
    assert (response.status_code, say in body, "Bij het park" in body) == (422, True, True)
    assert Melding.objects.count() == 0


def test_nothing_of_a_new_melding_is_logged_as_reading(world):
    verwijzing = refer(world)
    world.at.clerk.post(f"{DESK}nieuw/", new_facts(world, world.at.clerk))
    assert looks(verwijzing) == []
