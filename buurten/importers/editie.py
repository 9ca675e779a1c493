"""What one edition of the Wijk- en Buurtkaart says: every gemeente, wijk and buurt on land, checked row by row."""

import re
from dataclasses import dataclass, field
from hashlib import sha256

from buurten.importers.bronnen import BadSource
from buurten.importers.geopackage import Layer
from buurten.importers.wkb import BadGeometry, as_postgres, rings_of

LETTERS = "[0-9A-Z]"
FORMS = {
    "gemeente": re.compile(r"GM\d{4}"),
    "wijk": re.compile(rf"WK\d{{4}}{LETTERS}{{2}}"),
    "buurt": re.compile(rf"BU\d{{4}}{LETTERS}{{4}}"),
}
PLURALS = {"gemeente": "gemeenten", "wijk": "wijken", "buurt": "buurten"}
ABROAD = {"GM0997", "GM0998", "GM0999"}
WATER = {"JA", "A", "B"}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]")
LONGEST_NAME = 120
MOST_PEOPLE = 2_000_000
FIRST_YEAR, LAST_YEAR = 1995, 2100
STATLINE = 40
# How StatLine shortens a name that is longer than 40 characters, before it cuts.
SHORT_FORMS = [
    ("erspreide huizen", "erspr.h."),
    (" ten noorden van", " ten N. van"),
    (" ten oosten van", " ten O. van"),
    (" ten zuiden van", " ten Z. van"),
    (" ten westen van", " ten W. van"),
    ("gedeeltelijk", "ged."),
    (" en omgeving", " e.o."),
    ("gebied", "geb."),
    ("terrein", "terr."),
    (" van ", " v. "),
]


@dataclass(slots=True)
class Area:
    """One gemeente, wijk or buurt of an edition."""

    code: str
    naam: str
    inwoners: int | None = None
    pc4: str = ""
    naam_kort: str = ""
    row: int | None = None
    shape: bytes = b""

    @property
    def gemeente(self):
        return f"GM{self.code[2:6]}"

    @property
    def wijk(self):
        return f"WK{self.code[2:8]}"


@dataclass
class Editie:
    """All areas of one file. `shape` of a buurt is a fingerprint of its boundary, empty without one."""

    jaar: int
    layer: Layer
    gemeente: dict = field(default_factory=dict)
    wijk: dict = field(default_factory=dict)
    buurt: dict = field(default_factory=dict)

    def rings(self, code):
        """The rings of a buurt, read from the file again: (is_hole, bytes for PostgreSQL's polygon)."""
        row = self.buurt[code].row
        return [
            (is_hole, as_postgres(flat)) for is_hole, flat in rings_of(self.layer.geometry_of(row), self.layer.srs_id)
        ]


class Row:
    """One row of a layer, with values that are checked as they are asked for. Raises BadSource with row and column."""

    def __init__(self, layer, number, values):
        self.layer, self.number, self.values = layer, number, values

    def bad(self, column, message):
        return BadSource(
            message, row=f"{self.number} of {self.layer.table}", column=self.layer.columns.get(column, column)
        )

    def text(self, column):
        """Clean text, or "" when there is none."""
        value = self.values.get(column)
        if value is None:
            return ""
        if not isinstance(value, bytes):
            value = str(int(value) if isinstance(value, float) and value.is_integer() else value).encode()
        try:
            found = value.decode()
        except UnicodeDecodeError:
            raise self.bad(column, "this text is not UTF-8. Save the file again as UTF-8.") from None
        if CONTROL.search(found):
            raise self.bad(column, "this text holds characters that cannot be in a name or code.")
        return " ".join(found.split())

    def code(self, level):
        found = self.text(f"{level}code")
        if not FORMS[level].fullmatch(found):
            raise self.bad(f"{level}code", f"“{found[:40]}” is no code of a {level}.")
        return found

    def name(self, level):
        found = self.text(f"{level}naam")
        if len(found) > LONGEST_NAME:
            raise self.bad(f"{level}naam", f"this name is longer than {LONGEST_NAME} characters.")
        return found

    def number_of(self, column, most):
        """A figure, or None when it is not known: CBS writes a negative number for that."""
        found = self.text(column)
        if found in ("", "."):
            return None
        if not re.fullmatch(r"-?\d{1,12}(\.0*)?", found):
            raise self.bad(column, f"“{found[:40]}” is no whole number.")
        value = int(found.split(".")[0])
        if value > most:
            raise self.bad(column, f"{value:,} is more than possible.")
        return value if value >= 0 else None

    def pc4(self):
        value = self.number_of("pc4", 9999)
        if not value:
            return ""
        if value < 1000:
            raise self.bad("pc4", f"“{value}” is no postcode of four digits.")
        return str(value)

    def is_land(self):
        """False for water, for what lies abroad, and for a row without a name that does not say that it is land."""
        level = self.layer.level
        code, water = self.text(f"{level}code"), self.text("water").upper()
        if water in WATER or (level == "buurt" and code.endswith("9997")) or f"GM{code[2:6]}" in ABROAD:
            return False
        has_name_column = f"{level}naam" in self.values
        return not (has_name_column and not water and not self.text(f"{level}naam"))

    def area(self):
        level = self.layer.level
        code, naam = self.code(level), self.name(level)
        if not naam:
            raise self.bad(f"{level}naam", f"{code} has no name.")
        area = Area(code, naam, self.number_of("inwoners", MOST_PEOPLE), row=self.number)
        if level == "buurt":
            area.pc4 = self.pc4()
            area.naam_kort = self.text("naam_kort")[:STATLINE] or short_name(naam)
        for above in ("wijk", "gemeente"):
            if above != level and self.values.get(f"{above}code") is not None:
                self.check_parent(area, above)
        return area

    def check_parent(self, area, level):
        expected = getattr(area, level)
        if self.code(level) != expected:
            raise self.bad(f"{level}code", f"{self.code(level)} does not fit {area.code}, which lies in {expected}.")

    def jaar(self):
        """The year that the row says itself, or None."""
        found = self.text("jaar")
        if not found:
            return None
        year = int(found[:4]) if re.match(r"\d{4}", found) else 0
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise self.bad("jaar", f"“{found[:40]}” does not begin with a year.")
        return year


