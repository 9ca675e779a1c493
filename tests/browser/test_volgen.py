"""Following a melding in a browser, with and without scripts, in both languages, by keyboard (DESIGN §3.6)."""

import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from meldingen import workflow
from meldingen.codes import code_of, new_key, shown
from meldingen.models import Bijlage, Boodschap, Melding, Status
from tests.browser.test_access import axe_findings, sideways
from tests.meldingen.makers import make_melding, make_world

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/volgen/melding/"
MODES = {"phone": (360, 640), "desk": (1280, 800)}
MINUTE = 60_000


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def has_scripts(request):
    return request.param


@pytest.fixture
def world(transactional_db):
    return make_world()


@pytest.fixture
def sent(world):
    """A melding of now, and its code as it is written down."""

    def send(**fields):
        key = new_key()
        melding = make_melding(world, key=key, now=timezone.now(), verhaal="Twee scooters in het park.", **fields)
        return melding, shown(code_of(key))

    return send


@pytest.fixture
def visit(browser, live_server):
    contexts = []

    def open_browser(*, scripts=True, viewport=(1280, 800), **options):
        size = {"width": viewport[0], "height": viewport[1]}
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=scripts, viewport=size, accept_downloads=True, **options
        )
        context.route("https://www.knmi.nl/**", lambda route: route.fulfill(body="<h1>Het weer</h1>"))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_browser
    for context in contexts:
        context.close()


def follow(page, code, path="/volgen/"):
    page.goto(path)
    page.locator("#id_volgcode").fill(code)
    page.locator("form.steps button").click()
    page.wait_for_url("**/volgen/melding/")
    return page


def picture():
    target = io.BytesIO()
    image = Image.new("RGB", (40, 30), "green")
    image.save(target, "JPEG", exif=image.getexif())
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def test_a_dialogue_both_ways_with_a_photo(visit, world, sent, has_scripts):
    melding, code = sent()
    page = follow(visit(scripts=has_scripts), code)
    workflow.ask(melding, tekst="Waar is het precies?", by=world.users["officer"])
    page.reload()
    expect(page.locator("#stand")).to_contain_text("Vraag aan u")
    expect(page.get_by_role("heading", name="Uw antwoord")).to_be_visible()
    page.get_by_label("Uw bericht").fill("Bij de vijver.\nElke avond.")
    page.locator("input[type=file]").set_input_files([picture()])
    page.get_by_role("button", name="Verstuur bericht").click()
    expect(page.locator(".msg.me", has_text="Bij de vijver.")).to_be_visible()
    expect(page.locator("#stand")).to_contain_text("In behandeling")
    expect(page.get_by_role("img", name="Foto 1")).to_be_visible()
    assert page.locator("img.thumb").evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    assert page.get_by_label("Uw bericht").input_value() == ""
    if has_scripts:
        expect(page.locator("#meld")).to_have_text("Uw bericht is verstuurd.")
        assert page.evaluate("document.activeElement.textContent") == "Wilt u nog iets zeggen?"
    workflow.reply(melding, tekst="Dank u wel.", by=world.users["officer"])
    page.get_by_label("Uw bericht").fill("Graag gedaan.")
    page.get_by_role("button", name="Verstuur bericht").click()
    expect(page.locator(".msg")).to_contain_text(["Waar is", "Bij de vijver.", "Dank u wel.", "Graag gedaan."])
    kinds = [(one.soort, one.is_van_melder) for one in Boodschap.objects.in_order()]
    assert kinds == [("vraag", False), ("antwoord", True), ("bericht", False), ("bericht", True)]
    assert Bijlage.objects.count() == 1


def test_a_message_without_words_keeps_the_page_and_says_what_to_do(visit, sent, has_scripts):
    _melding, code = sent()
    page = follow(visit(scripts=has_scripts), code)
    page.get_by_role("button", name="Verstuur bericht").click()
    expect(page.get_by_role("alert").filter(has_text="Er klopt nog iets niet")).to_be_visible()
    expect(page.locator(".err")).to_contain_text("Schrijf een bericht of kies een foto")
    page.get_by_label("Uw bericht").fill("Nu wel.")
    page.get_by_role("button", name="Verstuur bericht").click()
    expect(page.locator(".msg.me", has_text="Nu wel.")).to_be_visible()


def test_news_comes_by_itself_and_leaves_what_is_typed_alone(visit, world, sent):
    melding, code = sent()
    page = visit()
    page.clock.install()
    follow(page, code)
    page.get_by_label("Uw bericht").fill("Half af")
    workflow.reply(melding, tekst="Ik ga kijken.", by=world.users["officer"])
    page.clock.fast_forward(MINUTE + 1000)
    expect(page.locator("#verloop")).to_contain_text("Ik ga kijken.")
    expect(page.locator("#meld")).to_have_text("Er is nieuws over uw melding.")
    assert page.get_by_label("Uw bericht").input_value() == "Half af"


def test_the_page_goes_when_the_session_did(visit, sent):
    _melding, code = sent()
    page = visit()
    page.clock.install()
    follow(page, code)
    page.context.clear_cookies(name="volg")
    page.clock.fast_forward(MINUTE + 1000)
    page.wait_for_url("**/volgen/?gesloten")
    expect(page.locator("main")).not_to_contain_text("scooters")


