import io
import math

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from buurten.models import Buurt, Gemeente, Kaart, OudPad, Vlak, Wijk, Zoeknaam
from tests.buurten.gebieden import facts, make_buurt, make_gemeente, written
from tests.buurten.geopackages import NOORD, ZUID, buurt, country, make_geopackage, shape, square, street_of

TABLES = [Gemeente, Wijk, Buurt, Vlak, Kaart, OudPad, Zoeknaam]


def everything():
    return [written(model) for model in TABLES]


def refused(load, *rows, says, **options):
    before = everything()
    with pytest.raises(CommandError) as caught:
        load(*rows, **options)
    for part in says:
        assert part in str(caught.value)
    assert everything() == before


@pytest.mark.django_db
def test_an_edition_becomes_areas_with_boundary_map_and_names(load):
    row = NOORD | {"aantal_inwoners": 40, "meest_voorkomende_postcode": 9712}
    row["geom"] = shape(square(100_000, 450_000), square(100_040, 450_040, 10))
    said = load(row, ZUID)
    assert said == [
        "Edition 2024: 1 gemeenten, 1 wijken, 2 buurten; 0 buurten without a boundary.",
        "gemeenten new: 1",
        "  GM0014 Gemeente 0014",
        "wijken new: 1",
        "  WK001400 Wijk 00",
        "buurten new: 2",
        "  BU00140001 Noord",
        "  BU00140002 Zuid",
        "Loaded.",
    ]
    assert facts("BU00140001") == {
        "naam": "Noord",
        "slug": "noord",
        "inwoners": 40,
        "pc4": "9712",
        "jaar": 2024,
        "is_actief": True,
        "opvolger_id": None,
        "wijk_id": "WK001400",
        "gemeente_id": "GM0014",
    }
    assert list(Vlak.objects.filter(buurt="BU00140001").order_by("pk").values_list("is_gat", "vlak")) == [
        (False, square(100_000, 450_000)),
        (True, square(100_040, 450_040, 10)),
    ]
    assert [b["code"] for b in Kaart.objects.get(pk="BU00140001").tekening["buren"]] == ["BU00140002"]
    assert Zoeknaam.objects.filter(naam="Noord", pad="gemeente-0014/noord/").count() == 1


@pytest.mark.django_db
def test_a_second_time_nothing_is_written(load):
    rows = [NOORD | {"aantal_inwoners": -99_997}, ZUID]
    load(*rows)
    before = everything()
    assert load(*rows)[-1] == "Nothing to change."
    assert everything() == before


@pytest.mark.django_db
def test_a_dry_run_says_all_and_writes_nothing(load):
    before = everything()
    said = load(NOORD, dry_run=True)
    assert (said[-1], "  BU00140001 Noord" in said) == ("Dry run: nothing was changed.", True)
    assert everything() == before


@pytest.mark.django_db
def test_what_is_in_no_row_falls_back_on_a_sensible_name(load):
    load(NOORD | {"wijknaam": None, "gemeentenaam": None})
    assert (Wijk.objects.get().naam, Gemeente.objects.get().naam) == ("Wijk 00", "GM0014")
    load(NOORD)
    load(NOORD | {"wijknaam": None, "gemeentenaam": None, "jaar": 2025})
    assert (Wijk.objects.get().naam, Gemeente.objects.get().naam) == ("Wijk 00", "Gemeente 0014")


@pytest.mark.django_db
def test_a_new_edition_lists_what_is_new_renamed_changed_and_gone(load):
    rows = street_of("BU00140000", 40)
    load(*rows)
    rows = [row | {"jaar": 2025} for row in rows]
    rows[0]["buurtnaam"] = "Nieuwe naam"
    rows[1]["aantal_inwoners"] = 12
    rows[2]["geom"] = shape(square(100_210, 450_000))
    rows[-1] = buurt("BU00140077", "Laatste", x=103_900, jaar=2025)
    assert load(*rows) == [
        "Edition 2025: 1 gemeenten, 1 wijken, 40 buurten; 0 buurten without a boundary.",
        "gemeenten changed: 1",
        "  GM0014 Gemeente 0014",
        "wijken changed: 1",
        "  WK001400 Wijk 00",
        "buurten new: 1",
        "  BU00140077 Laatste",
        "buurten renamed: 1",
        "  BU00140000 Buurt 0 → Nieuwe naam",
        "buurten changed: 2",
        "  BU00140001 Buurt 1",
        "  BU00140002 Buurt 2",
        "buurten gone: 1",
        "  BU00140039 Buurt 39",
        "buurten with only another year: 37",
        "Loaded.",
    ]
    assert Vlak.objects.get(buurt="BU00140002").vlak == square(100_210, 450_000)
    assert facts("BU00140039") | {"wijk_id": 0, "gemeente_id": 0} == {
        "naam": "Buurt 39",
        "slug": "buurt-39-0039",
        "inwoners": None,
        "pc4": "",
        "jaar": 2024,
        "is_actief": False,
        "opvolger_id": "BU00140077",
        "wijk_id": 0,
        "gemeente_id": 0,
    }


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_name_that_occurs_twice_gets_the_end_of_the_code(load):
    load(NOORD, buurt("BU00140102", "Noord"), buurt("BU00140103", "Wijk"), buurt("BU00150001", "Noord"))
    assert list(Buurt.objects.order_by("code").values_list("slug", flat=True)) == [
        "noord-0001",
        "noord-0102",
        "wijk-0103",
        "noord",
    ]


