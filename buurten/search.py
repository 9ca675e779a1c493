"""Finds the buurt of what somebody typed. Responsibility goes by area: never the nearest officer, never a guess."""

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum

from buurten.models import Buurt, Postcodereeks, Soort, Straatreeks, Zijde
from buurten.zoeknamen import exact, near
from buurten.zoektekst import clean, normalise, read

MOST_LINES = 20
MOST_SUGGESTIONS = 6
# More streets of one name than this stand in a list with areas as one line.
MOST_STREETS = 5


class Kind(StrEnum):
    EMPTY = "empty"
    FOUND = "found"
    CHOOSE = "choose"
    ASK_NUMBER = "ask_number"
    ASK_PLACE = "ask_place"
    UNKNOWN_NUMBER = "unknown_number"
    AROUND = "around"
    MEANT = "meant"
    NOTHING = "nothing"
    INVALID = "invalid"


@dataclass(frozen=True)
class Range:
    """House numbers van..tot (both included) of one side, to show."""

    van: int
    tot: int
    zijde: str


@dataclass(frozen=True)
class Line:
    """One thing to choose. Without `pad` (under /mijn-buurt/) one searches on, with `again` and `soort`."""

    soort: str
    naam: str
    context: str = ""
    pad: str = ""
    again: str = ""
    buurt: str = ""
    buurtnaam: str = ""
    huisnummer: int | None = None
    reeksen: tuple[Range, ...] = ()
    aantal: int = 1


@dataclass(frozen=True)
class Answer:
    """What was found for `q`. `is_sure`: the words are exactly a name, or a postcode; so no officer's name."""

    kind: Kind
    q: str = ""
    lines: tuple[Line, ...] = ()
    aantal: int = 0
    postcode: str = ""
    huisnummer: int | None = None
    is_sure: bool = True

    @property
    def only(self):
        """The path under /mijn-buurt/ when there is exactly one answer, else ""."""
        return self.lines[0].pad if self.kind == Kind.FOUND else ""

    @property
    def postcode_text(self):
        """The postcode as people write it: 9712 GP."""
        return f"{self.postcode[:4]} {self.postcode[4:]}"

    @property
    def has_more(self):
        return self.aantal > len(self.lines)


def asked(params):
    """What the query of /mijn-buurt/zoek asks, as arguments of search_places: q, and what our own forms and links add
    to it (nr, a house number; plaats; soort)."""
    text = " ".join(part for part in (params.get("q", ""), params.get("nr", "")) if part)
    if place := params.get("plaats", "").strip():
        text = f"{text}, {place}"
    soort = params.get("soort", "")
    return text, soort if soort in Soort.values else ""


def search_places(text, soort=""):
    """Answer a search text; any text is allowed. `soort` (of Zoeknaam) keeps to names of that kind.

    At most two statements, and none for a text that cannot be one; three when a postcode turns out to be unknown.
    """
    typed = read(text)
    if not typed.text:
        return Answer(Kind.EMPTY)
    answer = by_postcode(typed) if typed.postcode else None
    if answer is None and typed.has_more:
        answer = by_name(typed, soort)
    if typed.postcode:
        return answer or around_postcode(typed)
    if typed.pc4:
        return by_pc4(typed)
    if typed.is_broken_postcode:
        return Answer(Kind.INVALID, typed.text)
    return answer or by_likeness(typed)


def suggest_places(text):
    """At most six lines for what is being typed; none for a postcode, which needs no suggestion. One statement."""
    text = clean(text)
    if len(normalise(text)) < 3 or text[:3].isdigit():
        return []
    return [line_of(name, None, name.aantal) for name in near(read(text).readings(), MOST_SUGGESTIONS)]


# --- postcodes --------------------------------------------------------------------------------------------------------
def by_postcode(typed):
    """The buurt of a postcode and number; None when the postcode is unknown."""
    parts = in_present_buurten(Postcodereeks.objects.for_postcode(typed.postcode))
    lines = lines_of_parts(parts)
    answer = Answer(Kind.CHOOSE, typed.text, postcode=typed.postcode, huisnummer=typed.huisnummer)
    if not parts:
        return None
    if typed.huisnummer is None and len(lines) > 1:
        return replace(answer, kind=Kind.ASK_NUMBER)
    if typed.huisnummer is not None:
        parts = [part for part in parts if part.covers(typed.huisnummer)]
    if not parts:
        return chosen(replace(answer, kind=Kind.UNKNOWN_NUMBER), lines)
    is_sure = all(part.is_sure for part in parts)
    return chosen(answer if is_sure else replace(answer, kind=Kind.AROUND), lines_of_parts(parts))


