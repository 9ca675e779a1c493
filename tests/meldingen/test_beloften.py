"""What the pages promise is what the system does (SAFETY S32): every term in the privacy text, beside its setting."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from agenten.standaardteksten import read_text
from meldingen.models import Bewaarklasse

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
UNITS = {
    "minuten": timedelta(minutes=1),
    "uur": HOUR,
    "dagen": DAY,
    "jaar": YEAR,
    "minutes": timedelta(minutes=1),
    "hour": HOUR,
    "hours": HOUR,
    "days": DAY,
    "year": YEAR,
    "years": YEAR,
}


def terms_in(text):
    """Every number with a unit of time, in order."""
    return [int(number) * UNITS[unit] for number, unit in re.findall(rf"(\d+) ({'|'.join(UNITS)})\b", text)]


@pytest.mark.django_db
@pytest.mark.parametrize("taal", ["nl", "en"])
def test_every_term_of_the_privacy_text_is_that_of_the_system(taal):
    classes = Bewaarklasse.objects.order_by("pk")
    contact = {timedelta(days=kept.contact_dagen) for kept in classes}
    story = {timedelta(days=kept.verhaal_dagen) for kept in classes}
    everything = max(kept.vernietig_dagen for kept in classes)

    assert (contact, story, everything // 365) == ({30 * DAY}, {YEAR}, 10)
    assert terms_in(read_text("privacy", taal)["inhoud"]) == [
        settings.CONCEPT_TERM,
        settings.CONCEPT_TERM_SENSITIVE,
        *contact,
        *story,
        10 * YEAR,
        settings.PARTNER_SIGHT_TERM,
        settings.RECEIPT_TERM,
        settings.APPOINTMENT_TERM,
        24 * HOUR,  # the key and the counters of a day (limieten.py)
    ]
