"""An appointment from both sides in a real browser: with and without scripts, on a phone and a desk, by keyboard."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from agenten.models import Wijkagent
from buurten.models import Buurt
from meldingen.models import Afspraak, Thema
from tests.browser.test_access import axe_findings, sideways

pytestmark = pytest.mark.django_db(transaction=True)
BUURT = "/mijn-buurt/rivierdam/lindenkwartier/"
SIZES = {"phone": {"width": 360, "height": 640}, "desk": {"width": 1280, "height": 800}}
REPORT_CSP = "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
WORDS = "Over de hond van de buren."


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)
    Thema.objects.all().delete()


@pytest.fixture
def visit(browser, live_server, demo):
    """A page in a context of its own, and a list that fills with what goes wrong on it."""
    contexts = []

    def enter(**options):
        context = browser.new_context(base_url=live_server.url, locale="nl-NL", **options)
        contexts.append(context)
        if options.get("java_script_enabled", True):
            context.add_init_script(REPORT_CSP)
        page, wrong = context.new_page(), []
        page.on("console", lambda message: wrong.append(message.text) if "CSP" in message.text else None)
        return page, wrong

    yield enter
    for context in contexts:
        context.close()


def sign_in(page, name):
    page.goto("/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", f"{name}-rivierdam")
    click(page.locator("input[type=submit]"))


def send(page):
    click(page.get_by_role("button", name="Vraag de afspraak"))


def click(locator):
    """Click on what leads to another page, and wait for that."""
    with locator.page.expect_navigation():
        locator.click()


def a_day():
    return (timezone.localdate() + timedelta(days=5)).isoformat()


def ask(page, check):
    """From the buurt to the page of the appointment, with a mistake on the way."""
    page.goto(BUURT)
    click(page.get_by_role("link", name="Vraag een afspraak"))
    assert "wijkagent van Lindenkwartier, Rivierdam" in page.inner_text("main")
    check()
    send(page)
    wrong = page.locator(".errsum li").all_inner_texts()
    assert wrong == ["Kies hoe u contact wilt", "Schrijf op waar u over wilt praten"]
    check()
    page.get_by_label("Bel mij").check()
    page.get_by_label("avond").check()
    page.fill("#id_onderwerp", WORDS)
    page.fill("#id_telefoon", "06 12345678")
    send(page)
    check()
    code = page.inner_text(".code")
    click(page.get_by_role("link", name="Volg mijn afspraak"))
    page.fill("#id_volgcode", code)
    click(page.get_by_role("button", name="Bekijk mijn melding"))
    assert "Gevraagd" in page.inner_text("#stand")
    check()


def propose(officer, time, *words):
    """Open the first of the list, read the words there, and propose a time."""
    click(officer.locator("#result_list tbody a").first)
    for one in words:
        assert one in officer.inner_text("#content")
    officer.fill("#id_voorstel_datum", a_day())
    officer.fill("#id_voorstel_tijd", time)
    officer.fill("#id_voorstel_bericht", "Tot dan.")
    click(officer.get_by_role("button", name="Stel dit voor"))
    assert "De bewoner ziet uw voorstel." in officer.inner_text(".messagelist")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", SIZES)
def test_the_whole_way_from_asking_to_a_time_that_stands(visit, size, scripts):
    options = {"viewport": SIZES[size], "java_script_enabled": scripts}
    (page, wrong), (officer, wrong_there) = visit(**options), visit(**options)

    def check():
        assert not scripts or sideways(page) + sideways(officer) + axe_findings(page) == [], page.url

    ask(page, check)
    sign_in(officer, "samira")
    click(officer.get_by_role("link", name="Afspraken").first)
    propose(officer, "15:00", WORDS, "+31612345678")
    page.goto("/volgen/afspraak/")
    assert "om 15.00 uur" in page.inner_text("#stand")
    check()
    click(page.get_by_role("link", name="vraag een andere tijd"))
    check()
    page.fill("#id_tekst", "Liever om vier uur.")
    click(page.get_by_role("button", name="Verstuur"))
    assert "U vroeg een andere tijd." in page.inner_text("#stand")
    propose(officer, "16:00", "Liever om vier uur.")
    page.goto("/volgen/afspraak/")
    click(page.get_by_role("button", name="Ja, dat is goed"))
    assert "De afspraak staat vast" in page.inner_text("#stand")
    check()
    with page.expect_download() as download:
        page.get_by_role("link", name="Zet in mijn agenda").click()
    assert download.value.suggested_filename == "afspraak.ics"
    click(page.get_by_role("link", name="Zeg de afspraak af"))
    check()
    click(page.get_by_role("button", name="Zeg de afspraak af"))
    assert "Afgezegd" in page.inner_text("#stand")
    assert (wrong, wrong_there) == ([], [])
    assert Afspraak.objects.get().stappen.filter(is_inzage=False).count() == 6


def test_each_way_shows_only_its_own_fields(visit):
    page, _wrong = visit(viewport=SIZES["phone"], java_script_enabled=True)
    page.goto("/afspraak/?buurt=" + Buurt.objects.get(slug="lindenkwartier").pk)
    names = ["naam", "tolktaal", "beller", "telefoon", "email", "adres", "opmerking"]

    def shown():
        return [name for name in names if page.locator(f"#id_{name}").is_visible()]

    assert shown() == names
    ways = {
        "bellen": ["naam", "telefoon", "opmerking"],
        "langskomen": ["naam", "telefoon", "opmerking"],
        "schrijven": ["naam", "email", "adres"],
        "tolk": ["naam", "tolktaal", "telefoon", "opmerking"],
        "namens": ["naam", "beller", "telefoon", "opmerking"],
    }
    for way, fields in ways.items():
        page.check(f"[value={way}]")
        assert shown() == fields


def test_by_keyboard_alone(visit):
    page, _wrong = visit(viewport=SIZES["desk"])
    page.goto("/afspraak/?buurt=" + Buurt.objects.get(slug="lindenkwartier").pk)
    for _times in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.id || document.activeElement.type")
        if at == "id_wijze_0":
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
        if at == "id_onderwerp":
            page.keyboard.type(WORDS)
        if at == "submit" and "Vraag" in page.evaluate("document.activeElement.innerText"):
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/afspraak/verstuurd/")
    assert Afspraak.objects.get().wijze == "langskomen"
    assert axe_findings(page) == []


def test_back_after_sending_gives_no_second_one(visit):
    page, _wrong = visit(viewport=SIZES["phone"])
    page.goto("/afspraak/?buurt=" + Buurt.objects.get(slug="lindenkwartier").pk)
    page.get_by_label("Ik kom langs").check()
    page.fill("#id_onderwerp", WORDS)
    page.get_by_role("button", name="Vraag de afspraak").dblclick()
    page.wait_for_selector(".code")
    code = page.inner_text(".code")
    page.reload()
    assert page.inner_text(".code") == code
    page.go_back()
    assert "U vroeg net al een afspraak." in page.inner_text("main")
    assert Afspraak.objects.count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_theme_is_one_button_on_the_way(visit, scripts):
    buurt = Buurt.objects.get(slug="lindenkwartier")
    officer = Wijkagent.objects.get(medewerker__username="samira")
    thema = Thema.objects.create(naam="Scooters in het Lindepark", tekst="We kijken elke avond.", wijkagent=officer)
    thema.buurten.add(buurt)
    page, wrong = visit(viewport=SIZES["phone"], java_script_enabled=scripts)
    page.goto(f"/melden/?buurt={buurt.pk}")
    page.get_by_label("Een vraag aan de wijkagent").check()
    click(page.get_by_role("button", name="Volgende"))
    page.locator("input[name=onderwerp]").first.check()
    click(page.get_by_role("button", name="Volgende"))
    assert page.inner_text("h1") == "Wij weten van …"
    if scripts:
        assert axe_findings(page) + sideways(page) == []
    click(page.get_by_role("button", name="Ik wil hierbij iets doorgeven"))
    assert page.inner_text("h1") == "Wat is er aan de hand?"
    assert wrong == []
