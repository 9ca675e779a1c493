"""The invented country: always the same, of the stated size, its borders shared, and kept off real databases."""

import sqlite3
import struct
from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agenten.models import Afwezigheid, Basisteam, Spreekuur, Teamgebied, Uitzondering, Werkgebied, Wijkagent
from agenten.spreekuren import rule_dates
from buurten.models import Buurt, Gemeente, Postcodereeks, Straat, Straatreeks, Vlak, Wijk
from wijkportal.bench.addresses import streets_and_pieces
from wijkportal.bench.country import Country
from wijkportal.bench.files import write_files
from wijkportal.bench.filling import CountryError, make_country
from wijkportal.bench.shape import area
from wijkportal.demo import load

SCALE = 0.001
TODAY = date(2026, 11, 23)
CONTENTS = {
    "gemeente": "SELECT code, naam, slug, inwoners FROM buurten_gemeente",
    "buurt": "SELECT code, naam, slug, wijk_id, pc4 FROM buurten_buurt",
    "vlak": "SELECT buurt_id, vlak::text FROM buurten_vlak",
    "postcode": "SELECT postcode, van, tot, zijde, buurt_id FROM buurten_postcodereeks",
    "straat": "SELECT s.naam, s.woonplaats, r.van, r.tot, r.zijde, r.buurt_id "
    "FROM buurten_straatreeks r JOIN buurten_straat s ON s.id = r.straat_id",
    "werkgebied": "SELECT w.slug, w.talen::text, g.buurt_id, g.wijk_id "
    "FROM agenten_werkgebied g JOIN agenten_wijkagent w ON w.id = g.wijkagent_id",
    "spreekuur": "SELECT kenmerk, herhaling, eerste_datum, plaats FROM agenten_spreekuur",
    "afwezigheid": "SELECT w.slug, a.van, a.tot FROM agenten_afwezigheid a JOIN agenten_wijkagent w "
    "ON w.id = a.wijkagent_id",
}


def fingerprints():
    found = {}
    with connection.cursor() as cursor:
        for name, select in CONTENTS.items():
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)), count(*) FROM ({select}) t")
            found[name] = cursor.fetchone()
    return found


@pytest.mark.django_db
def test_it_is_the_same_every_time_and_also_when_made_again():
    make_country(SCALE, today=TODAY)
    first = fingerprints()
    make_country(SCALE, today=TODAY)
    assert fingerprints() == first
    assert all(mark for mark, _ in first.values())


@pytest.mark.django_db
def test_it_has_its_share_of_everything():
    make_country(SCALE, today=TODAY)
    models = (Gemeente, Wijk, Buurt, Vlak, Straat, Wijkagent, Spreekuur, Basisteam, Teamgebied)
    counts = {model.__name__: model.objects.count() for model in models}
    assert counts == {
        "Gemeente": 1, "Wijk": 3, "Buurt": 15, "Vlak": 15, "Straat": 250, "Wijkagent": 4, "Spreekuur": 10,
        "Basisteam": 1, "Teamgebied": 15,
    }  # fmt: skip
    assert Postcodereeks.objects.values("postcode").distinct().count() == 460
    addresses = sum(len(range(r.van, r.tot + 1, 2 if r.zijde else 1)) for r in Postcodereeks.objects.all())
    assert addresses == 9_000
    assert Straatreeks.objects.count() == Postcodereeks.objects.count() > 460
    assert Werkgebied.objects.count() >= 15 and Afwezigheid.objects.count() == 1


def test_at_full_size_there_are_as_many_areas_as_in_the_netherlands():
    country = Country()
    assert [len(areas) for areas in (country.gemeenten, country.wijken, country.buurten)] == [342, 3_400, 14_600]
    assert len({buurt.code for buurt in country.buurten}) == 14_600
    assert len({(buurt.parent.parent.code, buurt.slug) for buurt in country.buurten}) == 14_600
    assert Counter(buurt.naam for buurt in country.buurten)["Centrum"] == 49


