"""What a resident does, as requests, each with the limit that it is compared with (SPEED.md, rows A and B)."""

import random
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from buurten.models import Buurt, Postcodereeks
from wijkportal.bench.comparing import CONNECTIONS, compare, statements
from wijkportal.bench.load import HOST, LoadError, Request, check, fetch, send, warm

PAGES = 400  # different buurten in a round, so that no cache of one page flatters
KNOWN_PAGES = 20  # pages that a browser has already, few enough to stay known while a round lasts
SEED = 20_261_123


def some_buurten(number):
    """Buurten of all kinds, always the same, with their gemeente."""
    codes = sorted(Buurt.objects.active().filter(is_demo=False).values_list("code", flat=True))
    chosen = random.Random(SEED).sample(codes, min(number, len(codes)))  # noqa: S311
    return list(Buurt.objects.select_related("gemeente").filter(code__in=chosen).order_by("code"))


def page_requests(number=PAGES):
    return [Request(buurt.get_absolute_url()) for buurt in some_buurten(number)]


def page_limits(number=PAGES):
    return [Request(f"/bench/page/{buurt.code}/") for buurt in some_buurten(number)]


def search_requests(number=PAGES):
    """Postcodes that lie in one buurt: half of them typed with a house number, as people do."""
    whole = {}
    for row in Postcodereeks.objects.filter(buurt__in=some_buurten(number)).order_by("postcode", "van"):
        whole.setdefault(row.postcode, []).append(row)
    single = [rows[0] for rows in whole.values() if len(rows) == 1 and not shared(rows[0].postcode)][:number]
    words = [f"{row.postcode} {row.van}" if turn % 2 else row.postcode for turn, row in enumerate(single)]
    return [Request(f"{reverse('zoek')}?{urlencode({'q': text})}", 303) for text in words]


def shared(postcode):
    return Postcodereeks.objects.filter(postcode=postcode).values("buurt").distinct().count() > 1


def page(server, options):
    """A. The buurt page in full, without a page cache."""
    requests = page_requests()
    return compare(server, requests, page_limits(), **options) | {"sql": statements(requests)}


def search(server, options):
    """A. The search that answers 303."""
    requests = search_requests()
    return compare(server, requests, page_limits(), **options) | {"sql": statements(requests)}


def revalidate(server, options):
    """B. The buurt page again, with the ETag that the browser has."""
    paths = [request.path for request in page_requests(KNOWN_PAGES)]
    known = [Request(path, 304, {"If-None-Match": etag_of(server, path)}) for path in paths]
    figures = compare(server, known, [Request("/bench/304/", 304)], **options)
    return figures | {"sql": warm_statements(paths), "visible_s": seconds_until_visible(server)}


def limits(server, options):
    """What the limits themselves reach: a page, a bare 304, and a POST that makes one durable row."""
    choices = {"seconds": options["seconds"], "connections": CONNECTIONS}
    found = {}
    for name, requests in {
        "page": page_limits(),
        "304": [Request("/bench/304/", 304)],
        "insert": [insert_limit()],
    }.items():
        check(server.port, requests)
        warm(server.port, requests, connections=CONNECTIONS)
        result = send(server.port, requests, **choices)
        found[f"{name}_req_s"] = round(result.requests / result.seconds, 1)
    return found


def insert_limit():
    """The POST of *insert*, with the CSRF cookie and header of a form."""
    token = "b" * 32
    cookie = f"__Host-csrf={token}"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
    return Request("/bench/insert/", 204, form | {"Cookie": cookie, "X-CSRFToken": token}, "POST", "text=regel")


def etag_of(server, path):
    status, headers, _ = fetch(server.port, Request(path))
    if status != 200 or not headers["ETag"]:
        raise LoadError(f"{path} answers {status} with ETag {headers['ETag']}")
    return headers["ETag"]


def warm_statements(paths):
    """Statements of a conditional request once this process knows the ETag (our own: it covers SITE_URL too)."""
    client = Client(SERVER_NAME="localhost")
    most = 0
    for path in paths:
        etag = client.get(path).headers["ETag"]
        with CaptureQueriesContext(connection) as context:
            again = client.get(path, headers={"If-None-Match": etag})
        if again.status_code != 304:
            raise LoadError(f"{path} answers {again.status_code} instead of 304")
        most = max(most, len(context))
    return most


def seconds_until_visible(server):
    """How long a change can stay unseen: until our answer differs, and the age that a shared cache may add."""
    buurt = some_buurten(1)[0]
    path = buurt.get_absolute_url()
    with renamed(buurt):
        etag = etag_of(server, path)
        for _ in server.processes()[1:] * 4:  # until every worker knows this ETag
            fetch(server.port, Request(path, 304, {"If-None-Match": etag}))
    start = time.perf_counter()
    while fetch(server.port, Request(path, 304, {"If-None-Match": etag}))[0] == 304:
        if time.perf_counter() - start > 120:
            raise LoadError(f"{path} still answers 304 after two minutes")
        time.sleep(0.25)
    return round(time.perf_counter() - start + settings.PUBLIC_MAX_AGE, 1)


@contextmanager
def renamed(buurt):
    """Inside the block the buurt has another name; that it gets its own back is the change to be seen."""
    with connection.cursor() as cursor:
        rename = "UPDATE buurten_buurt SET naam = %s WHERE code = %s"
        cursor.execute(rename, [f"{buurt.naam} (even anders)", buurt.code])
        try:
            yield
        finally:
            cursor.execute(rename, [buurt.naam, buurt.code])
