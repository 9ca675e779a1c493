"""What the sender reads of partners, and who may read the contact data: asked, given, taken back (PRODUCT P12, R25)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenten.models import Partner
from agenten.spreekuren import local_date
from meldingen.models import Melder, Melding, Toestemming, Verwijzing
from meldingen.verwijzingen import workflow, zaak
from meldingen.workflow import merge, withdraw
from tests.meldingen.makers import NOW, make_world
from tests.meldingen.verwijsmakers import accept, add_partners, make_agreement, refer
from tests.meldingen.volgers import PAGE, follow, follower, heads, send, sent, state, words

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NAMED = {"contactvorm": "met_naam", "naam": "Jan Kanarie", "email": "jan@kanarie.example", "telefoon": "+31612345678"}
DELEN = f"{PAGE}gegevens-delen/"
GEMEENTE = "Gemeente Rivierdam"


@pytest.fixture
def world():
    world = add_partners(make_world())
    Partner.objects.filter(pk=world.gemeente.pk).update(uitleg="De gemeente gaat over straten en parken.")
    return world


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def both(client):
    """The text of the page and of the download, and the news."""
    news = client.get(f"{PAGE}nieuws/?stand=x", headers={"HX-Request": "true"}).content.decode()
    return words(client.get(PAGE)) + news + client.get(f"{PAGE}download/").content.decode()


def answer(client, verwijzing, value):
    return send(client, "gegevens-delen", **{verwijzing.nummer: value})


def stored(verwijzing):
    return Verwijzing.objects.get(pk=verwijzing.pk).toestemming


def partner_reads(world, verwijzing):
    """The contact data in what the partner's next request gets."""
    return zaak.shared(zaak.find(world.users["clerk"], verwijzing.nummer, NOW)).melder


# --- the state and the timeline ---------------------------------------------------------------------------------------


def test_it_is_at_a_partner_with_what_that_does_its_phone_and_a_date(world):
    melding, client = follower(world)
    refer(world, melding)
    assert state(client) == [
        "Bij Gemeente Rivierdam",
        "Gemeente Rivierdam bekijkt uw melding.",
        "De gemeente gaat over straten en parken.",
        "Telefoon van Gemeente Rivierdam: 14\u00a00123.",
        "U hoort uiterlijk maandag 30 november meer.",
    ]
    assert heads(client)[1:] == [
        "Uw melding ging naar Gemeente Rivierdam",
        "Nog te doen: antwoord van Gemeente Rivierdam",
    ]


def test_two_partners_are_both_named(world):
    melding, client = follower(world)
    refer(world, melding)
    convenant = make_agreement(world.corporatie, world.categorie)
    refer(world, melding, partner=world.corporatie, grond="wpg-20", convenant=convenant, now=NOW + HOUR)
    assert state(client)[0] == "Bij Gemeente Rivierdam en Woonstichting De Linde"
    assert heads(client)[-1] == "Nog te doen: antwoord van Gemeente Rivierdam en Woonstichting De Linde"


def test_the_timeline_from_sending_to_the_sentence(world):
    melding, client = follower(world)
    verwijzing = refer(world, melding, now=NOW + HOUR)
    accept(world, verwijzing, now=NOW + 2 * HOUR, verwacht_datum=local_date(NOW) + 4 * DAY)
    assert state(client)[1] == "Gemeente Rivierdam pakt het op. Verwacht klaar op vrijdag 27 november."
    workflow.finish(verwijzing, slotzin="De lamp <b>brandt</b>.", by=world.users["clerk"], now=NOW + 3 * HOUR)
    assert "brandt" not in both(client)
    assert (state(client)[0], heads(client)[1:]) == (
        "In behandeling",
        [
            "Uw melding ging naar Gemeente Rivierdam",
            "Bij Gemeente Rivierdam: zij pakt het op",
            "Gemeente Rivierdam is klaar",
            "Nog te doen: afronden",
        ],
    )
    officer = world.users["officer"]
    workflow.show_sentence(verwijzing, tekst="De lamp <b>brandt</b> weer.", by=officer, now=NOW + 4 * HOUR)
    assert heads(client)[-2] == "Gemeente Rivierdam schreef u"
    assert "De lamp &lt;b&gt;brandt&lt;/b&gt; weer." in client.get(PAGE).content.decode()
    assert "De lamp <b>brandt</b> weer." in client.get(f"{PAGE}download/").content.decode()


