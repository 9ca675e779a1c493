"""One melding in a browser: the five standard cases, each with its interactions counted (PRODUCT O4, DESIGN §4)."""

import time

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from agenten.models import Medewerker
from meldingen import workflow
from meldingen.models import Boodschap, Melding, Notitie, VastAntwoord
from tests.browser.test_access import axe_findings, sideways
from tests.meldingen.makers import make_melding, make_world

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/meldingen/melding/"
DESK, PHONE = (1280, 900), (360, 640)
READY = {
    "bericht": ("Dank, ik ga kijken", "Dank voor uw bericht over {buurt}. Ik ga kijken.", ""),
    "vraag": ("Waar precies?", "Waar in {buurt} is dit precies?", ""),
    "afsluiting": ("Gekeken, klaar", "Ik ben gaan kijken. Er was niemand.", "toezicht"),
}
REPORT_CSP = "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"


@pytest.fixture
def world(transactional_db):
    world = make_world()
    for stap, (naam, tekst, uitkomst) in READY.items():
        VastAntwoord.objects.create(basisteam=world.team, naam=naam, tekst=tekst, stap=stap, uitkomst=uitkomst)
    return world


class Officer:
    """Somebody at a screen; every click, choice, key and text that is typed counts as one interaction."""

    def __init__(self, page, scripts):
        self.page, self.scripts, self.interactions, self.began = page, scripts, 0, time.monotonic()

    def click(self, selector):
        self.interactions += 1
        self.page.locator(selector).first.click()

    def press(self, key):
        self.interactions += 1
        self.page.keyboard.press(key)

    def open(self, melding):
        """From the list, as a link."""
        self.page.goto(LIST)
        self.click(f"a[href$='/{melding.nummer}/change/']")
        expect(self.page.locator("#dossier-titel")).to_be_visible()

    def choose(self, selector, label):
        self.interactions += 1
        self.page.locator(selector).first.select_option(label=label)

    def ready(self, place, label):
        """Choose a ready answer and read what goes out; without scripts that takes a button."""
        self.choose(f"{place} select[name=vast]", label)
        if not self.scripts:
            self.click(f"{place} button[name=kies]")
        expect(self.page.locator(".preview")).to_be_visible()

    def send(self, said):
        self.click("button[name=verstuur]")
        self.done(said)

    def done(self, said):
        expect(self.page.locator(".done, .messagelist .success").first).to_contain_text(said)

    def tell(self, case):
        print(f"{case}: interactions={self.interactions} seconds={time.monotonic() - self.began:.1f}")  # noqa: T201
        return self.interactions


@pytest.fixture
def sign_in(browser, live_server, world):
    contexts, wrong = [], []

    def enter(name="officer", *, scripts=True, size=DESK, scheme="light"):
        client = Client()
        client.force_login(Medewerker.objects.get(pk=world.users[name].pk))
        context = browser.new_context(
            base_url=live_server.url, locale="nl-NL", java_script_enabled=scripts, color_scheme=scheme,
            viewport={"width": size[0], "height": size[1]},
        )  # fmt: skip
        contexts.append(context)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        context.add_init_script(REPORT_CSP)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda one: wrong.append(one.text) if "CSP" in one.text else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return Officer(page, scripts)

    yield enter
    for context in contexts:
        context.close()
    assert wrong == []


def sent(world, **fields):
    return make_melding(world, now=timezone.now(), **{"verhaal": "Twee scooters in het park.", **fields})


SCREENS = pytest.mark.parametrize(
    ("scripts", "size"), [(True, DESK), (False, DESK), (True, PHONE)], ids=["desk", "no-scripts", "phone"]
)


@SCREENS
def test_answering_a_question_takes_three_interactions(world, sign_in, scripts, size):
    melding, officer = sent(world), sign_in(scripts=scripts, size=size)
    officer.open(melding)
    place = "#antwoord"
    officer.ready(place, "Dank, ik ga kijken")
    officer.send("Uw bericht is verstuurd.")
    assert Boodschap.objects.get().tekst == "Dank voor uw bericht over Lindenkwartier. Ik ga kijken."
    assert officer.tell("answer") == (3 if scripts else 4)


