"""`/cijfers/` and the page of a buurt: what the stored figures say, in words, bars and CSV."""

import csv
import io
import re
from collections import Counter
from datetime import date, datetime
from html import unescape

import pytest
import time_machine
from django.utils.translation import override

from agenten.spreekuren import AMSTERDAM
from meldingen import cijferbladen
from meldingen.cijfers import Kwartaal, Telling, keep
from meldingen.models import Kwartaalcijfers
from tests.agenten.makers import make_team
from tests.meldingen.makers import make_world

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)
SUMMER, SPRING, WINTER = (Kwartaal(date(2026, month, 1)) for month in (7, 4, 1))
NORMAL = {
    "uitkomst": Counter(gekeken=40, doorgegeven=20, onderzoek=6, beperkt=30),
    "belofte": Counter(binnen=80, te_laat=10, open=6),
    "geholpen": Counter(ja=20, beetje=3, nee=6),
    "dagen": [1] * 40 + [2] * 46 + [4] * 10,
    "heropend": 8,
}
FEW = {"uitkomst": Counter(opgelost=9), "belofte": Counter(binnen=9), "dagen": [1] * 9}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world():
    return make_world()


def frozen(team, kwartaal=SUMMER, **counts):
    keep(team.pk, kwartaal, Telling(**(counts or NORMAL)), NOW)


def text_of(response):
    """The words of the page between header and footer."""
    assert response.status_code == 200
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def bars_of(response):
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td class="n">(\d+)</td>', response.content.decode())
    return [(unescape(name), int(size)) for name, size in rows]


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode().removeprefix("\ufeff")), delimiter=";"))


def test_without_figures_the_page_says_so_and_shows_what_is_promised(client, world):
    text = text_of(client.get("/cijfers/"))
    assert "Er zijn nog geen cijfers. Na elk kwartaal komen ze hier te staan." in text
    assert "Alle basisteams samen" not in text
    assert f"{world.categorie.naam} 5 werkdagen" in text
    assert "Er zijn nog geen cijfers van dit team." in text_of(client.get("/cijfers/noord/"))


def test_a_team_shows_the_newest_quarter_in_bars_and_sentences(client, world):
    frozen(world.team)
    response = client.get(f"/cijfers/{world.team.slug}/")
    text = text_of(response)
    assert "Juli tot en met september 2026" in text
    assert f"Van juli tot en met september kreeg {world.team.naam} 96 tips en vragen ." in text
    assert "De helft had binnen 2 werkdagen antwoord." in text
    assert "90 van de 100 hadden binnen 4 werkdagen antwoord." in text
    assert "Op tijd, zoals beloofd: 83 % (80)." in text
    assert "Bij 8 meldingen vroeg iemand ons om opnieuw te kijken." in text
    assert bars_of(response) == [
        ("We gingen kijken of praatten met mensen", 40),
        ("We gaven het door, bijvoorbeeld aan de gemeente", 20),
        ("Gebruikt in een onderzoek", 6),
        ("Iets anders", 30),
        ("Op tijd antwoord", 80),
        ("Te laat antwoord", 10),
        ("Nog geen antwoord, en te laat", 6),
        ("Ja", 20),
        ("Een ander antwoord", 9),
    ]


def test_a_team_with_too_few_tells_nothing_but_that(client, world):
    frozen(world.team, **FEW)
    response = client.get("/cijfers/noord/")
    assert "Dit team kreeg minder dan 10 tips en vragen." in text_of(response)
    assert bars_of(response) == []
    assert rows_of(client.get("/cijfers/noord.csv"))[1:] == [
        ["2026-3", world.team.naam, "ontvangen", "", "minder dan 10"]
    ]


def test_when_hardly_anybody_waited_only_that_is_told(client, world):
    frozen(world.team, uitkomst=Counter(opgelost=20), belofte=Counter(binnen=17, te_laat=3), dagen=[1] * 20, heropend=3)
    text = text_of(client.get("/cijfers/noord/"))
    assert "Bijna iedereen had op tijd antwoord. Minder dan 5 meldingen niet." in text
    assert "Hoe vaak mensen ons opnieuw lieten kijken, laten we niet zien." in text
    assert "Te weinig mensen gaven hier antwoord op." in text
    rows = rows_of(client.get("/cijfers/noord.csv"))
    assert [row[2:] for row in rows if row[2] == "belofte"] == [
        ["belofte", "Niet op tijd, of nog geen antwoord", "minder dan 5"]
    ]


def test_earlier_quarters_stand_below(client, world):
    frozen(world.team)
    frozen(world.team, SPRING, **FEW)
    frozen(world.team, WINTER)
    text = text_of(client.get("/cijfers/noord/"))
    assert "April tot en met juni 2026 minder dan 10 – –" in text
    assert "Januari tot en met maart 2026 96 83 % 2 werkdagen" in text


