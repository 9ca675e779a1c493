import re
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agenten.models import Werkgebied, Wijkagent
from buurten.zoeknamen import rebuild
from tests.agenten.makers import make_wijkagent
from tests.buurten.gebieden import make_gemeente
from tests.buurten.straten import make_rivierdam

pytestmark = pytest.mark.django_db


@pytest.fixture
def rivierdam(db):
    return make_rivierdam()


def search(client, text, prefix="", **extra):
    return client.get(f"{prefix}/mijn-buurt/zoek", {"q": text, **extra})


def heading(response):
    return plain(re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.S)[1])


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def choices(response):
    """(address, first line, second line) of everything to choose."""
    listing = re.search(r'<ul class="lines card choices">(.*?)</ul>', response.content.decode(), re.S)
    rows = re.findall(r'<li><p><a href="([^"]*)">(.*?)</a></p>\s*<p class="small">(.*?)</p></li>', listing[1], re.S)
    return [(href, plain(first), plain(second)) for href, first, second in rows]


# --- one answer -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("prefix", "text"), [("", "9928 AA 12"), ("/en", "9928 AA 12"), ("/en", "Lindenkwartier")])
def test_one_answer_redirects_and_keeps_the_language(client, rivierdam, prefix, text):
    response = search(client, text, prefix)
    assert (response.status_code, response.url) == (303, f"{prefix}/mijn-buurt/rivierdam/lindenkwartier/")


@pytest.mark.parametrize(("text", "statements"), [("9928AA 12", 1), ("Lindenkwartier", 1), ("Kade 3", 2)])
def test_one_answer_takes_at_most_two_statements(client, rivierdam, django_assert_num_queries, text, statements):
    with django_assert_num_queries(statements):
        assert search(client, text).status_code == 303


@pytest.mark.parametrize("text", ["9928AA", "9928AB", "xqzw", "123AB", ""])
def test_no_answer_is_kept_by_anybody(client, rivierdam, text):
    response = search(client, text)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    if response.status_code == 200:
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert "canonical" not in response.content.decode()


# --- a choice ---------------------------------------------------------------------------------------------------------
def test_a_street_is_chosen_by_number_buurt_and_officers(client, rivierdam):
    linden, haven, _dorp = rivierdam
    make_wijkagent(linden, haven.wijk, sinds_datum=date(2020, 1, 1))
    make_wijkagent(haven, naam="Joost van der Velde", sinds_datum=date(2022, 1, 1))
    response = search(client, "Molenstraat")
    assert response.status_code == 200
    assert heading(response) == "Welke buurt bedoelt u?"
    assert "We vonden “Molenstraat” op 3 plekken. Kies uw plek." in response.content.decode()
    assert choices(response) == [
        (
            "/mijn-buurt/rivierdam/lindenkwartier/",
            "Molenstraat 1 tot en met 88, Rivierdam",
            "Lindenkwartier, wijkagent Samira el Amrani",
        ),
        (
            "/mijn-buurt/rivierdam/havenbuurt/",
            "Molenstraat 89 tot en met 140, Rivierdam",
            "Havenbuurt, wijkagenten Samira el Amrani en Joost van der Velde",
        ),
        ("/mijn-buurt/oudveen/oudveen-dorp/", "Molenstraat 1 tot en met 60, Oudveen", "Oudveen-Dorp"),
    ]


@pytest.mark.parametrize(("text", "statements"), [("9928AB 11", 2), ("9928", 2), ("Molenstraat", 3)])
def test_a_choice_with_names_takes_few_statements(client, rivierdam, django_assert_num_queries, text, statements):
    make_wijkagent(*rivierdam)
    with django_assert_num_queries(statements):
        assert len(choices(search(client, text))) >= 2