def test_an_agreement_may_show_the_sentence_at_once(world):
    melding, client = follower(world)
    convenant = make_agreement(world.gemeente, world.categorie, nummer="direct", toont_direct=True)
    verwijzing = refer(world, melding, grond="wpg-20", convenant=convenant)
    accept(world, verwijzing)
    workflow.finish(verwijzing, slotzin="De lamp brandt.", by=world.users["clerk"], now=NOW + HOUR)
    assert heads(client)[-2] == "Gemeente Rivierdam is klaar"
    assert "De lamp brandt." in words(client.get(PAGE))


@pytest.mark.parametrize("end", ["refused", "given back", "withdrawn", "expired"])
def test_what_comes_back_is_told_without_the_reason(world, end):
    melding, client = follower(world)
    verwijzing = refer(world, melding)
    clerk = world.users["clerk"]
    if end == "refused":
        workflow.refuse(verwijzing, reden="GEHEIM", betere_plek="GEHEIM", by=clerk, now=NOW + HOUR)
    if end == "given back":
        accept(world, verwijzing)
        workflow.give_back(verwijzing, reden="GEHEIM", by=clerk, now=NOW + HOUR)
    if end == "withdrawn":
        workflow.withdraw(verwijzing, reden="GEHEIM", by=world.users["officer"], now=NOW + HOUR)
    if end == "expired":
        workflow.expire(verwijzing, now=NOW + 20 * DAY)
    assert (state(client)[0], heads(client)[-2]) == ("In behandeling", "Uw melding komt terug van Gemeente Rivierdam")
    assert "GEHEIM" not in both(client)


def test_nothing_of_how_it_was_shared_is_told(world):
    melding, client = follower(world)
    secret = dict.fromkeys(("tekst", "plek", "toelichting", "doel", "noodzaak", "belang"), "GEHEIM")
    verwijzing = refer(world, melding, grond="wpg-19", by=world.users["chief"], **secret)
    clerk = world.users["clerk"]
    workflow.say(verwijzing, tekst="GEHEIM", by=clerk, now=NOW)
    workflow.note(verwijzing, tekst="GEHEIM", by=clerk, now=NOW)
    workflow.set_zaaknummer(verwijzing, zaaknummer="GEHEIM", by=clerk, now=NOW)
    text = both(client)
    assert (text.count("GEHEIM"), verwijzing.nummer in text, "Wpg" in text) == (0, False, False)


def test_what_waits_for_the_chief_is_not_told(world):
    melding, client = follower(world)
    refer(world, melding, grond="wpg-19", noodzaak="Ja", belang="Ja")
    assert (state(client)[0], GEMEENTE in both(client)) == ("In behandeling", False)


def test_of_a_restricted_melding_nothing_of_a_partner_is_told(world):
    melding, client = follower(world)
    verwijzing = refer(world, melding)
    Melding.objects.filter(pk=melding.pk).update(is_beperkt=True)
    assert (state(client)[0], GEMEENTE in both(client)) == ("In behandeling", False)
    accept(world, verwijzing)
    workflow.finish(verwijzing, slotzin="Klaar", by=world.users["clerk"], now=NOW)
    workflow.show_sentence(verwijzing, tekst="Zin voor later", by=world.users["chief"], now=NOW)
    assert (GEMEENTE in both(client), "Zin voor later" in both(client)) == (False, False)


def test_who_was_merged_follows_the_lead(world):
    (lead, _code), (melding, code) = sent(world), sent(world)
    merge(melding, into=lead, by=world.users["officer"], now=NOW)
    refer(world, lead)
    client = follow(code)
    assert state(client)[:2] == ["Bij Gemeente Rivierdam", "Meer mensen meldden dit."]
    Melding.objects.filter(pk=lead.pk).update(is_beperkt=True)
    assert (state(client)[0], GEMEENTE in both(client)) == ("In behandeling", False)


def test_who_withdraws_reads_only_that(world):
    melding, client = follower(world)
    refer(world, melding)
    withdraw(melding, now=NOW + HOUR)
    assert heads(client)[1:] == ["Uw melding ging naar Gemeente Rivierdam", "U trok uw melding in"]


@pytest.mark.parametrize("number", [1, 2])
def test_the_page_is_one_statement_with_partners(world, number):
    melding, client = follower(world, **NAMED)
    refer(world, melding, vraagt_toestemming=True)
    if number == 2:
        convenant = make_agreement(world.corporatie, world.categorie)
        refer(world, melding, partner=world.corporatie, grond="wpg-20", convenant=convenant, vraagt_toestemming=True)
    with CaptureQueriesContext(connection) as asked:
        html = client.get(PAGE).content.decode()
    assert (len(asked), html.count("wil u kunnen bellen")) == (1, number)


