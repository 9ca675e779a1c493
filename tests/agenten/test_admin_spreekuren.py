"""The hours editor: checks, the preview that saves nothing, and cancelling a date in two clicks."""

import re
from datetime import date, time

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from agenten.models import Afwezigheid, Rol, Spreekuur, Uitzondering
from tests.agenten import people

pytestmark = pytest.mark.django_db
NOW = "2026-11-23 10:30+01:00"  # a Monday


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def officer(client):
    team = people.basisteam("Team A")
    agent = people.wijkagent("Samira", basisteam=team, medewerker=people.medewerker("samira", Rol.WIJKAGENT))
    client.force_login(agent.medewerker)
    return agent


def typed(agent, *, exceptions=(), **fields):
    data = {
        "wijkagent": agent.pk,
        "titel": "Spreekuur",
        "herhaling": "wekelijks",
        "om_de_weken": 1,
        "eerste_datum": "2026-11-24",
        "begin_tijd": "15:00",
        "eind_tijd": "16:30",
        "plaats": "Buurthuis De Linde",
        "uitzonderingen-TOTAL_FORMS": len(exceptions),
        "uitzonderingen-INITIAL_FORMS": 0,
    }
    for number, exception in enumerate(exceptions):
        data |= {f"uitzonderingen-{number}-{name}": value for name, value in exception.items()}
    return data | fields


ADD = "admin:agenten_spreekuur_add"


def errors_of(page):
    form, formset = page.context["adminform"].form, page.context["inline_admin_formsets"][0].formset
    found = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    for errors in formset.errors:
        found |= {f"uitzondering.{name}": [str(error) for error in each] for name, each in errors.items()}
    return found


def dates_in(page):
    """The dates in the preview, with what is said about those that do not go on."""
    section = page.content.decode().split('id="voorbeeld"')[1].split("</section>")[0]
    rows = re.findall(r"<li.*?>(.*?)</li>", section, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_hours_that_are_right_are_saved(client, officer):
    answer = client.post(reverse(ADD), typed(officer))
    assert answer.status_code == 302
    saved = Spreekuur.objects.get()
    assert (saved.wijkagent, saved.eerste_datum, saved.begin_tijd) == (officer, date(2026, 11, 24), time(15))


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"eind_tijd": "14:00"}, {"eind_tijd": ["Het spreekuur eindigt voor het begint. Kies een latere tijd."]}),
        (
            {"laatste_datum": "2026-11-01"},
            {"laatste_datum": ["De laatste datum ligt voor de eerste. Kies een latere datum."]},
        ),
        (
            {"herhaling": "maandelijks"},
            {"weken_van_maand": ["Kies welke in de maand. Bijvoorbeeld de eerste en de derde."]},
        ),
        (
            {"herhaling": "maandelijks", "weken_van_maand": [1, 3]},
            {
                "eerste_datum": [
                    "Dinsdag 24 november 2026 past niet bij uw keuze in de maand. "
                    "De eerste keer is dan dinsdag 1 december 2026. Vul die in."
                ]
            },
        ),
        ({"om_de_weken": 0}, {"om_de_weken": ["Kies 1 tot en met 12 weken."]}),
        ({"om_de_weken": 13}, {"om_de_weken": ["Kies 1 tot en met 12 weken."]}),
    ],
)
def test_a_rule_that_cannot_be_gets_one_clear_sentence_at_its_field(client, officer, fields, errors):
    page = client.post(reverse(ADD), typed(officer, **fields))
    assert errors_of(page) == errors
    assert not Spreekuur.objects.exists()


@pytest.mark.parametrize(
    ("fields", "saved"),
    [
        ({"herhaling": "eenmalig", "om_de_weken": 99, "laatste_datum": "2027-01-01"}, ("eenmalig", 1, [], None)),
        ({"herhaling": "wekelijks", "om_de_weken": 2, "weken_van_maand": [1]}, ("wekelijks", 2, [], None)),
        (
            {"herhaling": "maandelijks", "om_de_weken": "", "weken_van_maand": [4], "laatste_datum": "2027-01-31"},
            ("maandelijks", 1, [4], date(2027, 1, 31)),
        ),
    ],
)
def test_fields_of_another_kind_of_rule_are_cleared(client, officer, fields, saved):
    page = client.post(reverse(ADD), typed(officer, **fields))
    assert page.status_code == 302, errors_of(page)
    found = Spreekuur.objects.get()
    assert (found.herhaling, found.om_de_weken, found.weken_van_maand, found.laatste_datum) == saved


