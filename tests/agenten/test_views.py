"""Pages of officers over HTTP: every state, redirects, hostile texts."""

from datetime import date, datetime, time

import pytest
import time_machine

from agenten.models import Account, Afwezigheid, OudAdres, Uitzondering, Werkgebied
from tests.agenten.makers import KENMERK, NOW, TUESDAY, make_buurt, make_spreekuur, make_team, make_wijkagent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OFFICER = "/wijkagent/samira-el-amrani/"
BUURT = "/mijn-buurt/rivierdam/lindenkwartier/"
HOSTILE = '<script>alert("x")</script>\nEND:VEVENT;,'


def text_of(response):
    return " ".join(response.content.decode().split())


# --- the page of an officer -----------------------------------------------------------------------------------------


def test_the_page_shows_who_where_when_and_how(client, officer):
    Account.objects.create(wijkagent=officer, netwerk="instagram", naam="samira")

    page = text_of(client.get(OFFICER))

    for words in (
        "<title>Samira el Amrani, wijkagent | Wijkportaal</title>",
        "<h1>Samira el Amrani</h1>",
        f'Wijkagent in <a href="{BUURT}">Lindenkwartier</a>',
        "Volgende spreekuur: dinsdag 24 november",
        "15.00 tot 16.30 uur in Buurthuis De Linde, Lindelaan 12",
        "Vraag naar Samira el Amrani in Rivierdam",
        '<a href="https://www.instagram.com/samira" rel="noreferrer">Samira op Instagram</a>',
        "Geef hier geen tips door",
        '<blockquote lang="nl">“Ik fiets elke week door de buurt.”</blockquote>',
        "Ik spreek Nederlands en Arabisch.",
        "Ik werk op dinsdag en donderdag.",
        "U kunt er met een rolstoel in. Ook aanwezig: de gemeente.",
        f'href="{OFFICER}spreekuren/{KENMERK}/2026-11-24.ics"',
        'href="webcal://localhost:8000/wijkagent/samira-el-amrani/spreekuren.ics"',
        'href="kaartje.vcf"',
        f'href="{BUURT}poster/"',
        "QR-code naar de pagina van Lindenkwartier",
        'href="/melden/?buurt=BU99990100"',
        "Stuur Samira een bericht",
        '<a href="/melden/?over=politie&amp;wijkagent=samira-el-amrani">Gaat het over de wijkagent of de politie?</a>',
    ):
        assert words in page, words
    assert page.count("Zet in mijn agenda") == 9  # the next one, and each of eight weeks


def test_several_places_are_listed_and_a_whole_wijk_links_to_its_page(client, buurt, officer):
    Werkgebied.objects.create(wijkagent=officer, buurt=make_buurt("BU99990101", "Havenbuurt"), van=NOW.date())
    Werkgebied.objects.create(wijkagent=officer, wijk=buurt.wijk, van=NOW.date())
    Werkgebied.objects.create(
        wijkagent=officer, buurt=make_buurt("BU99990102", "Voorbij"), van=date(2020, 1, 1), tot=date(2020, 12, 31)
    )

    page = text_of(client.get(OFFICER))

    assert (
        f'Wijkagent in <a href="{BUURT}">Lindenkwartier</a>, <a href="/mijn-buurt/rivierdam/havenbuurt/">Havenbuurt</a>'
        ' en <a href="/mijn-buurt/rivierdam/wijk/noord-01/">Noord</a>'
    ) in page
    assert "Print de poster van Havenbuurt" in page
    assert "Voorbij" not in page


def test_going_on_now(client, officer):
    with time_machine.travel(datetime.fromisoformat("2026-11-24T15:30+01:00"), tick=False):
        page = text_of(client.get(OFFICER))

    assert page.count("Nu bezig, tot 16.30 uur") == 2
    assert "<span>vandaag</span><b>24</b><span>nov</span>" in page


def test_later_today(client, officer):
    with time_machine.travel(datetime.fromisoformat("2026-11-24T13:05+01:00"), tick=False):
        assert "Spreekuur vandaag, over 2 uur" in text_of(client.get(OFFICER))


