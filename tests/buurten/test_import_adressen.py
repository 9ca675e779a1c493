"""import_adressen: streets with their house numbers per buurt, and what becomes of a row that is no good."""

import pytest
from django.core.management import CommandError

from buurten.models import Postcodereeks, Straat, Straatreeks, Vlak, Zoeknaam
from buurten.rd import to_wgs84
from tests.buurten.gebieden import make_buurt, make_gemeente, run, written

pytestmark = pytest.mark.django_db
HEADER = "straat;huisnummer;huisletter;toevoeging;postcode;woonplaats;lon;lat;buurtcode_afgeleid"


@pytest.fixture
def file(tmp_path):
    def write(*rows, header=HEADER, name="adressen.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_text("".join(f"{row}\n" for row in (header, *rows)), encoding=encoding)
        return path

    return write


@pytest.fixture
def buurten():
    made = [make_buurt(code) for code in ("BU00140000", "BU00140001", "BU03630100")]
    for buurt, x in zip(made, (233_000, 234_000, 120_000), strict=True):
        Vlak.objects.create(buurt=buurt, vlak=[(x, 580_000), (x + 1000, 580_000), (x + 1000, 581_000), (x, 581_000)])
    return made


def row(straat="Kade", nummer=1, letter="", postcode="", woonplaats="Groningen", lon="", lat="", code="BU00140000"):
    return f"{straat};{nummer};{letter};;{postcode};{woonplaats};{lon};{lat};{code}"


def ranges():
    rows = Straatreeks.objects.select_related("straat").order_by("straat__naam", "straat__gemeente", "van", "buurt")
    return [(str(r.straat), r.straat.gemeente_id, r.van, r.tot, r.zijde, r.buurt_id) for r in rows]


def everything():
    return [written(model) for model in (Straat, Straatreeks, Postcodereeks, Zoeknaam)]


def refusal(*args, **options):
    before = everything()
    with pytest.raises(CommandError) as caught:
        run("import_adressen", *args, **options)
    assert everything() == before
    return str(caught.value)


def test_addresses_become_streets_with_ranges_and_names_to_search(buurten, file):
    path = file(row(nummer=1), row(nummer=3), row(nummer=2, code="00140001"), row("’t Klooster", 4, woonplaats="Haren"))

    assert run("import_adressen", path) == ["Streets new: 2 (Kade, Groningen; ’t Klooster, Haren)", "Loaded."]
    assert ranges() == [
        ("Kade, Groningen", "GM0014", 1, 3, "oneven", "BU00140000"),
        ("Kade, Groningen", "GM0014", 2, 2, "", "BU00140001"),
        ("’t Klooster, Haren", "GM0014", 4, 4, "", "BU00140000"),
    ]
    assert sorted(Zoeknaam.objects.filter(soort="straat").values_list("naam", flat=True)) == ["Kade", "’t Klooster"]


@pytest.mark.parametrize(
    ("header", "line", "encoding"),
    [
        ("openbareruimte,huisnummer,woonplaatsnaam,buurtcode", "Égalité  weg ,7, Groningen,140000", "utf-8-sig"),
        ("Woonplaats;Openbare_Ruimte_Naam;HUISNR;Buurt2023", "Groningen;Égalité weg;7;140000", "windows-1252"),
        ("plaats;straatnaam;hnr;rd_x;rd_y", "Groningen;Égalité weg;7;233500,5;580500", "utf-8"),
        ("plaats;straatnaam;hnr;x;y;lon;lat", "Groningen;Égalité weg;7;233500;580500.5;;", "utf-8"),
    ],
)
def test_columns_are_found_under_every_usual_name(buurten, file, header, line, encoding):
    run("import_adressen", file(line, header=header, encoding=encoding))

    assert ranges() == [("Égalité weg, Groningen", "GM0014", 7, 7, "", "BU00140000")]


def test_the_buurt_is_that_of_the_code_else_of_the_position_else_of_the_postcode(buurten, file):
    for van, buurt, zijde in [(1, buurten[1], "oneven"), (2, buurten[0], "even")]:
        Postcodereeks.objects.create(postcode="9711AA", van=van, tot=90, zijde=zijde, buurt=buurt)
    lon, lat = to_wgs84(234_500, 580_500)
    inside = {"lon": lon, "lat": lat, "postcode": "9711 aa"}
    nowhere = {"lon": 3.1, "lat": 51.1}

    run(
        "import_adressen",
        file(
            *(row(nummer=n) for n in range(101, 200)),
            row(nummer=2, **inside),
            row(nummer=4, **inside, code=""),
            row(nummer=6, **inside, code="00149999"),
            row(nummer=8, **nowhere, postcode="9711AA", code=""),
            row(nummer=9, postcode="9711AA", code=""),
        ),
    )

    found = {n: [r.buurt_id for r in Straatreeks.objects.order_by("pk") if r.covers(n)] for n in (2, 4, 6, 8, 9)}
    assert found == {2: ["BU00140000"], 4: ["BU00140001"], 6: ["BU00140001"], 8: ["BU00140000"], 9: ["BU00140001"]}


def test_a_position_in_a_hole_is_not_in_the_buurt(buurten, file):
    ring = [(233_400, 580_400), (233_600, 580_400), (233_600, 580_600), (233_400, 580_600)]
    Vlak.objects.create(buurt=buurten[0], is_gat=True, vlak=ring)
    lines = [f"Kade;{n};Groningen;233100;580100" for n in range(1, 40)]

    out = run("import_adressen", file(*lines, "Kade;41;Groningen;233500;580500", header="straat;hnr;plaats;x;y"))

    assert "Left out, because they lie in no buurt that we know: 1 addresses (Kade 41)." in out
    assert ranges() == [("Kade, Groningen", "GM0014", 1, 39, "", "BU00140000")]


def test_no_range_answers_for_a_number_that_lies_nowhere(buurten, file):
    known = [row(nummer=n) for n in range(1, 80) if n != 40]

    run("import_adressen", file(*known, row(nummer=40, code="")))

    assert [r[2:4] for r in ranges()] == [(1, 39), (41, 79)]


def test_a_street_over_the_border_of_a_gemeente_is_a_street_in_both(buurten, file):
    run("import_adressen", file(row(nummer=1), row(nummer=2, code="03630100"), row(nummer=3)))

    assert ranges() == [
        ("Kade, Groningen", "GM0014", 1, 3, "oneven", "BU00140000"),
        ("Kade, Groningen", "GM0363", 2, 2, "", "BU03630100"),
    ]


def test_a_second_run_writes_nothing(buurten, file):
    path = file(row(nummer=1, postcode="9711AA"), row(nummer=1, letter="A", postcode="9711AA", code="00140001"))
    run("import_adressen", path)
    before = everything()

    assert run("import_adressen", path) == ["Nothing to change."]
    assert everything() == before


def test_a_number_in_two_buurten_by_letter_is_offered_with_both_for_its_postcode(buurten, file):
    Postcodereeks.objects.create(postcode="9711AA", van=1, tot=9, buurt=buurten[0])
    path = file(
        row(nummer=1, postcode="9711AA"), row(nummer=1, letter="A", postcode="9711AA", code="00140001"),
        row(nummer=3, postcode="9711AA"),
    )  # fmt: skip

    lines = run("import_adressen", path)

    assert lines[1] == "Numbers in several buurten new: 2 (9711AA 1 BU00140000; 9711AA 1 BU00140001)"
    rows = list(Postcodereeks.objects.for_postcode("9711AA"))
    found = [{row.buurt_id for row in rows if row.covers(number)} for number in (1, 3)]
    assert found == [{"BU00140000", "BU00140001"}, {"BU00140000"}]
    lines = run("import_adressen", file(row(nummer=1, postcode="9711AA"), row(nummer=3, postcode="9711AA")))
    assert lines[1] == "Numbers in several buurten gone: 2 (9711AA 1 BU00140000; 9711AA 1 BU00140001)"
    assert Postcodereeks.objects.count() == 1


def test_streets_that_stay_keep_their_number_and_the_others_change(buurten, file):
    streets = [row(f"Weg {n}", postcode="9711AA") for n in range(30)]
    run("import_adressen", file(*streets, row("Kade", 1), row("Plein", 1)))
    before = dict(Straat.objects.values_list("naam", "pk"))

    lines = run("import_adressen", file(*streets, row("Kade", 2), row("Laan", 1)))

    assert lines == [
        "Streets new: 1 (Laan, Groningen)",
        "Streets changed: 1 (Kade, Groningen)",
        "Streets gone: 1 (Plein, Groningen)",
        "Loaded.",
    ]
    after = dict(Straat.objects.values_list("naam", "pk"))
    del before["Plein"]
    assert after == before | {"Laan": after["Laan"]}
    assert not Zoeknaam.objects.filter(naam="Plein").exists()


def test_a_dry_run_writes_nothing(buurten, file):
    before = everything()

    assert run("import_adressen", file(row()), "--dry-run")[-1] == "Dry run: nothing was changed."
    assert everything() == before


def test_other_gemeenten_and_the_demo_stay_as_they_are(buurten, file):
    demo = make_buurt("BU99010101", make_gemeente("GM9901", is_demo=True), is_demo=True)
    street = Straat.objects.create(naam="Kade", woonplaats="Rivierdam", gemeente=demo.gemeente)
    Straatreeks.objects.create(straat=street, van=1, tot=9, buurt=demo)
    run("import_adressen", file(*(row(f"Weg {n}", code="03630100", woonplaats="Amsterdam") for n in range(30))))
    before = ranges()

    lines = run("import_adressen", file(row(), row("Weg 1", 3, woonplaats="Amsterdam", code="03630100")))

    assert "Left as they were, because the file has hardly anything of them: GM0363." in lines
    assert [r for r in ranges() if r[1] != "GM0014"] == before
    assert "1 of the 1 addresses lie in no buurt that we know" in refusal(file(row(code="99010101")))


def test_streets_of_a_gemeente_that_went_up_in_another_move_along(buurten, file):
    former = make_gemeente("GM0009", is_actief=False, opvolger=buurten[0].gemeente)
    old = make_buurt("BU00090000", former, is_actief=False, opvolger=buurten[0])
    kade = Straat.objects.create(naam="Kade", woonplaats="Ten Boer", gemeente=former)
    twice = [
        Straat.objects.create(naam="Plein", woonplaats="Ten Boer", gemeente=gemeente)
        for gemeente in (former, buurten[0].gemeente)
    ]
    for street in (kade, *twice):
        Straatreeks.objects.create(straat=street, van=1, tot=1, buurt=old)

    lines = run(
        "import_adressen", file(*(row(name, code="00090000", woonplaats="Ten Boer") for name in ("Kade", "Plein")))
    )

    assert lines == ["Streets changed: 2 (Kade, Ten Boer; Plein, Ten Boer)", "Loaded."]
    assert ranges() == [
        ("Kade, Ten Boer", "GM0014", 1, 1, "", "BU00140000"),
        ("Plein, Ten Boer", "GM0014", 1, 1, "", "BU00140000"),
    ]
    assert sorted(Straat.objects.values_list("pk", flat=True)) == [kade.pk, twice[1].pk]


def test_a_file_that_drops_more_than_5_percent_of_the_streets_is_refused(buurten, file):
    streets = [row(f"Weg {n}") for n in range(20)]
    run("import_adressen", file(*streets))

    assert refusal(file(*streets[2:])) == (
        "adressen.csv: would drop 2 of the 20 streets in the gemeenten of this file, more than 5 %. "
        "Nothing was changed. If that is right, add --allow-drop 11."
    )
    assert run("import_adressen", file(*streets[2:]), "--allow-drop", 11)[-1] == "Loaded."


def test_too_many_addresses_in_no_known_buurt_are_refused(buurten, file):
    rows = [row(nummer=n, code="BU00140000" if n > 6 else "") for n in range(1, 101)]

    assert refusal(file(*rows)) == (
        "adressen.csv: 6 of the 100 addresses lie in no buurt that we know, such as "
        "Kade 1, Kade 2, Kade 3, Kade 4, Kade 5. "
        "Import the areas (import_buurten) or the postcodes (import_postcodes) first."
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (row(straat="  "), "row 3, column straat: the name is empty."),
        (row(woonplaats=""), "row 3, column woonplaats: the name is empty."),
        (row(straat="x" * 121), f"row 3, column straat: “{'x' * 40}…” is no name"),
        (row(straat="Kade\x07"), "row 3, column straat: “Kade\x07…” is no name"),
        (row(nummer="5a"), "row 3, column huisnummer: “5a” is not a house number from 1 to 99999."),
        (row(code="Centrum!"), "row 3, column buurtcode: “Centrum!” is not a buurt code."),
        (row(code="", lon="oost", lat="53"), "row 3, column lon, lat, x, y: “oost, 53” is no position"),
        (row(code="", lon="nan", lat="53"), "row 3, column lon, lat, x, y: “nan, 53” is no position"),
        (row(code="", postcode="97AA"), "row 3, column postcode: “97AA” is not a postcode like 1234AB."),
        ("Kade;1;;;9711AA", "row 3: the row is too short; the file may be cut off."),
        ("Kade;1;;;9711AA;Groningen;6;53", "row 3: the row is too short; the file may be cut off."),
        ("Kade\0", "row 3: here is a NUL byte"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(buurten, file, line, message):
    run("import_adressen", file(row()))

    assert refusal(file(row("Laan"), line)).startswith(f"adressen.csv, {message}")


def test_files_that_are_something_else_are_refused(buurten, file):
    assert refusal(file(header="straat;nr")) == (
        "adressen.csv, row 1: there is no column woonplaats. The columns are: straat, nr."
    )
    assert refusal(file()) == "adressen.csv: the file has a header but no rows."


def test_the_streets_of_a_buurt_come_by_name_in_two_queries(buurten, django_assert_num_queries):
    here, there = buurten[:2]

    def street(naam, *numbers, woonplaats="Groningen"):
        made = Straat.objects.create(naam=naam, woonplaats=woonplaats, gemeente=here.gemeente)
        for van, buurt in numbers:
            Straatreeks.objects.create(straat=made, van=van, tot=van + 1, buurt=buurt)

    def listed():
        with django_assert_num_queries(2):
            return [(s.naam, s.woonplaats, [r.van for r in s.hier]) for s in Straat.objects.in_buurt(here)]

    street("Tuin", (1, here))
    assert listed() == [("Tuin", "Groningen", [1])]
    street("’t Klooster", (9, here), (1, here), (5, there))
    street("'s-Gravenweg", (1, here))
    street("Églantine", (1, here), woonplaats="Haren")
    street("Zand", (1, here))
    street("Appelhof", (1, there))
    assert listed() == [
        ("Églantine", "Haren", [1]),
        ("'s-Gravenweg", "Groningen", [1]),
        ("’t Klooster", "Groningen", [1, 9]),
        ("Tuin", "Groningen", [1]),
        ("Zand", "Groningen", [1]),
    ]


@pytest.mark.real_data
def test_the_real_file_of_groningen_imports_once(real_data):
    path = real_data / "groningen_adressen.csv"
    rows = [line.split(";") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    for code in sorted({line[-1] for line in rows}):
        make_buurt(code)

    assert run("import_adressen", path)[-1] == "Loaded."
    before = everything()
    assert run("import_adressen", path) == ["Nothing to change."]
    assert everything() == before

    assert (len(rows), len({(line[0], line[5]) for line in rows})) == (25_000, 1_396)
    assert Straat.objects.values("naam", "woonplaats").distinct().count() == 1_396
    found = {}
    for r in Straatreeks.objects.select_related("straat").order_by("pk"):
        found.setdefault((r.straat.naam, r.straat.woonplaats), []).append(r)
    expected = {}
    for line in rows:
        expected.setdefault((line[0], line[5], int(line[1])), set()).add(line[-1])
    for (naam, woonplaats, number), codes in expected.items():
        assert {r.buurt_id for r in found[naam, woonplaats] if r.covers(number)} == codes
