"""A melding as text and as data for another system, so that nothing is typed twice (PRODUCT O22), and for paper.

Who sent it is left out, unless somebody asks for it: `melder` is then the row with the contact data. Internal notes and
the receipt code are never in it.
"""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meldingen.codes import shown_nummer
from meldingen.models import Boodschap, Contactvorm, Dagdeel, Delen, JaNee, MagPraten, Wanneer

NEWLINE = "\r\n"  # what the systems of an office expect


@dataclass(frozen=True, slots=True)
class Deel:
    """One part: its heading, and pairs (label, value); a label may be empty."""

    kop: str
    regels: list[tuple[str, str]]


def parts_of(melding, antwoorden, melder=None):
    """The Delen of a melding, without what is empty. `antwoorden`: pairs (question, answer) of the extra questions."""
    given = [
        Deel(_("Melding"), about(melding)),
        Deel(_("Waar en wanneer"), where_and_when(melding)),
        Deel(_("Wat de melder schreef"), [("", melding.verhaal)]),
        Deel(_("Antwoorden op vragen"), [(str(question), str(answer)) for question, answer in antwoorden]),
        Deel(_("Wat de melder goed vindt"), wishes(melding)),
        Deel(_("Dagboek"), list(diary(melding))),
        Deel(_("Gesprek met de melder"), list(dialogue(melding))),
        Deel(_("Bijlagen"), [(_("Foto’s"), photos(melding))]),
        Deel(_("Melder"), reporter(melder)),
    ]
    filled = [Deel(deel.kop, [(name, str(value)) for name, value in deel.regels if value]) for deel in given]
    return [deel for deel in filled if deel.regels]


def about(melding):
    lead = melding.leidend
    return [
        (_("Meldingnummer"), shown_nummer(melding.nummer)),
        (_("Soort"), melding.get_soort_display()),
        (_("Onderwerp"), melding.categorie.publieke_naam),
        (_("Status"), melding.get_status_display()),
        (_("Bij partner"), partners_of(melding)),
        (_("Uitkomst"), melding.get_uitkomst_display()),
        (_("Samengevoegd met"), shown_nummer(lead.nummer) if lead else ""),
        (_("Ontvangen op"), moment(melding.ontvangen_op)),
        (_("Ontvangen via"), melding.get_bron_display()),
        (_("Antwoord vóór"), day(melding.antwoord_voor_datum)),
        (_("Afgesloten op"), moment(melding.afgesloten_op)),
        (_("Team"), melding.basisteam or ""),
        (_("Eigenaar"), melding.eigenaar or ""),
    ]


def partners_of(melding):
    """Names of the partners that have it now."""
    there = melding.verwijzingen.at_partner().select_related("partner").in_order()
    return ", ".join(one.partner.naam for one in there)


def where_and_when(melding):
    buurt = melding.buurt
    return [
        (_("Buurt"), buurt.naam if buurt else ""),
        (_("Gemeente"), buurt.gemeente.naam if buurt else ""),
        (_("Plek"), melding.plek),
        (_("Coördinaten (RD, op 50 meter)"), f"{melding.x}, {melding.y}" if melding.x is not None else ""),
        (_("Wanneer"), label(Wanneer, melding.wanneer)),
        (_("Datum"), day(melding.gebeurd_datum)),
        (_("Deel van de dag"), label(Dagdeel, melding.dagdeel)),
    ]


def wishes(melding):
    return [
        (_("Melder"), label(Contactvorm, melding.contactvorm)),
        (_("Met deze persoon praten"), label(MagPraten, melding.mag_praten)),
        (_("Gevaarlijk voor de melder als deze persoon het weet"), label(JaNee, melding.gevaar)),
        (_("Delen met een partner"), label(Delen, melding.delen)),
    ]


def dialogue(melding):
    for one in melding.boodschappen.select_related("door").in_order():
        who = _("de melder") if one.is_van_melder else str(one.door or _("de politie"))
        said = {"op": moment(one.op), "soort": Boodschap.Soort(one.soort).label, "wie": who}
        yield _("%(op)s, %(soort)s, %(wie)s") % said, one.tekst


def photos(melding):
    number = melding.bijlagen.count()
    return str(number) if number else ""


def reporter(melder):
    if melder is None:
        return []
    checked = _("bevestigd") if melder.email_bevestigd_op else _("niet gecontroleerd")
    return [
        (_("Naam"), melder.naam),
        (_("E-mail"), _("%(adres)s (%(stand)s)") % {"adres": melder.email, "stand": checked} if melder.email else ""),
        (_("Telefoon"), melder.telefoon),
        (_("Wanneer en hoe bellen"), melder.bellen),
        (_("“Politie” zeggen"), JaNee.JA.label if melder.mag_politie_zeggen else JaNee.NEE.label),
    ]


def label(choices, value):
    return str(choices(value).label) if value else ""


def day(value):
    return date_format(value, "j F Y") if value else ""


def moment(value):
    return date_format(localtime(value), "j F Y H.i") if value else ""


def diary(melding):
    for one in melding.voorvallen.order_by("datum", "tijd", "pk"):
        parts = [day(one.datum), one.tijd and date_format(one.tijd, "H.i")]
        if one.minuten:
            parts.append(ngettext("%(n)s minuut", "%(n)s minuten", one.minuten) % {"n": one.minuten})
        yield "", "\n".join(part for part in [", ".join(part for part in parts if part), one.tekst] if part)


def as_text(delen):
    """Plain text: a heading in capitals, then lines."""
    blocks = ["\n".join([deel.kop.upper(), *(line(*pair) for pair in deel.regels)]) for deel in delen]
    return NEWLINE.join("\n\n".join(blocks).splitlines()) + NEWLINE


def line(name, value):
    if not name:
        return value
    return f"{name}:\n{value}" if "\n" in value else f"{name}: {value}"


def as_data(melding, delen):
    """What JSON says: the facts under fixed names, dates as ISO 8601 in UTC; and the parts as they are shown."""
    return {
        "nummer": melding.nummer,
        "soort": melding.soort,
        "categorie": melding.categorie_id,
        "groep": melding.groep_id,
        "status": melding.status,
        "uitkomst": melding.uitkomst,
        "ontvangen_op": melding.ontvangen_op.isoformat(),
        "afgesloten_op": melding.afgesloten_op and melding.afgesloten_op.isoformat(),
        "antwoord_voor_datum": melding.antwoord_voor_datum.isoformat(),
        "gebeurd_datum": melding.gebeurd_datum and melding.gebeurd_datum.isoformat(),
        "buurt": melding.buurt_id,
        "gemeente": melding.buurt and melding.buurt.gemeente_id,
        "x_rd": melding.x,
        "y_rd": melding.y,
        "mag_praten": melding.mag_praten,
        "gevaar": melding.gevaar,
        "delen": melding.delen,
        "onderdelen": [
            {"kop": deel.kop, "regels": [{"naam": name, "waarde": value} for name, value in deel.regels]}
            for deel in delen
        ],
    }
