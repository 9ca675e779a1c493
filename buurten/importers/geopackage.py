"""A CBS Wijk- en Buurtkaart as GeoPackage, of any year and spelling of its columns, read with sqlite3 alone.

Source: OGC 12-128r19 (GeoPackage 1.4); CBS/Kadaster, Wijk- en Buurtkaart. The level of a layer is told by its code
column, not by its name: a file saved by QGIS calls them otherwise.
"""

import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field

from buurten.importers.bronnen import BadSource

RD = 28992
MAGIC = b"SQLite format 3\0"
MOST_TEXT = 250_000_000  # bytes in one value; the boundary of the largest buurt is a few MB
LEVELS = {"buurt": "buurtcode", "wijk": "wijkcode", "gemeente": "gemeentecode"}

# Our name of a column, and how the editions call it; compared without case, underscores and spaces.
COLUMNS = {
    "buurtcode": ("buurtcode", "bucode"),
    "buurtnaam": ("buurtnaam", "bunaam"),
    "wijkcode": ("wijkcode", "wkcode"),
    "wijknaam": ("wijknaam", "wknaam"),
    "gemeentecode": ("gemeentecode", "gmcode"),
    "gemeentenaam": ("gemeentenaam", "gmnaam"),
    "water": ("water", "h2o"),
    "inwoners": ("aantalinwoners", "aantinw", "inwoners"),
    "pc4": ("meestvoorkomendepostcode", "postcode"),
    "jaar": ("jaar", "jaarstatcode", "jrstatcode", "statjaar"),
    "naam_kort": ("buurtnaamstatline", "naamstatline"),
}


@dataclass
class Layer:
    """A table with areas of one level; `columns` maps our names to those of the file."""

    table: str
    level: str
    columns: dict
    geometry: str
    srs_id: int
    connection: sqlite3.Connection = field(repr=False)

    def rows(self):
        """Yield (row number, {our name: value}, geometry bytes). Text comes as bytes: its encoding is not trusted."""
        names = list(self.columns)
        wanted = ", ".join(quoted(self.columns[name]) for name in names)
        query = f"SELECT rowid, {quoted(self.geometry)}{', ' * bool(names)}{wanted} FROM {quoted(self.table)}"  # noqa: S608
        with damage_explained():
            for row, geometry, *values in self.connection.execute(query + " ORDER BY rowid"):
                yield row, dict(zip(names, values, strict=True)), geometry

    def geometry_of(self, row):
        """The geometry bytes of one row."""
        query = f"SELECT {quoted(self.geometry)} FROM {quoted(self.table)} WHERE rowid = ?"  # noqa: S608
        with damage_explained():
            return self.connection.execute(query, [row]).fetchone()[0]


@contextmanager
def open_geopackage(path):
    """Give {level: Layer} of the file, for the levels buurt, wijk and gemeente that it holds.

    The file is only read: no journal is replayed, nothing is written beside it. Raises BadSource.
    """
    check_file(path)
    with damage_explained():
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
        try:
            connection.text_factory = bytes
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_TEXT)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cache_size = -4000")
            layers = layers_of(connection)
            yield layers
        finally:
            connection.close()


@contextmanager
def damage_explained():
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise BadSource(f"the file is damaged ({error}). Download it again.") from None


def check_file(path):
    """Refuse what is no SQLite file, or one that was cut off: its header knows its length."""
    with path.open("rb") as file:
        head = file.read(100)
    if head[:16] != MAGIC:
        raise BadSource("this is not a GeoPackage (.gpkg).")
    if len(head) < 100:
        raise BadSource("the file is cut off. Download it again.")
    page = int.from_bytes(head[16:18], "big")
    size = (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    if head[24:28] == head[92:96] and path.stat().st_size < size:
        raise BadSource(f"the file is cut off: {path.stat().st_size:,} of {size:,} bytes. Download it again.")


def layers_of(connection):
    tables = {text(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= tables:
        raise BadSource("this is an SQLite file, but not a GeoPackage (.gpkg).")
    problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != b"ok":
        raise BadSource("the file is damaged. Download it again.")
    layers, others = {}, []
    for table, geometry, srs_id in feature_tables(connection):
        if table not in tables:
            raise BadSource(f"the layer {table} is announced but is not in the file.")
        columns = columns_of(connection, table)
        level = next((level for level, code in LEVELS.items() if code in columns), None)
        if level is None:
            others.append((table, connection))
            continue
        if level in layers:
            raise BadSource(f"two layers hold a {level}: {layers[level].table} and {table}. Keep one of them.")
        check_crs(connection, table, srs_id)
        layers[level] = Layer(table, level, columns, geometry, srs_id, connection)
    if "buurt" not in layers:
        raise BadSource(no_buurten(others, layers))
    return layers


def feature_tables(connection):
    rows = connection.execute(
        "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g"
        " ON lower(g.table_name) = lower(c.table_name) WHERE c.data_type = 'features' ORDER BY c.table_name"
    )
    return [(text(table), text(column), srs_id) for table, column, srs_id in rows.fetchall()]


def columns_of(connection, table):
    """{our name: the file's name} for the columns that we know."""
    there = {}
    for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", [table]):
        there.setdefault(plain(text(name)), text(name))
    found = {}
    for ours, theirs in COLUMNS.items():
        name = next((there[alias] for alias in theirs if alias in there), None)
        if name is not None:
            found[ours] = name
    return found


def check_crs(connection, table, srs_id):
    row = connection.execute(
        "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?", [srs_id]
    ).fetchone()
    name = f"{text(row[0]).upper()}:{row[1]}" if row else f"unknown ({srs_id})"
    if name != f"EPSG:{RD}":
        raise BadSource(f"the layer {table} is in {name}; it must be in EPSG:{RD} (Amersfoort / RD New).")


def no_buurten(others, layers):
    for table, connection in others:
        names = {plain(text(name)) for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", [table])}
        if {"statcode", "statnaam"} <= names:
            return (
                f"the layer {table} is of the product “gebiedsindelingen” (columns statcode and statnaam), which has no"
                " wijken and gemeenten of a buurt. Take the “Wijk- en Buurtkaart” of the same year."
            )
    seen = [table for table, _connection in others] + [layer.table for layer in layers.values()]
    held = f" (it holds: {', '.join(sorted(seen))})" if seen else ""
    return f"no layer with a column buurtcode (or BU_CODE) in this file{held}."


def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def plain(name):
    return re.sub(r"[\W_]", "", name.casefold())


def quoted(name):
    return '"' + name.replace('"', '""') + '"'
