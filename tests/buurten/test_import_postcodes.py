"""import_postcodes: what it writes, what it leaves alone, and what it refuses in one sentence without writing."""

import csv
import zipfile

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection

from buurten.importers.guards import LOCK
from buurten.models import Buurt, Postcodereeks
from buurten.search import search_places
from tests.buurten.gebieden import make_buurt, make_gemeente, run, temporary_tables, written

pytestmark = pytest.mark.django_db
HEADER = "PC6;Huisnummer;Buurt2024;Wijk2024;Gemeente2024"


@pytest.fixture
def file(tmp_path):
    def write(*rows, header=HEADER, name="pc6hnr20240801_gwb.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text("".join(f"{row}\n" for row in (header, *rows)), encoding=encoding)
        return path

    return write


@pytest.fixture
def buurten():
    return [make_buurt(code) for code in ("BU00140000", "BU00140001", "BU03630100", "BU0363AD05")]


def ranges():
    rows = Postcodereeks.objects.order_by("postcode", "van", "buurt_id")
    return [(r.postcode, r.van, r.tot, r.zijde, r.buurt_id) for r in rows]


def refusal(*args, **options):
    before = written(Postcodereeks)
    with pytest.raises(CommandError) as caught:
        run("import_postcodes", *args, **options)
    assert written(Postcodereeks) == before
    assert "nieuw" not in temporary_tables()
    return str(caught.value)


def test_rows_become_ranges_per_buurt(buurten, file):
    path = file(
        "9711AA;5;00140001;001400;0014", "9711AA;7;00140001;001400;0014",
        "1012JS;1;03630100;036301;0363", "1012JS;2;0363AD05;0363AD;0363", "1012JS;3;03630100;036301;0363",
        "1012JS;4;0363AD05;0363AD;0363",
    )  # fmt: skip

    lines = run("import_postcodes", path)

    assert lines == ["Postcodes new: 2 (1012JS; 9711AA)", "Loaded."]
    assert ranges() == [
        ("1012JS", 1, 3, "oneven", "BU03630100"),
        ("1012JS", 2, 4, "even", "BU0363AD05"),
        ("9711AA", 5, 7, "", "BU00140001"),
    ]


@pytest.mark.parametrize(
    ("header", "rows", "encoding"),
    [
        (HEADER.upper(), ["9711AA;7;00140001;;", "9711AA;5;00140001;;", "9711AA;5;00140001;;"], "utf-8-sig"),
        ("pc6,huisnummer,buurt2019,wijk2019,gemeente2019", ["9711AA,5,140001,,", "9711AA,7,140001,,"], "utf-8"),
        ('"PC6";"Huisnummer";"Buurt2017"', ['"9711AA";"5";"140001"', '"9711AA";"7";"140001"'], "windows-1252"),
        ("é;Buurtcode;Huisnr;Postcode", [";BU00140001; 5 ;9711 aa", "", ";bu00140001;7;9711AA"], "windows-1252"),
    ],
)
def test_every_spelling_of_the_file_gives_the_same_ranges(buurten, file, header, rows, encoding):
    run("import_postcodes", file(*rows, header=header, encoding=encoding))

    assert ranges() == [("9711AA", 5, 7, "", "BU00140001")]


def test_the_table_is_found_in_a_zip_under_any_name(buurten, file, tmp_path):
    with zipfile.ZipFile(tmp_path / "2024-cbs.zip", "w") as archive:
        archive.write(file("9711AA;5;00140001;;"), "map/pc6-vs2.CSV")
        archive.writestr("gemeentenaam2024.csv", "Gemcode2024;Gemeentenaam2024\n0014;Groningen\n")

    assert run("import_postcodes", tmp_path / "2024-cbs.zip")[-1] == "Loaded."
    assert ranges() == [("9711AA", 5, 5, "", "BU00140001")]


def test_a_second_run_writes_nothing(buurten, file):
    path = file("9711AA;5;00140001;;", "9711AA;6;00140000;;")
    run("import_postcodes", path)
    before = written(Postcodereeks)

    assert run("import_postcodes", path) == ["Nothing to change."]
    assert written(Postcodereeks) == before


def test_only_postcodes_that_differ_are_written(buurten, file):
    same = [f"971{n}AA;5;00140001;;" for n in range(10, 40)]
    same = [row.replace("971", "97") for row in same]
    run("import_postcodes", file(*same, "9788AA;1;00140000;;", "9799AA;1;00140000;;"))
    before = {row[1]: row for row in written(Postcodereeks)}

    lines = run("import_postcodes", file(*same, "9788AA;1;00140001;;", "9777ZZ;1;00140000;;"))

    assert lines == [
        "Postcodes new: 1 (9777ZZ)", "Postcodes changed: 1 (9788AA)", "Postcodes gone: 1 (9799AA)", "Loaded.",
    ]  # fmt: skip
    assert [row[1] in before for row in written(Postcodereeks)] == [True] * 30 + [False] * 2
    assert ranges()[-2:] == [("9777ZZ", 1, 1, "", "BU00140000"), ("9788AA", 1, 1, "", "BU00140001")]


def test_a_dry_run_shows_the_differences_and_writes_nothing(buurten, file):
    lines = run("import_postcodes", file("9711AA;5;00140001;;"), "--dry-run")

    assert lines == ["Postcodes new: 1 (9711AA)", "Dry run: nothing was changed."]
    assert ranges() == []


def test_a_regional_file_leaves_the_rest_of_the_country_and_the_demo_alone(buurten, file):
    demo = make_buurt("BU99010101", buurten[0].gemeente, is_demo=True)  # even in a gemeente of the file
    Postcodereeks.objects.create(postcode="9711AA", van=1, tot=9, buurt=demo)
    run("import_postcodes", file("9711AA;5;00140001;;", "1012JS;1;0363AD05;;"))

    run("import_postcodes", file("9711AA;6;00140001;;"))

    assert ranges() == [
        ("1012JS", 1, 1, "", "BU0363AD05"),
        ("9711AA", 1, 9, "", "BU99010101"),
        ("9711AA", 6, 6, "", "BU00140001"),
    ]


def test_a_buurt_of_the_demo_is_not_known_to_a_file(buurten, file):
    make_buurt("BU99010101", make_gemeente("GM9901", is_demo=True), is_demo=True)

    assert "buurt 99010101 is not known" in refusal(file("9711AA;5;99010101;;"))


def test_a_gemeente_of_which_the_file_has_hardly_anything_stays_as_it_is(buurten, file):
    amsterdam = [f"10{n}AA;1;0363AD05;;" for n in range(10, 40)]
    run("import_postcodes", file("9711AA;5;00140001;;", *amsterdam))
    before = [row for row in ranges() if row[0] < "9"]

    lines = run("import_postcodes", file("9711AA;6;00140001;;", "1010AA;2;03630100;;"))

    assert lines == [
        "Postcodes changed: 1 (9711AA)",
        "Left as they were, because the file has hardly anything of them: GM0363.",
        "Loaded.",
    ]
    assert ranges() == [*before, ("9711AA", 6, 6, "", "BU00140001")]


def test_a_file_that_drops_more_than_5_percent_is_refused_unless_allowed(buurten, file):
    rows = [f"97{n}AA;1;00140001;;" for n in range(11, 31)]
    run("import_postcodes", file(*rows))

    assert refusal(file(*rows[2:])) == (
        "pc6hnr20240801_gwb.csv: would drop 2 of the 20 postcodes in the gemeenten of this file, more than 5 %. "
        "Nothing was changed. If that is right, add --allow-drop 11."
    )
    assert run("import_postcodes", file(*rows[1:]))[-1] == "Loaded."
    assert run("import_postcodes", file(*rows[2:]), "--allow-drop", 11)[-1] == "Loaded."
    assert len(ranges()) == 18


def test_one_gemeente_may_not_lose_more_than_half_in_a_big_file(buurten, file):
    groningen = [f"97{n}AA;1;00140001;;" for n in range(10, 90)]
    amsterdam = [f"101{n}AA;1;0363AD05;;" for n in range(4)]
    run("import_postcodes", file(*groningen, *amsterdam))

    assert "would drop 3 of the 4 postcodes in GM0363, more than 50 %" in refusal(file(*groningen, amsterdam[0]))


def test_a_file_cut_off_after_a_few_rows_is_refused(buurten, file):
    rows = [f"97{n}AA;1;00140001;;" for n in range(10, 60)]
    run("import_postcodes", file(*rows))

    assert "has less than 5 % of what is there now" in refusal(file(rows[0]), "--allow-drop", 100)


def test_a_code_that_cbs_dropped_counts_as_its_successor(buurten, file):
    middle = make_buurt("BU00140002", is_actief=False, opvolger=buurten[0])
    make_buurt("BU00140003", is_actief=False, opvolger=middle)
    make_buurt("BU00140004", is_actief=False)
    known = [f"97{n}AA;1;00140001;;" for n in range(10, 99)]

    run("import_postcodes", file("9711AB;3;00140003;;", *known))

    assert ranges()[1] == ("9711AA", 1, 1, "", "BU00140001")
    assert ranges()[2] == ("9711AB", 3, 3, "", "BU00140000")
    assert "buurt 00140004 is not known" in refusal(file("9711AB;3;00140004;;"))


def test_rows_of_a_gemeente_that_went_up_in_another_are_replaced(buurten, file):
    former = make_gemeente("GM0009", is_actief=False, opvolger=buurten[0].gemeente)
    old = make_buurt("BU00090000", former, is_actief=False, opvolger=buurten[0])
    Postcodereeks.objects.create(postcode="9791AA", van=1, tot=9, buurt=old)

    assert run("import_postcodes", file("9791AA;1;00140000;;")) == ["Postcodes changed: 1 (9791AA)", "Loaded."]
    assert ranges() == [("9791AA", 1, 1, "", "BU00140000")]


def test_rows_of_a_gemeente_that_was_split_are_replaced_by_postcode(buurten, file):
    old = make_buurt("BU00090000", make_gemeente("GM0009", is_actief=False), is_actief=False)
    Postcodereeks.objects.create(postcode="9791AA", van=1, tot=9, buurt=old)
    Postcodereeks.objects.create(postcode="9791AB", van=1, tot=9, buurt=old)

    run("import_postcodes", file("9791AA;1;00140000;;"))

    assert ranges() == [("9791AA", 1, 1, "", "BU00140000"), ("9791AB", 1, 9, "", "BU00090000")]


def test_a_postcode_with_a_buurt_that_we_do_not_know_stays_as_it_was(buurten, file):
    rows = [f"{number}AA;{n};00140001;;" for number in range(9710, 9740) for n in range(1, 11)]
    run("import_postcodes", file(*rows))
    partly = [row.replace("9711AA;3;00140001", "9711AA;3;00149999") for row in rows]

    lines = run("import_postcodes", file(*partly, "9799AA;1;00149999;;"))

    assert lines == [
        "Left as they were: 2 postcodes with a buurt that is not known (00149999). "
        "Import the areas of the same year (import_buurten), then this file again.",
        "Nothing to change.",
    ]
    assert len(ranges()) == 30


def test_more_than_one_percent_of_unknown_buurten_is_refused(buurten, file):
    rows = [f"9711AA;{n};00140001;;" for n in range(1, 100)]

    assert refusal(file(*rows, "9711AB;1;00149999;;", "9711AB;1;00149998;;")) == (
        "pc6hnr20240801_gwb.csv, row 101, column buurtcode: buurt 00149999 is not known, and 1 more. "
        "Import the areas of the same year first (import_buurten)."
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("9711A;5;00140001;;", "row 3, column postcode: “9711A” is not a postcode like 1234AB."),
        ("0711AA;5;00140001;;", "row 3, column postcode: “0711AA” is not a postcode like 1234AB."),
        ("9711AA;;00140001;;", "row 3, column huisnummer: “” is not a house number from 1 to 99999."),
        ("9711AA;0;00140001;;", "row 3, column huisnummer: “0” is not a house number from 1 to 99999."),
        ("9711AA;100000;00140001;;", "row 3, column huisnummer: “100000” is not a house number from 1 to 99999."),
        ("9711AA;5a;00140001;;", "row 3, column huisnummer: “5a” is not a house number from 1 to 99999."),
        ("9711AA;-5;00140001;;", "row 3, column huisnummer: “-5” is not a house number from 1 to 99999."),
        ("9711AA;٥;00140001;;", "row 3, column huisnummer: “٥” is not a house number from 1 to 99999."),
        ("9711AA;" + "9" * 5000 + ";00140001;;", f"row 3, column huisnummer: “{'9' * 40}” is not a house number"),
        ("9711AA;5;Centrum!;;", "row 3, column buurtcode: “Centrum!” is not a buurt code."),
        ("9711AA;5;BU0014000;;", "row 3, column buurtcode: “BU0014000” is not a buurt code."),
        ("9711AA;5;00140001;001400", "row 3: the row is too short; the file may be cut off."),
        ("9711AA;5;;;", "row 3, column buurtcode: “” is not a buurt code."),
        ("9711AA;5", "row 3: the row is too short; the file may be cut off."),
        ("9711", "row 3: the row is too short; the file may be cut off."),
        ('"9711AA;5;00140001', "row 3: the row cannot be split (unexpected end of data)."),
        ("9711AA;5\0;00140001;;", "row 3: here is a NUL byte: this is no text file, or not UTF-8."),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(buurten, file, row, message):
    run("import_postcodes", file("9711AA;5;00140001;;"))

    assert refusal(file("9711AB;5;00140001;;", row)).startswith(f"pc6hnr20240801_gwb.csv, {message}")


def test_files_that_are_something_else_are_refused(buurten, file, tmp_path):
    assert refusal(file(header="Regio;Naam")) == (
        "pc6hnr20240801_gwb.csv, row 1: there is no column postcode. The columns are: Regio, Naam."
    )
    assert refusal(file()) == "pc6hnr20240801_gwb.csv: the file has a header but no rows."
    assert refusal(tmp_path / "weg.zip") == "weg.zip: there is no such file."
    assert refusal("http://localhost/a.zip") == "a.zip: give a file, or an address that starts with https://."
    (tmp_path / "half.zip").write_bytes(b"PK\x03\x04 and no more")
    assert refusal(tmp_path / "half.zip").startswith("half.zip: the zip file is incomplete or damaged")
    assert refusal(file("9711AA;5;00140001;;"), "--allow-drop", 101) == "--allow-drop is a percentage from 0 to 100."


def test_without_areas_the_message_says_what_to_import_first(file):
    assert refusal(file("9711AA;5;00140001;;")) == (
        "pc6hnr20240801_gwb.csv: there are no buurten yet. First run import_buurten."
    )


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_are_refused(file):
    make_buurt("BU00140001")
    path = file("9711AA;5;00140001;;")
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})
    try:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert refusal(path).endswith("another import is running. Wait until it is done.")
        other.rollback()
    finally:
        other.close()
    assert run("import_postcodes", path)[-1] == "Loaded."


