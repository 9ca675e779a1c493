"""Tokens of partners in the admin: shown once, recognised after that, and stopped with one button."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meldingen.models import Partnersleutel
from meldingen.verwijzingen.partnersleutels import find, new_key, token_of
from tests.meldingen.koppelmakers import make_token
from tests.meldingen.makers import make_world
from tests.meldingen.verwijsmakers import add_partners

pytestmark = pytest.mark.django_db
LIST = reverse("admin:meldingen_partnersleutel_changelist")
ADD = reverse("admin:meldingen_partnersleutel_add")


@pytest.fixture
def world(client):
    world = add_partners(make_world())
    client.force_login(world.users["beheerder"])
    return world


def stop(sleutel):
    return reverse("admin:meldingen_partnersleutel_intrekken", args=[sleutel.pk])


def test_a_new_token_is_shown_on_the_page_that_follows_and_nowhere_else(world, client):
    key = client.get(ADD).context["adminform"].form["kenmerk"].value()
    page = client.post(ADD, {"partner": world.gemeente.pk, "naam": "Zaaksysteem", "kenmerk": key})
    token = token_of(key)
    sleutel = Partnersleutel.objects.get()
    assert (find(token), sleutel.partner, sleutel.naam) == (sleutel, world.gemeente, "Zaaksysteem")
    assert page.content.decode().count(token) == 1
    assert "no-store" in page["Cache-Control"]
    pages = [client.get(LIST), client.get(reverse("admin:meldingen_partnersleutel_change", args=[sleutel.pk]))]
    assert [token in one.content.decode() or key in one.content.decode() for one in pages] == [False, False]
    assert all(sleutel.begin in one.content.decode() for one in pages)
    kept = [
        *(str(one) for one in get_messages(page.wsgi_request)),
        *(row.session_data for row in Session.objects.all()),
    ]
    kept += [f"{line.object_repr} {line.change_message}" for line in LogEntry.objects.order_by("pk")]
    assert [one for one in kept if token in one or key in one] == []


def test_a_form_that_is_sent_twice_makes_one_token(world, client):
    sent = {"partner": world.gemeente.pk, "naam": "Zaaksysteem", "kenmerk": new_key()}
    pages = [client.post(ADD, sent) for _ in range(2)]
    assert [token_of(sent["kenmerk"]) in page.content.decode() for page in pages] == [True, True]
    assert Partnersleutel.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "x" * 44])
def test_a_key_that_somebody_made_up_makes_no_token(world, client, key):
    page = client.post(ADD, {"partner": world.gemeente.pk, "naam": "Zaaksysteem", "kenmerk": key})
    assert (page.context["adminform"].form.errors.keys(), Partnersleutel.objects.count()) == ({"kenmerk"}, 0)


def test_a_token_is_stopped_with_one_button(world, client):
    sleutel, token = make_token(world.gemeente)
    address = reverse("admin:meldingen_partnersleutel_change", args=[sleutel.pk])
    assert stop(sleutel) in client.get(address).content.decode()
    for _ in range(2):
        assert "De sleutel werkt niet meer." in client.post(stop(sleutel), follow=True).content.decode()
    assert find(token) is None
    assert stop(sleutel) not in client.get(address).content.decode()
    assert [line.change_message for line in LogEntry.objects.order_by("pk")] == ["Ingetrokken."]


def test_a_token_is_not_changed_and_not_deleted(world, client):
    sleutel, _ = make_token(world.gemeente)
    for name in ("change", "delete"):
        address = reverse(f"admin:meldingen_partnersleutel_{name}", args=[sleutel.pk])
        assert client.post(address, {"naam": "x", "post": "yes"}).status_code == 404
    assert Partnersleutel.objects.get().naam == "Zaaksysteem"


@pytest.mark.parametrize("name", ["privacy", "auditor"])
def test_who_only_looks_cannot_make_or_stop_one(world, client, name):
    sleutel, token = make_token(world.gemeente)
    client.force_login(world.users[name])
    answers = [client.get(LIST), client.get(ADD), client.post(stop(sleutel))]
    assert [one.status_code for one in answers] == [200, 404, 404]
    assert find(token) == sleutel


@pytest.mark.parametrize("name", ["officer", "chief", "redacteur", "clerk"])
def test_nobody_else_sees_that_there_are_tokens(world, client, name):
    client.force_login(world.users[name])
    assert client.get(LIST).status_code in (302, 404)


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_three(world, client):
    counts = []
    for number in range(3):
        make_token(world.gemeente, key=str(number))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(LIST).context["cl"].result_list) == number + 1
        counts.append(len(queries))
    assert counts[0] == counts[2]