# --- consent ----------------------------------------------------------------------------------------------------------


def test_the_question_names_partner_and_data_and_no_answer_is_no(world):
    melding, client = follower(world, **NAMED)
    verwijzing = refer(world, melding, vraagt_toestemming=True)
    text = words(client.get(PAGE))
    assert "Gemeente Rivierdam wil u kunnen bellen of mailen" in text
    assert "Mag zij uw naam, telefoonnummer en e-mailadres zien?" in text
    assert "U gaf nog geen antwoord. Zolang is het nee." in text
    assert (partner_reads(world, verwijzing), stored(verwijzing)) == (None, Toestemming.GEVRAAGD)
    html = client.get(DELEN).content.decode()
    assert re.findall(r'value="(nee|ja)"[^>]*?( checked)?>', html) == [("nee", " checked"), ("ja", "")]
    for given in (
        "Jan Kanarie",
        "jan@kanarie.example",
        "+31612345678",
        "“Politie” zeggen: Nee",
        "Wat iemand al las, kunnen we niet terughalen.",
    ):
        assert given in html
    assert "Mag Gemeente Rivierdam uw gegevens zien? Nog geen antwoord" in words(client.get(f"{PAGE}download/"))


@pytest.mark.parametrize(
    ("given", "wish", "question"),
    [
        ({"telefoon": "+31612345678"}, "wil u kunnen bellen ", "Mag zij uw telefoonnummer zien?"),
        (
            {"email": "jan@kanarie.example", "naam": "Jan"},
            "wil u kunnen mailen ",
            "Mag zij uw naam en e-mailadres zien?",
        ),
        ({"naam": "Jan"}, "wil weten wie u bent ", "Mag zij uw naam zien?"),
    ],
)
def test_the_question_is_about_what_was_given(world, given, wish, question):
    melding, client = follower(world, contactvorm="met_naam", **given)
    refer(world, melding, vraagt_toestemming=True)
    text = words(client.get(PAGE))
    assert (wish in text, question in text) == (True, True)


def test_consent_is_given_and_taken_back_and_counts_at_the_next_request(world):
    melding, client = follower(world, **NAMED)
    verwijzing = refer(world, melding, vraagt_toestemming=True)
    response = answer(client, verwijzing, "ja")
    assert (response.status_code, response.url) == (303, f"{PAGE}#delen")
    assert (stored(verwijzing), partner_reads(world, verwijzing).naam) == (Toestemming.GEGEVEN, "Jan Kanarie")
    assert "U zei ja. U kunt dat altijd veranderen." in words(client.get(PAGE))
    assert re.findall(
        r'value="(\w+)" id="[^"]+" checked|value="(\w+)"[^>]* checked', client.get(DELEN).content.decode()
    )
    answer(client, verwijzing, "nee")
    assert (stored(verwijzing), partner_reads(world, verwijzing)) == (Toestemming.GEWEIGERD, None)
    assert "U zei nee. U kunt dat altijd veranderen." in words(client.get(PAGE))
    answer(client, verwijzing, "ja")
    assert partner_reads(world, verwijzing).email == "jan@kanarie.example"


def test_a_yes_can_be_taken_back_after_the_end_and_a_no_is_final_then(world):
    melding, client = follower(world, **NAMED)
    verwijzing = refer(world, melding, vraagt_toestemming=True)
    answer(client, verwijzing, "ja")
    accept(world, verwijzing)
    workflow.finish(verwijzing, slotzin="Klaar", by=world.users["clerk"], now=NOW)
    assert partner_reads(world, verwijzing).naam == "Jan Kanarie"
    assert answer(client, verwijzing, "nee").status_code == 303
    assert partner_reads(world, verwijzing) is None
    assert (client.get(DELEN).status_code, "bellen of mailen" in words(client.get(PAGE))) == (303, False)


def test_each_partner_is_asked_by_itself(world):
    melding, client = follower(world, **NAMED)
    first = refer(world, melding, vraagt_toestemming=True)
    convenant = make_agreement(world.corporatie, world.categorie)
    second = refer(
        world, melding, partner=world.corporatie, grond="wpg-20", convenant=convenant, vraagt_toestemming=True
    )
    send(client, "gegevens-delen", **{first.nummer: "ja", second.nummer: "nee"})
    assert (stored(first), stored(second)) == (Toestemming.GEGEVEN, Toestemming.GEWEIGERD)


