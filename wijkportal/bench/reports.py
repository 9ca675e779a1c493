"""Meldingen of the invented country with their log and messages, as rows for COPY (see filling.py).

What is secret is encrypted for real, from a small stock of texts: encrypting a million different ones would take longer
than all the rest, and a database cannot tell the difference.
"""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from meldingen import codes
from meldingen.geheim import encrypt
from meldingen.models import Actor, Boodschap, Categorie, Contactvorm, Gebeurtenis, Status, Uitkomst
from meldingen.zoekwoorden import hashes, words_of
from wijkportal.bench.country import scaled

MELDINGEN = 1_000_000
KNOWN_CODES = 2_000  # the first ones can be followed: their key is `key_of(number)`
YEAR = 365
STOCK = 400
# Words that are no stop words: how many there are, in one melding with its messages and notes, and to draw from.
VOCABULARY, SHORTEST, LONGEST, TEXT_LENGTH = 40_000, 15, 75, 2_000_000
RARER = 40  # the commonest of all are stop words: these stand in one melding in six at most
TEXTS = (
    "Elke avond rond tien uur rijden twee scooters heel hard door het park.",
    "De buren draaien tot diep in de nacht harde muziek.",
    "Er staat al weken een fiets zonder wielen tegen de lantaarnpaal.",
    "Bij de school rijdt iedereen te hard, vooral om half negen.",
)
# Where most end, and what is open: about one in seventeen.
SHARES = {
    Status.AFGEHANDELD: 900,
    Status.AFGEWEZEN: 30,
    Status.INGETROKKEN: 12,
    Status.ONTVANGEN: 25,
    Status.IN_BEHANDELING: 20,
    Status.WACHT_OP_MELDER: 10,
    Status.HEROPENVERZOEK: 3,
}
MELDING = (
    *("id", "nummer", "soort", "groep_id", "categorie_id", "buurt_id", "basisteam_id", "eigenaar_id", "status"),
    *("uitkomst", "afwijsreden", "is_beperkt", "is_dringend", "contactvorm", "ontvangen_op", "antwoord_voor_datum"),
    *("beloofd_datum", "eerste_antwoord_op", "gewijzigd_op", "afgesloten_op", "wacht_tot_datum"),
    *("ingetrokken_op", "x", "y"),
    *("titel", "verhaal", "code_hash", "sleutel_hash", "inhoud_hash"),
)
GEBEURTENIS = ("melding_id", "soort", "van_status", "naar_status", "actor", "door_id", "op")
ZOEKWOORDEN = ("melding_id", "sleutel", "woorden")
BOODSCHAP = ("melding_id", "soort", "is_van_melder", "door_id", "op", "tekst")


def key_of(number):
    return f"bench-{number}"


def as_numbers(words):
    """Numbers as COPY reads them in an array."""
    return {str(number) for number in hashes(words)}


def likely_words(random, number):
    """Words as a text has them: the one of rank r about 1 in r times (Zipf's law)."""
    weights = [1 / (rank + RARER) for rank in range(VOCABULARY)]
    return [f"w{rank}" for rank in random.choices(range(VOCABULARY), weights, k=number)]


class Words:
    """A long text of likely words, as numbers; every melding has a piece of it."""

    def __init__(self, random):
        self.random = random
        number_of = {f"w{rank}": str(hashes({f"w{rank}"})[0]) for rank in range(VOCABULARY)}
        self.text = [number_of[word] for word in likely_words(random, TEXT_LENGTH)]

    def some(self):
        start = self.random.randrange(TEXT_LENGTH - LONGEST)
        return set(self.text[start : start + self.random.randrange(SHORTEST, LONGEST)])


