"""The sender and the partner in a browser: where it is, and who may read the contact data (PRODUCT P12, R25)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from meldingen.codes import code_of, new_key, shown
from meldingen.models import Verwijzing
from tests.browser.test_access import TAGS
from tests.browser.test_volgen import MODES, follow, has_scripts, visit  # noqa: F401 - fixtures
from tests.meldingen.makers import make_melding, make_world
from tests.meldingen.verwijsmakers import add_partners, refer

pytestmark = pytest.mark.django_db(transaction=True)
NAMED = {"contactvorm": "met_naam", "naam": "Jan Kanarie", "email": "jan@kanarie.example", "telefoon": "+31612345678"}


@pytest.fixture
def code(transactional_db):
    """The code of a melding of now that is at a partner who asks for the contact data."""
    world, key, now = add_partners(make_world()), new_key(), timezone.now()
    melding = make_melding(world, key=key, now=now, **NAMED)
    refer(world, melding, vraagt_toestemming=True, now=now)
    return shown(code_of(key))


def consent():
    return Verwijzing.objects.get().toestemming


def test_consent_is_given_and_taken_back(visit, code, has_scripts):  # noqa: F811
    page = follow(visit(scripts=has_scripts, viewport=MODES["phone"]), code)
    expect(page.locator("#stand")).to_contain_text("Bij Gemeente Rivierdam")
    question = page.locator("#delen")
    expect(question).to_contain_text("Mag zij uw naam, telefoonnummer en e-mailadres zien?")
    page.get_by_role("link", name="Kies ja of nee").click()
    expect(page.get_by_role("radio", name="Nee")).to_be_checked()
    page.get_by_role("link", name="Terug naar uw melding").click()
    assert consent() == "gevraagd"
    for answer, stored, said in (("Ja", "gegeven", "U zei ja."), ("Nee", "geweigerd", "U zei nee.")):
        page.get_by_role("link", name="Kies ja of nee").click()
        page.get_by_role("radio", name=answer).check()
        page.get_by_role("button", name="Bewaar").click()
        expect(question).to_contain_text(said)
        assert consent() == stored


def test_it_works_by_keyboard(visit, code):  # noqa: F811
    page = follow(visit(), code)
    page.get_by_role("link", name="Kies ja of nee").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Nee").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#delen")).to_contain_text("U zei ja.")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_findings_and_no_sideways_scroll(visit, code, mode, scheme):  # noqa: F811
    page = follow(visit(viewport=MODES[mode], color_scheme=scheme), code)
    wrong = []
    for path in ("/volgen/melding/", "/volgen/melding/gegevens-delen/"):
        page.goto(path)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        wrong += [(path, one["id"]) for one in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append((path, "sideways"))
    assert wrong == []
