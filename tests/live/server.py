"""A real web server for a test, requests to it from any address of this machine, and a search for what they left."""

import http.client
import socket
import sys
import time
from contextlib import closing, contextmanager
from urllib.parse import urlencode

from django.conf import settings

from wijkportal import postgres, processes
from wijkportal.bench.server import environment, free_port

HOST = "127.0.0.1"
PATIENCE = 30
TOKEN = "a" * 32  # as the cookie and as the field: what a browser that opened a form sends back


class Site:
    """Where the server listens, and the files that it writes: its output, and its access log when asked for."""

    def __init__(self, folder):
        self.port = free_port()
        self.address = f"http://{HOST}:{self.port}"
        self.output, self.access_log = folder / "output.log", folder / "access.log"

    def send(self, method, path, fields=None, *, source=HOST, **headers):
        """Send a request from an address of this machine; returns (status, headers, body)."""
        body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN}) if fields is not None else None
        sent = {"Host": f"{HOST}:{self.port}", **headers}
        if fields is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={TOKEN}"} | headers
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE, source_address=(source, 0))
        with closing(connection):
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def send_raw(self, data, *, source=HOST):
        """Send bytes that need not be a request; returns the bytes of the answer."""
        with socket.create_connection((HOST, self.port), PATIENCE, source_address=(source, 0)) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def written(self):
        """{name: bytes} of all that the server wrote."""
        files = [path for path in (self.output, self.access_log) if path.exists()]
        return {path.name: path.read_bytes() for path in files}


@contextmanager
def running_site(folder, **variables):
    """A gunicorn with the settings of production on the database of the test; yields its Site."""
    site = Site(folder)
    more = {
        "DJANGO_SETTINGS_MODULE": "tests.live.settings",
        "HTTPS": "off",
        "SITE_URL": site.address,
        "ALLOWED_HOSTS": HOST,
        "TRUSTED_PROXIES": "0",
        "STATIC_ROOT": str(folder),
        "LOG_LEVEL": "INFO",
        "WEB_BIND": f"{HOST}:{site.port}",
        "WEB_WORKERS": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:wijkportal.gunicorn_conf", "wijkportal.wsgi"]
    with site.output.open("wb") as output:
        child = processes.spawn(
            command, cwd=settings.BASE_DIR, env=environment(**more | variables), stdout=output, stderr=output
        )
        site.child = child
        try:
            wait_until_live(site, child)
            yield site
        finally:
            processes.stop(child, patience=25)


def wait_until_live(site, child):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and child.poll() is None:
        try:
            if site.send("GET", "/gezond/live")[0] == 200:
                return
        except (OSError, http.client.HTTPException):  # a socket that met itself answers with the question
            time.sleep(0.05)
    raise AssertionError(f"The web server did not answer: {site.output.read_text()}")


def dump(*options):
    """The bytes of a pg_dump of the database of the test."""
    code, output = postgres.find_programs().run("pg_dump", *options, "--dbname", environment()["DATABASE_URL"])
    assert code == 0, output
    return output.encode()


def found(words, places):
    """{place: words} of all words that occur in {place: bytes}, in any case; {} is what one hopes for."""
    hits = {
        place: [word for word in words if word.lower().encode() in content.lower()] for place, content in places.items()
    }
    return {place: words for place, words in hits.items() if words}
