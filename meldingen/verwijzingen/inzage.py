"""The read log of partners: one line for each verwijzing of which somebody gets content (SAFETY S11)."""

from django.utils import timezone

from meldingen.handelingen import signed
from meldingen.models import Partnerinzage

Wat = Partnerinzage.Wat


def note_seen(verwijzingen, *, wat, by, now=None):
    """Log that `by`, somebody of a partner or its token, gets content of these verwijzingen: one statement."""
    who = signed(by)
    who.pop("actor")
    moment = now or timezone.now()
    Partnerinzage.objects.bulk_create(
        Partnerinzage(verwijzing=verwijzing, wat=wat, op=moment, **who) for verwijzing in verwijzingen
    )
