"""The hours of the demo officers, relative to the moment of loading."""

import json
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path

from agenten.models import Herhaling, Rolstoel, Uitzondering, Weekdag
from agenten.spreekuren import holiday_name

NAMESPACE = uuid.UUID("5d1c58a2-6f5b-4c5e-9d0e-9f1b0c0a9901")
IN_SIGHT = timedelta(weeks=8)
FIXED = Path(__file__).parent / "data" / "spreekuren.json"
POST = {"plaats": "Politiepost De Ster", "adres": "Poolster 5", "titel": "Open politiepost"}
BOAT = {"plaats": "Steiger Zoutgat", "adres": "Zoutgat 1", "rolstoel": Rolstoel.NEE}


def upcoming(weekday, today, nth=1):
    """The nth date after today that falls on a weekday."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1 + 7 * (nth - 1))


def next_holiday(today):
    """The first public holiday after today."""
    days = (today + timedelta(days=number) for number in range(1, 366))
    return next(day for day in days if holiday_name(day))


def kenmerk(officer, number):
    """The same hour has the same identity after each loading, so that calendars recognise it."""
    return uuid.uuid5(NAMESPACE, f"{officer} {number}")


def spreekuren(now):
    """All rules as {slug of the officer: [fields, …]}; `now` is an aware local datetime."""
    rules = fixed(now.date())
    for officer, more in moving(now).items():
        rules[officer] = rules.get(officer, []) + more
    return rules


def regular(rule, today):
    """A rule of the fixture, which has run for ten weeks."""
    rule = {"herhaling": Herhaling.MAANDELIJKS if "weken_van_maand" in rule else Herhaling.WEKELIJKS} | rule
    return rule | {"eerste_datum": upcoming(rule.pop("dag"), today) - timedelta(weeks=10)}


def fixed(today):
    found = json.loads(FIXED.read_text("utf-8"))
    return {officer: [regular(rule, today) for rule in rules] for officer, rules in found.items()}


def once(day, begin, end, **more):
    return {"herhaling": Herhaling.EENMALIG, "eerste_datum": day, "begin_tijd": begin, "eind_tijd": end} | more


def moving(now):
    """Hours whose date depends on the day of loading."""
    today = now.date()
    in_a_while, past = today + timedelta(days=12), today - timedelta(days=30)
    every_day = {"begin_tijd": time(9), "eind_tijd": time(21), "is_op_feestdag": True, "rolstoel": Rolstoel.JA}
    going_on = {"plaats": "Koffiehuis Het Anker", "adres": "Marktplein 3", "toelichting": "De koffie is gratis."}
    return {
        "joost-van-der-velde": [once(today, *around(now), **going_on)],
        "anouk": later_today(now),
        "karin-de-boer": [regular({"dag": day} | every_day | POST, today) for day in Weekdag],
        "otto-visser": [once(day, time(11), time(12), **BOAT) for day in (in_a_while, past)],
        "sietske-hoekstra": [on_holiday(today)],
    }


def around(now):
    """From an hour ago to three hours ahead, within the day."""
    day = now.replace(second=0, microsecond=0, tzinfo=None)
    begin = max(datetime.combine(day.date(), time.min), day - timedelta(hours=1))
    end = min(datetime.combine(day.date(), time(23, 59)), day + timedelta(hours=3))
    return begin.time(), end.time()


def later_today(now):
    """In one to two hours, when that is still today."""
    if now.hour >= 21:
        return []
    begin = time(now.hour + 2)
    return [
        once(now.date(), begin, time(23, 30), titel="Spreekuur voor reizigers", plaats="Perronkiosk", adres="Spoor 1")
    ]


def on_holiday(today):
    """Weekly on the weekday of the next holiday, from that day when a page that looks eight weeks ahead shows it."""
    holiday = next_holiday(today)
    times = {"begin_tijd": time(10), "eind_tijd": time(11), "rolstoel": Rolstoel.JA}
    rule = regular({"dag": holiday.weekday(), "plaats": "Dorpshuis De Terp", "adres": "Veenweg 4"} | times, today)
    return rule | ({"eerste_datum": holiday} if holiday <= today + IN_SIGHT else {})


def uitzonderingen(today):
    """Exceptions as {(slug of the officer, number of the hour): fields}."""
    moved_from = upcoming(Weekdag.DO, today)
    return {
        ("samira-el-amrani", 0): {"datum": upcoming(Weekdag.DI, today, nth=2), "reden": "Samira heeft een cursus."},
        ("wilhelmina-aleida-van-oldenbarnevelt-schimmelpenninck", 0): {
            "datum": upcoming(Weekdag.WO, today),
            "reden": "Het gebouw is dicht door een verbouwing. Bel 0900-8844 als u niet kunt wachten.",
        },
        ("femke-dijkstra", 0): {
            "datum": upcoming(Weekdag.DO, today),
            "soort": Uitzondering.Soort.GAAT_DOOR,
            "reden": "Joost van der Velde houdt dit spreekuur.",
        },
        ("dirk-jan-postma", 0): {
            "datum": moved_from,
            "soort": Uitzondering.Soort.VERPLAATST,
            "reden": "In de school is een ouderavond.",
            "nieuwe_datum": moved_from + timedelta(days=1),
            "nieuwe_begin_tijd": time(16),
            "nieuwe_eind_tijd": time(17),
            "nieuwe_plaats": "Speeltuin De Kievit",
            "nieuw_adres": "Kievitsbloem 20",
        },
    }
