"""G. Text search in the inbox, within what somebody may see."""

from itertools import cycle
from random import Random

from agenten.models import Medewerker
from meldingen.models import Melding, Zoekwoorden
from meldingen.zoeken import found
from wijkportal.bench.actions import SEED
from wijkportal.bench.load import LoadError
from wijkportal.bench.lookups import timed
from wijkportal.bench.people import MARK
from wijkportal.bench.reports import likely_words

SEARCHES = 400
SEARCHERS = 100  # officers and chiefs
PAGE = 50


def zoekwoord(server, options):
    """One to three words as people write them, by officers and chiefs: the first page, with its line in the log."""
    if not Zoekwoorden.objects.exists():
        raise LoadError("This country has no words to search by. Make it anew: --fresh")
    dice = Random(SEED)  # noqa: S311
    words = iter(likely_words(dice, 3 * SEARCHES))
    texts = [" ".join(next(words) for _ in range(dice.randint(1, 3))) for _ in range(SEARCHES)]
    searches = list(zip(texts, cycle(searchers(dice)), strict=False))
    inside, whole, statements = timed(first_page, searches)
    rows = [len(first_page(search)) for search in searches]
    return {
        **dict(zip(("p50", "p95", "p99"), inside, strict=True)),
        "p95_with_python": whole[1],
        "sql": statements,
        "searches": len(searches),
        "empty": sum(not number for number in rows),
        "full_pages": sum(number == PAGE for number in rows),
    }


def searchers(dice):
    """Some officers and chiefs, always the same ones."""
    accounts = list(Medewerker.objects.filter(username__startswith=MARK).order_by("username"))
    return dice.sample(accounts, min(SEARCHERS, len(accounts)))


def first_page(search):
    text, user = search
    rows = found(Melding.objects.visible_to(user), text, user)
    return list(rows.order_by("antwoord_voor_datum", "pk")[:PAGE])
