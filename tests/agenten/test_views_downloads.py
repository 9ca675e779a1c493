"""What officers and buurten offer to keep: feeds, single dates, the card, the photo, the poster."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from agenten.models import Foto, Uitzondering, Werkgebied
from tests.agenten.makers import KENMERK, NOW, TUESDAY, make_buurt, make_spreekuur, make_team, make_wijkagent
from wijkportal import shortcuts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OFFICER = "/wijkagent/samira-el-amrani/"
BUURT = "/mijn-buurt/rivierdam/lindenkwartier/"


def text_of(response):
    return " ".join(response.content.decode().split())


def events(response):
    return Calendar.from_ical(response.content).events


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


@pytest.mark.parametrize("path", [OFFICER, f"{OFFICER}spreekuren.ics", f"{BUURT}spreekuren.ics", f"{BUURT}poster/"])
def test_only_reading_is_answered(client, officer, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


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
    assert '<strong>Dinsdag 1 december</strong>, <span class="nowrap">15.00 tot 16.30 uur</span>' in page
    assert "24 november, 15.00" not in page  # cancelled
    assert page.count(" uur</span><br>") == 4
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
