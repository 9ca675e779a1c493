"""How a line of the log is written: what went wrong and where, never who sent what (SAFETY S8).

Many messages of Django, of Postgres and of Python quote what was sent: the address of a page, the page somebody came
from, a header, a value that does not fit. So of a request only its status, method and route are written, and of an
error its class and its lines of code.
"""

import logging
import traceback

from django.db import Error

# Loggers whose messages quote the request.
QUOTING = ("django.request", "django.security", "django.server")


class DiscreetFormatter(logging.Formatter):
    """Time, level, logger and message; the latter without what a visitor sent."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record):
        own = {"exc_text": None}  # another handler may have written the error in full
        if record.name.startswith(QUOTING):
            own |= {"msg": about_request(record), "args": None}
        return super().format(logging.makeLogRecord(record.__dict__ | own))

    def formatException(self, exc_info):
        """The lines of code, and the class of the error without its text."""
        return "".join(written(exc_info[1])).rstrip("\n")


def about_request(record):
    """`404 GET -`, `500 POST melden/verstuurd/`: an address that exists is written as its route, another one not."""
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    status = getattr(record, "status_code", "-")
    return f"{status} {getattr(request, 'method', '-')} {match.route if match else '-'}"


def written(problem):
    """The lines of a traceback, the causes first."""
    cause = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if cause:
        yield from written(cause)
        yield "\nThen:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(problem.__traceback__)
    yield f"{type(problem).__module__}.{type(problem).__qualname__}{of_database(problem)}\n"


def of_database(problem):
    """What Postgres says about an error that quotes no value: its code, the table and the constraint."""
    diag = getattr(problem.__cause__ if isinstance(problem, Error) else problem, "diag", None)
    parts = [getattr(diag, name, None) for name in ("sqlstate", "table_name", "constraint_name")]
    return "".join(f" {part}" for part in parts if part)