def test_cancelled_moved_and_holiday_are_told_before_the_next_real_one(client, officer):
    hours = officer.spreekuren.get()
    Uitzondering.objects.create(spreekuur=hours, datum=TUESDAY, reden="Samira heeft een cursus.")
    Uitzondering.objects.create(
        spreekuur=hours,
        datum=date(2026, 12, 1),
        soort=Uitzondering.Soort.VERPLAATST,
        nieuwe_datum=date(2026, 12, 2),
        reden="Het buurthuis is dicht.",
    )
    make_spreekuur(officer, eerste_datum=date(2026, 12, 25), laatste_datum=date(2026, 12, 25))

    page = text_of(client.get(OFFICER))

    assert "Spreekuur van dinsdag 24 november. Samira heeft een cursus." in page
    assert "Spreekuur van dinsdag 1 december. Het is nu op woensdag 2 december. Het buurthuis is dicht." in page
    assert "Volgende spreekuur: woensdag 2 december" in page
    assert "In plaats van dinsdag 1 december" in page
    assert "Dan is het Eerste kerstdag." in page


def test_away_with_a_replacement(client, buurt, officer):
    joost = make_wijkagent(buurt, naam="Joost van der Velde")
    Afwezigheid.objects.create(wijkagent=officer, van=NOW.date(), tot=date(2026, 12, 2), vervanger=joost)

    page = text_of(client.get(OFFICER))

    assert "Afwezig tot en met 2 december" in page
    assert '<a href="/wijkagent/joost-van-der-velde/">Joost van der Velde</a> neemt waar.' in page
    assert page.count("<p>Samira is er niet.</p>") == 2
    assert "Volgende spreekuur: dinsdag 8 december" in page


def test_an_hour_that_a_colleague_holds_goes_on_and_says_so(client, officer):
    Afwezigheid.objects.create(wijkagent=officer, van=NOW.date(), tot=date(2026, 12, 2))
    Uitzondering.objects.create(
        spreekuur=officer.spreekuren.get(),
        datum=TUESDAY,
        soort=Uitzondering.Soort.GAAT_DOOR,
        reden="Joost houdt het spreekuur.",
    )

    page = text_of(client.get(OFFICER))

    assert "Volgende spreekuur: dinsdag 24 november" in page
    assert page.count("<p>Joost houdt het spreekuur.</p>") == 2
    assert 'Bel <a href="tel:09008844">0900-8844</a>. Een collega van het team helpt u.' in page


def test_no_hours_no_area_no_photo_and_nothing_about_oneself(client):
    make_wijkagent()

    page = text_of(client.get(OFFICER))

    assert (
        page.count('Er is nu geen spreekuur gepland. Bel <a href="tel:09008844">0900-8844</a> voor een afspraak.') == 2
    )
    assert '<div class="face big" aria-hidden="true">SA</div>' in page
    assert "Over mij" not in page
    assert "Poster" not in page


def test_a_hidden_surname_is_not_on_the_page(client, buurt):
    make_wijkagent(buurt, slug="samira", is_achternaam_verborgen=True)

    page = text_of(client.get("/wijkagent/samira/"))

    assert "<h1>Wijkagent Samira</h1>" in page
    assert "Amrani" not in page


def test_in_english_with_the_officers_own_words_in_dutch(client, officer):
    page = text_of(client.get(f"/en{OFFICER}"))

    assert '<html lang="en">' in page
    assert '<blockquote lang="nl">“Ik fiets elke week door de buurt.”</blockquote>' in page
    assert f"/en{BUURT}" in page


def test_hostile_texts_are_shown_as_text(client, buurt):
    officer = make_wijkagent(
        buurt, naam=HOSTILE, korte_naam=HOSTILE[:40], slug="x", over_mij=HOSTILE, basisteam=make_team(naam=HOSTILE)
    )
    hours = make_spreekuur(officer, titel=HOSTILE, plaats=HOSTILE, adres=HOSTILE, partners=HOSTILE, toelichting=HOSTILE)
    Uitzondering.objects.create(spreekuur=hours, datum=TUESDAY, reden=HOSTILE)

    for path in ("/wijkagent/x/", f"{BUURT}poster/"):
        page = client.get(path).content.decode()
        assert "alert(" in page
        assert "<script>alert" not in page
    assert "\\u003Cscript\\u003Ealert" in client.get("/wijkagent/x/").content.decode()