@pytest.mark.parametrize(
    ("exception", "errors"),
    [
        (
            {"datum": "2026-12-02", "soort": "vervalt"},
            {
                "uitzondering.datum": [
                    "Op woensdag 2 december 2026 is er geen spreekuur. Wel op: dinsdag 24 november 2026; "
                    "dinsdag 1 december 2026; dinsdag 8 december 2026."
                ]
            },
        ),
        (
            {"datum": "2026-12-01", "soort": "verplaatst"},
            {"uitzondering.soort": ["Vul een nieuwe datum, nieuwe tijden of een nieuwe plaats in."]},
        ),
        (
            {"datum": "2026-12-01", "soort": "vervalt", "nieuwe_datum": "2026-12-02"},
            {"uitzondering.soort": ["U vulde ook iets nieuws in. Kies dan “is verplaatst”, of maak die velden leeg."]},
        ),
        (
            {"datum": "2026-12-01", "soort": "verplaatst", "nieuwe_begin_tijd": "16:00"},
            {"uitzondering.nieuwe_eind_tijd": ["Vul beide nieuwe tijden in, of geen van beide."]},
        ),
        (
            {"datum": "2026-12-01", "soort": "verplaatst", "nieuwe_begin_tijd": "16:00", "nieuwe_eind_tijd": "15:00"},
            {"uitzondering.__all__": ["Vul beide nieuwe tijden in, de eerste voor de tweede."]},
        ),
    ],
)
def test_an_exception_that_cannot_be_gets_one_clear_sentence(client, officer, exception, errors):
    page = client.post(reverse(ADD), typed(officer, exceptions=[exception]))
    assert errors_of(page) == errors
    assert not Spreekuur.objects.exists()


TUESDAYS = [
    *("15 december 2026", "22 december 2026", "29 december 2026"),
    *("5 januari 2027", "12 januari 2027", "19 januari 2027"),
]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["without script", "with htmx"])
def test_the_preview_shows_ten_dates_and_saves_nothing(client, officer, headers):
    moved = {"datum": "2026-12-08", "soort": "verplaatst", "nieuwe_datum": "2026-12-09", "reden": "De zaal is bezet."}
    off = {"datum": "2026-12-01", "soort": "vervalt", "reden": "Samira is vrij."}
    data = typed(officer, exceptions=[off, moved], _voorbeeld="1", toelichting="Loop zo binnen")
    page = client.post(reverse(ADD), data, headers=headers)
    assert dates_in(page) == [
        "dinsdag 24 november 2026 15.00 tot 16.30 uur, Buurthuis De Linde",
        "dinsdag 1 december 2026 15.00 tot 16.30 uur, Buurthuis De Linde Gaat niet door. Samira is vrij.",
        "dinsdag 8 december 2026 15.00 tot 16.30 uur, Buurthuis De Linde "
        "Verplaatst naar woensdag 9 december. De zaal is bezet.",
        "woensdag 9 december 2026 15.00 tot 16.30 uur, Buurthuis De Linde In plaats van dinsdag 8 december.",
        *(f"dinsdag {day} 15.00 tot 16.30 uur, Buurthuis De Linde" for day in TUESDAYS),
    ]
    assert page.context["adminform"].form["toelichting"].value() == "Loop zo binnen"
    assert page.context["inline_admin_formsets"][0].formset.forms[0]["reden"].value() == "Samira is vrij."
    assert (Spreekuur.objects.count(), Uitzondering.objects.count(), LogEntry.objects.count()) == (0, 0, 0)


def test_the_preview_is_exactly_what_the_saved_hours_show(client, officer):
    data = typed(officer, herhaling="maandelijks", weken_van_maand=[4], om_de_weken=1)
    before = dates_in(client.post(reverse(ADD), data | {"_voorbeeld": "1"}))
    client.post(reverse(ADD), data)
    saved = client.get(reverse("admin:agenten_spreekuur_change", args=[Spreekuur.objects.get().pk]))
    buttons = re.compile(r" (Gaat niet door|Toch wel) : \w+ \d+ \w+$")
    assert [buttons.sub("", line) for line in dates_in(saved)] == before
    assert len(before) == 10


