"""The whole form in a real browser: with and without scripts, by keyboard, phone and desk, in two languages."""

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from PIL import Image

from buurten.models import Buurt
from meldingen.models import Categorie, Melding, Thema

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STORY = "Elke avond rond 22.00 uur rijden twee scooters heel hard door het park."
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 800}
REPORT_CSP = (
    "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + e.blockedURI))"
)
ACTIVE = """() => {
    const e = document.activeElement;
    return {name: e.name || '', id: e.id, text: e.innerText || '', shown: e.matches(':focus-visible')};
}"""


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)
    Thema.objects.all().delete()  # “Wij weten van …” has its own tests
    return Buurt.objects.get(naam="Lindenkwartier", gemeente__naam="Rivierdam")


@pytest.fixture
def visit(browser, live_server, demo):
    """Open a page in a browser context of its own; what goes wrong on any page is collected in `wrong`."""
    contexts, wrong = [], []

    def open_page(*, scripts=True, **options):
        context = browser.new_context(base_url=live_server.url, locale="nl-NL", java_script_enabled=scripts, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        if scripts:
            context.add_init_script(REPORT_CSP)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if "CSP" in message.text else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda one: None if one.url.startswith(live_server.url) else wrong.append(one.url))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def newest():
    return Melding.objects.order_by("-pk").first()


def picture(path):
    """A JPEG with a place and a time in it."""
    exif = Image.Exif()
    exif[0x010E] = "Canarybeschrijving"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 13.0, 1.0), 3: "E", 4: (6.0, 34.0, 1.0)})
    Image.new("RGB", (640, 480), "navy").save(path, "JPEG", exif=exif)
    return path


def pick(page, name, value):
    page.locator(f"input[name='{name}'][value='{value}']").check()


def go_on(page):
    with page.expect_navigation():
        page.locator("form.steps button").last.click()
    return page.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]


def fill_in(page, slug, answers):
    """Answer one page as somebody would."""
    for name, value in answers.get(slug, {}).items():
        field = page.locator(f"[name='{name}']")
        if name == "fotos":
            field.set_input_files(value)
        elif field.first.get_attribute("type") in ("radio", "checkbox"):
            pick(page, name, value)
        else:
            field.fill(value)


def walk(page, start, answers, check=lambda slug: None):
    """Through the whole form to the receipt; returns the pages on the way."""
    page.goto(start)
    slugs, slug = [], "groep"
    while slug != "verstuurd":
        check(slug)
        fill_in(page, slug, answers)
        slugs.append(slug)
        slug = go_on(page)
        assert page.locator(".errsum").count() == 0, (slug, page.locator(".errsum").all_inner_texts())
        assert len(slugs) < 30, slugs
    check(slug)
    return slugs


def answers_for(contact, tmp_path, **more):
    return {
        "groep": {"groep": "verkeer"},
        "onderwerp": {"onderwerp": "VERKEER"},
        "wat": {"verhaal": STORY, "wanneer": "vaak"},
        "wanneer": {"hoe_vaak": "week"},
        "vragen": {"hoe_weet": "gezien"},
        "waar": {"plek": "Bij de ingang aan de Singel"},
        "fotos": {"fotos": str(picture(tmp_path / "scooter-park.jpg"))},
        "contact": {"contactvorm": contact},
        "gegevens": {"naam": "Jan de Wit", "telefoon": "06 12345678"},
        **more,
    }


