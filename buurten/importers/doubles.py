"""House numbers that lie in several buurten by their letter, which only a file with letters knows.

The CBS postcode file gives one buurt per number. An address file adds the others, so that the resident can choose.
"""

from buurten.importers.voortgang import Differences


def in_several(rows):
    """Of (postcode, number, buurt code) those whose postcode and number occur with several buurten, sorted."""
    buurten = {}
    for postcode, number, buurt in rows:
        buurten.setdefault((postcode, number), set()).add(buurt)
    return sorted(row for row in rows if len(buurten[row[:2]]) > 1)


def replace_doubles(cursor, rows, gemeenten):
    """Make the added numbers of these gemeenten equal to rows of (postcode, number, buurt code); gives Differences."""
    cursor.execute(
        "SELECT r.id, r.postcode, r.van, r.buurt_id FROM buurten_postcodereeks r "
        "JOIN buurten_buurt b ON b.code = r.buurt_id "
        "WHERE r.is_aanvulling AND NOT b.is_demo AND b.gemeente_id = ANY(%s) ORDER BY r.postcode, r.van, r.buurt_id",
        [gemeenten],
    )
    there = {tuple(row): pk for pk, *row in cursor.fetchall()}
    new, gone = [row for row in rows if row not in there], [row for row in there if row not in set(rows)]
    cursor.execute("DELETE FROM buurten_postcodereeks WHERE id = ANY(%s)", [[there[row] for row in gone]])
    cursor.execute(
        "INSERT INTO buurten_postcodereeks (postcode, van, tot, zijde, buurt_id, is_aanvulling) "
        "SELECT postcode, nummer, nummer, '', buurt, true FROM unnest(%s::text[], %s::int[], %s::text[]) "
        "AS nieuw (postcode, nummer, buurt)",
        [[row[place] for row in new] for place in range(3)],
    )
    differences = Differences("Numbers in several buurten")
    for change, changed in ((differences.new, new), (differences.gone, gone)):
        for postcode, number, buurt in changed:
            change.add(f"{postcode} {number} {buurt}")
    return differences
