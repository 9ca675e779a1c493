"""Spreekuren as iCalendar (RFC 5545), to subscribe to or to keep one date.

A rule becomes one event with RRULE in Dutch time; dates that do not go on are EXDATEs, moved ones take the place of
theirs by RECURRENCE-ID. Same hours, same bytes: DTSTAMP is the time of the last change, so that an ETag holds.
"""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vText

from agenten.models import Herhaling, Rolstoel
from agenten.spreekuren import WEEKS_AHEAD, Moment, at, local_date, moment_on, rule_dates, weekdays

REFRESH = timedelta(hours=1)
CONTROL = dict.fromkeys({*range(32), 127} - {ord("\n"), ord("\t")})
SEQUENCE_START = datetime(2020, 1, 1, tzinfo=UTC)

# Written out: the rules of the European Union since 1996, which every calendar program knows.
TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


def calendar_of(agenten, naam, pad, now):
    """The feed of one or more Agents as bytes. `naam`: what a calendar program calls it; `pad`: path of its page.

    It covers from the first of the previous month to the end of next year, and moves on by itself.
    """
    today = local_date(now)
    start = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    calendar = new_calendar(naam, settings.SITE_URL + pad)
    for agent in agenten:
        for rooster in agent.roosters:
            for event in events_of(agent, rooster, start, date(today.year + 1, 12, 31), today):
                event.add("url", settings.SITE_URL + pad)
                event.add("transp", "TRANSPARENT")  # a date to know, not one that takes the reader's time
                calendar.add_component(event)
    return calendar.to_ical()


def calendar_of_date(agent, rooster, moment):
    """One date as bytes, to import once."""
    calendar = new_calendar(summary_of(agent, moment.spreekuur), settings.SITE_URL + agent.persoon.pad)
    event = event_at(moment, last_change(rooster))
    event.add("uid", f"{moment.spreekuur.kenmerk}-{moment.regel_datum:%Y%m%d}")
    event.add("summary", text(summary_of(agent, moment.spreekuur)))
    lines = [moment.reden, *about(moment.spreekuur)]
    event.add("description", text("\n".join(filter(None, lines))))
    event.add("url", settings.SITE_URL + agent.persoon.pad)
    if not moment.is_on:
        event.add("status", "CANCELLED")
    calendar.add_component(event)
    return calendar.to_ical()


def new_calendar(naam, url):
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Spreekuren//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", text(naam))
    calendar.add("x-wr-calname", text(naam))
    calendar.add("x-wr-timezone", "Europe/Amsterdam")
    calendar.add("url", url)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(Timezone.from_ical(TIMEZONE))
    return calendar


def events_of(agent, rooster, van, tot, today):
    """The event of a rule and those of its moved dates; one cancelled event when no date of it goes on."""
    spreekuur, changed = rooster.spreekuur, last_change(rooster)
    days = rule_dates(spreekuur, van, tot)
    all_of_them = [moment_on(spreekuur, rooster.uitzonderingen, day, agent.afwezigheden) for day in days]
    going_on = [moment for moment in all_of_them if moment.is_on]
    if not all_of_them:
        return []
    if not going_on:
        event = event_at(all_of_them[0], changed)
        event.add("status", "CANCELLED")
        return [described(event, agent, spreekuur, all_of_them, today)]
    if spreekuur.herhaling == Herhaling.EENMALIG:
        return [described(event_at(going_on[0], changed), agent, spreekuur, all_of_them, today)]
    first, last = going_on[0].regel_datum, going_on[-1].regel_datum
    master = event_at(by_the_rule(spreekuur, first), changed)
    master.add("rrule", rule_of(spreekuur, last))
    for moment in all_of_them:
        if not moment.is_on and first < moment.regel_datum < last:
            master.add("exdate", at(moment.regel_datum, spreekuur.begin_tijd))
    moved = [moment for moment in going_on if moment.oude_datum]
    return [described(event, agent, spreekuur, all_of_them, today) for event in (master, *overrides(moved, changed))]


def overrides(moved, changed):
    for moment in moved:
        event = event_at(moment, changed)
        event.add("recurrence-id", at(moment.oude_datum, moment.spreekuur.begin_tijd))
        yield event


def by_the_rule(spreekuur, day):
    begin, end = at(day, spreekuur.begin_tijd), at(day, spreekuur.eind_tijd)
    return Moment(spreekuur, day, begin, end, spreekuur.plaats, spreekuur.adres)


def rule_of(spreekuur, last):
    """RRULE up to the last date that goes on, so that what a program works out is what the page shows."""
    until = at(last, spreekuur.begin_tijd).astimezone(UTC)
    if spreekuur.herhaling == Herhaling.WEKELIJKS:
        return {"freq": "weekly", "interval": spreekuur.om_de_weken, "until": until}
    return {"freq": "monthly", "byday": [f"{day.n}{str(day)[:2]}" for day in weekdays(spreekuur)], "until": until}


def event_at(moment, changed):
    event = Event()
    event.add("dtstart", moment.begin)
    event.add("dtend", moment.eind)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", max(0, int((changed - SEQUENCE_START).total_seconds() // 60)))
    event.add("location", text(", ".join(filter(None, [moment.plaats, moment.adres]))))
    return event


def described(event, agent, spreekuur, found, today):
    event.add("uid", str(spreekuur.kenmerk))
    event.add("summary", text(summary_of(agent, spreekuur)))
    event.add("description", text("\n".join([*changes(found, today), *about(spreekuur)])))
    return event


def text(words):
    """A TEXT value, which escapes itself; without the control characters that RFC 5545 forbids."""
    return vText(words.translate(CONTROL))


def summary_of(agent, spreekuur):
    return _("%(titel)s met %(naam)s") % {"titel": spreekuur.publieke_titel, "naam": agent.persoon.naam}


def changes(found, today):
    """A line for each coming date that is cancelled or moved, with the reason: an EXDATE alone tells nobody why."""
    for moment in found:
        if not today <= moment.regel_datum <= today + timedelta(weeks=WEEKS_AHEAD):
            continue
        words = {"datum": date_format(moment.regel_datum, "l j F"), "reden": moment.reden}
        if not moment.is_on:
            line = _("Gaat niet door op %(datum)s.") % words
        elif moment.oude_datum:
            words |= {"nieuw": date_format(moment.datum, "l j F"), "tijd": time_format(moment.begin.time())}
            line = _("Niet op %(datum)s maar op %(nieuw)s om %(tijd)s.") % words
        else:
            continue
        yield f"{line} {moment.reden}".strip()


def about(spreekuur):
    """What somebody wants to know before going there."""
    yield _("U hoeft geen afspraak te maken.")
    if spreekuur.rolstoel != Rolstoel.ONBEKEND:
        yield f"{spreekuur.get_rolstoel_display().capitalize()}."
    if spreekuur.partners:
        yield _("Ook aanwezig: %(partners)s.") % {"partners": spreekuur.partners.rstrip(".")}
    if spreekuur.toelichting:
        yield spreekuur.toelichting


def last_change(rooster):
    times = [rooster.spreekuur.gewijzigd_op, *(one.gewijzigd_op for one in rooster.uitzonderingen)]
    return max(times).astimezone(UTC).replace(microsecond=0)
