"""The Netherlands of 2024 as a database that all workers share, made once in a run and only when a test asks for it."""

import json
import os
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from meldingen import cijferbladen

NAME = "COUNTRY_DATABASE"
FILE = "wijkenbuurten_2024_vereenvoudigd.gpkg"
MEASURE = """
import json, resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))
sys.exit(code)
"""


def pytest_configure(config):
    # The workers of xdist inherit the name from the first process, which takes the database away again.
    os.environ.setdefault(NAME, f"country_2024_{os.getpid()}")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput") and os.environ.get("REAL_DATA") and os.environ.get("DATABASE_URL"):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{os.environ[NAME]}" WITH (FORCE)')


@pytest.fixture(scope="session")
def country_database(real_data):
    """Return the name of the database and what the import of its areas cost: (name, {seconds, cpu, megabytes, …})."""
    name = os.environ[NAME]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(2024)")
        found = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if not (found and found[0]):
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}"')
            url = with_name(os.environ["DATABASE_URL"], name)
            run_measured(url, "migrate", "--verbosity", "0")
            cost = run_measured(url, "import_buurten", str(real_data / FILE))
            server.execute(f"COMMENT ON DATABASE \"{name}\" IS '{json.dumps(cost)}'")
            return name, cost
        return name, json.loads(found[0])


@pytest.fixture
def country_2024(country_database, django_db_blocker):
    """Let a test (not marked django_db) work on the Netherlands of 2024; what it writes is undone."""
    own = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = country_database[0]
        try:
            with transaction.atomic():
                yield country_database[1]
                transaction.set_rollback(True)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


@pytest.fixture(autouse=True)
def no_figures_remembered():
    """The process remembers the figures of all teams for some seconds: not from one test to the next."""
    cijferbladen.known.clear()


@pytest.fixture
def dead_database(monkeypatch, django_db_blocker):
    """Nothing listens where the database was."""
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", "9")
        yield
        connection.close()


def run_measured(url, *command):
    """Run a management command on a database: its seconds, CPU seconds and highest memory in MB (of that process)."""
    started = time.monotonic()
    # A process begins with the highest memory of the one that started it, and ours is large: a small one in between.
    process = subprocess.run(
        [sys.executable, "-c", MEASURE, sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    cpu, kilobytes = json.loads(process.stdout)
    seconds = round(time.monotonic() - started, 1)
    return {"seconds": seconds, "cpu": round(cpu, 1), "megabytes": round(kilobytes / 1024)}


def with_name(url, name):
    return urlsplit(url)._replace(path=f"/{name}").geturl()
