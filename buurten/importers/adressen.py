"""Streets with their house numbers per buurt, from a CSV of addresses such as an extract of the BAG.

What a file replaces: the streets of the gemeenten in which its addresses lie, and of former gemeenten that went up in
them. What stays as it is: the rest of the country, a gemeente of which the file has less than 5 % of the streets
(guards.leave_strays), and the demo.
"""

from dataclasses import dataclass, field
from operator import itemgetter

from buurten.importers.bronnen import BadSource
from buurten.importers.codes import Buurtcodes
from buurten.importers.doubles import in_several, replace_doubles
from buurten.importers.guards import MOST_GONE, all_or_nothing, refuse_drop, stray_remarks
from buurten.importers.places import Unplaced, position_of
from buurten.importers.postcodes import house_number, postcode_key, postcode_of
from buurten.importers.straten import apply, compare, copy_ranges, drops, summary
from buurten.importers.tabellen import Column, open_table
from buurten.importers.voortgang import EXAMPLES
from buurten.reeksen import MOST_BUURTEN, Huisnummers
from buurten.zoeknamen import rebuild

COLUMNS = [
    Column("straat", ("straat", "straatnaam", "openbareruimtenaam", "openbareruimte")),
    Column("woonplaats", ("woonplaats", "woonplaatsnaam", "plaats", "plaatsnaam")),
    Column("huisnummer", ("huisnummer", "huisnr", "hnr")),
    Column("buurtcode", (r"(cbs)?buurtcode(20\d\d)?", r"bucode(20\d\d)?", r"buurt20\d\d", "buurtcode[a-z]+"), False),
    Column("postcode", ("postcode", "pc6", "postcode6"), False),
    Column("lon", ("lon", "lng", "longitude", "lengtegraad"), False),
    Column("lat", ("lat", "latitude", "breedtegraad"), False),
    Column("x", ("rdx", "xrd", "xcoordinaat", "x"), False),
    Column("y", ("rdy", "yrd", "ycoordinaat", "y"), False),
]
SHIFT = 12  # four thousand streets are sorted together
NOWHERE = MOST_BUURTEN - 1
LONGEST_NAME = 120
MOST_UNPLACED = 5  # percent of the rows
TAB = "\t"


@dataclass
class Found:
    """What a file says: packed house numbers per street, and how many rows we cannot place."""

    codes: Buurtcodes
    numbers: Huisnummers = field(default_factory=lambda: Huisnummers(SHIFT))
    streets: dict = field(default_factory=dict)
    names: list = field(default_factory=list)
    rows: int = 0
    unplaced: int = 0
    examples: list = field(default_factory=list)

    def street(self, naam, woonplaats):
        """The number of a street; with other spaces it is the same street."""
        key = f"{naam}\t{woonplaats}"
        number = self.streets.get(key)
        if number is None:
            plain = f"{plain_name(naam, 'straat')}\t{plain_name(woonplaats, 'woonplaats')}"
            number = self.streets.setdefault(plain, len(self.names))
            if number == len(self.names):
                self.names.append(plain)
            self.streets[key] = number
        return number

    def answer(self, street, number, codes):
        """Note in which buurten a house number lies. Without any, no range will answer for it."""
        places = [place for place in map(self.codes.place, codes) if place is not None]
        if not places:
            self.unplaced += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append(f"{self.names[street].split(TAB)[0]} {number}")
        for place in places or [NOWHERE]:
            self.numbers.add(street, number, place)


