"""Who gets into the partner desk: sign-in, invitation, password, language, and who stays outside."""

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from agenten.models import Medewerker, Partner
from tests.meldingen.loketbezoek import DESK, PASSWORD, at_work, make_desk, page_of
from tests.meldingen.makers import NOW
from tests.meldingen.verwijsmakers import DAY, refer

pytestmark = pytest.mark.django_db
SIGN_IN = f"{DESK}inloggen/"
WRONG = "Deze naam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."
OLD_LINK = "Deze uitnodiging werkt niet meer"


@pytest.fixture
def world():
    world = make_desk()
    hashed = make_password(PASSWORD)
    for user in world.users.values():
        user.password = hashed
    Medewerker.objects.bulk_update(world.users.values(), ["password"])
    return at_work(world)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def sign_in(name, password=PASSWORD, client=None, **more):
    return (client or Client()).post(SIGN_IN, {"gebruikersnaam": name, "wachtwoord": password, **more})


def link_for(user):
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("partner_uitnodiging", args=[uid, default_token_generator.make_token(user)])


def test_a_clerk_signs_in_and_comes_where_he_or_she_was_going(world):
    client, there = Client(), page_of(refer(world))
    response = client.get(there)
    assert (response.status_code, response.headers["Location"]) == (302, f"{SIGN_IN}?next={there.replace('/', '%2F')}")
    response = sign_in("clerk", client=client, next=there)
    assert (response.status_code, response.headers["Location"]) == (302, there)
    assert client.get(there).status_code == 200
    assert client.get(DESK).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "elsewhere", ["//xss.example/partner/", "https://xss.example", "/admin/", "/\\xss.example", "partner/"]
)
def test_signing_in_leads_nowhere_else(world, elsewhere):
    assert sign_in("clerk", next=elsewhere).headers["Location"] == DESK


def bare(response):
    """The page without its token."""
    body = response.content.decode()
    start = body.index('name="csrfmiddlewaretoken"')
    return response.status_code, body[:start] + body[body.index(">", start) :]


def test_unknown_wrong_police_and_not_active_get_the_same_answer(world):
    Partner.objects.filter(pk=world.corporatie.pk).update(is_actief=False)
    tries = {name: sign_in(name) for name in ("nobody", "officer", "superuser", "former_clerk", "other_clerk")}
    tries["clerk"] = sign_in("clerk", "verkeerd-wachtwoord")
    answers = {bare(response)[1].replace(f'value="{name}"', "") for name, response in tries.items()}
    assert {response.status_code for response in tries.values()} == {422}
    assert len(answers) == 1
    assert WRONG in answers.pop()


def test_what_was_typed_stays_but_for_the_password(world):
    body = sign_in("clerk", "verkeerd-wachtwoord").content.decode()
    assert ('value="clerk"' in body, "verkeerd-wachtwoord" in body) == (True, False)
    assert "Vul uw wachtwoord in" in sign_in("clerk", "").content.decode()
    assert sign_in("x" * 200).status_code == 422


def test_who_is_no_longer_active_is_out_at_the_next_request(world):
    assert world.at.clerk.get(DESK).status_code == 200
    Medewerker.objects.filter(username="clerk").update(is_active=False)
    assert world.at.clerk.get(DESK).status_code == 302


def test_with_a_partner_that_stopped_nothing_is_left(world):
    verwijzing = refer(world)
    Partner.objects.filter(pk=world.gemeente.pk).update(is_actief=False)
    for address in (DESK, page_of(verwijzing), f"{DESK}nieuw/", f"{DESK}uitvoer/"):
        response = world.at.clerk.get(address)
        assert (response.status_code, "Uw organisatie doet niet meer mee." in response.content.decode()) == (403, True)


def test_police_read_that_this_is_not_their_door(world):
    verwijzing = refer(world)
    for address in (DESK, page_of(verwijzing), f"{DESK}zaak/0000000000/"):
        response = world.at.officer.get(address)
        body = response.content.decode()
        assert (response.status_code, "U bent ingelogd als medewerker van de politie." in body) == (403, True)


def test_a_clerk_gets_no_admin_but_a_way_to_the_desk(world):
    response = world.at.clerk.get("/admin/", follow=True)
    assert response.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert f'href="{DESK}"' in response.content.decode()
    assert world.at.clerk.get("/admin/meldingen/melding/").status_code == 302


def test_signing_out_is_a_post_and_ends_it(world):
    assert world.at.clerk.get(f"{DESK}uitloggen/").status_code == 405
    response = world.at.clerk.post(f"{DESK}uitloggen/")
    assert (response.status_code, response.headers["Location"]) == (303, SIGN_IN)
    assert world.at.clerk.get(DESK).status_code == 302


