"""“Geef door” on the page of a melding: what is proposed, shown, refused and sent, in one transaction (PRODUCT O16)."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meldingen import workflow as melding_workflow
from meldingen.models import Bijlage, Contactvorm, Grond, Melding, Toestemming, Verwijzing, VerwijzingStatus
from meldingen.verwijzingen import workflow
from meldingen.verwijzingen.doorgeven import Keuze, refer_all
from meldingen.workflow import NotAllowed
from tests.meldingen.dossiers import fields_of, page_of, sign_in, text_of
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.verwijsmakers import add_partners, make_agreement, make_partner, refer

pytestmark = pytest.mark.django_db
V = VerwijzingStatus
STORY = "Buurman Piet rijdt elke avond te hard met 16-AB-CD. Bel 06 12345678."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return add_partners(make_world())


def typed(world, **changed):
    """What an officer fills in for the gemeente, on the agreement."""
    return {
        "partners": [world.gemeente.pk], "grond": "wpg-20", f"convenant_{world.gemeente.pk}": world.convenant.pk,
        "doel": "Leefbaarheid", "tekst": "Twee scooters rijden te hard.", "plek": "Bij de speeltuin", **changed,
    }  # fmt: skip


def preview(client, melding, **values):
    """Post what was typed; gives the answer, and what its send button posts."""
    first = client.post(page_of(melding, "doorgeven"), {"versie": melding.versie, **values})
    return first, {**values, **fields_of(first), "verstuur": "1"}


def value_of(response, name):
    return re.search(rf'name="{name}" (?:id="[^"]*" )?value="([^"]*)"', response.content.decode())[1]


def test_the_form_stands_ready_with_the_proposed_partner_its_agreement_and_the_story(world):
    melding = make_melding(world, verhaal="Twee scooters rijden te hard.", plek="Bij de speeltuin")
    answer = sign_in(world, "officer").get(page_of(melding, "doorgeven"))
    form = answer.context_data["form"]
    given = {name: form[name].value() for name in ("partners", "grond", "doel", "tekst", "plek", "fotos")}
    assert given == {
        "partners": [str(world.gemeente.pk)], "grond": "wpg-20", "doel": "Leefbaarheid",
        "tekst": "Twee scooters rijden te hard.", "plek": "Bij de speeltuin", "fotos": None,
    }  # fmt: skip
    assert "Gaat over dit onderwerp in" in text_of(answer)
    assert form.marked() == []


def test_only_what_was_shown_is_sent_with_everything_that_was_typed(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    first, post = preview(client, melding, **typed(world, toelichting="Zie ook vorige week."))
    said = text_of(first)
    shown = ["Twee scooters rijden te hard.", "Zie ook vorige week.", "Niet gedeeld", "Gemeente Rivierdam leest dit"]
    shown.append("De melder leest: “Bij Gemeente Rivierdam”.")
    assert (first.status_code, [one for one in shown if one not in said]) == (200, [])
    assert Verwijzing.objects.count() == 0
    other = client.post(page_of(melding, "doorgeven"), {**post, "tekst": "Iets anders."})
    assert (other.status_code, Verwijzing.objects.count()) == (200, 0)
    done = client.post(page_of(melding, "doorgeven"), post)
    assert (done.status_code, done.headers["Location"]) == (303, page_of(melding))
    one = Verwijzing.objects.get()
    assert (one.partner, one.grond_id, one.convenant, one.status) == (
        world.gemeente, "wpg-20", world.convenant, V.VERZONDEN,
    )  # fmt: skip
    assert (one.tekst, one.plek, one.doel, one.toelichting, one.toestemming) == (
        "Twee scooters rijden te hard.", "Bij de speeltuin", "Leefbaarheid", "Zie ook vorige week.", Toestemming.GEEN,
    )  # fmt: skip
    assert Melding.objects.get().status == "verwezen"


def test_marked_words_ask_for_a_look_and_go_with_one_button(world):
    melding, client = make_melding(world, verhaal=STORY), sign_in(world, "officer")
    values = typed(world, tekst=STORY)
    first, post = preview(client, melding, **values)
    assert "<mark" in first.content.decode()
    refused = client.post(page_of(melding, "doorgeven"), post)
    assert (refused.status_code, Verwijzing.objects.count()) == (422, 0)
    assert "Bekijk de gemarkeerde woorden, en vink dat aan" in text_of(refused)
    assert STORY in refused.context_data["form"]["tekst"].value()
    cleaned = client.post(page_of(melding, "doorgeven"), {**values, "weg": "1"})
    form = cleaned.context_data["form"]
    assert form["tekst"].value() == ("Buurman [naam] rijdt elke avond te hard met [kenteken]. Bel [telefoonnummer].")
    assert (form.marked(), form["grond"].value(), cleaned.status_code) == ([], "wpg-20", 200)
    done = client.post(page_of(melding, "doorgeven"), {**post, "bekeken": value_of(first, "bekeken")})
    assert (done.status_code, Verwijzing.objects.get().tekst) == (303, STORY)


def test_a_look_at_other_words_is_no_look(world):
    melding, client = make_melding(world, verhaal=STORY), sign_in(world, "officer")
    first, _post = preview(client, melding, **typed(world, tekst=STORY))
    looked = value_of(first, "bekeken")
    _again, post = preview(client, melding, **typed(world, tekst=f"{STORY} En ook Mohammed.", bekeken=looked))
    assert (client.post(page_of(melding, "doorgeven"), post).status_code, Verwijzing.objects.count()) == (422, 0)


def test_the_name_of_the_reporter_is_marked_also_in_small_letters(world):
    facts = {"naam": "Samira Bakker", "email": "s@example.nl"}
    melding = make_melding(world, verhaal="ik heet samira", contactvorm=Contactvorm.MET_NAAM, **facts)
    form = sign_in(world, "officer").get(page_of(melding, "doorgeven")).context_data["form"]
    assert [(piece, str(soort)) for _label, parts in form.marked() for piece, soort in parts] == [
        ("ik heet ", ""), ("samira", "naam"),
    ]  # fmt: skip


def test_two_partners_get_it_together_or_neither_does(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    values = typed(world, partners=[world.gemeente.pk, world.corporatie.pk])
    missing = client.post(page_of(melding, "doorgeven"), {"versie": melding.versie, **values})
    assert (missing.status_code, "Kies een convenant" in text_of(missing)) == (422, True)
    agreement = make_agreement(world.corporatie, world.categorie, nummer="x")
    values[f"convenant_{world.corporatie.pk}"] = agreement.pk
    first, post = preview(client, melding, **values)
    assert [deel.partner for deel in first.context_data["voorbeeld"].delen] == [world.gemeente, world.corporatie]
    refer(
        world,
        melding,
        partner=world.corporatie,
        grond="wpg-20",
        convenant=world.convenant.__class__.objects.get(nummer="x"),
    )
    refused = client.post(page_of(melding, "doorgeven"), {**post, "versie": Melding.objects.get().versie})
    assert (refused.status_code, Verwijzing.objects.count()) == (422, 1)
    assert refused.context_data["form"]["tekst"].value() == "Twee scooters rijden te hard."


def test_the_second_of_two_that_is_refused_takes_the_first_along(world):
    melding = make_melding(world)
    agreement = make_agreement(world.corporatie, world.overig)
    keuze = Keuze(
        [world.gemeente, world.corporatie], Grond.objects.get(pk="wpg-20"), "Leefbaarheid", "Scooters.",
        convenanten={world.gemeente.pk: world.convenant, world.corporatie.pk: agreement},
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="Woonstichting De Linde: Dit convenant gaat niet over dit onderwerp"):
        refer_all(melding, keuze=keuze, by=world.users["officer"], versie=melding.versie, now=NOW)
    assert (Verwijzing.objects.count(), Melding.objects.get().status) == (0, "ontvangen")


def test_both_of_two_partners_get_it(world):
    agreement = make_agreement(world.corporatie, world.categorie, nummer="2026-02")
    melding, client = make_melding(world), sign_in(world, "officer")
    both = typed(world, partners=[world.gemeente.pk, world.corporatie.pk])
    _first, post = preview(client, melding, **both, **{f"convenant_{world.corporatie.pk}": agreement.pk})
    assert client.post(page_of(melding, "doorgeven"), post).status_code == 303
    found = Verwijzing.objects.order_by("pk").values_list("partner", "convenant")
    assert list(found) == [(world.gemeente.pk, world.convenant.pk), (world.corporatie.pk, agreement.pk)]


def test_a_ground_that_not_all_chosen_partners_may_receive_on_is_not_offered(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    values = typed(world, partners=[world.gemeente.pk, world.corporatie.pk], grond="wpg-16")
    answer = client.post(page_of(melding, "doorgeven"), {**values, "kies": "1"})
    assert [code for code, _naam in answer.context_data["form"].fields["grond"].choices] == ["wpg-19", "wpg-20"]
    refused = client.post(page_of(melding, "doorgeven"), {"versie": melding.versie, **values})
    assert (refused.status_code, "Kies een grond die voor al deze partners mag" in text_of(refused)) == (422, True)


def test_a_ground_that_nobody_confirmed_is_not_offered(world):
    Grond.objects.exclude(pk="wpg-16").update(bevestigd_op=None)
    form = sign_in(world, "officer").get(page_of(make_melding(world), "doorgeven")).context_data["form"]
    assert [code for code, _naam in form.fields["grond"].choices] == ["wpg-16"]


def test_article_19_asks_why_and_waits_for_the_chief(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    values = typed(world, grond="wpg-19")
    empty = client.post(page_of(melding, "doorgeven"), {"versie": melding.versie, **values})
    said = text_of(empty)
    asked = ["Schrijf op waarom delen noodzakelijk is", "Schrijf op welk zwaarwegend belang er is"]
    assert (empty.status_code, [one for one in asked if one not in said]) == (422, [])
    first, post = preview(client, melding, **values, noodzaak="Er is gevaar.", belang="Veiligheid.")
    assert "De teamchef verzendt dit. Tot dan ziet Gemeente Rivierdam niets." in text_of(first)
    client.post(page_of(melding, "doorgeven"), post)
    one = Verwijzing.objects.get()
    assert (one.status, one.noodzaak, one.belang, one.verzonden_op) == (
        V.KLAARGEZET, "Er is gevaar.", "Veiligheid.", None,
    )  # fmt: skip


def test_photos_go_along_one_by_one_and_never_by_themselves(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    one, other = (Bijlage.objects.create(melding=melding, kenmerk=uuid4(), grootte=3, inhoud=b"jpg") for _ in "ab")
    page = client.get(page_of(melding, "doorgeven")).context_data["form"]
    assert page.fotos_te_kiezen() == [(one, False), (other, False)]
    first, post = preview(client, melding, **typed(world, fotos=[str(other.kenmerk)]))
    assert first.context_data["voorbeeld"].delen[0].zaak.fotos == [other]
    client.post(page_of(melding, "doorgeven"), post)
    assert list(Verwijzing.objects.get().bijlagen.all()) == [other]


def test_consent_can_be_asked_only_of_who_gave_a_name(world):
    client = sign_in(world, "officer")
    nobody = client.get(page_of(make_melding(world), "doorgeven")).context_data["form"]
    assert "vraagt_toestemming" not in nobody.fields
    named = make_melding(world, contactvorm=Contactvorm.MET_NAAM, naam="Anna Kok", email="a@example.nl", delen="niet")
    page = client.get(page_of(named, "doorgeven"))
    assert "De melder deelt dit liever niet met een partner." in text_of(page)
    assert page.context_data["form"]["vraagt_toestemming"].value() is None
    first, post = preview(client, named, **typed(world, vraagt_toestemming="on"))
    assert (first.context_data["voorbeeld"].delen[0].zaak.melder, "Anna Kok" in text_of(first)) == (None, False)
    client.post(page_of(named, "doorgeven"), post)
    assert Verwijzing.objects.get().toestemming == Toestemming.GEVRAAGD


def test_who_comes_second_hears_what_changed_and_keeps_the_text(world):
    melding, client = make_melding(world), sign_in(world, "officer")
    _first, post = preview(client, melding, **typed(world))
    melding_workflow.take_on(melding, by=world.users["chief"])
    answer = client.post(page_of(melding, "doorgeven"), post)
    assert (answer.status_code, Verwijzing.objects.count()) == (409, 0)
    assert [line.zin for line in answer.context_data["veranderd"]] == ["Chief pakte het op."]
    assert answer.context_data["form"]["tekst"].value() == "Twee scooters rijden te hard."


def test_a_partner_that_has_it_is_not_offered_again_and_what_came_back_fills_the_form(world):
    verwijzing = refer(world)
    client, page = sign_in(world, "officer"), page_of(verwijzing.melding, "doorgeven")
    assert str(world.gemeente.pk) not in client.get(page).context_data["form"].bekend
    workflow.refuse(verwijzing, reden="Niet van ons", betere_plek="De woningcorporatie", by=world.users["clerk"])
    answer = client.get(page, {"na": verwijzing.nummer})
    form = answer.context_data["form"]
    assert (form["tekst"].value(), form["partners"].value()) == (verwijzing.tekst, [])
    assert "De woningcorporatie" in text_of(answer)


def test_the_step_costs_as_many_statements_with_one_partner_as_with_three(world, django_assert_num_queries):
    melding, client = make_melding(world), sign_in(world, "officer")
    client.get(page_of(melding, "doorgeven"))
    with CaptureQueriesContext(connection) as one:
        client.get(page_of(melding, "doorgeven"))
    for name in ("Waterschap", "Stadsbeheer"):
        make_partner(name, "anders", gemeente=world.buurt.gemeente, categorieen=[world.categorie])
    with django_assert_num_queries(len(one)):
        client.get(page_of(melding, "doorgeven"))