@SCREENS
def test_go_and_look_then_close(world, sign_in, scripts, size):
    melding, officer = sent(world), sign_in(scripts=scripts, size=size)
    officer.open(melding)
    officer.click("[data-toets=P]")
    officer.done("U pakt dit op.")
    officer.click("[data-toets=A]")
    officer.ready("#stap", "Gekeken, klaar")
    expect(officer.page.locator(".letter")).to_contain_text("We zijn gaan kijken.")
    officer.send("De melding is afgerond.")
    melding.refresh_from_db()
    assert (melding.status, melding.uitkomst) == ("afgehandeld", "toezicht")
    assert officer.tell("look and close") == (5 if scripts else 6)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_ask_back_and_close_after_the_answer(world, sign_in, scripts):
    melding, officer = sent(world), sign_in(scripts=scripts)
    officer.open(melding)
    officer.click("[data-toets=V]")
    officer.ready("#stap", "Waar precies?")
    officer.send("Uw vraag is verstuurd.")
    workflow.answer(melding, tekst="Bij de vijver.")
    officer.open(melding)
    expect(officer.page.locator(".talk")).to_contain_text("Bij de vijver.")
    officer.click("[data-toets=A]")
    officer.ready("#stap", "Gekeken, klaar")
    officer.send("De melding is afgerond.")
    assert Melding.objects.get().status == "afgehandeld"
    assert officer.tell("ask and close") == (8 if scripts else 10)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_merge_three_duplicates(world, sign_in, scripts):
    lead, *others = (sent(world, verhaal=f"Scooters, bericht {number}.") for number in (1, 2, 3))
    officer = sign_in(scripts=scripts)
    for other in others:
        officer.open(other)
        officer.click(".more summary")
        officer.click("a[href*='/samenvoegen/']")
        officer.click(f"#stap input[value='{lead.nummer}']")
        officer.click("#stap .send button")
        officer.done("De meldingen zijn samengevoegd.")
    assert set(Melding.objects.filter(leidend=lead)) == set(others)
    assert officer.tell("merge three") == 10


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_reject_spam(world, sign_in, scripts):
    melding, officer = sent(world, verhaal="Koop nu goedkope horloges."), sign_in(scripts=scripts)
    officer.open(melding)
    officer.click(".more summary")
    officer.click("a[href*='/afwijzen/']")
    officer.choose("#stap select[name=reden]", "spam")
    officer.click("#stap .send button")
    officer.done("De melding is afgewezen.")
    assert (Melding.objects.get().status, Boodschap.objects.count()) == ("afgewezen", 0)
    assert officer.tell("spam") == 5


def test_with_the_keyboard_alone(world, sign_in):
    sent(world)
    officer = sign_in()
    officer.page.goto(LIST)
    officer.press("j")
    officer.press("Enter")
    expect(officer.page.locator("#dossier-titel")).to_be_focused()
    officer.press("p")
    officer.done("U pakt dit op.")
    officer.press("n")
    expect(officer.page.locator("#stap textarea")).to_be_focused()
    officer.press("Escape")
    expect(officer.page.locator("#stap form")).to_have_count(0)
    officer.press("a")
    expect(officer.page.locator("#stap select[name=uitkomst]")).to_be_focused()
    officer.press("Tab")
    expect(officer.page.locator("#stap select[name=vast]")).to_be_focused()
    officer.press("g")
    expect(officer.page.locator(".preview h4")).to_be_focused()
    while officer.page.evaluate("document.activeElement.name") != "verstuur":
        officer.press("Tab")
    officer.press("Enter")
    officer.done("De melding is afgerond.")
    assert Melding.objects.get().status == "afgehandeld"
    officer.tell("keyboard")


def test_letters_do_nothing_in_a_field_or_for_who_switched_them_off(world, sign_in):
    melding, officer = sent(world), sign_in()
    officer.open(melding)
    officer.page.locator("#antwoord textarea").fill("Pak aan van")
    officer.page.locator("#antwoord textarea").press("p")
    assert officer.page.locator("#antwoord textarea").input_value() == "Pak aan vanp"
    Medewerker.objects.filter(pk=world.users["officer"].pk).update(heeft_sneltoetsen=False)
    officer.open(melding)
    officer.press("p")
    officer.press("n")
    expect(officer.page.locator("#stap form")).to_have_count(0)
    assert Melding.objects.get().status == "ontvangen"


def test_who_comes_second_keeps_the_text_on_the_screen(world, sign_in):
    melding, officer = sent(world), sign_in()
    officer.open(melding)
    officer.click("[data-toets=V]")
    officer.page.locator("#stap textarea").fill("Waar is dit?")
    officer.click("#stap .send button")
    expect(officer.page.locator(".preview")).to_be_visible()
    workflow.take_on(melding, by=world.users["chief"])
    officer.click("button[name=verstuur]")
    expect(officer.page.locator(".changed")).to_contain_text("Chief pakte het op.")
    expect(officer.page.locator("#stap textarea")).to_have_value("Waar is dit?")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_off_the_screen(world, sign_in, size, scheme):
    melding = sent(world, contactvorm="met_naam", naam="J. de Wit", email="j@example.nl", mag_praten="nee", gevaar="")
    workflow.take_on(melding, by=world.users["officer"])
    workflow.note(melding, tekst="Bekende jongen.", by=world.users["officer"])
    workflow.reply(melding, tekst="Dank u wel.", by=world.users["officer"])
    assert Notitie.objects.count() == 1
    officer = sign_in(size=size, scheme=scheme)
    officer.page.goto(f"{LIST}{melding.nummer}/change/")
    found = [*axe_findings(officer.page), *sideways(officer.page)]
    for stap in ("afronden", "verplaatsen", "samenvoegen", "overdragen", "notitie"):
        officer.page.goto(f"{LIST}{melding.nummer}/{stap}/")
        found += [*axe_findings(officer.page), *sideways(officer.page)]
    assert found == []