def test_the_page_takes_as_many_statements_with_1_and_with_3_hours_and_areas(
    client, buurt, officer, django_assert_num_queries
):
    with django_assert_num_queries(3):
        client.get(OFFICER)
    for number in (1, 2):
        place = make_buurt(f"BU9999010{number}", f"Buurt {number}")
        Werkgebied.objects.create(wijkagent=officer, buurt=place, van=NOW.date())
        make_spreekuur(officer, begin_tijd=time(8 + number), eind_tijd=time(11))
        Account.objects.create(wijkagent=officer, netwerk=["x", "facebook"][number - 1], naam="samira")
    with django_assert_num_queries(3):
        client.get(OFFICER)


# --- who left, who was renamed, who never was -------------------------------------------------------------------------


def test_who_left_leads_to_the_buurt_with_a_note(client, officer):
    officer.is_actief = False
    officer.save()
    Werkgebied.objects.update(tot=date(2026, 10, 1))

    page, feed = client.get(OFFICER), client.get(f"{OFFICER}spreekuren.ics")

    assert (page.status_code, page["Location"]) == (301, f"{BUURT}?vorige=samira-el-amrani")
    assert (feed.status_code, feed["Location"]) == (301, f"{BUURT}spreekuren.ics")
    assert client.get(f"/en{OFFICER}")["Location"] == f"/en{BUURT}?vorige=samira-el-amrani"
    assert client.get(f"{OFFICER}kaartje.vcf").status_code == 404
    assert client.get(f"{OFFICER}spreekuren/{KENMERK}/2026-11-24.ics").status_code == 404


def test_who_left_leads_to_the_last_place_a_buurt_first(client, buurt):
    officer = make_wijkagent(buurt.wijk, is_actief=False)
    before = make_buurt("BU99990101", "Havenbuurt")
    Werkgebied.objects.create(wijkagent=officer, buurt=before, van=date(2015, 1, 1), tot=date(2019, 1, 1))

    assert client.get(OFFICER)["Location"] == "/mijn-buurt/rivierdam/wijk/noord-01/?vorige=samira-el-amrani"
    Werkgebied.objects.create(wijkagent=officer, buurt=buurt, van=date(2021, 1, 1))
    assert client.get(OFFICER)["Location"] == f"{BUURT}?vorige=samira-el-amrani"


def test_who_left_without_any_place_leads_to_the_list_of_gemeenten(client):
    make_wijkagent(is_actief=False)

    assert client.get(OFFICER)["Location"] == "/mijn-buurt/?vorige=samira-el-amrani"


@pytest.mark.parametrize("rest", ["", "kaartje.vcf", "spreekuren.ics", f"spreekuren/{KENMERK}/2026-11-24.ics"])
def test_a_former_slug_leads_to_the_same_address_under_the_present_one(client, officer, rest):
    OudAdres.objects.create(slug="samira", wijkagent=officer)

    response = client.get(f"/wijkagent/samira/{rest}")

    assert (response.status_code, response["Location"]) == (301, OFFICER + rest)


def test_a_former_slug_of_who_left_leads_to_the_buurt_without_naming_it(client, officer):
    OudAdres.objects.create(slug="samira", wijkagent=officer)
    officer.is_actief = False
    officer.save()

    assert client.get("/wijkagent/samira/")["Location"] == f"{BUURT}?vorige=samira-el-amrani"


@pytest.mark.parametrize(
    "rest", ["", "kaartje.vcf", "spreekuren.ics", "foto/abc.webp", f"spreekuren/{KENMERK}/2026-11-24.ics"]
)
def test_nobody_is_not_found(client, rest):
    assert client.get(f"/wijkagent/niemand/{rest}").status_code == 404
