"""Which buurt somebody means, and who works there. Never a guess: two answers are a question."""

from dataclasses import dataclass

from django.utils import timezone

from agenten.models import Wijkagent
from buurten.models import Buurt, Gemeente, Soort, Wijk
from buurten.search import Answer, Kind, search_places
from meldingen.toewijzing import NoTeam, choose, people_for

MOST_CHOICES = 40  # what has more, such as a large gemeente, is too wide to choose from


@dataclass(frozen=True)
class Keus:
    """One place to choose: a buurt, or words to search on with."""

    naam: str
    context: str = ""
    buurt: str = ""
    again: str = ""

    @property
    def waarde(self):
        """What a form sends for it: two streets of one buurt are two choices."""
        return f"{self.buurt}:{self.naam}"


@dataclass(frozen=True)
class Gevonden:
    """What was found for some words: the code of the one buurt, or what there is to choose. Neither: nothing."""

    answer: Answer
    buurt: str = ""
    keuzes: tuple[Keus, ...] = ()
    is_wide: bool = False

    @property
    def is_nothing(self):
        return not self.buurt and not self.keuzes and not self.asks and not self.is_wide

    @property
    def asks(self):
        """The kind of thing to ask for: "nr" (a house number), "plaats", or ""."""
        return {Kind.ASK_NUMBER: "nr", Kind.ASK_PLACE: "plaats"}.get(self.answer.kind, "")


def find(words):
    """What a resident means with a postcode, address or name. One buurt only when it is sure."""
    answer = search_places(words)
    if answer.kind == Kind.ASK_NUMBER:
        return Gevonden(answer)
    keuzes = tuple(dict.fromkeys(keus for line in answer.lines for keus in keuzes_of(line)))
    if len(keuzes) > MOST_CHOICES:
        return Gevonden(answer, is_wide=True)
    if answer.kind == Kind.FOUND and len(keuzes) == 1 and keuzes[0].buurt:
        return Gevonden(answer, buurt=keuzes[0].buurt)
    return Gevonden(answer, keuzes=keuzes)


def keuzes_of(line):
    """The buurten that a line of the search stands for; what is too wide is searched on."""
    if line.buurt:
        where = line.buurtnaam if line.buurtnaam != line.naam else ""
        return [Keus(name_of(line), ", ".join(part for part in (where, line.context) if part), line.buurt)]
    parts = [part for part in line.pad.split("/") if part]
    if len(parts) == 2:
        buurten = Buurt.objects.active().filter(gemeente__slug=parts[0], slug=parts[1])
    elif len(parts) == 3:
        wijk = Wijk.objects.active().filter(gemeente__slug=parts[0], slug=parts[2])
        buurten = Buurt.objects.active().filter(wijk__in=wijk)
    elif len(parts) == 1:
        buurten = Buurt.objects.active().filter(gemeente__slug=parts[0])
    else:
        return [Keus(name_of(line), line.context, again=line.again)]
    found = buurten.select_related("gemeente").by_name()
    if line.soort == Soort.STRAAT:
        return [Keus(name_of(line), f"{buurt.naam}, {buurt.gemeente.naam}", buurt.pk) for buurt in found]
    return [Keus(buurt.naam, buurt.gemeente.naam, buurt.pk) for buurt in found]


def name_of(line):
    return line.naam if line.huisnummer is None else f"{line.naam} {line.huisnummer}"


def buurt_of(code):
    """The active Buurt with this code, its gemeente with it; None when there is none."""
    return Buurt.objects.active().select_related("gemeente").filter(pk=code).first()


def buurt_by_code(code):
    """A Buurt that is known to exist, without asking the database: its code holds that of the wijk (CBS)."""
    return Buurt(pk=code, wijk_id=f"WK{code[2:8]}", gemeente_id=f"GM{code[2:6]}")


def gemeenten():
    """(code, name) of every gemeente, by name."""
    return list(Gemeente.objects.active().by_name().values_list("code", "naam"))


def gemeente_of(code):
    return Gemeente.objects.filter(pk=code).first()


def officers_of(buurt):
    """Officers of a Buurt as one may name them: (pk, public name)."""
    if buurt is None:
        return []
    return [(officer.pk, officer.publieke_naam) for officer in Wijkagent.objects.for_buurt(buurt)]


def has_team(*, buurt=None, gemeente=None, is_beperkt=False, is_over_politie=False):
    """Whether anybody could read a melding from a place: a Buurt, or else a Gemeente."""
    people = people_for(buurt=buurt, gemeente=gemeente, categorie_code="", antwoorden={}, now=timezone.now())
    try:
        choose(people, is_beperkt=is_beperkt, is_over_politie=is_over_politie)
    except NoTeam:
        return False
    return True
