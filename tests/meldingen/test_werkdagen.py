"""Working days and hours against calendars counted by hand."""

from datetime import date, datetime

import pytest

from agenten.spreekuren import AMSTERDAM
from meldingen.werkdagen import add_working_days, add_working_hours, is_working_day


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        ("2026-11-23", 1, "2026-11-24"),  # Monday
        ("2026-11-23", 5, "2026-11-30"),  # over a weekend
        ("2026-11-27", 1, "2026-11-30"),  # Friday
        ("2026-11-28", 1, "2026-11-30"),  # Saturday
        ("2026-11-29", 2, "2026-12-01"),  # Sunday
        ("2026-11-28", 0, "2026-11-30"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-12-24", 1, "2026-12-28"),  # both days of Christmas, then a weekend
        ("2026-12-31", 1, "2027-01-04"),  # New Year on a Friday
        ("2026-04-02", 1, "2026-04-03"),  # Goede Vrijdag is a working day
        ("2026-04-03", 1, "2026-04-07"),  # Easter Monday is none
        ("2026-04-24", 1, "2026-04-28"),  # Koningsdag on a Monday
        ("2026-05-04", 1, "2026-05-05"),  # Bevrijdingsdag 2026: a working day
        ("2030-05-03", 1, "2030-05-06"),  # … and in a lustrum it falls on a Sunday
        ("2025-05-02", 1, "2025-05-06"),  # … or on a Monday: off
        ("2026-05-13", 1, "2026-05-15"),  # Ascension Day
        ("2026-05-22", 1, "2026-05-26"),  # Whit Monday
        ("2028-02-28", 2, "2028-03-01"),  # a leap day
    ],
)
def test_so_many_working_days_later(day, number, expected):
    assert add_working_days(date.fromisoformat(day), number) == date.fromisoformat(expected)


def test_koningsdag_is_a_day_earlier_when_it_falls_on_a_sunday():
    assert [is_working_day(date(2031, 4, day)) for day in (25, 26, 28)] == [True, False, True]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2026-11-23T09:00", 4, "2026-11-23T13:00"),
        ("2026-11-23T16:30", 4, "2026-11-24T10:30"),  # an hour and a half left today
        ("2026-11-23T05:00", 4, "2026-11-23T12:00"),  # before the day begins
        ("2026-11-23T18:00", 4, "2026-11-24T12:00"),
        ("2026-11-23T14:00", 4, "2026-11-23T18:00"),
        ("2026-11-27T23:00", 4, "2026-11-30T12:00"),  # Friday night
        ("2026-12-24T17:00", 4, "2026-12-28T11:00"),  # Christmas
        ("2027-03-26T17:00", 4, "2027-03-30T11:00"),  # Easter, and the clock moves in between
        ("2026-11-28T12:00", 0, "2026-11-30T08:00"),
        ("2026-11-23T10:00", 25, "2026-11-25T15:00"),
    ],
)
def test_so_many_working_hours_later(moment, hours, expected):
    assert add_working_hours(at(moment), hours) == at(expected)
