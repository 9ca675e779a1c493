"""How far a verwijzing is in its term, in working days: reminder, overdue, back to the officer (PRODUCT §4, P7)."""

from math import ceil

from django.conf import settings

from agenten.spreekuren import local_date
from meldingen.models import VerwijzingStatus
from meldingen.werkdagen import add_working_days, working_days_between


def term_of(verwijzing):
    """(first date of the term, number of working days): to answer, or once accepted to be ready."""
    if verwijzing.status == VerwijzingStatus.GEACCEPTEERD:
        begin = local_date(verwijzing.geaccepteerd_op)
        return begin, max(working_days_between(begin, verwijzing.klaar_voor_datum), 1)
    return local_date(verwijzing.verzonden_op), settings.PARTNER_ACCEPT_WORKING_DAYS


def moments(verwijzing):
    """The dates after which each of PARTNER_TERMS is reached: reminder, overdue, back to the officer."""
    begin, days = term_of(verwijzing)
    return [add_working_days(begin, ceil(days * share / 100)) for share in settings.PARTNER_TERMS]


def level(verwijzing, today):
    """How many of PARTNER_TERMS are over on a local date; of one that is at a partner."""
    return sum(day < today for day in moments(verwijzing))
