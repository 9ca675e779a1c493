"""Dates of hours: rules, exceptions, holidays, absences and the two nights on which the clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from agenten.models import Afwezigheid, Herhaling, Uitzondering
from agenten.spreekuren import Status, ahead, holiday_name, moment_on, moments, rule_dates
from tests.agenten.makers import TUESDAY, unsaved_spreekuur

VERVALT, VERPLAATST, GAAT_DOOR = Uitzondering.Soort.VERVALT, Uitzondering.Soort.VERPLAATST, Uitzondering.Soort.GAAT_DOOR
WEEKS = [1, 2, 3, 4, -1]
DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))


def shown(found):
    return [(moment.datum, moment.status, moment.reden) for moment in found]


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@given(first=DAYS, weeks=st.integers(1, 12), van=DAYS, days=st.integers(0, 400))
def test_a_weekly_rule_gives_what_rfc_5545_gives(first, weeks, van, days):
    tot = van + timedelta(days=days)
    spreekuur = unsaved_spreekuur(eerste_datum=first, om_de_weken=weeks)

    expected = rrule(WEEKLY, midnight(first), interval=weeks).between(midnight(van), midnight(tot), inc=True)

    assert rule_dates(spreekuur, van, tot) == [one.date() for one in expected]


@given(first=DAYS, which=st.sets(st.sampled_from(WEEKS), min_size=1), van=DAYS, days=st.integers(0, 400))
def test_a_monthly_rule_gives_what_rfc_5545_gives(first, which, van, days):
    tot = van + timedelta(days=days)
    spreekuur = unsaved_spreekuur(eerste_datum=first, herhaling=Herhaling.MAANDELIJKS, weken_van_maand=sorted(which))

    rule = rrule(MONTHLY, midnight(first), byweekday=[weekday(first.weekday(), week) for week in which])
    expected = rule.between(midnight(van), midnight(tot), inc=True)

    assert rule_dates(spreekuur, van, tot) == [one.date() for one in expected]


def midnight(day):
    return datetime.combine(day, time.min)


def test_first_and_last_tuesday_of_the_month():
    spreekuur = unsaved_spreekuur(herhaling=Herhaling.MAANDELIJKS, weken_van_maand=[1, -1])

    assert rule_dates(spreekuur, TUESDAY, date(2027, 2, 28)) == [
        date(2026, 11, 24),
        date(2026, 12, 1),
        date(2026, 12, 29),
        date(2027, 1, 5),
        date(2027, 1, 26),
        date(2027, 2, 2),
        date(2027, 2, 23),
    ]


def test_one_time_and_last_date_end_the_rule():
    once = unsaved_spreekuur(herhaling=Herhaling.EENMALIG)
    until = unsaved_spreekuur(laatste_datum=date(2026, 12, 1))

    assert rule_dates(once, TUESDAY - timedelta(days=7), TUESDAY + timedelta(days=70)) == [TUESDAY]
    assert rule_dates(once, TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=70)) == []
    assert rule_dates(until, date(2020, 1, 1), date(2030, 1, 1)) == [TUESDAY, date(2026, 12, 1)]


def test_on_29_february_and_over_new_year():
    leap = unsaved_spreekuur(eerste_datum=date(2028, 2, 1))
    yearly = unsaved_spreekuur(eerste_datum=date(2026, 12, 22), om_de_weken=2)

    assert date(2028, 2, 29) in rule_dates(leap, date(2028, 2, 1), date(2028, 3, 31))
    assert rule_dates(yearly, date(2026, 12, 20), date(2027, 1, 31)) == [
        date(2026, 12, 22),
        date(2027, 1, 5),
        date(2027, 1, 19),
    ]


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [
        (date(2026, 10, 18), at(2026, 10, 18, 17), at(2026, 10, 25, 18)),
        (date(2027, 3, 21), at(2027, 3, 21, 18), at(2027, 3, 28, 17)),
    ],
)
def test_19_00_stays_19_00_when_the_clock_changes(first, before, after):
    spreekuur = unsaved_spreekuur(eerste_datum=first, begin_tijd=time(19), eind_tijd=time(20), is_op_feestdag=True)

    found = moments(spreekuur, [], first, first + timedelta(days=7))

    assert [moment.begin for moment in found] == [before, after]
    assert [moment.begin.strftime("%H.%M") for moment in found] == ["19.00", "19.00"]
    assert [moment.eind - moment.begin for moment in found] == [timedelta(hours=1)] * 2


def test_a_cancelled_date_keeps_its_place_with_the_reason():
    cancelled = Uitzondering(datum=date(2026, 12, 1), soort=VERVALT, reden="Cursus.")

    found = moments(unsaved_spreekuur(), [cancelled], TUESDAY, date(2026, 12, 8))

    assert shown(found) == [
        (TUESDAY, Status.GAAT_DOOR, ""),
        (date(2026, 12, 1), Status.VERVALT, "Cursus."),
        (date(2026, 12, 8), Status.GAAT_DOOR, ""),
    ]


def test_a_moved_date_shows_twice_and_sorts_at_its_new_time():
    moved = Uitzondering(
        datum=date(2026, 12, 1),
        soort=VERPLAATST,
        reden="Het buurthuis is dicht.",
        nieuwe_datum=date(2026, 12, 9),
        nieuwe_begin_tijd=time(10),
        nieuwe_eind_tijd=time(11),
        nieuwe_plaats="Bibliotheek",
    )

    found = moments(unsaved_spreekuur(), [moved], TUESDAY, date(2026, 12, 15))

    assert [moment.datum.day for moment in found] == [24, 1, 8, 9, 15]
    old, new = found[1], found[3]
    assert (old.status, old.nieuw, old.plaats) == (Status.VERPLAATST, new, "Buurthuis De Linde")
    assert (new.status, new.begin, new.eind) == (Status.GAAT_DOOR, at(2026, 12, 9, 9), at(2026, 12, 9, 10))
    assert (new.plaats, new.adres, new.oude_datum) == ("Bibliotheek", "", date(2026, 12, 1))
    assert old.regel_datum == new.regel_datum == date(2026, 12, 1)


def test_a_date_moved_into_the_period_from_outside_is_there():
    moved = Uitzondering(datum=TUESDAY, soort=VERPLAATST, nieuwe_datum=date(2026, 12, 20))

    found = moments(unsaved_spreekuur(), [moved], date(2026, 12, 18), date(2026, 12, 21))

    assert shown(found) == [(date(2026, 12, 20), Status.GAAT_DOOR, "")]


def test_another_time_on_the_same_day_is_one_moment():
    moved = Uitzondering(datum=TUESDAY, soort=VERPLAATST, nieuwe_begin_tijd=time(18), nieuwe_eind_tijd=time(19))

    (moment,) = moments(unsaved_spreekuur(), [moved], TUESDAY, TUESDAY)

    assert (moment.status, moment.begin, moment.oude_datum) == (Status.GAAT_DOOR, at(2026, 11, 24, 17), TUESDAY)
    assert (moment.plaats, moment.adres) == ("Buurthuis De Linde", "Lindelaan 12")


def test_an_exception_for_a_date_that_the_rule_does_not_give_is_left_out():
    stray = [
        Uitzondering(datum=date(2026, 11, 25), soort=VERVALT),
        Uitzondering(datum=date(2026, 11, 26), soort=VERPLAATST, nieuwe_datum=date(2026, 11, 27)),
    ]

    assert shown(moments(unsaved_spreekuur(), stray, TUESDAY, date(2026, 11, 30))) == [(TUESDAY, Status.GAAT_DOOR, "")]


def test_a_holiday_cancels_with_its_name_unless_held_on_holidays():
    christmas = date(2026, 12, 25)

    (closed,) = moments(unsaved_spreekuur(eerste_datum=christmas), [], christmas, christmas)
    (open_,) = moments(unsaved_spreekuur(eerste_datum=christmas, is_op_feestdag=True), [], christmas, christmas)

    assert (closed.status, closed.reden) == (Status.FEESTDAG, "Eerste kerstdag")
    assert open_.status == Status.GAAT_DOOR


@pytest.mark.parametrize(
    ("day", "dutch", "english"),
    [
        (date(2027, 1, 1), "Nieuwjaarsdag", "New Year's Day"),
        (date(2027, 3, 28), "Eerste paasdag", "Easter Sunday"),
        (date(2027, 3, 29), "Tweede paasdag", "Easter Monday"),
        (date(2027, 4, 27), "Koningsdag", "King's Day"),
        (date(2025, 4, 26), "Koningsdag", "King's Day"),  # the 27th was a Sunday
        (date(2027, 5, 6), "Hemelvaartsdag", "Ascension Day"),
        (date(2027, 5, 17), "Tweede pinksterdag", "Pentecost Monday"),
        (date(2027, 12, 26), "Tweede kerstdag", "Second Day of Christmas"),
        (date(2030, 5, 5), "Bevrijdingsdag", "Liberation Day"),
        (date(2027, 5, 5), "", ""),  # Bevrijdingsdag, not a year of five
        (date(2027, 3, 26), "", ""),  # Goede Vrijdag
        (date(2026, 12, 5), "", ""),
    ],
)
def test_names_of_public_holidays(day, dutch, english):
    assert holiday_name(day) == dutch
    with translation.override("en"):
        assert holiday_name(day) == english


def test_hours_of_an_absent_officer_do_not_go_on():
    away = [Afwezigheid(van=date(2026, 12, 1), tot=date(2026, 12, 8))]

    found = moments(unsaved_spreekuur(), [], TUESDAY, date(2026, 12, 15), away)

    assert shown(found) == [
        (TUESDAY, Status.GAAT_DOOR, ""),
        (date(2026, 12, 1), Status.VERVALT, "Samira is er niet."),
        (date(2026, 12, 8), Status.VERVALT, "Samira is er niet."),
        (date(2026, 12, 15), Status.GAAT_DOOR, ""),
    ]


def test_gaat_toch_door_overrules_an_absence_and_a_holiday():
    christmas = date(2026, 12, 25)
    kept = Uitzondering(datum=christmas, soort=GAAT_DOOR, reden="Joost houdt het spreekuur.")
    away = [Afwezigheid(van=christmas, tot=christmas)]

    found = moments(unsaved_spreekuur(eerste_datum=christmas), [kept], christmas, christmas, away)

    assert shown(found) == [(christmas, Status.GAAT_DOOR, "Joost houdt het spreekuur.")]


def test_an_hour_moved_into_an_absence_does_not_go_on_and_one_moved_out_does():
    away = [Afwezigheid(van=date(2026, 12, 1), tot=date(2026, 12, 7))]
    into = Uitzondering(datum=TUESDAY, soort=VERPLAATST, nieuwe_datum=date(2026, 12, 2))
    out = Uitzondering(datum=date(2026, 12, 1), soort=VERPLAATST, nieuwe_datum=date(2026, 12, 9))

    found = moments(unsaved_spreekuur(), [into, out], TUESDAY, date(2026, 12, 9), away)

    assert shown(found) == [
        (TUESDAY, Status.VERPLAATST, ""),
        (date(2026, 12, 1), Status.VERPLAATST, ""),
        (date(2026, 12, 2), Status.VERVALT, "Samira is er niet."),
        (date(2026, 12, 8), Status.GAAT_DOOR, ""),
        (date(2026, 12, 9), Status.GAAT_DOOR, ""),
    ]


def test_ahead_tells_what_does_not_go_on_before_the_next_real_one():
    cancelled = Uitzondering(datum=date(2026, 12, 1), soort=VERVALT, reden="Cursus.")
    found = moments(unsaved_spreekuur(), [cancelled], TUESDAY, date(2026, 12, 22))

    during, ended = at(2026, 11, 24, 15, 29), at(2026, 11, 24, 15, 30)

    assert ahead(found, during) == ([], found[0])
    assert found[0].is_now(during) is True
    assert found[0].is_now(ended) is False
    assert ahead(found, ended) == ([found[1]], found[2])
    assert ahead(found, at(2027, 1, 1)) == ([], None)


def test_a_cancelled_hour_is_never_going_on_now():
    cancelled = Uitzondering(datum=TUESDAY, soort=VERVALT)
    (moment,) = moments(unsaved_spreekuur(), [cancelled], TUESDAY, TUESDAY)

    assert moment.is_now(at(2026, 11, 24, 15)) is False


def test_today_is_the_day_in_amsterdam():
    (moment,) = moments(unsaved_spreekuur(), [], TUESDAY, TUESDAY)

    assert moment.is_today(at(2026, 11, 23, 23, 30)) is True  # 00.30 on Tuesday
    assert moment.is_today(at(2026, 11, 24, 23, 30)) is False


def test_moment_on_gives_what_became_of_a_date():
    moved = Uitzondering(datum=TUESDAY, soort=VERPLAATST, nieuwe_datum=date(2026, 11, 25))

    assert moment_on(unsaved_spreekuur(), [moved], TUESDAY).datum == date(2026, 11, 25)
    assert moment_on(unsaved_spreekuur(), [moved], date(2026, 11, 25)) is None