def test_text_that_is_sent_after_the_session_is_not_lost(visit, sent, has_scripts):
    _melding, code = sent()
    page = follow(visit(scripts=has_scripts), code)
    page.get_by_label("Uw bericht").fill("Een lang verhaal")
    page.context.clear_cookies(name="volg")
    page.get_by_role("button", name="Verstuur bericht").click()
    expect(page.get_by_role("heading", name="Volg uw melding")).to_be_visible()
    page.locator("#id_volgcode").fill(code)
    page.get_by_role("button", name="Bekijk mijn melding").click()
    page.wait_for_url(f"**{PAGE}")
    assert page.get_by_label("Uw bericht").input_value() == "Een lang verhaal"


def test_withdrawing_asks_first(visit, sent, has_scripts):
    melding, code = sent()
    page = follow(visit(scripts=has_scripts), code)
    page.get_by_role("link", name="Trek mijn melding in").click()
    expect(page.locator("main")).to_contain_text("De politie kan soms toch verder gaan.")
    page.get_by_role("link", name="Nee, ga terug").click()
    page.get_by_role("link", name="Trek mijn melding in").click()
    page.get_by_role("button", name="Trek mijn melding in").click()
    expect(page.locator("#stand")).to_contain_text("Ingetrokken")
    assert Melding.objects.get(pk=melding.pk).status == Status.INGETROKKEN


def test_rating_and_reopening(visit, world, sent, has_scripts):
    melding, code = sent()
    workflow.close(melding, uitkomst="toezicht", tekst="Het is stil.", by=world.users["officer"])
    page = follow(visit(scripts=has_scripts), code)
    page.get_by_label("Een beetje").check()
    page.get_by_role("button", name="Verstuur mijn antwoord").click()
    expect(page.locator("#geholpen")).to_contain_text("Dank u wel.")
    page.get_by_role("link", name="Het gebeurt nog steeds").click()
    page.get_by_label("Wat gebeurt er nog?").fill("Elke avond weer.")
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.locator("#stand")).to_contain_text("Een ander dan wie het afrondde, bekijkt uw verzoek.")
    assert Melding.objects.get(pk=melding.pk).status == Status.HEROPENVERZOEK


def test_the_diary_consent_and_download(visit, sent, has_scripts):
    _melding, code = sent()
    page = follow(visit(scripts=has_scripts), code)
    page.get_by_role("link", name="Gebeurt het weer? Schrijf het op").click()
    page.get_by_label("Op welke dag?").fill(timezone.localdate().isoformat())
    page.get_by_label("Hoe laat?").fill("00:00")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("#verloop")).to_contain_text("U schreef op dat het weer gebeurde")
    page.get_by_role("link", name="Verander wat wij mogen").click()
    page.get_by_label("Nee", exact=True).check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("#verloop")).to_contain_text("U veranderde wat wij mogen")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download mijn melding").click()
    assert download.value.suggested_filename == "melding.txt"


def test_closing_the_page_leaves_nothing_for_who_comes_next(visit, sent, has_scripts):
    _melding, code = sent()
    page = follow(visit(scripts=has_scripts), code)
    page.get_by_role("button", name="Sluit deze pagina").click()
    page.wait_for_url("**/volgen/?gesloten")
    page.go_back()
    expect(page.locator("main")).not_to_contain_text("scooters")
    assert page.locator("#id_volgcode").input_value() == ""


def test_all_of_it_by_keyboard(visit, sent):
    _melding, code = sent()
    page = visit()
    page.goto("/volgen/")
    page.locator("#id_volgcode").focus()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}")
    names = []
    for _press in range(60):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText || document.activeElement.id"))
        if names[-1] == "id_tekst":
            break
    wanted = ["Snel weg", "Sluit deze pagina", "Bekijk wat u schreef", "id_tekst"]
    found = [name for want in wanted for name in names if name.startswith(want)]
    assert len(found) == len(wanted), names
    page.keyboard.type("Met het toetsenbord.")
    for _press in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Verstuur bericht":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".msg.me", has_text="Met het toetsenbord.")).to_be_visible()


@pytest.mark.parametrize("path", ["/volgen/", "/en/volgen/"])
def test_the_page_is_in_the_language_of_the_melding(visit, sent, path):
    _melding, code = sent(taal="en")
    page = follow(visit(), code, path)
    assert (page.locator("html").get_attribute("lang"), "/en/volgen/melding/" in page.url) == ("en", True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, world, sent, mode, scheme):
    melding, code = sent()
    officer = world.users["officer"]
    workflow.ask(melding, tekst="Waar is het precies?", by=officer)
    workflow.reply(melding, tekst="Langwoord" * 20, by=workflow.MELDER)
    page = visit(viewport=MODES[mode], color_scheme=scheme)
    page.goto("/volgen/")
    found = axe_findings(page) + sideways(page)
    follow(page, code)
    names = ["", "weer-gebeurd/", "toestemming/", "intrekken/", "e-mail/"]
    for name in names:
        page.goto(PAGE + name)
        found += [f"{name}: {finding}" for finding in axe_findings(page) + sideways(page)]
    workflow.close(melding, uitkomst="opgelost", tekst="Klaar.", by=officer)
    for name in ["", "heropenen/"]:
        page.goto(PAGE + name)
        found += [f"{name}: {finding}" for finding in axe_findings(page) + sideways(page)]
    assert found == []
