"""One case at the partner desk: what is shown, to whom, what is logged, and what is not there (PRODUCT P1, P2, P11)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meldingen.models import Contactvorm, Convenant, Toestemming, Verwijzing
from meldingen.verwijzingen import workflow
from tests.meldingen.loketbezoek import DESK, JPEG, looks, make_desk, page_of, share_photo, visit
from tests.meldingen.makers import NOW, make_melding
from tests.meldingen.verwijsmakers import DAY, TEXT, accept, refer

pytestmark = pytest.mark.django_db
SECRET = "kanarie-verhaal-van-de-melder"
NAME, PHONE, EMAIL = "Kanarie de Vries", "+31612345678", "kanarie@example.nl"


@pytest.fixture
def world():
    return make_desk()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def named(world):
    facts = {"naam": NAME, "telefoon": PHONE, "email": EMAIL, "bellen": "na zes uur"}
    return make_melding(world, verhaal=SECRET, contactvorm=Contactvorm.MET_NAAM, **facts)


def test_a_clerk_reads_the_shared_copy_and_nothing_else(world):
    verwijzing = refer(world, named(world), toelichting="Graag voor de winter.", plek="Bij de speeltuin")
    body = world.at.clerk.get(page_of(verwijzing)).content.decode()
    assert "U ziet alleen wat de wijkagent met u deelt. Alles wat u opent wordt vastgelegd." in body
    assert all(shown in body for shown in (TEXT, "Graag voor de winter.", "Bij de speeltuin", "Niet gedeeld"))
    assert [one for one in (SECRET, NAME, PHONE, EMAIL, verwijzing.melding.nummer) if one in body] == []
    assert looks(verwijzing) == [("zaak", "clerk")]


@pytest.mark.parametrize(
    "step", ["", "afdruk", "oppakken", "niet-voor-ons", "bericht", "gevaar", "notitie", "toewijzen"]
)
def test_a_case_of_another_partner_is_the_same_404_as_none(world, step):
    verwijzing = refer(world)
    nobodys = f"{DESK}zaak/0000000000/{step and step + '/'}"
    there, nowhere = world.at.other_clerk.get(page_of(verwijzing, step)), world.at.other_clerk.get(nobodys)
    bare = [
        one.content.replace(path.encode(), b"")
        for one, path in ((there, page_of(verwijzing, step)), (nowhere, nobodys))
    ]
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert bare[0] == bare[1]
    assert looks(verwijzing) == []


@pytest.mark.parametrize("nummer", ["x", "0" * 9, "0" * 11, "%00" * 10, "é" * 10])
def test_nonsense_for_a_number_is_not_there(world, nummer):
    assert world.at.clerk.get(f"{DESK}zaak/{nummer}/").status_code == 404


def test_a_photo_is_given_only_when_it_was_ticked(world):
    verwijzing = refer(world)
    ticked, other = share_photo(verwijzing), share_photo(verwijzing, is_ticked=False)
    response = world.at.clerk.get(page_of(verwijzing, f"foto/{ticked.kenmerk}"))
    names = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")
    assert (response.status_code, response.content) == (200, JPEG)
    assert [response.headers[name] for name in names] == [
        "image/jpeg", 'attachment; filename="foto.jpg"', "nosniff", "no-store",
    ]  # fmt: skip
    assert world.at.clerk.get(page_of(verwijzing, f"foto/{other.kenmerk}")).status_code == 404
    assert world.at.other_clerk.get(page_of(verwijzing, f"foto/{ticked.kenmerk}")).status_code == 404
    assert looks(verwijzing) == [("bijlage", "clerk")]
    body = world.at.clerk.get(page_of(verwijzing)).content.decode()
    assert (str(ticked.kenmerk) in body, str(other.kenmerk) in body) == (True, False)


def test_a_photo_of_another_case_of_the_same_partner_is_not_there(world):
    one, other = refer(world), refer(world)
    photo = share_photo(other)
    assert world.at.clerk.get(page_of(one, f"foto/{photo.kenmerk}")).status_code == 404


def test_the_reporter_is_shown_with_consent_on_a_page_of_its_own_and_logged_each_time(world):
    verwijzing = refer(world, named(world), vraagt_toestemming=True)
    assert world.at.clerk.post(page_of(verwijzing, "melder")).status_code == 404
    workflow.give_consent(verwijzing)
    page = world.at.clerk.get(page_of(verwijzing)).content.decode()
    assert "De melder deelt gegevens met u." in page
    assert [one for one in (NAME, PHONE, EMAIL) if one in page] == []
    body = world.at.clerk.post(page_of(verwijzing, "melder")).content.decode()
    assert all(one in body for one in (NAME, PHONE, EMAIL, "na zes uur"))
    assert world.at.clerk.get(page_of(verwijzing, "melder")).status_code == 405
    assert world.at.other_clerk.post(page_of(verwijzing, "melder")).status_code == 404
    workflow.withdraw_consent(verwijzing)
    assert world.at.clerk.post(page_of(verwijzing, "melder")).status_code == 404
    assert looks(verwijzing) == [("zaak", "clerk"), ("melder", "clerk")]


def test_withdrawing_ends_sight_at_the_next_request(world):
    verwijzing = refer(world)
    photo = share_photo(verwijzing)
    addresses = ["", "afdruk", f"foto/{photo.kenmerk}", "oppakken", "bericht"]
    assert {world.at.clerk.get(page_of(verwijzing, one)).status_code for one in addresses} == {200}
    workflow.withdraw(verwijzing, reden="Vergissing", by=world.users["officer"])
    assert {world.at.clerk.get(page_of(verwijzing, one)).status_code for one in addresses} == {404}
    unknown = world.at.clerk.get(f"{DESK}zaak/0000000000/").content.replace(b"0000000000", b"")
    assert world.at.clerk.get(page_of(verwijzing)).content.replace(verwijzing.nummer.encode(), b"") == unknown


def test_thirty_days_after_the_end_number_date_and_outcome_are_left(world, clock):
    verwijzing = refer(world)
    photo = share_photo(verwijzing)
    workflow.refuse(verwijzing, reden="Dit is een speeltuin van de buren", by=world.users["clerk"])
    assert TEXT in world.at.clerk.get(page_of(verwijzing)).content.decode()
    clock.move_to(NOW + 30 * DAY + timedelta(seconds=1))
    world.at.clerk = visit(world, "clerk")
    response = world.at.clerk.get(page_of(verwijzing))
    body = response.content.decode()
    assert response.status_code == 200
    assert all(one in body for one in ("Niet voor ons", "U kunt deze zaak niet meer lezen."))
    assert [one for one in (TEXT, "speeltuin", "Verkeer", "Lindenkwartier") if one in body] == []
    assert world.at.clerk.get(page_of(verwijzing, f"foto/{photo.kenmerk}")).status_code == 404
    assert world.at.clerk.get(page_of(verwijzing, "afdruk")).status_code == 404
    assert looks(verwijzing) == [("zaak", "clerk")]


def test_with_an_expired_agreement_only_the_outcome_is_left(world):
    verwijzing = refer(world, grond="wpg-20", convenant=world.convenant)
    assert TEXT in world.at.clerk.get(page_of(verwijzing)).content.decode()
    Convenant.objects.filter(pk=world.convenant.pk).update(tot=NOW.date() - DAY)
    body = world.at.clerk.get(page_of(verwijzing)).content.decode()
    assert ("U kunt deze zaak niet meer lezen." in body, TEXT in body) == (True, False)
    assert world.at.clerk.post(page_of(verwijzing, "oppakken"), {"verwacht_datum": "2026-12-24"}).status_code == 404


def test_what_waits_for_the_chief_is_not_there_yet(world):
    verwijzing = refer(world, grond="wpg-19", noodzaak="Het is nodig", belang="Veiligheid")
    assert verwijzing.status == "klaargezet"
    assert world.at.clerk.get(page_of(verwijzing)).status_code == 404


def test_the_print_holds_the_ground_and_who_printed_and_is_logged_as_that(world):
    verwijzing = refer(world)
    body = world.at.clerk.get(page_of(verwijzing, "afdruk")).content.decode()
    assert all(one in body for one in (TEXT, verwijzing.grond.naam, "Geprint door Clerk, Gemeente Rivierdam"))
    assert looks(verwijzing) == [("afdruk", "clerk")]


def test_the_page_of_a_step_shows_no_content_and_so_logs_none(world):
    verwijzing = refer(world)
    for step in ("oppakken", "niet-voor-ons", "bericht", "gevaar", "notitie", "toewijzen", "zaaknummer"):
        response = world.at.clerk.get(page_of(verwijzing, step))
        assert (response.status_code, TEXT in response.content.decode()) == (200, False)
    assert looks(verwijzing) == []


def test_the_history_and_notes_are_read_by_the_own_people_only(world):
    verwijzing = accept(world, refer(world))
    workflow.note(verwijzing, tekst="Kanarie-notitie van ons", by=world.users["clerk"])
    workflow.say(verwijzing, tekst="Kanarie-vraag van de wijkagent", by=world.users["officer"])
    body = world.at.coordinator.get(page_of(verwijzing)).content.decode()
    assert all(one in body for one in ("Kanarie-notitie van ons", "Kanarie-vraag van de wijkagent", "geaccepteerd"))
    assert world.users["officer"].get_full_name() not in body


def test_the_page_costs_the_same_with_more_on_it(world):
    verwijzing = accept(world, refer(world, named(world)))
    address = page_of(verwijzing)
    world.at.clerk.get(address)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            world.at.clerk.get(address)
        return len(queries)

    def add(number):
        for turn in range(number):
            workflow.note(verwijzing, tekst=f"Notitie {turn}", by=world.users["clerk"])
            workflow.say(verwijzing, tekst=f"Bericht {turn}", by=world.users["officer"])
            share_photo(verwijzing)

    add(1)
    with_one = cost()
    add(2)
    assert cost() == with_one


def test_a_consent_that_was_asked_shows_nothing(world):
    verwijzing = refer(world, named(world), vraagt_toestemming=True)
    assert Verwijzing.objects.get(pk=verwijzing.pk).toestemming == Toestemming.GEVRAAGD
    assert NAME not in world.at.clerk.get(page_of(verwijzing)).content.decode()
