"""`manage.py start` as people use it: real processes, real signals, nothing left behind."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.wijkportal import checkouts


def answers(address):
    """Whether the site, and not only its socket, answers."""
    try:
        with urllib.request.urlopen(f"{address}/robots.txt", timeout=10) as answer:
            return answer.headers["Referrer-Policy"] == "same-origin"
    except urllib.error.HTTPError as error:
        with error:
            return error.headers["Referrer-Policy"] == "same-origin"


def stop(process):
    process.terminate()
    process.communicate(timeout=checkouts.PATIENCE)
    return process.returncode


def pids(checkout, word):
    return [int(line.split()[0]) for line in checkout.processes() if word in line]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_and_is_no_error(checkout, number):
    process, address = checkout.start()
    assert answers(address)

    process.send_signal(number)
    process.communicate(timeout=checkouts.PATIENCE)

    assert process.returncode == 0
    assert checkout.processes() == []


def test_sigkill_leaves_no_process(checkout):
    process, address = checkout.start()
    assert answers(address)
    assert pids(checkout, "gunicorn") and pids(checkout, "postgres")

    process.kill()
    process.communicate(timeout=checkouts.PATIENCE)

    assert checkout.nothing_left()


def test_a_start_after_everything_was_killed_works(checkout):
    process, _ = checkout.start()
    checkout.kill_all()
    process.communicate(timeout=checkouts.PATIENCE)

    process, address = checkout.start()

    assert answers(address)
    assert stop(process) == 0
    assert checkout.processes() == []


@pytest.mark.parametrize(("word", "name"), [("gunicorn", "web server"), ("keeper", "database")])
def test_a_part_that_dies_ends_the_whole_with_a_sentence(checkout, word, name):
    process, _ = checkout.start()

    os.kill(min(pids(checkout, word)), signal.SIGKILL)
    output, _ = process.communicate(timeout=checkouts.PATIENCE)

    assert process.returncode == 1
    assert f"The {name} stopped by itself" in output
    assert "Traceback" not in output
    assert checkout.nothing_left()


def wait_for(condition):
    deadline = time.monotonic() + checkouts.PATIENCE
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_a_worker_that_is_killed_comes_back_and_the_site_goes_on(checkout):
    process, address = checkout.start()
    (first,) = wait_for(lambda: pids(checkout, "procrastinate worker"))

    os.kill(first, signal.SIGKILL)
    (second,) = wait_for(lambda: [pid for pid in pids(checkout, "procrastinate worker") if pid != first])

    assert second != first
    assert answers(address)
    assert stop(process) == 0
    assert checkout.processes() == []


def test_the_worker_does_not_outlive_a_start_that_is_killed(checkout):
    process, _ = checkout.start()
    assert wait_for(lambda: pids(checkout, "procrastinate worker"))

    process.kill()
    process.communicate(timeout=checkouts.PATIENCE)

    assert checkout.nothing_left()


@pytest.mark.parametrize(
    ("given", "says"),
    [({}, True), ({"EMAIL_URL": "smtp://127.0.0.1:9"}, False)],
)
def test_it_says_that_mail_is_written_to_a_folder_when_no_server_is_named(checkout, given, says):
    process, _ = checkout.start(**given)

    line = process.stdout.readline()

    assert line.startswith("Mail is not sent but written to /") is says
    assert stop(process) == 0


def test_a_second_start_says_where_the_first_runs(checkout):
    process, address = checkout.start()

    code, output = checkout.run("start", "--port", "0")

    assert (code, output) == (1, f"The site of this checkout already runs at {address}.\n")
    assert answers(address)
    stop(process)


def test_a_second_start_by_another_user_says_where_the_first_runs(new_checkout, somebody):
    checkout = new_checkout()
    process, address = checkout.start()
    checkout.user = somebody

    code, output = checkout.run("start", "--port", "0")

    assert (code, output) == (1, f"The site of this checkout already runs at {address}.\n")
    stop(process)


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_taken_port_is_one_sentence(checkout, family, host):
    if family == socket.AF_INET6 and not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with socket.socket(family) as other:
        other.bind((host, 0))
        other.listen()
        port = other.getsockname()[1]

        code, output = checkout.run("start", "--port", str(port))

    assert code == 1
    assert output == f"Port {port} of localhost is taken. Choose another: manage.py start --port 8001\n"
    assert checkout.processes() == []


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_what_is_no_port_is_refused(checkout, port):
    code, output = checkout.run("start", f"--port={port}")

    assert code == 2
    assert output.endswith(f"{port} is no port number\n")


def test_under_nohup_a_hangup_changes_nothing(checkout):
    process, address = checkout.start(wrapper=["nohup"])

    process.send_signal(signal.SIGHUP)

    assert answers(address)
    assert process.poll() is None
    assert stop(process) == 0


def test_a_database_that_does_not_answer_is_one_sentence(checkout):
    code, output = checkout.run("start", "--port", "0", DATABASE_URL="postgres://nobody@127.0.0.1:9/nothing")

    assert code == 1
    assert output.startswith("The database of DATABASE_URL does not answer: ")
    assert "Traceback" not in output


def test_another_user_can_start_without_a_home(new_checkout, somebody):
    checkout = new_checkout(as_user=somebody)
    process, address = checkout.start(HOME="/nonexistent")

    assert answers(address)
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in pids(checkout, "")} == {somebody.uid}

    assert stop(process) == 0
    assert checkout.processes() == []


def test_it_listens_on_localhost_only(checkout):
    process, address = checkout.start()
    port = int(address.rpartition(":")[2])

    listening = {
        line.split()[1].rpartition(":")[0]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for line in Path(table).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].rpartition(":")[2], 16) == port
    }

    assert listening <= {"0100007F", "00000000000000000000000001000000"}
    assert stop(process) == 0
