"""The small drawing on a buurt page: the buurt itself and its neighbours, as paths on a fixed sheet.

Made once at import. A sheet is WIDTH x HEIGHT units with y downwards; coordinates are whole units, which is finer than
a screen shows. `Kaart.tekening` is

    {"viewbox": "0 0 336 220", "pad": "M…z", "buren": [{"code", "naam", "gemeente", "slug", "pad", "x", "y"}, …]}

where `gemeente` and `slug` are the two parts of the neighbour's address, and (x, y) is the middle of the baseline of
its name (text-anchor middle), or null when the name does not fit. Paths have holes: fill them with rule evenodd.
"""

import json
from dataclasses import dataclass

from django.db import connection

from buurten.etiketten import Etiketten
from buurten.importers.wkb import from_postgres
from buurten.models import Buurt, Kaart
from buurten.vormen import area, as_points, bounds, clip, simplify, thinned

WIDTH, HEIGHT = 336, 220
MARGIN = 26  # units around the buurt, where its neighbours show
OUTSIDE = 3  # units beyond the sheet where neighbours are cut off, so that the cut is not seen
DETAILS = (1.0, 1.6, 2.5, 4.0)  # units that an outline may be off; coarser when the drawing would be too big
MOST_CHARACTERS = 2_900
SMALLEST = 60.0  # square units of the sheet that a neighbour must cover to be drawn
MOST_NEIGHBOURS = 12
SMALLEST_RING = 8.0
AT_ONCE = 400


@dataclass(frozen=True)
class Sheet:
    """How RD metres become units on the sheet."""

    west: float
    north: float
    scale: float  # units per metre

    @classmethod
    def around(cls, rings):
        """The sheet with these rings in the middle."""
        west, south, east, north = bounds(rings)
        scale = min((WIDTH - 2 * MARGIN) / max(east - west, 1), (HEIGHT - 2 * MARGIN) / max(north - south, 1))
        return cls((west + east - WIDTH / scale) / 2, (south + north + HEIGHT / scale) / 2, scale)

    def box(self):
        """(west, south, east, north) of what is drawn, in metres."""
        out = OUTSIDE / self.scale
        east, south = self.west + WIDTH / self.scale, self.north - HEIGHT / self.scale
        return self.west - out, south - out, east + out, self.north + out

    def place(self, ring):
        west, north, scale = self.west, self.north, self.scale
        return [((x - west) * scale, (north - y) * scale) for x, y in ring]


def position_on(code, x, y):
    """(x, y) on the sheet of a buurt for a place in metres RD; None off the sheet, or without a boundary."""
    rings = rings_by_code([code]).get(code)
    if not rings:
        return None
    ((left, top),) = Sheet.around(rings).place([(x, y)])
    return (round(left), round(top)) if 0 <= left <= WIDTH and 0 <= top <= HEIGHT else None