def test_the_preview_knows_holidays_and_absences(client, officer):
    Afwezigheid.objects.create(wijkagent=officer, van=date(2026, 12, 1), tot=date(2026, 12, 1))
    page = client.post(reverse(ADD), typed(officer, eerste_datum="2026-11-27", _voorbeeld="1"))  # Fridays
    christmas = [line for line in dates_in(page) if "25 december" in line]
    assert christmas == [
        "vrijdag 25 december 2026 15.00 tot 16.30 uur, Buurthuis De Linde Feestdag (Eerste kerstdag): gaat niet door."
    ]
    page = client.post(reverse(ADD), typed(officer, _voorbeeld="1"))
    assert dates_in(page)[1].endswith("Gaat niet door. Samira is er niet.")


def test_a_preview_of_a_wrong_rule_says_what_is_wrong(client, officer):
    page = client.post(reverse(ADD), typed(officer, eind_tijd="14:00", _voorbeeld="1"))
    section = page.content.decode().split('id="voorbeeld"')[1].split("</section>")[0]
    assert "Het spreekuur eindigt voor het begint." in section


def test_hours_at_two_places_at_once_warn_and_do_not_block(client, officer):
    people.spreekuur(officer, plaats="Bieb", eerste_datum=date(2026, 11, 24), begin_tijd=time(16), eind_tijd=time(17))
    warning = "Op dinsdag 24 november 2026 is er in deze tijd al een spreekuur: Spreekuur, Bieb."
    page = client.post(reverse(ADD), typed(officer, _voorbeeld="1"))
    assert page.context["preview"]["warnings"][0] == warning
    saved = client.post(reverse(ADD), typed(officer), follow=True)
    assert warning in [str(message) for message in saved.context["messages"]]
    assert Spreekuur.objects.count() == 2


def test_an_exception_that_a_new_rule_leaves_behind_is_told_and_does_not_block(client, officer):
    hours = people.spreekuur(officer)
    old = Uitzondering.objects.create(spreekuur=hours, datum=date(2026, 12, 1))
    row = {"id": old.pk, "spreekuur": hours.pk, "datum": "2026-12-01", "soort": "vervalt"}
    data = typed(officer, eerste_datum="2026-11-25", exceptions=[row]) | {"uitzonderingen-INITIAL_FORMS": 1}
    page = client.post(reverse("admin:agenten_spreekuur_change", args=[hours.pk]), data, follow=True)
    told = [str(message) for message in page.context["messages"]]
    assert "De uitzondering op dinsdag 1 december 2026 doet niets: dan is er geen spreekuur." in told


def link_with(page, text):
    found = re.search(rf'<a class="knop" href="([^"]+)">{text}', page.content.decode())
    return found and found[1]


@pytest.mark.parametrize("start", ["/admin/?alles", "/admin/agenten/spreekuur/"])
def test_two_clicks_cancel_the_next_spreekuur_and_two_bring_it_back(client, officer, start):
    hours = people.spreekuur(officer)
    first_click = link_with(client.get(start), "Gaat niet door")
    page = client.get(first_click)
    assert b'name="_vervalt"' in page.content
    assert not Uitzondering.objects.exists()
    answer = client.post(first_click, {"_vervalt": "1", "keuze": "De wijkagent is ziek."}, follow=True)
    told = "Het spreekuur op dinsdag 24 november 2026 gaat niet door. Bewoners zien dit binnen een minuut."
    assert [str(message) for message in answer.context["messages"]] == [told]
    off = Uitzondering.objects.get()
    assert (off.spreekuur, off.datum, off.soort, off.reden) == (
        hours, date(2026, 11, 24), "vervalt", "De wijkagent is ziek.",
    )  # fmt: skip
    assert LogEntry.objects.get().get_change_message() == told
    back = link_with(client.get(start), "Toch wel")
    client.post(back, {"_toch_wel": "1"})
    assert not Uitzondering.objects.exists()


def test_a_reason_is_kept_in_dutch_when_the_admin_is_english(client, officer):
    people.spreekuur(officer)
    officer.medewerker.taal = "en"
    officer.medewerker.save()
    page = client.get(link_with(client.get("/admin/?alles"), "[^<]+"))
    values = re.findall(r'name="keuze" value="([^"]*)"', page.content.decode())
    assert "De wijkagent is ziek." in values


def test_own_words_win_from_the_chosen_reason(client, officer):
    hours = people.spreekuur(officer)
    page = reverse("admin:agenten_spreekuur_datum", args=[hours.pk, "2026-11-24"])
    client.post(page, {"_vervalt": "1", "keuze": "De wijkagent is ziek.", "reden": "Ik ben jarig."})
    assert Uitzondering.objects.get().reden == "Ik ben jarig."


