"""Each time somebody of a partner, or its token, reads content of a verwijzing there is a line (SAFETY S2)."""

from meldingen.handelingen import signed
from meldingen.models import Partnerinzage

WAT = Partnerinzage.Wat


def note_reads(by, wat, *verwijzingen, contact=()):
    """One line `wat` for each verwijzing; and one about the reporter for each of `contact`, whose data were in it."""
    who = {name: value for name, value in signed(by).items() if name != "actor"}
    lines = [Partnerinzage(verwijzing=one, wat=wat, **who) for one in verwijzingen]
    lines += [Partnerinzage(verwijzing=one, wat=WAT.MELDER, **who) for one in contact]
    Partnerinzage.objects.bulk_create(lines)
