"""The page of an officer and the poster in a browser: what is in view, what fits, and that everybody can read it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from agenten.models import Account, Afwezigheid, Uitzondering
from tests.agenten.makers import make_buurt, make_spreekuur, make_team, make_wijkagent

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Wilhelmina Aleida van Oldenbarnevelt-Schimmelpenninck"
PLACE = "Multifunctionele accommodatie De Noordoosterpoort, zaal Van Oldenbarnevelt-Schimmelpenninck"
WIDTHS = {320: 640, 1280: 800}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def buurt():
    buurt = make_buurt(naam="Krommenie-Oost en Assendelft-Noordoosthoek")
    make_team(buurt)
    return buurt


def plain(buurt, today):
    officer = make_wijkagent(buurt, naam="Samira el Amrani", talen=["nl", "ar"], over_mij="Spreek me gerust aan.")
    make_spreekuur(officer, eerste_datum=today + timedelta(days=1), is_op_feestdag=True)
    Account.objects.create(wijkagent=officer, netwerk="instagram", naam="samira")
    return officer


def changed(buurt, today):
    """Away with somebody who stands in, a cancelled and a moved hour, and names that are long."""
    officer = make_wijkagent(buurt, naam=LONG, taken=["wijk", "jeugd"], sinds_datum=today)
    make_spreekuur(officer, eerste_datum=today, plaats=PLACE, adres=PLACE, partners=PLACE)
    hours = make_spreekuur(officer, eerste_datum=today + timedelta(days=3), is_op_feestdag=True)
    Uitzondering.objects.create(
        spreekuur=hours,
        datum=today + timedelta(days=3),
        soort=Uitzondering.Soort.VERPLAATST,
        nieuwe_datum=today + timedelta(days=4),
        reden="Het gebouw is dicht.",
    )
    Afwezigheid.objects.create(wijkagent=officer, van=today, tot=today, vervanger=make_wijkagent(naam="Joost Velde"))
    return officer


def bare(buurt, today):
    return make_wijkagent(buurt, naam="Mehmet Yıldız", slug="mehmet")


def look(page, path, width, scheme):
    """Open a page; returns what the console said and which addresses outside the site were asked for."""
    page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 640)})
    page.emulate_media(color_scheme=scheme)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)
    return said + [url for url in asked if urlsplit(url).netloc != urlsplit(page.url).netloc]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("make", [plain, changed, bare])
def test_every_state_is_readable_for_everybody(page, buurt, today, make, scheme):
    officer = make(buurt, today)
    for path in (officer.get_absolute_url(), f"/en{officer.get_absolute_url()}", f"{buurt.get_absolute_url()}poster/"):
        for width in WIDTHS:
            assert look(page, path, width, scheme) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        found = Axe().run(page, options=AXE).response
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
        assert len(found["passes"]) > 10


def test_officer_next_hour_and_contact_are_in_the_first_view_of_a_phone(page, buurt, today):
    look(page, plain(buurt, today).get_absolute_url(), 360, "light")

    for words in ("Samira el Amrani", "Volgende spreekuur", "Stuur Samira een bericht", "Bel 0900-8844"):
        box = page.locator("main").get_by_text(words).first.bounding_box()
        assert box["y"] + box["height"] < 640, words


@pytest.mark.parametrize("number", [1, 3])
def test_the_poster_prints_on_one_page_with_the_whole_code(page, buurt, today, number):
    for one in range(number):
        officer = make_wijkagent(buurt, naam=f"{LONG} {one}", slug=f"agent-{one}", taken=["wijk", "jeugd"])
        make_spreekuur(officer, eerste_datum=today + timedelta(days=1 + one), plaats=PLACE, adres=PLACE)
    look(page, f"{buurt.get_absolute_url()}poster/", 1280, "dark")

    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    sheet = page.locator(".poster").bounding_box()
    for part in (".poster .qr", ".poster .foot-note"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= sheet["y"] + sheet["height"]
    assert not page.locator(".strip").is_visible()
