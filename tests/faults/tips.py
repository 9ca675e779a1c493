"""Tips of many residents: drafts that are ready to send, and clients that send them until they are taken."""

import http.client
import os
import threading
import time
from itertools import count

from django.conf import settings
from django.utils import timezone

from buurten.models import Buurt
from meldingen import codes, concepten, versturen
from meldingen.models import Concept, Melding
from tests.live.server import TOKEN, running_site
from wijkportal.bench.residents import pages_of

IS_LONG = os.environ.get("FAULTS") == "long"
SEND, RECEIPT = "/melden/controle/", "/melden/verstuurd/"
NO_LIMITS = {"LIMIT_TIP": "999999999", "LIMIT_SITE_TIP": "999999999", "LIMIT_SITE_NAKIJKEN": "999999999"}
PATIENCE = 30  # seconds until a client gives up
NO_ANSWER = (OSError, http.client.HTTPException)
numbers = count()


class Tip:
    """A draft that is ready: its key, and the fields of the check page."""

    def __init__(self, key, kenmerk):
        self.key, self.fields = key, {"kenmerk": kenmerk}
        self.tries, self.code = 0, None

    @property
    def headers(self):
        return {"Cookie": f"csrf={TOKEN}; concept={self.key}"}

    def send(self, site):
        self.tries += 1
        return site.send("POST", SEND, self.fields, **origin_of(site), **self.headers)

    def receipt(self, site):
        return site.send("GET", RECEIPT, **self.headers)


def origin_of(site):
    return {"Origin": site.address}


def make_tips(number, **pages):
    """Drafts as they are when somebody has come to the check page."""
    buurt = Buurt.objects.select_related("gemeente").order_by("pk").first()
    gegevens = {"paginas": pages_of(buurt) | pages}
    now = timezone.now()
    rows, tips, inzending = [], [], None
    for _turn in range(number):
        key = f"drill-{now.timestamp()}-{next(numbers)}"
        concept = Concept(
            pk=concepten.hashes_of_key(key)[0], gegevens=gegevens, begonnen_op=now - settings.TIP_MIN_TIME * 2,
            vervalt_op=now + settings.CONCEPT_TERM,
        )  # fmt: skip
        invulling = concepten.Invulling(key, concept)
        if inzending is None:
            inzending = versturen.inzending_of(concepten.with_subject(invulling))
        rows.append(concept)
        tips.append(Tip(key, versturen.kenmerk(invulling, inzending)))
    Concept.objects.bulk_create(rows, batch_size=2_000)
    return tips


class Senders:
    """Threads that send tips, each again and again until it is taken. As a context manager: they end with the block.

    `taken`: the tips that were acknowledged, in order, with the moment. `lost_answers`: tries that got no answer.
    `after_failure(tip)`: the tip to go on with.
    """

    def __init__(self, site, tips, threads=8, after_failure=None):
        self.site, self.queue, self.is_over = site, iter(tips), False
        self.taken, self.seconds, self.statuses, self.lost_answers = [], [], {}, 0
        self.after_failure = after_failure or (lambda tip: tip)
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(threads)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *problem):
        self.is_over = bool(problem[0])
        for thread in self.threads:
            thread.join()

    def next(self):
        with self.lock:
            return None if self.is_over else next(self.queue, None)

    def work(self):
        while (tip := self.next()) is not None:
            until = time.monotonic() + PATIENCE
            while not self.is_over and not self.is_taken(tip) and time.monotonic() < until:
                time.sleep(0.05)
                tip = self.after_failure(tip)

    def is_taken(self, tip):
        begun = time.monotonic()
        try:
            status, headers, _body = tip.send(self.site)
        except NO_ANSWER:
            self.lost_answers += 1
            return False
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status != 303 or headers["Location"] != RECEIPT:
            return False
        self.taken.append((time.monotonic(), tip))
        self.seconds.append(time.monotonic() - begun)
        return True

    def wait_for(self, number):
        while len(self.taken) < number and any(thread.is_alive() for thread in self.threads):
            time.sleep(0.01)


def open_site(folder, **variables):
    return running_site(folder, WEB_WORKERS="2", LOG_LEVEL="CRITICAL", **NO_LIMITS, **variables)


def missing(tips):
    """Those of the tips that no melding belongs to."""
    known = {bytes(one) for one in Melding.objects.values_list("sleutel_hash", flat=True)}
    return [tip for tip in tips if codes.keyed("sleutel", tip.key) not in known]


def code_on(body):
    """The receipt code on a page, without its dashes."""
    return codes.normalise(body.decode().partition('class="code"')[2].partition(">")[2].partition("<")[0])
