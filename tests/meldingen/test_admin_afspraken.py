"""Officers and appointments in the admin: who sees which, the most urgent first, and every step with its way back."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenten.models import Medewerker
from meldingen import afspraken
from meldingen.models import Afspraak, Afspraakstap, AfspraakStatus
from tests.meldingen.afspraakmakers import HOUR, TOMORROW, in_state, make_afspraak
from tests.meldingen.makers import NOW, make_world
from tests.meldingen.test_afspraken import OF_THE_TEAM

pytestmark = pytest.mark.django_db
S = AfspraakStatus
LIST = "/admin/meldingen/afspraak/"
PROPOSAL = {"datum": "2026-12-01", "tijd": "15:00", "minuten": "30", "plek": "Bureau", "bericht": "Tot dan."}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


def page_of(afspraak):
    return reverse("admin:meldingen_afspraak_change", args=[afspraak.pk])


def sign_in(world, name):
    client = Client()
    client.force_login(Medewerker.objects.get(pk=world.users[name].pk))
    return client


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def seen_on(client, afspraak):
    return {"gezien": re.search(r'name="gezien" value="([^"]*)"', client.get(page_of(afspraak)).content.decode())[1]}


def test_every_role_sees_exactly_what_it_may_answer(world):
    afspraak = make_afspraak(world)
    found = {}
    for name in world.users:
        client = sign_in(world, name)
        listing, page = client.get(LIST), client.get(page_of(afspraak))
        posted = client.post(page_of(afspraak), {"_voorstel": "1"})
        found[name] = (listing.status_code, page_of(afspraak) in listing.content.decode(), page.status_code)
        assert (posted.status_code == 422) == (page.status_code == 200), name
    members = dict.fromkeys(OF_THE_TEAM, (200, True, 200))
    others = dict.fromkeys(["stand_in", "other_officer", "other_member", "other_chief"], (200, False, 404))
    none = dict.fromkeys(["redacteur", "beheerder", "privacy", "auditor", "former_officer"], (404, False, 404))
    assert found == {**members, **others, **none, "not_active": (302, False, 302)}
    assert Afspraak.objects.get().status == S.GEVRAAGD


def test_a_forbidden_page_answers_like_one_that_is_not_there(world):
    afspraak, client = make_afspraak(world), sign_in(world, "other_officer")
    forbidden, absent = client.get(page_of(afspraak)), client.get(f"{LIST}999999/change/")
    assert (forbidden.status_code, absent.status_code) == (404, 404)
    assert forbidden.content.replace(f"/{afspraak.pk}/".encode(), b"/999999/") == absent.content


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_nothing_is_added_or_deleted_by_hand(world, page):
    afspraak = make_afspraak(world)
    for name in ("officer", "chief", "superuser"):
        client = sign_in(world, name)
        address = LIST + page.format(pk=afspraak.pk)
        assert [client.get(address).status_code, client.post(address, {"post": "yes"}).status_code] == [404, 404]
    assert Afspraak.objects.count() == 1


def test_the_most_urgent_stands_first_and_the_list_tells_nothing_private(world):
    over, proposed, standing = (in_state(world, state) for state in (S.AFGEZEGD, S.VOORGESTELD, S.BEVESTIGD))
    later = make_afspraak(world, now=NOW + timedelta(days=1))
    first, late = make_afspraak(world), in_state(world, S.VERLOPEN)
    # What expire also brought there is put back by new requests.
    html = sign_in(world, "officer").get(LIST).content.decode()
    shown = [int(pk) for pk in re.findall(r'href="/admin/meldingen/afspraak/(\d+)/change/', html)]
    rank = {row.pk: row.status for row in Afspraak.objects.all()}
    order = [S.VERLOPEN, S.GEVRAAGD, S.BEVESTIGD, S.VOORGESTELD, S.AFGEZEGD]
    assert [rank[pk] for pk in shown] == sorted((rank[pk] for pk in shown), key=order.index)
    assert set(shown) == {row.pk for row in (over, proposed, standing, later, first, late)}
    for secret in ("Canary", "612345678", "Over de hond", "Bureau"):
        assert secret not in html


def test_the_list_costs_the_same_for_one_and_for_three(world):
    client, counts = sign_in(world, "officer"), []
    for number in (1, 2):
        for _number in range(number):
            make_afspraak(world)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).content.count(b"/change/") == 2 * number - 1
        counts.append(len(queries))
    assert counts[0] == counts[1] < 20


def test_the_page_shows_the_request_and_opening_it_is_logged_once(world):
    afspraak = make_afspraak(world, wijze="tolk", contact={"telefoon": "+31612345678", "tolktaal": "Tigrinya"})
    text = text_of(sign_in(world, "member").get(page_of(afspraak)))
    for words in ("Met een tolk", "Over de hond.", "avond", "+31612345678", "Tigrinya", "donderdag 26 november 2026"):
        assert words in text
    opened = Afspraakstap.objects.filter(is_inzage=True)
    assert [(row.door, row.naar_status) for row in opened] == [(world.users["member"], "gevraagd")]


@pytest.mark.parametrize(
    ("button", "status", "said"),
    [
        ("_voorstel", S.VOORGESTELD, "De bewoner ziet uw voorstel."),
        ("_vast", S.BEVESTIGD, "De afspraak staat vast."),
        ("_afzeggen", S.AFGEZEGD, "De afspraak is afgezegd."),
        ("_gedaan", S.GEWEEST, "Dit is afgerond."),
    ],
)
def test_each_button_takes_its_step(world, button, status, said):
    afspraak, client = make_afspraak(world), sign_in(world, "officer")
    given = {**seen_on(client, afspraak), **PROPOSAL, button: "1"}
    response = client.post(page_of(afspraak), given, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert said in text_of(response)
    row = Afspraak.objects.get()
    assert row.status == status
    if button in ("_voorstel", "_vast"):
        assert (row.moment.isoformat(), row.minuten, row.plek, row.bericht) == (
            *("2026-12-01T14:00:00+00:00", 30, "Bureau", "Tot dan."),
        )
    if button == "_afzeggen":
        assert row.bericht == "Tot dan."


def test_after_its_time_one_button_marks_it_as_done(world, clock):
    afspraak, client = in_state(world, S.BEVESTIGD), sign_in(world, "officer")
    assert "De afspraak is geweest" not in text_of(client.get(page_of(afspraak)))
    clock.move_to(TOMORROW + HOUR)
    client = sign_in(world, "officer")
    assert "De afspraak is geweest" in text_of(client.get(page_of(afspraak)))
    assert client.post(page_of(afspraak), {**seen_on(client, afspraak), "_geweest": "1"}).status_code == 302
    assert Afspraak.objects.get().status == S.GEWEEST


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"tijd": ""}, "Vul een tijd in, bijvoorbeeld 15:00"),
        ({"datum": ""}, "Kies een dag, bijvoorbeeld 24-11-2026"),
        ({"datum": "31-02-2026"}, "Kies een dag, bijvoorbeeld 24-11-2026"),
        ({"datum": "2026-11-22"}, "Kies een dag vanaf vandaag, binnen een jaar"),
        ({"datum": "0001-01-01", "tijd": "00:00"}, "Kies een dag vanaf vandaag, binnen een jaar"),
        ({"datum": "9999-12-31", "tijd": "23:59"}, "Kies een dag vanaf vandaag, binnen een jaar"),
        ({"datum": "2026-11-23", "tijd": "09:59"}, "Kies een dag en een tijd die nog komen."),
        ({"datum": "2027-03-28", "tijd": "02:30"}, "Deze tijd bestaat niet"),
        ({"minuten": "0"}, "Vul een aantal minuten in, van 1 tot 240"),
        ({"minuten": "veel"}, "Vul een aantal minuten in, van 1 tot 240"),
    ],
)
def test_a_mistake_says_what_to_do_and_keeps_what_was_typed(world, fields, says):
    afspraak, client = make_afspraak(world), sign_in(world, "officer")
    response = client.post(page_of(afspraak), {**PROPOSAL, **fields, "_voorstel": "1"})
    assert response.status_code == 422
    assert says in text_of(response)
    assert "Tot dan." in response.content.decode()
    assert Afspraak.objects.get().status == S.GEVRAAGD


def test_of_two_people_at_once_the_second_hears_it_and_keeps_the_text(world):
    afspraak = make_afspraak(world)
    first, second = sign_in(world, "officer"), sign_in(world, "chief")
    seen = seen_on(second, afspraak)
    moved = NOW + timedelta(seconds=1)
    afspraken.propose(afspraak, moment=TOMORROW, plek="Buurthuis", by=world.users["officer"], now=moved)
    response = second.post(page_of(afspraak), {**seen, **PROPOSAL, "_voorstel": "1"})
    assert response.status_code == 422
    text = text_of(response)
    assert "De afspraak is intussen veranderd. Lees eerst wat er nu staat." in text
    assert "Buurthuis" in text
    assert "Tot dan." in response.content.decode()
    assert Afspraak.objects.get().plek == "Buurthuis"
    assert first.get(page_of(afspraak)).status_code == 200
    again = re.search(r'name="gezien" value="([^"]*)"', response.content.decode())[1]
    assert second.post(page_of(afspraak), {"gezien": again, **PROPOSAL, "_voorstel": "1"}).status_code == 302
    assert Afspraak.objects.get().plek == "Bureau"


def test_an_ended_appointment_offers_no_step(world):
    client = sign_in(world, "officer")
    for state in (S.GEWEEST, S.AFGEZEGD):
        html = client.get(page_of(in_state(world, state))).content.decode()
        assert re.findall(r'name="(_\w+)"', html) == []


def test_a_post_without_a_known_button_does_nothing(world):
    afspraak, client = make_afspraak(world), sign_in(world, "officer")
    assert client.post(page_of(afspraak), {"status": "geweest", "_save": "1"}).status_code == 404
    assert Afspraak.objects.get().status == S.GEVRAAGD
