"""Which partner is too late on a local date: with its answer, or once accepted with being ready (PRODUCT O14, P7)."""

from django.db.models import Q

from meldingen.models import VerwijzingStatus

V = VerwijzingStatus


def late(today):
    """Q: verwijzingen of which the partner is too late."""
    return Q(status=V.VERZONDEN, antwoord_voor_datum__lt=today) | Q(status=V.GEACCEPTEERD, klaar_voor_datum__lt=today)


def is_late(verwijzing, today):
    if verwijzing.status == V.VERZONDEN:
        return verwijzing.antwoord_voor_datum < today
    return verwijzing.status == V.GEACCEPTEERD and verwijzing.klaar_voor_datum < today
