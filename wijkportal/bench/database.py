"""The database of the benchmark: beside the present one, filled with the invented country, kept for the next time."""

import sys
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from wijkportal.bench.filling import make_country
from wijkportal.bench.limits import TABLE


@contextmanager
def other_database(name):
    """Inside the block Django works on another database of the same server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def filled_at(name):
    """The scale at which a database was filled to the end; None when it was not, or is not there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        row = cursor.fetchone()
        return row[0] if row else None


def recreate(name):
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')


def drop(name):
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def country_database(scale, *, fresh=False):
    """Make and fill the database of this scale unless it is there, and work on it inside the block."""
    name = f"wijkportal_bench_{scale:g}"
    is_filled = not fresh and filled_at(name) == str(scale)
    if not is_filled:
        recreate(name)
    with other_database(name):
        call_command("migrate", verbosity=0, interactive=False)
        if not is_filled:
            make_country(scale, force=True, report=report)
            with connection.cursor() as cursor:
                cursor.execute(TABLE)
                cursor.execute("VACUUM ANALYZE")
                cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{scale}'")
        yield


def report(name, rows, seconds):
    sys.stderr.write(f"  {name}: {rows} rows, {seconds:.1f} s\n")