@pytest.mark.django_db
def test_a_gemeente_is_never_called_as_a_page_of_the_search(load):
    load(NOORD | {"gemeentenaam": "Zoek"})
    assert Gemeente.objects.get().slug == "zoek-0014"


@pytest.mark.django_db
def test_names_that_change_places_change_addresses_and_lead_nowhere_else(load):
    load(NOORD, ZUID)
    load(NOORD | {"buurtnaam": "Zuid"}, ZUID | {"buurtnaam": "Noord"})
    assert (facts("BU00140001")["slug"], facts("BU00140002")["slug"]) == ("zuid", "noord")
    assert OudPad.objects.count() == 0


@pytest.mark.django_db
def test_old_addresses_lead_to_the_new_ones_also_after_two_changes(load):
    load(NOORD, ZUID)
    load(NOORD | {"buurtnaam": "Oost"}, ZUID)
    row = NOORD | {"buurtnaam": "West", "gemeentenaam": "Groningen"}
    load(row, ZUID | {"gemeentenaam": "Groningen"})
    assert dict(OudPad.objects.values_list("pad", "nieuw_pad")) == {
        "gemeente-0014/": "groningen/",
        "gemeente-0014/noord/": "groningen/west/",
        "gemeente-0014/oost/": "groningen/west/",
        "gemeente-0014/zuid/": "groningen/zuid/",
        "gemeente-0014/wijk/wijk-00/": "groningen/wijk/wijk-00/",
    }
    load(NOORD, ZUID)
    assert dict(OudPad.objects.values_list("pad", "nieuw_pad")) == {
        "gemeente-0014/oost/": "gemeente-0014/noord/",
        "groningen/": "gemeente-0014/",
        "groningen/west/": "gemeente-0014/noord/",
        "groningen/zuid/": "gemeente-0014/zuid/",
        "groningen/wijk/wijk-00/": "gemeente-0014/wijk/wijk-00/",
    }


@pytest.mark.django_db
def test_an_address_stays_when_another_buurt_of_the_same_name_arrives(load):
    load(NOORD)
    load(NOORD, buurt("BU00140102", "Noord", x=100_300))
    assert (facts("BU00140001")["slug"], facts("BU00140102")["slug"]) == ("noord", "noord-0102")


# --- a file that would drop too much ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_more_than_five_percent_gone_is_refused_unless_allowed(load):
    load(*street_of("BU00140000", 20))
    refused(load, *street_of("BU00140000", 18), says=["buurten.gpkg: 2 of 20 buurten (10.0 %)", "--allow-drop"])
    assert load(*street_of("BU00140000", 18), allow_drop=10.0)[-1] == "Loaded."
    assert load(*street_of("BU00140000", 18), allow_drop=0.0)[-1] == "Nothing to change."
    assert Buurt.objects.active().count() == 18


@pytest.mark.django_db
def test_half_a_country_is_refused(load):
    load(*country(240))
    refused(load, *country(120), says=["120 of 240 buurten (50.0 %) are not in this file"])


# --- the examples -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_examples_are_left_alone(load):
    example = make_gemeente("GM9901", naam="Rivierdam", is_demo=True)
    make_buurt("BU99010001", example, naam="Linde", is_demo=True)
    before = written(Buurt)
    load(*country(110))
    assert [row for row in written(Buurt) if row in before] == before
    refused(load, buurt("BU99010001", "Echt"), says=["GM9901 is one of the examples", "remove_demo"])


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_bad_input_is_one_sentence_and_changes_nothing(load, tmp_path):
    load(NOORD, ZUID)
    refused(load, NOORD | {"aantal_inwoners": "x"}, says=["buurten.gpkg, row 1 of buurten, column aantal_inwoners: "])
    refused(load, ZUID | {"geom": shape(square(6, 53, math.nan))}, says=["column geom"])
    refused(load, ZUID | {"geom": shape(square(6, 53, 1))}, NOORD, says=["row 1", "not in the Netherlands"])
    refused(load, NOORD, jaar=1800, says=["--jaar"])
    refused(load, NOORD, allow_drop=101.0, says=["--allow-drop"])
    with pytest.raises(CommandError, match=r"nergens\.gpkg: there is no such file"):
        call_command("import_buurten", str(tmp_path / "nergens.gpkg"))
    with pytest.raises(CommandError, match="https://"):
        call_command("import_buurten", "http://example.nl/a.gpkg")


@pytest.mark.django_db
def test_an_error_while_writing_leaves_everything_as_it_was(load):
    load(NOORD, ZUID)
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE buurten_vlak ADD CONSTRAINT vol CHECK (id < 0) NOT VALID")
    with pytest.raises(Exception, match="vol"):
        load(NOORD | {"buurtnaam": "Nieuw"}, ZUID | {"geom": shape(square(100_120, 450_000))})
    assert everything() == before


@pytest.mark.django_db
def test_all_differences_are_listed_when_asked_and_five_otherwise(load):
    assert "  … and 15 more (--verbosity 2 shows all)" in load(*street_of("BU00140000", 20), dry_run=True)
    said = load(*street_of("BU00140000", 20), dry_run=True, verbosity=2)
    assert len([line for line in said if line.startswith("  BU")]) == 20


@pytest.mark.django_db
def test_progress_goes_to_the_other_stream(tmp_path):
    path = make_geopackage(tmp_path / "a.gpkg", [NOORD])
    out, progress = io.StringIO(), io.StringIO()
    call_command("import_buurten", str(path), stdout=out, stderr=progress)
    assert "\r" not in out.getvalue()
    assert "Reading" not in out.getvalue()
