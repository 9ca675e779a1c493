"""The inbox in a real browser: by keyboard, on a phone, in both schemes, and with the letters switched off."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REPORT_CSP = "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"


@pytest.fixture
def sign_in(browser, live_server, transactional_db):
    """The inbox of the demo's officer, and a list that fills with what goes wrong on it."""
    call_command("load_demo", verbosity=0)
    contexts = []

    def enter(**options):
        context = browser.new_context(base_url=live_server.url, locale="nl-NL", **options)
        contexts.append(context)
        context.add_init_script(REPORT_CSP)
        page, wrong = context.new_page(), []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto("/admin/")
        page.fill("#id_username", "samira")
        page.fill("#id_password", "samira-rivierdam")
        with page.expect_navigation():
            page.click("input[type=submit]")
        expect(page.locator(".inbox")).to_be_visible()
        return page, wrong

    yield enter
    for context in contexts:
        context.close()


def rows(page):
    return page.locator("#result_list tbody tr")


def axe_findings(page):
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def test_somebody_walks_opens_and_ticks_by_keyboard(sign_in):
    page, wrong = sign_in(viewport=DESK)
    second = rows(page).nth(1)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(second).to_have_attribute("aria-current", "true")
    title = second.locator("a").inner_text()
    page.keyboard.press("x")
    expect(second.locator("input")).to_be_checked()
    expect(page.locator("[data-count]")).to_have_text("1 gekozen")
    page.keyboard.press("k")
    expect(rows(page).nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#dossier-titel")).to_have_text(title)
    assert page.url.endswith("/admin/meldingen/melding/")
    with page.expect_response(lambda response: "HX-Trigger" not in response.headers and response.ok):
        page.evaluate("htmx.trigger(document.body, 'postvak')")
    expect(second).to_have_attribute("aria-current", "true")
    expect(second.locator("input")).to_be_checked()
    page.keyboard.press("/")
    page.keyboard.type("jx?")
    assert page.input_value("input[name=q]") == "jx?"
    page.locator("h1").first.click()
    page.keyboard.press("?")
    expect(page.locator("#toetsen dl")).to_be_visible()
    assert wrong == []


def test_letters_that_are_switched_off_do_nothing(sign_in):
    page, wrong = sign_in(viewport=DESK)
    page.locator("#toetsen summary").click()
    page.locator("#toetsen input[type=checkbox]").uncheck()
    with page.expect_navigation():
        page.locator("#toetsen button").click()
    page.keyboard.press("j")
    expect(page.locator("tr[aria-current]")).to_have_count(0)
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_two_cards_without_scrolling_and_opens_a_page_of_its_own(sign_in, scheme):
    page, wrong = sign_in(viewport=PHONE, color_scheme=scheme)
    boxes = [rows(page).nth(number).bounding_box() for number in (0, 1)]
    assert boxes[0]["y"] <= 200
    assert boxes[1]["y"] + boxes[1]["height"] <= PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe_findings(page) == []
    with page.expect_navigation():
        rows(page).nth(1).locator("a").click()
    assert page.url.endswith("/change/")
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_desk(sign_in, scheme):
    page, wrong = sign_in(viewport=DESK, color_scheme=scheme)
    rows(page).nth(1).locator("input").check()
    assert (wrong, axe_findings(page)) == ([], [])
    with page.expect_navigation():
        page.get_by_role("button", name="Zet op naam").click()
    assert axe_findings(page) == []  # which itself tries an inline style


def test_everything_works_without_script(sign_in):
    page, _wrong = sign_in(viewport=DESK, java_script_enabled=False)
    page.locator(".filters > summary").click()
    page.select_option("select[name=melder]", "anoniem")
    page.get_by_role("button", name="Zoek").click()
    assert {text.strip() for text in page.locator("td.who").all_inner_texts()} <= {"Anoniem", ""}
    page.fill("#naam", "Anoniemen")
    page.get_by_role("button", name="Bewaar", exact=True).first.click()
    expect(page.locator(".views a", has_text="Anoniemen")).to_have_attribute("aria-current", "page")
    page.locator("tbody tr a").first.click()
    assert page.url.endswith("/change/")
