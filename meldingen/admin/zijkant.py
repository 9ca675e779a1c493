"""The column beside the list: views with their numbers, for whom one stands in, and kept filters."""

from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meldingen.forms.postvak import address_of
from meldingen.postvak import ASKED, CLOSED, MOST_COUNTED, NAMES, STAND_IN, VIEWS, Vraag


@dataclass(frozen=True)
class Ingang:
    """One view. `aantal` is "" where nothing is counted."""

    naam: str
    adres: str
    aantal: str = ""
    is_nu: bool = False
    is_laat: bool = False
    pk: int | None = None


@dataclass(frozen=True)
class Ingangen:
    """Views under one heading."""

    kop: str
    ingangen: list = field(default_factory=list)


def views_of(vraag, numbers, absent, kept):
    """The groups of the column: own views, absent owners ([id, naam, username]), kept filters ([id, naam, query])."""
    address = reverse("admin:meldingen_melding_changelist")
    groups = [Ingangen(_("Mijn buurten"), [entry(slug, vraag, numbers, address) for slug in [*VIEWS, ASKED, CLOSED]])]
    stand_in = [stand_in_entry(row, vraag, numbers, address) for row in absent]
    own = [Ingang(naam, f"{address}?{query}", is_nu=query == address_of(vraag), pk=pk) for pk, naam, query in kept]
    if stand_in:
        groups.append(Ingangen(_("Waarnemen voor"), stand_in))
    if own:
        groups.append(Ingangen(_("Bewaarde filters"), own))
    return groups


def entry(slug, vraag, numbers, address):
    query = address_of(Vraag(postvak=slug))
    number = "" if slug == CLOSED else shown_number(numbers[slug], numbers)
    is_late = slug == "te-laat" and numbers[slug] > 0
    is_now = vraag.postvak == slug
    return Ingang(str(NAMES[slug]), f"{address}?{query}" if query else address, number, is_now, is_late)


def stand_in_entry(row, vraag, numbers, address):
    pk, name, username = row
    query = address_of(Vraag(postvak=STAND_IN, voor=pk))
    is_now = vraag.postvak == STAND_IN and vraag.voor == pk
    return Ingang(name or username, f"{address}?{query}", shown_number(numbers[f"{STAND_IN}-{pk}"], numbers), is_now)


def shown_number(number, numbers):
    """Above MOST_COUNTED open ones nothing is counted to the end."""
    if numbers["alles"] <= MOST_COUNTED:
        return str(number)
    return f"{min(number, MOST_COUNTED)}+"


def subjects(rows):
    """Choices by group, of rows [slug, naam, naam_en, code, naam, naam_en]: the group itself, then its categories."""
    is_english = get_language() == "en"
    choices = []
    for (slug, naam, naam_en), under in groupby(rows, key=lambda row: tuple(row[:3])):
        name = (is_english and naam_en) or naam
        whole = (slug, _("%(groep)s: alles") % {"groep": name})
        choices.append((name, [whole, *((row[3], (is_english and row[5]) or row[4]) for row in under)]))
    return choices
