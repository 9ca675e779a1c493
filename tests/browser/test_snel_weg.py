"""“Snel weg” in a browser, with and without scripts: away at once, and Back shows nothing (SAFETY S30)."""

import pytest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.meldingen.stijlboek")]
EXIT = "https://www.knmi.nl/nederland-nu/weer"
STORY = "Elke avond scooters"
KEYS = ("concept", "volg", "csrf")
SHOW_AGAIN = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
PRESS_AND_LOOK = "document.querySelector('.exit').click(), [document.body.checkVisibility(), document.title]"


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def has_scripts(request):
    return request.param


@pytest.fixture
def visit(browser, live_server):
    """Open the step in a context of its own, the weather page being a stand-in; with what went wrong on the way."""
    contexts = []

    def open_step(*, scripts=True, viewport=(360, 640)):
        size = {"width": viewport[0], "height": viewport[1]}
        context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts, viewport=size)
        contexts.append(context)
        weather = {"body": "<h1>Het weer</h1>", "content_type": "text/html"}
        context.route("https://www.knmi.nl/**", lambda route: route.fulfill(**weather))
        keys = [{"name": name, "value": "a" * 32, "url": live_server.url} for name in KEYS[:2]]
        context.add_cookies(keys)
        page = context.new_page()
        page.goto("/stijl/bon/")
        page.goto("/stijl/stap/")
        return page

    yield open_step
    for context in contexts:
        context.close()


def cookies_of(page):
    return {cookie["name"] for cookie in page.context.cookies()}


def leaves(page):
    page.wait_for_url(EXIT)
    return page.locator("h1").inner_text() == "Het weer"


def test_the_button_leaves_and_back_shows_nothing(visit, has_scripts):
    page = visit(scripts=has_scripts)
    assert cookies_of(page) == set(KEYS)
    page.locator("#id_tekst").fill(STORY)
    page.locator("#id_wanneer_0").check()
    page.get_by_role("button", name="Snel weg").click()
    assert leaves(page)
    if has_scripts:
        page.wait_for_timeout(300)
    assert cookies_of(page) & set(KEYS) == set()
    for _times in range(2):
        page.go_back()
        assert STORY not in page.content()
        assert page.locator("#id_tekst").count() == 0 or page.locator("#id_tekst").input_value() == ""
        assert page.locator(":checked").count() == page.locator("option:checked").count()


def test_with_scripts_the_page_is_blank_before_anything_is_answered(visit):
    page = visit()
    seen = page.evaluate(PRESS_AND_LOOK)
    assert seen == [False, "…"]
    assert leaves(page)


def test_with_scripts_the_page_is_not_in_the_history(visit):
    page = visit()
    page.get_by_role("button", name="Snel weg").click()
    assert leaves(page)
    page.go_back()
    assert page.url.endswith("/stijl/bon/")


def test_shift_three_times_leaves(visit):
    page = visit()
    page.locator("#id_tekst").focus()
    for _times in range(3):
        page.keyboard.press("Shift")
    assert leaves(page)


@pytest.mark.parametrize("pause", [0, 900])
def test_capitals_and_slow_fingers_leave_nobody_out(visit, pause):
    page = visit()
    page.locator("#id_tekst").focus()
    if pause:
        for _times in range(3):
            page.keyboard.press("Shift")
            page.wait_for_timeout(pause)
    else:
        for letter in "ABCDE":
            page.keyboard.press(f"Shift+{letter}")
        page.keyboard.press("Shift+Tab")
        page.keyboard.down("Shift")
        page.keyboard.down("Shift")
        page.keyboard.down("Shift")
    page.wait_for_timeout(200)
    assert page.url.endswith("/stijl/stap/")
    assert page.locator("h1").is_visible()


def test_a_page_that_the_browser_kept_is_asked_for_again(visit):
    page = visit()
    page.locator("#id_tekst").fill(STORY)
    with page.expect_navigation():
        page.evaluate(SHOW_AGAIN)
    assert page.locator("#id_tekst").input_value() == ""


@pytest.mark.parametrize("viewport", [(360, 640), (1280, 800)])
def test_the_button_stays_in_view_on_a_long_page(visit, viewport):
    page = visit(viewport=viewport)
    page.locator("#id_akkoord").scroll_into_view_if_needed()
    box = page.get_by_role("button", name="Snel weg").bounding_box()
    assert 0 <= box["y"] <= 20
    assert box["height"] >= 44
    assert box["x"] + box["width"] <= viewport[0]
