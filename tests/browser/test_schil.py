"""The shell of the pages for residents in a browser: what everybody can read, and what scripts add."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.meldingen.stijlboek")]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
STAP, BON = "/stijl/stap/", "/stijl/bon/"


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 360, "height": 640})
    return page


def findings(page):
    found = Axe().run(page, options=AXE).response
    assert len(found["passes"]) > 10
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def send(page):
    page.get_by_role("button", name="Volgende").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_part_is_readable_for_everybody(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 640})
    page.emulate_media(color_scheme=scheme)
    for path in (STAP, "", BON):
        if path:
            page.goto(path)
        else:
            send(page)
            page.wait_for_selector(".errsum")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert findings(page) == []


def test_a_first_visit_of_a_step_weighs_less_than_50_kilobytes(page):
    weights = {}

    def weigh(response):
        body = response.body()
        weights[response.url] = len(body) if response.url.endswith(".woff2") else len(gzip.compress(body, 6))

    page.on("response", weigh)
    page.goto(STAP)
    page.wait_for_load_state("networkidle")
    assert sum(weights.values()) < 50_000, weights
    assert sum(weight for url, weight in weights.items() if url.endswith(".js")) < 5_000


def test_after_a_mistake_the_summary_has_the_focus_and_leads_to_the_fields(phone):
    phone.goto(STAP)
    send(phone)
    phone.wait_for_selector(".errsum")
    assert phone.evaluate("document.activeElement.className") == "errsum"
    assert phone.title() == "Fout: Stap 2 van 5 | Wijkportaal"
    first, second = phone.locator(".errsum a").all()
    second.click()
    assert phone.evaluate("document.activeElement.id") == "id_wanneer_0"
    first.click()
    assert phone.evaluate("document.activeElement.id") == "id_tekst"
    exit_box = phone.get_by_role("button", name="Snel weg").bounding_box()
    assert phone.locator("#id_tekst").bounding_box()["y"] > exit_box["y"] + exit_box["height"]


def test_letters_are_counted_and_told_only_near_the_end(phone):
    phone.goto(STAP)
    hint, status = phone.locator("[data-letters]"), phone.locator("[data-letters] + [role=status]")
    assert hint.inner_text() == "U kunt 3.000 letters gebruiken"
    phone.locator("#id_tekst").fill("é" * 100)
    assert hint.inner_text() == "U kunt nog 2.900 letters gebruiken"
    phone.wait_for_timeout(1200)
    assert status.text_content() == ""
    phone.locator("#id_tekst").fill("a" * 2995)
    phone.wait_for_timeout(1200)
    assert status.text_content() == "U kunt nog 5 letters gebruiken"
    phone.locator("#id_tekst").fill("a" * 3002)
    assert hint.inner_text() == "U gebruikt 2 letters te veel"
    assert phone.locator("#id_tekst").input_value() == "a" * 3002


def test_without_a_connection_the_page_stays_with_everything_on_it(phone):
    phone.goto(STAP)
    phone.locator("#id_tekst").fill("Scooters")
    phone.locator("#id_wanneer_0").check()
    phone.context.set_offline(True)
    send(phone)
    phone.get_by_text("Geen verbinding. Uw tekst is niet weg.").wait_for()
    assert phone.locator("#id_tekst").input_value() == "Scooters"
    phone.context.set_offline(False)
    send(phone)
    phone.wait_for_url("**/stijl/bon/")


def test_names_of_chosen_photos_are_listed(phone):
    phone.goto(STAP)
    phone.locator("#id_foto").set_input_files({"name": "<b>park</b>.jpg", "mimeType": "image/jpeg", "buffer": b"x"})
    assert phone.locator("[data-namen] li").all_inner_texts() == ["<b>park</b>.jpg"]


def test_the_code_is_copied(phone):
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.goto(BON)
    phone.get_by_role("button", name="Kopieer de code").click()
    phone.get_by_text("De code is gekopieerd.").wait_for()
    assert phone.evaluate("navigator.clipboard.readText()") == "4CDE-3MHT-9XWP-2D8N"


def test_without_scripts_no_button_stands_that_does_nothing(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(BON)
    assert page.locator("main").get_by_role("button").all_text_contents() == ["Snel weg van deze pagina"]
    page.goto(STAP)
    page.locator("#id_tekst").fill("Scooters")
    page.locator("#id_wanneer_1").check()
    send(page)
    page.wait_for_url("**/stijl/bon/")
    context.close()
