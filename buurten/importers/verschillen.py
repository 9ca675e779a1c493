"""The list of differences that an import of areas prints."""

from buurten.importers.editie import PLURALS

EXAMPLES = 5


def differences(plan, everything=False):
    """Lines that say what a Plan changes per level, with the first examples or with everything."""
    if plan.history:
        yield (
            f"The database has a newer edition of {len(plan.history):,} gemeenten in this file: those stay as they are;"
            " codes that nobody knows any more are added as inactive."
        )
    for level in plan.levels.values():
        active, old = [a for a in level.new if a.is_actief], [a for a in level.new if not a.is_actief]
        other = level.differing - level.renamed.keys() - {area.code for area in level.back}
        if level.name == "buurt":
            other |= set(plan.shapes) - {a.code for a in [*level.new, *level.back]} - level.renamed.keys()
        names = {**level.known, **{area.code: area for area in level.new}}
        renamed = [f"{code} {was} → {names[code].naam}" for code, was in sorted(level.renamed.items())]
        yield from listed(level.name, "new", [f"{a.code} {a.naam}" for a in active], everything)
        yield from listed(level.name, "added as inactive", [f"{a.code} {a.naam}" for a in old], everything)
        yield from listed(level.name, "back", [f"{a.code} {a.naam}" for a in level.back], everything)
        yield from listed(level.name, "renamed", renamed, everything)
        yield from listed(level.name, "changed", [f"{c} {names[c].naam}" for c in sorted(other)], everything)
        yield from listed(level.name, "gone", [f"{a.code} {a.naam}" for a in level.gone], everything)
        same = len(level.changed) - len(level.differing - {area.code for area in level.back})
        if same > 0:
            yield f"{PLURALS[level.name]} with only another year: {same:,}"


def listed(name, kind, items, everything):
    if not items:
        return
    yield f"{PLURALS[name]} {kind}: {len(items):,}"
    shown = items if everything else items[:EXAMPLES]
    yield from (f"  {item}" for item in shown)
    if len(shown) < len(items):
        yield f"  … and {len(items) - len(shown):,} more (--verbosity 2 shows all)"
