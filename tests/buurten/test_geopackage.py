from contextlib import contextmanager

import pytest

from buurten.importers.bronnen import BadSource
from buurten.importers.editie import Area, read_editie, short_name
from buurten.importers.geopackage import open_geopackage
from tests.buurten.geopackages import (
    CRS,
    buurt,
    geometry,
    make_geopackage,
    polygon,
    shape,
    square,
)

HUIZEN = buurt("BU00140001", "Huizen")


def read(path, jaar=None):
    with open_geopackage(path) as layers:
        return read_editie(layers, name=path.name, jaar=jaar)


def codes(editie):
    return sorted(editie.gemeente), sorted(editie.wijk), sorted(editie.buurt)


@contextmanager
def refused(*parts):
    with pytest.raises(BadSource) as caught:
        yield
    for part in parts:
        assert part in str(caught.value)


@pytest.fixture
def file(tmp_path):
    """A function that makes a GeoPackage with these rows and gives its path."""

    def make(*rows, **options):
        return make_geopackage(tmp_path / options.pop("name", "buurten.gpkg"), rows, **options)

    return make


def test_a_single_layer_gives_all_three_levels(file):
    editie = read(file(HUIZEN | {"aantal_inwoners": 40}, buurt("BU00140002", "Haven", aantal_inwoners=2)))
    assert (editie.jaar, *codes(editie)) == (2024, ["GM0014"], ["WK001400"], ["BU00140001", "BU00140002"])
    assert editie.wijk["WK001400"] == Area("WK001400", "Wijk 00", 42)
    assert editie.gemeente["GM0014"] == Area("GM0014", "Gemeente 0014", 42)


def test_layers_are_known_by_their_columns_and_not_by_their_names(file):
    wijken = [{"WK_CODE": "WK001400", "WK_NAAM": "Centrum", "GM_CODE": "GM0014", "AANT_INW": 7}]
    gemeenten = [{"GM_CODE": "GM0014", "GM_NAAM": "Groningen", "AANT_INW": -99_999_999}]
    rows = {"BU_CODE": "BU00140001", "BU_NAAM": "Huizen", "WK_CODE": "WK001400", "GM_CODE": "GM0014"}
    rows |= {"GM_NAAM": "Groningen", "POSTCODE": "9712", "AANT_INW": 5, "WATER": "NEE", "JRSTATCODE": "2019BU00140001"}
    path = file(rows, table="zomaar", level_tables={"b": wijken, "a": gemeenten})
    editie = read(path)
    assert editie.jaar == 2019
    assert editie.wijk["WK001400"].naam == "Centrum"
    assert editie.wijk["WK001400"].inwoners == 7
    assert editie.gemeente["GM0014"].naam == "Groningen"
    assert editie.gemeente["GM0014"].inwoners is None
    assert (editie.buurt["BU00140001"].pc4, editie.buurt["BU00140001"].inwoners) == ("9712", 5)


def test_water_and_what_lies_abroad_are_left_out(file):
    editie = read(
        file(
            HUIZEN,
            buurt("BU00149997", None, wijkcode="WK001499", water="NEE"),
            buurt("BU00140005", "Meer", water="JA"),
            buurt("BU00140006", "Zee", water="B"),
            buurt("BU00140007", None, water=None),
            buurt("BU09980000", "Buitenland", water="NEE"),
        )
    )
    assert codes(editie) == (["GM0014"], ["WK001400"], ["BU00140001"])


def test_names_keep_their_accents_and_quotes_and_lose_stray_spaces(file):
    editie = read(file(buurt("BU00140001", "  ’s  Heer Élouw-“Oost” ")))
    assert editie.buurt["BU00140001"].naam == "’s Heer Élouw-“Oost”"


def test_a_negative_figure_is_unknown(file):
    editie = read(file(HUIZEN | {"aantal_inwoners": -99_997, "meest_voorkomende_postcode": "-99999999"}))
    assert (editie.buurt["BU00140001"].inwoners, editie.buurt["BU00140001"].pc4) == (None, "")


