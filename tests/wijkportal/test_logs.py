"""The log says what went wrong and where, without a word that was sent."""

import logging
import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from gunicorn.config import Config

from meldingen.models import Dagsleutel
from tests.live.server import found
from wijkportal import gunicorn_conf
from wijkportal.logs import DiscreetFormatter

WORD = "kanarie"


@pytest.fixture
def lines():
    """What the log of the site would hold."""
    written = []

    class Handler(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Handler()
    handler.setFormatter(DiscreetFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def log_of(lines, work):
    try:
        work()
    except Exception:
        logging.getLogger("tests").exception("It broke")
    return lines[-1]


def test_an_error_is_its_class_and_its_lines_of_code(lines):
    def work():
        try:
            int(WORD)
        except ValueError as problem:
            raise RuntimeError(WORD) from problem

    text = log_of(lines, work)
    assert WORD not in text.replace("int(WORD)", "")
    assert text.count("Traceback (most recent call last):") == 2
    assert "ERROR tests It broke" in text
    assert "builtins.ValueError\n\nThen:\n" in text
    assert text.endswith("builtins.RuntimeError")
    assert "raise RuntimeError(WORD) from problem" in text


def test_an_error_that_hides_its_cause_is_alone(lines):
    def work():
        try:
            int(WORD)
        except ValueError:
            raise RuntimeError(WORD) from None

    assert "ValueError\n\nThen" not in log_of(lines, work)


@pytest.mark.django_db
def test_an_error_of_the_database_names_the_constraint_and_no_value(lines):
    def work():
        with transaction.atomic():
            for _time in range(2):
                Dagsleutel.objects.create(dag="1999-09-09", sleutel=b"")

    text = log_of(lines, work)
    assert found(["1999-09-09)", "already exists"], {"log": text.encode()}) == {}
    assert text.endswith("django.db.utils.IntegrityError 23505 meldingen_dagsleutel meldingen_dagsleutel_pkey")


@pytest.mark.parametrize(
    ("method", "address", "line"),
    [
        ("get", f"/{WORD}/?q={WORD}", "WARNING django.request 404 GET -"),
        ("post", f"/hulp/?q={WORD}", "WARNING django.request 405 POST hulp/"),
        ("get", f"/en/wijkagent/{WORD}/", "WARNING django.request 404 GET en/wijkagent/<slug:slug>/"),
    ],
)
@pytest.mark.django_db
def test_a_request_is_its_status_method_and_route(lines, method, address, line):
    getattr(Client(), method)(address, {"verhaal": WORD})
    assert [one.partition(" ")[2].partition(" ")[2] for one in lines][:1] == [line]
    assert found([WORD], {"log": "".join(lines).encode()}) == {}


def test_another_handler_that_writes_the_error_in_full_does_not_matter(lines):
    full = logging.StreamHandler(StringIO())
    logging.getLogger("tests").addHandler(full)
    try:
        assert WORD not in log_of(lines, lambda: int(WORD)).replace("int(WORD)", "")
    finally:
        logging.getLogger("tests").removeHandler(full)


def configured(**variables):
    """What the settings of production make of the loggers."""
    code = (
        "import django, logging; django.setup();"
        "print([(n, [type(h).__name__ + '/' + type(h.formatter).__name__ for h in logging.getLogger(n).handlers])"
        " for n in ('', 'django', 'django.server', 'django.security', 'procrastinate')])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "wijkportal.settings"} | variables
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_logger_ends_in_the_one_handler():
    names = ("", "django", "django.server", "django.security", "procrastinate")
    assert configured().stdout.strip() == str(
        [(name, [] if name else ["StreamHandler/DiscreetFormatter"]) for name in names]
    )


def test_a_log_that_tells_all_is_refused():
    outcome = configured(LOG_LEVEL="DEBUG")
    assert outcome.returncode == 1
    assert "LOG_LEVEL" in outcome.stderr


@pytest.mark.parametrize(
    ("status", "path", "written"),
    [
        ("200 OK", "/volgen/melding/", "/volgen/melding/"),
        ("200 OK", "/volgen/e-mail/volgmail-7:canary:canary/", "-"),
        ("200 OK", "/en/volgen/e-mail/melder-7:canary:canary/", "-"),
        ("404 Not Found", "/K7QF3MHT9XWP2D8N/", "-"),
    ],
)
def test_the_access_log_tells_no_path_that_is_a_key_itself(status, path, written):
    response = SimpleNamespace(status=status, sent=1, headers=[])
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1"}
    atoms = gunicorn_conf.logger_class(Config()).atoms(response, SimpleNamespace(headers=[]), environ, timedelta(0))
    assert (gunicorn_conf.access_log_format % atoms).split()[3] == written
