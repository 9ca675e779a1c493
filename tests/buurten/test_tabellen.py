"""Tables in all the shapes that others send, and what is said about those that are none."""

import io
import tracemalloc
import zipfile

import pytest

from buurten.importers.bronnen import BadSource, Source
from buurten.importers.tabellen import BLOCK, Column, open_table

COLUMNS = [Column("naam", ("naam", r"name(20\d\d)?")), Column("getal", ("getal",), is_required=False)]
BOM = b"\xef\xbb\xbf"


@pytest.fixture
def source(tmp_path):
    def make(content, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return Source(path, name)

    return make


def rows_of(source):
    with open_table(source, COLUMNS) as table:
        return [[row[table.at[name]] for name in table.at] for row in table.rows if row]


def refusal(source):
    with pytest.raises(BadSource) as caught:
        rows_of(source)
    return str(caught.value)


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_csv", ".csv").replace("_txt", ".txt"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "Naam;Getal\nCafé;1\n".encode(),
        BOM + "Naam;Getal\nCafé;1\n".encode(),
        "Naam;Getal\r\nCafé;1\r\n".encode("windows-1252"),
        "NAAM,GETAL\nCafé,1".encode(),
        '"Naam"\t"Getal"\n"Café"\t"1"\n'.encode(),
        'x;getal;"Name 2024";y\n\n-;1;"Café";-\n'.encode(),
    ],
)
def test_every_usual_spelling_of_a_table_is_read(source, content):
    assert rows_of(source(content)) == [["Café", "1"]]


def test_a_column_that_may_be_missing_is_missing(source):
    assert rows_of(source(b"naam\nx\n")) == [["x"]]


def test_the_only_table_with_the_columns_in_a_zip_is_read(source):
    content = zipped(lees_txt="Read me first", namen_csv="code;x\n1;2\n", tabel_csv="naam;getal\nx;1\n")

    assert rows_of(source(content, "a.zip")) == [["x", "1"]]
    assert rows_of(source(content, "no-suffix")) == [["x", "1"]]


def test_text_longer_than_a_block_is_cut_nowhere(source):
    names = [f"{number} é" for number in range(300_000)]
    content = ("naam\n" + "\n".join(names)).encode()
    assert len(content) > 2 * BLOCK

    assert [row[0] for row in rows_of(source(content))] == names


def test_the_first_other_character_decides_the_encoding_for_all_rows(source):
    utf8_first = "naam\nCafé\n".encode() + "Zoë\n".encode("windows-1252")
    windows_first = "naam\nCafé\n".encode("windows-1252") + b"\x81\n"

    assert refusal(source(utf8_first)) == "a.csv, row 3: here is a character that is not utf-8."
    assert refusal(source(windows_first)) == "a.csv, row 3: here is a character that is not windows-1252."


def test_wrong_text_is_refused_with_its_row(source):
    assert refusal(source("naam\nx\n".encode("utf-16"))) == "a.csv, row 1: the text is UTF-16. Save it as UTF-8."
    assert refusal(source(b"naam\nx\ny\0\n")).startswith("a.csv, row 3: here is a NUL byte")
    assert refusal(source(b'naam;x\n"a"b;1\n')).startswith("a.csv, row 2: the row cannot be split (")
    assert refusal(source(b'naam;x\n"a;1\nb;2\n')).startswith("a.csv, row 3: the row cannot be split (")


def test_a_header_without_the_column_names_what_is_there(source):
    assert refusal(source(b"a;b\n1;2\n")) == "a.csv, row 1: there is no column naam. The columns are: a, b."
    assert refusal(source(b"\n\n")) == "a.csv, row 1: there is no column naam. The columns are: none."
    assert refusal(source(b"name2023;name2024\n1;2\n")) == (
        "a.csv, row 1: several columns can be the naam: name2023, name2024. Keep one."
    )


def test_a_line_without_end_is_refused_before_it_is_in_memory(source):
    content = b"naam\nx\n" + b"y" * 100_000_000
    tracemalloc.start()
    message = refusal(source(content))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert message == "a.csv, row 3: the row is longer than 65,536 characters. This is no CSV file."
    assert peak < 20_000_000


def test_zips_that_are_no_good_say_why(source):
    good = zipped(tabel_csv="naam\n" + "\n".join(str(n**3) for n in range(50_000)))
    half, flipped = good[: len(good) // 2], good[:5000] + bytes(50) + good[5050:]

    assert refusal(source(half, "a.zip")).startswith("the zip file is incomplete or damaged")
    assert "is incomplete or damaged" in refusal(source(flipped, "a.zip")) or "breaks off here" in refusal(
        source(flipped, "a.zip")
    )
    assert refusal(source(b"naam\nx\n", "a.zip")) == "this is not a zip file. Download it again."
    assert refusal(source(zipped(lees_pdf="x"), "a.zip")) == "holds no csv file. It holds: lees_pdf."
    assert refusal(source(zipped(a_csv="b;c\n1;2\n"), "a.zip")) == (
        "a.csv, row 1: there is no column naam. The columns are: b, c."
    )
    assert refusal(source(zipped(a_csv="naam\nx\n", b_csv="naam\nx\n"), "a.zip")) == (
        "holds several files with these columns: a.csv, b.csv. Unpack one."
    )


def test_a_zip_bomb_is_not_unpacked(source):
    bomb = zipped(a_csv="naam\n" + "x\n" * 20_000_000)
    assert len(bomb) < 100_000

    assert refusal(source(bomb, "a.zip")) == "a.csv unpacks to 40,000,005 bytes. That is no file we trust."