def import_adressen(source, *, dry_run=False, allow_drop=MOST_GONE, progress):
    """Replace the streets of the gemeenten in a Source (CSV or zip) and return ([Differences], remarks).

    The buurt of an address is its buurt code; else where its position lies; else that of its postcode and number.
    Raises BadSource and changes nothing when a row is wrong, when more than 5 % of the addresses lie in no buurt that
    we know, or when more than allow_drop percent of the streets would go.
    """
    found = Found(Buurtcodes())
    with open_table(source, COLUMNS, progress) as table:
        read(table, found)
    progress.step(f"Read {found.rows:,} addresses in {len(found.names):,} streets.")
    if found.unplaced * 100 > found.rows * MOST_UNPLACED:
        raise BadSource(
            f"{found.unplaced:,} of the {found.rows:,} addresses lie in no buurt that we know, such as "
            f"{', '.join(found.examples)}. Import the areas (import_buurten) or the postcodes (import_postcodes) first."
        )
    with all_or_nothing(dry_run=dry_run) as cursor:
        count, doubles = copy_ranges(cursor, found.numbers, found.names, found.codes, NOWHERE)
        progress.step(f"Made {count:,} ranges.")
        gone_up, strays = compare(cursor, found.codes)
        refuse_drop("streets", drops(cursor), allow_drop)
        streets = summary(cursor)
        if streets and not dry_run:
            apply(cursor)
            progress.step("Making the names to search for.")
            rebuild()
        gemeenten = [code for code in gone_up if gone_up[code] not in strays]
        numbers = replace_doubles(cursor, double_rows(source, found, doubles, gemeenten), gemeenten)
    return [streets, numbers], remarks(found, strays)


def double_rows(source, found, doubles, gemeenten):
    """Read the file again for the (postcode, number, buurt code) of house numbers that lie in several buurten."""
    rows = set()
    if not doubles:
        return rows
    with open_table(source, COLUMNS) as table:
        at = table.at
        if "postcode" not in at or "buurtcode" not in at:
            return rows
        for row in table.whole_rows():
            number = house_number(row[at["huisnummer"]])
            if (found.street(row[at["straat"]], row[at["woonplaats"]]), number) in doubles:
                code, postcode = found.codes.code(row[at["buurtcode"]]), plain_postcode(row[at["postcode"]])
                if code and postcode:
                    rows.add((postcode, number, code))
    here = {code for code, gemeente in found.codes.areas() if gemeente in gemeenten}
    return [row for row in in_several(rows) if row[2] in here]


def read(table, found):
    """Pack all rows of the table. Raises BadSource with the row and column that is wrong."""
    try:
        pack(table.whole_rows(), table.at, found)
    except BadSource as error:
        error.row = error.row or table.rows.line_num
        raise
    if not found.rows:
        raise BadSource("the file has a header but no rows.")


def pack(rows, at, found):
    pick = itemgetter(at["straat"], at["woonplaats"], at["huisnummer"])
    code_at, postcode_at = at.get("buurtcode"), at.get("postcode")
    place_of, add = found.codes.place, found.numbers.add
    waiting = Unplaced(found.answer)
    last, street = None, 0
    for row in rows:
        naam, woonplaats, number = pick(row)
        if (naam, woonplaats) != last:
            street, last = found.street(naam, woonplaats), (naam, woonplaats)
        number = house_number(number)
        found.rows += 1
        code = row[code_at] if code_at is not None else ""
        place = place_of(code) if code.strip() else None
        if place is not None:
            add(street, number, place)
        else:
            postcode = row[postcode_at] if postcode_at is not None else ""
            waiting.add(street, number, position(row, at), plain_postcode(postcode))
    waiting.flush()


def position(row, at):
    texts = [row[at[name]] if name in at else "" for name in ("lon", "lat", "x", "y")]
    try:
        return position_of(*texts)
    except ValueError:
        given = ", ".join(filter(None, texts))
        raise BadSource(f"“{given[:60]}” is no position in degrees or metres.", column="lon, lat, x, y") from None


def plain_postcode(text):
    return postcode_of(postcode_key(text)) if text.strip() else ""


def plain_name(text, column):
    name = " ".join(text.split())
    if not name:
        raise BadSource("the name is empty.", column=column)
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadSource(f"“{name[:40]}…” is no name: it is too long or holds strange characters.", column=column)
    return name


def remarks(found, strays):
    lines = stray_remarks(strays)
    if found.unplaced:
        some = ", ".join(found.examples) + (", …" if found.unplaced > len(found.examples) else "")
        lines.append(f"Left out, because they lie in no buurt that we know: {found.unplaced:,} addresses ({some}).")
    return lines
