"""What the database itself refuses about areas: each constraint by writes that break it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from buurten.models import Alias, Buurt, Gemeente, OudPad, Postcodereeks, Straat, Straatreeks, Wijk
from tests.buurten.gebieden import make_buurt

pytestmark = pytest.mark.django_db


def make_areas():
    """Two buurten in two wijken of one gemeente, and another gemeente."""
    make_buurt("BU99010000")
    make_buurt("BU99010100")
    make_buurt("BU99020000")


def street():
    return Straat.objects.create(naam="Dijk", woonplaats="Rivierdam", gemeente_id="GM9901")


def postcode(**fields):
    Postcodereeks.objects.create(**{"postcode": "9999AB", "buurt_id": "BU99010000", "van": 1, "tot": 9, **fields})


BREAKS = {
    "gemeente_slug_uniek": [lambda: Gemeente.objects.filter(pk="GM9901").update(slug="gm9902")],
    "wijk_slug_uniek": [lambda: Wijk.objects.filter(pk="WK990101").update(slug="990100")],
    "buurt_slug_uniek": [lambda: Buurt.objects.filter(pk="BU99010100").update(slug="bu99010000")],
    "buurt_slug_niet_wijk": [lambda: Buurt.objects.filter(pk="BU99010100").update(slug="wijk")],
    "postcodereeks_van_tot": [lambda: postcode(van=10)],
    "postcodereeks_vorm": [
        lambda: postcode(postcode="0999AB"),
        lambda: postcode(postcode="9999ab"),
        lambda: postcode(postcode="9999A"),
        lambda: postcode(postcode="AB9999"),
    ],
    "straat_uniek": [lambda: (street(), street())],
    "straatreeks_van_tot": [
        lambda: Straatreeks.objects.create(straat=street(), buurt_id="BU99010000", van=10, tot=9),
    ],
    "alias_heeft_een_gebied": [
        lambda: Alias.objects.create(naam="De Dijk"),
        lambda: Alias.objects.create(naam="De Dijk", gemeente_id="GM9901", wijk_id="WK990100"),
        lambda: Alias.objects.create(naam="De Dijk", wijk_id="WK990100", buurt_id="BU99010000"),
        lambda: Alias.objects.create(naam="De Dijk", gemeente_id="GM9901", buurt_id="BU99010000"),
    ],
}


@pytest.mark.parametrize(("name", "write"), [(name, write) for name, writes in BREAKS.items() for write in writes])
def test_a_write_that_breaks_a_constraint_is_refused(name, write):
    make_areas()
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        write()


def test_an_old_path_leads_to_one_place():
    OudPad.objects.create(pad="rivierdam/dijk/", nieuw_pad="rivierdam/dijkzicht/")
    with pytest.raises(IntegrityError, match="buurten_oudpad_pad"), transaction.atomic():
        OudPad.objects.create(pad="rivierdam/dijk/", nieuw_pad="oudveen/")


def test_what_lies_on_the_border_is_taken():
    make_areas()
    postcode(van=9)
    Straatreeks.objects.create(straat=street(), buurt_id="BU99010000", van=9, tot=9)
    Buurt.objects.filter(pk="BU99020000").update(slug="bu99010000")
    for area in ({"gemeente_id": "GM9901"}, {"wijk_id": "WK990100"}, {"buurt_id": "BU99010000"}):
        Alias.objects.create(naam="De Dijk", **area)


def test_every_constraint_of_this_app_is_tested():
    models = apps.get_app_config("buurten").get_models()
    assert {one.name for model in models for one in model._meta.constraints} == set(BREAKS)
