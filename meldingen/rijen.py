"""One line of the list: what stands in it, in words (DESIGN §4, badge rules).

Red only for now or late, yellow for today, blue for a state; never the colour alone. A row that hides its text shows
category and date only.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenten.spreekuren import local_date
from meldingen.models import Bijlage, Melding, Soort, Status, Vermoeden
from meldingen.models.zicht import seen_by
from meldingen.postvak import GEVAAR, TE_LAAT, VANDAAG

RED, YELLOW, BLUE, GREEN = "u", "w", "i", ""
YEAR = timedelta(days=365)
NEAR = 250  # metres
NO_FACTS = (0, 0)


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
    """A Rij for each row of a Bladzij. One statement for all photos and earlier meldingen."""
    facts = facts_of([row.pk for row in rows if row.is_getoond], lezer) if rows else {}
    return [line_of(row, lezer, facts.get(row.pk, NO_FACTS)) for row in rows]


def facts_of(pks, lezer):
    """(photos, earlier meldingen on the same place) by pk."""
    if not pks:
        return {}
    found = Melding.objects.filter(pk__in=pks).annotate(fotos=counted(photos()), eerder=counted(earlier(lezer)))
    return {pk: (fotos, eerder) for pk, fotos, eerder in found.order_by("pk").values_list("pk", "fotos", "eerder")}


def counted(rows):
    number = rows.order_by().values("melding_id" if rows.model is Bijlage else "buurt_id").annotate(n=Count("pk"))
    return Coalesce(Subquery(number.values("n")), 0)


def photos():
    return Bijlage.objects.filter(melding=OuterRef("pk"))


def earlier(lezer):
    """What somebody sees within NEAR metres in the same buurt, in the year before it. Without a place: none."""
    east, north = (metres(F(axis) - OuterRef(axis)) for axis in "xy")
    around = {
        "buurt": OuterRef("buurt"),
        **{f"{axis}__range": (metres(OuterRef(axis) - NEAR), metres(OuterRef(axis) + NEAR)) for axis in "xy"},
        "ontvangen_op__lt": OuterRef("ontvangen_op"),
    }
    found = Melding.objects.filter(seen_by(lezer.sight), **around).annotate(afstand=east * east + north * north)
    return found.filter(afstand__lte=NEAR * NEAR, ontvangen_op__gte=moment(OuterRef("ontvangen_op") - YEAR))


def metres(expression):
    return ExpressionWrapper(expression, IntegerField())


def moment(expression):
    return ExpressionWrapper(expression, DateTimeField())


def line_of(row, lezer, facts):
    if not row.is_getoond:
        return Rij(
            nummer=row.nummer, titel=row.categorie.publieke_naam, is_nieuw=is_new(row), datum=date_of(row, lezer),
            merken=hidden_badges(row),
        )  # fmt: skip
    return Rij(
        nummer=row.nummer,
        titel=row.getoonde_titel or row.categorie.publieke_naam,
        is_nieuw=is_new(row),
        datum=date_of(row, lezer),
        merken=badges(row, *facts),
        tekst=row.getoond_verhaal or "",
        buurt=row.buurt.naam if row.buurt else "",
        melder=row.get_contactvorm_display(),
    )


def is_new(row):
    return row.geopend_op is None and row.status in Status.opened()


def is_unjudged(row):
    return bool(row.vermoeden) and row.beoordeeld_op is None


def hidden_badges(row):
    return [Merk(RED, _("Nog te beoordelen"))] if is_unjudged(row) else [Merk(BLUE, _("Beperkt zichtbaar"))]


def badges(row, fotos, eerder):
    found = [Merk(BLUE, state_of(row))]
    if is_unjudged(row):
        found.append(Merk(RED, Vermoeden(row.vermoeden).label))
    found += [Merk(BLUE, text) for is_so, text in tasks(row) if is_so]
    if fotos:
        found.append(Merk(GREEN, ngettext("%(aantal)d foto", "%(aantal)d foto’s", fotos) % {"aantal": fotos}))
    if eerder:
        text = ngettext("%(aantal)d eerdere op deze plek", "%(aantal)d eerdere op deze plek", eerder)
        found.append(Merk(GREEN, text % {"aantal": eerder}))
    if row.soort != Soort.TIP:
        found.append(Merk(GREEN, capfirst(row.get_soort_display())))
    if row.taal != "nl":
        found.append(Merk(GREEN, row.get_taal_display()))
    return found


def state_of(row):
    if row.status == Status.ONTVANGEN and row.geopend_op is None:
        return _("Nieuw")
    return capfirst(row.get_status_display())


def tasks(row):
    """(whether it is so, what somebody has to do)"""
    return [
        (row.antwoord_sinds, _("Antwoord binnen")),
        (row.bel_melder_sinds, _("Bel de melder")),
        (row.is_na_te_kijken, _("Nakijken")),
    ]


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
    return date_format(day, "D j b")
