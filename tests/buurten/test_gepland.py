"""Statements that are planned once: same answers, and errors as everywhere."""

import pytest
from django.db import DataError, ProgrammingError, connection

from buurten.gepland import fetch_row
from buurten.models import Buurt
from buurten.plek import find_place
from tests.buurten.gebieden import make_buurt, make_gemeente

pytestmark = pytest.mark.django_db


def plans_of(sql):
    """How often a prepared statement ran by a plan for all values, and by one for the values at hand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = %s", [sql])
        return cursor.fetchall()


def test_a_statement_is_planned_once_for_all_values():
    connection.ensure_connection()
    connection.connection.prepare_threshold = None  # as in a new session
    answers = [fetch_row("SELECT json_build_array(%s::int + 1)", [number]) for number in range(5)]
    assert answers == [([1],), ([2],), ([3],), ([4],), ([5],)]
    assert plans_of("SELECT json_build_array($1::int + 1)") == [(5, 0)]


def test_no_row_is_none():
    assert fetch_row("SELECT 1 WHERE %s::int = 2", [1]) is None


def test_values_are_no_sql():
    attack = "'; DROP TABLE buurten_buurt; --"
    assert fetch_row("SELECT %s::text", [attack]) == (attack,)
    assert find_place(attack, "x%s") is None


def test_errors_are_those_of_django():
    with pytest.raises(ProgrammingError):
        fetch_row("SELECT * FROM bestaat_niet", [])
    connection.needs_rollback = False


def test_a_wrong_value_is_an_error_of_django():
    with pytest.raises(DataError):
        fetch_row("SELECT %s::text", ["\x00"])


def test_each_statement_counts(django_assert_num_queries):
    with django_assert_num_queries(1):
        fetch_row("SELECT 1", [])


def test_a_place_comes_with_its_parents_drawing_and_streets(django_assert_num_queries):
    gemeente = make_gemeente("GM9999", naam="Rivierdam", slug="rivierdam", telefoon="14 0999")
    saved = make_buurt("BU99990100", gemeente, naam="Linde", slug="linde", inwoners=1200)
    with django_assert_num_queries(1):
        place = find_place("rivierdam", "linde")
        assert (place.wijk.naam, place.gemeente.telefoon) == ("999901", "14 0999")
    for name in [field.attname for field in Buurt._meta.concrete_fields]:
        assert getattr(place, name) == getattr(saved, name), name
    assert (place.tekening, place.has_streets) == (None, False)
    assert place._state.adding is False
