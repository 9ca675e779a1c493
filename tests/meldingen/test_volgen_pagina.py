"""The page of a melding for its sender: the state in words, the timeline, and what is never on it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from meldingen import volgsessies, workflow
from meldingen.models import Melding, Status
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.steps import in_state
from tests.meldingen.volgers import PAGE, follow, follower, heads, sent, state, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def open_as(melding):
    """Follow a melding whose code nobody in the test knows."""
    client = Client()
    client.cookies["volg"] = volgsessies.begin(volgsessies.Gevonden("nl", melding=melding.pk))
    return client


HEARS = "U hoort uiterlijk maandag 30 november meer."
STATES = {
    "ontvangen": (["Ontvangen", HEARS], "Nog te doen: lezen"),
    "in_behandeling": (["In behandeling", "Samira is ermee bezig.", HEARS], "Nog te doen: afronden"),
    "wacht_op_melder": (
        [
            "Vraag aan u",
            "Samira stelde u een vraag.",
            "Geef antwoord tot en met maandag 7 december. Daarna gaan we verder met wat we weten.",
        ],
        "Nog te doen: antwoord geven",
    ),
    "afgehandeld": (
        ["Afgerond", "Afgerond op maandag 23 november.", "Het is opgelost."],
        "Samira rondde uw melding af",
    ),
    "afgewezen": (
        ["Afgerond", "Afgerond op maandag 23 november.", "Dit is geen werk voor de politie."],
        "Samira rondde uw melding af",
    ),
    "heropenverzoek": (
        ["In behandeling", "Een ander dan wie het afrondde, bekijkt uw verzoek.", HEARS],
        "Nog te doen: opnieuw kijken",
    ),
    "samengevoegd": (["Ontvangen", "Meer mensen meldden dit.", HEARS], "Nog te doen: lezen"),
    "ingetrokken": (
        [
            "Ingetrokken",
            "U trok uw melding in op maandag 23 november.",
            "De politie kan soms toch verder gaan.",
        ],
        "U trok uw melding in",
    ),
}


@pytest.mark.parametrize("status", STATES)
def test_every_state_is_told_in_words_with_a_date_and_what_happens_next(world, status):
    client = open_as(in_state(world, status))
    assert (state(client), heads(client)[-1]) == STATES[status]


def test_no_state_is_forgotten():
    assert STATES.keys() | {"verwezen"} == set(Status)


def test_a_broken_promise_is_told(world, clock):
    _melding, code = sent(world)
    clock.move_to(NOW + 8 * DAY)  # Tuesday 1 December; promised was the Monday
    assert state(follow(code)) == [
        "Ontvangen",
        "Wij zijn te laat. Het basisteam ziet dit ook.",
        "U hoort uiterlijk woensdag 2 december meer.",
    ]


def test_a_promise_that_was_broken_long_ago_still_names_a_day_to_come(world, clock):
    _melding, code = sent(world)
    clock.move_to(NOW + 100 * DAY)
    day = state(follow(code))[-1]
    assert day == "U hoort uiterlijk donderdag 4 maart meer."


def test_the_timeline_tells_both_sides_oldest_first(world, clock):
    officer = world.users["officer"]
    melding, client = follower(world, verhaal="Hard.")
    clock.shift(60)
    workflow.take_on(melding, by=officer)
    clock.shift(60)
    workflow.ask(melding, tekst="Waar precies?", by=officer)
    clock.shift(60)
    workflow.reply(melding, tekst="Bij de vijver.", by=workflow.MELDER)
    clock.shift(60)
    workflow.add_occurrence(melding, datum=NOW.date(), tijd=NOW.time(), minuten=1)
    clock.shift(60)
    workflow.reply(melding, tekst="Ik ga kijken.", by=officer)
    clock.shift(60)
    workflow.change_consent(melding, mag_praten="nee")
    clock.shift(60)
    workflow.close(melding, uitkomst="toezicht", tekst="Het is stil.", by=officer)
    clock.shift(60)
    workflow.request_reopen(melding, tekst="Toch niet.")
    clock.shift(60)
    workflow.reopen(melding, reden="GEHEIM", by=world.users["chief"])
    assert heads(client) == [
        "U stuurde uw melding",
        "Samira ging aan de slag met uw melding",
        "Samira vroeg u iets",
        "U gaf antwoord",
        "U schreef op dat het weer gebeurde",
        "Samira schreef u",
        "U veranderde wat wij mogen",
        "Samira rondde uw melding af",
        "U vroeg ons om verder te gaan",
        "Het basisteam opende uw melding weer",
        "Nog te doen: afronden",
    ]
    text = words(client.get(PAGE))
    for said in ["Waar precies?", "Bij de vijver.", "Ik ga kijken.", "Het is stil.", "Toch niet."]:
        assert said in text
    assert "Het was op maandag 23 november om 9.00 uur. Het duurde 1 minuut." in text
    assert "GEHEIM" not in text


@pytest.mark.parametrize(
    ("uitkomst", "sentence"),
    [
        ("opgelost", "Het is opgelost."),
        ("aangesproken", "We hebben met iemand gesproken."),
        ("toezicht", "We zijn gaan kijken."),
        ("informatie_gebruikt", "We gebruiken uw informatie. Meer mogen we er niet over zeggen."),
        ("overgedragen", "We hebben het doorgegeven aan een ander."),
        ("advies", "We hebben u advies gegeven."),
        ("geen_actie", "We konden er niets mee doen."),
        ("niet_voor_politie", "Dit is geen werk voor de politie."),
        ("onvoldoende_informatie", "We wisten te weinig om iets te doen."),
    ],
)
def test_every_outcome_is_told_in_words(world, uitkomst, sentence):
    melding, client = follower(world, mag_praten="ja")
    workflow.close(melding, uitkomst=uitkomst, tekst="Klaar.", by=world.users["officer"])
    assert state(client)[-1] == sentence
    assert f'<p class="muted">{sentence}</p>' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("reden", "sentence"),
    [
        ("spam", "We behandelen uw melding niet."),
        ("misbruik", "We behandelen uw melding niet."),
        ("dubbel", "Deze melding hadden we al."),
        ("niet_voor_ons", "Dit is geen werk voor de politie."),
        ("onbegrijpelijk", "We begrepen uw melding niet."),
    ],
)
def test_every_refusal_is_told_once(world, reden, sentence):
    melding, client = follower(world)
    workflow.reject(melding, reden=reden, tekst="Helaas.", by=world.users["officer"])
    assert state(client)[-1] == sentence
    assert heads(client) == ["U stuurde uw melding", "Samira rondde uw melding af"]


def test_who_was_merged_reads_the_answer_under_the_own_code(world):
    melding, client = follower(world, verhaal="Van mij.")
    lead = make_melding(world, verhaal="GEHEIM VAN EEN ANDER")
    officer = world.users["officer"]
    workflow.merge(melding, into=lead, by=officer)
    workflow.ask(lead, tekst="VRAAG AAN EEN ANDER", by=officer)
    assert state(client)[:2] == ["In behandeling", "Meer mensen meldden dit."]
    workflow.close(lead, uitkomst="opgelost", tekst="Voor iedereen.", by=officer)
    text = words(client.get(PAGE))
    assert state(client)[0] == "Afgerond"
    assert ("Van mij." in text, "Voor iedereen." in text) == (True, True)
    assert ("GEHEIM" in text, "VRAAG AAN EEN ANDER" in text) == (False, False)


def test_after_a_year_nothing_can_be_read_or_done(world, clock):
    melding, code = sent(world, verhaal="GEHEIM")
    clock.move_to(NOW + 364 * DAY)
    workflow.close(melding, uitkomst="opgelost", tekst="Klaar.", by=world.users["officer"])
    assert "GEHEIM" in words(follow(code).get(PAGE))
    clock.move_to(NOW + 365 * DAY)
    client = follow(code)
    text = words(client.get(PAGE))
    assert "Na 1 jaar kunt u uw melding hier niet meer lezen." in text
    assert ("GEHEIM" in text, "Uw bericht" in text, "Trek mijn melding in" in text) == (False, False, False)
    assert client.get(f"{PAGE}download/").status_code == 404
    assert client.get(f"{PAGE}intrekken/").status_code == 303


def test_what_is_still_open_can_be_read_also_after_a_year(world, clock):
    _melding, code = sent(world, verhaal="Van mij.")
    clock.move_to(NOW + 400 * DAY)
    assert "Van mij." in words(follow(code).get(PAGE))


@pytest.mark.parametrize("field", ["uit_gebruik_op", "verhaal_gewist_op"])
def test_what_was_put_away_cannot_be_read(world, field):
    melding, client = follower(world, verhaal="GEHEIM")
    Melding.objects.filter(pk=melding.pk).update(**{field: NOW})
    text = words(client.get(PAGE))
    assert ("GEHEIM" in text, "Na 1 jaar" in text) == (False, True)


def test_the_term_for_reading_is_that_of_the_class(world, clock):
    klasse = world.categorie.bewaarklasse
    klasse.verhaal_dagen = 40
    klasse.save()
    melding, code = sent(world)
    workflow.close(melding, uitkomst="opgelost", tekst="Klaar.", by=world.users["officer"])
    clock.move_to(NOW + 40 * DAY)
    assert "Na 40 dagen kunt u uw melding hier niet meer lezen." in words(follow(code).get(PAGE))


def test_what_was_sent_is_shown_with_its_answers(world):
    given = {"hoe_vaak": "week", "nog_bezig": "ja", "wie": "'n agent"}
    _melding, client = follower(world, verhaal="Hard.", wanneer="vaak", plek="Bij de brug", antwoorden=given)
    html = client.get(PAGE).content.decode()
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    assert pairs == [
        ("Wat er aan de hand is", "Hard."),
        ("Wanneer", "Vaker"),
        ("Waar", "Bij de brug, Lindenkwartier"),
        ("Hoe vaak", "Elke week"),
        ("Gebeurt het nog", "Ja"),
        ("Over wie", "&#x27;n agent"),
        ("Mag de wijkagent hierover met deze persoon praten?", "Vraag het mij eerst"),
        ("Mogen we uw bericht doorgeven aan bijvoorbeeld de gemeente?", "Ja"),
    ]


@pytest.mark.parametrize(
    ("naam", "kop"),
    [
        ("Te hard rijden", "Uw melding over te hard rijden"),
        ("Over de politie", "Uw melding over de politie"),
        ("HALT-zaak", "Uw melding over HALT-zaak"),
    ],
)
def test_the_heading_names_the_subject(world, naam, kop):
    world.categorie.naam = naam
    world.categorie.save()
    _melding, client = follower(world)
    assert f"<h1>{kop}</h1>" in client.get(PAGE).content.decode()


# --- what is never on it --------------------------------------------------------------------------------------------


def test_notes_moves_and_colleagues_are_never_on_it(world, clock):
    melding, client = follower(world)
    officer, member = world.users["officer"], world.users["member"]
    member.first_name, member.last_name = "COLLEGA", "ACHTERNAAM"
    member.save()
    workflow.note(melding, tekst="CANARIE NOTITIE", by=officer)
    workflow.move(melding, reden="CANARIE REDEN", by=officer)
    workflow.reply(melding, tekst="Hallo.", by=member)
    workflow.close(melding, uitkomst="aangesproken", tekst="Klaar.", reden="CANARIE TEGEN WENS", by=officer)
    pages = [client.get(PAGE), client.get(f"{PAGE}download/"), client.get(f"{PAGE}heropenen/")]
    html = " ".join(page.content.decode() for page in pages)
    names = ["CANARIE", "COLLEGA", "ACHTERNAAM", "el Amrani", melding.nummer, str(officer), world.officer.slug]
    assert [name for name in names if name in html] == []
    assert "Het basisteam schreef u" in html


def test_an_officer_who_left_is_the_team_again(world):
    melding, client = follower(world)
    workflow.reply(melding, tekst="Hallo.", by=world.users["officer"])
    world.officer.is_actief = False
    world.officer.save()
    assert heads(client)[1] == "Het basisteam schreef u"


def test_what_somebody_typed_stays_text(world):
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    melding, client = follower(world, verhaal=attack, plek=attack)
    workflow.reply(melding, tekst=attack, by=workflow.MELDER)
    workflow.reply(melding, tekst=attack, by=world.users["officer"])
    workflow.add_occurrence(melding, datum=NOW.date(), tekst=attack)
    html = client.get(PAGE).content.decode()
    assert (html.count("<script>alert"), html.count("<img src=x"), html.count("&lt;script&gt;")) == (0, 0, 5)


def test_nobody_can_type_a_place_that_is_filled_in(world):
    typed = "⟦csrf_token⟧ ⟦kop⟧ csrf-token-comes-here"
    _melding, client = follower(world, verhaal=typed)
    assert f"<dd>{typed}</dd>" in client.get(PAGE).content.decode()


def test_a_fixed_part_of_the_page_takes_nothing_of_another_visitor(world):
    first, second = Client(), Client()
    tokens = []
    for client in (first, second):
        _melding, code = sent(world)
        client.post("/volgen/", {"volgcode": code})
        html = client.get(PAGE).content.decode()
        tokens.append(set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', html)))
        keys = re.findall(r'name="sleutel" value="([^"]+)"', html)
        tokens.append(set(keys))
        assert ("comes-here" in html, "⟦" in html, len(keys)) == (False, False, 1)
    assert tokens[0] & tokens[2] == set()
    assert tokens[1] & tokens[3] == set()
