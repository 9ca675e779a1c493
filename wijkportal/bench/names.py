"""Invented names that look Dutch, always the same for the same seed."""

import json
from itertools import product
from pathlib import Path

WORDS = json.loads((Path(__file__).parent / "words.json").read_text("utf-8"))
FIRST, AREA, PLACE, STREET = WORDS["first"], WORDS["area"], WORDS["place"], WORDS["street"]
STREET_SHARE = (30, 16, 14, 4, 6, 5, 3, 3, 3, 3, 2, 2, 3, 2, 2, 2)
DIRECTIONS = ("Noord", "Oost", "Zuid", "West", "Midden")
PREFIXES = ("", "", "", "", "’s-", "Nieuw-", "Oud-", "Burgemeester ", "Pastoor ", "Professor ", "Eerste ", "Tweede ")
COMMON = (("Centrum", 49), ("Buitengebied", 60), ("Verspreide huizen", 90), ("Bedrijventerrein", 40), ("Zuid", 25))


def place_names(random, number):
    """Names of places, each once."""
    names = [first + last for first, last in product(FIRST, PLACE)]
    random.shuffle(names)
    if number > len(names):
        names += [f"{name} aan de {water}" for name, water in product(names, FIRST[-20:])]
    return names[:number]


def area_names(random, number):
    """Names of buurten: most occur once, some often, as in the list of CBS."""
    names = [first + last.lower() for first, last in product(FIRST, AREA)]
    names += [f"{name}-{direction}" for name, direction in product(names, DIRECTIONS)]
    random.shuffle(names)
    scale = number / 14_600
    often = [name for name, times in COMMON for _ in range(round(times * scale))]
    chosen = often + names[: number - len(often)]
    random.shuffle(chosen)
    return chosen


def street_names(random, number):
    """Names of streets, each once; to be called per place."""
    names = {}
    while len(names) < number:
        stem = random.choice(PREFIXES) + random.choice(FIRST)
        names[stem + random.choices(STREET, STREET_SHARE)[0]] = None
    return list(names)


def person(random):
    """A first name and a surname."""
    return random.choice(WORDS["called"]), random.choice(WORDS["surname"])