def read_editie(layers, *, name, jaar=None, progress=None):
    """Read and check all layers of a file (see geopackage.open_geopackage) into an Editie.

    `name` is the file's name, which may tell the year; `jaar` is the year that the operator typed, if any. Wijken and
    gemeenten without a layer of their own are made from the columns and codes of the buurten. Raises BadSource.
    """
    years = YearOf(name, jaar)
    editie = Editie(0, layers["buurt"])
    for level in ("gemeente", "wijk", "buurt"):
        if level in layers:
            read_layer(layers[level], editie, years, progress)
    if not editie.buurt:
        raise BadSource("there is no buurt on land in this file.")
    editie.jaar = years.answer()
    add_missing_people(editie, layers)
    return editie


def read_layer(layer, editie, years, progress):
    found = getattr(editie, layer.level)
    for count, (number, values, geometry) in enumerate(layer.rows(), 1):
        row = Row(layer, number, values)
        if not row.is_land():
            continue
        years.see(row)
        area = row.area()
        if area.code in found:
            raise row.bad(f"{layer.level}code", f"{area.code} stands twice, also in row {found[area.code].row}.")
        if layer.level == "buurt":
            area.shape = fingerprint(row, geometry)
            add_parents(row, area, editie)
        found[area.code] = area
        if progress and count % 100 == 0:
            progress(f"Reading: {count:,} {PLURALS[layer.level]}")


def fingerprint(row, geometry):
    """A digest of the boundary as it will be stored; b"" when there is none."""
    try:
        rings = rings_of(geometry, row.layer.srs_id)
    except BadGeometry as error:
        raise row.bad(row.layer.geometry, f"{error}.") from None
    return digest((is_hole, as_postgres(flat)) for is_hole, flat in rings)


def digest(rings):
    """A digest of rings in the order of the file: (is_hole, bytes of the polygon). b"" when there are none.

    vlakken.digests computes the same in the database.
    """
    total, empty = sha256(), True
    for is_hole, ring in rings:
        total.update(b"-" if is_hole else b"+")
        total.update(ring)
        empty = False
    return b"" if empty else total.digest()


def add_parents(row, area, editie):
    """Make the wijk and gemeente of a buurt when the file has no row of their own for them; "" is a name unknown."""
    for level in ("wijk", "gemeente"):
        found, code = getattr(editie, level), getattr(area, level)
        name = row.name(level)
        if code not in found:
            found[code] = Area(code, name)
        elif not found[code].naam:
            found[code].naam = name


def add_missing_people(editie, layers):
    """Without a layer of their own, wijken and gemeenten have as many inhabitants as their buurten."""
    for level in ("wijk", "gemeente"):
        if level in layers:
            continue
        areas = getattr(editie, level)
        for buurt in editie.buurt.values():
            if buurt.inwoners is not None:
                area = areas[getattr(buurt, level)]
                area.inwoners = (area.inwoners or 0) + buurt.inwoners


class YearOf:
    """The year of an edition: what its rows say; else what the operator typed; else what the file's name says."""

    def __init__(self, name, typed):
        self.name, self.typed, self.said = name, typed, None

    def see(self, row):
        year = row.jaar()
        if year is None or year == self.said:
            return
        if self.said:
            raise row.bad("jaar", f"this row is of {year}, an earlier one of {self.said}. One file holds one edition.")
        if self.typed and year != self.typed:
            raise row.bad("jaar", f"this file is of {year}, not of {self.typed} as --jaar says.")
        self.said = year

    def answer(self):
        if self.said or self.typed:
            return self.said or self.typed
        years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", self.name)}
        if len(years) != 1:
            raise BadSource("the file does not say of which year it is. Add --jaar, for example --jaar 2024.")
        return years.pop()


def short_name(naam):
    """The spelling of StatLine for a name longer than its 40 characters; "" for a shorter one."""
    if len(naam) <= STATLINE:
        return ""
    for long, short in SHORT_FORMS:
        if len(naam) > STATLINE:
            naam = naam.replace(long, short)
    return naam[:STATLINE].rstrip()
