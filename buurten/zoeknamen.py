"""The names under which people find a gemeente, wijk, buurt, place or street: filling the table and asking it."""

from django.db import connection, transaction

from buurten.models import Soort, Zoeknaam
from buurten.zoektekst import MOST_SLIPS, slips

# What everybody says, where CBS only has the official name.
EVERYDAY_NAMES = [
    ("GM0518", "Den Haag"),
    ("GM0796", "Den Bosch"),
    ("GM0080", "Ljouwert"),
]

# Inhabitants of a place are not published with these files: counted as those of the buurten in which its streets lie.
WANTED = r"""
WITH andere_naam AS (
    SELECT coalesce(gemeente_id, wijk_id, buurt_id) AS code, naam FROM buurten_alias
    UNION SELECT code, naam FROM unnest(%(codes)s::text[], %(names)s::text[]) AS gezegd (code, naam)
), gemeentenaam AS (
    SELECT code, zoeknorm(naam) AS norm FROM buurten_gemeente
    UNION SELECT code, zoeknorm(naam) FROM andere_naam
), woonplaats AS (
    SELECT s.gemeente_id, s.woonplaats, zoeknorm(s.woonplaats) AS norm,
        sum(b.inwoners) AS inwoners, count(*) AS buurten, min(b.code) AS buurt,
        min(b.wijk_id) AS wijk, min(b.wijk_id) = max(b.wijk_id) AS in_een_wijk
    FROM (
        SELECT DISTINCT s.gemeente_id, s.woonplaats, r.buurt_id
        FROM buurten_straat s JOIN buurten_straatreeks r ON r.straat_id = s.id
    ) s
    JOIN buurten_buurt b ON b.code = s.buurt_id AND b.is_actief
    GROUP BY s.gemeente_id, s.woonplaats
), plaats AS (
    SELECT p.*, count(*) OVER (PARTITION BY p.woonplaats) > 1 AND n.norm IS NULL AS is_dubbel,
        CASE WHEN n.norm IS NOT NULL THEN g.slug || '/'
            WHEN p.buurten = 1 THEN g.slug || '/' || b.slug || '/'
            WHEN p.in_een_wijk AND p.buurten = (
                SELECT count(*) FROM buurten_buurt x WHERE x.wijk_id = p.wijk AND x.is_actief
            ) THEN g.slug || '/wijk/' || w.slug || '/'
            ELSE '' END AS pad,
        g.naam AS gemeente
    FROM woonplaats p
    JOIN buurten_gemeente g ON g.code = p.gemeente_id
    JOIN buurten_wijk w ON w.code = p.wijk
    JOIN buurten_buurt b ON b.code = p.buurt
    LEFT JOIN gemeentenaam n ON n.code = p.gemeente_id AND n.norm = p.norm
), straat AS (
    SELECT r.straat_id, count(DISTINCT b.code) AS buurten, min(b.slug) AS buurt
    FROM buurten_straatreeks r JOIN buurten_buurt b ON b.code = r.buurt_id AND b.is_actief
    GROUP BY r.straat_id
), buurt AS (
    SELECT b.*, w.naam AS wijk, g.naam AS gemeente, g.slug || '/' || b.slug || '/' AS pad,
        count(*) OVER (PARTITION BY b.gemeente_id, zoeknorm(b.naam)) > 1 AS is_dubbel
    FROM buurten_buurt b
    JOIN buurten_wijk w ON w.code = b.wijk_id
    JOIN buurten_gemeente g ON g.code = b.gemeente_id
    WHERE b.is_actief
), wijk AS (
    SELECT w.*, g.naam AS gemeente, g.slug || '/wijk/' || w.slug || '/' AS pad
    FROM buurten_wijk w JOIN buurten_gemeente g ON g.code = w.gemeente_id
    WHERE w.is_actief
), gebied AS (
    SELECT 'gemeente' AS soort, code, naam, '' AS context, inwoners, slug || '/' AS pad
    FROM buurten_gemeente WHERE is_actief
    UNION ALL
    SELECT 'wijk', code, naam, gemeente, inwoners, pad FROM wijk
    UNION ALL
    SELECT 'buurt', code, naam, CASE WHEN is_dubbel THEN wijk || ', ' || gemeente ELSE gemeente END, inwoners, pad
    FROM buurt
), wanted (soort, sleutel, naam, context, gewicht, is_alias, pad) AS (
    SELECT soort, code, naam, left(context, 200), coalesce(inwoners, 0), false, pad FROM gebied
    UNION
    SELECT g.soort, g.code, a.naam, left(concat_ws(', ', g.naam, nullif(g.context, '')), 200),
        coalesce(g.inwoners, 0), true, g.pad
    FROM gebied g JOIN andere_naam a USING (code)
    UNION
    SELECT 'wijk', code, regexp_replace(naam, '^Wijk \d+ +', ''), gemeente, coalesce(inwoners, 0), true, pad
    FROM wijk WHERE naam ~ '^Wijk \d+ +\S'
    UNION  -- “Bergen (NH.)” is said as “Bergen”
    SELECT soort, sleutel, regexp_replace(naam, ' *\(.*', ''), naam, gewicht, true, pad
    FROM (
        SELECT soort, code AS sleutel, naam, coalesce(inwoners, 0) AS gewicht, pad FROM gebied WHERE soort = 'gemeente'
        UNION ALL SELECT 'plaats', gemeente_id || ' ' || woonplaats, woonplaats, coalesce(inwoners, 0), pad FROM plaats
        WHERE 'plaats' = ANY(%(soorten)s)
    ) x WHERE naam LIKE '_%%(%%'
    UNION
    SELECT 'buurt', code, naam_kort, gemeente, coalesce(inwoners, 0), true, pad
    FROM buurt WHERE naam_kort NOT IN ('', naam)
    UNION
    SELECT 'plaats', gemeente_id || ' ' || woonplaats, woonplaats, gemeente, coalesce(inwoners, 0), false, pad
    FROM plaats WHERE 'plaats' = ANY(%(soorten)s)
    UNION
    SELECT 'straat', s.id::text, s.naam,
        left(CASE WHEN p.is_dubbel THEN p.woonplaats || ', ' || p.gemeente ELSE p.woonplaats END, 200),
        coalesce(p.inwoners, 0) / 1000, false,
        CASE WHEN r.buurten = 1 THEN g.slug || '/' || r.buurt || '/' ELSE '' END
    FROM buurten_straat s
    JOIN straat r ON r.straat_id = s.id
    JOIN plaats p ON p.gemeente_id = s.gemeente_id AND p.woonplaats = s.woonplaats
    JOIN buurten_gemeente g ON g.code = s.gemeente_id
    WHERE 'straat' = ANY(%(soorten)s)
)
"""

