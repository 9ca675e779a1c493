"""What protects the tables during an import: one at a time, all or nothing, and not too much gone."""

from contextlib import contextmanager

from django.db import connection, transaction

from buurten.importers.bronnen import BadSource

LOCK = 20_241_231
MOST_GONE = 5  # percent of what is there in the gemeenten of the file
MOST_GONE_OF_ONE = 50  # percent of what is there in one gemeente
LEAST_PRESENT = 5  # percent of what is there in one gemeente


@contextmanager
def all_or_nothing(*, dry_run):
    """A cursor in one transaction. Readers see the old or the new rows; a dry run leaves the old ones.

    The temporary tables nieuw, huidig and verschil go at the end. Raises BadSource when another import is at work.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BadSource("another import is running. Wait until it is done.")
        yield cursor
        cursor.execute("DROP TABLE IF EXISTS nieuw, huidig, verschil")
        if dry_run:
            transaction.set_rollback(True)


def leave_strays(cursor, thing):
    """Take gemeenten out of the temporary tables nieuw and huidig that the file only touches; return their codes.

    A file of one gemeente often holds a few addresses just across the border. Where it has less than 5 % of the
    things that are there now, it is not about that gemeente, and nothing there is replaced. thing: the SQL expression
    to count. Raises BadSource when no gemeente is left.
    """
    cursor.execute(STRAYS.format(thing=thing), [LEAST_PRESENT])
    strays = [code for (code,) in cursor.fetchall()]
    if strays:
        for table in ("nieuw", "huidig"):
            cursor.execute(f"DELETE FROM {table} WHERE gemeente_id = ANY(%s)", [strays])  # noqa: S608
    cursor.execute("SELECT EXISTS (SELECT FROM nieuw)")
    if not cursor.fetchone()[0]:
        raise BadSource(
            f"has less than {LEAST_PRESENT} % of what is there now, in every gemeente that it names. "
            "Nothing was changed. Is the file cut off?"
        )
    return strays


STRAYS = """
SELECT gemeente_id
FROM (SELECT gemeente_id, count(DISTINCT {thing}) AS aantal FROM huidig GROUP BY gemeente_id) h
JOIN (SELECT gemeente_id, count(DISTINCT {thing}) AS aantal FROM nieuw GROUP BY gemeente_id) n USING (gemeente_id)
WHERE n.aantal * 100 < h.aantal * %s ORDER BY gemeente_id
"""


def refuse_drop(what, per_gemeente, allowed=MOST_GONE):
    """Raise BadSource when an import would drop too much: that is a file cut off, or the wrong one.

    per_gemeente: (gemeente code, how many are there now, how many would go). allowed: percent of all; of one gemeente
    at most half may go, or `allowed` when that is more.
    """
    there = sum(row[1] for row in per_gemeente)
    gone = sum(row[2] for row in per_gemeente)
    if gone * 100 > there * allowed:
        raise BadSource(too_much(what, gone, there, "the gemeenten of this file", allowed))
    most = max(allowed, MOST_GONE_OF_ONE)
    for code, there, gone in per_gemeente:
        if gone * 100 > there * most:
            raise BadSource(too_much(what, gone, there, code, most))


def too_much(what, gone, there, where, most):
    return (
        f"would drop {gone:,} of the {there:,} {what} in {where}, more than {most:g} %. Nothing was changed. "
        f"If that is right, add --allow-drop {min(100, int(gone * 100 / there) + 1)}."
    )


def stray_remarks(strays):
    """What to say about the gemeenten that leave_strays took out."""
    if not strays:
        return []
    some = ", ".join(strays[:8]) + (", …" if len(strays) > 8 else "")
    return [f"Left as they were, because the file has hardly anything of them: {some}."]
