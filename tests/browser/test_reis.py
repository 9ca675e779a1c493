"""The whole way in a browser: a resident sends, the officer passes it on, a partner works it, the resident reads it.

And every other way in which a verwijzing ends: refused and passed on to another, given back, withdrawn, expired.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from buurten.models import Buurt
from meldingen.models import Bijlage, Convenant, GedeeldeBijlage, Melding, Verwijzing
from meldingen.verwijzingen import workflow
from meldingen.verwijzingen.partnersleutels import make, new_key
from tests.browser.test_melden import answers_for, newest, walk

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/meldingen/melding/"
GEMEENTE, LINDE = "Gemeente Rivierdam", "Woonstichting De Linde"
SENTENCE = "Er staat nu een paaltje. Scooters kunnen er niet meer door."
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)
    return Buurt.objects.get(naam="Lindenkwartier", gemeente__naam="Rivierdam")


@pytest.fixture
def has_scripts():
    """One test has it both ways."""
    return False


@pytest.fixture
def people(has_scripts, browser, live_server, demo):
    """Somebody new at a browser: `people("samira")` signs in as staff, `people("clerk-rivierdam")` at the desk."""
    contexts = []

    def come_in(name=None):
        context = browser.new_context(
            base_url=live_server.url, locale="nl-NL", viewport=DESK, java_script_enabled=has_scripts
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        if name == "samira":
            page.goto("/admin/")
            page.fill("#id_username", name)
            page.fill("#id_password", f"{name}-rivierdam")
            page.click("input[type=submit]")
        elif name:
            page.goto("/partner/")
            page.fill("[name=gebruikersnaam]", name)
            page.fill("[name=wachtwoord]", f"{name}-demo")
            page.click("main button[type=submit]")
        return page

    yield come_in
    for context in contexts:
        context.close()


def send(page, demo, tmp_path):
    """A report of a resident; gives the melding and the code on the receipt."""
    walk(page, f"/melden/?buurt={demo.code}", answers_for("anoniem", tmp_path))
    return newest(), page.locator(".code").first.inner_text()


def pass_on(page, melding, partner, *, photo=False):
    """From its page: choose, look at exactly what the partner will see, send; gives the Verwijzing."""
    page.goto(f"{LIST}{melding.nummer}/change/")
    page.locator("a[data-toets=D], button[data-toets=D]").first.click()
    choose(page, partner)
    if photo:
        page.locator("#doorgeven input[name=fotos]").first.check()
    page.get_by_role("button", name="Bekijk wat de partner ziet").last.click()
    expect(page.locator(".preview").first).to_contain_text(partner)
    page.locator("button[name=verstuur]").first.click()
    expect(page.locator(".done, .messagelist .success").first).to_contain_text("doorgegeven")
    return Verwijzing.objects.filter(melding=melding).latest("pk")


def choose(page, partner):
    """The partner alone, on art. 20; what that asks for is shown anew after each choice, with scripts by itself."""
    again, boxes = page.locator("#doorgeven button[name=kies]").first, page.locator("#doorgeven input[name=partners]")
    expect(boxes.first).to_be_visible()
    has_scripts = not again.is_visible()
    for number in range(boxes.count()):
        wanted = partner in page.locator(f"label[for='{boxes.nth(number).get_attribute('id')}']").inner_text()
        pick(page, boxes.nth(number), wanted, has_scripts)
    pick(page, page.locator("#doorgeven input[name=grond][value=wpg-20]"), True, has_scripts)
    if not has_scripts:
        again.click()


def pick(page, box, wanted, has_scripts):
    if box.is_checked() == wanted:
        return
    if has_scripts:
        with page.expect_response(lambda one: one.request.method == "POST" and "doorgeven" in one.url):
            box.click()
        expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    else:
        box.click()
    expect(box).to_be_checked(checked=wanted)


def step(page, verwijzing, name, **fields):
    """One step at the desk."""
    page.goto(f"/partner/zaak/{verwijzing.nummer}/{name}/")
    for field, value in fields.items():
        page.fill(f"main [name={field}]", value)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/partner/**")


def accept(page, verwijzing, days=7):
    step(page, verwijzing, "oppakken", verwacht_datum=(timezone.localdate() + timedelta(days=days)).isoformat())


def follow(page, code):
    page.goto("/volgen/")
    page.locator("#id_volgcode").fill(code)
    page.locator("form.steps button").click()
    page.wait_for_url("**/volgen/melding/")
    return page


def status(melding):
    return Melding.objects.values_list("status", flat=True).get(pk=melding.pk)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_resident_to_the_partner_and_back(people, demo, tmp_path):
    resident, officer, clerk = people(), people("samira"), people("clerk-rivierdam")
    melding, code = send(resident, demo, tmp_path)

    verwijzing = pass_on(officer, melding, GEMEENTE)
    expect(follow(resident, code).locator("main")).to_contain_text(f"Bij {GEMEENTE}")

    clerk.goto("/partner/")
    clerk.locator(f"a[href$='/{verwijzing.nummer}/']").first.click()
    expect(clerk.locator("main")).to_contain_text("U ziet alleen wat de wijkagent met u deelt.")
    accept(clerk, verwijzing)
    resident.reload()
    expect(resident.locator("main")).to_contain_text("pakt het op")
    step(clerk, verwijzing, "klaar", slotzin=SENTENCE)
    assert status(melding) == "in_behandeling"
    resident.reload()
    assert SENTENCE not in resident.locator("main").inner_text()  # the officer reads it first

    officer.goto(f"{LIST}{melding.nummer}/change/")
    officer.get_by_role("button", name="Laat de bewoner dit lezen").first.click()
    expect(officer.locator(".done, .messagelist .success").first).to_be_visible()
    officer.goto(f"{LIST}{melding.nummer}/afronden/")
    assert SENTENCE in officer.locator("#stap textarea[name=tekst]").input_value()
    officer.locator("#stap form button[type=submit], #stap form input[type=submit]").last.click()
    officer.locator("button[name=verstuur]").first.click()
    expect(officer.locator(".done, .messagelist .success").first).to_contain_text("afgerond")

    resident.reload()
    expect(resident.locator("main")).to_contain_text("Afgerond")
    expect(resident.locator("main")).to_contain_text(SENTENCE)
    assert status(melding) == "afgehandeld"


def test_refused_with_a_better_place_and_passed_on_to_another(people, demo, tmp_path):
    resident, officer, clerk = people(), people("samira"), people("clerk-rivierdam")
    melding, code = send(resident, demo, tmp_path)
    verwijzing = pass_on(officer, melding, GEMEENTE)

    step(clerk, verwijzing, "niet-voor-ons", reden="Dit is van de corporatie.", betere_plek=LINDE)
    assert status(melding) == "in_behandeling"
    text = follow(resident, code).locator("main").inner_text()
    assert "Dit is van de corporatie." not in text
    officer.goto(f"{LIST}{melding.nummer}/change/")
    expect(officer.locator("body")).to_contain_text("Dit is van de corporatie.")

    Convenant.objects.get(partner__naam=LINDE).categorieen.add(melding.categorie_id)
    second, other = pass_on(officer, melding, LINDE), people("clerk-linde")
    accept(other, second)
    assert (Verwijzing.objects.get(pk=second.pk).status, status(melding)) == ("geaccepteerd", "verwezen")
    expect(follow(resident, code).locator("main")).to_contain_text(f"Bij {LINDE}")
    assert other.goto(f"/partner/zaak/{verwijzing.nummer}/").status == 404


def test_given_back(people, demo, tmp_path):
    resident, officer, clerk = people(), people("samira"), people("clerk-rivierdam")
    melding, code = send(resident, demo, tmp_path)
    verwijzing = pass_on(officer, melding, GEMEENTE)
    accept(clerk, verwijzing)
    step(clerk, verwijzing, "terug", reden="Het lukt ons niet.")
    assert (status(melding), Verwijzing.objects.get(pk=verwijzing.pk).status) == ("in_behandeling", "teruggegeven")
    text = follow(resident, code).locator("main").inner_text()
    assert ("In behandeling" in text, "Het lukt ons niet." in text) == (True, False)


def test_withdrawn_ends_every_sight_at_the_next_request(people, demo, tmp_path):
    resident, officer, clerk = people(), people("samira"), people("clerk-rivierdam")
    melding, _code = send(resident, demo, tmp_path)
    verwijzing = pass_on(officer, melding, GEMEENTE, photo=True)
    photo = Bijlage.objects.get(pk=GedeeldeBijlage.objects.get(verwijzing=verwijzing).bijlage_id)
    bearer = {"Authorization": f"Bearer {make(verwijzing.partner, 'Zaaksysteem', key=new_key())[1]}"}
    page, api = f"/partner/zaak/{verwijzing.nummer}/", f"/partner/api/v1/verwijzingen/{verwijzing.nummer}"
    picture = f"{page}foto/{photo.kenmerk}/"

    def seen():
        get = clerk.context.request.get
        text = verwijzing.tekst[:30]
        answers = (get(page), get("/partner/uitvoer/"), get(api, headers=bearer))
        return [text in one.text() for one in answers], [get(page).status, get(picture).status]

    assert seen() == ([True, True, True], [200, 200])
    officer.goto(f"{LIST}{melding.nummer}/change/")
    officer.locator("summary", has_text="Trek in").first.click()
    officer.fill(f"#id_{verwijzing.nummer}_intrekken_reden", "Verkeerde partner")
    officer.get_by_role("button", name="Trek in").first.click()
    expect(officer.locator(".done, .messagelist .success").first).to_be_visible()
    assert seen() == ([False, False, False], [404, 404])
    assert status(melding) == "in_behandeling"


def test_expired_without_an_answer(people, demo, tmp_path):
    resident, officer, clerk = people(), people("samira"), people("clerk-rivierdam")
    melding, code = send(resident, demo, tmp_path)
    verwijzing = pass_on(officer, melding, GEMEENTE)
    workflow.expire(verwijzing, now=timezone.now() + timedelta(days=30))
    expect(follow(resident, code).locator("main")).to_contain_text("In behandeling")
    officer.goto(f"{LIST}{melding.nummer}/change/")
    expect(officer.locator("body")).to_contain_text("Verlopen")
    clerk.goto(f"/partner/zaak/{verwijzing.nummer}/oppakken/")
    assert clerk.locator("main [name=verwacht_datum]").count() == 0
