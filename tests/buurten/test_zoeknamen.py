import pytest

from buurten.models import Alias, Straat, Straatreeks, Zoeknaam
from buurten.zoeknamen import AREAS, rebuild
from tests.buurten.gebieden import make_buurt, make_gemeente, written
from tests.buurten.straten import make_rivierdam, make_straat

pytestmark = pytest.mark.django_db


def names(**filters):
    fields = ("soort", "sleutel", "naam", "context", "gewicht", "is_alias", "pad")
    return set(Zoeknaam.objects.filter(**filters).order_by("pk").values_list(*fields))


def test_every_kind_of_name_stands_with_where_it_leads():
    make_rivierdam()
    molen = Straat.objects.get(naam="Molenstraat", woonplaats="Rivierdam").pk
    elsewhere = Straat.objects.get(naam="Molenstraat", woonplaats="Oudveen").pk
    assert names(soort="gemeente") == {
        ("gemeente", "GM9901", "Rivierdam", "", 40_000, False, "rivierdam/"),
        ("gemeente", "GM9902", "Oudveen", "", 9_000, False, "oudveen/"),
    }
    assert ("wijk", "WK990101", "990101", "Rivierdam", 0, False, "rivierdam/wijk/990101/") in names(soort="wijk")
    assert ("buurt", "BU99010101", "Lindenkwartier", "Rivierdam", 3_000, False, "rivierdam/lindenkwartier/") in names()
    assert names(soort="plaats") == {
        ("plaats", "GM9901 Rivierdam", "Rivierdam", "Rivierdam", 5_000, False, "rivierdam/"),
        ("plaats", "GM9901 Zandhoek", "Zandhoek", "Rivierdam", 2_000, False, "rivierdam/havenbuurt/"),
        ("plaats", "GM9902 Oudveen", "Oudveen", "Oudveen", 1_500, False, "oudveen/"),
    }
    assert names(naam="Molenstraat") == {
        ("straat", str(molen), "Molenstraat", "Rivierdam", 5, False, ""),
        ("straat", str(elsewhere), "Molenstraat", "Oudveen", 1, False, "oudveen/oudveen-dorp/"),
    }


def test_a_second_run_writes_nothing():
    make_rivierdam()
    before = written(Zoeknaam)
    assert rebuild() == (0, 0)
    assert written(Zoeknaam) == before


def test_only_what_changed_is_written():
    linden, _haven, _dorp = make_rivierdam()
    before = set(written(Zoeknaam))
    linden.naam = "Lindenbuurt"
    linden.save()
    assert rebuild() == (1, 1)
    assert len(before - set(written(Zoeknaam))) == 1
    assert not Zoeknaam.objects.filter(naam="Lindenkwartier").exists()


def test_inactive_areas_and_their_streets_are_left_out():
    _linden, haven, dorp = make_rivierdam()
    type(haven).objects.filter(pk__in=[haven.pk, dorp.pk]).update(is_actief=False)
    rebuild()
    assert not Zoeknaam.objects.filter(naam__in=["Havenbuurt", "Kade", "Oudveen-Dorp"]).exists()
    assert {row[-1] for row in names(naam="Molenstraat")} == {"rivierdam/lindenkwartier/"}


def test_another_name_leads_to_the_area_and_says_which():
    linden, _haven, _dorp = make_rivierdam()
    Alias.objects.create(naam="De Linde", buurt=linden)
    Alias.objects.create(naam="Damstad", gemeente=linden.gemeente)
    assert rebuild(AREAS) == (2, 0)
    assert names(is_alias=True) == {
        ("buurt", "BU99010101", "De Linde", "Lindenkwartier, Rivierdam", 3_000, True, "rivierdam/lindenkwartier/"),
        ("gemeente", "GM9901", "Damstad", "Rivierdam", 40_000, True, "rivierdam/"),
    }


def test_a_place_named_like_its_gemeente_or_another_name_of_it_leads_to_the_gemeente():
    linden, haven, _dorp = make_rivierdam()
    make_straat("Plein", (linden, 1, 5), (haven, 6, 9), woonplaats="Damstad")
    Alias.objects.create(naam="Damstad", gemeente=linden.gemeente)
    rebuild()
    assert [row[-1] for row in names(soort="plaats", naam="Damstad")] == ["rivierdam/"]


def test_a_place_that_is_a_whole_wijk_leads_to_the_wijk():
    linden, _haven, _dorp = make_rivierdam()
    other = make_buurt("BU99010102", linden.gemeente, naam="Oosterlinden", slug="oosterlinden")
    make_straat("Plein", (linden, 1, 5), (other, 6, 9), woonplaats="Lindedorp")
    rebuild()
    assert [row[-1] for row in names(soort="plaats", naam="Lindedorp")] == ["rivierdam/wijk/990101/"]
    make_buurt("BU99010103", linden.gemeente)
    rebuild()
    assert [row[-1] for row in names(soort="plaats", naam="Lindedorp")] == [""]


def test_both_spellings_a_numbered_wijk_and_a_bracketed_gemeente_are_found():
    gemeente = make_gemeente("GM9903", naam="Bergen (NH.)", slug="bergen-nh")
    long = "Verspreide huizen Gasselternijveenschemond"
    buurt = make_buurt("BU99030101", gemeente, naam=long, naam_kort="Verspr.h. Gasselternijveenschemond", slug="v")
    buurt.wijk.naam = "Wijk 04 Assel"
    buurt.wijk.save()
    rebuild()
    assert {(row[0], row[2], row[3]) for row in names(is_alias=True)} == {
        ("gemeente", "Bergen", "Bergen (NH.)"),
        ("wijk", "Assel", "Bergen (NH.)"),
        ("buurt", "Verspr.h. Gasselternijveenschemond", "Bergen (NH.)"),
    }


def test_a_name_that_occurs_twice_in_a_gemeente_tells_its_wijk():
    gemeente = make_gemeente("GM9903", naam="Bergdam", slug="bergdam")
    make_buurt("BU99030101", gemeente, naam="Centrum", slug="centrum-1")
    make_buurt("BU99030201", gemeente, naam="centrum", slug="centrum-2")
    make_buurt("BU99030202", gemeente, naam="Zuid", slug="zuid")
    rebuild()
    assert {row[3] for row in names(soort="buurt")} == {"990301, Bergdam", "990302, Bergdam", "Bergdam"}


def test_a_street_without_house_numbers_is_left_out():
    make_rivierdam()
    Straatreeks.objects.filter(straat__naam="Kade").delete()
    rebuild()
    assert not Zoeknaam.objects.filter(naam="Kade").exists()


def test_two_places_of_one_name_tell_their_gemeente():
    _linden, haven, dorp = make_rivierdam()
    make_straat("Dijk", (dorp, 1, 9), woonplaats="Zandhoek")
    rebuild()
    assert {row[3] for row in names(naam="Dijk")} == {"Zandhoek, Rivierdam", "Zandhoek, Oudveen"}
    assert haven.gemeente.naam == "Rivierdam"
