"""“Geef door” in a browser: with script, without, with the keyboard alone, on a phone (PRODUCT O16, DESIGN §4)."""

import pytest
from playwright.sync_api import expect

from meldingen.models import Melding, Verwijzing
from meldingen.verwijzingen import workflow
from tests.browser import test_dossier
from tests.browser.test_access import axe_findings, sideways
from tests.browser.test_dossier import DESK, LIST, PHONE, sent
from tests.meldingen.makers import make_world
from tests.meldingen.verwijsmakers import add_partners, refer

pytestmark = pytest.mark.django_db(transaction=True)
sign_in = test_dossier.sign_in
SCREENS = pytest.mark.parametrize(
    ("scripts", "size"), [(True, DESK), (False, PHONE), (True, PHONE)], ids=["desk", "no-scripts", "phone"]
)
STORY = "Buurman Piet rijdt met 16-AB-CD door het park."


@pytest.fixture
def world(transactional_db):
    return add_partners(make_world())


@SCREENS
def test_a_simple_case_takes_three_interactions(world, sign_in, scripts, size):
    melding, officer = sent(world), sign_in(scripts=scripts, size=size)
    officer.open(melding)
    begun = officer.interactions
    officer.click("[data-toets=D]")
    officer.click("#doorgeven .send button.default")
    expect(officer.page.locator(".letter")).to_contain_text("Twee scooters in het park.")
    officer.send("De melding is doorgegeven.")
    one = Verwijzing.objects.get()
    assert (one.partner, one.tekst, one.status) == (world.gemeente, "Twee scooters in het park.", "verzonden")
    assert officer.tell("pass on") - begun == 3


@SCREENS
def test_marked_words_go_with_one_button_and_another_ground_shows_its_fields(world, sign_in, scripts, size):
    melding, officer = sent(world, verhaal=STORY), sign_in(scripts=scripts, size=size)
    page = officer.page
    officer.open(melding)
    officer.click("[data-toets=D]")
    expect(page.locator(".marked mark")).to_have_count(2)
    officer.click("#doorgeven button[name=weg]")
    text = page.locator("#doorgeven textarea[name=tekst]")
    expect(text).to_have_value("Buurman [naam] rijdt met [kenteken] door het park.")
    if scripts:
        expect(text).to_be_focused()
    page.locator("#doorgeven input[value=wpg-19]").check()
    if not scripts:
        officer.click("#doorgeven button[name=kies]")
    page.locator("#doorgeven textarea[name=noodzaak]").fill("Er is gevaar.")
    page.locator("#doorgeven textarea[name=belang]").fill("Veiligheid op straat.")
    officer.click("#doorgeven .send button.default")
    expect(page.locator(".preview")).to_contain_text("De teamchef verzendt dit.")
    expect(text).to_have_value("Buurman [naam] rijdt met [kenteken] door het park.")
    officer.send("De melding is doorgegeven.")
    assert Verwijzing.objects.get().status == "klaargezet"
    expect(page.locator(".referral")).to_contain_text("Wacht op de teamchef")


def test_with_the_keyboard_alone(world, sign_in):
    melding, officer = sent(world, verhaal=STORY), sign_in()
    officer.open(melding)
    officer.press("d")
    expect(officer.page.locator("#doorgeven input[name=partners]").first).to_be_focused()
    officer.press("Tab")
    while officer.page.evaluate("document.activeElement.name") != "grond":
        officer.press("Tab")
    officer.press("ArrowDown")  # from the last ground to the first
    expect(officer.page.locator("#doorgeven select")).to_have_count(0)  # it asks for no agreement
    expect(officer.page.locator("#doorgeven input[value=wpg-16]")).to_be_focused()
    while officer.page.evaluate("document.activeElement.name") != "bekeken":
        officer.press("Tab")
    officer.press("Space")
    while officer.page.evaluate("document.activeElement.closest('.send') === null"):
        officer.press("Tab")
    officer.press("Enter")
    expect(officer.page.locator(".preview h4").first).to_be_focused()
    while officer.page.evaluate("document.activeElement.name") != "verstuur":
        officer.press("Tab")
    officer.press("Enter")
    officer.done("De melding is doorgegeven.")
    assert Verwijzing.objects.get().tekst == STORY


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_came_back_is_passed_on_again_and_another_is_withdrawn(world, sign_in, scripts):
    verwijzing = refer(world, sent(world))
    workflow.refuse(verwijzing, reden="Niet van ons", betere_plek="De corporatie", by=world.users["clerk"])
    officer = sign_in(scripts=scripts)
    officer.open(Melding.objects.get())
    expect(officer.page.locator(".referral")).to_contain_text("De corporatie")
    officer.click(".referral a.act")
    page = officer.page
    expect(page.locator("#doorgeven textarea[name=tekst]")).to_have_value(verwijzing.tekst)
    page.locator("#doorgeven input[name=partners]").first.check()
    page.locator("#doorgeven input[value=wpg-16]").check()
    officer.click("#doorgeven .send button.default")
    officer.send("De melding is doorgegeven.")
    officer.page.locator(".referral summary", has_text="Trek in").first.click()
    officer.page.locator(".referral textarea[name=reden]").first.fill("Toch zelf gaan kijken")
    officer.page.locator(".referral form[action$='/intrekken/'] button").click()
    officer.done("De verwijzing is ingetrokken.")
    assert [one.status for one in Verwijzing.objects.order_by("pk")] == ["geweigerd", "ingetrokken"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_step_preview_and_block(world, sign_in, size, scheme):
    melding = sent(world, verhaal=STORY, contactvorm="met_naam", naam="J. de Wit", email="j@example.nl", delen="niet")
    officer = sign_in(size=size, scheme=scheme)
    page = officer.page
    page.goto(f"{LIST}{melding.nummer}/doorgeven/")
    found = [*axe_findings(page), *sideways(page)]
    page.locator("#doorgeven .send button.default").click()
    expect(page.locator(".preview")).to_be_visible()
    found += [*axe_findings(page), *sideways(page)]
    verwijzing = refer(world, melding)
    workflow.say(verwijzing, tekst="Er ligt een wapen.", is_gevaar=True, by=world.users["clerk"])
    page.goto(f"{LIST}{melding.nummer}/change/")
    found += [*axe_findings(page), *sideways(page)]
    assert found == []
