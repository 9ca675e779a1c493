"""A tip sent, and its status asked with the code (SPEED.md, rows C and D)."""

from itertools import count
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from meldingen import codes, concepten, versturen, volgsessies
from meldingen.models import Concept, Contactvorm, MagPraten, Melding
from meldingen.stappen import CONTROLE, first_open
from wijkportal.bench import load
from wijkportal.bench.actions import insert_limit, page_limits, some_buurten
from wijkportal.bench.comparing import CONNECTIONS, FEW, compare, one_round
from wijkportal.bench.load import HOST, LoadError, Request
from wijkportal.bench.reports import KNOWN_CODES, key_of

TOKEN = "b" * 32  # of the CSRF cookie and field
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
PER_SECOND = 1_200  # more drafts than can be sent in a second
FOLLOWED = 400
STORY = "Elke avond rond tien uur rijden twee scooters heel hard door het park. Ik durf er niet meer langs."
numbers = count()


def pages_of(buurt):
    """What a draft holds when somebody has come to the check page."""
    subject = "verkeer/VERKEER"
    return {
        "groep": {"groep": "verkeer"},
        "onderwerp": {"groep": "verkeer", "onderwerp": "VERKEER"},
        "andere-deur": {"onderwerp": subject},
        "wat": {"verhaal": STORY, "wanneer": "nu"},
        "vragen": {"onderwerp": subject, "antwoorden": {"richting": "naar het station"}},
        "waar": {"buurt": buurt.pk, "gemeente": buurt.gemeente_id, "heeft_team": True, "plek": "Bij de ingang"},
        "fotos": {},
        "contact": {"contactvorm": Contactvorm.ANONIEM.value},
        "delen": {"mag_praten": MagPraten.JA.value, "delen": "zonder"},
    }


def drafts(number):
    """Requests that each send a draft of their own, which is ready. Raises LoadError when the form has changed."""
    buurten = some_buurten(200)
    pages = [pages_of(buurt) for buurt in buurten]
    now = timezone.now()
    rows, requests = [], []
    for turn in range(number):
        key = f"bench-draft-{now.timestamp()}-{next(numbers)}"
        gegevens = {"paginas": pages[turn % len(pages)]}
        concept = Concept(
            pk=concepten.hashes_of_key(key)[0], gegevens=gegevens, begonnen_op=now - settings.TIP_MIN_TIME * 2,
            vervalt_op=now + settings.CONCEPT_TERM,
        )  # fmt: skip
        rows.append(concept)
        requests.append(send_request(key, concept, turn % len(pages)))
    Concept.objects.bulk_create(rows, batch_size=2_000)
    return requests


inzendingen = {}


def send_request(key, concept, place):
    """The POST of the check page. What a buurt brings is looked up once: only the key differs."""
    invulling = concepten.Invulling(key, concept)
    if place not in inzendingen:
        concepten.with_subject(invulling)
        if first_open(invulling).slug != CONTROLE:
            raise LoadError(f"The draft of the benchmark stops at {first_open(invulling).slug}")
        inzendingen[place] = versturen.inzending_of(invulling)
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "kenmerk": versturen.kenmerk(invulling, inzendingen[place])})
    cookies = f"__Host-csrf={TOKEN}; __Host-concept={key}"
    return Request("/melden/controle/", 303, FORM | {"Cookie": cookies}, "POST", body)


def submit(server, options):
    """C. A tip sent, with all checks: encryption, owner, event, job; every request sends another draft."""
    seconds, rounds = options["seconds"], options["rounds"]
    load.check(server.port, drafts(3))
    load.warm(server.port, drafts(PER_SECOND), connections=CONNECTIONS)
    load.warm(server.port, [insert_limit()], connections=CONNECTIONS)
    ours, theirs = [], []
    before = Melding.objects.count()
    for _ in range(rounds):
        ours.append(one_round(server, drafts(PER_SECOND * seconds), seconds))
        theirs.append(one_round(server, [insert_limit()], seconds))
    made = Melding.objects.count() - before
    calm = load.send(server.port, drafts(PER_SECOND * seconds), seconds=seconds, connections=FEW)
    most = max(transaction_statements(request) for request in drafts(5))
    return {
        "req_s": round(median(r["req_s"] for r in ours), 1),
        "p50": round(calm.p50, 2),
        "p99": round(calm.p99, 2),
        "cpu_ms": round(median(r["cpu_ms"] for r in ours), 3),
        "cpu_ms_database": round(median(r["cpu_ms_database"] for r in ours), 3),
        "sql": most,
        "limit_req_s": round(median(r["req_s"] for r in theirs), 1),
        "limit_cpu_ms": round(median(r["cpu_ms"] for r in theirs), 3),
        "ratio": round(median(a["req_s"] / b["req_s"] for a, b in zip(ours, theirs, strict=True)), 3),
        "ratio_cpu": round(median(b["cpu_ms"] / a["cpu_ms"] for a, b in zip(ours, theirs, strict=True)), 3),
        "meldingen": made,
        "rounds": rounds,
        "client": load.client_name(),
    }


def transaction_statements(request):
    """The statements inside the transaction that makes the melding."""
    client = Client(SERVER_NAME="localhost")
    client.cookies.load(request.headers["Cookie"].replace("__Host-", settings.CSRF_COOKIE_NAME.removesuffix("csrf")))
    with CaptureQueriesContext(connection) as context:
        client.post(request.path, request.body, content_type=FORM["Content-Type"])
    return max(in_transactions(query["sql"] or "" for query in context.captured_queries))


def in_transactions(statements):
    """The number of statements in each transaction, without those that begin and end it."""
    counts = [0]
    for statement in statements:
        word = statement.partition(" ")[0].rstrip(";")
        if word == "BEGIN":
            counts.append(0)
        elif word not in ("", "COMMIT", "SAVEPOINT", "RELEASE"):
            counts[-1] += 1
    return counts


def follow(server, options):
    """D. The status page of a melding, for who gave the code."""
    cookies = [session_of(number) for number in range(min(FOLLOWED, KNOWN_CODES, Melding.objects.count()))]
    requests = [Request("/volgen/melding/", 200, {"Cookie": cookie}) for cookie in cookies]
    client = Client(SERVER_NAME="localhost")
    most = 0
    for cookie in cookies[:25]:
        client.cookies.load(cookie.replace("__Host-", settings.CSRF_COOKIE_NAME.removesuffix("csrf")))
        with CaptureQueriesContext(connection) as context:
            client.get("/volgen/melding/")
        most = max(most, len(context))
    return compare(server, requests, page_limits(), **options) | {"sql": most}


def session_of(number):
    """The cookie of somebody who gave the code of a known melding."""
    found = volgsessies.find_by_code(codes.code_of(key_of(number)))
    if found is None:
        raise LoadError("No melding with a known code: make the database of the benchmark anew (--fresh)")
    return f"__Host-csrf={TOKEN}; __Host-volg={volgsessies.begin(found)}"
