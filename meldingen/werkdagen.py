"""Working days and working hours in the Netherlands: Monday to Friday, no public holidays, from 8.00 to 18.00.

No database and no clock here. Days are local dates. Public holidays are those of `agenten.spreekuren`: Bevrijdingsdag
once in five years, no Goede Vrijdag (Algemene termijnenwet art. 3).
"""

from datetime import datetime, time, timedelta
from functools import lru_cache

from agenten.spreekuren import AMSTERDAM, holidays_of

DAY = timedelta(days=1)
BEGIN, END = time(8), time(18)
SATURDAY = 5


def is_working_day(day):
    """Whether the police answer meldingen on this date."""
    return day.weekday() < SATURDAY and day not in holidays_of(day.year, "nl")


def add_working_days(day, number):
    """The date `number` working days after a date, which itself does not count: Friday and one is Monday.

    With 0: the date itself, or the first working day after it.
    """
    while number or not is_working_day(day):
        day += DAY
        number -= is_working_day(day) and number > 0
    return day


@lru_cache(maxsize=20_000)
def working_days_between(day, later):
    """The number of working days after a date up to and including a later one: Friday to Monday is one. Never below 0.

    The other way round of `add_working_days`.
    """
    return sum(is_working_day(day + DAY * number) for number in range(1, (later - day).days + 1))


def add_working_hours(moment, hours):
    """The moment after this many working hours (0 or more); what falls outside them does not count."""
    left, local = timedelta(hours=hours), moment.astimezone(AMSTERDAM)
    while True:
        opens, closes = (datetime.combine(local.date(), clock, AMSTERDAM) for clock in (BEGIN, END))
        if is_working_day(local.date()) and local < closes:
            local = max(local, opens)
            if local + left <= closes:
                return local + left
            left -= closes - local
        local = datetime.combine(local.date() + DAY, time.min, AMSTERDAM)
