"""Native PostgreSQL geometry in Rijksdriehoek metres (EPSG:28992): no PostGIS needed."""

import re

from django.db import models

PAIR = re.compile(r"\(?\(([^(),]+),([^(),]+)\)")


class PolygonField(models.Field):
    """A ring as PostgreSQL `polygon`: a list of (x, y) in metres RD, not closed; None when unknown."""

    def db_type(self, connection):
        return "polygon"

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        return [(float(x), float(y)) for x, y in PAIR.findall(value)]

    def to_python(self, value):
        return value

    def get_prep_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return "(" + ",".join(f"({x},{y})" for x, y in value) + ")"