@pytest.mark.parametrize(
    ("naam", "kort"),
    [
        ("Centrum", ""),
        ("Waterlandse Tuinen, Windhoek en Schapenbos", "Waterlandse Tuinen, Windhoek en Schapenb"),
        ("Verspreide huizen Rechterensweg en omgeving", "Verspr.h. Rechterensweg en omgeving"),
        ("Vriezenveenseweg en omgeving Haghoek Oost", "Vriezenveenseweg e.o. Haghoek Oost"),
        ("Rheden-West ten westen van Oranjeweg en Haverweg", "Rheden-West ten W. v. Oranjeweg en Haver"),
    ],
)
def test_the_name_of_statline_is_at_most_forty_characters(naam, kort):
    assert short_name(naam) == kort


# --- the year ---------------------------------------------------------------------------------------------------------


def without_year(**values):
    return {key: value for key, value in (HUIZEN | values).items() if key != "jaar"}


def test_the_year_comes_from_the_rows_then_from_the_operator_then_from_the_name(file):
    assert read(file(without_year(jaarstatcode="2021BU00140001"), name="kaart_2019.gpkg")).jaar == 2021
    assert read(file(without_year(), name="kaart_2019.gpkg"), jaar=2020).jaar == 2020
    assert read(file(without_year(), name="wijkenbuurten_2019_v3.gpkg")).jaar == 2019


def test_a_year_that_is_missing_or_contradicted_is_refused(file):
    with refused("does not say of which year", "--jaar"):
        read(file(without_year()))
    with refused("row 1 of buurten, column jaar", "of 2024, not of 2023"):
        read(file(HUIZEN), jaar=2023)
    with refused("row 2 of buurten, column jaar", "of 2023, an earlier one of 2024"):
        read(file(HUIZEN, buurt("BU00140002", "Haven", jaar=2023)))
    with refused("“24” does not begin with a year"):
        read(file(HUIZEN | {"jaar": 24}))


# --- files that are no Wijk- en Buurtkaart ----------------------------------------------------------------------------


def test_a_file_that_is_no_geopackage_is_refused(tmp_path, file):
    other = tmp_path / "buurten.csv"
    other.write_text("buurtcode;buurtnaam\n")
    with refused("this is not a GeoPackage"):
        read(other)
    path = file(HUIZEN, sql=["DROP TABLE gpkg_contents"])
    with refused("an SQLite file, but not a GeoPackage"):
        read(path)


@pytest.mark.parametrize("length", [20, 99, 5_000])
def test_a_file_that_was_cut_off_is_refused(file, length):
    path = file(HUIZEN)
    path.write_bytes(path.read_bytes()[:length])
    with refused("cut off"):
        read(path)


def test_a_file_with_a_damaged_page_is_refused(file):
    path = file(*(buurt(f"BU001400{number:02d}", f"Buurt {number}") for number in range(90)))
    data = bytearray(path.read_bytes())
    data[-8192:] = b"\xff" * 8192
    path.write_bytes(data)
    with refused("damaged"):
        read(path)


def test_the_file_is_not_changed_and_nothing_is_written_beside_it(file):
    path = file(HUIZEN)
    before = path.read_bytes()
    read(path)
    assert (path.read_bytes(), list(path.parent.iterdir())) == (before, [path])


def test_gebiedsindelingen_are_named_as_such(file):
    path = file({"statcode": "BU00140001", "jrstatcode": "2024BU00140001", "statnaam": "Huizen", "rubriek": "buurt"})
    with refused("“gebiedsindelingen”", "Take the “Wijk- en Buurtkaart”"):
        read(path)


def test_other_layers_are_named(file):
    with refused("no layer with a column buurtcode", "it holds: wegen"):
        read(file({"naam": "A7"}, table="wegen"))
    with refused("no layer with a column buurtcode", "it holds: gemeenten"):
        read(file({"gemeentecode": "GM0014", "gemeentenaam": "Groningen"}, table="gemeenten"))