AREAS = (Soort.GEMEENTE, Soort.WIJK, Soort.BUURT)

REPLACE = """, gone AS (
    DELETE FROM buurten_zoeknaam z WHERE soort = ANY(%(soorten)s) AND NOT EXISTS (
        SELECT FROM wanted w
        WHERE (w.soort, w.sleutel, w.naam, w.context, w.gewicht, w.is_alias, w.pad)
            = (z.soort, z.sleutel, z.naam, z.context, z.gewicht, z.is_alias, z.pad)
    ) RETURNING 1
), added AS (
    INSERT INTO buurten_zoeknaam (soort, sleutel, naam, context, gewicht, is_alias, pad)
    SELECT * FROM wanted WHERE soort = ANY(%(soorten)s)
    EXCEPT SELECT soort, sleutel, naam, context, gewicht, is_alias, pad FROM buurten_zoeknaam
    ORDER BY naam  -- names that begin alike lie on the same pages of the disk
    RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM gone)
"""


@transaction.atomic
def rebuild(soorten=tuple(Soort)):
    """Make the names anew from areas, other names and streets; returns the numbers of rows (added, removed).

    `soorten` keeps to some kinds: AREAS is what another name of an area needs. One statement that leaves what is still
    right alone, so that a second run writes nothing. Readers see the old names until the transaction ends. A street or
    place without house numbers in an active buurt leads nowhere and is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE buurten_zoeknaam IN SHARE ROW EXCLUSIVE MODE")
        codes, names = zip(*EVERYDAY_NAMES, strict=True)
        cursor.execute(WANTED + REPLACE, {"codes": list(codes), "names": list(names), "soorten": list(soorten)})
        added, removed = cursor.fetchone()
        if added or removed:
            cursor.execute("ANALYZE buurten_zoeknaam")
    return added, removed


EXACT = """
SELECT z.*, p.huisnummer, count(*) OVER (PARTITION BY p.huisnummer IS NULL) AS totaal
FROM unnest(%(names)s::text[], %(contexts)s::text[], %(numbers)s::int[]) AS p (naam, context, huisnummer)
JOIN buurten_zoeknaam z ON z.norm = p.naam
    AND (p.context = '' OR ' ' || z.context_norm || ' ' LIKE '%% ' || p.context || ' %%')