def test_a_double_click_answers_once_and_nonsense_is_explained(world):
    melding, client = follower(world, **NAMED)
    verwijzing = refer(world, melding, vraagt_toestemming=True)
    data = {"sleutel": "k", verwijzing.nummer: "ja"}
    assert [client.post(DELEN, data).status_code for _time in range(2)] == [303, 303]
    assert verwijzing.stappen.filter(soort="toestemming").count() == 1
    for wrong in ({"sleutel": "l"}, {verwijzing.nummer: "misschien"}, {verwijzing.nummer: "\x00"}):
        response = client.post(DELEN, wrong)
        assert (response.status_code, "Kies een van de antwoorden" in words(response)) == (422, True)
    assert stored(verwijzing) == Toestemming.GEGEVEN


@pytest.mark.parametrize("contactvorm", ["anoniem", "geen"])
def test_who_gave_no_name_is_never_asked(world, contactvorm):
    melding, client = follower(world, contactvorm=contactvorm)
    verwijzing = refer(world, melding)
    Verwijzing.objects.filter(pk=verwijzing.pk).update(toestemming=Toestemming.GEVRAAGD)
    assert "zien?" not in both(client)
    assert [client.get(DELEN).status_code, client.post(DELEN, {verwijzing.nummer: "ja"}).status_code] == [303, 303]
    assert stored(verwijzing) == Toestemming.GEVRAAGD


def test_who_was_not_asked_can_give_nothing(world):
    melding, client = follower(world, **NAMED)
    verwijzing = refer(world, melding)
    assert [client.get(DELEN).status_code, client.post(DELEN, {verwijzing.nummer: "ja"}).status_code] == [303, 303]
    assert (stored(verwijzing), "zien?" in both(client)) == (Toestemming.GEEN, False)


def test_nobody_answers_for_the_melding_of_another(world):
    melding, _client = follower(world, **NAMED)
    theirs = refer(world, melding, vraagt_toestemming=True)
    other, client = follower(world, **NAMED)
    mine = refer(world, other, vraagt_toestemming=True)
    client.post(DELEN, {"sleutel": "k", mine.nummer: "nee", theirs.nummer: "ja"})
    assert (stored(mine), stored(theirs)) == (Toestemming.GEWEIGERD, Toestemming.GEVRAAGD)


def test_who_was_merged_is_not_asked_for_the_lead(world):
    (lead, _code), (melding, code) = sent(world, **NAMED), sent(world, **NAMED)
    merge(melding, into=lead, by=world.users["officer"], now=NOW)
    refer(world, lead, vraagt_toestemming=True)
    client = follow(code)
    assert ("zien?" in words(client.get(PAGE)), client.get(DELEN).status_code) == (False, 303)


@pytest.mark.parametrize("is_asked", [True, False])
def test_of_a_restricted_melding_only_what_the_officer_asked_is_asked(world, is_asked):
    melding, client = follower(world, **NAMED)
    refer(world, melding, vraagt_toestemming=is_asked)
    Melding.objects.filter(pk=melding.pk).update(is_beperkt=True)
    assert ("bellen of mailen" in words(client.get(PAGE)), client.get(DELEN).status_code) == (
        is_asked, 200 if is_asked else 303,
    )  # fmt: skip
    assert (state(client)[0], GEMEENTE in client.get(f"{PAGE}download/").content.decode()) == ("In behandeling", False)
    assert GEMEENTE not in "".join(heads(client))


def test_without_contact_data_nothing_is_asked_any_more(world):
    melding, client = follower(world, **NAMED)
    refer(world, melding, vraagt_toestemming=True)
    Melder.objects.all().delete()
    assert ("zien?" in words(client.get(PAGE)), client.get(DELEN).status_code) == (False, 303)


def test_consent_that_the_officer_wrote_down_can_be_taken_back(world):
    melding, client = follower(world, **NAMED)
    verwijzing = refer(world, melding)
    workflow.record_consent(verwijzing, hoe="Aan de telefoon", by=world.users["officer"], now=NOW)
    assert "U zei ja." in words(client.get(PAGE))
    answer(client, verwijzing, "nee")
    assert partner_reads(world, verwijzing) is None
