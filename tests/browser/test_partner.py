"""The partner desk in a browser: with and without scripts, on a phone, by keyboard, and axe on every page."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from meldingen.models import Verwijzing
from meldingen.verwijzingen import workflow
from tests.browser.test_access import axe_findings, sideways
from tests.meldingen.makers import make_world
from tests.meldingen.verwijsmakers import accept, add_partners, refer

pytestmark = pytest.mark.django_db(transaction=True)
DESK, PHONE = (1280, 900), (360, 640)
SOON = "2027-01-04"
REPORT_CSP = "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"


@pytest.fixture
def world(transactional_db):
    return add_partners(make_world())


@pytest.fixture
def open_desk(browser, live_server, world):
    """A page on which somebody of a partner is signed in, and a list of what went wrong on it."""
    contexts = []

    def begin(name="clerk", *, size=DESK, scripts=True, scheme="light"):
        context = browser.new_context(
            base_url=live_server.url, locale="nl-NL", color_scheme=scheme, java_script_enabled=scripts,
            viewport=dict(zip(("width", "height"), size, strict=True)),
        )  # fmt: skip
        contexts.append(context)
        client = Client()
        client.force_login(world.users[name])
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        context.add_init_script(REPORT_CSP)
        page, wrong = context.new_page(), []
        page.on("console", lambda message: wrong.append(message.text) if "CSP" in message.text else None)
        return page, wrong

    yield begin
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_clerk_accepts_asks_and_finishes(world, open_desk, scripts, size):
    verwijzing = refer(world, now=None)
    page, wrong = open_desk(size=size, scripts=scripts)
    page.goto("/partner/")
    page.locator(".rows .what a").click()
    page.get_by_role("link", name="Wij pakken dit op").click()
    page.get_by_label("Wanneer verwacht u klaar te zijn?").fill(SOON)
    page.get_by_role("button", name="Pak deze zaak op").click()
    expect(page.locator(".said")).to_have_text("U pakt deze zaak op.")
    page.get_by_label("Uw bericht aan de wijkagent").fill("Welke speeltuin?")
    page.get_by_role("button", name="Verstuur naar de wijkagent").click()
    expect(page.locator(".msg")).to_contain_text("Welke speeltuin?")
    page.get_by_role("link", name="Klaar", exact=True).click()
    page.get_by_role("button", name="Meld dat het klaar is").click()
    expect(page.locator(".errsum")).to_contain_text("Schrijf in één zin op wat er is gedaan")
    page.get_by_label("Wat is er gedaan?").fill("Er staan paaltjes.")
    page.get_by_role("button", name="Meld dat het klaar is").click()
    expect(page.locator(".said")).to_have_text("De zaak is klaar. Dank u wel.")
    found = Verwijzing.objects.get(pk=verwijzing.pk)
    assert (found.status, found.slotzin, wrong) == ("gereed", "Er staan paaltjes.", [])


def test_a_case_is_opened_and_refused_by_keyboard_alone(world, open_desk):
    verwijzing = refer(world, now=None)
    page, _wrong = open_desk()
    page.goto("/partner/")
    tab_to(page, world.categorie.publieke_naam)
    page.keyboard.press("Enter")
    tab_to(page, "Niet voor ons")
    page.keyboard.press("Enter")
    tab_to(page, "")
    page.keyboard.type("Dit is van een ander.")
    tab_to(page, "Stuur terug naar de wijkagent")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_text("De zaak is terug bij de wijkagent.")
    assert Verwijzing.objects.get(pk=verwijzing.pk).reden == "Dit is van een ander."


def tab_to(page, words):
    """Tab until the focus is on what has these words; without words on a text of more lines."""
    for _press in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate("[document.activeElement.tagName, document.activeElement.textContent.trim()]")
        if at[1] == words and (words or at[0] == "TEXTAREA"):
            return
    raise AssertionError(words)


def test_several_are_taken_without_scripts_on_a_phone(world, open_desk):
    refer(world, now=None), refer(world, now=None)
    page, _wrong = open_desk("coordinator", size=PHONE, scripts=False)
    page.goto("/partner/")
    for tick in page.locator(".rows input").all():
        tick.check()
    page.get_by_role("button", name="Pak samen op").click()
    page.get_by_label("Wanneer verwacht u klaar te zijn?").fill(SOON)
    page.get_by_role("button", name="Pak deze zaak op").click()
    expect(page.locator(".said")).to_have_text("2 zaken zijn bijgewerkt.")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")])
def test_every_page_passes_axe_and_never_scrolls_sideways(world, open_desk, size, scheme):
    case = accept(world, refer(world, now=None), now=timezone.now())
    workflow.say(case, tekst="Graag snel.", by=world.users["officer"])
    workflow.note(case, tekst="Bel de aannemer.", by=world.users["clerk"])
    refer(world, now=None)
    page, wrong = open_desk("coordinator", size=size, scheme=scheme)
    steps = ("", "klaar/", "terug/", "bericht/", "gevaar/", "notitie/", "toewijzen/", "afdruk/", "oppakken/")
    addresses = [f"/partner/zaak/{case.nummer}/{step}" for step in steps]
    addresses += ["/partner/", "/partner/?beeld=in-uitvoering", "/partner/?zoek=niets", "/partner/nieuw/"]
    addresses += ["/partner/wachtwoord/", "/partner/inloggen/", "/partner/uitnodiging/MQ/a-b/"]
    for address in addresses:
        page.goto(address)
        wrong += [f"{address}: {one}" for one in [*axe_findings(page), *sideways(page)]]
    page.goto("/partner/nieuw/")
    page.get_by_role("button", name="Verstuur naar de wijkagent").click()
    wrong += axe_findings(page)
    assert wrong == []
