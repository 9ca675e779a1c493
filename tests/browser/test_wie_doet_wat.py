"""Who handles what in a real browser: the jumps on the page, and the partner at the other door."""

import pytest
from playwright.sync_api import expect

from meldingen.models import Categorie
from tests.agenten.makers import make_buurt, make_wijkagent
from tests.browser.test_access import axe_findings
from tests.meldingen.verwijsmakers import make_partner

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/mijn-buurt/rivierdam/lindenkwartier/wie-doet-wat/"


@pytest.fixture
def buurt(transactional_db):
    place = make_buurt()
    make_wijkagent(place)
    subjects = Categorie.objects.order_by("pk")
    texts = {"openingstijden": "maandag tot en met vrijdag", "uitleg": "Ruimt op.", "website": "https://a.example"}
    make_partner(gemeente=place.gemeente, categorieen=subjects, noodlijn="0599-000112", **texts)
    make_partner("Woonstichting De Linde", "corporatie", gemeente=place.gemeente)
    return place


def test_a_jump_and_a_name_lead_to_their_place_on_the_page(page, buurt):
    page.goto(URL)
    page.get_by_role("link", name="Milieu").click()
    expect(page.get_by_role("heading", name="Milieu")).to_be_in_viewport()
    page.get_by_role("link", name="Gemeente Rivierdam").first.click()
    expect(page.locator("#partner-gemeente-rivierdam")).to_be_in_viewport()


def test_the_other_door_names_the_partner_and_leaves_the_way_on_open(page, buurt):
    page.goto(f"/melden/?buurt={buurt.pk}&categorie=AFVAL")
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_text("Bereikbaar: maandag tot en met vrijdag")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_role("button", name="Toch verder").click()
    expect(page.locator("textarea[name=verhaal]")).to_be_visible()
