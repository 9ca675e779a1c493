"""What residents meet while the database is away: requests in parallel, with how long each took."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.faults.tips import NO_ANSWER, origin_of

STORY = "Elke avond rond tien uur staat er een groep bij de ingang, en ik durf er niet meer langs."
EMERGENCY = ('href="tel:112"', "112NL", 'href="tel:09008844"')
PUBLIC = "/mijn-buurt/gm9901/bu99010101/"


@dataclass
class Answer:
    status: int
    seconds: float
    headers: dict
    html: str

    @property
    def is_refused_well(self):
        """The 503 with the typed text in it, whom to call, and a time to try again."""
        keeps = all(part in self.html for part in (STORY, *EMERGENCY))
        return self.status == 503 and keeps and self.headers["Retry-After"] == "30"


def timed(site, method, path, fields=None, **headers):
    begun = time.monotonic()
    try:
        status, got, body = site.send(method, path, fields, **headers)
    except NO_ANSWER as problem:
        status, got, body = 0, {}, repr(problem).encode()
    return Answer(status, time.monotonic() - begun, got, body.decode())


def write(site, tip):
    """Send the page of the story in somebody's draft."""
    return timed(site, "POST", "/melden/wat/", {"verhaal": STORY, "wanneer": "nu"}, **origin_of(site), **tip.headers)


def read(site, path=PUBLIC):
    return timed(site, "GET", path)


def at_once(*calls):
    """Call all at the same time; what each gave, in their order."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(*call) for call in calls]]


def seconds_until(is_well, patience=30):
    """How long until it is true, or None."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        if is_well():
            return round(time.monotonic() - begun, 1)
        time.sleep(0.1)
    return None


def longest(answers):
    return round(max(answer.seconds for answer in answers), 1)
