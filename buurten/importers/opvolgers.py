"""Who takes over from an area that CBS dropped: the buurt that now covers most of it, and what follows from that."""

from django.db import connection
from django.db.models import Count

from buurten.importers.wkb import from_postgres
from buurten.models import Alias, Buurt, Gemeente, Wijk
from buurten.vlakken import hits, rings_in_database
from buurten.vormen import as_points, inner_points

AT_ONCE = 100


def link_opvolgers(plan):
    """Give every area that this plan made or added as inactive its successor, if there is one.

    A buurt is followed by the active buurt that holds most of its area, measured with a grid of positions inside it;
    without a boundary by the one with the same name in the same gemeente. A wijk or gemeente is followed by the one in
    which most of its buurten went on. Names that editors added move along.
    """
    ended = {name: [a.code for a in level.touched() if not a.is_actief] for name, level in plan.levels.items()}
    link_buurten(ended["buurt"])
    link_above(Wijk, "wijk", ended["wijk"])
    link_above(Gemeente, "gemeente", ended["gemeente"])
    for model in (Buurt, Wijk, Gemeente):
        shorten_chains(model)
    for name, model in (("buurt", Buurt), ("wijk", Wijk), ("gemeente", Gemeente)):
        for code, opvolger in followed(model, ended[name]).items():
            Alias.objects.filter(**{name: code}).update(**{name: opvolger})


def followed(model, codes):
    """{code: successor} of those that have one."""
    return dict(model.objects.filter(code__in=codes, opvolger__isnull=False).values_list("code", "opvolger_id"))


def link_buurten(codes):
    for start in range(0, len(codes), AT_ONCE):
        some = codes[start : start + AT_ONCE]
        best = {}
        points = positions(some)
        for code, buurt, _count in hits(points) if points else []:
            best.setdefault(code, buurt)
        for code in some:
            opvolger = best.get(code) or namesake(code)
            if opvolger:
                Buurt.objects.filter(code=code).update(opvolger=opvolger)


def positions(codes):
    """(code, x, y) of positions spread inside each of these buurten."""
    found = []
    for code, rings in rings_in_database(codes).items():
        shape = [as_points(from_postgres(ring)) for _is_hole, ring in rings]
        found += [(code, x, y) for x, y in inner_points(shape)]
    return found


def namesake(code):
    """The code of the only active buurt with the same name in the same gemeente, or None."""
    gone = Buurt.objects.get(code=code)
    same = Buurt.objects.active().filter(gemeente=gone.gemeente_id, naam=gone.naam).order_by("pk")
    codes = list(same.values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else None


def link_above(model, name, codes):
    """The wijk or gemeente in which most of the buurten of these went on."""
    moved = (
        Buurt.objects.filter(**{f"{name}__in": codes}, opvolger__isnull=False)
        .values_list(f"{name}_id", f"opvolger__{name}_id")
        .annotate(count=Count("pk"))
        .order_by(f"{name}_id", "-count", f"opvolger__{name}_id")
    )
    best = {}
    for code, opvolger, _count in moved:
        if opvolger != code:
            best.setdefault(code, opvolger)
    for code, opvolger in best.items():
        model.objects.filter(code=code).update(opvolger=opvolger)


def shorten_chains(model):
    """A successor that was dropped itself gives way to its own successor."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} a SET opvolger_id = b.opvolger_id FROM {table} b"  # noqa: S608
            " WHERE a.opvolger_id = b.code AND NOT b.is_actief AND b.opvolger_id IS NOT NULL"
            " AND b.opvolger_id <> a.code"
        )
