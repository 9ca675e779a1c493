"""“Wij weten van …”: who writes themes and where, when they are shown, and that a melding belongs to one (R26)."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from agenten.models import Medewerker, Werkgebied
from agenten.rechten import may
from buurten.zoeknamen import rebuild
from meldingen.forms.themas import buurten_of
from meldingen.models import Melding, Thema
from tests.agenten.makers import make_buurt
from tests.meldingen.invullen import Bezoeker, errors_of, rows_on, slug_of
from tests.meldingen.makers import NOW, make_categorie, make_overig, make_world

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    make_overig()
    make_categorie("PARKEREN")
    return make_world()


def make_thema(world, *buurten, **fields):
    facts = {"naam": "Scooters in het park", "tekst": "We controleren elke avond.", "wijkagent": world.officer}
    thema = Thema.objects.create(**{**facts, "van": TODAY, **fields})
    thema.buurten.set(buurten or [world.buurt])
    return thema


# --- which are shown ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("van", "tot", "is_shown"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY + DAY, None, False),
        (TODAY - 2 * DAY, TODAY - DAY, False),
    ],
)
def test_a_theme_is_shown_from_its_first_to_its_last_day(world, van, tot, is_shown):
    make_thema(world, van=van, tot=tot)
    assert Thema.objects.shown(world.buurt, world.categorie).exists() == is_shown


def test_a_theme_is_shown_for_its_buurt_and_subject_newest_first(world):
    other = make_categorie("PARKEREN")
    old = make_thema(world, van=TODAY - DAY, categorie=world.categorie)
    anything, elsewhere = make_thema(world), make_thema(world, world.other_buurt)
    make_thema(world, categorie=other)
    assert list(Thema.objects.shown(world.buurt, world.categorie)) == [anything, old]
    assert list(Thema.objects.shown(world.other_buurt, world.categorie)) == [elsewhere]


def test_the_database_refuses_a_last_day_before_the_first(world):
    thema = make_thema(world)
    with pytest.raises(IntegrityError, match="thema_van_tot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE meldingen_thema SET tot = van - 1 WHERE id = %s", [thema.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE meldingen_thema SET naam = NULL WHERE id = %s", [thema.pk])


# --- in the form ----------------------------------------------------------------------------------------------------
def visitor(buurt=None, **answers):
    return Bezoeker(Client(), buurt, **answers)


def test_who_comes_from_the_buurt_is_asked_before_the_words_and_the_melding_gets_the_theme(world):
    thema = make_thema(world, categorie=world.categorie)
    person = visitor(world.buurt, **{"wij-weten-van": {"thema": thema.pk}})
    way = person.walk()
    assert way[:5] == ["groep", "onderwerp", "andere-deur", "wij-weten-van", "wat"]
    assert "wij-weten-hier" not in way
    page = person.get("wij-weten-van").content.decode()
    assert "<title>Stap 1 van 5 | Wijkportaal</title>" in page
    for words in ("Wij weten van …", "Scooters in het park", "We controleren elke avond.", "iets doorgeven"):
        assert words in page
    assert rows_on(person.check())["Hoort bij"] == "Scooters in het park"
    assert person.send().status_code == 303
    assert Melding.objects.get().thema == thema


def test_what_is_about_something_else_gets_no_theme(world):
    make_thema(world)
    person = visitor(world.buurt, **{"wij-weten-van": {"thema": "anders"}})
    person.walk()
    assert rows_on(person.check())["Hoort bij"] == "Mijn bericht gaat over iets anders"
    person.send()
    assert Melding.objects.get().thema is None


def test_who_fills_in_the_place_is_asked_after_it(world):
    thema = make_thema(world)
    rebuild()
    person = visitor(None, waar={"q": "Lindenkwartier"}, **{"wij-weten-hier": {"thema": thema.pk}})
    way = person.walk()
    assert "wij-weten-van" not in way
    assert way[way.index("waar") + 1] == "wij-weten-hier"
    assert "<title>Stap 3 van 5 | Wijkportaal</title>" in person.get("wij-weten-hier").content.decode()
    person.send()
    assert Melding.objects.get().thema == thema


def test_another_place_than_that_of_the_entry_asks_about_its_own_themes_and_forgets_the_first(world):
    here, there = make_thema(world), make_thema(world, world.other_buurt, naam="Vuurwerk")
    rebuild()
    answers = {"wij-weten-van": {"thema": here.pk}, "wij-weten-hier": {"thema": there.pk}}
    person = visitor(world.buurt, waar={"waar": "nieuw", "q": "Oudveen", "plek": ""}, **answers)
    way = person.walk()
    assert "wij-weten-van" in way
    assert "wij-weten-hier" in way
    person.send()
    assert Melding.objects.get().thema == there


def test_without_a_theme_nobody_sees_the_page(world):
    make_thema(world, world.other_buurt)
    make_thema(world, categorie=make_categorie("PARKEREN"))
    make_thema(world, tot=TODAY, van=TODAY - DAY).delete()
    person = visitor(world.buurt)
    assert [slug for slug in person.walk() if slug.startswith("wij-weten")] == []
    assert slug_of(person.get("wij-weten-van")) == "controle"
    person.send()
    assert Melding.objects.get().thema is None


def test_a_button_must_be_chosen_and_only_one_of_this_page_counts(world):
    make_thema(world)
    elsewhere = make_thema(world, world.other_buurt)
    person = visitor(world.buurt)
    person.walk("wij-weten-van")
    for answer in ({}, {"thema": elsewhere.pk}, {"thema": "x"}, {"thema": "\x00"}):
        response = person.post("wij-weten-van", answer)
        assert errors_of(response) == ["Kies waar uw bericht over gaat"]


def test_another_subject_asks_again(world):
    thema = make_thema(world)
    person = visitor(world.buurt, **{"wij-weten-van": {"thema": thema.pk}})
    person.walk()
    person.answers["onderwerp"] = {"onderwerp": "PARKEREN"}
    person.post("onderwerp", query="?terug=controle")
    assert slug_of(person.post("andere-deur", query="?terug=controle")) == "wij-weten-van"


def test_a_theme_that_was_taken_away_meanwhile_stops_nobody(world):
    thema = make_thema(world)
    person = visitor(world.buurt, **{"wij-weten-van": {"thema": thema.pk}})
    person.walk()
    thema.delete()
    assert "Hoort bij" not in rows_on(person.check())
    assert person.send().status_code == 303
    assert Melding.objects.get().thema is None


def test_a_theme_that_ends_keeps_its_meldingen_and_one_that_is_deleted_lets_them_go(world):
    thema = make_thema(world)
    person = visitor(world.buurt, **{"wij-weten-van": {"thema": thema.pk}})
    person.walk()
    person.send()
    Thema.objects.update(tot=TODAY)
    assert Melding.objects.get().thema == thema
    thema.delete()
    assert Melding.objects.get().thema is None


def test_about_the_police_no_theme_is_offered(world):
    make_thema(world)
    person = visitor(world.buurt, groep={"groep": make_categorie("OVER_POLITIE").groep_id})
    assert "wij-weten-van" not in person.walk("over-wie")


def test_the_english_page_shows_english_words(world):
    make_thema(world, naam_en="Scooters in the park", tekst_en="We check every evening.")
    person = Bezoeker(Client(), world.buurt, prefix="/en")
    person.walk("wij-weten-van")
    page = person.get("wij-weten-van").content.decode()
    assert "Scooters in the park" in page
    assert "We check every evening." in page


def test_what_an_officer_wrote_is_text(world):
    make_thema(world, naam="<b>Vet</b>", tekst="<script>alert(1)</script>\nTweede regel")
    person = visitor(world.buurt)
    person.walk("wij-weten-van")
    page = person.get("wij-weten-van").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;Vet&lt;/b&gt;" in page
    assert "<br>Tweede regel" in page


# --- who writes them ------------------------------------------------------------------------------------------------
LIST, ADD = "/admin/meldingen/thema/", "/admin/meldingen/thema/add/"


def sign_in(world, name):
    client = Client()
    client.force_login(Medewerker.objects.get(pk=world.users[name].pk))
    return client


def given(world, *buurten, **fields):
    facts = {"naam": "Vuurwerk", "tekst": "We kijken.", "wijkagent": world.officer.pk, "van": "2026-11-23"}
    return {**facts, "buurten": [buurt.pk for buurt in buurten or [world.buurt]], **fields}


def errors_on(response):
    return re.findall(r'<ul class="errorlist[^>]*><li>([^<]*)</li>', response.content.decode())


# role -> what may be done with the officer's own theme, and with one of another team; "+": may add
MAY = {
    "officer": ("vcd", "", True),
    "buurt_officer": ("v", "", True),
    "stand_in": ("", "v", True),
    "member": ("v", "", False),
    "chief": ("vcd", "", True),
    "deputy": ("vcd", "", True),
    "other_officer": ("", "vcd", True),
    "redacteur": ("vcd", "vcd", True),
    "beheerder": ("vcd", "vcd", True),
    "privacy": ("v", "v", False),
    "auditor": ("v", "v", False),
    "former_officer": ("", "", False),
    "not_active": ("", "", False),
    "superuser": ("vcd", "vcd", True),
}


@pytest.mark.parametrize("role", MAY)
def test_who_may_do_what_with_a_theme(world, role):
    own = make_thema(world)
    other = make_thema(world, world.other_buurt, wijkagent=world.officers["other_officer"])
    user = Medewerker.objects.get(pk=world.users[role].pk)
    names = {"view": "v", "change": "c", "delete": "d"}
    done = [
        "".join(letter for action, letter in names.items() if may(user, action, Thema, row)) for row in (own, other)
    ]
    assert (*done, may(user, "add", Thema)) == MAY[role]
    if role == "not_active":
        return
    client = sign_in(world, role)
    pages = [client.get(reverse("admin:meldingen_thema_change", args=[row.pk])).status_code for row in (own, other)]
    assert pages == [200 if "v" in letters else 404 for letters in MAY[role][:2]]
    assert client.get(ADD).status_code == (200 if MAY[role][2] else 404)


def test_an_officer_chooses_from_the_own_buurten_and_from_nothing_else(world):
    Werkgebied.objects.create(wijkagent=world.officer, buurt=world.other_buurt, van=TODAY - 9 * DAY, tot=TODAY - DAY)
    client = sign_in(world, "officer")
    html = client.get(ADD).content.decode()
    assert re.findall(r'name="buurten" value="(\w+)"', html) == [world.buurt.pk]
    assert client.post(ADD, given(world)).status_code == 302
    thema = Thema.objects.get()
    assert (thema.wijkagent, list(thema.buurten.order_by("pk"))) == (world.officer, [world.buurt])
    assert client.post(ADD, given(world, world.other_buurt)).status_code == 200
    assert client.post(ADD, given(world, wijkagent=world.officers["other_officer"].pk)).status_code == 200
    assert Thema.objects.count() == 1


def test_a_chief_chooses_from_the_buurten_of_the_team(world):
    html = sign_in(world, "chief").get(ADD).content.decode()
    assert re.findall(r'name="buurten" value="(\w+)"', html) == [world.buurt.pk]


def test_an_editor_writes_for_any_officer_but_only_where_that_officer_works(world):
    client = sign_in(world, "redacteur")
    response = client.post(ADD, given(world, world.buurt, world.other_buurt))
    assert errors_on(response) == ["Kies buurten waar deze wijkagent werkt. Hier niet: Oudveen"]
    assert client.post(ADD, given(world)).status_code == 302


def test_dates_the_wrong_way_round_say_so(world):
    response = sign_in(world, "officer").post(ADD, given(world, tot="2026-11-22"))
    assert errors_on(response) == ["De laatste dag ligt voor de eerste."]


def test_the_buurten_of_an_officer_of_a_whole_wijk_are_all_of_them(world):
    second = make_buurt("BU99010177", "Zoutgat")
    Werkgebied.objects.filter(wijkagent=world.officer).update(buurt=None, wijk=world.buurt.wijk)
    assert [buurt.naam for buurt in buurten_of([world.officer.pk])] == [world.buurt.naam, second.naam]
