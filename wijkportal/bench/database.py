"""The database of the benchmark: beside the present one, filled with the invented country, kept for the next time."""

import sys
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from wijkportal.bench.filling import make_country
from wijkportal.bench.limits import TABLE

NAME = "wijkportal_bench"


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


def scale_of(name):
    """The scale at which a database was filled, "" when it was not, None when it does not exist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        row = cursor.fetchone()
        return None if row is None else row[0] or ""


def recreate(name):
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')


def drop(name):
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def country_database(scale, *, fresh=False, name=NAME):
    """Make and fill the database unless it is there at this scale, and work on it inside the block."""
    is_filled = not fresh and scale_of(name) == str(scale)
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
