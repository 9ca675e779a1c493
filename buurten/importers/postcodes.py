"""Postcodes and house numbers to buurten, from the CBS file pc6hnr (CC BY 4.0).

What a file replaces: the rows of the gemeenten that it names, and of former gemeenten that went up in them. What stays
as it is: the rest of the country, a gemeente of which the file has less than 5 % (guards.leave_strays), the demo,
postcodes for which the file names a buurt that we do not know, and numbers that an address file added (is_aanvulling).
"""

import re
from dataclasses import dataclass, field
from operator import itemgetter

from buurten.importers.bronnen import BadSource
from buurten.importers.codes import Buurtcodes
from buurten.importers.guards import MOST_GONE, all_or_nothing, leave_strays, refuse_drop, stray_remarks
from buurten.importers.tabellen import Column, open_table
from buurten.importers.voortgang import EXAMPLES, Change, Differences
from buurten.reeksen import HIGHEST_NUMBER, Huisnummers, compress

COLUMNS = [
    Column("postcode", ("pc6", "postcode", "postcode6")),
    Column("huisnummer", ("huisnummer", "huisnr", "hnr")),
    Column("buurtcode", (r"buurt(code)?(20\d\d)?", r"bu(code)?(20\d\d)?")),
]
FORM = re.compile(r"[1-9][0-9]{3}[A-Z]{2}")
SHIFT = 21  # the postcodes that share their first two digits, about


@dataclass
class Found:
    """What a file says: packed house numbers, how many rows, and the postcodes that we cannot place."""

    codes: Buurtcodes
    numbers: Huisnummers = field(default_factory=lambda: Huisnummers(SHIFT))
    rows: int = 0
    unplaced: set = field(default_factory=set)


def import_postcodes(source, *, dry_run=False, allow_drop=MOST_GONE, progress):
    """Replace the postcodes of the gemeenten in a Source (CSV or zip) and return ([Differences], remarks).

    Raises BadSource and changes nothing when the file is not as CBS makes it, names buurten that we do not know in
    more than 1 % of its rows, or would drop more than allow_drop percent of the postcodes.
    """
    found = Found(Buurtcodes())
    with open_table(source, COLUMNS, progress) as table:
        read(table, found)
    progress.step(f"Read {found.rows:,} rows.")
    with all_or_nothing(dry_run=dry_run) as cursor:
        progress.step(f"Made {copy_ranges(cursor, found):,} ranges of house numbers.")
        strays = compare(cursor, found)
        refuse_drop("postcodes", drops(cursor), allow_drop)
        differences = summary(cursor)
        if differences:
            apply(cursor)
    return [differences], remarks(found, strays)


def read(table, found):
    """Pack all rows of the table. Raises BadSource with the row and column that is wrong."""
    pick = itemgetter(*(table.at[column.name] for column in COLUMNS))
    add, place_of = found.numbers.add, found.codes.place
    rows, last, key = table.rows, None, 0
    try:
        for row in table.whole_rows():
            postcode, number, code = pick(row)
            if postcode != last:
                key, last = postcode_key(postcode), postcode
            place = place_of(code)
            found.rows += 1
            if place is None:
                found.unplaced.add(key)
                found.codes.skip(code, rows.line_num)
            else:
                add(key, house_number(number), place)
    except BadSource as error:
        error.row = error.row or rows.line_num
        raise
    if not found.rows:
        raise BadSource("the file has a header but no rows.")
    found.codes.check(found.rows)


def postcode_key(text):
    """A postcode as a number, in the same order. Raises BadSource when it has not the form 1234AB."""
    plain = text.replace(" ", "").upper()
    if not FORM.fullmatch(plain):
        raise BadSource(f"“{text[:40]}” is not a postcode like 1234AB.", column="postcode")
    return int(plain, 36)