def test_the_country_is_the_sum_of_what_its_teams_tell(client, world):
    frozen(world.team)
    frozen(world.other_team, **FEW)
    frozen(make_team(naam="Basisteam West", slug="west"))
    response = client.get("/cijfers/")
    assert "192 tips en vragen binnen. Dat is de som van 2 basisteams met cijfers." in text_of(response)
    assert bars_of(response)[0] == ("We gingen kijken of praatten met mensen", 80)
    teams = Kwartaalcijfers.objects.exclude(cijfers={})
    assert cijferbladen.country()[0].cijfers == {
        "aantal": sum(row.cijfers["aantal"] for row in teams),
        "uitkomst": {
            name: sum(row.cijfers["uitkomst"].get(name, 0) for row in teams) for name in teams[0].cijfers["uitkomst"]
        },
    }


def test_the_csv_of_all_is_that_of_each(client, world):
    frozen(world.team)
    frozen(world.other_team)
    frozen(world.team, SUMMER.back(7))
    header, *rows = rows_of(client.get("/cijfers/alle-basisteams.csv"))
    each = [row for slug in ("noord", "zuid") for row in rows_of(client.get(f"/cijfers/{slug}.csv"))[1:]]
    assert header == ["kwartaal", "basisteam", "cijfer", "groep", "waarde"]
    assert sorted(rows) == sorted(each)
    frozen(world.team, SUMMER.back(8))
    assert rows_of(client.get("/cijfers/alle-basisteams.csv"))[1:] == rows
    assert ["2026-3", world.team.naam, "wat we deden", "Iets anders", "30"] in rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_name_becomes_a_formula(client, world, start):
    world.team.naam = f'{start}HYPERLINK("http://example.nl")'
    world.team.save()
    frozen(world.team)
    assert {row[1] for row in rows_of(client.get("/cijfers/noord.csv"))[1:]} == {f"'{world.team.naam}"}


def test_the_pages_are_public_and_known_again(client, world):
    frozen(world.team)
    for path in ("/cijfers/", "/cijfers/noord/", "/cijfers/noord.csv", "/cijfers/alle-basisteams.csv", "/en/cijfers/"):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert (first["Cache-Control"], again.status_code, again.content) == ("public, max-age=25", 304, b"")
        assert "Cookie" not in first.get("Vary", "")
        assert not first.cookies


def test_an_unknown_team_is_not_found(client, world):
    assert [client.get(f"/cijfers/nergens{end}").status_code for end in ("/", ".csv")] == [404, 404]


@pytest.mark.parametrize("number", [1, 3])
def test_the_statements_do_not_grow_with_the_teams(client, world, django_assert_num_queries, number):
    for n in range(number):
        team = make_team(naam=f"Team {n}", slug=f"team-{n}")
        for kwartaal in (SUMMER, SPRING, WINTER)[:number]:
            frozen(team, kwartaal)
    with django_assert_num_queries(4):
        client.get("/cijfers/")
    with django_assert_num_queries(3):
        client.get("/cijfers/team-0/")


def test_the_buurt_says_how_fast_the_team_is_and_what_it_did(client, world):
    frozen(world.team)
    response = client.get(world.buurt.get_absolute_url())
    text = text_of(response)
    assert "Het team antwoordt meestal binnen 2 werkdagen. Is Samira er niet? Dan leest een collega uw bericht." in text
    assert f"Van juli tot en met september kreeg {world.team.naam} 96 tips en vragen ." in text
    assert bars_of(response)[-1] == ("Iets anders", 30)
    assert 'href="/cijfers/noord/"' in response.content.decode()


def test_the_buurt_says_nothing_that_was_not_measured(client, world):
    frozen(world.team, **FEW)
    frozen(world.other_team)
    text = text_of(client.get(world.buurt.get_absolute_url()))
    assert "werkdag" not in text
    assert "Wat gebeurde er met uw tips?" not in text


def test_the_buurt_does_not_tell_old_figures(client, world):
    frozen(world.team, WINTER)
    assert "werkdag" not in text_of(client.get(world.buurt.get_absolute_url()))


def test_figures_are_remembered_for_some_seconds(client, world, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert cijferbladen.recent(world.team.pk) is None
    frozen(world.team)
    with django_assert_num_queries(0):
        assert cijferbladen.recent(world.team.pk) is None
    cijferbladen.known["until"] = 0
    assert cijferbladen.recent(world.team.pk).aantal == 96


def test_a_quarter_is_named_in_the_language_of_the_page():
    sheet = cijferbladen.Blad(SUMMER, {})
    with override("en"):
        assert sheet.maanden == {"van": "July", "tot": "September"}


def test_the_sitemap_and_the_footer_name_the_page(client, world):
    assert "/cijfers/noord/</loc>" in client.get("/sitemap-paginas.xml").content.decode()
    assert '<a href="/cijfers/">Cijfers</a>' in client.get("/").content.decode()
