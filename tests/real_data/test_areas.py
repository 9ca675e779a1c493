"""The official areas: the Netherlands of 2024 (simplified boundaries) and a real file of one gemeente of 2021."""

import csv
import json
import os

import pytest
from django.utils.html import escape

from buurten.models import Buurt, Gemeente, Kaart, OudPad, Vlak, Wijk, Zoeknaam
from tests.buurten.gebieden import run, written
from tests.conftest import FILE

pytestmark = pytest.mark.real_data
ERMELO = "pdok_buurten_ermelo_2021_echt.gpkg"
TABLES = [Gemeente, Wijk, Buurt, Vlak, Kaart, OudPad, Zoeknaam]


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def squeezed(text):
    """A name without the double spaces that three buurten of Land van Cuijk have."""
    return " ".join(text.split())


def test_the_three_layers_are_loaded_within_a_minute_and_200_megabytes(country_2024):
    """CPU seconds count: the clock of a shared machine says nothing."""
    assert country_2024["cpu"] <= 60
    assert country_2024["megabytes"] <= 200
    assert [model.objects.active().count() for model in (Gemeente, Wijk, Buurt)] == [342, 3_393, 14_574]
    assert (Vlak.objects.values("buurt").distinct().count(), Kaart.objects.count()) == (14_566, 14_566)


def test_every_area_is_as_cbs_lists_it(country_2024, real_data):
    listed = {
        row["buurtcode"]: (
            squeezed(row["buurtnaam"]),
            int(row["aantal_inwoners"]) if row["aantal_inwoners"] else None,
            row["meest_voorkomende_postcode"],
            row["wijknaam"],
            row["gemeentenaam"],
        )
        for row in rows_of(real_data / "buurten_2024.csv")
    }
    fields = ["naam", "inwoners", "pc4", "wijk__naam", "gemeente__naam"]
    assert {row[0]: row[1:] for row in Buurt.objects.values_list("code", *fields).order_by("code")} == listed


def test_the_name_of_statline_is_made_as_cbs_does_for_nine_in_ten(country_2024, real_data):
    listed = {row["buurtcode"]: squeezed(row["buurtnaam_statline"]) for row in rows_of(real_data / "buurten_2024.csv")}
    rows = Buurt.objects.values_list("code", "naam", "naam_kort").order_by("code")
    assert {code for code, naam, kort in rows if bool(kort) != (listed[code] != naam)} == set()
    wrong = [code for code, _naam, kort in rows if kort and kort != listed[code]]
    assert len(wrong) <= 16  # of 158


def test_a_second_time_nothing_is_written(country_2024, real_data):
    before = [written(model) for model in TABLES]
    assert run("import_buurten", real_data / FILE)[-1] == "Nothing to change."
    assert [written(model) for model in TABLES] == before


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [(53.2188, 6.5680, "BU00140000"), (52.3731, 4.8926, "BU0363AD05")],
    ids=["Grote Markt, Groningen", "Dam, Amsterdam"],
)
def test_a_position_is_in_its_buurt(country_2024, lat, lon, code):
    assert [buurt.code for buurt in Buurt.objects.at(lon, lat)] == [code]


def test_every_inner_point_is_in_its_buurt(country_2024, real_data):
    rows = [row for row in rows_of(real_data / "buurten_2024.csv") if row["lon"]][::29]
    missed = [
        row["buurtcode"]
        for row in rows
        if row["buurtcode"] not in {b.code for b in Buurt.objects.at(float(row["lon"]), float(row["lat"]))}
    ]
    assert len(rows) > 500
    assert missed == []


def test_no_map_is_over_three_kilobytes(country_2024):
    drawings = Kaart.objects.order_by("pk").values_list("tekening", flat=True)
    assert max(len(json.dumps(drawing, ensure_ascii=False)) for drawing in drawings.iterator()) < 3_000


def test_addresses_are_unique_and_short_codes_only_break_ties(country_2024):
    rows = Buurt.objects.values_list("gemeente", "slug", "naam", "code").order_by("code")
    same = {}
    for gemeente, _slug, naam, _code in rows:
        same[gemeente, naam] = same.get((gemeente, naam), 0) + 1
    with_code = {code for _g, slug, _n, code in rows if slug.endswith(code[6:].lower())}
    shared = {code for gemeente, _s, naam, code in rows if same[gemeente, naam] > 1}
    assert shared <= with_code
    assert len(with_code) < 100


def test_the_real_file_of_one_gemeente_after_the_country_adds_old_codes_with_their_successors(country_2024, real_data):
    before = written(Buurt)
    assert "buurten added as inactive: 11" in run("import_buurten", real_data / ERMELO)
    assert set(before) <= set(written(Buurt))
    old = Buurt.objects.filter(jaar=2021).order_by("code")
    assert [b.is_actief for b in old] == [False] * 11
    assert dict(old.values_list("code", "opvolger__naam")) == {
        "BU02330000": "Ermelo - Noord",
        "BU02330006": "Verspreide huizen bosgebied",
        "BU02330007": "Verspreide huizen Telgt",
        "BU02330008": "Verspreide huizen Zuiderzeeland",
        "BU02330009": "Verspreide huizen bosgebied",
        "BU02330100": "Verspreide huizen Speuld",
        "BU02330105": "Verspreide huizen Staverden",
        "BU02330106": "Verspreide huizen Houtdorp",
        "BU02330107": "Verspreide huizen Leuvenum",
        "BU02330108": "Verspreide huizen De Beek",
        "BU02330109": "Verspreide huizen bosgebied",
    }
    assert run("import_buurten", real_data / ERMELO)[-1] == "Nothing to change."


@pytest.mark.django_db
def test_the_real_file_of_one_gemeente_loads_into_an_empty_database(real_data):
    run("import_buurten", real_data / ERMELO)
    assert list(Gemeente.objects.values_list("code", "naam", "jaar")) == [("GM0233", "Ermelo", 2021)]
    assert list(Wijk.objects.order_by("code").values_list("code", "naam")) == [
        ("WK023300", "Wijk 00"),
        ("WK023301", "Wijk 01"),
    ]
    assert (Buurt.objects.active().count(), Kaart.objects.count()) == (16, 16)
    assert Buurt.objects.get(pk="BU02330003").naam == "Veldwijk-'s Heerenloo"


@pytest.mark.parametrize(("prefix", "words", "first"), [("", "Buurt in", 0), ("/en", "Neighbourhood in", 3)])
def test_every_buurt_has_a_page(country_2024, client, prefix, words, first):
    """All of them in both languages with AREAS=all; else one in six of each, and never the same."""
    first, step = (0, 1) if os.environ.get("AREAS") == "all" else (first, 6)
    rows = Buurt.objects.active().order_by("code").values_list("gemeente__slug", "slug", "naam", "gemeente__naam")
    missed = []
    for gemeente, slug, naam, plaats in rows[first::step]:
        answer = client.get(f"{prefix}/mijn-buurt/{gemeente}/{slug}/")
        sign = f"{escape(naam)}<small>{words} {escape(plaats)}</small>"
        if answer.status_code != 200 or sign not in answer.content.decode():
            missed.append((gemeente, slug, answer.status_code))
    assert len(rows) == 14_574
    assert missed == []
