"""The upload of an address list in the admin: look first, then take over."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agenten.models import Partneradres
from tests.meldingen.makers import make_world
from tests.meldingen.verwijsmakers import add_partners

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return add_partners(make_world())


@pytest.fixture
def beheerder(client, world):
    client.force_login(world.users["beheerder"])
    return client


@pytest.fixture
def page(world):
    return reverse("admin:agenten_partner_adressen", args=[world.corporatie.pk])


def upload(client, page, text):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(page, {"bestand": SimpleUploadedFile("lijst.csv", content)})


def confirm(client, page, answer, **fields):
    lijst = html.unescape(re.search(r'name="lijst" value="([^"]*)"', answer.text)[1])
    return client.post(page, {"lijst": lijst, **fields})


def stored():
    return sorted(str(one) for one in Partneradres.objects.order_by("pk"))


def test_a_list_is_looked_at_and_taken_over(beheerder, world, page):
    answer = upload(beheerder, page, "postcode;huisnummer;toevoeging\n9927AA;1;\n9927AA;2;a\n")
    assert (answer.status_code, stored()) == (200, [])
    assert "9927AA 2A" in answer.text
    again = confirm(beheerder, page, answer)
    assert (again.status_code, stored()) == (302, ["9927AA 1", "9927AA 2A"])
    words = LogEntry.objects.order_by("-pk").first().change_message
    assert words == "2 adressen zijn nieuw. 0 adressen zijn weg."
    assert confirm(beheerder, page, answer).status_code == 302
    assert stored() == ["9927AA 1", "9927AA 2A"]
    assert {one.partner for one in Partneradres.objects.select_related("partner").order_by("pk")} == {world.corporatie}


def test_wrong_rows_are_shown_and_nothing_is_taken_over(beheerder, page):
    answer = upload(beheerder, page, "9927AA;1\n0000AA;x\n")
    assert answer.status_code == 422 and 'name="lijst"' not in answer.text
    assert answer.context["fouten"] == [
        (2, "postcode", "Dit is geen postcode, zoals 1234AB."),
        (2, "huisnummer", "Dit is geen huisnummer. Zet letters in de kolom toevoeging."),
    ]
    assert stored() == []


@pytest.mark.parametrize("data", [{}, {"bestand": ""}, {"bestand": "tekst"}])
def test_without_a_file_the_page_says_so(beheerder, page, data):
    answer = beheerder.post(page, data)
    assert (answer.status_code, answer.context["form"].errors) == (422, {"bestand": ["Kies een bestand."]})


def test_when_more_than_half_goes_a_tick_is_asked(beheerder, page):
    confirm(beheerder, page, upload(beheerder, page, "9927AA;1\n9927AA;2\n9927AA;3\n"))
    answer = upload(beheerder, page, "9927AA;1\n")
    assert "Meer dan de helft van de adressen verdwijnt." in answer.text
    refused = confirm(beheerder, page, answer)
    assert (refused.status_code, len(stored())) == (422, 3)
    assert "Meer dan de helft van de adressen verdwijnt." in refused.text
    assert confirm(beheerder, page, refused, mag_weg="on").status_code == 302
    assert stored() == ["9927AA 1"]


@pytest.mark.parametrize("lijst", ["", "x", "9927AA,1, 0,0,", "9927AA,1\x00"])
def test_a_list_that_was_made_up_changes_nothing(beheerder, page, lijst):
    assert beheerder.post(page, {"lijst": lijst}).status_code == 422
    assert stored() == []


def test_a_partner_that_is_not_there_has_no_page(beheerder):
    assert beheerder.get(reverse("admin:agenten_partner_adressen", args=[10**9])).status_code == 404
