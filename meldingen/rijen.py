"""One line of the list: what stands in it, in words (DESIGN §4, badge rules).

Red only for now or late, yellow for today, blue for a state; never the colour alone. A row that hides its text shows
category and date only.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from agenten.spreekuren import local_date
from meldingen.models import Contactvorm, Melding, Soort, Status, Vermoeden
from meldingen.models.zicht import seen_by
from meldingen.postvak import GEVAAR, TE_LAAT, VANDAAG

RED, YELLOW, BLUE, GREEN = "u", "w", "i", ""
YEAR = timedelta(days=365)
NEAR = 250  # metres
MOST_LETTERS = 220  # of a text: more than two lines show
PLACE = ("pk", "buurt_id", "x", "y", "ontvangen_op")
# By the index on buurt, x and y for each place; SEEN is a statement of the ORM.
BEFORE = """
SELECT p.pk, count(*)
FROM json_to_recordset(%s) AS p (pk bigint, buurt_id text, x int, y int, ontvangen_op timestamptz)
JOIN (SEEN) n ON n.buurt_id = p.buurt_id AND n.x BETWEEN p.x - 250 AND p.x + 250 AND n.y BETWEEN p.y - 250 AND p.y + 250
    AND n.ontvangen_op < p.ontvangen_op AND n.ontvangen_op >= p.ontvangen_op - %s::interval
    AND (n.x - p.x) ^ 2 + (n.y - p.y) ^ 2 <= %s ^ 2
GROUP BY p.pk
"""
# What somebody has to do, while the column is filled in.
TASKS = {
    "antwoord_sinds": gettext_lazy("Antwoord binnen"),
    "bel_melder_sinds": gettext_lazy("Bel de melder"),
    "is_na_te_kijken": gettext_lazy("Nakijken"),
}


@dataclass(frozen=True)
class Merk:
    """A badge."""

    kleur: str
    tekst: str


@dataclass(frozen=True)
class Rij:
    """A line: `tekst` and `melder` are empty where the list hides them."""

    nummer: str
    titel: str
    is_nieuw: bool
    datum: Merk
    merken: list = field(default_factory=list)
    tekst: str = ""
    buurt: str = ""
    melder: str = ""


def lines_of(rows, lezer):
    """A Rij for each row of `postvak.as_rows`. One statement for what was sent before about the same places."""
    before = earlier([row for row in rows if row.is_getoond and row.x is not None and row.buurt_id], lezer)
    return [line_of(row, lezer, before.get(row.pk, 0)) for row in rows]


def earlier(rows, lezer):
    """{pk: how many} that somebody sees within NEAR metres in the same buurt, in the year before it."""
    if not rows:
        return {}
    places = [dict(zip(PLACE, [getattr(row, name) for name in PLACE], strict=True)) for row in rows]
    seen = Melding.objects.filter(seen_by(lezer.sight), x__isnull=False).order_by().values(*PLACE)
    sql, values = seen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BEFORE.replace("SEEN", sql), [json.dumps(places, cls=DjangoJSONEncoder), *values, YEAR, NEAR])
        return dict(cursor.fetchall())


def line_of(row, lezer, eerder):
    if not row.is_getoond:
        return Rij(
            nummer=row.nummer, titel=subject_of(row), is_nieuw=is_new(row), datum=date_of(row, lezer),
            merken=hidden_badges(row),
        )  # fmt: skip
    return Rij(
        nummer=row.nummer,
        titel=row.titel_hier or subject_of(row),
        is_nieuw=is_new(row),
        datum=date_of(row, lezer),
        merken=badges(row, eerder),
        tekst=(row.verhaal_hier or "")[:MOST_LETTERS],
        buurt=row.buurt__naam or "",
        melder=str(Contactvorm(row.contactvorm).label),
    )


def subject_of(row):
    """The name of the category, in the language of the page."""
    return (get_language() == "en" and row.categorie__naam_en) or row.categorie__naam


def is_new(row):
    return row.geopend_op is None and row.status in Status.opened()


def is_unjudged(row):
    return bool(row.vermoeden) and row.beoordeeld_op is None


def hidden_badges(row):
    return [Merk(RED, _("Nog te beoordelen"))] if is_unjudged(row) else [Merk(BLUE, _("Beperkt zichtbaar"))]


def badges(row, eerder):
    found = [Merk(BLUE, state_of(row))]
    if is_unjudged(row):
        found.append(Merk(RED, Vermoeden(row.vermoeden).label))
    if row.is_partner_laat:
        found.append(Merk(RED, _("Partner is te laat")))
    found += [Merk(BLUE, str(text)) for name, text in TASKS.items() if getattr(row, name)]
    if row.fotos:
        text = ngettext("%(aantal)d foto", "%(aantal)d foto’s", row.fotos)
        found.append(Merk(GREEN, text % {"aantal": row.fotos}))
    if eerder:
        text = ngettext("%(aantal)d eerdere op deze plek", "%(aantal)d eerdere op deze plek", eerder)
        found.append(Merk(GREEN, text % {"aantal": eerder}))
    if row.soort != Soort.TIP:
        found.append(Merk(GREEN, capfirst(str(Soort(row.soort).label))))
    if row.taal != "nl":
        found.append(Merk(GREEN, str(dict(settings.LANGUAGES)[row.taal])))
    return found


def state_of(row):
    if row.status == Status.VERWEZEN and row.partners:
        return _("Bij %(partners)s") % {"partners": row.partners}
    if row.status == Status.ONTVANGEN and row.geopend_op is None:
        return _("Nieuw")
    return capfirst(str(Status(row.status).label))


def date_of(row, lezer):
    """By when there is an answer, or since when it is closed."""
    if row.status in Status.ended():
        return Merk(GREEN, capfirst(short(local_date(row.afgesloten_op))) if row.afgesloten_op else "–")
    if row.rang == GEVAAR:
        return Merk(RED, _("Nu"))
    if row.rang == TE_LAAT:
        days = (lezer.today - row.antwoord_voor_datum).days
        return Merk(RED, ngettext("%(dagen)d dag te laat", "%(dagen)d dagen te laat", days) % {"dagen": days})
    if row.rang == VANDAAG:
        return Merk(YELLOW, _("Vandaag"))
    if row.wacht_tot_datum:
        return Merk(GREEN, _("Wacht t/m %(datum)s") % {"datum": short(row.wacht_tot_datum)})
    return Merk(GREEN, capfirst(short(row.antwoord_voor_datum)))


def short(day):
    """vr 27 nov"""
    return in_language(day, get_language())


@lru_cache(maxsize=1_000)
def in_language(day, _language):
    return date_format(day, "D j b")
