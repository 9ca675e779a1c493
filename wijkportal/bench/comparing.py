"""Measure an action against its limit: A B A B …, and keep the medians, because a shared machine is never quiet."""

from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wijkportal.bench import load

CONNECTIONS = 16  # for requests a second: enough to keep every worker busy
FEW = 2  # for the time of one request
TRIES_FOR_SQL = 25
AROUND = ("BEGIN", "COMMIT")


def compare(server, action, limit, *, seconds, rounds, scale):
    """Send both lists of requests in turn; returns the figures of the action and of its limit.

    `scale` is of no concern here: every action gets the same options.
    """
    load.check(server.port, [*action, *limit])
    for requests in (action, limit):
        load.warm(server.port, requests, connections=CONNECTIONS)
    ours, theirs = [], []
    for _ in range(rounds):
        for requests, found in ((action, ours), (limit, theirs)):
            found.append(one_round(server, requests, seconds))
    calm = [load.send(server.port, action, seconds=seconds, connections=FEW) for _ in range(rounds)]
    return {
        "req_s": round(median(r["req_s"] for r in ours), 1),
        "p50": round(median(result.p50 for result in calm), 2),
        "p95": round(median(result.p95 for result in calm), 2),
        "p99": round(median(result.p99 for result in calm), 2),
        "cpu_ms": round(median(r["cpu_ms"] for r in ours), 3),
        "cpu_ms_database": round(median(r["cpu_ms_database"] for r in ours), 3),
        "limit_req_s": round(median(r["req_s"] for r in theirs), 1),
        "limit_cpu_ms": round(median(r["cpu_ms"] for r in theirs), 3),
        "ratio": round(median(a["req_s"] / b["req_s"] for a, b in zip(ours, theirs, strict=True)), 3),
        "ratio_cpu": round(median(b["cpu_ms"] / a["cpu_ms"] for a, b in zip(ours, theirs, strict=True)), 3),
        "rounds": rounds,
        "client": load.client_name(),
    }


def one_round(server, requests, seconds):
    before = server.cpu_ms()
    result = load.send(server.port, requests, seconds=seconds, connections=CONNECTIONS)
    after = server.cpu_ms()
    database = (after["database"] - before["database"]) / result.requests
    web = (after["web"] - before["web"]) / result.requests
    return {"req_s": result.requests / result.seconds, "cpu_ms": web + database, "cpu_ms_database": database}


def statements(requests):
    """The most SQL statements that one of the requests takes, without BEGIN, COMMIT and the ping of a connection."""
    client = Client(SERVER_NAME="localhost")
    most = 0
    for request in requests[:TRIES_FOR_SQL]:
        with CaptureQueriesContext(connection) as context:
            client.get(request.path, headers=request.headers)
        most = max(most, sum(query["sql"] not in AROUND for query in context))
    return most
