"""All that the page of a buurt says about the place itself, in one statement."""

from django.db import connection

from buurten.models import Buurt, Gemeente, Wijk

# Written out: to compose this statement anew for each visitor takes longer than to run it.
PLACE = """
SELECT row_to_json(b), row_to_json(w), row_to_json(g), k.tekening::json,
       EXISTS (SELECT FROM buurten_straatreeks s WHERE s.buurt_id = b.code)
FROM buurten_buurt b
JOIN buurten_gemeente g ON g.code = b.gemeente_id
JOIN buurten_wijk w ON w.code = b.wijk_id
LEFT JOIN buurten_kaart k ON k.buurt_id = b.code
WHERE g.slug = %s AND b.slug = %s
"""


def find_place(gemeente, slug):
    """The Buurt at an address, active or not, with its wijk and gemeente; None when there is none.

    It also carries `tekening`, the drawing of its Kaart or None, and `has_streets`.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [gemeente, slug])
        row = cursor.fetchone()
    if row is None:
        return None
    own, around, municipality, tekening, has_streets = row
    place = Buurt(**own)
    place.wijk, place.gemeente = Wijk(**around), Gemeente(**municipality)
    place.tekening, place.has_streets = tekening, has_streets
    return place
