"""The admin in a real browser, as each role: no CSP report, nothing from elsewhere, no sideways scroll on a phone."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)
ROLES = ["samira", "beheerder"]
PHONE = {"width": 360, "height": 640}
REPORT_CSP = "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)


@pytest.fixture
def sign_in(browser, live_server, demo):
    """A page on which somebody of the demo is signed in, and a list that fills with what goes wrong on it."""
    contexts = []

    def enter(name, **options):
        context = browser.new_context(base_url=live_server.url, locale="nl-NL", **options)
        contexts.append(context)
        context.add_init_script(REPORT_CSP)
        page, wrong = context.new_page(), []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(live_server.url) else wrong.append(request.url),
        )
        page.goto("/admin/")
        page.fill("#id_username", name)
        page.fill("#id_password", f"{name}-rivierdam")
        page.click("input[type=submit]")
        assert "/login/" not in page.url
        page.goto("/admin/?alles")
        return page, wrong

    yield enter
    for context in contexts:
        context.close()


def pages_of(page):
    """The index, every list, every page to add, the first row of each list and what that row links to."""
    lists = links(page, "#content-main a")
    rows = []
    for address in [one for one in lists if re.fullmatch(r"/admin/\w+/\w+/", one)]:
        page.goto(address)
        rows += links(page, "#result_list th a, #result_list .knop")[:2]
    below = []
    for address in rows:
        page.goto(address)
        below += [
            one
            for one in links(page, ".object-tools a, .deletelink")
            if one.startswith("/admin/") and not one.startswith("/admin/r/")
        ]
    return ["/admin/", "/admin/?alles", *lists, *rows, *below]


def links(page, selector):
    found = page.eval_on_selector_all(selector, "all => all.map(one => one.href)")
    return list(dict.fromkeys(urlsplit(one).path for one in found))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_a_phone_and_loads_nothing_from_elsewhere(sign_in, role):
    page, wrong = sign_in(role, viewport=PHONE)
    addresses = pages_of(page)
    assert len(addresses) > 10
    for address in addresses:
        status = page.goto(address).status
        width = page.evaluate("document.documentElement.scrollWidth")
        if status != 200 or width > PHONE["width"]:
            wrong.append(f"{address}: {status}, {width} px wide")
    assert wrong == []


def test_the_preview_follows_what_is_typed_and_saves_nothing(sign_in):
    page, wrong = sign_in("samira", viewport=PHONE)
    page.click("text=Nieuw spreekuur")
    page.fill("#id_eerste_datum", "2027-02-01")
    page.fill("#id_begin_tijd", "10:00")
    page.fill("#id_eind_tijd", "11:00")
    page.fill("#id_plaats", "Bieb")
    page.locator("#id_plaats").blur()
    page.wait_for_selector("#voorbeeld >> text=maandag 1 februari 2027")
    assert page.locator("#voorbeeld li").count() == 10
    page.fill("#id_om_de_weken", "2")
    page.locator("#id_om_de_weken").blur()
    expect(page.locator("#voorbeeld li").nth(1)).to_contain_text("maandag 15 februari 2027")
    assert page.input_value("#id_plaats") == "Bieb"
    page.goto("/admin/agenten/spreekuur/?q=Bieb")
    assert page.locator("#result_list tr").count() == 0
    assert wrong == []


def test_two_clicks_on_a_phone_cancel_the_next_spreekuur(sign_in):
    page, wrong = sign_in("samira", viewport=PHONE)
    first = page.locator(".moments li:not(.off)").first
    when = first.locator("b").inner_text()
    first.locator("text=Gaat niet door").click()
    page.click("button >> text=Gaat niet door")
    assert page.locator(".messagelist").inner_text() == (
        f"Het spreekuur op {when} gaat niet door. Bewoners zien dit binnen een minuut."
    )
    assert when in page.locator(".moments li.off b").all_inner_texts()
    assert wrong == []


def test_without_script_one_looks_first_and_keeps_what_was_typed(sign_in):
    page, _wrong = sign_in("samira", java_script_enabled=False)
    page.click("text=Nieuw spreekuur")
    page.fill("#id_eerste_datum", "2027-02-01")
    page.fill("#id_begin_tijd", "10:00")
    page.fill("#id_eind_tijd", "11:00")
    page.fill("#id_plaats", "Bieb")
    page.click("text=Bekijk eerst")
    assert page.locator("#voorbeeld li").count() == 10
    assert page.input_value("#id_plaats") == "Bieb"
    page.click("input[name=_save]")
    assert page.locator(".messagelist li.success").count() == 1