class Reports:
    """`places`: (buurt, basisteam, eigenaar or None) to choose from; `first`: the number (id) of the first melding."""

    def __init__(self, places, first, scale, today):
        self.places, self.first, self.count = places, first, scaled(MELDINGEN, scale)
        self.random = Random(f"meldingen {scale}")  # noqa: S311
        self.now = timezone.make_aware(datetime.combine(today, time(8)))
        self.categories = list(Categorie.objects.offered())
        self.secrets = [encrypt(text.encode()) for text in TEXTS for _ in range(STOCK // len(TEXTS))]
        self.statuses = self.random.choices(list(SHARES), SHARES.values(), k=self.count)
        self.rows = [self.melding(number) for number in range(self.count)]

    def melding(self, number):
        random, status = self.random, self.statuses[number]
        open_ = status in Status.opened()
        age = random.randrange(20 if open_ else YEAR)
        received = self.now - timedelta(days=age, minutes=random.randrange(1_440))
        answered = None if status == Status.ONTVANGEN else received + timedelta(hours=random.randrange(1, 100))
        closed = None if open_ else answered + timedelta(hours=1)
        category = random.choice(self.categories)
        buurt, team, owner = random.choice(self.places)
        due = (received + timedelta(days=category.termijn + 2)).date()
        code = codes.hash_of(codes.code_of(key_of(number))) if number < KNOWN_CODES else random.randbytes(32)
        return (
            *(self.first + number, f"{number:010}", category.soort, category.groep_id, category.pk, buurt, team, owner),
            *(str(status), Uitkomst.ADVIES.value if status == Status.AFGEHANDELD else ""),
            *("spam" if status == Status.AFGEWEZEN else "", category.is_beperkt, category.termijn == 1),
            *(Contactvorm.ANONIEM.value, received, due, due, answered, closed or answered or received, closed),
            due if status == Status.WACHT_OP_MELDER else None,
            closed if status == Status.INGETROKKEN else None,
            *(random.randrange(300, 5_500) * 50, random.randrange(6_200, 10_400) * 50),
            *(random.choice(self.secrets), random.choice(self.secrets)),
            *(code, random.randbytes(32), random.randbytes(32)),
        )

    def dialogue(self):
        """(melding, owner, status, received, answered, closed) of each."""
        at = {name: MELDING.index(name) for name in MELDING}
        wanted = ("id", "eigenaar_id", "status", "ontvangen_op", "eerste_antwoord_op", "afgesloten_op")
        places = [at[name] for name in wanted]
        for row in self.rows:
            yield tuple(row[place] for place in places)

    def words(self):
        """Words to search by: some of a vocabulary as people use it, and those of subject and buurt."""
        at = {name: MELDING.index(name) for name in ("id", "categorie_id", "buurt_id")}
        said, version = Words(self.random), codes.current_version()
        of_subject = {one.pk: as_numbers(words_of(one.naam, one.naam_en)) for one in self.categories}
        of_buurt = {code: as_numbers({code.lower()}) for code, _, _ in self.places}
        for row in self.rows:
            numbers = said.some() | of_subject[row[at["categorie_id"]]] | of_buurt[row[at["buurt_id"]]]
            yield row[at["id"]], version, f"{{{','.join(numbers)}}}"

    def events(self):
        """Rows of the log: received, and what came after."""
        kind, begin, busy = Gebeurtenis.Soort, str(Status.ONTVANGEN), str(Status.IN_BEHANDELING)
        for pk, owner, status, received, answered, closed in self.dialogue():
            yield pk, kind.ONTVANGEN.value, "", begin, Actor.MELDER.value, None, received
            if answered:
                yield pk, kind.OPGEPAKT.value, begin, busy, Actor.MEDEWERKER.value, owner, answered
            if closed:
                yield pk, kind.AFGEHANDELD.value, busy, status, Actor.MEDEWERKER.value, owner, closed

    def messages(self):
        """One message when it was taken on, one at the closing."""
        for pk, owner, _, _, answered, closed in self.dialogue():
            for kind, moment in ((Boodschap.Soort.BERICHT, answered), (Boodschap.Soort.AFSLUITING, closed)):
                if moment:
                    yield pk, kind.value, False, owner, moment, self.random.choice(self.secrets)
