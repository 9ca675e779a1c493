"""The pages of the form: which follows, how far one may go, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meldingen import concepten
from meldingen.models import Categorie, Concept, Melding
from meldingen.stappen import BY_SLUG
from tests.meldingen.invullen import STORY, Bezoeker, errors_of, rows_on, slug_of
from tests.meldingen.makers import make_categorie, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock):
    return make_world()


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)
    return time_machine


def test_an_ordinary_subject_takes_these_pages(client, world):
    Categorie.objects.filter(pk="VERKEER").update(deur_tekst="")
    Categorie.objects.get(pk="VERKEER").loketten.clear()
    assert Bezoeker(client, world.buurt).walk() == [
        *("groep", "onderwerp", "wat", "vragen", "waar", "fotos", "contact", "delen", "controle"),
    ]


def test_a_sensitive_subject_explains_the_way_out_and_shows_the_other_door_first(client, world):
    visitor = Bezoeker(client, world.buurt, groep={"groep": "zorgen"}, onderwerp={"onderwerp": "HUISELIJK"})
    assert visitor.walk(until="wat") == ["groep", "onderwerp", "snel-weg-uitleg", "andere-deur", "wat"]
    html = visitor.get("snel-weg-uitleg").content.decode()
    assert "De knop wist niet de geschiedenis van uw browser." in html
    assert "na 30 minuten" in html
    html = visitor.get("andere-deur").content.decode()
    assert 'href="tel:08002000"' in html
    assert "Toch verder" in html


def test_who_does_not_know_the_subject_sees_no_other_door(client, world):
    visitor = Bezoeker(client, world.buurt, groep={"groep": "zorgen"}, onderwerp={"onderwerp": "onbekend"})
    assert visitor.walk(until="wat") == ["groep", "onderwerp", "snel-weg-uitleg", "wat"]


def test_a_group_with_one_subject_asks_for_none_and_asks_whom_it_is_about(client, world):
    visitor = Bezoeker(client, world.buurt, groep={"groep": "over-politie"})
    slugs = visitor.walk()
    assert "onderwerp" not in slugs
    assert slugs[slugs.index("waar") + 1] == "over-wie"


@pytest.mark.parametrize(("wanneer", "following"), [("nu", "vragen"), ("een", "wanneer"), ("vaak", "wanneer")])
def test_when_it_happens_decides_whether_more_is_asked(client, world, wanneer, following):
    visitor = Bezoeker(client, world.buurt, wat={"verhaal": STORY, "wanneer": wanneer})
    visitor.walk(until="wat")
    assert slug_of(visitor.post("wat")) == following


def test_what_happens_now_says_whom_to_call_on_the_next_page(client, world):
    visitor = Bezoeker(client, world.buurt, wat={"verhaal": STORY, "wanneer": "nu"})
    visitor.walk(until="vragen")
    assert "Gebeurt het nu? Bel" in visitor.get("vragen").content.decode()
    visitor.post("wat", {"verhaal": STORY, "wanneer": "weetniet"})
    assert "Gebeurt het nu? Bel" not in visitor.get("vragen").content.decode()


def test_danger_words_pause_once_and_keep_the_text(client, world):
    visitor = Bezoeker(client, world.buurt, wat={"verhaal": "Er loopt iemand met een mes.", "wanneer": "nu"})
    assert visitor.walk(until="gevaar")[-1] == "gevaar"
    html = visitor.get("gevaar").content.decode()
    assert [number for number in ("112", "09008844", "113", "08000113") if f'href="tel:{number}"' not in html] == []
    assert "app 112NL" in html
    assert slug_of(visitor.post("gevaar", {})) == "vragen"
    assert "Er loopt iemand met een mes." in visitor.get("wat").content.decode()
    assert slug_of(visitor.post("wat", {"verhaal": "Hij heeft een mes en een pistool.", "wanneer": "nu"})) == "vragen"


def test_a_page_too_far_ahead_leads_to_the_first_that_is_open(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk(until="wat")
    for slug in ("waar", "contact", "controle", "gegevens", "geen-team", "verstuurd"):
        assert visitor.get(slug)["Location"] == "/melden/wat/"
    assert visitor.get("wat").status_code == 200
    assert client.get("/melden/bestaat-niet/").status_code == 404


def test_without_a_draft_every_page_leads_to_the_first(client, world):
    for slug in ("groep", "wat", "fotos", "controle", "verstuurd", "verder"):
        response = client.get(f"/melden/{slug}/")
        assert (response.status_code, response["Location"]) == (302, "/melden/")


def test_the_step_before_follows_the_way_that_was_gone(client, world):
    visitor = Bezoeker(client, world.buurt, contact={"contactvorm": "met_naam"})
    visitor.walk()
    for slug, earlier in [
        ("controle", "delen"),
        ("delen", "gegevens"),
        ("gegevens", "contact"),
        ("onderwerp", "groep"),
    ]:
        assert f'<a class="back" href="/melden/{earlier}/">Vorige stap</a>' in visitor.get(slug).content.decode()


def test_a_change_returns_straight_to_the_check(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk()
    assert 'href="/melden/wat/?terug=controle"' in visitor.check()
    answer = visitor.post("wat", {"verhaal": "Iets heel anders.", "wanneer": "weetniet"}, "?terug=controle")
    assert answer["Location"] == "/melden/controle/"
    assert rows_on(visitor.check())["Wat er aan de hand is"] == "Iets heel anders."


def test_a_change_that_brings_new_pages_takes_them_and_then_returns(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk()
    on_the_way, slug, data = [], "groep", {"groep": "zorgen", "buurt": world.buurt.pk}
    while slug != "controle":
        answer = visitor.post(slug, data, "?terug=controle")
        slug = slug_of(answer)
        on_the_way.append(answer["Location"])
        data = {"onderwerp": "HUISELIJK"} if slug == "onderwerp" else visitor.answers.get(slug, {})
    assert on_the_way == [
        *("/melden/onderwerp/?terug=controle", "/melden/snel-weg-uitleg/?terug=controle"),
        *("/melden/andere-deur/?terug=controle", "/melden/vragen/?terug=controle", "/melden/controle/"),
    ]
    rows = rows_on(visitor.check())
    assert (rows["Onderwerp"], rows["Wat er aan de hand is"]) == ("Zorgen over iemand", STORY)


def test_only_a_change_of_contact_brings_the_page_of_the_data(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk()
    assert slug_of(visitor.post("contact", {"contactvorm": "met_naam"}, "?terug=controle")) == "gegevens"
    assert slug_of(visitor.post("gegevens", {"naam": "Jan"}, "?terug=controle")) == "controle"


# --- the entry --------------------------------------------------------------------------------------------------------
def test_the_entry_of_a_buurt_leads_back_to_it_and_fills_it_in(client, world):
    html = client.get(f"/melden/?buurt={world.buurt.pk}").content.decode()
    assert f'<a class="back" href="{world.buurt.get_absolute_url()}">Terug naar Lindenkwartier</a>' in html
    assert f'name="buurt" value="{world.buurt.pk}"' in html
    assert html.index("Is er nu gevaar?") < html.index("Waar gaat het over?</h1>")
    visitor = Bezoeker(client, world.buurt)
    visitor.walk(until="waar")
    assert "In Lindenkwartier, Rivierdam" in visitor.get("waar").content.decode()


def test_the_entry_about_an_officer_chooses_the_group_and_the_officer(client, world):
    slug = world.officer.slug
    html = client.get(f"/melden/?over=politie&wijkagent={slug}").content.decode()
    assert 'value="over-politie" id="id_groep_' in html.replace("checked ", "")
    assert html.count("checked") == 1
    visitor = Bezoeker(client, world.buurt, groep={"groep": "over-politie", "wijkagent": slug})
    visitor.walk(until="over-wie")
    page = visitor.get("over-wie").content.decode()
    assert f'value="{world.officer.pk}"' in page
    assert page.count("checked") == 1


def test_the_entry_of_a_category_chooses_its_group_and_itself(client, world):
    html = client.get("/melden/?categorie=JEUGD").content.decode()
    assert html.count("checked") == 1
    visitor = Bezoeker(client, groep={"groep": "overlast", "categorie": "JEUGD"})
    visitor.post("groep")
    page = visitor.get("onderwerp").content.decode()
    assert page.count("checked") == 1
    assert 'value="JEUGD"' in page.split("checked")[0].rsplit("<input", 1)[1]


@pytest.mark.parametrize(
    "query", ["buurt=XX", "buurt=%00", "wijkagent=' OR 1", "categorie=NIETS", "over=x", "buurt=BU1&buurt=2"]
)
def test_nonsense_in_the_entry_is_left_out(client, world, query):
    response = client.get(f"/melden/?{query}")
    assert response.status_code == 200
    assert "checked" not in response.content.decode()


def test_a_first_visit_keeps_nothing_and_sets_only_the_csrf_cookie(client, world):
    response = client.get("/melden/")
    assert list(response.cookies) == [settings.CSRF_COOKIE_NAME]
    assert Concept.objects.count() == 0


# --- shared computers (SAFETY S31) ------------------------------------------------------------------------------------
def test_coming_back_asks_first_and_tells_neither_subject_nor_text(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk(until="vragen")
    html = client.get("/melden/?buurt=" + world.buurt.pk).content.decode()
    assert "Verdergaan of wissen?" in html
    assert [word for word in ("Canary", "scooters", "VERKEER", "/melden/vragen/", "Te hard") if word in html] == []
    assert client.get("/melden/verder/")["Location"] == "/melden/vragen/"


def test_wiping_begins_anew_with_the_same_buurt(client, world):
    Bezoeker(client, world.buurt).walk(until="vragen")
    response = client.post("/melden/wissen/", {"buurt": world.buurt.pk})
    assert response["Location"] == f"/melden/?buurt={world.buurt.pk}"
    assert response.cookies["concept"]["max-age"] == 0
    assert Concept.objects.count() == 0


def test_snel_weg_forgets_the_draft_on_the_server(client, world):
    Bezoeker(client, world.buurt).walk(until="vragen")
    response = client.post("/snel-weg/")
    assert response["Location"] == settings.EXIT_URL
    assert Concept.objects.count() == 0


# --- the term of the draft --------------------------------------------------------------------------------------------
def test_a_draft_ends_after_its_term_and_is_renewed_at_each_page(client, world, clock):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk(until="wat")
    clock.shift(settings.CONCEPT_TERM - timedelta(seconds=1))
    assert visitor.post("wat")["Location"] == "/melden/vragen/"
    clock.shift(settings.CONCEPT_TERM - timedelta(seconds=1))
    assert visitor.get("vragen").status_code == 200
    clock.shift(timedelta(seconds=1))
    response = visitor.get("vragen")
    assert "Uw gegevens zijn gewist" in response.content.decode()
    assert "na 24 uur" in response.content.decode()
    assert response.cookies["concept"]["max-age"] == 0


@pytest.mark.parametrize(
    ("answers", "minutes"),
    [
        ({"groep": {"groep": "zorgen"}, "onderwerp": {"onderwerp": "HUISELIJK"}}, 30),
        ({"groep": {"groep": "zorgen"}, "onderwerp": {"onderwerp": "onbekend"}}, 30),
        ({"groep": {"groep": "verkeer"}, "onderwerp": {"onderwerp": "onbekend"}}, 24 * 60),
    ],
)
def test_a_sensitive_draft_ends_sooner(client, world, clock, answers, minutes):
    visitor = Bezoeker(client, **answers)
    visitor.walk(until="wat")
    clock.shift(timedelta(minutes=minutes, seconds=-1))
    assert visitor.get("wat").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert "Uw gegevens zijn gewist" in visitor.get("wat").content.decode()


def test_words_sent_after_the_term_begin_a_new_draft_and_are_not_lost(client, world, clock):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk(until="wat")
    clock.shift(settings.CONCEPT_TERM)
    response = visitor.post("wat")
    assert response["Location"] == "/melden/groep/"
    html = visitor.get("groep").content.decode()
    assert "Uw gegevens zijn na 24 uur gewist. Wat u net invulde, staat er nog." in html
    visitor.walk(until="wat")
    assert STORY in visitor.get("wat").content.decode()


def test_answers_to_the_questions_of_a_category_outlive_the_term_too(client, world, clock):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk(until="vragen")
    html = visitor.get("vragen").content.decode()
    assert 'name="onderwerp" value="VERKEER"' in html
    clock.shift(settings.CONCEPT_TERM)
    visitor.post("vragen", {"onderwerp": "VERKEER", "vraag-richting": "naar het centrum"})
    visitor.walk(until="vragen")
    assert "naar het centrum" in visitor.get("vragen").content.decode()


def test_words_typed_in_an_old_tab_after_sending_are_shown_and_not_added(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk()
    visitor.send()
    response = visitor.post("wat", {"verhaal": "En er is nog iets dat u moet weten.", "wanneer": "nu"})
    assert response.status_code == 409
    assert "En er is nog iets dat u moet weten." in response.content.decode()
    assert Melding.objects.get().verhaal == STORY
    assert visitor.get("wat")["Location"] == "/melden/verstuurd/"


# --- what a browser keeps ---------------------------------------------------------------------------------------------
def test_the_cookie_of_the_draft_is_for_this_session_and_not_for_scripts(client, world):
    cookie = client.post("/melden/groep/", {"groep": "verkeer"}).cookies["concept"]
    assert {name: cookie[name] for name in ("httponly", "samesite", "path", "max-age", "expires", "domain")} == {
        "httponly": True, "samesite": "Lax", "path": "/", "max-age": "", "expires": "", "domain": "",
    }  # fmt: skip
    assert len(cookie.value) == 22  # 128 bits


def test_with_https_the_cookie_is_secure(client, world, settings):
    settings.HTTPS, settings.CONCEPT_COOKIE_NAME = True, "__Host-concept"
    cookie = client.post("/melden/groep/", {"groep": "verkeer"}).cookies["__Host-concept"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_the_database_holds_no_key_and_no_words(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk(until="vragen")
    key = client.cookies["concept"].value
    row = Concept.objects.get()
    assert bytes(row.pk) in concepten.hashes_of_key(key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sleutel_hash, gegevens FROM meldingen_concept")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert [word for word in (b"Canary", b"verkeer", key.encode()) if word in stored] == []


def test_no_page_is_kept_titled_or_addressed_with_what_was_filled_in(client, world):
    answers = {"contact": {"contactvorm": "met_naam"}, "waar": {"q": "", "plek": "Canaryplek"}}
    visitor = Bezoeker(client, world.buurt, **answers)
    slugs = visitor.walk()
    for slug in slugs:
        html = visitor.get(slug).content.decode()
        title = html.split("<title>")[1].split("</title>")[0]
        assert title in {f"Stap {n} van 5 | Wijkportaal" for n in range(1, 6)}
        assert '<meta name="robots" content="noindex">' in html
        assert "Snel weg" in html
        assert "Lukt het niet?" in html
    visitor.send()
    visitor.receipt()
    assert {page["Cache-Control"] for page in visitor.pages} == {"no-store"}
    assert {name for page in visitor.pages for name in page.cookies} == {"concept", "csrf"}
    together = " ".join(visitor.addresses)
    assert [word for word in ("Canary", "scooter", "BU99", "VERKEER", "Jan", "0612", "code") if word in together] == []


@pytest.mark.parametrize("text", ["a\x00b", "😀" * 500, "\u202eomgekeerd", "é" * 3000, "<script>alert(1)</script>"])
def test_any_text_is_taken_as_it_is(client, world, text):
    visitor = Bezoeker(client, world.buurt, wat={"verhaal": text, "wanneer": "weetniet"})
    visitor.walk()
    visitor.send()
    assert Melding.objects.get().verhaal == text.replace("\x00", "")


def test_a_text_that_is_too_long_stays_on_the_page(client, world):
    visitor = Bezoeker(client, world.buurt, wat={"verhaal": "a" * 3001, "wanneer": "weetniet"})
    visitor.walk(until="wat")
    response = visitor.post("wat")
    assert errors_of(response) == ["Maak uw tekst korter: u kunt 3000 letters gebruiken"]
    assert "a" * 3001 in response.content.decode()


def test_a_body_of_three_megabytes_is_refused_with_a_page(client, world):
    response = client.post("/melden/groep/", {"groep": "a" * 3_000_000})
    assert response.status_code == 400
    assert Concept.objects.count() == 0


def test_in_english_the_same_draft_goes_on(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk(until="wat")
    assert visitor.get("wat").status_code == 200
    html = client.get("/en/melden/wat/").content.decode()
    assert '<html lang="en">' in html
    response = client.post("/en/melden/wat/", visitor.answers["wat"])
    assert response["Location"] == "/en/melden/vragen/"


def test_an_expired_csrf_token_keeps_the_words_on_the_page(world):
    client = Client(enforce_csrf_checks=True)
    given = {"verhaal": STORY, "wanneer": "nu"}
    response = client.post("/melden/wat/", given, headers={"Origin": "http://testserver"})
    html = response.content.decode()
    assert response.status_code == 403
    assert STORY in html
    assert 'action="/melden/wat/"' in html
    assert Concept.objects.count() == 0


def test_every_page_needs_the_csrf_token(world):
    client = Client(enforce_csrf_checks=True)
    slugs = [*BY_SLUG, "wissen", "bewaard"]
    assert [slug for slug in slugs if client.post(f"/melden/{slug}/", {}).status_code != 403] == []


def test_a_page_asks_the_database_a_few_things_however_many_subjects_there_are(client, world):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk()
    with CaptureQueriesContext(connection) as few:
        visitor.get("vragen")
        visitor.get("onderwerp")
    for number in range(3):
        one = make_categorie(f"EXTRA{number}", Categorie.objects.get(pk="VERKEER").groep)
        one.vragen.create(sleutel="x", naam="X?", naam_en="X?")
    with CaptureQueriesContext(connection) as more:
        visitor.get("vragen")
        visitor.get("onderwerp")
    assert (len(few), len(more)) == (9, 9)