def test_an_hour_on_a_holiday_can_go_on_after_all_and_be_cancelled_again(client, officer):
    hours = people.spreekuur(officer, eerste_datum=date(2026, 11, 27))
    page = reverse("admin:agenten_spreekuur_datum", args=[hours.pk, "2026-12-25"])
    assert b'name="_toch_wel"' in client.get(page).content
    client.post(page, {"_toch_wel": "1"})
    assert Uitzondering.objects.get().soort == "gaat_door"
    client.post(page, {"_vervalt": "1"})
    assert Uitzondering.objects.get().soort == "vervalt"


def test_cancelling_a_moved_hour_forgets_the_move(client, officer):
    hours = people.spreekuur(officer)
    new = {"soort": "verplaatst", "nieuwe_datum": date(2026, 11, 26)}
    Uitzondering.objects.create(spreekuur=hours, datum=date(2026, 11, 24), **new)
    page = client.get("/admin/?alles")
    assert "donderdag 26 november 2026" in page.content.decode()
    client.post(link_with(page, "Gaat niet door"), {"_vervalt": "1"})
    off = Uitzondering.objects.get()
    assert (off.datum, off.soort, off.nieuwe_datum) == (date(2026, 11, 24), "vervalt", None)


def test_subscribed_calendars_see_that_a_date_was_cancelled(client, officer, time_machine):
    hours = people.spreekuur(officer)
    before = hours.gewijzigd_op
    time_machine.move_to("2026-11-23 10:40+01:00", tick=False)
    client.post(reverse("admin:agenten_spreekuur_datum", args=[hours.pk, "2026-11-24"]), {"_vervalt": "1"})
    hours.refresh_from_db()
    assert hours.gewijzigd_op > before


@pytest.mark.parametrize("datum", ["2026-11-25", "2026-02-31", "gisteren", "1-1-1"])
def test_a_date_without_spreekuur_does_not_exist(client, officer, datum):
    hours = people.spreekuur(officer)
    page = f"/admin/agenten/spreekuur/{hours.pk}/datum/{datum}/"
    assert client.get(page).status_code == 404
    assert client.post(page, {"_vervalt": "1"}).status_code == 404
    assert not Uitzondering.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "stranger", "auditor"])
def test_the_hours_of_somebody_else_are_not_cancelled(client, officer, who):
    team = officer.basisteam if who == "colleague" else people.basisteam("Team B")
    hours = people.spreekuur(people.wijkagent("Joost", basisteam=team))
    if who == "auditor":
        client.force_login(people.medewerker("auditor", Rol.AUDITOR))
    page = reverse("admin:agenten_spreekuur_datum", args=[hours.pk, "2026-11-24"])
    assert client.get(page).status_code == 404
    assert client.post(page, {"_vervalt": "1"}).status_code == 404
    assert not Uitzondering.objects.exists()
    assert link_with(client.get(reverse("admin:agenten_spreekuur_changelist")), "Gaat niet door") is None


def test_cancelling_needs_a_token(officer, client):
    from django.test import Client

    hours = people.spreekuur(officer)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer.medewerker)
    page = reverse("admin:agenten_spreekuur_datum", args=[hours.pk, "2026-11-24"])
    assert strict.post(page, {"_vervalt": "1"}).status_code == 403
    assert not Uitzondering.objects.exists()


@pytest.mark.parametrize("start", ["/admin/?alles", "/admin/agenten/spreekuur/"])
def test_the_number_of_queries_does_not_grow_with_the_hours(client, officer, start, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    people.spreekuur(officer)
    with CaptureQueriesContext(connection) as one:
        client.get(start)
    for number in range(3):
        other = people.wijkagent(f"Collega {number}", basisteam=officer.basisteam)
        for agent in (officer, other):
            hours = people.spreekuur(agent, plaats=f"Plaats {number}")
            Uitzondering.objects.create(spreekuur=hours, datum=date(2026, 12, 1))
            Afwezigheid.objects.get_or_create(wijkagent=agent, van=date(2027, 1, 1), tot=date(2027, 1, 2))
    with CaptureQueriesContext(connection) as many:
        client.get(start)
    assert len(many) == len(one)


def test_the_first_page_of_a_chief_shows_the_hours_of_the_team(client, officer):
    chief = people.medewerker("chef")
    officer.basisteam.teamchef = chief
    officer.basisteam.save()
    people.spreekuur(officer)
    people.spreekuur(people.wijkagent("Karin"), plaats="Elders")
    client.force_login(chief)
    text = client.get("/admin/?alles").content.decode()
    assert "De volgende spreekuren van mijn team" in text
    assert ("Buurthuis De Linde" in text, "Elders" in text) == (True, False)