@pytest.mark.real_data
def test_each_pair_of_the_real_file_answers_its_buurten(real_data):
    pairs = set(triples(real_data / "pc6hnr_groningen_afgeleid_gwb.csv", "PC6", "Huisnummer", "Buurt2024"))
    by_letter = {}
    for postcode, number, code in triples(
        real_data / "groningen_adressen.csv", "postcode", "huisnummer", "buurtcode_afgeleid"
    ):
        by_letter.setdefault((postcode, number), set()).add(code)
    for code in sorted({code for codes in by_letter.values() for code in codes}):
        make_buurt(code)
    files = [
        ("import_postcodes", real_data / "pc6hnr_groningen_afgeleid_gwb.csv"),
        ("import_adressen", real_data / "groningen_adressen.csv"),
    ]

    for command, path in files:
        assert run(command, path)[-1] == "Loaded."
    before = written(Postcodereeks)
    for command, path in files:
        assert run(command, path) == ["Nothing to change."]
    assert written(Postcodereeks) == before

    assert (len(pairs), sum(len(codes) > 1 for codes in by_letter.values())) == (21_201, 24)
    rows = {}
    for row in Postcodereeks.objects.order_by("pk"):
        rows.setdefault(row.postcode, []).append(row)
    for postcode, number, code in pairs:
        answer = {row.buurt_id for row in rows[postcode] if row.covers(number)}
        assert answer == by_letter[postcode, number] | {code}
    paths = {buurt.code: f"{buurt.gemeente.slug}/{buurt.slug}/" for buurt in Buurt.objects.select_related("gemeente")}
    several = [pair for pair, codes in by_letter.items() if len(codes) > 1]
    for postcode, number in [*several, *sorted(by_letter)[::20]]:  # all of them is a matter of minutes
        codes = by_letter[postcode, number]
        assert {line.pad for line in search_places(f"{postcode} {number}").lines} == {paths[code] for code in codes}


def triples(path, *columns):
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            postcode, number, code = (row[column] for column in columns)
            yield postcode, int(number), f"BU{code.removeprefix('BU')}"
