"""Areas, files and looks at the database for the tests of the importers."""

import io

from django.core.management import call_command
from django.db import connection

from buurten.models import Buurt, Gemeente, Wijk


def make_gemeente(code, **fields):
    made, _is_new = Gemeente.objects.get_or_create(
        code=code, defaults={"naam": code, "slug": code.lower(), "jaar": 2024} | fields
    )
    return made


def make_buurt(code, gemeente=None, **fields):
    """A Buurt by its code, with the wijk and gemeente of that code."""
    gemeente = gemeente or make_gemeente(f"GM{code[2:6]}")
    wijk, _is_new = Wijk.objects.get_or_create(
        code=f"WK{code[2:8]}",
        defaults={"naam": code[2:8], "slug": code[2:8].lower(), "jaar": 2024, "gemeente": gemeente},
    )
    fields = {"naam": code, "slug": code.lower(), "jaar": 2024, "wijk": wijk, "gemeente": gemeente} | fields
    return Buurt.objects.create(code=code, **fields)


def facts(code):
    """What an import decides about a buurt."""
    fields = ["naam", "slug", "inwoners", "pc4", "jaar", "is_actief", "opvolger_id", "wijk_id", "gemeente_id"]
    return Buurt.objects.filter(pk=code).values(*fields).get()


def run(command, *args, **options):
    """What a command says to the reader of the terminal, without its progress."""
    out = io.StringIO()
    call_command(command, *map(str, args), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().splitlines()


def written(model):
    """All rows as the database holds them, with the transaction that wrote them: equal means nothing was written."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text, t.* FROM {model._meta.db_table} t ORDER BY {model._meta.pk.column}")
        return cursor.fetchall()


def temporary_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()")
        return [name for (name,) in cursor.fetchall()]