def test_two_layers_of_one_level_are_refused(file):
    with refused("two layers hold a buurt: buurten and oud"):
        read(file(HUIZEN, level_tables={"oud": [HUIZEN]}))


def test_a_view_or_a_missing_table_is_no_layer(file):
    path = file(HUIZEN, sql=["ALTER TABLE buurten RENAME TO b", "CREATE VIEW buurten AS SELECT * FROM b"])
    with refused("the layer buurten is announced but is not in the file"):
        read(path)


def test_another_coordinate_system_is_refused(file):
    with refused("the layer buurten is in EPSG:4326; it must be in EPSG:28992"):
        read(file(HUIZEN, srs_id=4326))
    with refused("unknown (31370)"):
        read(file(HUIZEN, srs_id=31370))


def test_the_number_of_a_coordinate_system_in_a_file_is_its_own(file):
    row = HUIZEN | {"geom": geometry(polygon([square(100_000, 450_000)]), srs_id=100_001)}
    assert list(read(file(row, srs_id=100_001, crs=[*CRS, (100_001, "epsg", 28992)])).buurt) == ["BU00140001"]


def test_only_water_is_refused(file):
    with refused("no buurt on land"):
        read(file(HUIZEN | {"water": "JA"}))


# --- rows that are wrong ----------------------------------------------------------------------------------------------

WRONG = [
    ({"buurtcode": "BU0014001"}, "buurtcode", "“BU0014001” is no code of a buurt"),
    ({"buurtcode": "00140001"}, "buurtcode", "“00140001” is no code of a buurt"),
    ({"buurtcode": "bu00140001"}, "buurtcode", "is no code of a buurt"),
    ({"buurtcode": None}, "buurtcode", "“” is no code of a buurt"),
    ({"buurtcode": 140001}, "buurtcode", "“140001” is no code of a buurt"),
    ({"wijkcode": "WK001401"}, "wijkcode", "WK001401 does not fit BU00140002, which lies in WK001400"),
    ({"gemeentecode": "GM0015"}, "gemeentecode", "GM0015 does not fit BU00140002, which lies in GM0014"),
    ({"buurtnaam": None}, "buurtnaam", "BU00140002 has no name"),
    ({"buurtnaam": "a" * 121}, "buurtnaam", "longer than 120 characters"),
    ({"buurtnaam": b"Caf\xe9"}, "buurtnaam", "not UTF-8"),
    ({"buurtnaam": "Cafe\x00"}, "buurtnaam", "cannot be in a name"),
    ({"buurtnaam": "Caf\ufffd"}, "buurtnaam", "cannot be in a name"),
    ({"wijknaam": "Centrum\x07"}, "wijknaam", "cannot be in a name"),
    ({"aantal_inwoners": "veel"}, "aantal_inwoners", "“veel” is no whole number"),
    ({"aantal_inwoners": 1.5}, "aantal_inwoners", "“1.5” is no whole number"),
    ({"aantal_inwoners": 10**10}, "aantal_inwoners", "more than possible"),
    ({"meest_voorkomende_postcode": "97"}, "meest_voorkomende_postcode", "“97” is no postcode"),
    ({"buurtcode": "BU00140001"}, "buurtcode", "BU00140001 stands twice, also in row 1"),
    ({"geom": b"GP\x00"}, "geom", "not a GeoPackage geometry"),
    ({"geom": shape(square(6.5, 53.2, 0.1))}, "geom", "not in the Netherlands"),
]


@pytest.mark.parametrize(("values", "column", "reason"), WRONG, ids=[f"{c[1]} {c[2][:20]}" for c in WRONG])
def test_a_wrong_value_is_refused_with_its_row_and_column(file, values, column, reason):
    path = file(HUIZEN, buurt("BU00140002", "Haven") | values)
    with refused(f"row 2 of buurten, column {column}: ", reason):
        read(path)
