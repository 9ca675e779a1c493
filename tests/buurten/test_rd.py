import pytest

from buurten.rd import to_rd, to_wgs84

# Published with the formulas: name, x, y, lon, lat.
TOWERS = [
    ("Amersfoort, Onze Lieve Vrouwetoren", 155000.0, 463000.0, 5.38720621, 52.15517440),
    ("Amsterdam, Westertoren", 120700.723, 487525.502, 4.88352559, 52.37453253),
    ("Groningen, Martinitoren", 233883.131, 582065.167, 6.56820053, 53.21938317),
]


@pytest.mark.parametrize(("name", "x", "y", "lon", "lat"), TOWERS)
def test_known_towers_agree_within_half_a_metre_both_ways(name, x, y, lon, lat):
    assert to_rd(lon, lat) == (pytest.approx(x, abs=0.5), pytest.approx(y, abs=0.5))
    assert to_wgs84(x, y) == (pytest.approx(lon, abs=0.000007), pytest.approx(lat, abs=0.0000045))


def test_there_and_back_stays_within_a_metre_over_the_whole_country():
    for x in range(15_000, 280_000, 20_000):
        for y in range(305_000, 620_000, 20_000):
            assert to_rd(*to_wgs84(x, y)) == (pytest.approx(x, abs=1), pytest.approx(y, abs=1))
