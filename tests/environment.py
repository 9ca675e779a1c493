"""What the suite runs in: a throw-away PostgreSQL, its own settings, no network; and the layers that may be skipped.

A plugin (`-p tests.environment` in pyproject.toml), because pytest-django reads the settings before any conftest.py.
"""

import ipaddress
import os
import shutil
import socket
from pathlib import Path

import hypothesis
import pytest

from wijkportal import embedded
from wijkportal.processes import Refused

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    "SECRET_KEY": "only-for-tests-" * 5,
    "DATA_KEYS": "1:ZGF0YS1rZXktb25seS1mb3ItdGVzdHMtMzItYnl0ZXM=",
    "CODE_KEYS": "1:Y29kZS1rZXktb25seS1mb3ItdGVzdHMtMzItYnl0ZXM=",
    "SITE_URL": "http://localhost:8000",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "HTTPS": "off",
    "DEBUG": "off",
    # With Playwright an event loop runs in the thread of the test; Django would refuse its database there.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SERVER = pytest.StashKey[embedded.Server]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    os.environ.update(ENVIRONMENT)
    # The workers of xdist inherit the address from the first process.
    known = early_config.known_args_namespace
    if not (os.environ.get("DATABASE_URL") or known.help or known.version):
        server = embedded.throw_away_server()
        try:
            server.enter()
        except Refused as problem:
            raise pytest.UsageError(str(problem)) from None
        early_config.stash[SERVER] = server
        os.environ["DATABASE_URL"] = server.url
    return (yield)


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: needs a Chromium; skipped without (or name one with CHROMIUM=path)")
    config.addinivalue_line("markers", "real_data: needs the official files; skipped without REAL_DATA=folder")
    hypothesis.settings.register_profile("house", deadline=None, database=None)
    hypothesis.settings.load_profile("house")
    block_network()


def pytest_unconfigure(config):
    if server := config.stash.get(SERVER, None):
        server.leave()


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent / "browser"):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("browser") and not chromium():
            item.add_marker(pytest.mark.skip(reason="no Chromium found (apt install chromium, or set CHROMIUM)"))
        if item.get_closest_marker("real_data") and not os.environ.get("REAL_DATA"):
            item.add_marker(pytest.mark.skip(reason="REAL_DATA names no folder with the official files"))


def chromium():
    """Return the path of a Chromium, or None."""
    return os.environ.get("CHROMIUM") or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def real_data():
    """Return the folder with the official files."""
    folder = Path(os.environ.get("REAL_DATA", ""))
    if not os.environ.get("REAL_DATA"):
        pytest.skip("REAL_DATA names no folder with the official files")
    assert folder.is_dir(), f"REAL_DATA={folder} is no folder"
    return folder


# --- no network ---------------------------------------------------------------------------------------------------


class NetworkBlocked(BaseException):
    """A test reached for the network. No Exception, so that nothing can swallow it."""


def block_network():
    """Let Python's sockets reach only this machine."""

    def guarded(original):
        def connect(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
                raise NetworkBlocked(f"A test connects to {address[0]}")
            return original(self, address)

        return connect

    socket.socket.connect = guarded(socket.socket.connect)
    socket.socket.connect_ex = guarded(socket.socket.connect_ex)


def is_local(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "")