def postcode_of(key):
    digits = []
    for _place in range(6):
        key, digit = divmod(key, 36)
        digits.append("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit])
    return "".join(reversed(digits))


def house_number(text):
    """A house number as int. Raises BadSource when it is no whole number from 1 to 99999."""
    if text.isdecimal() and text.isascii() and 0 < (number := int(text[:9])) <= HIGHEST_NUMBER:
        return number
    plain = text.strip()
    if plain != text:
        return house_number(plain)
    raise BadSource(f"“{text[:40]}” is not a house number from 1 to {HIGHEST_NUMBER}.", column="huisnummer")


def copy_ranges(cursor, found):
    """Fill the temporary table nieuw with ranges and return how many."""
    cursor.execute(
        "CREATE TEMP TABLE nieuw (postcode text, van int, tot int, zijde text, buurt_id text, gemeente_id text)"
    )
    count, codes, gemeenten = 0, found.codes.codes, found.codes.gemeenten
    with cursor.copy("COPY nieuw FROM STDIN") as copy:
        for key, pairs in found.numbers.groups():
            if key in found.unplaced:
                continue
            postcode = postcode_of(key)
            for van, tot, zijde, buurt in compress(pairs):
                copy.write(f"{postcode}\t{van}\t{tot}\t{zijde}\t{codes[buurt]}\t{gemeenten[buurt]}\n")
                count += 1
    cursor.execute("ANALYZE nieuw")
    return count


def compare(cursor, found):
    """Make the temporary tables huidig (the rows that the file may replace) and verschil (postcodes that differ)."""
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.execute("SELECT DISTINCT gemeente_id FROM nieuw")
    gone_up = found.codes.gone_up_in({code for (code,) in cursor.fetchall()})
    unplaced = sorted(postcode_of(key) for key in found.unplaced)
    cursor.execute(HUIDIG, [list(gone_up), list(gone_up.values()), unplaced])
    strays = leave_strays(cursor, "postcode")
    cursor.execute(VERSCHIL)
    return strays


HUIDIG = """
CREATE TEMP TABLE huidig AS
SELECT r.id, r.postcode, r.van, r.tot, r.zijde, r.buurt_id, coalesce(g.nu, b.gemeente_id) AS gemeente_id
FROM buurten_postcodereeks r
JOIN buurten_buurt b ON b.code = r.buurt_id JOIN buurten_gemeente o ON o.code = b.gemeente_id
LEFT JOIN unnest(%s::text[], %s::text[]) AS g (oud, nu) ON g.oud = b.gemeente_id
WHERE NOT b.is_demo AND NOT r.is_aanvulling AND r.postcode <> ALL(%s)
AND (g.nu IS NOT NULL OR (NOT o.is_actief AND r.postcode IN (SELECT postcode FROM nieuw)))
"""
VERSCHIL = """
CREATE TEMP TABLE verschil AS
WITH erbij AS (SELECT postcode, van, tot, zijde, buurt_id FROM nieuw
               EXCEPT SELECT postcode, van, tot, zijde, buurt_id FROM huidig),
     eraf AS (SELECT postcode, van, tot, zijde, buurt_id FROM huidig
              EXCEPT SELECT postcode, van, tot, zijde, buurt_id FROM nieuw)
SELECT v.postcode, CASE WHEN n.postcode IS NULL THEN 'gone' WHEN h.postcode IS NULL THEN 'new' ELSE 'changed' END soort
FROM (SELECT postcode FROM erbij UNION SELECT postcode FROM eraf) v
LEFT JOIN (SELECT DISTINCT postcode FROM nieuw) n USING (postcode)
LEFT JOIN (SELECT DISTINCT postcode FROM huidig) h USING (postcode)
"""
DROPS = """
SELECT gemeente_id, count(DISTINCT h.postcode), count(DISTINCT v.postcode)
FROM huidig h LEFT JOIN verschil v ON v.postcode = h.postcode AND v.soort = 'gone'
GROUP BY gemeente_id ORDER BY gemeente_id
"""
SUMMARY = """
SELECT soort, count(*), (array_agg(postcode ORDER BY postcode))[:%s] FROM verschil GROUP BY soort
"""


def drops(cursor):
    cursor.execute(DROPS)
    return cursor.fetchall()


def summary(cursor):
    cursor.execute(SUMMARY, [EXAMPLES])
    return Differences("Postcodes", **{soort: Change(count, examples) for soort, count, examples in cursor.fetchall()})


def apply(cursor):
    cursor.execute(
        "DELETE FROM buurten_postcodereeks r USING huidig h, verschil v WHERE r.id = h.id AND h.postcode = v.postcode"
    )
    cursor.execute(
        "INSERT INTO buurten_postcodereeks (postcode, van, tot, zijde, buurt_id) "
        "SELECT postcode, van, tot, zijde, buurt_id FROM nieuw WHERE postcode IN (SELECT postcode FROM verschil) "
        "ORDER BY postcode, van, zijde, buurt_id"
    )
    cursor.execute("ANALYZE buurten_postcodereeks")


def remarks(found, strays):
    lines = stray_remarks(strays)
    if found.unplaced:
        codes = ", ".join(sorted(found.codes.unknown)[:8])
        lines.append(
            f"Left as they were: {len(found.unplaced):,} postcodes with a buurt that is not known ({codes}). "
            "Import the areas of the same year (import_buurten), then this file again."
        )
    return lines
