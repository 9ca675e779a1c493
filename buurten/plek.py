"""All that the page of a buurt says about the place itself, in one statement."""

from django.db import connection

from buurten.gepland import fetch_row
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
    row = fetch_row(PLACE, [gemeente, slug])
    if row is None:
        return None
    own, around, municipality, tekening, has_streets = row
    place = as_saved(Buurt, own)
    place.wijk, place.gemeente = as_saved(Wijk, around), as_saved(Gemeente, municipality)
    place.tekening, place.has_streets = tekening, has_streets
    return place


def as_saved(model, values):
    """An instance of a row as JSON, whose columns may stand in another order than the fields."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, [values[name] for name in names])