def codes_around(code, x, y, metres):
    """Codes of buurten that lie within a square of so many metres around a place in metres RD; `code` always."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT buurt_id FROM buurten_vlak"
            " WHERE NOT is_gat AND vlak && polygon(box(point(%s, %s), point(%s, %s)))",
            [x - metres, y - metres, x + metres, y + metres],
        )
        return sorted({code} | {row[0] for row in cursor})


def maps_to_draw(plan):
    """The buurten whose drawing an import made old: those that changed, and those that show them or now lie beside."""
    ended = {code for level in plan.levels.values() for code in (a.code for a in level.touched() if not a.is_actief)}
    changed = set(plan.shapes) | ended
    for level in plan.levels.values():
        changed |= {*level.renamed, *level.reslugged, *(area.code for area in [*level.new, *level.back])}
    gemeenten = [code for code in changed if code in plan.levels["gemeente"].known]
    changed |= set(Buurt.objects.filter(gemeente__in=gemeenten).values_list("code", flat=True))
    buurten = sorted(code for code in changed if code.startswith("BU"))
    Kaart.objects.filter(buurt__in=buurten, buurt__is_actief=False).delete()
    with connection.cursor() as cursor:
        # The box of one of the two: && of two polygons compares every edge with every other.
        cursor.execute(
            "SELECT k.buurt_id FROM buurten_kaart k, jsonb_array_elements(k.tekening->'buren') AS buur"
            " WHERE buur->>'code' = ANY(%s) UNION SELECT beside.buurt_id FROM buurten_vlak v"
            " JOIN buurten_vlak beside ON beside.vlak && polygon(box(v.vlak)) WHERE v.buurt_id = ANY(%s)",
            [buurten, buurten],
        )
        return {*buurten, *(code for (code,) in cursor)}


def draw_maps(codes=None, progress=None):
    """Make the drawings of these buurten again (of all active ones without codes); the number that changed.

    Equal drawings are not written. A buurt without boundary, or not active, has none.
    """
    active = Buurt.objects.active().filter(vlakken__isnull=False).order_by("code").distinct()
    todo = list(active.values_list("code", flat=True))
    if codes is not None:
        wanted = set(codes)
        todo = [code for code in todo if code in wanted]
    Kaart.objects.exclude(buurt__in=active.order_by().values("pk")).delete()
    names = buurt_names()
    written = 0
    for start in range(0, len(todo), AT_ONCE):
        some = todo[start : start + AT_ONCE]
        written += save(drawings(some, names))
        if progress:
            progress(f"Drawing maps: {start + len(some):,} of {len(todo):,}")
    return written


def buurt_names():
    rows = Buurt.objects.active().values_list("code", "naam", "gemeente__slug", "slug").order_by("code")
    return {code: (naam, gemeente, slug) for code, naam, gemeente, slug in rows.iterator()}


def drawings(codes, names):
    """Kaart rows, not saved, of some buurten."""
    own = rings_by_code(codes)
    sheets = {code: Sheet.around(rings) for code, rings in own.items()}
    beside = neighbours(sheets)
    rings = own | rings_by_code({code for found in beside.values() for code in found} - own.keys())
    return [Kaart(buurt_id=code, tekening=draw(code, sheets[code], beside.get(code, ()), rings, names)) for code in own]


def rings_by_code(codes):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT buurt_id, poly_send(vlak) FROM buurten_vlak WHERE buurt_id = ANY(%s) ORDER BY id", [list(codes)]
        )
        found = {}
        for code, ring in cursor:
            found.setdefault(code, []).append(as_points(from_postgres(ring)))
        return found


def neighbours(sheets):
    """{code: [codes of other active buurten that may show on its sheet]}"""
    with connection.cursor() as cursor:
        boxes = [sheet.box() for sheet in sheets.values()]
        cursor.execute(
            "SELECT s.code, v.buurt_id FROM unnest(%s::text[], %s::float8[], %s::float8[], %s::float8[], %s::float8[])"
            " AS s (code, west, south, east, north)"
            " JOIN buurten_vlak v ON v.vlak && polygon(box(point(west, south), point(east, north)))"
            " JOIN buurten_buurt b ON b.code = v.buurt_id AND b.is_actief"
            " WHERE NOT v.is_gat AND v.buurt_id <> s.code GROUP BY 1, 2 ORDER BY 1, 2",
            [list(sheets), *(list(side) for side in zip(*boxes, strict=True))],
        )
        found = {}
        for code, other in cursor:
            found.setdefault(code, []).append(other)
        return found


def draw(code, sheet, beside, rings, names):
    """The drawing of one buurt, as fine as its size allows."""
    for detail in DETAILS:
        drawing = draw_with(detail, code, sheet, beside, rings, names)
        if size_of(drawing) <= MOST_CHARACTERS:
            break
    while drawing["buren"] and size_of(drawing) > MOST_CHARACTERS:
        drawing["buren"].pop()
    return drawing


def size_of(drawing):
    return len(json.dumps(drawing, ensure_ascii=False))


def draw_with(detail, code, sheet, beside, rings, names):
    own = outline(rings[code], sheet, detail)
    seen = []
    for other in beside:
        shape = outline(rings[other], sheet, detail)
        size = sum(area(ring) for ring in shape)
        if size >= SMALLEST:
            seen.append((size, other, shape))
    seen.sort(key=lambda item: (-item[0], item[1]))
    labels = Etiketten(WIDTH, HEIGHT, own)
    buren = []
    for _size, other, shape in seen[:MOST_NEIGHBOURS]:
        naam, gemeente, slug = names[other]
        x, y = labels.place(naam, shape)
        path = svg_path(shape)
        buren.append({"code": other, "naam": naam, "gemeente": gemeente, "slug": slug, "pad": path, "x": x, "y": y})
    return {"viewbox": f"0 0 {WIDTH} {HEIGHT}", "pad": svg_path(own), "buren": buren}


def outline(rings, sheet, detail):
    """The rings on the sheet in whole units: cut off outside it, simplified, and without what is too small to see."""
    found = []
    for ring in rings:
        ring = clip(thinned(sheet.place(ring), detail / 2), -OUTSIDE, -OUTSIDE, WIDTH + OUTSIDE, HEIGHT + OUTSIDE)
        if len(ring) < 3:
            continue
        ring = [(round(x), round(y)) for x, y in simplify(ring, detail)]
        ring = [point for before, point in zip([ring[-1], *ring], ring, strict=False) if point != before]
        if len(ring) >= 3 and area(ring) >= SMALLEST_RING:
            found.append(ring)
    return found


def svg_path(rings):
    """Rings of whole units as SVG path data with relative steps, which is short."""
    parts = []
    for ring in rings:
        (px, py), *rest = ring
        parts.append(f"M{px} {py}l")
        steps = []
        for x, y in rest:
            steps.append(f"{x - px} {y - py}")
            px, py = x, y
        parts.append(" ".join(steps).replace(" -", "-"))
        parts.append("z")
    return "".join(parts)


def save(rows):
    """Write those drawings that are new or other than before; how many."""
    present = dict(Kaart.objects.filter(buurt__in=[row.buurt_id for row in rows]).values_list("buurt_id", "tekening"))
    other = [row for row in rows if present.get(row.buurt_id) != row.tekening]
    Kaart.objects.filter(buurt__in=[row.buurt_id for row in other if row.buurt_id in present]).delete()
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY buurten_kaart (buurt_id, tekening) FROM STDIN") as copy,
    ):
        for row in other:
            copy.write_row((row.buurt_id, json.dumps(row.tekening, ensure_ascii=False)))
    return len(other)
