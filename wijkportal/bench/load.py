"""Send requests as fast as they are answered, with wrk when it is there, else with a small client of our own."""

import http.client
import itertools
import json
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
# What the proxy in front of a production site adds (TRUSTED_PROXIES=1).
PROXY = {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip", "Host": HOST}


class LoadError(Exception):
    """An answer was not the one that the action demands."""


@dataclass(frozen=True)
class Request:
    path: str
    status: int = 200
    headers: dict = field(default_factory=dict)
    method: str = "GET"
    body: str = ""

    def all_headers(self):
        length = {"Content-Length": str(len(self.body))} if self.body else {}
        return PROXY | self.headers | length

    def raw(self):
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.all_headers().items())
        return f"{self.method} {self.path} HTTP/1.1\r\n{lines}\r\n{self.body}"


@dataclass
class Result:
    """Milliseconds at percentiles, over all requests of a round."""

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float
    errors: int


def client_name():
    return "wrk" if shutil.which("wrk") else "python"


def send(port, requests, *, seconds, connections):
    """Send the requests in turn for some seconds, longer where none was answered in that time; returns a Result.

    Raises LoadError when an answer was an error, or none came within a minute.
    """
    client = run_wrk if shutil.which("wrk") else run_python
    result = client(port, requests, seconds, connections)
    while not result.requests and not result.errors and seconds < 60:
        seconds *= 4
        result = client(port, requests, seconds, connections)
    if result.errors or not result.requests:
        raise LoadError(f"{result.errors} of {result.requests} answers to {requests[0].path} … were errors")
    return result


def warm(port, requests, *, connections):
    """A first second that does not count: templates are read, connections to the database made."""
    client = run_wrk if shutil.which("wrk") else run_python
    client(port, requests, 1, connections)


def fetch(port, request):
    """Send one request; returns (status, headers, body)."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request(request.method, request.path, request.body or None, request.all_headers())
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def check(port, requests):
    """Every one of the requests gets the status that it expects. Raises LoadError."""
    for request in requests:
        status, _, _ = fetch(port, request)
        if status != request.status:
            raise LoadError(f"{request.path} answers {status} instead of {request.status}")


def run_wrk(port, requests, seconds, connections):
    with tempfile.NamedTemporaryFile("w", suffix=".requests", encoding="utf-8", newline="") as file:
        file.write("\0".join(request.raw() for request in requests))
        file.flush()
        options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s"]
        script = ["-s", str(Path(__file__).parent / "load.lua"), f"http://{HOST}:{port}/", "--", file.name]
        done = subprocess.run(["wrk", *options, *script], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def run_python(port, requests, seconds, connections):
    """Slower than the server: its own CPU time limits what it can ask."""
    turns, times, errors = itertools.count(), [], []
    until = time.perf_counter() + seconds

    def visit():
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        while time.perf_counter() < until:
            request = requests[next(turns) % len(requests)]
            start = time.perf_counter()
            connection.request(request.method, request.path, request.body or None, request.all_headers())
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - start)
            if answer.status != request.status:
                errors.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=visit) for _ in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p50, p95, p99 = percentiles(times or [0])
    return Result(len(times), time.perf_counter() - start, p50, p95, p99, len(errors))


def percentiles(seconds):
    """The 50th, 95th and 99th percentile of a list of seconds, in milliseconds."""
    times = sorted(seconds)
    return [round(1000 * times[min(len(times) - 1, int(len(times) * share))], 3) for share in (0.50, 0.95, 0.99)]