def test_an_idle_session_ends_after_half_an_hour_and_a_busy_one_after_ten_hours(world, clock):
    clock.shift(29 * 60)
    assert world.at.clerk.get(DESK).status_code == 200
    clock.shift(31 * 60)
    assert world.at.clerk.get(DESK).status_code == 302
    sign_in("clerk", client=world.at.clerk)
    for _turn in range(20):
        clock.shift(29 * 60 + 59)
        last = world.at.clerk.get(DESK).status_code
    assert last == 200
    clock.shift(29 * 60)
    assert world.at.clerk.get(DESK).status_code == 302


# --- invitation and password ------------------------------------------------------------------------------------------


def test_an_invitation_is_used_once(world):
    user = world.users["clerk"]
    user.set_unusable_password()
    user.save()
    link = link_for(user)
    page = Client().get(link).content.decode()
    assert ("clerk" in page, "Gemeente Rivierdam" in page) == (True, True)
    given = {"wachtwoord": "een-heel-nieuw-woord", "wachtwoord_nogmaals": "een-heel-nieuw-woord"}
    response = Client().post(link, given)
    assert (response.status_code, response.headers["Location"]) == (303, SIGN_IN)
    assert sign_in("clerk", "een-heel-nieuw-woord").status_code == 302
    for again in (Client().get(link), Client().post(link, given)):
        assert (again.status_code, OLD_LINK in again.content.decode()) == (410, True)


@pytest.mark.parametrize("uid", ["x", "AAAA", "!!!!", "MQ", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "%00"])
def test_a_link_that_nobody_got_says_so(world, uid):
    response = Client().get(f"{DESK}uitnodiging/{uid}/abc-def/")
    assert (response.status_code, OLD_LINK in response.content.decode()) == (410, True)


def test_an_old_link_and_one_of_police_or_of_who_left_do_not_work(world, clock):
    links = [link_for(world.users[name]) for name in ("officer", "former_clerk")]
    link = link_for(world.users["clerk"])
    clock.shift(4 * DAY)
    assert {Client().get(one).status_code for one in [*links, link]} == {410}


@pytest.mark.parametrize(
    ("first", "second", "say"),
    [
        ("kort", "kort", "Dit wachtwoord is te kort. Neem minstens 12 tekens."),
        ("een-heel-nieuw-woord", "een-ander-woord", "Vul twee keer hetzelfde wachtwoord in"),
        ("password1234", "password1234", "Dit wachtwoord raadt iedereen."),
        ("", "", "Vul een nieuw wachtwoord in"),
    ],
)
def test_a_password_that_will_not_do_is_told(world, first, second, say):
    response = Client().post(link_for(world.users["clerk"]), {"wachtwoord": first, "wachtwoord_nogmaals": second})
    assert (response.status_code, say in response.content.decode()) == (422, True)
    assert Medewerker.objects.get(username="clerk").check_password(PASSWORD)


def test_a_clerk_changes_the_password_and_stays_in(world):
    address = f"{DESK}wachtwoord/"
    new = {"wachtwoord": "een-heel-nieuw-woord", "wachtwoord_nogmaals": "een-heel-nieuw-woord"}
    refused = world.at.clerk.post(address, {"wachtwoord_oud": "iets anders", **new})
    assert (refused.status_code, "Dit is niet uw wachtwoord van nu." in refused.content.decode()) == (422, True)
    assert world.at.clerk.post(address, {"wachtwoord_oud": PASSWORD, **new}).status_code == 303
    assert "Uw wachtwoord is veranderd." in world.at.clerk.get(DESK).content.decode()
    assert (sign_in("clerk").status_code, sign_in("clerk", "een-heel-nieuw-woord").status_code) == (422, 302)


def test_the_language_belongs_to_the_person(world):
    there = page_of(refer(world))
    response = world.at.clerk.post(f"{DESK}taal/", {"taal": "en", "next": there})
    assert (response.status_code, response.headers["Location"]) == (303, there)
    assert '<html lang="en">' in world.at.clerk.get(there).content.decode()
    assert '<html lang="nl">' in world.at.coordinator.get(there).content.decode()
    world.at.clerk.post(f"{DESK}taal/", {"taal": "xx", "next": "//xss.example"})
    assert Medewerker.objects.get(username="clerk").taal == "en"
    assert '<html lang="en">' in Client().get(f"{SIGN_IN}?taal=en").content.decode()
