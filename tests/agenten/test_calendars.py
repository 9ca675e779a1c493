"""Feeds and single dates, read back the way a calendar program reads them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import recurring_ical_events
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.parser import Contentline, Contentlines

from agenten.buurtteam import Agent, Persoon, Rooster
from agenten.calendars import calendar_of, calendar_of_date
from agenten.models import Afwezigheid, Herhaling, Uitzondering
from agenten.spreekuren import WEEKS_AHEAD, at, moment_on, moments, rule_dates
from tests.agenten.makers import NOW, TUESDAY, unsaved_spreekuur

VERVALT, VERPLAATST, GAAT_DOOR = Uitzondering.Soort.VERVALT, Uitzondering.Soort.VERPLAATST, Uitzondering.Soort.GAAT_DOOR
CHANGED = datetime(2026, 11, 1, 12, 0, 30, tzinfo=UTC)
TODAY = NOW.date()
UNTIL = TODAY + timedelta(weeks=WEEKS_AHEAD)


def make_agent(*roosters, afwezigheden=(), naam="Samira el Amrani"):
    person = Persoon(naam, "Samira", "SA", "/wijkagent/samira-el-amrani/")
    return Agent(None, person, ["wijkagent"], [], [], [], None, list(afwezigheden), list(roosters), set())


def make_rooster(*uitzonderingen, **fields):
    for uitzondering in uitzonderingen:
        uitzondering.gewijzigd_op = uitzondering.gewijzigd_op or CHANGED
    return Rooster(unsaved_spreekuur(**{"gewijzigd_op": CHANGED, **fields}), list(uitzonderingen))


def feed_of(*roosters, afwezigheden=(), now=NOW):
    return calendar_of(
        [make_agent(*roosters, afwezigheden=afwezigheden)], "Spreekuren", "/mijn-buurt/rivierdam/lindenkwartier/", now
    )


def read(content):
    """Parse strictly: every line by the grammar, nothing left out by the parser, all that RFC 5545 asks present."""
    for line in Contentlines.from_ical(content.decode()):
        if line:
            Contentline(line, strict=True).parts()
    calendar = Calendar.from_ical(content)
    calendar.validate()
    assert [component.errors for component in calendar.walk() if component.errors] == []
    return calendar


def expand(content, van=TODAY, tot=UNTIL):
    """What a calendar program shows from `van` to `tot`, both included."""
    found = recurring_ical_events.of(read(content)).between(van, tot + timedelta(days=1))
    going_on = [event for event in found if event.get("status") != "CANCELLED"]
    return sorted((event.start, event.end, str(event["location"])) for event in going_on)


def published(rooster, afwezigheden=(), van=TODAY, tot=UNTIL):
    """What the page shows in the same period."""
    found = moments(rooster.spreekuur, rooster.uitzonderingen, van, tot, afwezigheden)
    return sorted((m.begin, m.eind, ", ".join(filter(None, [m.plaats, m.adres]))) for m in found if m.is_on)


@st.composite
def roosters(draw):
    kind = draw(st.sampled_from(Herhaling.values))
    begin = draw(st.times(time(6), time(20)))
    rooster = make_rooster(
        herhaling=kind,
        eerste_datum=draw(st.dates(date(2025, 1, 1), date(2027, 2, 1))),
        laatste_datum=draw(st.none() | st.dates(date(2027, 2, 1), date(2028, 1, 1))),
        om_de_weken=draw(st.integers(1, 5)),
        weken_van_maand=sorted(draw(st.sets(st.sampled_from([1, 2, 3, 4, -1]), min_size=1))),
        begin_tijd=begin.replace(second=0, microsecond=0),
        eind_tijd=time(21, 30),
        is_op_feestdag=draw(st.booleans()),
    )
    days = rule_dates(rooster.spreekuur, TODAY - timedelta(days=40), UNTIL + timedelta(days=40))
    for day in draw(st.sets(st.sampled_from(days), max_size=4)) if days else ():
        rooster.uitzonderingen.append(draw(exceptions(day)))
    return rooster


@st.composite
def exceptions(draw, day):
    has_new_times = draw(st.booleans())
    return Uitzondering(
        datum=day,
        soort=draw(st.sampled_from(Uitzondering.Soort.values)),
        reden=draw(st.sampled_from(["", "Cursus; of ziek,\nof zo"])),
        nieuwe_datum=draw(st.none() | st.integers(-20, 20).map(lambda days: day + timedelta(days=days))),
        nieuwe_begin_tijd=time(9) if has_new_times else None,
        nieuwe_eind_tijd=time(10) if has_new_times else None,
        nieuwe_plaats=draw(st.sampled_from(["", "Bibliotheek"])),
        gewijzigd_op=CHANGED,
    )


@given(rooster=roosters(), away=st.none() | st.tuples(st.integers(-10, 60), st.integers(0, 30)))
def test_a_calendar_program_works_out_what_the_page_shows(rooster, away):
    absences = []
    if away:
        start = TODAY + timedelta(days=away[0])
        absences = [Afwezigheid(van=start, tot=start + timedelta(days=away[1]))]

    assert expand(feed_of(rooster, afwezigheden=absences)) == published(rooster, absences)


@pytest.mark.parametrize("around", [date(2026, 10, 25), date(2027, 3, 28)])
def test_19_00_stays_19_00_in_the_feed_when_the_clock_changes(around):
    rooster = make_rooster(eerste_datum=date(2026, 10, 4), begin_tijd=time(19), eind_tijd=time(20), is_op_feestdag=True)
    week = timedelta(days=7)
    feed = feed_of(rooster, now=at(date(2026, 10, 20)))

    found = expand(feed, around - week, around + week)

    assert [(start.hour, end.hour) for start, end, _place in found] == [(19, 20)] * 3
    assert [start.utcoffset() for start, _end, _place in found] != [found[0][0].utcoffset()] * 3
    assert found == published(rooster, (), around - week, around + week)


def test_the_rule_stands_in_dutch_time_with_exdates_and_a_time_zone():
    cancelled = Uitzondering(datum=date(2026, 12, 1), soort=VERVALT, reden="Samira heeft een cursus.")
    calendar = read(feed_of(make_rooster(cancelled)))

    (event,) = calendar.events
    text = event.to_ical().decode()

    assert "DTSTART;TZID=Europe/Amsterdam:20261124T150000\r\n" in text
    assert "RRULE:FREQ=WEEKLY;UNTIL=20271228T140000Z;INTERVAL=1\r\n" in text
    assert [str(line) for line in text.split("\r\n") if line.startswith("EXDATE")] == [
        "EXDATE;TZID=Europe/Amsterdam:20261201T150000",
        "EXDATE;TZID=Europe/Amsterdam:20270427T150000",  # Koningsdag
    ]
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Amsterdam"]
    assert calendar["method"] == "PUBLISH"
    assert calendar["prodid"] == "-//Wijkportaal//Spreekuren//NL"
    assert calendar["refresh-interval"].dt == timedelta(hours=1)
    assert calendar["x-published-ttl"] == "PT1H"
    assert calendar["name"] == calendar["x-wr-calname"] == "Spreekuren"


def test_the_reason_and_the_new_date_are_in_the_description():
    cancelled = Uitzondering(datum=date(2026, 12, 1), soort=VERVALT, reden="Samira heeft een cursus.")
    moved = Uitzondering(
        datum=date(2026, 12, 8), soort=VERPLAATST, reden="Het buurthuis is dicht.", nieuwe_datum=date(2026, 12, 9)
    )

    master, override = read(feed_of(make_rooster(cancelled, moved, rolstoel="ja", partners="de gemeente"))).events

    assert master["description"].split("\n") == [
        "Gaat niet door op dinsdag 1 december. Samira heeft een cursus.",
        "Niet op dinsdag 8 december maar op woensdag 9 december om 15.00. Het buurthuis is dicht.",
        "U hoeft geen afspraak te maken.",
        "Rolstoeltoegankelijk.",
        "Ook aanwezig: de gemeente.",
    ]
    assert override["recurrence-id"].dt == at(date(2026, 12, 8), time(15))
    assert override["uid"] == master["uid"]
    assert override.start == at(date(2026, 12, 9), time(15))


def test_the_same_hours_give_the_same_bytes_all_day():
    rooster = make_rooster()

    assert feed_of(rooster, now=NOW) == feed_of(rooster, now=NOW + timedelta(hours=5))


def test_a_change_keeps_the_uid_and_raises_sequence_and_last_modified():
    before = make_rooster(kenmerk="5d1c58a2-6f5b-4c5e-9d0e-9f1b0c0a9901")
    later = Uitzondering(datum=date(2026, 12, 1), soort=VERVALT, gewijzigd_op=CHANGED + timedelta(hours=1))
    after = Rooster(before.spreekuur, [later])

    (old,), (new,) = read(feed_of(before)).events, read(feed_of(after)).events

    assert new["uid"] == old["uid"] == "5d1c58a2-6f5b-4c5e-9d0e-9f1b0c0a9901"
    assert new["sequence"] > old["sequence"]
    assert new["last-modified"].dt == new["dtstamp"].dt == CHANGED + timedelta(hours=1)


def test_an_hour_of_which_no_date_goes_on_is_one_cancelled_event():
    cancelled = Uitzondering(datum=TUESDAY, soort=VERVALT, reden="Ziek.")

    (event,) = read(feed_of(make_rooster(cancelled, herhaling=Herhaling.EENMALIG))).events

    assert (event["status"], event.start) == ("CANCELLED", at(TUESDAY, time(15)))
    assert "rrule" not in event


def test_a_feed_without_hours_is_still_a_calendar():
    calendar = read(calendar_of([], "Spreekuren in Niemandsland", "/mijn-buurt/x/y/", NOW))

    assert (calendar.events, len(calendar.timezones)) == ([], 1)


def test_hostile_and_long_texts_stay_inside_their_property():
    hostile = 'x\r\nEND:VEVENT\nATTENDEE:mailto:a@b.example;"<script>alert(1)</script>",\\n\x07 ' + "é" * 200
    cancelled = Uitzondering(datum=date(2026, 12, 1), soort=VERVALT, reden=hostile)
    rooster = make_rooster(cancelled, titel=hostile, plaats=hostile, toelichting=hostile, partners=hostile)

    feed = calendar_of([make_agent(rooster, naam=hostile)], hostile, "/pad/", NOW)
    calendar = read(feed)

    (event,) = calendar.events
    assert sorted(event.keys()) == sorted(
        [
            *("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "DTSTART", "DTEND", "DTSTAMP"),
            *("LAST-MODIFIED", "SEQUENCE", "TRANSP", "RRULE", "EXDATE"),
        ]
    )
    assert max(len(line) for line in feed.split(b"\r\n")) <= 75
    assert "<script>alert(1)</script>" in event["location"]


def test_the_feed_speaks_the_language_of_its_address():
    with translation.override("en"):
        (event,) = read(feed_of(make_rooster(eerste_datum=date(2026, 12, 18)))).events

    assert "Christmas" in str(event["description"])


def one_date(rooster, day, **agent):
    moment = moment_on(rooster.spreekuur, rooster.uitzonderingen, day)
    return read(calendar_of_date(make_agent(rooster, **agent), rooster, moment))


def test_one_date_is_one_event_with_an_uid_of_its_own():
    (event,) = one_date(make_rooster(kenmerk="5d1c58a2-6f5b-4c5e-9d0e-9f1b0c0a9901"), TUESDAY).events

    assert event["uid"] == "5d1c58a2-6f5b-4c5e-9d0e-9f1b0c0a9901-20261124"
    assert event["summary"] == "Spreekuur met Samira el Amrani"
    assert event["location"] == "Buurthuis De Linde, Lindelaan 12"
    assert event["url"] == "http://localhost:8000/wijkagent/samira-el-amrani/"
    assert (event.start, event.end) == (at(TUESDAY, time(15)), at(TUESDAY, time(16, 30)))
    assert "status" not in event
    assert "rrule" not in event


def test_one_date_that_was_cancelled_says_so_and_one_that_moved_stands_at_its_new_time():
    cancelled = Uitzondering(datum=TUESDAY, soort=VERVALT, reden="Cursus.")
    moved = Uitzondering(datum=TUESDAY, soort=VERPLAATST, nieuwe_datum=date(2026, 11, 25))

    (gone,) = one_date(make_rooster(cancelled), TUESDAY).events
    (elsewhere,) = one_date(make_rooster(moved), TUESDAY).events

    assert (gone["status"], gone["description"].split("\n")[0]) == ("CANCELLED", "Cursus.")
    assert elsewhere.start == at(date(2026, 11, 25), time(15))
    assert elsewhere["uid"].endswith("-20261124")


def test_the_title_of_an_hour_is_in_the_language_of_the_feed():
    feeds = {}
    for language in ("nl", "en"):
        with translation.override(language):
            feeds[language] = [spreekuur.publieke_titel for spreekuur in map(titled, ("Spreekuur", "Buurtwandeling"))]
    with translation.override("en"):
        title = translation.gettext("Spreekuur")
    assert feeds == {"nl": ["Spreekuur", "Buurtwandeling"], "en": [title, "Buurtwandeling"]}


def titled(titel):
    return unsaved_spreekuur(titel=titel)
