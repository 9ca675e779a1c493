"""E and F. The inbox of officers, whole and filtered, at this scale and at a hundredth of it in the same run."""

from random import Random
from statistics import median

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode

from agenten.models import Werkgebied, Wijkagent
from meldingen.models import Status
from wijkportal.bench import load
from wijkportal.bench.actions import SEED
from wijkportal.bench.comparing import CONNECTIONS, FEW, one_round, statements
from wijkportal.bench.database import country_database, other_database
from wijkportal.bench.load import Request
from wijkportal.bench.people import MARK
from wijkportal.bench.server import running_server
from wijkportal.sessions import SessionStore

SMALL = 0.01  # 10,000 meldingen
OFFICERS = 20
FILTERED = (Status.ONTVANGEN, Status.IN_BEHANDELING)
COOKIES = ("sessie", "__Host-sessie")  # without and with HTTPS: our own process counts the statements without


def some_officers():
    """Officers with a buurt of their own, always the same ones: (account, code of the buurt)."""
    found = Wijkagent.objects.active().filter(medewerker__username__startswith=MARK).select_related("medewerker")
    chosen = list(found.order_by("pk"))
    Random(SEED).shuffle(chosen)  # noqa: S311
    areas = dict(Werkgebied.objects.filter(buurt__isnull=False).order_by("-pk").values_list("wijkagent", "buurt"))
    return [(officer.medewerker, areas[officer.pk]) for officer in chosen if officer.pk in areas][:OFFICERS]


def signed_in(user):
    """Headers of a browser in which somebody is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"Cookie": "; ".join(f"{name}={session.session_key}" for name in COOKIES)}


def first_pages():
    address = reverse("admin:meldingen_melding_changelist")
    return [Request(address, headers=signed_in(user)) for user, _buurt in some_officers()]


def filtered_pages():
    """One status in the own buurt."""
    address = reverse("admin:meldingen_melding_changelist")
    return [
        Request(f"{address}?{urlencode({'status': status, 'buurt': buurt})}", headers=signed_in(user))
        for (user, buurt) in some_officers()
        for status in FILTERED
    ]


def inbox(server, options):
    """E. The first page of the inbox."""
    return beside_small(server, first_pages, **options)


def inboxfilter(server, options):
    """F. The inbox filtered on status and buurt."""
    return beside_small(server, filtered_pages, **options)


def beside_small(server, make, *, seconds, rounds, scale):
    """The figures at this scale; above SMALL also `ratio`: the cost as a multiple of that at SMALL, taken in turns."""
    requests, name = ready(server, make), connection.settings_dict["NAME"]
    figures = {"sql": statements(requests)}
    calm = [load.send(server.port, requests, seconds=seconds, connections=FEW) for _ in range(rounds)]
    figures |= {key: round(median(getattr(one, key) for one in calm), 2) for key in ("p50", "p95", "p99")}
    ours, theirs = [], []
    if scale <= SMALL:
        ours = [one_round(server, requests, seconds) for _ in range(rounds)]
    else:
        with country_database(SMALL), running_server() as small:
            others = ready(small, make)
            for _ in range(rounds):
                with other_database(name):
                    ours.append(one_round(server, requests, seconds))
                theirs.append(one_round(small, others, seconds))
    return figures | summary(ours, theirs) | {"rounds": rounds, "client": load.client_name()}


def ready(server, make):
    """The requests, each tried once, and the server warm."""
    requests = make()
    load.check(server.port, requests)
    load.warm(server.port, requests, connections=CONNECTIONS)
    return requests


def summary(ours, theirs):
    found = {key: round(median(one[key] for one in ours), 3) for key in ("req_s", "cpu_ms", "cpu_ms_database")}
    if theirs:
        found["small_cpu_ms"] = round(median(one["cpu_ms"] for one in theirs), 3)
        found["ratio"] = round(median(a["cpu_ms"] / b["cpu_ms"] for a, b in zip(ours, theirs, strict=True)), 3)
    return found
