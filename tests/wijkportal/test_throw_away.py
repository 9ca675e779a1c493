"""The database of the suite itself leaves nothing behind, however the suite ends."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.environment import NetworkBlocked
from tests.wijkportal import checkouts

SUITE = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "-q"]


@pytest.fixture
def temporary():
    directory = checkouts.reachable_directory()
    yield directory
    shutil.rmtree(directory)


def suite(temporary, *args):
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL" and "PYTEST" not in key}
    environment = {**inherited, "TMPDIR": str(temporary)}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen([*SUITE, *args], cwd=checkouts.ROOT, env=environment, text=True, **pipes)


def left(temporary):
    """Return the databases of suites that are still there, after some patience."""
    deadline = time.monotonic() + 10
    while (found := list(temporary.glob("wijkportal-test-*"))) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_a_plain_pytest_has_a_database_and_removes_it(temporary):
    process = suite(temporary, "tests/wijkportal/test_postgres.py", "-k", "long_path")
    output, _ = process.communicate(timeout=checkouts.PATIENCE)

    assert process.returncode == 0, output
    assert "1 passed" in output
    assert list(temporary.glob("wijkportal-test-*")) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_suite_that_is_stopped_leaves_nothing(temporary, number):
    process = suite(temporary, "tests/wijkportal/test_development.py")
    deadline = time.monotonic() + 30
    while not list(temporary.glob("wijkportal-test-*/postgres-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(temporary.glob("wijkportal-test-*"))

    process.send_signal(number)
    process.communicate(timeout=checkouts.PATIENCE)

    assert left(temporary) == []


def test_the_suite_has_no_network():
    with socket.socket() as outside, pytest.raises(NetworkBlocked):
        outside.connect(("192.0.2.1", 443))
    with socket.socket() as outside, pytest.raises(NetworkBlocked):
        outside.connect_ex(("wijkportaal.example", 443))