def in_present_buurten(parts):
    """The parts whose buurt CBS still has, or has a successor for; that is not sure, because a buurt can be split."""
    found = []
    for part in parts:
        buurt = part.buurt if part.buurt.is_actief else part.buurt.opvolger
        if buurt and buurt.is_actief:
            part.is_sure, part.buurt = part.buurt.is_actief, buurt
            found.append(part)
    return found


def around_postcode(typed):
    """Nobody knows this postcode: the buurten with the same four digits, to choose from."""
    buurten = Buurt.objects.in_pc4(typed.postcode[:4])
    answer = Answer(Kind.AROUND, typed.text, postcode=typed.postcode)
    return chosen(answer, [line_of_buurt(buurt) for buurt in buurten])


def by_pc4(typed):
    """The buurten of four digits. One buurt is only sure when the postcode file says so."""
    buurten = list(Buurt.objects.in_pc4(typed.pc4))
    is_known = len(buurten) == 1 and buurten[0].is_in_postcode_file
    kind = Kind.CHOOSE if is_known or len(buurten) != 1 else Kind.MEANT
    return chosen(Answer(kind, typed.text, postcode=typed.pc4), [line_of_buurt(buurt) for buurt in buurten])


# --- names ------------------------------------------------------------------------------------------------------------
def by_name(typed, soort):
    """The area, place or street with exactly this name; None when there is none."""
    readings = typed.readings()
    names = exact(readings, MOST_LINES + 1, soort) if readings else []
    names = [name for name in names if name.huisnummer is None] or names
    if not names:
        return None
    answer = Answer(Kind.CHOOSE, typed.text, aantal=names[0].totaal, huisnummer=names[0].huisnummer)
    streets = [name for name in names if name.soort == Soort.STRAAT]
    areas = list({name.pad or name.sleutel: name for name in reversed(names) if name.soort != Soort.STRAAT}.values())
    areas.reverse()
    if streets and (answer.huisnummer is not None or not areas):
        return by_streets(replace(answer, aantal=answer.aantal - len(areas)), streets)
    whole = container(areas, bool(streets))
    if whole and whole.pad:
        return replace(answer, kind=Kind.FOUND, lines=(line_of(whole, None),))
    if whole:
        return chosen(answer, [line_of_buurt(buurt) for buurt in Buurt.objects.in_place(whole.sleutel)])
    lines = [line_of(area, None) for area in areas]
    if len(streets) > MOST_STREETS:
        together = line_of(streets[0], None, answer.aantal - len(areas))
        return chosen(replace(answer, aantal=0), [*lines, together])
    return chosen(answer, lines + [line_of(street, None) for street in streets])


def container(areas, has_streets):
    """The area in which all the others lie, by their codes (CBS: a buurt's code begins with those of its wijk and
    gemeente). A street elsewhere may share its name with a wijk or buurt, hardly ever with a gemeente or place."""
    for area in areas:
        if has_streets and area.soort not in (Soort.GEMEENTE, Soort.PLAATS):
            continue
        if all(other.sleutel[2:].startswith(area.sleutel[2:]) for other in areas):
            return area
    return None


def by_streets(answer, streets):
    """The buurten of some streets of one name; with a number only those that have it."""
    if answer.aantal > MOST_LINES:
        lines = [line_of(street, answer.huisnummer) for street in streets[:MOST_LINES]]
        return replace(answer, kind=Kind.ASK_PLACE, lines=tuple(lines))
    if len(streets) == 1 and streets[0].pad and answer.huisnummer is None:
        return replace(answer, kind=Kind.FOUND, lines=(line_of(streets[0], None),))
    parts = list(Straatreeks.objects.for_streets([int(street.sleutel) for street in streets]))
    context = {int(street.sleutel): street.context for street in streets}
    there = [part for part in parts if answer.huisnummer is None or part.covers(answer.huisnummer)]
    kind = Kind.CHOOSE if there else Kind.UNKNOWN_NUMBER
    huisnummer = answer.huisnummer if there else None
    lines = [
        replace(line, soort=Soort.STRAAT, naam=parts[0].straat.naam, context=context[straat], huisnummer=huisnummer)
        for straat in context
        for line in lines_of_parts([part for part in there or parts if part.straat_id == straat])
    ]
    return chosen(replace(answer, kind=kind, aantal=0), lines)


