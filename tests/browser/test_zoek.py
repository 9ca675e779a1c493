"""The search field in a real browser: by keyboard, without scripts, with a position, and the buurt that is kept."""

import pytest
from playwright.sync_api import expect

from buurten.zoeknamen import rebuild
from tests.browser.test_access import axe_findings
from tests.buurten.straten import make_rivierdam, make_straat
from tests.buurten.test_find import square

pytestmark = pytest.mark.django_db(transaction=True)
LINDEN = "/mijn-buurt/rivierdam/lindenkwartier/"


@pytest.fixture
def rivierdam(transactional_db):
    buurten = make_rivierdam()
    make_straat("Lindelaan", (buurten[1], 1, 99))
    square(buurten[0], 52.373, 4.893, east=-500)
    rebuild()
    return buurten


@pytest.fixture
def field(page, rivierdam):
    page.goto("/")
    return page.get_by_role("combobox", name="Uw postcode of adres")


@pytest.fixture
def asked(page):
    """The addresses of the suggestions that the page asks for."""
    addresses = []
    page.on("request", lambda request: addresses.append(request.url) if "/suggesties" in request.url else None)
    return addresses


def test_the_arrows_and_enter_choose_a_suggestion(page, field):
    field.press_sequentially("lind")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#q-status")).to_have_text("2 suggesties. Kies met de pijltjes.")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.nth(0).get_attribute("id"))
    field.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(options.nth(0)).to_have_attribute("aria-selected", "false")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url(f"**{LINDEN}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_list(page, field, scheme):
    page.emulate_media(color_scheme=scheme)
    field.press_sequentially("lind")
    expect(page.get_by_role("option")).to_have_count(2)
    field.press("ArrowDown")
    assert axe_findings(page) == []


def test_enter_without_a_chosen_suggestion_sends_the_form(page, field):
    field.press_sequentially("Linde")
    expect(page.get_by_role("option")).to_have_count(2)
    field.press("Enter")
    page.wait_for_url("**/mijn-buurt/zoek?q=Linde")


def test_escape_closes_the_list_and_keeps_the_text(page, field):
    field.press_sequentially("lind")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("ArrowDown")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.get_attribute("aria-activedescendant") is None
    expect(field).to_have_value("lind")
    field.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


def test_tab_leaves_the_field_and_closes_the_list(page, field):
    field.press_sequentially("lind")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Zoek mijn wijkagent")).to_be_focused()


def test_a_click_on_a_suggestion_goes_there(page, field):
    field.press_sequentially("lind")
    page.get_by_role("option", name="Lindenkwartier").click()
    page.wait_for_url(f"**{LINDEN}")


@pytest.mark.parametrize("text", ["9928 AA 12", "li", "Kade 3"])
def test_a_postcode_too_little_or_a_house_number_is_not_sent_while_typing(page, field, asked, text):
    field.press_sequentially(text)
    page.wait_for_timeout(500)
    assert [address for address in asked if not address.endswith("q=Kade")] == []
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_fast_typing_asks_once(page, field, asked):
    field.press_sequentially("lindenkwar", delay=20)
    expect(page.get_by_role("option")).to_have_count(1)
    assert [address.rsplit("q=")[-1] for address in asked] == ["lindenkwar"]


def test_a_failing_server_leaves_the_form_as_it_is(page, field):
    page.route("**/suggesties*", lambda route: route.fulfill(status=503, body="<h1>503</h1>"))
    field.press_sequentially("lind")
    page.wait_for_timeout(500)
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("heading", name="503")).to_have_count(0)


def test_everything_works_without_scripts(browser, live_server, rivierdam):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_text("Gebruik mijn locatie")).to_be_hidden()
    page.get_by_label("Uw postcode of adres").fill("9928AB")
    page.get_by_role("button", name="Zoek mijn wijkagent").click()
    page.get_by_label("Huisnummer").fill("12")
    page.get_by_role("main").get_by_role("button", name="Zoek mijn wijkagent").click()
    page.wait_for_url("**/mijn-buurt/rivierdam/havenbuurt/")
    page.goto("/mijn-buurt/zoek?q=Molenstraat")
    page.get_by_role("link", name="Molenstraat 1 tot en met 60, Oudveen").click()
    page.wait_for_url("**/mijn-buurt/oudveen/oudveen-dorp/")
    page.goto("/mijn-buurt/locatie")
    expect(page.get_by_role("button", name="Gebruik mijn locatie")).to_be_hidden()
    expect(page.get_by_text("U kunt ook uw postcode of adres invullen.")).to_be_visible()
    context.close()


def open_position(browser, live_server, **options):
    context = browser.new_context(base_url=live_server.url, locale="nl-NL", **options)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Gebruik mijn locatie").click()
    return page


def test_a_position_leads_to_the_buurt_and_is_sent_rounded(browser, live_server, rivierdam):
    here = {"latitude": 52.3731234, "longitude": 4.8931234}
    page = open_position(browser, live_server, geolocation=here, permissions=["geolocation"])
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Gebruik mijn locatie").click()
    page.wait_for_url(f"**{LINDEN}")
    fields = dict(part.split("=") for part in sent.value.post_data.split("&"))
    assert (fields["lat"], fields["lon"]) == ("52.373", "4.893")
    page.context.close()


def test_a_refused_position_says_what_to_do(browser, live_server, rivierdam):
    page = open_position(browser, live_server)
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Gebruik mijn locatie").click()
    expect(page.get_by_text("We mogen uw locatie niet zien. Vul uw postcode in.")).to_be_visible()
    assert posts == []
    page.context.close()


def test_a_buurt_is_kept_only_after_a_click_and_can_be_forgotten(page, rivierdam):
    page.goto("/")
    card = page.locator("[data-mijn-buurt]")
    expect(card).to_be_hidden()
    page.goto(f"/en{LINDEN}")
    assert page.evaluate("localStorage.length") == 0
    page.locator("[data-onthoud]").click()
    assert page.evaluate("localStorage.getItem('mijn-buurt')") == f'{{"naam":"Lindenkwartier","pad":"{LINDEN}"}}'
    page.goto("/")
    expect(card).to_contain_text("Uw buurt: Lindenkwartier")
    card.get_by_role("link", name="Lindenkwartier").click()
    page.wait_for_url(f"**{LINDEN}")
    expect(page.get_by_role("button", name="Vergeet mijn buurt")).to_be_visible()
    page.goto("/")
    card.get_by_role("button", name="Vergeet").click()
    expect(card).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    "pad", ["javascript:alert(1)", "https://elders.example/", "//elders.example/a/b/", "/mijn-buurt/"]
)
def test_what_somebody_else_stored_is_no_link(page, rivierdam, pad):
    page.goto("/")
    page.evaluate("pad => localStorage.setItem('mijn-buurt', JSON.stringify({naam: 'x', pad}))", pad)
    page.reload()
    expect(page.locator("[data-mijn-buurt]")).to_be_hidden()
