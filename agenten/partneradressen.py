"""The addresses of the homes that a partner lets, from the list that it gave: read, compared, taken over in one go."""

import csv
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction

from agenten.models import Partner, Partneradres

MOST_ROWS = 80_000
COLUMNS = ("postcode", "huisnummer", "toevoeging")
POSTCODE = re.compile(r"[1-9][0-9]{3}[A-Z]{2}")
NUMBER = re.compile(r"[1-9][0-9]{0,4}")
LONGEST = 10  # letters of an addition
CODES = ("utf-8-sig", "cp1252")  # how a spreadsheet of an office saves it


class Adres(NamedTuple):
    """`postcode` as 1234AB; `toevoeging` in capitals without spaces and dashes, "" when there is none."""

    postcode: str
    huisnummer: int
    toevoeging: str

    def __str__(self):
        return f"{self.postcode} {self.huisnummer}{self.toevoeging}"


class Fout(NamedTuple):
    """What is wrong in a list: number of the row (the first line is 1), column, and what: that column, kop, leeg."""

    rij: int
    kolom: str
    wat: str


@dataclass
class Lijst:
    adressen: set = field(default_factory=set)
    fouten: list = field(default_factory=list)


@dataclass(frozen=True)
class Verschil:
    """What a list changes: Adressen that are new and that are gone, in order, and how many stay."""

    nieuw: list
    weg: list
    blijft: int

    @property
    def is_kaal(self):
        """More than half of what is there would go: probably not the whole list."""
        return len(self.weg) > self.blijft


class TooManyGone(Exception):
    """More than half of the addresses would disappear; nothing was changed."""


def plain_toevoeging(text):
    """An addition to a house number as it is compared and stored: “a-2” is A2."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def read(content):
    """The Lijst in a file (bytes): columns postcode, huisnummer, toevoeging, with semicolons or commas.

    UTF-8 with or without byte order mark, or Windows-1252. With a heading the columns may stand in any order, and
    others are not looked at. With any Fout the list must not be used.
    """
    text = decoded(content)
    lines = csv.reader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    lijst, order = Lijst(), None
    try:
        for row, cells in enumerate(lines, start=1):
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if order is None:
                order, is_heading = order_of(cells)
                if order is None:
                    lijst.fouten.append(Fout(row, "", "kop"))
                    return lijst
                if is_heading:
                    continue
            take(lijst, row, [cells[place] if place < len(cells) else "" for place in order])
            if len(lijst.adressen) > MOST_ROWS:
                lijst.fouten.append(Fout(row, "", "te_veel"))
                return lijst
    except csv.Error:
        lijst.fouten.append(Fout(lines.line_num, "", "kop"))
    if not lijst.adressen and not lijst.fouten:
        lijst.fouten.append(Fout(1, "", "leeg"))
    return lijst


def decoded(content):
    for code in CODES:
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def order_of(cells):
    """(the place of each of COLUMNS, whether this row is a heading); None for a heading that misses one."""
    names = [cell.lower() for cell in cells]
    if "postcode" not in names:
        return ((0, 1, 2), False) if POSTCODE.fullmatch(plain_toevoeging(cells[0])) else (None, True)
    if "huisnummer" not in names:
        return None, True
    return [names.index(name) if name in names else len(names) + MOST_ROWS for name in COLUMNS], True


def take(lijst, row, cells):
    """One row into the list, or what is wrong with it."""
    postcode, number, addition = cells[0].upper().replace(" ", ""), cells[1], plain_toevoeging(cells[2])
    right = (POSTCODE.fullmatch(postcode), NUMBER.fullmatch(number), len(addition) <= LONGEST)
    wrong = [name for name, is_right in zip(COLUMNS, right, strict=True) if not is_right]
    lijst.fouten += [Fout(row, name, name) for name in wrong]
    if not wrong:
        lijst.adressen.add(Adres(postcode, int(number), addition))


def compare(partner, adressen):
    """The Verschil between what is there of a partner and a set of Adressen."""
    present = {Adres(*row) for row in partner.adressen.order_by("pk").values_list(*COLUMNS)}
    return Verschil(sorted(adressen - present), sorted(present - adressen), len(present & adressen))


@transaction.atomic
def replace(partner, adressen, *, allow_drop=False):
    """Make these all the addresses of a partner; gives the Verschil. Doing it again changes nothing.

    Raises TooManyGone when more than half of what is there would disappear, unless `allow_drop`.
    """
    Partner.objects.select_for_update().get(pk=partner.pk)
    verschil = compare(partner, adressen)
    if verschil.is_kaal and not allow_drop:
        raise TooManyGone
    gone = set(verschil.weg)
    rows = partner.adressen.order_by("pk").values_list("pk", *COLUMNS) if gone else ()
    partner.adressen.filter(pk__in=[pk for pk, *row in rows if Adres(*row) in gone]).delete()
    Partneradres.objects.bulk_create((Partneradres(partner=partner, **one._asdict()) for one in verschil.nieuw), 1_000)
    return verschil
