"""Tables that others publish as CSV: found in a zip, read as a stream, with columns matched by alias.

Text is UTF-8 with or without BOM, or Windows-1252; the separator is a semicolon, a comma or a tab. Whatever is wrong
becomes a BadSource with the row (counted as an editor does, the header is row 1) and the column.
"""

import csv
import re
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from buurten.importers.bronnen import BLOCK, MOST_BYTES, BadSource

LONGEST_LINE = 65_536
HIGHEST_RATIO = 100  # a CSV of postcodes shrinks ten times; a zip bomb a thousand times
BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Column:
    """A column to look for: its aliases are patterns on the header in small letters and digits, the best one first."""

    name: str
    aliases: tuple
    is_required: bool = True


@dataclass(frozen=True)
class Table:
    """An open table. `rows` gives lists of text; `rows.line_num` is the row it is at; `at` the place of each column."""

    name: str
    header: list
    at: dict
    rows: Any

    def whole_rows(self):
        """The rows that are not empty. Raises BadSource when one is shorter than the header: the file is cut off."""
        width = len(self.header)
        for row in self.rows:
            if len(row) >= width:
                yield row
            elif row:
                raise BadSource("the row is too short; the file may be cut off.", row=self.rows.line_num)


@contextmanager
def open_table(source, columns, progress=None):
    """Give the Table in a Source, itself a CSV file or a zip with exactly one such table in it.

    columns: the Columns to look for. progress is called with a text, about once per megabyte. Raises BadSource; one
    that is raised inside gets the name of the table.
    """
    with ExitStack() as stack:
        file, name, size = open_text(source, columns, stack)
        table = read_table(file, name, size, columns, progress)
        try:
            yield table
        except csv.Error as error:
            raise BadSource(f"the row cannot be split ({error}).", row=table.rows.line_num, name=name) from None
        except BadSource as error:
            error.name = error.name or name
            raise


def open_text(source, columns, stack):
    """The open binary file with the text, its name and its size; the stack closes it."""
    file = stack.enter_context(source.path.open("rb"))
    if file.read(2) != b"PK":
        if source.name.lower().endswith(".zip"):
            raise BadSource("this is not a zip file. Download it again.")
        file.seek(0)
        return file, source.name, source.path.stat().st_size
    try:
        archive = stack.enter_context(zipfile.ZipFile(source.path))
        member = find_member(archive, columns)
        return stack.enter_context(archive.open(member)), f"{source.name}/{member.filename}", member.file_size
    except BROKEN as error:
        raise BadSource(f"the zip file is incomplete or damaged ({error}). Download it again.") from None


def find_member(archive, columns):
    """The only file in the archive whose header has the columns."""
    names, found, why = [], [], None
    for member in archive.infolist():
        path = PurePosixPath(member.filename)
        if member.is_dir() or path.name.startswith("."):
            continue
        names.append(member.filename)
        if path.suffix.lower() in (".csv", ".txt"):
            check_bomb(member)
            try:
                with archive.open(member) as file:
                    read_table(file, member.filename, member.file_size, columns)
                found.append(member)
            except BadSource as error:
                why = why or error
    if len(found) == 1:
        return found[0]
    if found:
        raise BadSource(f"holds several files with these columns: {listed(m.filename for m in found)}. Unpack one.")
    if why:
        raise why
    raise BadSource(f"holds no csv file. It holds: {listed(names) or 'nothing'}.")


def check_bomb(member):
    if member.file_size > MOST_BYTES or member.file_size > max(10 * BLOCK, HIGHEST_RATIO * member.compress_size):
        raise BadSource(f"{member.filename} unpacks to {member.file_size:,} bytes. That is no file we trust.")


def listed(names, most=8):
    names = list(names)
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def read_table(file, name, size, columns, progress=None):
    """A Table on an open binary file, with its header read."""
    lines = text_lines(file, size, progress)
    try:
        first = next(lines, "")
        separator = max(";,\t", key=first.count)
        rows = csv.reader(chain([first], lines), delimiter=separator, strict=True)
        header = next(rows, [])
        return Table(name, header, match_columns(header, columns), rows)
    except csv.Error as error:
        raise BadSource(f"the header cannot be split into columns ({error}).", row=1, name=name) from None
    except BadSource as error:
        error.name = name
        raise


def match_columns(header, columns):
    """The place of each column in the header, by the first of its aliases that matches."""
    plain = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in header]
    places = {}
    for column in columns:
        for alias in column.aliases:
            hits = [place for place, name in enumerate(plain) if re.fullmatch(alias, name)]
            if len(hits) > 1:
                names = listed(header[hit] for hit in hits)
                raise BadSource(f"several columns can be the {column.name}: {names}. Keep one.", row=1)
            if hits:
                places[column.name] = hits[0]
                break
        if column.is_required and column.name not in places:
            raise BadSource(f"there is no column {column.name}. The columns are: {listed(header) or 'none'}.", row=1)
    return places


def text_lines(file, size, progress=None):
    """The lines of a binary file as text, without their end. At most a block and a line are in memory."""
    decode, rest, done = Decoder(), b"", 0
    while block := read_block(file, decode.row):
        done += len(block)
        if progress:
            progress(f"Reading: {done / 1e6:,.0f} of {size / 1e6:,.0f} MB")
        lines, newline, rest = (rest + block).rpartition(b"\n")
        if newline:
            yield from decode(lines).split("\n")
            decode.row += lines.count(b"\n") + 1
        if len(rest) > LONGEST_LINE:
            raise BadSource(f"the row is longer than {LONGEST_LINE:,} characters. This is no CSV file.", row=decode.row)
    if rest:
        yield decode(rest)


def read_block(file, row):
    try:
        return file.read(BLOCK)
    except BROKEN as error:
        raise BadSource(f"the file breaks off here or is damaged ({error}). Download it again.", row=row) from None


class Decoder:
    """Bytes to text; the first character outside ASCII decides between UTF-8 and Windows-1252 for the whole file."""

    def __init__(self):
        self.encoding, self.row = None, 1

    def __call__(self, block):
        if self.row == 1:
            block = self.without_bom(block)
        if b"\0" in block:
            raise self.bad(block, block.index(b"\0"), "here is a NUL byte: this is no text file, or not UTF-8.")
        if block.isascii():
            return block.decode("ascii")
        self.encoding = self.encoding or guess_encoding(block)
        try:
            return block.decode(self.encoding)
        except UnicodeDecodeError as error:
            raise self.bad(block, error.start, f"here is a character that is not {self.encoding}.") from None

    def without_bom(self, block):
        if block.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise BadSource("the text is UTF-16. Save it as UTF-8.", row=1)
        if block.startswith(b"\xef\xbb\xbf"):
            self.encoding = "utf-8"
            return block[3:]
        return block

    def bad(self, block, place, message):
        return BadSource(message, row=self.row + block.count(b"\n", 0, place))


def guess_encoding(block):
    line = next(line for line in block.split(b"\n") if not line.isascii())
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"