def test_the_names_of_officers_who_left_or_do_not_work_there_yet_are_not_shown(client, rivierdam):
    linden, haven, _dorp = rivierdam
    make_wijkagent(linden, naam="Weg Gegaan", is_actief=False)
    future = make_wijkagent(naam="Nog Niet")
    Werkgebied.objects.create(wijkagent=future, buurt=linden, van=date(2999, 1, 1))
    make_wijkagent(haven, naam="Geheim Achternaam", korte_naam="Geheim", is_achternaam_verborgen=True)
    assert [second for _href, _first, second in choices(search(client, "9928AB 11"))] == [
        "buurt in Rivierdam · 1 tot en met 11",
        "Wijkagent Geheim · 11 tot en met 40",
    ]


def test_a_hidden_surname_is_never_found(client, rivierdam):
    hidden = {"korte_naam": "Geheim", "is_achternaam_verborgen": True, "slug": "geheim"}
    make_wijkagent(rivierdam[0], naam="Geheim Achternaam", **hidden)
    for text in ("Achternaam", "Geheim Achternaam"):
        assert heading(search(client, text)) == f"We vonden niets bij “{text}”"
    assert search(client, "Geheim").url == "/wijkagent/geheim/"


def test_a_postcode_over_two_buurten_asks_for_the_house_number(client, rivierdam):
    response = search(client, "9928 ab")
    assert heading(response) == "Wat is uw huisnummer?"
    text = response.content.decode()
    assert '<input type="hidden" name="q" value="9928AB">' in text
    assert "De postcode 9928 AB ligt in meer dan één buurt." in text
    assert search(client, "9928AB", nr="12").url == "/mijn-buurt/rivierdam/havenbuurt/"
    assert "Vul uw huisnummer in cijfers in" not in text
    assert "Vul uw huisnummer in cijfers in" in search(client, "9928AB", nr="twaalf").content.decode()


def test_two_gemeenten_of_one_name_are_told_apart(client, db):
    make_gemeente("GM0373", naam="Bergen (NH.)", slug="bergen-nh", inwoners=30_000)
    make_gemeente("GM0893", naam="Bergen (L.)", slug="bergen-l", inwoners=13_000)
    rebuild()
    assert choices(search(client, "Bergen")) == [
        ("/mijn-buurt/bergen-nh/", "Bergen", "gemeente Bergen (NH.)"),
        ("/mijn-buurt/bergen-l/", "Bergen", "gemeente Bergen (L.)"),
    ]


def test_an_unknown_house_number_offers_the_buurten(client, rivierdam):
    response = search(client, "9928AB 99")
    assert "We kennen huisnummer 99 daar niet. Misschien is het huis nieuw. Kies uw buurt." in response.content.decode()
    assert len(choices(response)) == 2


def test_a_typing_error_asks_what_was_meant(client, rivierdam):
    response = search(client, "Lindenkwatier")
    assert heading(response) == "Bedoelt u “Lindenkwartier”?"
    assert choices(response)[0][0] == "/mijn-buurt/rivierdam/lindenkwartier/"


# --- officers ---------------------------------------------------------------------------------------------------------
def test_the_whole_name_of_an_officer_leads_to_the_page(client, rivierdam):
    make_wijkagent(rivierdam[0])
    for text in ("samira el AMRANI", "wijkagent Samira el Amrani"):
        response = search(client, text)
        assert (response.status_code, response.url) == (303, "/wijkagent/samira-el-amrani/")


@pytest.mark.parametrize("text", ["Samira", "amrani", "Samira el Amrany", "wijkagent Samira"])
def test_a_part_of_the_name_or_a_slip_offers_the_officer(client, rivierdam, text):
    make_wijkagent(rivierdam[0])
    make_wijkagent(naam="Weg Samira", is_actief=False)
    response = search(client, text)
    assert heading(response) == "Welke wijkagent bedoelt u?"
    assert choices(response) == [("/wijkagent/samira-el-amrani/", "Samira el Amrani", "wijkagent")]


def test_the_name_of_a_place_does_not_search_officers(client, rivierdam):
    make_wijkagent(rivierdam[0], naam="Molenstraat")
    assert "/wijkagent/" not in search(client, "Molenstraat").content.decode()