def test_one_postcode_in_twentyfive_straddles_two_buurten():
    where = {}
    for _, pieces in streets_and_pieces(Country(0.02)):
        for piece in pieces:
            where.setdefault(piece.postcode, set()).add(piece.buurt)
    straddling = sum(len(buurten) == 2 for buurten in where.values())
    assert (len(where), max(map(len, where.values()))) == (9_200, 2)
    assert 0.03 < straddling / len(where) < 0.05
    assert not {postcode[:4] for postcode in where} & {"9926", "9927", "9928", "9929"}


def test_neighbours_share_their_border_and_leave_no_gap():
    """The areas of the cells add up to that of the outline around all of them."""
    country = Country(0.004)
    shape = country.shape
    rings = [shape.ring(buurt.cells.start) for buurt in country.buurten]
    assert all(16 <= len(ring) <= 64 and area(ring) > 0 for ring in rings)
    outline = shape.outline(range(len(shape.cells)))
    assert sum(map(area, rings)) == pytest.approx(sum(map(area, outline)), rel=1e-9)


@pytest.mark.django_db
def test_exceptions_fall_on_dates_of_their_rule():
    make_country(0.01, today=TODAY)
    found = list(Uitzondering.objects.select_related("spreekuur"))
    assert len(found) > 10
    for one in found:
        assert one.datum in rule_dates(one.spreekuur, one.datum, one.datum)


@pytest.mark.django_db
def test_every_row_is_one_that_the_forms_accept():
    make_country(SCALE, today=TODAY)
    for model in (Gemeente, Wijk, Buurt, Wijkagent, Spreekuur, Postcodereeks, Straatreeks, Basisteam):
        for row in model.objects.all()[:20]:
            row.full_clean()


@pytest.mark.django_db
def test_it_leaves_the_demo_alone():
    load()
    demo = set(Wijkagent.objects.values_list("pk", "slug"))
    make_country(SCALE, today=TODAY)
    make_country(SCALE, today=TODAY)
    assert set(Wijkagent.objects.filter(is_demo=True).values_list("pk", "slug")) == demo
    assert (Buurt.objects.demo().count(), Buurt.objects.count()) == (17, 32)
    Straat.objects.create(naam="Nieuwe straat", woonplaats="Rivierdam", gemeente_id="GM9901")


@pytest.mark.django_db
def test_it_refuses_beside_real_areas():
    Gemeente.objects.create(code="GM0014", naam="Groningen", slug="groningen", jaar=2024)
    with pytest.raises(CommandError, match="holds real areas"):
        call_command("make_country", scale=SCALE)
    assert Gemeente.objects.count() == 1
    call_command("make_country", scale=SCALE, force=True, stdout=StringIO())
    assert Gemeente.objects.count() == 2


@pytest.mark.django_db
def test_it_refuses_on_a_production_site(settings):
    settings.HTTPS = True
    with pytest.raises(CountryError, match="production site"):
        make_country(SCALE)
    assert not Gemeente.objects.exists()


@pytest.mark.parametrize("scale", ["0", "-1", "2"])
def test_a_scale_that_makes_no_sense_is_refused(scale):
    with pytest.raises(CommandError, match="above 0 and at most 1"):
        call_command("make_country", scale=float(scale))


def test_the_files_have_the_form_of_the_official_ones(tmp_path):
    areas, postcodes = write_files(tmp_path, SCALE)
    lines = postcodes.read_text("utf-8").splitlines()
    assert lines[0] == "PC6;Huisnummer;Buurt2026;Wijk2026;Gemeente2026"
    assert len(lines) == 9_001
    assert lines[1] == "1000AA;1;50010000;500100;5001"
    database = sqlite3.connect(areas)
    contents = database.execute("SELECT table_name FROM gpkg_contents ORDER BY 1").fetchall()
    assert contents == [("buurten",), ("gemeenten",), ("wijken",)]
    rows = database.execute("SELECT buurtcode, wijkcode, gemeentecode, water, geom FROM buurten").fetchall()
    database.close()
    assert (len(rows), rows[0][:4]) == (15, ("BU50010000", "WK500100", "GM5001", "NEE"))
    magic, version, flags, srs, left, right, low, high = struct.unpack_from("<2sBBi4d", rows[0][4])
    assert (magic, version, flags, srs) == (b"GP", 0, 3, 28992)
    assert left < right and low < high
    assert struct.unpack_from("<BII", rows[0][4], 40) == (1, 6, 1)