def by_likeness(typed):
    """What begins like the words, holds them, or is what they were meant to be."""
    readings = typed.readings()
    if not readings or len(readings[0].naam) < 3:
        return Answer(Kind.NOTHING, typed.text, is_sure=False)
    names = near(readings, MOST_LINES + 1)
    huisnummer = next((reading.huisnummer for reading in readings if reading.huisnummer is not None), None)
    kind = Kind.MEANT if not names or min(name.rang for name in names) > 2 else Kind.CHOOSE
    lines = [line_of(name, huisnummer, name.aantal) for name in names]
    if kind == Kind.CHOOSE and len(lines) == 1 and not lines[0].pad:
        kind = Kind.MEANT
    return chosen(Answer(kind, typed.text, is_sure=False), lines)


# --- lines ------------------------------------------------------------------------------------------------------------
def chosen(answer, lines):
    """The answer with these lines: found when there is one and it is sure, nothing when there is none."""
    kind = answer.kind
    if not lines:
        kind = Kind.NOTHING
    elif len(lines) == 1 and kind == Kind.CHOOSE:
        kind = Kind.FOUND
    return replace(answer, kind=kind, lines=tuple(lines[:MOST_LINES]), aantal=max(answer.aantal, len(lines)))


def lines_of_parts(parts):
    """One line per buurt, with its ranges of house numbers."""
    buurten, reeksen = {}, defaultdict(list)
    for part in parts:
        buurten[part.buurt_id] = part.buurt
        reeksen[part.buurt_id].append(Range(part.van, part.tot, part.zijde))
    return [replace(line_of_buurt(buurt), reeksen=both_sides(reeksen[code])) for code, buurt in buurten.items()]


def both_sides(ranges):
    """Ranges of the even and the odd side that belong together, such as 1 to 39 and 2 to 40, as one."""
    found = []
    for reeks in ranges:
        other = next((that for that in found if is_other_side(reeks, that)), None)
        if other:
            both = Range(min(reeks.van, other.van), max(reeks.tot, other.tot), Zijde.BEIDE)
            found[found.index(other)] = both
        else:
            found.append(reeks)
    return tuple(reeks for reeks in found if not any(holds(that, reeks) for that in found if that != reeks))


def holds(one, other):
    """Whether all house numbers of the other range are in this one."""
    zijde = (Zijde.EVEN, Zijde.ONEVEN)[other.van % 2] if other.van == other.tot else other.zijde
    return one.van <= other.van and other.tot <= one.tot and one.zijde in (Zijde.BEIDE, zijde)


def is_other_side(one, other):
    sides = {one.zijde, other.zijde}
    return sides == {Zijde.EVEN, Zijde.ONEVEN} and abs(one.van - other.van) == abs(one.tot - other.tot) == 1


def line_of_buurt(buurt):
    """A line for a Buurt that has its gemeente with it."""
    return Line(
        soort=Soort.BUURT,
        naam=buurt.naam,
        context=buurt.gemeente.naam,
        pad=f"{buurt.gemeente.slug}/{buurt.slug}/",
        buurt=buurt.code,
        buurtnaam=buurt.naam,
    )


def line_of(name, huisnummer, aantal=1):
    """A line for a Zoeknaam; `aantal` streets of one name may be one line. A street with a house number is searched
    again, because its ranges decide."""
    is_street = name.soort == Soort.STRAAT
    if not is_street:
        huisnummer, aantal = None, 1
    words = name.naam if huisnummer is None else f"{name.naam} {huisnummer}"
    return Line(
        soort=name.soort,
        naam=name.naam,
        context=name.context if aantal == 1 else "",
        pad=name.pad if aantal == 1 and huisnummer is None else "",
        again=f"{words}, {name.context}" if aantal == 1 else words,
        buurt=name.sleutel if name.soort == Soort.BUURT else "",
        huisnummer=huisnummer,
        aantal=aantal,
    )