@pytest.mark.parametrize(
    ("scripts", "viewport", "language", "contact", "scheme"),
    [
        (True, PHONE, "nl", "anoniem", "light"),
        (False, PHONE, "nl", "met_naam", "dark"),
        (True, DESK, "en", "met_naam", "light"),
        (False, DESK, "en", "geen", "dark"),
    ],
    ids=["phone-scripts-nl", "phone-plain-nl", "desk-scripts-en", "desk-plain-en"],
)
def test_the_whole_journey(visit, demo, tmp_path, scripts, viewport, language, contact, scheme):
    page, seen = visit(scripts=scripts, viewport=viewport, color_scheme=scheme), []

    def check(slug):
        width = viewport["width"]
        seen.append((slug, page.title().split(" | ")[0], page.locator("h1").count()))
        if scripts:
            found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
            assert [(slug, one["id"], one["nodes"][0]["html"]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    prefix = "" if language == "nl" else "/en"
    slugs = walk(page, f"{prefix}/melden/?buurt={demo.pk}", answers_for(contact, tmp_path), check)
    expected = [
        "groep",
        "onderwerp",
        "andere-deur",
        "wat",
        "wanneer",
        "vragen",
        "waar",
        "fotos",
        "contact",
    ]
    expected += [*(["gegevens"] if contact == "met_naam" else []), "delen", "controle"]
    assert slugs == expected
    assert {number for _slug, _title, number in seen} == {1}
    code = page.locator(".code").inner_text()
    page.reload()
    assert page.locator(".code").inner_text() == code
    melding = newest()
    assert (melding.verhaal, melding.taal, melding.contactvorm, melding.buurt) == (STORY, language, contact, demo)
    assert hasattr(melding, "melder") == (contact == "met_naam")
    assert contact != "met_naam" or melding.melder.telefoon == "+31612345678"
    (photo,) = melding.bijlagen.all()
    assert (dict(Image.open(BytesIO(photo.inhoud)).getexif()), b"Canary" in photo.inhoud) == ({}, False)
    with page.expect_navigation():
        page.locator("form[action$='/melden/bewaard/'] button").click()
    page.goto(f"{prefix}/melden/verstuurd/")
    assert page.url.endswith(f"{prefix}/melden/")


def test_by_keyboard_alone_with_the_focus_always_seen(visit, demo):
    page = visit(viewport=DESK)
    wanted = {"groep": "verkeer", "onderwerp": "VERKEER", "wanneer": "weetniet", "contactvorm": "anoniem"}
    page.goto(f"/melden/?buurt={demo.pk}")
    slug = "groep"
    while slug != "verstuurd":
        for _ in range(80):
            page.keyboard.press("Tab")
            active = page.evaluate(ACTIVE)
            assert active["shown"], (slug, active)
            if active["name"] in wanted and page.locator(f"input[name='{active['name']}']:checked").count() == 0:
                choose(page, active["name"], wanted[active["name"]])
            elif active["id"] == "id_verhaal":
                page.keyboard.type(STORY)
            elif active["text"] in ("Volgende", "Toch verder", "Verstuur mijn bericht"):
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")
        slug = page.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
    assert newest().verhaal == STORY


def choose(page, name, value):
    """With the arrows to an answer, as one group of radio buttons works."""
    page.keyboard.press("Space")
    for _ in range(12):
        if page.locator(f"input[name='{name}']:checked").get_attribute("value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(value)


def test_an_error_takes_the_focus_and_keeps_the_words(visit, demo):
    page = visit(viewport=PHONE)
    page.goto("/melden/")
    pick(page, "groep", "verkeer")
    go_on(page)
    pick(page, "onderwerp", "onbekend")
    assert go_on(page) == "wat"
    page.locator("textarea").fill(STORY)
    go_on(page)
    assert page.evaluate("document.activeElement.className") == "errsum"
    assert page.locator("textarea").input_value() == STORY
    page.get_by_role("link", name="Kies wanneer het gebeurt").click()
    assert page.evaluate("document.activeElement.name") == "wanneer"


def test_a_suggestion_for_the_place_is_filled_in_and_not_opened(visit, demo):
    Categorie.objects.filter(groep="verkeer").exclude(pk="VERKEER").update(is_actief=False)
    page = visit(viewport=PHONE)
    answers = {"groep": {"groep": "verkeer"}, "wat": {"verhaal": STORY, "wanneer": "weetniet"}}
    page.goto("/melden/")
    slug = "groep"
    while slug != "waar":
        fill_in(page, slug, answers)
        slug = go_on(page)
    page.locator("#id_q").press_sequentially("lindenk", delay=30)
    page.locator("#q-lijst [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#id_q").input_value() == "Lindenkwartier, Rivierdam"
    assert page.url.endswith("/melden/waar/")
    assert go_on(page) == "fotos"


def test_the_next_person_at_the_same_browser_sees_neither_subject_nor_words(visit, demo):
    page = visit(viewport=PHONE)
    page.goto("/melden/")
    pick(page, "groep", "zorgen")
    go_on(page)
    pick(page, "onderwerp", "HUISELIJK")
    go_on(page)
    page.goto("/melden/")
    text = page.locator("main").inner_text()
    assert "Verdergaan of wissen?" in text
    assert [word for word in ("Zorgen", "Geweld", "HUISELIJK") if word in page.content()] == []
    with page.expect_navigation():
        page.get_by_role("button", name="Wissen en opnieuw beginnen").click()
    assert page.locator("input:checked").count() == 0
    page.go_back()
    assert page.url.endswith("/melden/")
    assert (page.locator("input:checked").count(), "Straatintimidatie" in page.content()) == (0, False)
