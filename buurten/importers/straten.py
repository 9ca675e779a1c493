"""Streets and their ranges of house numbers in the database: comparing them with a file, and replacing what differs."""

from itertools import pairwise

from buurten.importers.guards import leave_strays
from buurten.importers.voortgang import EXAMPLES, Change, Differences
from buurten.reeksen import compress


def copy_ranges(cursor, numbers, names, codes, nowhere):
    """Fill the temporary table nieuw with ranges; returns how many, and the (key, number) that lie in several buurten.

    numbers: Huisnummers with the places of `names` (street, tab, woonplaats) as keys. A street that crosses the border
    of a gemeente becomes a street in both. A range of the place `nowhere` is left out.
    """
    cursor.execute(
        "CREATE TEMP TABLE nieuw (gemeente_id text, woonplaats text, naam text, van int, tot int, zijde text, "
        "buurt_id text)"
    )
    count, doubles = 0, set()
    with cursor.copy("COPY nieuw FROM STDIN") as copy:
        for key, pairs in numbers.groups():
            naam, woonplaats = names[key].split("\t")
            doubles.update((key, one[0]) for one, other in pairwise(pairs) if one[0] == other[0])
            for van, tot, zijde, place in compress(pairs):
                if place != nowhere:
                    row = (codes.gemeenten[place], woonplaats, naam, van, tot, zijde, codes.codes[place])
                    copy.write_row(row)
                    count += 1
    cursor.execute("ANALYZE nieuw")
    return count, doubles


def compare(cursor, codes):
    """Make the temporary tables huidig (streets that the file may replace) and verschil (streets that differ).

    Returns {former or present code: present code} of the gemeenten, and the codes of those that are left alone.
    """
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.execute("SELECT DISTINCT gemeente_id FROM nieuw")
    gone_up = codes.gone_up_in({code for (code,) in cursor.fetchall()})
    cursor.execute(HUIDIG, [list(gone_up), list(gone_up.values())])
    cursor.execute("ANALYZE huidig")
    strays = leave_strays(cursor, "(woonplaats, naam)")
    cursor.execute(VERSCHIL)
    cursor.execute("ANALYZE verschil")
    return gone_up, strays


# A street of a former gemeente is compared as a street of the gemeente in which that one went up.
HUIDIG = """
CREATE TEMP TABLE huidig AS
SELECT s.id, g.nu AS gemeente_id, s.woonplaats, s.naam, r.van, r.tot, r.zijde, r.buurt_id, g.oud <> g.nu AS is_verhuisd
FROM unnest(%s::text[], %s::text[]) AS g (oud, nu)
JOIN buurten_straat s ON s.gemeente_id = g.oud LEFT JOIN buurten_straatreeks r ON r.straat_id = s.id
"""
VERSCHIL = """
CREATE TEMP TABLE verschil AS
WITH erbij AS (SELECT gemeente_id, woonplaats, naam, van, tot, zijde, buurt_id FROM nieuw
               EXCEPT SELECT gemeente_id, woonplaats, naam, van, tot, zijde, buurt_id FROM huidig),
     eraf AS (SELECT gemeente_id, woonplaats, naam, van, tot, zijde, buurt_id FROM huidig
              EXCEPT SELECT gemeente_id, woonplaats, naam, van, tot, zijde, buurt_id FROM nieuw)
SELECT gemeente_id, woonplaats, naam,
    CASE WHEN n.naam IS NULL THEN 'gone' WHEN h.id IS NULL THEN 'new' ELSE 'changed' END AS soort, h.id
FROM (SELECT gemeente_id, woonplaats, naam FROM erbij UNION SELECT gemeente_id, woonplaats, naam FROM eraf
      UNION SELECT gemeente_id, woonplaats, naam FROM huidig WHERE is_verhuisd) v
LEFT JOIN (SELECT DISTINCT gemeente_id, woonplaats, naam FROM nieuw) n USING (gemeente_id, woonplaats, naam)
LEFT JOIN (SELECT DISTINCT ON (gemeente_id, woonplaats, naam) gemeente_id, woonplaats, naam, id
           FROM huidig ORDER BY gemeente_id, woonplaats, naam, is_verhuisd, id) h USING (gemeente_id, woonplaats, naam)
"""
DROPS = """
SELECT gemeente_id, count(DISTINCT (woonplaats, naam)),
    count(DISTINCT (woonplaats, naam)) FILTER (WHERE v.soort = 'gone')
FROM huidig LEFT JOIN verschil v USING (gemeente_id, woonplaats, naam)
GROUP BY gemeente_id ORDER BY gemeente_id
"""
SUMMARY = """
SELECT soort, count(*), (array_agg(naam || ', ' || woonplaats ORDER BY naam, woonplaats))[:%s]
FROM verschil GROUP BY soort
"""
# Of two streets that became one, verschil names the one that stays.
APPLY = [
    """
    DELETE FROM buurten_straatreeks r USING huidig h JOIN verschil v USING (gemeente_id, woonplaats, naam)
    WHERE r.straat_id = h.id
    """,
    """
    DELETE FROM buurten_straat s USING huidig h JOIN verschil v USING (gemeente_id, woonplaats, naam)
    WHERE s.id = h.id AND (v.soort = 'gone' OR v.id <> h.id)
    """,
    """
    UPDATE buurten_straat s SET gemeente_id = v.gemeente_id FROM verschil v
    WHERE v.soort = 'changed' AND s.id = v.id AND s.gemeente_id <> v.gemeente_id
    """,
    """
    INSERT INTO buurten_straat (gemeente_id, woonplaats, naam)
    SELECT gemeente_id, woonplaats, naam FROM verschil WHERE soort = 'new' ORDER BY gemeente_id, woonplaats, naam
    """,
    """
    INSERT INTO buurten_straatreeks (straat_id, van, tot, zijde, buurt_id)
    SELECT s.id, n.van, n.tot, n.zijde, n.buurt_id
    FROM nieuw n JOIN verschil v USING (gemeente_id, woonplaats, naam)
    JOIN buurten_straat s USING (gemeente_id, woonplaats, naam)
    ORDER BY s.id, n.van, n.zijde, n.buurt_id
    """,
    "ANALYZE buurten_straat, buurten_straatreeks",
]


def drops(cursor):
    cursor.execute(DROPS)
    return cursor.fetchall()


def summary(cursor):
    cursor.execute(SUMMARY, [EXAMPLES])
    return Differences("Streets", **{soort: Change(count, examples) for soort, count, examples in cursor.fetchall()})


def apply(cursor):
    for statement in APPLY:
        cursor.execute(statement)
