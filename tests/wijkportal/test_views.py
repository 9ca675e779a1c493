"""The page of a buurt and of a wijk, in each state that the design names."""

import json
import re
from datetime import date, time

import pytest
from django.utils.html import escape

from agenten.models import Account, Afwezigheid, Foto, Herhaling, Uitzondering, Wijkagent
from buurten.models import Buurt, Kaart, OudPad, Straat, Straatreeks
from meldingen import cijferbladen
from tests.agenten.makers import TUESDAY, make_buurt, make_spreekuur, make_team, make_wijkagent

pytestmark = pytest.mark.django_db
MONDAY_TEN = "2026-11-23T10:00:00+01:00"
URL = "/mijn-buurt/rivierdam/lindenkwartier/"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(MONDAY_TEN, tick=False)


@pytest.fixture
def buurt():
    return make_buurt()


def text_of(response):
    """What a reader sees, without markup."""
    main = response.content.decode().split('tabindex="-1">', 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def graph_of(response):
    script = response.content.decode().split('<script type="application/ld+json">')[1].split("</script>")[0]
    return json.loads(script)["@graph"]


def test_a_buurt_shows_officer_hour_and_contact(client, buurt):
    make_team(buurt)
    samira = make_wijkagent(buurt, sinds_datum=date(2019, 3, 1), talen=["nl", "ar"])
    make_spreekuur(samira, rolstoel="ja", partners="de wijkverpleegkundige")
    Account.objects.create(wijkagent=samira, netwerk="instagram", naam="samira_wijk")
    text = text_of(client.get(URL))
    for sentence in (
        "Lindenkwartier Buurt in Rivierdam",
        "Samira el Amrani Uw wijkagent sinds 2019",
        "Samira spreekt Nederlands en Arabisch.",
        "Volgende spreekuur: dinsdag 24 november",
        "15.00 tot 16.30 uur in Buurthuis De Linde, Lindelaan 12. U hoeft geen afspraak te maken.",
        "Over het spreekuur: U kunt er met een rolstoel in. Ook aanwezig: de wijkverpleegkundige.",
        "0900-8844 Vraag naar uw wijkagent of maak een afspraak",
        "Wijkagent Samira op Instagram Geef hier geen tips door",
        "Basisteam Noord",
        "Bureau Havenstraat, Havenstraat 3, Rivierdam",
    ):
        assert sentence in text
    assert "Spreekuur van" not in text


def test_the_button_adds_this_very_hour_to_a_calendar(client, buurt):
    spreekuur = make_spreekuur(make_wijkagent(buurt))
    address = f"/wijkagent/samira-el-amrani/spreekuren/{spreekuur.kenmerk}/2026-11-24.ics"
    assert f'href="{address}"' in client.get(URL).content.decode()


def links_to_the_form(response):
    return re.findall(
        r'href="(/melden/[^"]*)">(?:<svg.*?</svg>)? ?([^<]*)<', response.content.decode().split("<main")[1]
    )


def test_a_message_is_started_from_the_buurt_it_is_about(client, buurt):
    address = f"/melden/?buurt={buurt.code}"
    assert links_to_the_form(client.get(URL)) == []  # nobody is there who would read it
    make_team(buurt)
    assert links_to_the_form(client.get(URL)) == [(address, "Stuur het team een bericht")]
    make_wijkagent(buurt)
    assert links_to_the_form(client.get(URL)) == [(address, "Stuur een bericht")]
    make_wijkagent(buurt.wijk, naam="Joost van der Velde")
    assert links_to_the_form(client.get(URL)) == [(address, "Stuur het team een bericht")]


@pytest.mark.parametrize("path", ["/", URL, "/en/"])
def test_every_page_leads_to_the_form_and_to_following(client, buurt, path):
    html = client.get(path).content.decode()
    start = "/en" if path == "/en/" else ""
    for menu in html.split("<nav")[1:3]:
        assert f'href="{start}/melden/"' in menu
        assert f'href="{start}/volgen/"' in menu


def test_two_officers_stand_in_the_order_of_their_hours(client, buurt):
    samira = make_wijkagent(buurt)
    joost = make_wijkagent(buurt.wijk, naam="Joost van der Velde", taken=["wijk", "jeugd"])
    make_spreekuur(samira, eerste_datum=date(2026, 11, 26))
    make_spreekuur(joost)
    text = text_of(client.get(URL))
    assert text.index("Joost van der Velde Uw wijkagent en jeugdagent") < text.index("Samira el Amrani Uw wijkagent")
    assert text.count("Bel 0900-8844") == 1


def test_somebody_away_is_replaced_with_face_and_name(client, buurt):
    samira = make_wijkagent(buurt)
    joost = make_wijkagent(naam="Joost van der Velde")
    Foto.objects.create(wijkagent=joost, inhoud=b"x", kenmerk="abc123")
    make_spreekuur(samira)
    Afwezigheid.objects.create(wijkagent=samira, van=date(2026, 11, 20), tot=date(2026, 12, 2), vervanger=joost)
    response = client.get(URL)
    text = text_of(response)
    assert "Afwezig tot en met 2 december Joost van der Velde neemt waar." in text
    assert "Volgende spreekuur: dinsdag 8 december" in text
    assert "Spreekuur van dinsdag 24 november." not in text
    assert 'src="/wijkagent/joost-van-der-velde/foto/abc123.webp"' in response.content.decode()


def test_somebody_away_without_replacement_leaves_the_team(client, buurt):
    samira = make_wijkagent(buurt)
    Afwezigheid.objects.create(wijkagent=samira, van=date(2026, 11, 20), tot=date(2026, 12, 2))
    text = text_of(client.get(URL))
    assert "Afwezig tot en met 2 december Bel 0900-8844 . Een collega van het team helpt u." in text
    assert "neemt waar" not in text


def test_a_vacancy_names_the_team(client, buurt):
    make_team(buurt)
    text = text_of(client.get(URL))
    assert "Lindenkwartier heeft nu geen vaste wijkagent. Basisteam Noord helpt u." in text
    assert "Bel 0900-8844" in text
    assert "Spreekuren" not in text


def test_a_buurt_without_officer_and_team_shows_the_number_and_the_municipality(client, buurt):
    buurt.gemeente.telefoon, buurt.gemeente.website = "14 0999", "https://rivierdam.example"
    buurt.gemeente.save()
    response = client.get(URL)
    text = text_of(response)
    assert "We weten nog niet wie de wijkagent van Lindenkwartier is." in text
    assert "Gemeente Rivierdam Voor afval, straatlantaarns en parkeren 14 0999 Website van de gemeente" in text
    assert 'href="tel:09008844"' in response.content.decode()
    assert 'href="tel:140999"' in response.content.decode()


def test_without_any_hour_it_says_whom_to_call(client, buurt):
    make_wijkagent(buurt)
    assert "Er is nu geen spreekuur gepland. Bel 0900-8844 voor een afspraak." in text_of(client.get(URL))


@pytest.mark.parametrize(
    ("now", "sentence", "leaf"),
    [
        ("2026-11-24T13:00:00+01:00", "Spreekuur vandaag, over 2 uur", "vandaag 24 nov"),
        ("2026-11-24T14:33:00+01:00", "Spreekuur vandaag, over 25 minuten", "vandaag 24 nov"),
        ("2026-11-24T15:00:00+01:00", "Nu bezig, tot 16.30 uur Er is nu spreekuur", "vandaag 24 nov"),
        ("2026-11-24T16:30:00+01:00", "Volgende spreekuur: dinsdag 1 december", "di 1 dec"),
    ],
)
def test_the_next_hour_follows_the_clock(client, buurt, time_machine, now, sentence, leaf):
    time_machine.move_to(now, tick=False)
    make_spreekuur(make_wijkagent(buurt))
    text = text_of(client.get(URL))
    assert sentence in text
    assert leaf in text


def test_a_cancelled_hour_shows_its_reason_and_then_the_next(client, buurt):
    spreekuur = make_spreekuur(make_wijkagent(buurt))
    Uitzondering.objects.create(spreekuur=spreekuur, datum=TUESDAY, reden="Samira heeft een cursus.")
    text = text_of(client.get(URL))
    assert "Gaat niet door Spreekuur van dinsdag 24 november. Samira heeft een cursus." in text
    assert text.index("Samira heeft een cursus.") < text.index("Volgende spreekuur: dinsdag 1 december")


def test_a_moved_hour_says_when_it_is_now(client, buurt):
    spreekuur = make_spreekuur(make_wijkagent(buurt))
    Uitzondering.objects.create(
        spreekuur=spreekuur, datum=TUESDAY, soort=Uitzondering.Soort.VERPLAATST, nieuwe_datum=date(2026, 11, 26)
    )
    text = text_of(client.get(URL))
    assert "Verplaatst Spreekuur van dinsdag 24 november. Het is nu op donderdag 26 november." in text
    assert "Volgende spreekuur: donderdag 26 november" in text


def test_a_public_holiday_is_the_reason(client, buurt, time_machine):
    time_machine.move_to("2026-12-21T10:00:00+01:00", tick=False)
    make_spreekuur(make_wijkagent(buurt), eerste_datum=date(2026, 12, 25))
    text = text_of(client.get(URL))
    assert "Gaat niet door Spreekuur van vrijdag 25 december. Dan is het Eerste kerstdag." in text


def test_a_hidden_surname_and_photo_stay_hidden(client, buurt):
    samira = make_wijkagent(buurt, is_achternaam_verborgen=True, is_foto_verborgen=True, slug="samira")
    Foto.objects.create(wijkagent=samira, inhoud=b"x", kenmerk="abc123")
    html = client.get(URL).content.decode()
    assert "Wijkagent Samira" in html
    assert "Amrani" not in html
    assert "abc123" not in html


def test_who_left_is_told_with_the_new_officer(client, buurt):
    make_wijkagent(naam="Bert Jansen", is_actief=False)
    make_wijkagent(buurt)
    note = "Bert werkt hier niet meer. Dit is uw nieuwe wijkagent."
    assert note in text_of(client.get(f"{URL}?vorige=bert-jansen"))
    for slug in ("samira-el-amrani", "niemand", "", "x" * 300, "%00"):
        assert "werkt hier niet meer" not in text_of(client.get(f"{URL}?vorige={slug}"))


def test_the_map_links_to_neighbours_by_name(client, buurt):
    shape = {"pad": "M0 0l9 0 0 9z", "x": 5, "y": 5}
    buren = [
        {"code": "BU1", "naam": "’t <Hof>", "gemeente": "oudveen", "slug": "t-hof", **shape},
        {"code": "BU2", "naam": "Klein", "gemeente": "rivierdam", "slug": "klein", **shape, "x": None, "y": None},
    ]
    Kaart.objects.create(buurt=buurt, tekening={"viewbox": "0 0 336 220", "pad": "M1 1l5 5 0 5z", "buren": buren})
    html = client.get(URL).content.decode()
    svg = html.split('<figure class="map">')[1].split("</svg>")[0]
    assert '<a href="/mijn-buurt/oudveen/t-hof/" aria-label="’t &lt;Hof&gt;"><path d="M0 0l9 0 0 9z"/><text' in svg
    assert svg.count("<text") == 1
    assert svg.count("<a ") == 2
    assert '<path class="own" d="M1 1l5 5 0 5z"/>' in svg
    assert 'aria-label="Kaart van Lindenkwartier en de buurten eromheen"' in svg
    assert '<li><a href="/mijn-buurt/rivierdam/klein/">Klein</a></li>' in html


def test_without_a_boundary_there_is_no_map(client, buurt):
    assert "<figure" not in client.get(URL).content.decode()


def test_the_list_of_streets_is_linked_only_when_there_are_streets(client, buurt):
    Kaart.objects.create(buurt=buurt, tekening={"viewbox": "0 0 336 220", "pad": "", "buren": []})
    assert "straten/" not in client.get(URL).content.decode()
    straat = Straat.objects.create(naam="Lindelaan", woonplaats="Rivierdam", gemeente=buurt.gemeente)
    Straatreeks.objects.create(straat=straat, buurt=buurt, van=1, tot=9)
    assert '<a href="straten/">Bekijk alle straten</a>' in client.get(URL).content.decode()


def test_search_engines_read_the_service_and_its_hours(client, buurt):
    make_team(buurt)
    samira = make_wijkagent(buurt)
    spreekuur = make_spreekuur(samira, laatste_datum=date(2026, 12, 8))
    Uitzondering.objects.create(spreekuur=spreekuur, datum=TUESDAY)
    service, cancelled, *others = graph_of(client.get(URL))
    assert service["@type"] == "GovernmentService"
    assert service["provider"]["@type"] == "PoliceStation"
    assert service["areaServed"]["name"] == "Lindenkwartier"
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"
    assert cancelled["startDate"] == "2026-11-24T15:00:00+01:00"
    assert cancelled["eventSchedule"]["repeatFrequency"] == "P1W"
    assert cancelled["eventSchedule"]["byDay"] == "https://schema.org/Tuesday"
    assert [event["eventStatus"] for event in others] == ["https://schema.org/EventScheduled"] * 2
    assert [event for event in others if "eventSchedule" in event] == []  # the rule stands once


def test_a_moved_hour_is_rescheduled_for_search_engines(client, buurt):
    monthly = make_spreekuur(make_wijkagent(buurt), herhaling=Herhaling.MAANDELIJKS, weken_van_maand=[-1])
    Uitzondering.objects.create(
        spreekuur=monthly,
        datum=TUESDAY,
        soort=Uitzondering.Soort.VERPLAATST,
        nieuwe_datum=date(2026, 11, 27),
        nieuwe_begin_tijd=time(9),
        nieuwe_eind_tijd=time(10),
    )
    _service, moved, *_rest = graph_of(client.get(URL))
    assert moved["startDate"] == "2026-11-27T09:00:00+01:00"
    assert moved["previousStartDate"] == "2026-11-24"
    assert moved["eventStatus"] == "https://schema.org/EventRescheduled"
    assert moved["eventSchedule"]["byDay"] == ["-1TU"]


def test_a_name_cannot_end_the_script_of_search_engines(client, buurt):
    Buurt.objects.filter(pk=buurt.pk).update(naam="</script><script>alert(1)</script>")
    response = client.get(URL)
    assert "<script>alert" not in response.content.decode()
    assert graph_of(response)[0]["areaServed"]["name"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("officers", [1, 3])
def test_a_buurt_takes_two_statements_however_many_officers(client, buurt, django_assert_num_queries, officers):
    make_team(buurt)
    for number in range(officers):
        samira = make_wijkagent(buurt, naam=f"Agent {number}")
        spreekuur = make_spreekuur(samira)
        make_spreekuur(samira, eerste_datum=date(2026, 11, 25))
        Uitzondering.objects.create(spreekuur=spreekuur, datum=TUESDAY)
        Afwezigheid.objects.create(wijkagent=samira, van=date(2026, 12, 20), tot=date(2026, 12, 22))
    cijferbladen.recent(None)  # one statement for all pages of some seconds
    with django_assert_num_queries(2):
        client.get(URL)


def test_a_dropped_buurt_leads_to_its_successor(client, buurt):
    new = make_buurt("BU99990200", "Nieuwhof")
    Buurt.objects.filter(pk=buurt.pk).update(is_actief=False, opvolger=new)
    for language in ("", "/en"):
        response = client.get(language + URL)
        assert (response.status_code, response["Location"]) == (301, f"{language}/mijn-buurt/rivierdam/nieuwhof/")


def test_an_old_address_leads_to_the_new_one(client, buurt):
    OudPad.objects.create(pad="rivierdam/linde/", nieuw_pad="rivierdam/lindenkwartier/")
    OudPad.objects.create(pad="rivierdam/wijk/oud/", nieuw_pad="rivierdam/wijk/noord-01/")
    OudPad.objects.create(pad="oudgemeente/", nieuw_pad="rivierdam/")
    assert client.get("/mijn-buurt/rivierdam/linde/")["Location"] == URL
    assert client.get("/mijn-buurt/rivierdam/linde/straten/")["Location"] == f"{URL}straten/"
    assert client.get("/en/mijn-buurt/rivierdam/wijk/oud/")["Location"] == "/en/mijn-buurt/rivierdam/wijk/noord-01/"
    assert client.get("/mijn-buurt/oudgemeente/")["Location"] == "/mijn-buurt/rivierdam/"


def test_a_dropped_buurt_without_successor_is_not_found(client, buurt):
    Buurt.objects.filter(pk=buurt.pk).update(is_actief=False)
    assert client.get(URL).status_code == 404
    assert client.get("/mijn-buurt/rivierdam/bestaat-niet/").status_code == 404


@pytest.mark.parametrize("buurten", [1, 3])
def test_a_wijk_shows_its_buurten_and_who_works_where(client, buurt, django_assert_num_queries, buurten):
    other = [make_buurt(f"BU9999010{number}", f"Hof {number}") for number in range(1, buurten)]
    samira = make_wijkagent(buurt)
    make_wijkagent(buurt.wijk, naam="Lotte Brouwer")
    with django_assert_num_queries(4):
        response = client.get("/mijn-buurt/rivierdam/wijk/noord-01/")
    text = text_of(response)
    assert "Samira el Amrani Lindenkwartier" in text
    assert "Lotte Brouwer Voor de hele wijk" in text
    for place in [buurt, *other]:
        assert f'<a href="/mijn-buurt/rivierdam/{place.slug}/">{escape(place.naam)}</a>' in response.content.decode()
    assert Wijkagent.objects.count() == 2
    assert samira.slug in response.content.decode()


def test_the_home_page_has_one_search_field_and_no_link_to_what_does_not_exist(client):
    html = client.get("/").content.decode()
    assert html.count("<input") == 1
    assert 'action="/mijn-buurt/zoek"' in html
    for path in set(re.findall(r'href="(/[^"#]*)', html)):
        if not path.startswith("/static/"):
            assert client.get(path).status_code == 200, path


def test_english_pages_are_found_beside_the_dutch(client, buurt):
    html = client.get(f"/en{URL}").content.decode()
    assert '<html lang="en">' in html
    assert f'<link rel="canonical" href="http://localhost:8000/en{URL}">' in html
    assert f'<link rel="alternate" hreflang="nl" href="http://localhost:8000{URL}">' in html
    assert f'<link rel="alternate" hreflang="x-default" href="http://localhost:8000{URL}">' in html
    assert f'href="/en{URL[: -len("lindenkwartier/")]}"' in html


def test_a_page_tells_its_title_and_summary_to_who_links_to_it(client, buurt):
    html = client.get(URL).content.decode()
    title = "Lindenkwartier, Rivierdam | Wijkportaal"
    summary = (
        "De wijkagent van Lindenkwartier in Rivierdam: wie het is, wanneer er spreekuur is en hoe u contact krijgt."
    )
    assert f'<title>{title}</title>\n<meta property="og:title" content="{title}">' in html
    assert (
        f'<meta name="description" content="{summary}">\n<meta property="og:description" content="{summary}">' in html
    )
    assert f'<meta property="og:url" content="http://localhost:8000{URL}">' in html
    assert '<meta property="og:locale" content="nl_NL">' in html


def test_what_somebody_typed_is_marked_as_dutch_on_an_english_page(client, buurt):
    samira = make_wijkagent(buurt)
    spreekuur = make_spreekuur(samira, toelichting="De <b>koffie</b> is gratis.", partners="de wijkverpleegkundige")
    Uitzondering.objects.create(
        spreekuur=spreekuur, datum=TUESDAY, soort=Uitzondering.Soort.VERVALT, reden="Cursus. Bel 0900-8844."
    )
    Afwezigheid.objects.create(wijkagent=samira, van=date(2026, 12, 8), tot=date(2026, 12, 9))
    page = client.get(f"/en{URL}").content.decode()
    for marked in (
        '<span lang="nl">De &lt;b&gt;koffie&lt;/b&gt; is gratis.</span>',
        'Also present: <span lang="nl">de wijkverpleegkundige</span>.',
        '<span lang="nl">Cursus. Bel <a href="tel:09008844">0900-8844</a>.</span>',
        "<p>Samira is away.</p>",
    ):
        assert marked in page
    assert '<span lang="nl">' not in client.get(URL).content.decode()


def test_an_hour_that_moved_is_told_once_on_top(client, buurt):
    spreekuur = make_spreekuur(make_wijkagent(buurt))
    make_moved = {"spreekuur": spreekuur, "datum": TUESDAY, "soort": Uitzondering.Soort.VERPLAATST}
    moved = Uitzondering.objects.create(nieuwe_datum=date(2026, 11, 26), **make_moved)
    text = text_of(client.get(URL))
    assert "Verplaatst Spreekuur van dinsdag 24 november. Het is nu op donderdag 26 november." in text
    assert "In plaats van" not in text.split("Contact")[0]
    Uitzondering.objects.filter(pk=moved.pk).update(nieuwe_datum=date(2026, 11, 23))
    assert "In plaats van dinsdag 24 november Spreekuur vandaag" in text_of(client.get(URL))


def test_a_number_in_a_sentence_can_be_called(client, buurt):
    make_wijkagent(buurt)
    page = client.get(URL).content.decode()
    assert 'gepland. Bel <a href="tel:09008844">0900-8844</a> voor een afspraak.' in page
