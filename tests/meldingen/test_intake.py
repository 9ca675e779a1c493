"""A medewerker fills in the form of residents for a caller or visitor (O17)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meldingen import versturen
from meldingen.codes import code_of, hash_of, shown
from meldingen.models import Bron, Concept, Gebeurtenis, Melding, Teller
from tests.meldingen.invullen import STORY, Bezoeker, code_on, kenmerk_of, slug_of
from tests.meldingen.makers import make_world

pytestmark = pytest.mark.django_db
INTAKE, INBOX = "/admin/meldingen/melding/intake/", "/admin/meldingen/melding/"
BAR = "U vult dit in voor iemand anders (telefoon of balie)."
MARK = {"namens": "1"}


@pytest.fixture
def world(time_machine):
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)
    return make_world()


@pytest.fixture
def officer(world):
    client = Client()
    client.force_login(world.users["officer"])
    return client


class Medewerker(Bezoeker):
    """Sends what the pages of such a message hold besides the answers."""

    def post(self, slug, data=None, query=""):
        given = self.answers.get(slug, {}) if data is None else data
        return super().post(slug, {**given, **MARK}, query)


def begin(client, world, **answers):
    response = client.post(INTAKE)
    assert (response.status_code, response["Location"]) == (303, "/melden/groep/")
    return Medewerker(client, world.buurt, **answers)


def facts_of(melding):
    event = Gebeurtenis.objects.get(melding=melding)
    return melding.bron, melding.is_na_te_kijken, event.actor, event.door


def test_a_message_for_a_caller_is_logged_with_who_wrote_it_down(officer, world):
    visitor = begin(officer, world)
    visitor.walk()
    response = visitor.send()
    assert (response.status_code, slug_of(response)) == (303, "verstuurd")
    melding = Melding.objects.get()
    assert facts_of(melding) == (Bron.MEDEWERKER, False, "medewerker", world.users["officer"])
    assert (melding.verhaal, melding.contactvorm) == (STORY, "anoniem")


def test_every_page_says_for_whom_it_is_and_has_no_way_out_that_signs_off(officer, world):
    visitor = begin(officer, world)
    slugs = visitor.walk()
    pages = {slug: visitor.get(slug).content.decode() for slug in slugs}
    assert [slug for slug, html in pages.items() if BAR not in html] == []
    assert [slug for slug, html in pages.items() if '/snel-weg/"' in html] == []
    assert [slug for slug, html in pages.items() if 'name="namens" value="1"' not in html] == []
    for slug in ("contact", "delen", "controle"):
        assert "<strong>Lees voor:</strong>" in pages[slug]


def test_a_resident_sees_nothing_of_it(client, world):
    visitor = Bezoeker(client, world.buurt)
    slugs = visitor.walk()
    pages = [visitor.get(slug).content.decode() for slug in slugs]
    assert [html for html in pages if "namens" in html or "Lees voor" in html] == []


def test_no_limit_no_least_time_and_no_trap_for_a_medewerker(officer, world, settings):
    settings.LIMITS = {**settings.LIMITS, "tip": 0, "site_tip": 0, "site_nakijken": 0, "concept": 0}
    visitor = begin(officer, world)
    visitor.walk()
    html = visitor.check()
    assert 'name="website"' not in html
    visitor.post("controle", {"kenmerk": kenmerk_of(html), "website": "x"})
    assert facts_of(Melding.objects.get())[:2] == (Bron.MEDEWERKER, False)
    assert not Teller.objects.exists()


# --- who may send -----------------------------------------------------------------------------------------------------
def ready_to_send(officer, world):
    visitor = begin(officer, world)
    visitor.walk()
    return visitor, kenmerk_of(visitor.check())


def refused(visitor, kenmerk):
    response = visitor.post("controle", {"kenmerk": kenmerk})
    assert response.status_code == 403
    html = response.content.decode()
    assert "Het bericht is nog niet verstuurd. U bent niet meer aangemeld." in html
    assert 'href="/admin/login/?next=/melden/controle/"' in html or "next=%2Fmelden%2Fcontrole%2F" in html
    assert STORY in html
    assert (Melding.objects.count(), Concept.objects.count()) == (0, 1)


def test_who_signed_off_meanwhile_does_not_send_and_loses_nothing(officer, world):
    visitor, kenmerk = ready_to_send(officer, world)
    cookie = officer.cookies["concept"].value
    officer.logout()
    officer.cookies["concept"] = cookie
    refused(visitor, kenmerk)
    officer.force_login(world.users["officer"])
    assert slug_of(visitor.post("controle", {"kenmerk": kenmerk})) == "verstuurd"
    assert Melding.objects.get().bron == Bron.MEDEWERKER


def test_another_medewerker_at_the_same_browser_does_not_send_it(officer, world):
    visitor, kenmerk = ready_to_send(officer, world)
    officer.force_login(world.users["member"])
    refused(visitor, kenmerk)


@pytest.mark.parametrize("lost", ["account", "work"])
def test_who_left_the_work_meanwhile_does_not_send_it(officer, world, lost):
    visitor, kenmerk = ready_to_send(officer, world)
    user = world.users["officer"]
    if lost == "account":
        user.is_active = False
        user.save()
    else:
        world.officer.is_actief = False
        world.officer.save()
    refused(visitor, kenmerk)


def test_a_draft_of_a_medewerker_becomes_no_melding_of_a_resident_or_of_another(officer, world):
    _visitor, kenmerk = ready_to_send(officer, world)
    for by in (None, world.users["member"]):
        with pytest.raises(versturen.Gewijzigd):
            versturen.send(officer.cookies["concept"].value, kenmerk, by=by)
    assert not Melding.objects.exists()


@pytest.mark.parametrize("role", ["redacteur", "beheerder", "privacy", "auditor", "former_officer"])
def test_who_has_no_inbox_cannot_begin(world, role):
    client = Client()
    client.force_login(world.users[role])
    assert [client.get(INTAKE).status_code, client.post(INTAKE).status_code] == [404, 404]
    assert not Concept.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client, world):
    assert client.post(INTAKE)["Location"].startswith("/admin/login/")
    assert not Concept.objects.exists()


# --- never mixed with another message ---------------------------------------------------------------------------------
def test_an_own_message_in_the_same_browser_is_not_touched_before_one_chooses(officer, world):
    private = Bezoeker(officer, world.buurt)
    private.walk(until="contact")
    html = officer.get(INTAKE).content.decode()
    assert "Op dit apparaat staat nog een eigen bericht van een bezoeker." in html
    response = officer.post(INTAKE)
    assert (response.status_code, Concept.objects.get().medewerker) == (409, None)
    assert officer.post(INTAKE, {"wissen": "1"})["Location"] == "/melden/groep/"
    concept = Concept.objects.get()
    assert (concept.medewerker, concept.gegevens) == (world.users["officer"], {})


@pytest.mark.parametrize("is_for_other", [True, False])
def test_an_old_tab_of_the_other_kind_adds_nothing_and_gives_the_text_back(officer, world, is_for_other):
    if is_for_other:
        begin(officer, world).walk(until="vragen")
        old_tab = Bezoeker(officer, world.buurt)
    else:
        Bezoeker(officer, world.buurt).walk(until="vragen")
        old_tab = Medewerker(officer, world.buurt)
    response = old_tab.post("wat", {"verhaal": "Iets heel anders, uit een oude tab.", "wanneer": "weetniet"})
    assert response.status_code == 409
    assert "Iets heel anders, uit een oude tab." in response.content.decode()
    assert Concept.objects.get().gegevens["paginas"]["wat"]["verhaal"] == STORY
    assert old_tab.post("fotos", {}).status_code == 409


def test_a_draft_that_ended_goes_on_as_one_for_somebody_else(officer, world):
    visitor = begin(officer, world)
    visitor.walk(until="vragen")
    Concept.objects.all().delete()
    assert visitor.post("wat").status_code == 303
    assert Concept.objects.get().medewerker == world.users["officer"]
    officer.logout()
    assert Medewerker(officer, world.buurt).post("wat").status_code == 303
    assert [one.medewerker for one in Concept.objects.order_by("begonnen_op", "medewerker")] == [
        world.users["officer"], None,
    ]  # fmt: skip


def test_stop_wipes_it_and_returns_to_the_inbox(officer, world):
    begin(officer, world).walk(until="vragen")
    response = officer.post("/melden/wissen/", {"postvak": "1"})
    assert (response["Location"], Concept.objects.count()) == (INBOX, 0)
    assert officer.cookies["concept"].value == ""


# --- the receipt ------------------------------------------------------------------------------------------------------
def test_the_code_is_shown_to_read_out_and_is_gone_after_klaar(officer, world):
    visitor, kenmerk = ready_to_send(officer, world)
    key = officer.cookies["concept"].value
    visitor.post("controle", {"kenmerk": kenmerk})
    html = visitor.receipt()
    assert (code_on(html), bytes(Melding.objects.get().code_hash)) == (shown(code_of(key)), hash_of(code_of(key)))
    for sentence in (
        "De code is van de melder. Schrijf hem zelf niet op.",
        "Lees de code twee keer voor, of print dit blad.",
        "De melder hoort uiterlijk maandag 30 november iets.",
    ):
        assert sentence in html
    response = officer.post("/melden/bewaard/", {"postvak": "1"})
    assert (response["Location"], Concept.objects.count()) == (INBOX, 0)
    officer.cookies["concept"] = key
    assert shown(code_of(key)) not in officer.get("/melden/verstuurd/").content.decode()


def test_beginning_again_warns_about_a_code_that_nobody_kept(officer, world):
    visitor, kenmerk = ready_to_send(officer, world)
    visitor.post("controle", {"kenmerk": kenmerk})
    assert officer.post(INTAKE).status_code == 409
    html = officer.get(INTAKE).content.decode()
    assert "Op dit apparaat staat nog de code van een bericht dat net verstuurd is." in html
    assert Concept.objects.count() == 1


def test_sending_twice_makes_one_melding(officer, world):
    visitor, kenmerk = ready_to_send(officer, world)
    for _ in range(2):
        assert slug_of(visitor.post("controle", {"kenmerk": kenmerk})) == "verstuurd"
    assert Melding.objects.count() == 1


def test_a_long_conversation_does_not_end_the_session(officer, world, time_machine):
    visitor = begin(officer, world)
    visitor.walk()
    for _ in range(4):
        time_machine.move_to(timezone.now() + timedelta(minutes=20), tick=False)
        visitor.get("wat")
    assert slug_of(visitor.send()) == "verstuurd"
