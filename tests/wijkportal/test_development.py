"""Commands beside `start`: they find the database that runs, or start it for as long as they need it."""

import shutil
import time

import pytest

from tests.wijkportal import checkouts

SINCE = (
    "from django.db import connection; cursor = connection.cursor();"
    " cursor.execute('SELECT pg_postmaster_start_time()'); print(cursor.fetchone()[0], flush=True)"
)
KEY = "1:" + "k" * 42 + "8="
SERVER = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
    "SECRET_KEY": "k" * 60,
    "DATA_KEYS": KEY,
    "CODE_KEYS": KEY,
}
SERVER |= {"SITE_URL": "https://wijk.example", "ALLOWED_HOSTS": "wijk.example"}


def last_line(output):
    return output.splitlines()[-1]


def test_a_command_starts_the_database_and_stops_it_after(checkout):
    code, output = checkout.run("shell", "--no-imports", "-c", SINCE)

    assert code == 0
    assert last_line(output).startswith("20")
    assert checkout.processes() == []


def test_two_commands_at_once_share_one_database(checkout):
    slow = checkout.spawn("shell", "--no-imports", "-c", f"{SINCE}; import time; time.sleep(600)")
    first = slow.stdout.readline()
    code, second = checkout.run("shell", "--no-imports", "-c", SINCE)

    # The second has left; the first still has its database.
    assert (code, second) == (0, first)
    assert slow.poll() is None
    assert any("postgres" in line for line in checkout.processes())
    slow.terminate()
    slow.communicate(timeout=checkouts.PATIENCE)
    assert checkout.nothing_left()


def test_many_commands_that_begin_together_all_work(new_checkout):
    checkout = new_checkout()
    together = [checkout.spawn("shell", "--no-imports", "-c", SINCE) for _ in range(4)]
    outputs = [process.communicate(timeout=checkouts.PATIENCE)[0] for process in together]

    assert [process.returncode for process in together] == [0] * 4, outputs
    assert checkout.nothing_left()


def test_a_killed_command_leaves_the_database_to_the_others(checkout):
    starter = checkout.spawn("shell", "--no-imports", "-c", f"{SINCE}; import time; time.sleep(600)")
    since = starter.stdout.readline()
    other = checkout.spawn(
        "shell", "--no-imports", "-c", f"{SINCE}; import time; time.sleep(2); cursor.execute('SELECT 1')"
    )
    assert other.stdout.readline() == since

    starter.kill()
    starter.communicate(timeout=checkouts.PATIENCE)
    other.communicate(timeout=checkouts.PATIENCE)

    assert other.returncode == 0
    assert checkout.nothing_left()


def test_a_command_uses_the_database_of_the_running_site(checkout):
    process, _ = checkout.start()
    first = checkout.run("shell", "--no-imports", "-c", SINCE)
    time.sleep(0.1)

    assert checkout.run("shell", "--no-imports", "-c", SINCE) == first
    assert process.poll() is None
    process.terminate()
    process.communicate(timeout=checkouts.PATIENCE)


@pytest.mark.parametrize("args", [["help"], ["--version"], ["migrate", "--help"], ["findstatic", "css/portal.css"]])
def test_what_needs_no_database_starts_none(new_checkout, args):
    checkout = new_checkout()

    code, output = checkout.run(*args)

    assert code == 0, output
    assert not list((checkout.path / ".data").glob("postgres*"))


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEYS", "CODE_KEYS", "SITE_URL", "ALLOWED_HOSTS"])
def test_on_a_server_a_missing_setting_is_one_sentence(checkout, name):
    settings = {key: value for key, value in SERVER.items() if key != name}

    code, output = checkout.run("check", **settings)

    assert code == 1
    assert output == f'Environment variable "{name}" not set. The settings come from the environment; see the README.\n'


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("SITE_URL", "wijk.example"),
        ("DATABASE_URL", "nothing"),
        ("DATABASE_URL", "mysql://nobody@127.0.0.1/nothing"),
        ("TRUSTED_PROXIES", "one"),
        ("SECURITY_EXPIRES", "tomorrow"),
        ("DATA_KEYS", "secret"),
        ("CODE_KEYS", f"{KEY},{KEY}"),
    ],
)
def test_on_a_server_a_wrong_setting_is_one_line_that_names_it(checkout, name, wrong):
    code, output = checkout.run("check", **{**SERVER, name: wrong})

    assert code == 1
    assert output.startswith(f'Environment variable "{name}" invalid: ')
    assert output.endswith(". The settings come from the environment; see the README.\n")
    assert ".." not in output
    assert len(output.splitlines()) == 1


def test_on_a_server_an_absent_database_is_one_line(checkout):
    code, output = checkout.run("migrate", **SERVER)

    assert code == 1
    assert output.startswith("The database of DATABASE_URL does not answer: connection failed: ")
    assert len(output.splitlines()) == 1


def test_an_error_of_the_database_itself_is_not_hidden(checkout):
    wrong = (
        'from django.db import connection; connection.cursor().execute("SET statement_timeout = 1; SELECT pg_sleep(9)")'
    )

    code, output = checkout.run("shell", "--no-imports", "-c", wrong)

    assert code == 1
    assert "canceling statement due to statement timeout" in output
    assert "does not answer" not in output


def test_on_a_server_a_short_secret_is_refused(checkout):
    code, output = checkout.run("check", **{**SERVER, "SECRET_KEY": "short"})

    assert code == 1
    assert output.startswith('Environment variable "SECRET_KEY" invalid')


def test_on_a_server_https_is_on_and_nothing_is_made(new_checkout):
    checkout = new_checkout()
    show = "from django.conf import settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_NAME, s.DEBUG)"

    code, output = checkout.run("shell", "--no-imports", "-c", show, **SERVER)

    assert (code, output) == (0, "True __Host-sessie False\n")
    assert not (checkout.path / ".data").exists()


def test_the_secret_is_random_kept_and_private(checkout):
    show = "from django.conf import settings as s; print(s.SECRET_KEY)"

    first, second = (checkout.run("shell", "--no-imports", "-c", show) for _ in range(2))

    assert first == second
    assert len(first[1].strip()) >= 50
    assert (checkout.path / ".data/secret_key").stat().st_mode & 0o777 == 0o600


def test_a_data_directory_that_postgres_cannot_read_is_one_sentence(new_checkout):
    checkout = new_checkout()
    assert checkout.run("shell", "--no-imports", "-c", SINCE)[0] == 0
    data = next((checkout.path / ".data").glob("postgres-*"))
    shutil.rmtree(data / "global")

    code, output = checkout.run("shell", "--no-imports", "-c", SINCE)

    assert code == 1
    assert output.startswith("The database does not start. ")
    assert len(output.splitlines()) == 1
    assert checkout.nothing_left()
