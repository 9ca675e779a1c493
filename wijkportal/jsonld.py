"""What search engines read about a buurt, in the words of schema.org."""

from django.conf import settings
from django.utils.translation import gettext as _

from agenten.buurtteam import coming
from agenten.models import Herhaling

POLICE_PHONE = "0900-8844"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_EVENTS = 3


def describe_buurt(buurt, team):
    """The service in a buurt, its team, and the coming hours, as a schema.org graph.

    Source: schema.org GovernmentService, PoliceStation, Event, Schedule, EventStatusType.
    """
    url = settings.SITE_URL + buurt.get_absolute_url()
    place = {
        "@type": "AdministrativeArea",
        "name": buurt.naam,
        "identifier": buurt.code,
        "containedInPlace": {"@type": "City", "name": buurt.gemeente.naam},
    }
    service = {
        "@type": "GovernmentService",
        "@id": f"{url}#wijkagent",
        "name": _("Wijkagent in %(buurt)s") % {"buurt": buurt.naam},
        "serviceType": _("wijkagent"),
        "url": url,
        "areaServed": place,
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": url,
            "servicePhone": {"@type": "ContactPoint", "telephone": POLICE_PHONE},
        },
    }
    if team.basisteam:
        service["provider"] = describe_team(team.basisteam)
    # The old date of a moved hour is told with the new one.
    pairs = [(agent, moment) for agent, moment in coming(team) if moment.nieuw is None]
    events, told = [], set()
    for agent, moment in pairs[:MOST_EVENTS]:
        event = describe_moment(agent, moment, url)
        if moment.spreekuur.pk in told:  # the rule stands with its first date
            event.pop("eventSchedule", None)
        told.add(moment.spreekuur.pk)
        events.append(event)
    return {"@context": "https://schema.org", "@graph": [service, *events]}


def describe_team(basisteam):
    station = {"@type": "PoliceStation", "name": basisteam.naam, "telephone": POLICE_PHONE}
    if basisteam.bureau:
        station["address"] = {
            "@type": "PostalAddress",
            "streetAddress": basisteam.bureau.adres,
            "postalCode": basisteam.bureau.postcode,
            "addressLocality": basisteam.bureau.plaats,
            "addressCountry": "NL",
        }
    return station


def describe_moment(agent, moment, url):
    """One date. A moved one has its new time and its old one; a cancelled one says so."""
    status = "EventScheduled" if moment.is_on else "EventCancelled"
    event = {
        "@type": "Event",
        "name": moment.spreekuur.publieke_titel,
        "startDate": moment.begin.isoformat(),
        "endDate": moment.eind.isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": url,
        "isAccessibleForFree": True,
        "location": {"@type": "Place", "name": moment.plaats, "address": moment.adres or moment.plaats},
        "organizer": {"@type": "Person", "name": agent.persoon.naam, "url": settings.SITE_URL + agent.persoon.pad},
    }
    if moment.is_on and moment.oude_datum and moment.oude_datum != moment.datum:
        status = "EventRescheduled"
        event["previousStartDate"] = moment.oude_datum.isoformat()
    event["eventStatus"] = f"https://schema.org/{status}"
    if schedule := describe_rule(moment.spreekuur):
        event["eventSchedule"] = schedule
    return event


def describe_rule(spreekuur):
    """The rule behind a date; None for an hour that is held once."""
    if spreekuur.herhaling == Herhaling.EENMALIG:
        return None
    weekday = f"https://schema.org/{WEEKDAYS[spreekuur.eerste_datum.weekday()]}"
    schedule = {
        "@type": "Schedule",
        "startDate": spreekuur.eerste_datum.isoformat(),
        "startTime": spreekuur.begin_tijd.isoformat(),
        "endTime": spreekuur.eind_tijd.isoformat(),
        "scheduleTimezone": "Europe/Amsterdam",
        "byDay": weekday,
        "repeatFrequency": f"P{spreekuur.om_de_weken}W" if spreekuur.herhaling == Herhaling.WEKELIJKS else "P1M",
    }
    if spreekuur.herhaling == Herhaling.MAANDELIJKS:
        schedule["byDay"] = [
            f"{week}{WEEKDAYS[spreekuur.eerste_datum.weekday()][:2].upper()}" for week in spreekuur.weken_van_maand
        ]
    if spreekuur.laatste_datum:
        schedule["endDate"] = spreekuur.laatste_datum.isoformat()
    return schedule
