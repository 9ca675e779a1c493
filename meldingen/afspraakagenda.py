"""An appointment as iCalendar (RFC 5545), under a title that tells nothing to who looks at the calendar."""

from datetime import UTC, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from agenten.calendars import TIMEZONE, text
from meldingen.codes import keyed


def calendar_of(afspraak):
    """A confirmed Afspraak as bytes: day, time, minutes and “Afspraak”; no place, no name, no number."""
    begin = timezone.localtime(afspraak.moment)
    changed = afspraak.gewijzigd_op.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", keyed("agenda", afspraak.pk).hex()[:32])
    event.add("summary", text(_("Afspraak")))
    event.add("dtstart", begin)
    event.add("dtend", begin + timedelta(minutes=afspraak.minuten))
    event.add("dtstamp", changed)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Agenda//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(Timezone.from_ical(TIMEZONE))
    calendar.add_component(event)
    return calendar.to_ical()
