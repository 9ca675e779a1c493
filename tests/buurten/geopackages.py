"""Small GeoPackages for tests, made with sqlite3: right ones, and with every part that can be wrong replaceable."""

import sqlite3
import struct

CRS = [(-1, "NONE", -1), (0, "NONE", 0), (4326, "EPSG", 4326), (28992, "EPSG", 28992)]
COLUMNS = ["buurtcode", "buurtnaam", "wijkcode", "wijknaam", "gemeentecode", "gemeentenaam", "water", "jaar"]


def square(x, y, size=100):
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]


def polygon(rings, order="<", extra=0):
    """WKB of a Polygon of open rings; extra 1000, 2000, 3000 adds Z, M, or both."""
    spare = (0.5,) * {0: 0, 1000: 1, 2000: 1, 3000: 2}[extra]
    parts = [struct.pack(f"{order}BII", order == "<", 3 + extra, len(rings))]
    for ring in rings:
        points = [(*point, *spare) for point in [*ring, ring[0]]]
        parts.append(struct.pack(f"{order}I", len(points)))
        parts += [struct.pack(f"{order}{len(point)}d", *point) for point in points]
    return b"".join(parts)


def multipolygon(polygons, order="<", extra=0):
    """WKB of a MultiPolygon: a list of polygons, each an outer ring and its holes."""
    head = struct.pack(f"{order}BII", order == "<", 6 + extra, len(polygons))
    return head + b"".join(polygon(rings, order, extra) for rings in polygons)


def geometry(wkb, *, envelope=1, srs_id=28992, order="<", flags=0, magic=b"GP"):
    """A GeoPackage geometry around WKB; envelope 0-4 are the kinds of the standard."""
    bits = (order == "<") | envelope << 1 | flags
    numbers = {0: 0, 1: 4, 2: 6, 3: 6, 4: 8}.get(envelope, 0)
    return magic + struct.pack(f"{order}BBi{numbers}d", 0, bits, srs_id, *[0.0] * numbers) + wkb


def shape(*rings):
    """The geometry of an area of one part: an outer ring and its holes."""
    return geometry(multipolygon([list(rings)]))


def buurt(code, naam, x=100_000, y=450_000, **values):
    """A row of the layer buurten: a square of 100 metres, with the wijk and gemeente of its code."""
    row = {
        "buurtcode": code,
        "buurtnaam": naam,
        "wijkcode": f"WK{code[2:8]}",
        "wijknaam": f"Wijk {code[6:8]}",
        "gemeentecode": f"GM{code[2:6]}",
        "gemeentenaam": f"Gemeente {code[2:6]}",
        "water": "NEE",
        "jaar": 2024,
        "geom": shape(square(x, y)),
    }
    return row | values


def street_of(code, count, start=0, **values):
    """`count` buurten next to each other in one wijk, with codes that go on from the one given."""
    return [
        buurt(f"{code[:8]}{number:02d}", f"Buurt {number}", 100_000 + 100 * number, **values)
        for number in range(start, start + count)
    ]


def country(count, **values):
    return [
        buurt(f"BU{number:04d}0000", f"Buurt {number}", x=100_000 + 100 * number, **values) for number in range(count)
    ]


NOORD, ZUID = buurt("BU00140001", "Noord"), buurt("BU00140002", "Zuid", x=100_100)


def make_geopackage(path, rows, *, table="buurten", srs_id=28992, level_tables=None, columns=None, crs=CRS, sql=()):
    """A GeoPackage with the rows (dicts) in one layer; `level_tables` are more layers as {name: rows}."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER PRIMARY KEY, organization TEXT,"
        " organization_coordsys_id INTEGER);"
        "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT);"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT PRIMARY KEY, column_name TEXT, srs_id INTEGER);"
    )
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?)", crs)
    for name, some in {table: rows, **(level_tables or {})}.items():
        add_layer(connection, name, some, srs_id, columns)
    for statement in sql:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def add_layer(connection, name, rows, srs_id, columns):
    names = columns or list(dict.fromkeys(key for row in rows for key in row if key != "geom"))
    listed = "".join(f', "{column}"' for column in names)
    connection.execute(f'CREATE TABLE "{name}" (fid INTEGER PRIMARY KEY, geom BLOB{listed})')
    connection.execute("INSERT INTO gpkg_contents VALUES (?, 'features')", [name])
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", [name, srs_id])
    marks = ", ".join("?" * (len(names) + 1))
    for row in rows:
        values = [row.get("geom"), *(row.get(column) for column in names)]
        connection.execute(f'INSERT INTO "{name}" (geom{listed}) VALUES ({marks})', values)
