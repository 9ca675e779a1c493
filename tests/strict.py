"""The suite is stricter than production: holes in our templates fail, and a list without an order has none."""

import random
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.template.base import FilterExpression, Variable, VariableDoesNotExist

from meldingen.fixtures import load_categorieen, load_gronden

FORGIVING = {"default", "default_if_none"}


def is_ours(context):
    template = context.render_context.template or context.template
    name = Path(template.origin.name)
    return name.is_relative_to(settings.BASE_DIR / "templates") and "admin" not in name.parts


def resolve_strictly(original):
    def resolve(self, context, ignore_failures=False):
        forgiven = FORGIVING & {getattr(function, "__name__", "") for function, _args in self.filters}
        if isinstance(self.var, Variable) and not forgiven and is_ours(context):
            try:
                self.var.resolve(context)
            except VariableDoesNotExist as error:
                raise AssertionError(f"Undefined in a template: {self.token}") from error
        return original(self, context, ignore_failures)

    return resolve


def fetch_in_any_order(original):
    def fetch_all(self):
        is_fresh = self._result_cache is None
        original(self)
        if is_fresh and not self.ordered and not self.query.is_sliced:
            random.shuffle(self._result_cache)

    return fetch_all


def empty_as_replica(original):
    """Between tests with real transactions the tables are emptied, the append-only ones too: the log's trigger sleeps.

    Only the superuser of the throw-away server may do so; what a test itself does meets the trigger. The queue goes
    too: Django does not know that table as its own. What a new database has, the next test has as well.
    """

    def execute_sql_flush(self, statements):
        original(
            self, ["SET LOCAL session_replication_role = replica", *statements, "TRUNCATE procrastinate_jobs CASCADE"]
        )
        load_categorieen()
        load_gronden()

    return execute_sql_flush


def drop_database(creation, name, _verbosity):
    """Also when a thread of a server that a test started still holds a connection."""
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")


@pytest.fixture(autouse=True, scope="session")
def strictness():
    patch = pytest.MonkeyPatch()
    patch.setattr(FilterExpression, "resolve", resolve_strictly(FilterExpression.resolve))
    patch.setattr(QuerySet, "_fetch_all", fetch_in_any_order(QuerySet._fetch_all))
    operations = type(connection.ops)
    patch.setattr(operations, "execute_sql_flush", empty_as_replica(operations.execute_sql_flush))
    # Stays: the databases are dropped after the last fixture.
    type(connection.creation)._destroy_test_db = drop_database
    yield
    patch.undo()
