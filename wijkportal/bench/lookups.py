"""H and I. Suggestions while typing, names with a typing error, and a position to its buurt."""

import random
import string
import time

from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode

from buurten.models import Buurt, Soort, Zoeknaam
from buurten.rd import to_wgs84
from buurten.search import search_places, suggest_places
from wijkportal.bench import load
from wijkportal.bench.actions import SEED
from wijkportal.bench.country import Country

TRIES = 1_000
POSITIONS = 2_000
FEWEST_LETTERS = 3
MOST_LINES = 10
TIMES = 3
AREAS = [Soort.BUURT, Soort.WIJK, Soort.PLAATS]


class Timer:
    """Adds up what Postgres says that statements take (planning and execution), as an execute_wrapper.

    Of three times the shortest: what a statement costs, without what other processes of the machine take meanwhile.
    """

    def __init__(self):
        self.seconds = 0.0
        self.statements = 0

    def __call__(self, execute, sql, params, many, context):
        self.statements += 1
        if sql.lstrip().startswith(("SELECT", "WITH")):
            self.seconds += min(self.explained(sql, params) for _ in range(TIMES)) / 1000
        return execute(sql, params, many, context)

    def explained(self, sql, params):
        with connection.cursor() as cursor:
            # The cursor inside, so that this statement does not come here again.
            cursor.cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            plan = cursor.cursor.fetchone()[0][0]
        return plan["Planning Time"] + plan["Execution Time"]


def timed(function, arguments):
    """Percentiles of the ms inside Postgres and of the ms in all, per call; and the most statements of one call."""
    inside, whole, most = [], [], 0
    function(arguments[0])  # the first connects
    for argument in arguments:
        timer = Timer()
        with connection.execute_wrapper(timer):
            function(argument)
        start = time.perf_counter()
        function(argument)
        whole.append(time.perf_counter() - start)
        inside.append(timer.seconds)
        most = max(most, timer.statements)
    return load.percentiles(inside), load.percentiles(whole), most


def some_names(kinds, number):
    """Names of the search table, always the same ones."""
    rows = Zoeknaam.objects.filter(soort__in=kinds, is_alias=False).order_by("naam", "context", "pk")
    names = list(rows.values_list("naam", flat=True))
    return random.Random(SEED).sample(names, min(number, len(names)))  # noqa: S311


def suggest(server, options):
    """H. The first letters of names and streets, as the field sends them; and the search on names with one slip."""
    dice = random.Random(SEED)  # noqa: S311
    names = some_names(Soort.values, TRIES)
    typed = [naam[: dice.randint(FEWEST_LETTERS, max(FEWEST_LETTERS, len(naam)))].strip() for naam in names]
    requests = [
        load.Request(f"{reverse('suggesties')}?{urlencode({'q': text})}", headers={"HX-Request": "true"})
        for text in typed
    ]
    load.check(server.port, requests[:50])
    result = load.send(server.port, requests, seconds=options["seconds"], connections=2)
    inside, whole, statements = timed(suggest_places, typed)
    wrong = [(with_a_slip(dice, naam), naam) for naam in some_names(AREAS, TRIES)]
    found = sum(finds(text, naam) for text, naam in wrong)
    _, slips, _ = timed(search_places, [text for text, _ in wrong])
    return {
        "req_s": round(result.requests / result.seconds, 1),
        "p50": result.p50,
        "p95": result.p95,
        "p99": result.p99,
        "suggest_p95": whole[1],
        "suggest_p95_database": inside[1],
        "slip_p95": slips[1],
        "slip_found": round(found / len(wrong), 4),
        "sql": statements,
        "client": load.client_name(),
    }


def finds(text, naam):
    """Whether the search offers the right name among its first ten lines."""
    return any(line.naam == naam for line in search_places(text).lines[:MOST_LINES])


def with_a_slip(dice, naam):
    """One letter too few, too many, another one, or two the wrong way round."""
    place = dice.randrange(1, max(2, len(naam)))
    letter = dice.choice(string.ascii_lowercase)
    head, tail = naam[:place], naam[place:]
    swapped = head + tail[1:2] + tail[:1] + tail[2:]
    return dice.choice([head + tail[1:], head + letter + tail, head + letter + tail[1:], swapped])


def position(server, options):
    """I. A random position in the country to its buurt."""
    dice = random.Random(SEED)  # noqa: S311
    shape = Country(options["scale"]).shape
    places = [to_wgs84(*shape.inside(dice)) for _ in range(POSITIONS)]
    inside, whole, statements = timed(lambda place: list(Buurt.objects.at(*place)), places)
    found = sum(bool(Buurt.objects.at(*place)) for place in places[:200])
    return {
        **dict(zip(("p50", "p95", "p99"), inside, strict=True)),
        "p95_with_python": whole[1],
        "sql": statements,
        "found": found / 200,
    }
