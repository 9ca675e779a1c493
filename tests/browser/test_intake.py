"""A message for a caller, filled in on the phone of an officer, with and without scripts; and a new code after that."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from meldingen.models import Bron, Concept, Melding, Thema

pytestmark = pytest.mark.django_db(transaction=True)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 360, "height": 640}
STORY = "Een vrouw belt. Elke avond rijden twee scooters heel hard door het park."
ANSWERS = {
    "groep": {"groep": "verkeer"},
    "onderwerp": {"onderwerp": "VERKEER"},
    "wat": {"verhaal": STORY, "wanneer": "weetniet"},
    "waar": {"q": "Lindenkwartier, Rivierdam"},
    "contact": {"contactvorm": "met_naam"},
    "gegevens": {"naam": "Jo de Wit"},
}
BAR = "U vult dit in voor iemand anders (telefoon of balie)."


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)
    Thema.objects.all().delete()


@pytest.fixture
def visit(browser, live_server, demo):
    """A page in a browser of its own; every page that is checked fits a phone and has no violation that axe finds."""
    contexts = []

    def open_page(*, scripts=True, scheme="light"):
        context = browser.new_context(
            base_url=live_server.url, locale="nl-NL", viewport=PHONE, java_script_enabled=scripts, color_scheme=scheme
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page, name="samira"):
    page.goto("/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", f"{name}-rivierdam")
    with page.expect_navigation():
        page.click("input[type=submit]")


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def check(page, scripts):
    if not scripts:
        return
    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    assert [(page.url, one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def fill_in(page, slug):
    for name, value in ANSWERS.get(slug, {}).items():
        field = page.locator(f"[name='{name}']")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        else:
            field.fill(value)


def walk(page, scripts):
    slug, slugs = "groep", []
    while slug != "verstuurd":
        assert BAR in page.locator("main").inner_text()
        check(page, scripts)
        fill_in(page, slug)
        slugs.append(slug)
        with page.expect_navigation():
            page.locator("form.steps button").last.click()
        slug = page.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
        assert len(slugs) < 20, slugs
    return slugs


@pytest.mark.parametrize(("scripts", "scheme"), [(True, "light"), (False, "dark")], ids=["scripts", "plain"])
def test_a_message_for_a_caller_and_a_new_code_for_who_lost_it(visit, scripts, scheme):
    page = visit(scripts=scripts, scheme=scheme)
    sign_in(page)
    page.goto("/admin/meldingen/melding/intake/")
    check(page, scripts)
    press(page, "Begin")
    slugs = walk(page, scripts)
    assert slugs[-3:] == ["gegevens", "delen", "controle"]
    check(page, scripts)
    old = page.locator(".code").inner_text()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}-\w{4}", old)
    press(page, "Klaar")
    assert page.url.endswith("/admin/meldingen/melding/")
    melding = Melding.objects.order_by("-pk").first()
    assert (melding.bron, melding.verhaal, Concept.objects.count()) == (Bron.MEDEWERKER, STORY, 0)
    page.go_back()
    assert old not in page.content()

    page.goto(f"/admin/meldingen/melding/{melding.nummer}/nieuwe-code/")
    check(page, scripts)
    page.locator("[name=is_bekend]").check()
    page.fill("[name=reden]", "Paspoort gezien")
    press(page, "Toon de link")
    check(page, scripts)
    link = page.locator(".link").inner_text().partition("/volgen/")[2]

    own_phone = visit(scripts=scripts, scheme=scheme)
    own_phone.goto(f"/volgen/{link}")
    check(own_phone, scripts)
    press(own_phone, "Maak mijn nieuwe code")
    check(own_phone, scripts)
    new = own_phone.locator(".code").inner_text()
    for code, words in ((old, "We kennen deze code niet."), (new, "Ontvangen")):
        own_phone.goto("/volgen/")
        own_phone.fill("[name=volgcode]", code)
        press(own_phone, "Bekijk mijn melding")
        assert words in own_phone.locator("main").inner_text()


@pytest.mark.parametrize("page_name", ["overdrachttekst", "afdruk"])
def test_what_goes_on_paper_fits_a_phone(visit, page_name):
    page = visit(scheme="dark")
    sign_in(page)
    melding = Melding.objects.filter(contactvorm="met_naam", is_beperkt=False, vermoeden="").order_by("pk").first()
    page.goto(f"/admin/meldingen/melding/{melding.nummer}/{page_name}/")
    check(page, scripts=True)
    assert melding.verhaal[:20] in page.content()
