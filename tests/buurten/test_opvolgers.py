"""What happens to areas that an edition no longer has, and with editions older than what is there."""

import pytest

from buurten.models import Alias, Buurt, Gemeente, Kaart, OudPad, Wijk
from tests.buurten.gebieden import facts
from tests.buurten.geopackages import NOORD, ZUID, buurt, country, shape, square, street_of

# --- what is gone -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_successor_covers_most_of_the_old_buurt_and_takes_its_address_and_other_names(load):
    rows = street_of("BU00140000", 30)
    load(*rows, buurt("BU00140101", "Oud", x=110_000))
    Alias.objects.create(naam="De Oude Hoek", buurt_id="BU00140101")
    Alias.objects.create(naam="De Oude Wijk", wijk_id="WK001401")
    small = buurt("BU00140201", "Klein", geom=shape(square(109_900, 450_000, 130)))
    large = buurt("BU00140202", "Groot", geom=shape(square(110_030, 450_000, 130)))
    load(*rows, small, large)
    assert (facts("BU00140101")["opvolger_id"], facts("BU00140101")["is_actief"]) == ("BU00140202", False)
    assert Wijk.objects.get(pk="WK001401").opvolger_id == "WK001402"
    assert dict(OudPad.objects.values_list("pad", "nieuw_pad")) == {
        "gemeente-0014/oud/": "gemeente-0014/groot/",
        "gemeente-0014/wijk/wijk-01/": "gemeente-0014/wijk/wijk-02/",
    }
    assert list(Alias.objects.order_by("naam").values_list("naam", "buurt_id", "wijk_id")) == [
        ("De Oude Hoek", "BU00140202", None),
        ("De Oude Wijk", None, "WK001402"),
    ]
    assert not Kaart.objects.filter(pk="BU00140101").exists()
    again = [large | {"buurtcode": "BU00140303", "wijkcode": "WK001403", "wijknaam": "Wijk 03"}]
    load(*rows, small, *again)
    assert facts("BU00140101")["opvolger_id"] == facts("BU00140202")["opvolger_id"] == "BU00140303"


@pytest.mark.django_db
def test_without_a_boundary_the_namesake_follows_and_else_the_gemeente_keeps_the_address(load):
    rows = street_of("BU00140000", 50)
    bare = {"geom": None}
    load(*rows, buurt("BU00140101", "Hoek", **bare), buurt("BU00140102", "Punt", **bare))
    load(*rows, buurt("BU00140201", "Hoek", x=120_000))
    assert facts("BU00140101")["opvolger_id"] == "BU00140201"
    assert facts("BU00140102")["opvolger_id"] is None
    assert dict(OudPad.objects.values_list("pad", "nieuw_pad")) == {
        "gemeente-0014/punt/": "gemeente-0014/",
        "gemeente-0014/wijk/wijk-01/": "gemeente-0014/wijk/wijk-02/",
    }


@pytest.mark.django_db
def test_a_code_that_comes_back_is_active_again_without_successor(load):
    rows = street_of("BU00140000", 30)
    load(*rows)
    load(*rows[:-1])
    assert facts("BU00140029")["is_actief"] is False
    assert "buurten back: 1" in load(*rows)
    assert facts("BU00140029") | {"wijk_id": 0, "gemeente_id": 0} == {
        "naam": "Buurt 29",
        "slug": "buurt-29",
        "inwoners": None,
        "pc4": "",
        "jaar": 2024,
        "is_actief": True,
        "opvolger_id": None,
        "wijk_id": 0,
        "gemeente_id": 0,
    }
    assert OudPad.objects.count() == 0
    assert Kaart.objects.filter(pk="BU00140029").exists()


@pytest.mark.django_db
def test_a_file_of_one_gemeente_leaves_all_others_alone(load):
    load(*street_of("BU00140000", 30), *street_of("BU00150000", 3))
    load(*street_of("BU00140000", 29))
    assert list(Buurt.objects.filter(is_actief=False).values_list("code", flat=True)) == ["BU00140029"]


@pytest.mark.django_db
def test_a_gemeente_that_merged_ends_with_an_edition_of_the_country(load):
    load(*country(120))
    rows = country(119, jaar=2025)
    rows[-1]["geom"] = shape([(111_800, 450_000), (112_000, 450_000), (112_000, 450_100), (111_800, 450_100)])
    load(*rows)
    merged = Gemeente.objects.get(pk="GM0119")
    assert (merged.is_actief, merged.opvolger_id, merged.jaar) == (False, "GM0118", 2024)
    assert OudPad.objects.get(pad="gemeente-0119/").nieuw_pad == "gemeente-0118/"
    assert OudPad.objects.get(pad="gemeente-0119/buurt-119/").nieuw_pad == "gemeente-0118/buurt-118/"


# --- older editions ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_older_edition_only_adds_codes_that_nobody_knows_and_these_are_inactive(load):
    load(NOORD, ZUID)
    old = {"jaar": 2021}
    said = load(NOORD | old | {"buurtnaam": "Anders"}, buurt("BU00140009", "Vroeger", x=100_110, **old))
    assert said[1].startswith("The database has a newer edition of 1 gemeenten in this file")
    assert said[2:] == ["buurten added as inactive: 1", "  BU00140009 Vroeger", "Loaded."]
    assert (facts("BU00140001")["naam"], facts("BU00140002")["is_actief"]) == ("Noord", True)
    assert facts("BU00140009") | {"wijk_id": 0, "gemeente_id": 0} == {
        "naam": "Vroeger",
        "slug": "vroeger-0009",
        "inwoners": None,
        "pc4": "",
        "jaar": 2021,
        "is_actief": False,
        "opvolger_id": "BU00140002",
        "wijk_id": 0,
        "gemeente_id": 0,
    }
    assert load(NOORD | old, buurt("BU00140009", "Vroeger", x=100_110, **old))[-1] == "Nothing to change."


@pytest.mark.django_db
def test_a_gemeente_that_a_newer_country_no_longer_has_is_history(load):
    load(*country(110))
    load(buurt("BU09010000", "Vroeger", jaar=2021))
    assert list(Gemeente.objects.filter(is_actief=False).values_list("code", flat=True)) == ["GM0901"]
    assert list(Buurt.objects.filter(is_actief=False).values_list("code", flat=True)) == ["BU09010000"]


@pytest.mark.django_db
def test_an_older_edition_can_replace_a_newer_one_when_asked(load):
    load(NOORD, ZUID)
    load(NOORD | {"jaar": 2021, "buurtnaam": "Anders"}, replace_newer=True, allow_drop=100.0)
    assert (facts("BU00140001")["naam"], facts("BU00140001")["jaar"]) == ("Anders", 2021)
    assert (facts("BU00140002")["is_actief"], facts("BU00140002")["jaar"]) == (False, 2024)
