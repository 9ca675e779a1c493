"""Officers, teams, hours and absences of the invented country, as rows for COPY (see filling.py).

Numbers (id) count from 0 here; where rows of somebody else stand in the table, filling.py adds to them.
"""

import uuid
from datetime import date, time, timedelta
from random import Random

from django.utils.text import slugify

from agenten.models import Herhaling, Taak, Taal, Uitzondering
from wijkportal.bench import names
from wijkportal.bench.country import HOURS, OFFICERS, TEAMS, scaled, shares

MARK = "verzonnen-"  # how uid and slug of a generated row begin
SINCE = date(2024, 1, 1)
SPECIALISTS = 0.06  # officers for youth or online, who work in whole wijken
VACANT = 50  # one buurt in so many has nobody
ABSENT = 25  # one officer in so many is away
WITH_PHOTO = 0.6
FACES = 8


class People:
    """Rows per table; `today` decides which absences and exceptions lie ahead."""

    def __init__(self, country, today):
        self.country = country
        self.today = today
        self.random = Random(f"people {country.scale}")  # noqa: S311
        self.team_count = scaled(TEAMS, country.scale)
        self.count = scaled(OFFICERS, country.scale)
        self.hours = []
        self.exceptions = []
        self.make_hours()

    def team_of(self, buurt_index):
        return buurt_index * self.team_count // len(self.country.buurten)

    def teams(self):
        """(id, naam, slug) of basisteam and bureau alike; the first buurt gives the name."""
        for number, share in enumerate(shares(len(self.country.buurten), self.team_count)):
            gemeente = self.country.buurten[share.start].parent.parent
            yield number, f"{gemeente.naam}-{number + 1}", f"{MARK}{gemeente.slug}-{number + 1}"

    def team_areas(self):
        """(basisteam, buurt) for every buurt."""
        return ((self.team_of(index), buurt.code) for index, buurt in enumerate(self.country.buurten))

    @property
    def chief_count(self):
        return 2 * self.team_count

    def accounts(self):
        """(id, username, first name, surname): a chief and a deputy for each team, then every officer."""
        random = Random(f"chiefs {self.country.scale}")  # noqa: S311
        for number in range(self.chief_count):
            yield number, f"{MARK}chef-{number}", *names.person(random)
        for number, naam, first, *_ in self.officers():
            yield self.chief_count + number, f"{MARK}agent-{number}", first, naam.removeprefix(f"{first} ")

    def places(self, first_account, first_team):
        """(buurt, basisteam, account of the first officer there or None) for every buurt."""
        officers = {}
        for number, buurt, _ in self.areas():
            officers.setdefault(buurt, first_account + self.chief_count + number)
        for team, buurt in self.team_areas():
            yield buurt, first_team + team, officers.get(buurt)

    def officers(self):
        """Rows of wijkagent without the team: (id, naam, korte_naam, slug, taken, talen, werkdagen, sinds_datum)."""
        random = Random(f"officers {self.country.scale}")  # noqa: S311
        specialists = round(self.count * SPECIALISTS)
        for number in range(self.count):
            first, surname = names.person(random)
            tasks = [Taak.WIJK.value]
            if number < specialists:
                tasks = [(Taak.JEUGD, Taak.DIGITAAL)[number % 2].value]
            languages = ["nl", *random.sample(Taal.values[1:], random.choice((0, 1, 1, 2)))]
            days = sorted(random.sample(range(5), 4))
            since = date(2005, 1, 1) + timedelta(days=random.randrange(7_500))
            naam = f"{first} {surname}"
            yield number, naam, first, f"{slugify(naam)}-{number + 1}", tasks, languages, days, since

    def areas(self):
        """(officer, buurt or None, wijk or None)."""
        specialists = round(self.count * SPECIALISTS)
        for number, share in enumerate(shares(len(self.country.wijken), max(1, specialists))[:specialists]):
            yield from ((number, None, self.country.wijken[index].code) for index in share[:3])
        buurten = self.country.buurten
        for number, share in enumerate(shares(len(buurten), self.count - specialists), specialists):
            for index in share:
                if index % VACANT != VACANT - 1:
                    yield number, buurten[index].code, None
            if number % 20 == 0 and share.stop < len(buurten):
                yield number, buurten[share.stop].code, None  # a second officer there

    def team_of_officer(self):
        """The team of each officer, by the first place where it works."""
        index_of = {buurt.code: index for index, buurt in enumerate(self.country.buurten)}
        index_of |= {wijk.code: wijk.cells.start for wijk in self.country.wijken}
        teams = [0] * self.count
        for number, buurt, wijk in reversed(list(self.areas())):
            teams[number] = self.team_of(index_of[buurt or wijk])
        return teams

    def faces(self):
        """(officer, number of a drawn portrait)."""
        random = Random(f"faces {self.country.scale}")  # noqa: S311
        return ((number, number % FACES + 1) for number in range(self.count) if random.random() < WITH_PHOTO)

    def absences(self):
        """(officer, van, tot, replacement or None)."""
        for number in range(0, self.count - 1, ABSENT):
            replacement = number + 1 if number % (3 * ABSENT) else None
            yield number, self.today - timedelta(days=3), self.today + timedelta(days=number % 30), replacement

    def make_hours(self):
        """Fill `hours` and `exceptions`."""
        for officer, share in enumerate(shares(scaled(HOURS, self.country.scale), self.count)):
            for number in share:
                self.hours.append(self.hour(number, officer))

    def hour(self, number, officer):
        random = self.random
        rule, every, weeks = random.choices(
            [
                (Herhaling.WEKELIJKS, 1, []),
                (Herhaling.WEKELIJKS, 2, []),
                (Herhaling.MAANDELIJKS, 1, [random.choice((1, 2, 3, -1))]),
                (Herhaling.EENMALIG, 1, []),
            ],
            (70, 15, 10, 5),
        )[0]
        first = SINCE + timedelta(days=random.randrange(364))
        if rule == Herhaling.EENMALIG:
            first = self.today + timedelta(days=random.randrange(40))
        elif rule == Herhaling.WEKELIJKS and random.random() < 0.2:
            self.exceptions.append(self.exception(number, first, 7 * every))
        begin = time(random.randrange(9, 20), random.choice((0, 30)))
        end = time(begin.hour + random.choice((1, 2)), begin.minute)
        place = f"Buurthuis De {random.choice(names.FIRST)}"
        address = f"{random.choice(names.FIRST)}straat {random.randrange(1, 90)}"
        mark = uuid.UUID(int=random.getrandbits(128), version=4)
        chair = random.choice(("ja", "ja", "nee", ""))
        return number, officer, mark, rule.value, every, weeks, first, begin, end, place, address, chair

    def exception(self, number, first, step):
        """(spreekuur, datum, soort, reden, nieuwe_datum): one of the next three dates."""
        ahead = (first - self.today).days % step + step * self.random.randrange(3)
        day = self.today + timedelta(days=ahead)
        if self.random.random() < 0.3:
            kind = Uitzondering.Soort.VERPLAATST.value
            return number, day, kind, "Het gebouw is dicht.", day + timedelta(days=1)
        return number, day, Uitzondering.Soort.VERVALT.value, "De wijkagent heeft een cursus.", None
