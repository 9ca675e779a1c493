"""Reads which basisteam answers for which areas from a CSV: team;code[;van;tot]."""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from agenten.gebieden import Conflict, Given, buurten_of, give, level
from agenten.models import Basisteam
from buurten.importers.bronnen import BadSource

COLUMNS = {"team": {"team", "basisteam"}, "code": {"code", "gebied"}, "van": {"van", "vanaf"}, "tot": {"tot"}}
MOST_BYTES = 20_000_000
ENCODINGS = ("utf-8-sig", "cp1252")


@dataclass(frozen=True)
class Row:
    number: int
    team: Basisteam
    code: str
    van: date
    tot: date | None


def read(source, day):
    """Rows of the file; `day` is the first day where the file names none. Raises BadSource with row and column."""
    if source.path.stat().st_size > MOST_BYTES:
        raise BadSource("the file is too big for a list of teams.")
    table = csv.reader(io.StringIO(decoded(source.path.read_bytes())), delimiter=";", strict=True)
    try:
        lines = list(table)
    except csv.Error as error:
        raise BadSource(f"this is no CSV with ; between the columns ({error}).", row=table.line_num) from None
    places = columns(lines[0] if lines else [])
    teams = known_teams()
    return [
        row_of(number, line, places, teams, day)
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]


def decoded(raw):
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadSource("this is no text in UTF-8 or Windows-1252.")


def columns(header):
    names = [cell.strip().lower() for cell in header]
    places = {ours: names.index(name) for ours, known in COLUMNS.items() for name in names if name in known}
    missing = [name for name in ("team", "code") if name not in places]
    if missing:
        raise BadSource(
            "the first row must be team;code;van;tot (van and tot may be left out).", row=1, column=missing[0]
        )
    return places


def known_teams():
    """Basisteams by slug and by name, in lower case; a name that occurs twice is not in it."""
    found = defaultdict(list)
    for team in Basisteam.objects.order_by("pk"):
        for name in {team.slug.lower(), team.naam.lower()}:
            found[name].append(team)
    return {name: teams[0] for name, teams in found.items() if len(teams) == 1}


def row_of(number, line, places, teams, day):
    cells = {name: line[place].strip() if place < len(line) else "" for name, place in places.items()}
    team = teams.get(cells["team"].lower())
    if team is None:
        raise BadSource(
            f"there is no basisteam {cells['team']!r}. Make it in the admin first.", row=number, column="team"
        )
    code = cells["code"].upper()
    if level(code) is None:
        raise BadSource(f"{code!r} is no code like GM0014, WK001400 or BU00140000.", row=number, column="code")
    van = day_of(cells.get("van"), number, "van") or day
    tot = day_of(cells.get("tot"), number, "tot")
    if tot and tot < van:
        raise BadSource("the last day is before the first.", row=number, column="tot")
    return Row(number, team, code, van, tot)


def day_of(text, number, column):
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadSource(f"{text!r} is no date like 2027-01-31.", row=number, column=column) from None


@transaction.atomic
def give_all(rows, *, end_others=False):
    """Give every row its buurten, all or nothing; gives Given. A code of a smaller area wins from a larger one.

    So GM0014 for one team and WK001403 for another leaves the first all but that wijk. Raises BadSource with the row.
    """
    total = Given()
    taken = defaultdict(set)
    for row in sorted(rows, key=lambda row: -level(row.code)):
        buurten = list(buurten_of(row.code))
        if not buurten:
            raise BadSource(f"{row.code} has no buurten that are in use.", row=row.number, column="code")
        finer = {
            pk
            for other, pks in taken.items()
            if other.team != row.team and other.code != row.code
            for pk in pks
            if level(other.code) > level(row.code) and overlap(row, other)
        }
        buurten = [buurt for buurt in buurten if buurt.pk not in finer]
        taken[row].update(buurt.pk for buurt in buurten)
        try:
            given = give(row.team, buurten, van=row.van, tot=row.tot, end_others=end_others)
        except Conflict as conflict:
            raise BadSource(in_the_way(row, conflict.rows), row=row.number, column="code") from None
        total.new += given.new
        total.ended += given.ended
        total.same += given.same
    return total


def overlap(row, other):
    return (other.tot is None or other.tot >= row.van) and (row.tot is None or other.van <= row.tot)


def in_the_way(row, blocked):
    names = ", ".join(f"{one.buurt} ({one.buurt_id}: {one.basisteam})" for one in blocked[:5])
    more = f" and {len(blocked) - 5} more" if len(blocked) > 5 else ""
    return f"{row.code} for {row.team}: these buurten have another basisteam: {names}{more}. (--end-others ends that.)"