# --- nothing ----------------------------------------------------------------------------------------------------------
def test_nothing_found_gives_help_and_a_number_to_call(client, rivierdam):
    response = search(client, "xqzwxqzw")
    text = response.content.decode()
    assert heading(response) == "We vonden niets bij “xqzwxqzw”"
    assert "Kijk of u het goed schreef. Of zoek op straat en plaats." in text
    assert 'value="xqzwxqzw"' in text
    assert 'Komt u er niet uit? Bel <a href="tel:09008844">0900-8844</a>' in text
    assert '<a href="/mijn-buurt/">kies uw gemeente uit de lijst</a>' in text


def test_an_unknown_postcode_offers_the_area_around_it_and_a_number_to_call(client, rivierdam):
    response = search(client, "9928ZZ")
    assert heading(response) == "We vonden niets bij “9928ZZ”"
    assert "Deze buurten liggen in het gebied 9928" in response.content.decode()
    assert [first for _href, first, _second in choices(response)] == [
        "Havenbuurt, Rivierdam",
        "Lindenkwartier, Rivierdam",
    ]
    assert 'of bel <a href="tel:09008844">0900-8844</a>' in response.content.decode()


def test_a_wrong_postcode_says_how_to_write_one(client, rivierdam, django_assert_num_queries):
    with django_assert_num_queries(0):
        text = search(client, "123AB").content.decode()
    error = "Vul een postcode in met 4 cijfers en 2 letters, bijvoorbeeld 9999 ZZ"
    assert text.count(error) == 2
    assert "<title>Fout: Zoek uw wijkagent | " in text
    assert 'aria-describedby="q-h q-e" aria-invalid="true"' in text


def test_no_text_shows_the_field_without_a_query(client, rivierdam, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/mijn-buurt/zoek")
    assert (response.status_code, heading(response)) == (200, "Zoek uw wijkagent")


@example("<script>alert(1)</script>\"'")
@example("\x00")
@example("9" * 10_000)
@example("\u202eabc")
@given(st.text(max_size=40))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_a_page(client, rivierdam, text):
    for address in ("zoek", "suggesties"):
        response = client.get(f"/mijn-buurt/{address}?q={quote(text, errors='ignore')}")
        assert response.status_code in (200, 303)
        assert b"<script>alert" not in response.content


def test_bytes_that_are_no_text_get_a_page(client, rivierdam):
    assert client.get("/mijn-buurt/zoek?q=%ff%fe&nr=%00&plaats=%c3&soort=%00").status_code == 200


def test_a_search_is_read_only(client, rivierdam):
    assert client.post("/mijn-buurt/zoek", {"q": "9928AA"}).status_code == 405


def test_the_search_leaves_no_trace_in_the_log(client, rivierdam, caplog):
    with caplog.at_level("DEBUG", logger="django"):
        search(client, "Canarystraat 77")
        client.get("/mijn-buurt/suggesties?q=Canarystraat")
        client.post("/mijn-buurt/locatie", {"lat": "52.37373", "lon": "4.89261"})
    traces = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not [trace for trace in traces if re.search("anarystraat|52.37|4.89", trace)]


# --- officers, in the model -------------------------------------------------------------------------------------------
def test_names_for_buurten_takes_one_statement(rivierdam, django_assert_num_queries):
    linden, haven, dorp = rivierdam
    make_wijkagent(linden, linden.wijk, dorp)
    with django_assert_num_queries(1):
        names = Wijkagent.objects.names_for_buurten([linden.code, haven.code, dorp.code])
    assert names == {linden.code: ["Samira el Amrani"], haven.code: [], dorp.code: ["Samira el Amrani"]}
    with django_assert_num_queries(0):
        assert Wijkagent.objects.names_for_buurten([]) == {}


@pytest.mark.parametrize(("prefix", "other"), [("", "/en"), ("/en", "")])
def test_another_language_asks_the_same_question(client, rivierdam, prefix, other):
    response = search(client, "Kade & “zoek”", prefix, nr="x")
    links = re.findall(r'href="([^"]*)" lang="(?:nl|en)"', response.content.decode())
    query = "?q=Kade+%26+%E2%80%9Czoek%E2%80%9D&amp;nr=x"
    assert f"{other}/mijn-buurt/zoek{query}" in links
    assert all(link.endswith(query) for link in links)
