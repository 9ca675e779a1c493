"""The inbox as a list: what stands in each view for whom, in which order, page by page, and what it costs and logs."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from agenten.models import Collegateam, Medewerker
from meldingen import workflow
from meldingen.models import Bijlage, Melding
from meldingen.postvak import PAGE
from tests.meldingen.makers import NOW, make_away, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db
LIST = "/admin/meldingen/melding/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


def sign_in(world, name):
    client = Client()
    client.force_login(Medewerker.objects.get(pk=world.users[name].pk))
    return client


def get(world, name, query=""):
    return sign_in(world, name).get(f"{LIST}?{query}" if query else LIST)


def lines(response):
    return response.context_data["cl"].result_list


def numbers(response):
    return [line.nummer for line in lines(response)]


def views(response):
    """What the column says: {name: number}."""
    return {one.naam: one.aantal for group in response.context_data["groepen"] for one in group.ingangen}


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def user(world, name):
    return world.users[name]


def opened(world, melding, by="officer"):
    return workflow.opened(melding, by=user(world, by), now=NOW)


def make_danger(world, **fields):
    return make_melding(world, verhaal="Hij slaat haar elke avond.", **fields)


# --- who sees what --------------------------------------------------------------------------------------------------


def test_every_role_sees_exactly_the_meldingen_that_it_may(world):
    make_categorie("ZORG", is_beperkt=True, termijn=1)
    plain, narrow = make_melding(world), make_melding(world, categorie=make_categorie("ZORG"))
    elsewhere = make_melding(world, buurt=world.other_buurt)
    found = {}
    for name in world.users:
        response = get(world, name)
        found[name] = set(numbers(response)) if response.status_code == 200 else response.status_code
    team, elsewhere = {plain.nummer}, {elsewhere.nummer}
    assert found == {
        **{name: {plain.nummer, narrow.nummer} for name in ("officer", "chief", "deputy")},
        **dict.fromkeys(["buurt_officer", "member"], team),
        **dict.fromkeys(["stand_in", "other_officer", "other_member", "other_chief"], elsewhere),
        **dict.fromkeys(["former_officer", "redacteur", "beheerder", "privacy", "auditor"], 404),
        "superuser": {plain.nummer, narrow.nummer, *elsewhere},
        "not_active": 302,
    }


def test_each_view_counts_and_lists_what_belongs_there(world):
    officer = user(world, "officer")
    new = make_melding(world)
    late = opened(world, make_melding(world, now=NOW - 20 * DAY))
    waiting = opened(world, make_melding(world))
    waiting = workflow.ask(waiting, tekst="Hoe laat?", by=officer, now=NOW)
    answered = opened(world, make_melding(world))
    workflow.ask(answered, tekst="Hoe laat?", by=officer, now=NOW)
    workflow.answer(answered, tekst="Om tien uur.", now=NOW)
    spam = opened(world, make_melding(world, is_na_te_kijken=True))
    reopened, closed = opened(world, make_melding(world)), opened(world, make_melding(world))
    for one in (reopened, closed):
        workflow.close(one, uitkomst="advies", tekst="Bel de gemeente.", by=officer, now=NOW)
    workflow.request_reopen(reopened, tekst="Het is niet weg.", now=NOW)
    call = opened(world, make_melding(world, contactvorm="met_naam", naam="J. de Wit", telefoon="+31612345678"))
    workflow.reply(call, tekst="Ik bel u.", by=officer, now=NOW)
    everything = {new, late, waiting, answered, spam, reopened, call}
    expected = {
        "": ("Alles open", everything),
        "postvak=nieuw": ("Nieuw", {new}),
        "postvak=van-mij": ("Van mij", everything),
        "postvak=te-laat": ("Te laat", {late}),
        "postvak=antwoord": ("Antwoord binnen", {answered}),
        "postvak=wacht": ("Wacht op melder", {waiting}),
        "postvak=heropend": ("Heropenverzoek", {reopened}),
        "postvak=nakijken": ("Nakijken", {spam}),
        "postvak=bellen": ("Bel de melder", {call}),
        "postvak=partner": ("Bij partner", set()),
        "postvak=overdracht": ("Overdrachten aan mij", set()),
        "postvak=afgerond": ("Afgerond", {closed}),
    }
    response = get(world, "officer")
    wanted = {name: "" if name == "Afgerond" else str(len(found)) for name, found in expected.values()}
    assert views(response) == wanted
    for query, (name, found) in expected.items():
        response = get(world, "officer", query)
        assert set(numbers(response)) == {one.nummer for one in found}, query
        assert response.context_data["title"] == name
    assert views(get(world, "member"))["Van mij"] == "0"


def test_who_must_be_called_after_the_closing_stays_in_the_list_until_it_is_ticked(world):
    officer, member = user(world, "officer"), user(world, "member")
    reporter = {"contactvorm": "met_naam", "naam": "J. de Wit", "telefoon": "+31612345678"}
    call, narrow, long_ago = (
        opened(world, make_melding(world, **reporter, **fields)) for fields in ({}, {"gevaar": "ja"}, {})
    )
    for melding, days in ((call, 0), (narrow, 0), (long_ago, 100)):
        workflow.close(melding, uitkomst="advies", tekst="Ik bel u.", by=officer, now=NOW - days * DAY)
    found = {name: get(world, name, "postvak=bellen") for name in ("officer", "member")}
    assert {name: (set(numbers(one)), views(one)["Bel de melder"]) for name, one in found.items()} == {
        "officer": ({call.nummer, narrow.nummer}, "2"),
        "member": ({call.nummer}, "1"),
    }
    workflow.called(call, by=member, now=NOW)
    response = get(world, "member", "postvak=bellen")
    assert (numbers(response), views(response)["Bel de melder"]) == ([], "0")


def test_what_was_asked_of_somebody_stands_in_its_view(world):
    melding, member = make_melding(world), user(world, "member")
    other = make_melding(world)
    workflow.hand_over(melding, aan=member, tekst="Help je?", voor_datum=NOW.date(), by=user(world, "officer"), now=NOW)
    team = Collegateam.objects.create(naam="Jeugd", soort="jeugd", basisteam=world.team)
    team.leden.add(member)
    asked = {"tekst": "Kijken jullie?", "voor_datum": NOW.date(), "by": user(world, "officer"), "now": NOW}
    workflow.hand_over(other, collegateam=team, **asked)
    response = get(world, "member", "postvak=overdracht")
    assert (set(numbers(response)), views(response)["Overdrachten aan mij"]) == ({melding.nummer, other.nummer}, "2")
    assert views(get(world, "chief"))["Overdrachten aan mij"] == "0"


def test_who_stands_in_has_a_view_for_the_absent_owner(world):
    melding = make_melding(world)
    make_away(world.officer, world.officers["stand_in"])
    response = get(world, "stand_in", f"postvak=waarnemen&voor={user(world, 'officer').pk}")
    assert numbers(response) == [melding.nummer]
    assert (views(response)["Officer"], response.context_data["title"]) == ("1", "Waarnemen voor Officer")
    assert numbers(get(world, "stand_in", f"postvak=waarnemen&voor={user(world, 'chief').pk}")) == []
    assert "Officer" not in views(get(world, "member"))


def test_a_badge_that_nobody_judged_hides_all_but_category_and_date_from_the_team(world):
    melding = make_danger(world, contactvorm="anoniem")
    (own,), (others,) = lines(get(world, "officer")), lines(get(world, "member"))
    assert (own.titel, own.melder, own.buurt) == ("Hij slaat haar elke avond.", "Anoniem", "Lindenkwartier")
    assert [badge.tekst for badge in own.merken] == ["Nieuw", "Mogelijk geweld thuis"]
    assert (others.nummer, others.titel, others.tekst) == (melding.nummer, "Te hard rijden, gevaarlijk punt", "")
    assert (others.melder, others.buurt, others.datum.tekst) == ("", "", "Nu")
    assert [badge.tekst for badge in others.merken] == ["Nog te beoordelen"]
    assert "slaat" not in text_of(get(world, "member"))
    assert numbers(get(world, "member", "melder=anoniem")) == []


def test_a_restricted_row_shows_category_and_date_only_to_whoever_may_see_it(world):
    make_categorie("ZORG", is_beperkt=True, termijn=1, naam="Zorg om een persoon")
    make_melding(world, categorie=make_categorie("ZORG"), verhaal="Mijn buurvrouw is in de war.", contactvorm="anoniem")
    for name in ("officer", "chief", "superuser"):
        response = get(world, name)
        (line,) = lines(response)
        assert (line.titel, line.tekst, line.melder, line.buurt) == ("Zorg om een persoon", "", "", "")
        assert "in de war" not in response.content.decode()


def test_of_restricted_meldingen_that_others_read_one_hears_how_many(world):
    make_categorie("ZORG", is_beperkt=True, termijn=1)
    for _ in range(2):
        make_melding(world, categorie=make_categorie("ZORG"))
    closed = make_melding(world, categorie=make_categorie("ZORG"))
    workflow.reject(closed, reden="spam", by=user(world, "officer"), now=NOW)
    make_melding(world, categorie=make_categorie("OVER_POLITIE"), betrokkene=world.officers["buurt_officer"])
    found = {name: get(world, name).context_data["beperkt"] for name in ("officer", "chief", "superuser", "stand_in")}
    assert found == {"officer": 1, "chief": 0, "superuser": 0, "stand_in": 0}
    page = get(world, "member")
    assert (numbers(page), page.context_data["beperkt"]) == ([], 3)
    assert "Nog 3 meldingen zijn beperkt zichtbaar." in text_of(page)
    assert get(world, "buurt_officer").context_data["beperkt"] == 2
    assert get(world, "member", "postvak=nieuw").context_data["beperkt"] == 0


# --- order and pages --------------------------------------------------------------------------------------------------


def test_the_most_urgent_comes_first_and_then_the_oldest(world):
    later = opened(world, make_melding(world))
    oldest = opened(world, make_melding(world, now=NOW - DAY))
    today = opened(world, make_melding(world, now=NOW - 7 * DAY))
    late = opened(world, make_melding(world, now=NOW - 20 * DAY))
    waiting = opened(world, make_melding(world, now=NOW - 19 * DAY))
    workflow.ask(waiting, tekst="Waar?", by=user(world, "officer"), now=NOW)
    danger = make_danger(world)
    response = get(world, "officer")
    assert numbers(response) == [one.nummer for one in (danger, late, today, waiting, oldest, later)]
    dates = [(line.datum.kleur, line.datum.tekst) for line in lines(response)]
    assert dates[:3] == [("u", "Nu"), ("u", "13 dagen te laat"), ("w", "Vandaag")]
    assert dates[3:] == [("", "Wacht t/m ma 7 dec"), ("", "Vr 27 nov"), ("", "Ma 30 nov")]


def walk(world, direction="na_adres", start="", between=None):
    """All numbers, page by page; `between` is done after each page."""
    client, address, found = sign_in(world, "officer"), start or LIST, []
    while address:
        response = client.get(address)
        found.append(numbers(response))
        address = response.context_data[direction]
        if between:
            between()
    return found


def test_pages_follow_each_other_without_doubles_or_gaps_while_others_work(world):
    same = {make_melding(world, now=NOW - DAY).nummer for _ in range(PAGE + 10)}  # one moment for all: pk decides
    later = {make_melding(world).nummer for _ in range(PAGE + 5)}
    made = []

    def work():
        made.append(make_melding(world, now=NOW - 2 * DAY).nummer)  # comes before what is left
        last = Melding.objects.filter(nummer__in=later, status="ontvangen").order_by("-pk").first()
        workflow.take_on(last, by=user(world, "officer"), now=NOW)

    pages = walk(world, between=work)
    seen = [nummer for page in pages for nummer in page]
    assert [len(page) for page in pages] == [PAGE, PAGE, 15]
    assert len(seen) == len(set(seen))
    assert set(seen) == same | later


def test_one_turns_back_to_the_same_pages(world):
    for _ in range(2 * PAGE + 1):
        make_melding(world)
    client = sign_in(world, "officer")
    first = client.get(LIST)
    second = client.get(first.context_data["na_adres"])
    third = client.get(second.context_data["na_adres"])
    back = client.get(third.context_data["terug_adres"])
    again = client.get(back.context_data["terug_adres"])
    assert (numbers(back), numbers(again)) == (numbers(second), numbers(first))
    assert (again.context_data["terug_adres"], third.context_data["na_adres"]) == ("", "")
    assert re.fullmatch(r"3~\d{8}T\d{6}\.\d{6}~\d+", parse_qs(urlsplit(first.context_data["na_adres"]).query)["na"][0])


@pytest.mark.parametrize(
    "query",
    [
        *("na=x", "terug=9~20261123T120000.000000~1", "na=3~20269923T120000.000000~1", "na=%00", "na=" + "1" * 500),
        *("postvak=weg", "voor=abc", "voor=99999999999999", "periode=2", "melder=x", "status=x", "bijlage=nee"),
        *("onderwerp=%00", "buurt=" + "x" * 99, "p=9999", "all=1", "o=1", "e=1", "eigenaar__naam__regex=(", "q=%00"),
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_gives_the_first_page(world, query):
    melding = make_melding(world)
    assert numbers(get(world, "officer", query)) == [melding.nummer]


# --- filters ----------------------------------------------------------------------------------------------------------


def test_filters_narrow_the_list_and_stay_in_the_address_of_the_next_page(world):
    noise = make_categorie("GELUID_BUUR", termijn=3)
    first = make_melding(world, contactvorm="geen", now=NOW - 8 * DAY)
    second = make_melding(world, categorie=noise)
    Bijlage.objects.create(melding=second, kenmerk="0" * 32, grootte=1, inhoud=b"x")
    workflow.take_on(second, by=user(world, "officer"), now=NOW)
    expected = {
        "onderwerp=VERKEER": [first],
        "onderwerp=verkeer": [first],
        "melder=geen": [first],
        "bijlage=ja": [second],
        "periode=7": [second],
        "periode=30&melder=anoniem": [second],
        "status=in_behandeling": [second],
        f"buurt={world.buurt.pk}": [first, second],
        "buurt=BU00000000": [],
    }
    assert {query: numbers(get(world, "officer", query)) for query in expected} == {
        query: [one.nummer for one in found] for query, found in expected.items()
    }
    for _ in range(PAGE):
        make_melding(world, contactvorm="geen")
    response = get(world, "officer", "postvak=nieuw&melder=geen&p=3")
    assert parse_qs(urlsplit(response.context_data["na_adres"]).query).keys() == {"postvak", "melder", "na"}


def test_closed_ones_are_those_of_the_last_90_days_unless_a_period_is_chosen(world):
    old, recent = (make_melding(world, now=NOW - 100 * DAY) for _ in range(2))
    for melding, days in ((old, 91), (recent, 90)):
        workflow.reject(melding, reden="spam", by=user(world, "officer"), now=NOW - days * DAY)
    found = {query: numbers(get(world, "officer", f"postvak=afgerond{query}")) for query in ("", "&periode=365")}
    assert found == {"": [recent.nummer], "&periode=365": [recent.nummer, old.nummer]}


def test_an_empty_list_says_what_to_do(world):
    assert "Alles is gelezen. Fijne dienst." in text_of(get(world, "officer"))
    make_melding(world)
    response = get(world, "officer", "melder=geen")
    assert "Er is niets met deze filters. Wis de filters" in text_of(response)
    assert "Hier staat nu niets." in text_of(get(world, "officer", "postvak=wacht"))


# --- what stands in a row ---------------------------------------------------------------------------------------------


def test_a_row_tells_photos_and_what_was_sent_before_about_the_same_place(world):
    place = {"x": 104_000, "y": 450_000}
    make_melding(world, now=NOW - 400 * DAY, **place)
    make_melding(world, now=NOW - 2 * DAY, x=104_200, y=450_200)  # 283 metres
    make_melding(world, now=NOW - 2 * DAY, x=104_150, y=450_200)  # 250 metres
    make_melding(world, now=NOW - 2 * DAY)
    melding = make_melding(world, now=NOW - DAY, categorie=make_categorie("VRAAG"), taal="en", **place)
    make_melding(world, **place)
    for number in range(2):
        Bijlage.objects.create(melding=melding, kenmerk=f"{number:032x}", grootte=1, inhoud=b"x")
    (line,) = [one for one in lines(get(world, "officer")) if one.nummer == melding.nummer]
    assert [(one.kleur, one.tekst) for one in line.merken] == [
        ("i", "Nieuw"), ("", "2 foto’s"), ("", "1 eerdere op deze plek"), ("", "Vraag"), ("", "Engels"),
    ]  # fmt: skip


def test_the_first_page_of_the_admin_is_the_inbox_for_who_has_one(world):
    for name in ("officer", "member", "chief", "superuser"):
        response = sign_in(world, name).get("/admin/")
        assert (response.status_code, response.headers["Location"]) == (302, LIST)
    for name, query in (("redacteur", ""), ("officer", "?alles")):
        assert sign_in(world, name).get(f"/admin/{query}").status_code == 200


def test_htmx_gets_only_the_list_and_the_page_of_a_melding_is_a_link(world):
    melding = make_melding(world)
    client = sign_in(world, "officer")
    part = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "postvak"})
    whole = client.get(LIST)
    assert ("<html" in part.content.decode(), "<html" in whole.content.decode()) == (False, True)
    assert f'href="{LIST}{melding.nummer}/change/"' in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
