"""What is at a partner, seen from the inbox, the team page and on paper; several meldingen to one partner in a row."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from meldingen import workflow as melding_workflow
from meldingen.models import Melding, Verwijzing
from meldingen.models.zicht import sight_of
from meldingen.overdrachttekst import as_text, parts_of
from meldingen.postvak import Lezer
from meldingen.uitvoer import lines
from meldingen.verwijzingen import workflow
from tests.meldingen.dossiers import fields_of, page_of, sign_in, text_of
from tests.meldingen.makers import NOW, make_categorie, make_melding, make_world
from tests.meldingen.verwijsmakers import accept, add_partners, refer

pytestmark = pytest.mark.django_db
LIST = "/admin/meldingen/melding/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return add_partners(make_world())


def rows_of(world, query, name="officer"):
    answer = sign_in(world, name).get(f"{LIST}?{query}")
    return [(row.nummer, [one.tekst for one in row.merken]) for row in answer.context_data["cl"].result_list]


def counts_of(world):
    answer = sign_in(world, "chief").get(f"{LIST}team/")
    return {name: count for name, _label, count in answer.context_data["stand"].lijsten}


def test_the_view_bij_partner_holds_what_is_there_and_says_where(world):
    verwijzing = refer(world)
    make_melding(world)
    assert rows_of(world, "postvak=partner") == [(verwijzing.melding.nummer, ["Bij Gemeente Rivierdam"])]


def test_a_late_partner_has_a_badge_in_the_list_and_a_line_on_the_team_page(world, clock):
    verwijzing = refer(world)
    assert [counts_of(world)[name] for name in ("partners", "klaargezet")] == [0, 0]
    clock.move_to(NOW + timedelta(days=14), tick=False)
    (row,) = rows_of(world, "postvak=partner")
    assert row == (verwijzing.melding.nummer, ["Bij Gemeente Rivierdam", "Partner is te laat"])
    assert counts_of(world)["partners"] == 1
    assert verwijzing.melding.nummer in sign_in(world, "chief").get(f"{LIST}team/partners/").content.decode()


def test_what_waits_for_the_chief_stands_on_the_team_page(world):
    verwijzing = refer(world, grond="wpg-19", noodzaak="Gevaar.", belang="Veiligheid.")
    assert counts_of(world)["klaargezet"] == 1
    workflow.send(verwijzing, by=world.users["chief"])
    assert counts_of(world)["klaargezet"] == 0


def test_closing_after_a_partner_begins_with_its_sentence(world):
    verwijzing = accept(world, refer(world))
    workflow.finish(verwijzing, slotzin="De paal staat er.", by=world.users["clerk"])
    form = sign_in(world, "officer").get(page_of(verwijzing.melding, "afronden")).context_data["form"]
    assert (form["uitkomst"].value(), form["tekst"].value()) == ("overgedragen", "De paal staat er.")


def test_text_for_another_system_and_the_export_say_where_it_is(world):
    melding = Melding.objects.get(pk=refer(world).melding_id)
    assert "Bij partner: Gemeente Rivierdam" in as_text(parts_of(melding, []))
    officer = world.users["officer"]
    assert "bij partner: Gemeente Rivierdam" in "".join(
        lines([melding.pk], Lezer(officer, sight_of(officer, NOW), NOW))
    )


# --- in a row ---------------------------------------------------------------------------------------------------------


def send(world, meldingen, **values):
    client = sign_in(world, "officer")
    chosen = {"_selected_action": [one.nummer for one in meldingen], "action": "doorgeven", "gekozen": "1"}
    return client, client.post(LIST, {**chosen, **values})


def test_ticked_meldingen_go_to_one_partner_each_with_its_own_text(world):
    first, second = make_melding(world, verhaal="Een scooter."), make_melding(world, verhaal="Een fiets.")
    client, answer = send(world, [first, second], partner=world.gemeente.pk, grond="wpg-20")
    assert answer.status_code == 302
    for melding, text in [(first, "Een scooter."), (second, "Een fiets.")]:
        page = client.get(answer.headers["Location"])
        assert page.request["PATH_INFO"] == page_of(melding, "doorgeven")
        form = page.context_data["form"]
        asked = {name: form[name].value() for name in ("partners", "grond", "tekst", "doel", "rij")}
        assert asked["tekst"] == text
        post = {**asked, **fields_of(page), f"convenant_{world.gemeente.pk}": world.convenant.pk}
        shown = client.post(page_of(melding, "doorgeven"), {**post, "rij": asked["rij"] or ""})
        answer = client.post(
            page_of(melding, "doorgeven"), {**post, **fields_of(shown), "rij": asked["rij"] or "", "verstuur": "1"}
        )
        assert answer.status_code == 303
    assert answer.headers["Location"] == page_of(second)
    found = Verwijzing.objects.order_by("pk")
    assert [(one.melding, one.tekst) for one in found] == [(first, "Een scooter."), (second, "Een fiets.")]


def test_with_script_the_next_of_a_row_is_a_page_of_its_own(world):
    first, second = make_melding(world), make_melding(world)
    client = sign_in(world, "officer")
    values = {
        "partners": [world.gemeente.pk], "grond": "wpg-16", "doel": "Leefbaarheid", "tekst": "Scooters.",
        "rij": second.nummer, "versie": first.versie,
    }  # fmt: skip
    shown = client.post(page_of(first, "doorgeven"), values)
    post = {**values, **fields_of(shown), "verstuur": "1"}
    answer = client.post(page_of(first, "doorgeven"), post, headers={"HX-Request": "true", "HX-Target": "stap"})
    address = f"{page_of(second, 'doorgeven')}?partners={world.gemeente.pk}&grond=wpg-16"
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, address)


def test_what_cannot_go_to_this_partner_is_refused_with_the_reason(world):
    there, closed = refer(world).melding, make_melding(world)
    melding_workflow.close(closed, uitkomst="opgelost", tekst="Klaar.", by=world.users["chief"])
    other = make_melding(world, categorie=make_categorie("AFVAL"))
    _client, answer = send(world, [there, other], partner=world.gemeente.pk, grond="wpg-20")
    (said,) = [str(one) for one in get_messages(answer.wsgi_request)]
    told = ["Deze melding ligt al bij deze partner.", "Er is geen convenant dat nu geldt voor dit onderwerp."]
    assert ([one for one in told if one not in said], answer.headers["Location"]) == ([], LIST)
    assert Verwijzing.objects.count() == 1


def test_a_ground_that_the_partner_may_not_receive_on_is_refused_at_once(world):
    _client, answer = send(world, [make_melding(world)], partner=world.corporatie.pk, grond="wpg-16")
    assert (answer.status_code, "Deze partner mag op deze grond niets ontvangen." in text_of(answer)) == (422, True)


def test_a_number_of_a_melding_that_is_not_seen_leads_nowhere(world):
    hidden = make_melding(world, buurt=world.other_buurt)
    client, answer = send(world, [hidden], partner=world.gemeente.pk, grond="wpg-20")
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    path = reverse("admin:meldingen_melding_doorgeven", args=[hidden.nummer])
    assert client.get(f"{path}?partners={world.gemeente.pk}").status_code == 404
