"""The check page, sending once, and the receipt."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from agenten.models import Teamgebied, Wijkagent
from meldingen import versturen
from meldingen.codes import code_of, hash_of, shown
from meldingen.models import Categorie, Concept, Melder, Melding, Wanneer
from tests.agenten import people
from tests.meldingen.invullen import STORY, Bezoeker, code_on, kenmerk_of, rows_on, slug_of
from tests.meldingen.makers import make_away, make_world

pytestmark = pytest.mark.django_db
MANY = 20


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-23T10:00:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def world(clock):
    return make_world()


@pytest.fixture
def visitor(client, world):
    return Bezoeker(client, world.buurt)


def walk_and_wait(visitor, clock):
    visitor.walk()
    clock.shift(settings.TIP_MIN_TIME)


# --- the check page ---------------------------------------------------------------------------------------------------
def test_the_check_page_shows_every_answer_and_what_was_left_out(client, world):
    visitor = Bezoeker(
        client, world.buurt, contact={"contactvorm": "met_naam"}, wat={"verhaal": STORY, "wanneer": Wanneer.EEN_KEER},
        wanneer={"datum": "2026-11-22", "dagdeel": "avond", "nog_bezig": "nee"},
        vragen={"vraag-richting": "naar het centrum", "hoe_weet": "gezien", "anderen_weten": "ja"},
    )  # fmt: skip
    visitor.walk()
    html = visitor.check()
    assert "Uw bericht is nog niet verstuurd." in html
    assert rows_on(html) == {
        "Onderwerp": "Verkeer",
        "Waar het over gaat": "Te hard rijden, gevaarlijk punt",
        "Wat er aan de hand is": STORY,
        "Wanneer": "Eén keer, op een andere dag",
        "Op welke dag": "zondag 22 november 2026",
        "Deel van de dag": "avond",
        "Gebeurt het nog": "Nee",
        "Welke kant gaat het op?": "naar het centrum",
        "Hoe weet u dit?": "Ik heb het zelf gezien",
        "Kunnen anderen dit ook weten?": "Ja",
        "Waar": "Lindenkwartier, Rivierdam\nBij de ingang",
        "Foto’s": "Niet ingevuld",
        "Wie u bent": "U geeft uw gegevens door",
        "Naam": "Jan Canary",
        "E-mail": "Niet ingevuld",
        "Telefoon": "+31612345678",
        "Wanneer en hoe bellen": "Niet ingevuld",
        "“Politie” zeggen": "Niet ingevuld",
        "Met deze persoon praten": "Vraag het mij eerst",
        "Gevaarlijk voor u": "Niet ingevuld",
        "Doorgeven": "Ja, maar zonder mijn gegevens",
    }


def test_the_check_page_says_who_reads_it_and_by_when(visitor):
    visitor.walk()
    html = visitor.check()
    assert "Wijkagenten Samira el Amrani en Joost Bakker." in html
    assert "Collega’s van Basisteam Noord." in html
    assert "U hoort iets binnen 5 werkdagen. Dat is uiterlijk maandag 30 november." in html
    assert "We lezen dit niet meteen, en niet ’s nachts of in het weekend." in html


def test_the_check_page_of_a_restricted_subject_names_only_who_may_see_it(client, world):
    visitor = Bezoeker(client, world.buurt, groep={"groep": "zorgen"}, onderwerp={"onderwerp": "HUISELIJK"})
    visitor.walk()
    html = visitor.check()
    assert "Wijkagent Samira el Amrani." in html
    assert (
        "De teamchef van Basisteam Noord en de plaatsvervanger. Andere collega’s zien alleen dat er een melding is."
        in html
    )
    assert "Joost" not in html
    assert "U hoort iets binnen 1 werkdag. Dat is uiterlijk dinsdag 24 november." in html


def test_about_the_officer_the_officer_is_not_among_the_readers(client, world):
    about = {"over_wijkagent": "ja"}
    visitor = Bezoeker(client, world.buurt, vragen=about, **{"over-wie": {"wie": str(world.officer.pk)}})
    assert "over-wie" in visitor.walk()
    html = visitor.check()
    assert "Samira" not in html.split("Wie leest dit?")[1]
    assert "De teamchef van Basisteam Noord en de plaatsvervanger." in html
    visitor.send()
    melding = Melding.objects.get()
    assert (melding.eigenaar, melding.betrokkenen) == (world.users["chief"], [world.users["officer"].pk])
    assert "De teamchef van Basisteam Noord leest uw melding" in visitor.receipt()


# --- sending ----------------------------------------------------------------------------------------------------------
def test_sending_makes_one_melding_with_all_that_was_said_and_empties_the_draft(client, world, clock):
    visitor = Bezoeker(
        client, world.buurt, contact={"contactvorm": "met_naam"}, delen={"delen": "met", "gevaar": "nee"}
    )
    walk_and_wait(visitor, clock)
    key = client.cookies["concept"].value
    response = visitor.send()
    assert (response.status_code, response["Location"]) == (303, "/melden/verstuurd/")
    melding = Melding.objects.get()
    said = ("verhaal", "plek", "wanneer", "contactvorm", "mag_praten", "gevaar", "delen", "taal", "bron", "buurt_id")
    assert {name: getattr(melding, name) for name in said} == {
        "verhaal": STORY, "plek": "Bij de ingang", "wanneer": "weetniet", "contactvorm": "met_naam",
        "mag_praten": "eerst_vragen", "gevaar": "nee", "delen": "met", "taal": "nl", "bron": "site",
        "buurt_id": world.buurt.pk,
    }  # fmt: skip
    assert not melding.is_na_te_kijken
    assert bytes(melding.code_hash) == hash_of(code_of(key))
    melder = Melder.objects.get()
    assert (melder.naam, melder.telefoon, melder.email) == ("Jan Canary", "+31612345678", "")
    concept = Concept.objects.get()
    assert (concept.gegevens, concept.melding) == ({}, melding)


def test_the_data_of_a_reporter_who_chose_to_stay_anonymous_after_all_is_not_sent(client, world):
    visitor = Bezoeker(client, world.buurt, contact={"contactvorm": "met_naam"}, delen={"delen": "met"})
    visitor.walk()
    visitor.post("contact", {"contactvorm": "anoniem"}, "?terug=controle")
    assert "Jan Canary" not in visitor.check()
    visitor.send()
    assert Melder.objects.count() == 0
    assert Melding.objects.get().delen == "zonder"


def test_sending_twice_going_back_and_another_tab_give_the_same_receipt(visitor):
    visitor.walk()
    kenmerk = kenmerk_of(visitor.check())
    receipts = []
    for _ in range(3):
        assert visitor.post("controle", {"kenmerk": kenmerk})["Location"] == "/melden/verstuurd/"
        receipts.append(code_on(visitor.receipt()))
    assert visitor.get("controle")["Location"] == "/melden/verstuurd/"
    assert Melding.objects.count() == 1
    assert set(receipts) == {shown(code_of(visitor.client.cookies["concept"].value))}


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_posts_make_one_melding_and_twenty_equal_receipts(client, clock):
    visitor = Bezoeker(client, make_world().buurt)
    visitor.walk()
    kenmerk, cookies = kenmerk_of(visitor.check()), client.cookies
    barrier = Barrier(MANY)

    def send(_):
        other = Client()
        other.cookies = cookies
        barrier.wait(timeout=30)
        try:
            answer = other.post("/melden/controle/", {"kenmerk": kenmerk}, follow=True)
            return answer.status_code, code_on(answer.content.decode())
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(send, range(MANY)))
    assert set(answers) == {(200, shown(code_of(cookies["concept"].value)))}
    assert Melding.objects.count() == 1


def test_a_draft_that_changed_in_another_tab_is_shown_again_and_not_sent(visitor):
    visitor.walk()
    old = kenmerk_of(visitor.check())
    visitor.post("wat", {"verhaal": "Iets anders.", "wanneer": "nu"})
    response = visitor.post("controle", {"kenmerk": old})
    html = response.content.decode()
    assert "Uw bericht is intussen gewijzigd. Kijk het na." in html
    assert rows_on(html)["Wat er aan de hand is"] == "Iets anders."
    assert Melding.objects.count() == 0
    visitor.post("controle", {"kenmerk": kenmerk_of(html)})
    assert Melding.objects.get().verhaal == "Iets anders."


def test_an_old_tab_does_not_send_the_next_draft(client, visitor):
    visitor.walk()
    old = kenmerk_of(visitor.check())
    visitor.send()
    client.post("/melden/bewaard/")
    visitor.walk()
    response = visitor.post("controle", {"kenmerk": old})
    assert "Uw bericht is intussen gewijzigd. Kijk het na." in response.content.decode()
    assert Melding.objects.count() == 1


@pytest.mark.parametrize("kenmerk", ["", "x", "0" * 64, "é"])
def test_a_check_that_was_never_shown_sends_nothing(visitor, kenmerk):
    visitor.walk()
    assert "Kijk het na." in visitor.post("controle", {"kenmerk": kenmerk}).content.decode()
    assert Melding.objects.count() == 0


def test_a_draft_that_is_not_ready_is_not_sent(visitor):
    visitor.walk(until="contact")
    assert slug_of(visitor.post("controle", {"kenmerk": "x"})) == "contact"
    assert Melding.objects.count() == 0


def test_sending_in_english_keeps_the_language(client, world):
    visitor = Bezoeker(client, world.buurt, prefix="/en")
    visitor.walk()
    assert visitor.send()["Location"] == "/en/melden/verstuurd/"
    assert Melding.objects.get().taal == "en"


# --- limits (SAFETY S13) ----------------------------------------------------------------------------------------------
def test_a_form_that_is_filled_in_too_fast_or_by_a_machine_goes_to_nakijken(client, world, clock):
    fast, trapped, honest = (Bezoeker(Client(), world.buurt, wat={"verhaal": f"Verhaal {n}"}) for n in range(3))
    fast.walk()
    fast.send()
    walk_and_wait(trapped, clock)
    trapped.post("controle", {"kenmerk": kenmerk_of(trapped.check()), "website": "http://x.example"})
    walk_and_wait(honest, clock)
    honest.send()
    found = {melding.verhaal: melding.is_na_te_kijken for melding in Melding.objects.all()}
    assert found == {"Verhaal 0": True, "Verhaal 1": True, "Verhaal 2": False}


@pytest.mark.django_db(transaction=True)
def test_above_the_limit_of_a_client_a_tip_goes_to_nakijken_and_above_that_of_the_site_it_waits(clock, settings):
    world = make_world()
    settings.LIMITS = {**settings.LIMITS, "tip": 1, "site_tip": 1, "site_nakijken": 1}
    visitors = [Bezoeker(Client(), world.buurt, wat={"verhaal": f"Verhaal {n}"}) for n in range(3)]
    for visitor in visitors:
        walk_and_wait(visitor, clock)
    answers = [visitor.send() for visitor in visitors]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    found = {melding.verhaal: melding.is_na_te_kijken for melding in Melding.objects.all()}
    assert found == {"Verhaal 0": False, "Verhaal 1": True}
    assert "Uw tekst staat er nog." in answers[2].content.decode()
    clock.shift(timedelta(hours=1))
    assert visitors[2].send().status_code == 303


# --- no team ----------------------------------------------------------------------------------------------------------
def test_where_no_team_exists_no_melding_is_taken_and_other_doors_are_shown(client, world):
    nowhere = people.buurt("BU99030101", "Verweg")
    visitor = Bezoeker(client, nowhere)
    assert visitor.walk()[-1] == "geen-team"
    html = visitor.get("geen-team").content.decode()
    assert [number for number in ("09008844", "08007000") if f'href="tel:{number}"' not in html] == []
    assert "Gemeente Rivierdam" in html
    assert visitor.get("controle")["Location"] == "/melden/geen-team/"
    assert Melding.objects.count() == 0


def test_a_team_that_went_away_meanwhile_refuses_and_loses_nothing(visitor, world):
    visitor.walk()
    kenmerk = kenmerk_of(visitor.check())
    Wijkagent.objects.update(is_actief=False)
    Teamgebied.objects.all().delete()
    assert "Hier kunnen we uw bericht niet aannemen" in visitor.post("controle", {"kenmerk": kenmerk}).content.decode()
    assert (Melding.objects.count(), STORY in visitor.get("wat").content.decode()) == (0, True)


# --- the receipt ------------------------------------------------------------------------------------------------------
def test_the_receipt_names_who_reads_it_and_by_when(visitor):
    visitor.walk()
    visitor.send()
    html = visitor.receipt()
    assert "Samira leest uw melding" in html
    assert "Uiterlijk maandag 30 november." in html
    assert "Zonder code kunnen we uw melding niet voor u terugvinden." in html
    assert "Maak een foto of schrijf hem op." in html
    assert "Gebeurt er intussen weer iets?" in html


def test_the_receipt_names_who_stands_in_for_an_officer_who_is_away(visitor, world):
    make_away(world.officer, world.officers["stand_in"])
    visitor.walk()
    visitor.send()
    assert "Piet leest uw melding" in visitor.receipt()


def test_without_an_officer_the_receipt_names_the_team(visitor):
    Wijkagent.objects.update(is_actief=False)
    visitor.walk()
    visitor.send()
    assert "Basisteam Noord leest uw melding" in visitor.receipt()


def test_the_receipt_says_what_helps_when_the_code_is_lost(client, world):
    visitor = Bezoeker(client, world.buurt, contact={"contactvorm": "met_naam"})
    visitor.walk()
    visitor.send()
    assert "Code kwijt? Vraag een nieuwe op het spreekuur." in visitor.receipt()
    Melder.objects.update(email_bevestigd_op="2026-11-23T10:00:00Z")
    assert "Code kwijt? Dan krijgt u een nieuwe per e-mail of op het spreekuur." in visitor.receipt()


def test_for_a_sensitive_subject_the_code_belongs_where_only_the_sender_looks(client, world):
    visitor = Bezoeker(client, world.buurt, groep={"groep": "zorgen"}, onderwerp={"onderwerp": "HUISELIJK"})
    visitor.walk()
    visitor.send()
    html = visitor.receipt()
    assert "Schrijf de code op een plek die alleen u kent." in html
    assert "Maak een foto" not in html


def test_the_receipt_can_be_opened_again_until_its_term_is_over(visitor, clock):
    visitor.walk()
    visitor.send()
    clock.shift(settings.RECEIPT_TERM - timedelta(seconds=1))
    assert code_on(visitor.receipt())
    clock.shift(timedelta(seconds=1))
    assert "Uw gegevens zijn gewist" in visitor.receipt()


def test_a_code_that_is_kept_is_forgotten_here_and_in_the_browser(client, visitor):
    visitor.walk()
    visitor.send()
    response = client.post("/melden/bewaard/")
    assert "Goed bewaard" in response.content.decode()
    assert response.cookies["concept"]["max-age"] == 0
    assert Concept.objects.count() == 0
    assert client.get("/melden/verstuurd/")["Location"] == "/melden/"


def test_keeping_a_code_does_not_wipe_a_draft_that_is_not_sent(client, visitor):
    visitor.walk(until="vragen")
    client.post("/melden/bewaard/")
    assert Concept.objects.count() == 1


def test_a_receipt_made_under_an_older_code_key_stays_the_same(visitor, settings):
    visitor.walk()
    visitor.send()
    before = code_on(visitor.receipt())
    settings.CODE_KEYS = ["9:bmV3LWNvZGUta2V5LWZvci10ZXN0cy0zMi1ieXRlcyE=", *settings.CODE_KEYS]
    assert code_on(visitor.receipt()) == before


def test_the_receipt_has_few_questions_for_the_database(client, visitor, django_assert_max_num_queries):
    visitor.walk()
    visitor.send()
    with django_assert_max_num_queries(6):
        visitor.receipt()


def test_categories_that_are_taken_out_of_the_form_are_asked_again(visitor):
    visitor.walk()
    Categorie.objects.filter(pk="VERKEER").update(is_actief=False)
    assert visitor.get("controle")["Location"] == "/melden/onderwerp/"


def test_a_change_between_reading_and_sending_is_seen_under_the_lock(client, visitor):
    visitor.walk()
    key, old = client.cookies["concept"].value, kenmerk_of(visitor.check())
    visitor.post("wat", {"verhaal": "Iets anders.", "wanneer": "nu"})
    with pytest.raises(versturen.Gewijzigd):
        versturen.send(key, old)
    assert Melding.objects.count() == 0


def test_other_words_under_a_key_that_was_sent_are_refused_and_shown(client, visitor):
    visitor.walk()
    kept = Concept.objects.get().gegevens
    visitor.send()
    code = code_on(visitor.receipt())
    kept["paginas"]["wat"]["verhaal"] = "Heel andere woorden onder dezelfde sleutel."
    Concept.objects.update(melding=None, gegevens=kept)
    response = visitor.send()
    assert response.status_code == 409
    assert "Heel andere woorden onder dezelfde sleutel." in response.content.decode()
    assert Melding.objects.get().verhaal == STORY
    assert code_on(visitor.receipt()) == code
