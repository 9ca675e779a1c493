"""Pages and files of officers over HTTP: states, redirects, headers, hostile texts."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from icalendar import Calendar

from agenten.models import Account, Afwezigheid, Foto, OudAdres, Uitzondering, Werkgebied
from tests.agenten.makers import NOW, TUESDAY, make_buurt, make_spreekuur, make_team, make_wijkagent
from wijkportal import shortcuts

pytestmark = pytest.mark.django_db
OFFICER = "/wijkagent/samira-el-amrani/"
BUURT = "/mijn-buurt/rivierdam/lindenkwartier/"
KENMERK = "5d1c58a2-6f5b-4c5e-9d0e-9f1b0c0a9901"
HOSTILE = '<script>alert("x")</script>\nEND:VEVENT;,'


@pytest.fixture(autouse=True)
def clock():
    shortcuts.known_etags.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def buurt():
    return make_buurt()


@pytest.fixture
def officer(buurt):
    officer = make_wijkagent(
        buurt,
        basisteam=make_team(buurt),
        talen=["nl", "ar"],
        werkdagen=[1, 3],
        sinds_datum=date(2019, 3, 1),
        over_mij="Ik fiets elke week door de buurt.",
    )
    make_spreekuur(officer, kenmerk=KENMERK, rolstoel="ja", partners="de gemeente")
    return officer


def text_of(response):
    return " ".join(response.content.decode().split())


def events(response):
    return Calendar.from_ical(response.content).events


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
    assert "Bel 0900-8844. Een collega van het team helpt u." in page


def test_no_hours_no_area_no_photo_and_nothing_about_oneself(client):
    make_wijkagent()

    page = text_of(client.get(OFFICER))

    assert page.count("Er is nu geen spreekuur gepland. Bel 0900-8844 voor een afspraak.") == 2
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


# --- calendars --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"{OFFICER}spreekuren.ics", f"{BUURT}spreekuren.ics"])
def test_a_feed_is_a_public_calendar_without_a_cookie(client, officer, path):
    response = client.get(path)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=25"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    (event,) = events(response)
    assert event["summary"] == "Spreekuur met Samira el Amrani"
    again = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_cancellation_shows_at_once_on_page_feed_and_single_date(client, officer):
    Uitzondering.objects.create(spreekuur=officer.spreekuren.get(), datum=TUESDAY, reden="Samira is ziek.")

    page = text_of(client.get(OFFICER))
    (feed_event,) = events(client.get(f"{BUURT}spreekuren.ics"))
    (one,) = events(client.get(f"{OFFICER}spreekuren/{KENMERK}/2026-11-24.ics"))

    assert "Spreekuur van dinsdag 24 november. Samira is ziek." in page
    assert feed_event.start.date() == date(2026, 12, 1)
    assert "Gaat niet door op dinsdag 24 november. Samira is ziek." in feed_event["description"]
    assert (one["status"], "Samira is ziek." in one["description"]) == ("CANCELLED", True)


def test_the_feed_of_a_buurt_outlives_its_officer(client, buurt, officer):
    Werkgebied.objects.update(tot=NOW.date() - timedelta(days=1))
    make_spreekuur(make_wijkagent(buurt, naam="Joost van der Velde"))

    assert [event["summary"] for event in events(client.get(f"{BUURT}spreekuren.ics"))] == [
        "Spreekuur met Joost van der Velde"
    ]


def test_the_feed_and_poster_of_a_dropped_buurt_lead_to_its_successor(client, buurt):
    old = make_buurt("BU99990109", "Oudebuurt")
    old.is_actief, old.opvolger = False, buurt
    old.save()

    for rest in ("spreekuren.ics", "poster/"):
        response = client.get(f"/mijn-buurt/rivierdam/oudebuurt/{rest}")
        assert (response.status_code, response["Location"]) == (301, BUURT + rest)
        assert client.get(f"/mijn-buurt/rivierdam/nergens/{rest}").status_code == 404


def test_one_date_is_a_download(client, officer):
    response = client.get(f"{OFFICER}spreekuren/{KENMERK}/2026-12-08.ics")

    assert response["Content-Disposition"] == 'attachment; filename="spreekuur-2026-12-08.ics"'
    (event,) = events(response)
    assert event.start.isoformat() == "2026-12-08T15:00:00+01:00"


@pytest.mark.parametrize("day", ["2026-12-09", "2026-02-30", "1999-01-05", "9999-12-28", "2030-11-26"])
def test_a_date_without_that_hour_is_not_found(client, officer, day):
    assert client.get(f"{OFFICER}spreekuren/{KENMERK}/{day}.ics").status_code == 404


def test_an_hour_of_somebody_else_is_not_found(client, buurt, officer):
    make_wijkagent(buurt, naam="Joost Ander")

    assert client.get(f"/wijkagent/joost-ander/spreekuren/{KENMERK}/2026-11-24.ics").status_code == 404


# --- card, photo, poster ----------------------------------------------------------------------------------------------


def test_the_card_is_a_download(client, officer):
    response = client.get(f"{OFFICER}kaartje.vcf")

    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="samira-el-amrani.vcf"'
    assert b"FN:Samira el Amrani\r\n" in response.content


def test_a_photo_is_served_until_it_is_hidden_or_the_officer_left(client, officer):
    Foto.objects.create(wijkagent=officer, inhoud=b"webp bytes", kenmerk="abcdef0123456789")
    path = f"{OFFICER}foto/abcdef0123456789.webp"

    response = client.get(path)

    assert response.content == b"webp bytes"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=604800, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert f'src="{path}"' in text_of(client.get(OFFICER))
    assert client.get(f"{OFFICER}foto/anders.webp").status_code == 404
    officer.is_foto_verborgen = True
    officer.save()
    assert client.get(path).status_code == 404
    assert "<img" not in text_of(client.get(OFFICER))
    officer.is_foto_verborgen, officer.is_actief = False, False
    officer.save()
    assert client.get(path).status_code == 404


def test_the_poster_shows_officers_hours_and_the_address_of_the_buurt(client, officer):
    Uitzondering.objects.create(spreekuur=officer.spreekuren.get(), datum=TUESDAY, reden="Ziek.")

    page = text_of(client.get(f"{BUURT}poster/"))

    assert "Dit is uw wijkagent" in page
    assert "<h2>Samira el Amrani</h2>" in page
    assert "<strong>Dinsdag 1 december</strong>, 15.00 tot 16.30 uur" in page
    assert "24 november, 15.00" not in page  # cancelled
    assert page.count(" uur<br>") == 4
    assert '<p class="address">localhost:8000/mijn-buurt/rivierdam/lindenkwartier</p>' in page
    assert "Gemaakt op 23 november 2026." in page


def test_the_poster_of_a_vacancy_and_of_a_buurt_without_anybody(client, buurt):
    nobody = text_of(client.get(f"{BUURT}poster/"))
    make_team(buurt)
    shortcuts.known_etags.clear()
    vacancy = text_of(client.get(f"{BUURT}poster/"))

    assert "Politie nodig, maar geen spoed?" in nobody
    assert "Basisteam Noord helpt u" in vacancy
    assert "Bel 0900-8844" in nobody
    assert "Bel 0900-8844" in vacancy
