"""The invented country as the files that CBS publishes, to time the importers (FORMATS §1 and §2)."""

import sqlite3
import struct
from pathlib import Path

from wijkportal.bench.addresses import streets_and_pieces
from wijkportal.bench.country import EDITION, Country
from wijkportal.bench.shape import area

DETAIL = 3  # about 300 points per boundary, as in the real file
TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT '2026-01-01T00:00:00.000Z', min_x DOUBLE,
    min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    PRIMARY KEY (table_name, column_name));
INSERT INTO gpkg_spatial_ref_sys VALUES ('Amersfoort / RD New', 28992, 'EPSG', 28992, 'undefined', NULL);
"""
LAYER = """
CREATE TABLE {0} (fid INTEGER PRIMARY KEY, geom MULTIPOLYGON, {1});
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('{0}', 'features', '{0}', 28992);
INSERT INTO gpkg_geometry_columns VALUES ('{0}', 'geom', 'MULTIPOLYGON', 28992, 0, 0);
"""
GEMEENTE = ("gemeentecode", "gemeentenaam")
WIJK = ("wijkcode", "wijknaam")
BUURT = ("buurtcode", "buurtnaam")
COMMON = ("water", "aantal_inwoners", "jaarstatcode", "jaar")


def write_files(folder, scale=1.0):
    """Write wijkenbuurten_JJJJ_v1.gpkg and pc6hnrJJJJ0801_gwb.csv in the folder; returns both paths."""
    country = Country(scale, detail=DETAIL)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    areas = folder / f"wijkenbuurten_{EDITION}_v1.gpkg"
    postcodes = folder / f"pc6hnr{EDITION}0801_gwb.csv"
    write_areas(country, areas)
    write_postcodes(country, postcodes)
    return areas, postcodes


def write_areas(country, path):
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.executescript("PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;" + TABLES)
    ring = country.shape.ring
    write_layer(
        database, "buurten", (*BUURT, *WIJK, *GEMEENTE, "meest_voorkomende_postcode", *COMMON),
        (
            (geometry([ring(a.cells.start)]), *named(a), *named(a.parent), *named(a.parent.parent), a.pc4, *facts(a))
            for a in country.buurten
        ),
    )  # fmt: skip
    outline = country.shape.outline
    rows = ((geometry(outline(a.cells)), *named(a), *named(a.parent), *facts(a)) for a in country.wijken)
    write_layer(database, "wijken", (*WIJK, *GEMEENTE, *COMMON), rows)
    rows = ((geometry(outline(a.cells)), *named(a), *facts(a)) for a in country.gemeenten)
    write_layer(database, "gemeenten", (*GEMEENTE, *COMMON), rows)
    database.commit()
    database.close()


def named(area_of_country):
    return area_of_country.code, area_of_country.naam


def facts(area_of_country):
    return "NEE", area_of_country.inwoners, f"{EDITION}{area_of_country.code}", EDITION


def write_layer(database, name, columns, rows):
    database.executescript(LAYER.format(name, ", ".join(columns)))
    marks = ", ".join("?" * (len(columns) + 1))
    database.executemany(f"INSERT INTO {name} (geom, {', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608


def geometry(rings):
    """A GeoPackage blob: header with envelope, then a WKB MultiPolygon (OGC 12-128r17, clause 2.1.3)."""
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    head = struct.pack("<2sBBi4d", b"GP", 0, 0b011, 28992, min(xs), max(xs), min(ys), max(ys))
    outer = [[ring] for ring in rings if area(ring) > 0]
    outer[0] += [ring for ring in rings if area(ring) <= 0]
    return head + struct.pack("<BII", 1, 6, len(outer)) + b"".join(polygon(rings) for rings in outer)


def polygon(rings):
    parts = [struct.pack("<BII", 1, 3, len(rings))]
    for ring in rings:
        closed = [*ring, ring[0]]
        parts.append(struct.pack(f"<I{2 * len(closed)}d", len(closed), *(value for point in closed for value in point)))
    return b"".join(parts)


def write_postcodes(country, path):
    """One line per address: 9,000,000 at full scale."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"PC6;Huisnummer;Buurt{EDITION};Wijk{EDITION};Gemeente{EDITION}\r\n")
        for _, pieces in streets_and_pieces(country):
            for piece in pieces:
                rest = f"{piece.buurt[2:]};{piece.buurt[2:8]};{piece.buurt[2:6]}\r\n"
                file.write("".join(f"{piece.postcode};{number};{rest}" for number in piece.numbers))
