"""Boundaries in the database: storing rings, comparing them with a file, and where a position lies."""

from django.db import connection

from buurten.models import Buurt, Vlak

# A position is in a buurt when more outer rings than holes hold it: an island in a hole is inside again.
INSIDE = "count(*) FILTER (WHERE NOT v.is_gat) > count(*) FILTER (WHERE v.is_gat)"


def digests(gemeenten=None):
    """{code: digest} of the boundaries of real buurten, as editie.digest makes it; only of these gemeente codes."""
    where = "NOT b.is_demo" if gemeenten is None else "NOT b.is_demo AND b.gemeente_id = ANY(%s)"
    params = [] if gemeenten is None else [sorted(gemeenten)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.buurt_id, sha256(string_agg((CASE WHEN v.is_gat THEN '-' ELSE '+' END)::bytea"  # noqa: S608
            " || poly_send(v.vlak), ''::bytea ORDER BY v.id))"
            f" FROM buurten_vlak v JOIN buurten_buurt b ON b.code = v.buurt_id WHERE {where} GROUP BY 1",
            params,
        )
        return {code: bytes(digest) for code, digest in cursor}


def replace_rings(rings_of, codes, progress=None):
    """Put the rings of these buurten in the place of what they had.

    `rings_of(code)` gives (is_hole, bytes of a polygon) one by one, so that one boundary at a time is in memory.
    """
    Vlak.objects.filter(buurt__in=codes).delete()
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY buurten_vlak (buurt_id, is_gat, vlak) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["text", "bool", "bytea"])
        for count, code in enumerate(codes, 1):
            for is_hole, ring in rings_of(code):
                copy.write_row((code, is_hole, ring))
            if progress:
                progress(f"Writing boundaries: {count:,} of {len(codes):,}")


def hits(points):
    """Count in which active, real buurten positions lie.

    `points` is a list of (key, x, y) in RD metres; the answer a list of (key, buurt code, number of points), the buurt
    with the most points of a key first.
    """
    keys, xs, ys = zip(*points, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, buurt_id, count(*) FROM ("  # noqa: S608
            " SELECT p.key, p.n, v.buurt_id"
            " FROM unnest(%s::text[], %s::float8[], %s::float8[]) WITH ORDINALITY AS p (key, x, y, n)"
            " JOIN buurten_vlak v ON v.vlak && polygon(box(point(x, y), point(x, y))) AND v.vlak @> point(x, y)"
            " JOIN buurten_buurt b ON b.code = v.buurt_id AND b.is_actief AND NOT b.is_demo"
            f" GROUP BY 1, 2, 3 HAVING {INSIDE}) inside GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2",
            [list(keys), list(xs), list(ys)],
        )
        return cursor.fetchall()


def rings_in_database(codes):
    """{code: [(is_hole, bytes of a polygon), …]} of these buurten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT buurt_id, is_gat, poly_send(vlak) FROM buurten_vlak WHERE buurt_id = ANY(%s) ORDER BY id",
            [list(codes)],
        )
        found = {}
        for code, is_hole, ring in cursor:
            found.setdefault(code, []).append((is_hole, bytes(ring)))
        return found


def refresh_statistics():
    """Let the planner see what was just written: it still thinks that the tables are empty."""
    with connection.cursor() as cursor:
        for model in (Buurt, Vlak):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
