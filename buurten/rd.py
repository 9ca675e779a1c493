"""Rijksdriehoek (EPSG:28992, metres) to and from WGS84 (degrees), by the published polynomials.

Source: F.H. Schreutelkamp and G.L. Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en
WGS84-kaartcoördinaten", Geodesia 2001-2. Within the Netherlands the answer is within half a metre of the official
RDNAPTRANS, which is far finer than the position a browser gives.
"""

# The tower of Amersfoort, centre of the projection, in both systems.
X0, Y0 = 155_000.0, 463_000.0
LAT0, LON0 = 52.15517440, 5.38720621

# (power of the first difference, power of the second, factor)
TO_X = (
    (0, 1, 190094.945),
    (1, 1, -11832.228),
    (2, 1, -114.221),
    (0, 3, -32.391),
    (1, 0, -0.705),
    (3, 1, -2.340),
    (1, 3, -0.608),
    (0, 2, -0.008),
    (2, 3, 0.148),
)
TO_Y = (
    (1, 0, 309056.544),
    (0, 2, 3638.893),
    (2, 0, 73.077),
    (1, 2, -157.984),
    (3, 0, 59.788),
    (0, 1, 0.433),
    (2, 2, -6.439),
    (1, 1, -0.032),
    (0, 4, 0.092),
    (1, 4, -0.054),
)
TO_LAT = (
    (0, 1, 3235.65389),
    (2, 0, -32.58297),
    (0, 2, -0.24750),
    (2, 1, -0.84978),
    (0, 3, -0.06550),
    (2, 2, -0.01709),
    (1, 0, -0.00738),
    (4, 0, 0.00530),
    (2, 3, -0.00039),
    (4, 1, 0.00033),
    (1, 1, -0.00012),
)
TO_LON = (
    (1, 0, 5260.52916),
    (1, 1, 105.94684),
    (1, 2, 2.45656),
    (3, 0, -0.81885),
    (1, 3, 0.05594),
    (3, 1, -0.05607),
    (0, 1, 0.01199),
    (3, 2, -0.00256),
    (1, 4, 0.00128),
    (0, 2, 0.00022),
    (2, 0, -0.00022),
    (5, 0, 0.00026),
)


def to_rd(lon, lat):
    """The RD position (x, y) in metres of a WGS84 longitude and latitude in degrees."""
    p, q = 0.36 * (lat - LAT0), 0.36 * (lon - LON0)
    return X0 + polynomial(TO_X, p, q), Y0 + polynomial(TO_Y, p, q)


def to_wgs84(x, y):
    """The WGS84 position (longitude, latitude) in degrees of an RD x and y in metres."""
    p, q = (x - X0) * 1e-5, (y - Y0) * 1e-5
    return LON0 + polynomial(TO_LON, p, q) / 3600, LAT0 + polynomial(TO_LAT, p, q) / 3600


def polynomial(terms, p, q):
    return sum(factor * p**i * q**j for i, j, factor in terms)