WHERE %(soort)s IN ('', z.soort)
ORDER BY p.huisnummer IS NOT NULL, z.soort = 'straat', z.gewicht DESC, z.id
LIMIT %(most)s
"""


def exact(readings, most, soort=""):
    """Names that are exactly one of the readings, areas before streets, the most inhabitants first; one statement.

    Each has `huisnummer` (of its reading) and `totaal`: how many there are in all, of those with or without a number.
    """
    return list(
        Zoeknaam.objects.raw(
            EXACT,
            {
                "names": [reading.naam for reading in readings],
                "contexts": [reading.context for reading in readings],
                "numbers": [reading.huisnummer for reading in readings],
                "soort": soort,
                "most": most,
            },
        )
    )


# rang: 0 the name itself, 1 begins so, 2 has a word that begins so, 3 one typing error, 4 looks like it. The costlier
# searches only run when the likelier ones find little. Streets of one name are one row.
NEAR = """
WITH area AS (
    SELECT id, CASE WHEN norm = %(text)s THEN 0 ELSE 1 END AS rang, 1::real AS lijkt, 1::bigint AS aantal
    FROM buurten_zoeknaam
    WHERE soort <> 'straat' AND norm ~>=~ %(text)s AND norm ~<~ (%(text)s || '~')
    ORDER BY 2, gewicht DESC, id LIMIT 2 * %(most)s
), placed AS (
    SELECT z.id, 0, 1::real, 1::bigint FROM unnest(%(names)s::text[], %(contexts)s::text[]) AS p (naam, context)
    JOIN buurten_zoeknaam z ON z.norm = p.naam AND ' ' || z.context_norm LIKE '%% ' || p.context || '%%'
    ORDER BY z.gewicht DESC, z.id LIMIT 2 * %(most)s
), street AS (
    SELECT min(id), CASE WHEN norm = %(text)s THEN 0 ELSE 1 END, 1::real, count(*)
    FROM buurten_zoeknaam
    WHERE soort = 'straat' AND norm ~>=~ %(text)s AND norm ~<~ (%(text)s || '~')
        AND (SELECT count(*) FROM area) < %(most)s
    GROUP BY norm ORDER BY 2, max(gewicht) DESC, 1 LIMIT %(most)s
), begins AS (
    SELECT * FROM area UNION ALL SELECT * FROM placed UNION ALL SELECT * FROM street
), inside AS (
    SELECT min(id), 2, 1::real, count(*) FROM buurten_zoeknaam
    WHERE length(%(text)s) > 3 AND norm LIKE '%% ' || %(text)s || '%%' AND (SELECT count(*) < 6 FROM begins)
    GROUP BY CASE WHEN soort = 'straat' THEN norm ELSE id::text END
), slip AS (
    SELECT min(z.id), 3, 1::real, count(*)
    FROM unnest(%(slips)s::text[], %(slip_contexts)s::text[]) AS p (naam, context),
    LATERAL (  -- the limit keeps the planner from reading all names instead of a thousand times one
        SELECT id, soort, norm FROM buurten_zoeknaam z WHERE z.norm = p.naam
            AND (p.context = '' OR ' ' || z.context_norm || ' ' LIKE '%% ' || p.context || ' %%')
        LIMIT 5000
    ) z
    WHERE (SELECT count(*) < 6 FROM begins)
    GROUP BY CASE WHEN z.soort = 'straat' THEN z.norm || ',' || p.context ELSE z.id::text END
), misplaced AS (
    SELECT z.id, 3, similarity(z.context_norm, p.context), 1::bigint
    FROM unnest(%(names)s::text[], %(contexts)s::text[]) AS p (naam, context)
    JOIN buurten_zoeknaam z ON z.norm = p.naam AND similarity(z.context_norm, p.context) > 0.35
    WHERE (SELECT count(*) < 6 FROM begins)
), known AS (
    SELECT * FROM begins UNION ALL SELECT * FROM inside UNION ALL SELECT * FROM slip UNION ALL SELECT * FROM misplaced
), alike AS (
    SELECT min(l.id), 4, max(l.lijkt), count(*)
    FROM zoeknaam_lijkt(%(text)s) l JOIN buurten_zoeknaam z USING (id) WHERE NOT EXISTS (SELECT FROM known)
    GROUP BY CASE WHEN z.soort = 'straat' THEN z.norm ELSE z.id::text END
), hit AS (
    SELECT * FROM known UNION ALL SELECT * FROM alike
), best AS (
    SELECT DISTINCT ON (CASE WHEN z.pad = '' OR z.soort = 'straat' THEN z.id::text ELSE z.pad END)
        z.*, h.rang, h.lijkt, h.aantal
    FROM hit h, LATERAL (SELECT * FROM buurten_zoeknaam z WHERE z.id = h.id LIMIT 1) z
    ORDER BY CASE WHEN z.pad = '' OR z.soort = 'straat' THEN z.id::text ELSE z.pad END,
        h.rang, h.lijkt DESC, z.is_alias, z.gewicht DESC, z.id
)
SELECT * FROM best ORDER BY rang > 0, lijkt DESC, soort = 'straat', gewicht DESC, id LIMIT %(most)s
"""


def near(readings, most):
    """Names that begin like the words, hold them or look like them, each with `rang` and `aantal`; one statement.

    Streets with one name are one row, with the number of them in `aantal`.
    """
    numbered = [reading for reading in readings if reading.huisnummer is not None]
    splits = [reading for reading in numbered or readings if reading.context]
    likely = [readings[0], *(numbered or readings[1:])]
    wrong = [(slip, reading.context) for reading in likely for slip in slips(reading.naam)][:MOST_SLIPS]
    whole = next((reading.naam for reading in numbered if not reading.context), readings[0].naam)
    return list(
        Zoeknaam.objects.raw(
            NEAR,
            {
                "text": whole,
                "names": [reading.naam for reading in splits],
                "contexts": [reading.context for reading in splits],
                "slips": [slip for slip, context in wrong],
                "slip_contexts": [context for slip, context in wrong],
                "most": most,
            },
        )
    )
