"""Statements that the database plans once for each connection, because planning them takes longer than running them.

Only for statements whose result is JSON or has fixed types: a column that a migration adds must not change them.
"""

import psycopg
from django.db import connection


class PlannedOnce(psycopg.Cursor):
    """A cursor that sends values apart from the statement, and has the statement prepared."""

    def execute(self, query, params=None, **options):
        return super().execute(query, params, **{**options, "prepare": True})


def fetch_row(sql, params):
    """The first row of a constant statement, or None. Errors are those of django.db."""
    with connection.cursor() as cursor:
        allow_plans(connection.connection)
        cursor.cursor = PlannedOnce(connection.connection)
        cursor.execute(sql, params)
        return cursor.fetchone()


def allow_plans(session):
    """Once for each connection: Django switches preparing off, and the server would plan for each value anew."""
    if session.prepare_threshold is None:
        session.prepare_threshold = 0
        session.execute("SET plan_cache_mode = force_generic_plan")
