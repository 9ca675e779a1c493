"""The list of the inbox as a table for a spreadsheet (PRODUCT O22, SAFETY S11, S16).

Only what somebody may read; of a restricted melding number, subject and dates. Semicolons and a byte order mark, so
that the spreadsheet of an office opens it; a text never begins as a formula.
"""

import csv

from django.db import connection
from django.db.models import BooleanField, Case, Prefetch, Value, When
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from meldingen.codes import shown_nummer
from meldingen.geheim import encrypt
from meldingen.models import Inzage, Melding, Verwijzing
from meldingen.models.zicht import charged
from meldingen.postvak import IS_JUDGED, shown

DIRECT = 50  # rows that are given without a reason
MOST = 5_000
CHUNK = 500
BOM = "\ufeff"
# Source: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LOG = """
INSERT INTO meldingen_inzage (melding_id, wat, door_id, op, reden)
SELECT melding, %(wat)s, %(by)s, %(now)s, %(reden)s FROM unnest(%(meldingen)s::bigint[]) melding
"""


def readable_ids(found, lezer):
    """Ids of what somebody may read of the meldingen that were found, oldest first, at most MOST + 1."""
    readable = found.filter(IS_JUDGED | charged(lezer.sight)).order_by("ontvangen_op", "pk")
    return list(readable.values_list("pk", flat=True)[: MOST + 1])


def log_export(ids, *, by, reden="", now=None, wat=Inzage.Wat.UITVOER):
    """One line in the read log for each melding, in one statement; the reason encrypted."""
    values = {
        "meldingen": list(ids),
        "wat": wat.value,
        "by": by.pk,
        "now": now or timezone.now(),
        "reden": encrypt(reden.encode()) if reden else b"",
    }
    with connection.cursor() as cursor:
        cursor.execute(LOG, values)


def lines(ids, lezer):
    """The file, line by line, as text. CHUNK meldingen are read at a time."""
    writer = csv.writer(Line(), delimiter=";")
    yield BOM + writer.writerow(headings())
    for start in range(0, len(ids), CHUNK):
        for melding in rows(ids[start : start + CHUNK], lezer):
            yield writer.writerow([safe(cell) for cell in cells(melding)])


class Line:
    """What a csv writer writes to, that gives each line back."""

    def write(self, line):
        return line


def rows(ids, lezer):
    is_shown = Case(When(shown(lezer.sight), then=Value(True)), default=Value(False), output_field=BooleanField())
    found = Melding.objects.filter(pk__in=ids).annotate(is_getoond=is_shown)
    found = found.select_related("categorie", "buurt__gemeente", "basisteam", "eigenaar")
    there = Verwijzing.objects.at_partner().select_related("partner").in_order()
    found = found.prefetch_related(Prefetch("verwijzingen", there, to_attr="bij_partners"))
    return found.order_by("ontvangen_op", "pk")


def headings():
    return [
        *(_("Meldingnummer"), _("Onderwerp"), _("Ontvangen op"), _("Antwoord vóór"), _("Status"), _("Afgesloten op")),
        *(_("Uitkomst"), _("Soort"), _("Gemeente"), _("Buurt"), _("Team"), _("Eigenaar"), _("Melder"), _("Titel")),
        _("Wat de melder schreef"),
    ]


def cells(melding):
    """Of a restricted melding the rest of the line is empty."""
    known = [
        shown_nummer(melding.nummer),
        melding.categorie.publieke_naam,
        moment(melding.ontvangen_op),
        melding.antwoord_voor_datum.isoformat(),
    ]
    if not melding.is_getoond:
        return [*known, *[""] * (len(headings()) - len(known))]
    buurt = melding.buurt
    return [
        *known,
        status_of(melding),
        moment(melding.afgesloten_op),
        melding.get_uitkomst_display(),
        melding.get_soort_display(),
        buurt.gemeente.naam if buurt else "",
        buurt.naam if buurt else "",
        str(melding.basisteam or ""),
        str(melding.eigenaar or ""),
        melding.get_contactvorm_display(),
        melding.titel,
        melding.verhaal,
    ]


def status_of(melding):
    """With the partners that have it now."""
    names = ", ".join(one.partner.naam for one in melding.bij_partners)
    return f"{melding.get_status_display()}: {names}" if names else melding.get_status_display()


def moment(value):
    return localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def safe(cell):
    """A text that no spreadsheet takes for a formula: with an apostrophe before it where it would."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
