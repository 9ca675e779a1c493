"""Loading an edition of the Wijk- en Buurtkaart: read, compare, check, write; all in one transaction or nothing."""

from django.db.models.functions import Lower

from buurten.importers.bronnen import BadSource
from buurten.importers.editie import read_editie
from buurten.importers.editieplan import MODELS, make_plan
from buurten.importers.geopackage import open_geopackage
from buurten.importers.guards import all_or_nothing
from buurten.importers.opvolgers import link_opvolgers
from buurten.kaarten import draw_maps, maps_to_draw
from buurten.paden import all_paths, keep_old_paths
from buurten.vlakken import refresh_statistics, replace_rings
from buurten.zoeknamen import rebuild

MOST_DROPPED = 5.0  # percent of the active buurten that may go without being asked
VALUES = {
    "gemeente": ["naam", "slug", "inwoners", "jaar", "is_actief", "opvolger"],
    "wijk": ["naam", "slug", "inwoners", "jaar", "is_actief", "opvolger", "gemeente"],
    "buurt": ["naam", "slug", "inwoners", "jaar", "is_actief", "opvolger", "gemeente", "wijk", "pc4", "naam_kort"],
}


def import_editie(
    source, *, jaar=None, dry_run=False, replace_newer=False, allow_drop=MOST_DROPPED, progress, show=None
):
    """Load a GeoPackage (a Source of bronnen.py) and give the Plan: what changed, or with dry_run what would.

    `progress` shows a text, `show(plan)` the differences before they are judged and written. Raises BadSource, and then
    nothing is changed.
    """
    with open_geopackage(source.path) as layers, all_or_nothing(dry_run=dry_run):
        editie = read_editie(layers, name=source.name, jaar=jaar, progress=progress)
        plan = make_plan(editie, replace_newer=replace_newer)
        if show:
            show(plan)
        check_drop(plan, allow_drop)
        if plan and not dry_run:
            write(plan, progress)
        return plan


def check_drop(plan, allow_drop):
    if plan.dropped() > allow_drop:
        buurten = plan.levels["buurt"]
        raise BadSource(
            f"{len(buurten.gone):,} of {len(buurten.active):,} buurten ({plan.dropped():.1f} %) are not in this file;"
            f" at most {allow_drop:g} % may go. Is it the right file, and complete?"
            " If so, add --allow-drop with a higher percentage."
        )


def write(plan, progress):
    before = all_paths()
    for name in MODELS:
        save_level(plan.levels[name])
    replace_rings(plan.editie.rings, plan.shapes, progress)
    refresh_statistics()
    link_opvolgers(plan)
    keep_old_paths(before, all_paths())
    draw_maps(maps_to_draw(plan), progress)
    rebuild()


def save_level(level):
    """Write the areas of one level. Slugs that change hands are let go of first, because each is unique."""
    model = MODELS[level.name]
    model.objects.filter(code__in=level.reslugged).update(slug=Lower("code"))
    model.objects.bulk_create(
        level.touched(),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=VALUES[level.name],
    )
