"""A new data key: every stored value that still needs an old one is written anew, while the site goes on (SAFETY S7).

A value says in its first byte which key it needs (geheim.py). Rows are taken in small batches, each a transaction of
its own; who holds a row meanwhile makes us wait for it, so nothing that is written at the same time is lost.
"""

from django.apps import apps
from django.db import connection, transaction
from pgtrigger import Protect

from meldingen import geheim, zoekindex
from meldingen.geheim import Geheim
from meldingen.verwijzingen import zoekwoorden

BATCH = 200
# Under a key of CODE_KEYS.
WORDS, SHARED_WORDS, CONTACT = "words to search by", "shared words to search by", "contact to search by"


def secret_columns():
    """(model, names of its encrypted columns) of this app, in a fixed order."""
    for model in sorted(apps.get_app_config("meldingen").get_models(), key=lambda model: model._meta.db_table):
        names = [field.column for field in model._meta.concrete_fields if isinstance(field, Geheim)]
        if names:
            yield model, names


def old_values(model, name):
    """SQL and values of the condition that a column needs another key than the one in use."""
    return f'length("{name}") > 0 AND get_byte("{name}", 0) <> %s', [geheim.current_version()]


def count_old():
    """{table: rows with a value under an old key}; without those that have none."""
    found = {model._meta.db_table: count_rows(model, names) for model, names in secret_columns()}
    found |= {WORDS: zoekindex.old_words().count(), SHARED_WORDS: zoekwoorden.old_words().count()}
    found |= {CONTACT: zoekindex.old_contact().count()}
    return {table: rows for table, rows in found.items() if rows}


def count_rows(model, names):
    where, values = any_old(model, names)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}" WHERE {where}', values)  # noqa: S608
        return cursor.fetchone()[0]


def any_old(model, names):
    conditions = [old_values(model, name) for name in names]
    return " OR ".join(where for where, _ in conditions), [value for _, values in conditions for value in values]


def rotate(report=lambda table, rows: None):
    """Write every value of an old key under the one in use; {table: rows written}. Safe to run again, or twice at once.

    Raises geheim.Unreadable when a value needs a key that the settings do not hold; what was done stays done.
    """
    done = {model._meta.db_table: rotate_table(model, names, report) for model, names in secret_columns()}
    words = {WORDS: zoekindex.renew_words(), SHARED_WORDS: zoekwoorden.renew()}
    return done | words | {CONTACT: zoekindex.renew_contact()}


def rotate_table(model, names, report):
    """The numbers of all rows first, and then batch by batch: a look for old values reads the whole table."""
    table, key, guards = model._meta.db_table, model._meta.pk.column, guards_of(model)
    where, values = any_old(model, names)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{key}" FROM "{table}" WHERE {where} ORDER BY "{key}"', values)  # noqa: S608
        found = [pk for (pk,) in cursor.fetchall()]
    done = 0
    for first in range(0, len(found), BATCH):
        done += rotate_batch(table, key, names, found[first : first + BATCH], guards)
        report(table, done)
    return done


def guards_of(model):
    """What refuses every change to the rows of a log, by its name in the database: only the words are written anew."""
    return [one.get_pgid(model) for one in getattr(model._meta, "triggers", []) if isinstance(one, Protect)]


def pass_guards(cursor, guards):
    """Until the end of this transaction, or the next call. Each guard looks at this setting first."""
    names = ",".join(guards)
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{names}}}"])


@transaction.atomic
def rotate_batch(table, key, names, pks, guards):
    columns = ", ".join(f'"{name}"' for name in names)
    changes = ", ".join(f'"{name}" = %s' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{key}", {columns} FROM "{table}" WHERE "{key}" = ANY(%s) ORDER BY "{key}" FOR UPDATE',  # noqa: S608
            [pks],
        )
        rows = cursor.fetchall()
        pass_guards(cursor, guards)
        cursor.executemany(
            f'UPDATE "{table}" SET {changes} WHERE "{key}" = %s',  # noqa: S608
            [[*map(renewed, stored), pk] for pk, *stored in rows],
        )
        pass_guards(cursor, [])
    return len(rows)


def renewed(stored):
    """A stored value under the key in use; one that has it already, or nothing, stays as it is."""
    if not stored or bytes(stored)[0] == geheim.current_version():
        return stored
    return geheim.encrypt(geheim.decrypt(stored))
