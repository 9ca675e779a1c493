"""What an edition changes: the areas of a file beside those of the database. Nothing is written here.

The scope of a file is the gemeenten in it. A file with at least WHOLE_COUNTRY gemeenten is an edition of the country:
its scope is everything. A real area in the scope that is not in the file is gone. A gemeente of which the database has
a newer edition (or that a newer edition of the country no longer has) is history: its areas that still exist stay as
they are, and those that nobody knows any more are added as inactive, so that old codes can be followed.
Example areas (is_demo) are never in the scope.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from buurten.importers.bronnen import BadSource
from buurten.importers.editie import PLURALS
from buurten.models import Buurt, Gemeente, Wijk
from buurten.slugs import assign_slugs, keeps_slug
from buurten.vlakken import digests

MODELS = {"gemeente": Gemeente, "wijk": Wijk, "buurt": Buurt}
WHOLE_COUNTRY = 100  # the province with most gemeenten has 62, the country 342 (2024)


@dataclass
class Level:
    """What happens to the areas of one level. `new`, `changed` and `gone` hold model objects with their new values."""

    name: str
    known: dict  # code: model object, active or not, in the scope
    active: set  # codes that are active before, in the scope and not history
    new: list = field(default_factory=list)
    back: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    renamed: dict = field(default_factory=dict)  # code: old name
    differing: set = field(default_factory=set)  # codes of which more than the edition changed
    reslugged: list = field(default_factory=list)  # codes that existed and get another slug

    def touched(self):
        return [*self.new, *self.back, *self.changed, *self.gone]


@dataclass
class Plan:
    """Everything that an edition changes."""

    editie: object
    is_national: bool
    history: set  # codes of gemeenten of which this edition is an old one
    levels: dict
    shapes: list  # codes of buurten with another boundary than before

    def __bool__(self):
        return bool(self.shapes or any(level.touched() for level in self.levels.values()))

    def dropped(self):
        """The share of the active buurten in the scope that would go, in percent."""
        buurten = self.levels["buurt"]
        return 100 * len(buurten.gone) / len(buurten.active) if buurten.active else 0.0


def make_plan(editie, *, replace_newer=False):
    """Compare an Editie with the database; `replace_newer` lets an older one win. Raises BadSource."""
    is_national = len(editie.gemeente) >= WHOLE_COUNTRY
    history = set() if replace_newer else history_of(editie)
    scope = None if is_national else set(editie.gemeente)
    levels = {name: compare(name, editie, scope, history) for name in MODELS}
    for level in levels.values():
        give_slugs(level)
    return Plan(editie, is_national, history, levels, other_shapes(editie, scope, history, levels["buurt"]))


def history_of(editie):
    """The gemeenten of a file of which the database knows a newer edition."""
    real = Gemeente.objects.filter(is_demo=False)
    active = dict(real.active().values_list("code", "jaar"))
    newest = max(active.values(), default=0)
    country_is_newer = len(active) >= WHOLE_COUNTRY and newest > editie.jaar
    return {code for code in editie.gemeente if active.get(code, newest if country_is_newer else 0) > editie.jaar}


def compare(name, editie, scope, history):
    """The Level of one kind of area. Raises BadSource when a code belongs to the example areas."""
    model, areas = MODELS[name], getattr(editie, name)
    refuse_demo_codes(name, model, areas)
    level = Level(name, known_areas(name, model, scope), set())
    level.active = {c for c, area in level.known.items() if area.is_actief and f"GM{c[2:6]}" not in history}
    for code, area in areas.items():
        known = level.known.get(code)
        if area.gemeente in history:
            if known is None:
                level.new.append(make(model, code, values_of(name, area, None, editie) | {"is_actief": False}))
        elif known is None:
            level.new.append(make(model, code, values_of(name, area, None, editie)))
        else:
            update(level, known, values_of(name, area, known, editie))
    for code in sorted(level.active - areas.keys()):
        level.known[code].is_actief = False
        level.gone.append(level.known[code])
    return level


def refuse_demo_codes(name, model, areas):
    demo = model.objects.demo().filter(code__in=areas).order_by("code").values_list("code", flat=True).first()
    if demo:
        raise BadSource(f"the {name} {demo} is one of the examples here. Run remove_demo first.", row=areas[demo].row)


def known_areas(name, model, scope):
    areas = model.objects.filter(is_demo=False)
    if scope is not None:
        areas = areas.filter(**{"code__in" if name == "gemeente" else "gemeente__in": scope})
    return {area.code: area for area in areas.order_by("code").iterator()}


def make(model, code, values):
    return model(code=code, **values)


def values_of(name, area, known, editie):
    """The values that the file gives an area. What it does not know stays as it was while the name is the same."""
    values = {"naam": area.naam or (known.naam if known else unnamed(name, area)), "inwoners": area.inwoners}
    if name == "buurt":
        values |= {"pc4": area.pc4, "naam_kort": area.naam_kort}
    if known and known.naam == values["naam"]:
        values |= {key: getattr(known, key) for key in ("inwoners", "pc4") if key in values and not values[key]}
    values |= {"jaar": editie.jaar, "is_actief": True, "opvolger_id": None}
    if name != "gemeente":
        values["gemeente_id"] = area.gemeente
    if name == "buurt":
        values["wijk_id"] = area.wijk
    return values


def unnamed(name, area):
    return f"Wijk {area.code[6:]}" if name == "wijk" else area.code


def update(level, known, values):
    differing = {key for key, value in values.items() if getattr(known, key) != value}
    if not differing:
        return
    if "naam" in differing and known.is_actief:
        level.renamed[known.code] = known.naam
    if differing - {"jaar"}:
        level.differing.add(known.code)
    (level.changed if known.is_actief else level.back).append(known)
    for key in differing:
        setattr(known, key, values[key])


def give_slugs(level):
    """Slugs for what is new, back, gone or has another name; all others keep theirs."""
    returned = {area.code for area in level.back}
    wanting = [area for area in level.touched() if wants_slug(level, area, returned)]
    codes = {area.code for area in wanting}
    before = {area.code: area.slug for area in wanting}
    taken, groups = defaultdict(set), defaultdict(list)
    for area in level.known.values():
        if area.code not in codes:
            taken[group_of(level, area)].add(area.slug)
    if level.name == "gemeente":
        others = Gemeente.objects.exclude(code__in=level.known).order_by("pk")
        taken[None] |= set(others.values_list("slug", flat=True))
    for area in sorted(wanting, key=lambda area: area.code):
        groups[group_of(level, area)].append(area)
    for group, areas in groups.items():
        assign_slugs(level.name, areas, taken[group])
    level.reslugged = [code for code, slug in before.items() if slug and slug != level.known[code].slug]


def wants_slug(level, area, returned):
    if not area.slug or area.code in returned or not area.is_actief:
        return True
    return area.code in level.renamed and not keeps_slug(level.name, area)


def group_of(level, area):
    return None if level.name == "gemeente" else area.gemeente_id


def other_shapes(editie, scope, history, buurten):
    """Codes of buurten whose boundary in the file is another one than in the database."""
    present = digests(scope)
    new = {buurt.code for buurt in buurten.new}
    return [
        code
        for code, area in editie.buurt.items()
        if (code in new or area.gemeente not in history) and area.shape != present.get(code, b"")
    ]


def describe(plan):
    """What the file holds, in one line."""
    editie = plan.editie
    counts = ", ".join(f"{len(getattr(editie, name)):,} {PLURALS[name]}" for name in MODELS)
    bare = sum(not area.shape for area in editie.buurt.values())
    return f"Edition {editie.jaar}: {counts}; {bare:,} buurten without a boundary."
