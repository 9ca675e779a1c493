"""In which buurten addresses lie that come without a buurt code: by position, else by postcode and house number."""

from django.db import connection

from buurten.rd import to_rd
from buurten.vlakken import hits

AT_ONCE = 20_000


class Unplaced:
    """Addresses that wait until there are enough of them to ask the database in one go.

    `answer` is called with (street, house number, list of buurt codes), where the list may be empty.
    """

    def __init__(self, answer):
        self.answer, self.waiting = answer, []

    def add(self, street, number, position, postcode):
        """position: (x, y) in metres RD or None. postcode: 1234AB or empty."""
        self.waiting.append((street, number, position, postcode))
        if len(self.waiting) >= AT_ONCE:
            self.flush()

    def flush(self):
        found = by_position({place: item[2] for place, item in enumerate(self.waiting) if item[2]})
        rest = {p: (i[3], i[1]) for p, i in enumerate(self.waiting) if i[3] and p not in found}
        found |= by_postcode(rest)
        for place, (street, number, _position, _postcode) in enumerate(self.waiting):
            self.answer(street, number, found.get(place, []))
        self.waiting.clear()


def by_position(positions):
    """{key: codes of the buurten} for {key: (x, y)}; near a border there may be two."""
    found = {}
    if positions:
        for key, buurt, _count in hits([(str(key), x, y) for key, (x, y) in positions.items()]):
            found.setdefault(int(key), []).append(buurt)
    return found


def by_postcode(addresses):
    """{key: codes of the buurten} for {key: (postcode, house number)}, only for house numbers that are known."""
    if not addresses:
        return {}
    postcodes, numbers = zip(*addresses.values(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(BY_POSTCODE, [list(addresses), list(postcodes), list(numbers)])
        found = {}
        for key, buurt in cursor.fetchall():
            found.setdefault(key, []).append(buurt)
    return found


BY_POSTCODE = """
SELECT a.key, r.buurt_id
FROM unnest(%s::int[], %s::text[], %s::int[]) AS a (key, postcode, nummer)
JOIN buurten_postcodereeks r ON r.postcode = a.postcode AND a.nummer BETWEEN r.van AND r.tot
    AND r.zijde IN ('', CASE a.nummer %% 2 WHEN 0 THEN 'even' ELSE 'oneven' END)
JOIN buurten_buurt b ON b.code = r.buurt_id AND NOT b.is_demo
ORDER BY a.key, r.buurt_id
"""


def position_of(lon, lat, x, y):
    """(x, y) in metres RD from the texts of a row, or None when it has none. Raises ValueError when it is no number."""
    if x.strip() and y.strip():
        return decimal(x), decimal(y)
    if lon.strip() and lat.strip():
        return to_rd(decimal(lon), decimal(lat))
    return None


def decimal(text):
    number = float(text.replace(",", "."))
    if not -1e6 < number < 1e6:  # also NaN
        raise ValueError
    return number
