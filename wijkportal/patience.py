"""A database that is slow counts as away: the 503 page with the typed text comes in time, and no request hangs.

In the web server only: Postgres ends a statement after STATEMENT, and a request begins none any more after WHOLE.
DATABASE_PATIENCE=off switches it off.
"""

import os
import time

from django.db import OperationalError, connection, connections

from wijkportal.errors import service_unavailable

STATEMENT = 1_500  # milliseconds
WHOLE = 1.2  # seconds of a request spent on the database
REST = 2.0  # seconds in which pages of a resident do not ask a database that made two of them wait
STAFF_PATHS = ("/admin/",)


def is_on():
    return os.environ.get("DATABASE_PATIENCE", "on") != "off"


def limit_statements():
    """For every connection that this process makes from now on; a worker or a command has all the time."""
    if is_on():
        connections.settings["default"]["OPTIONS"]["options"] += f" -c statement_timeout={STATEMENT}"


class Deadline:
    """Around each statement of a request: `spent` seconds so far."""

    def __init__(self, is_limited):
        self.spent, self.is_limited = 0.0, is_limited

    def __call__(self, execute, *statement):
        if self.is_limited and self.spent > WHOLE:
            raise OperationalError("The database is too slow")
        begun = time.monotonic()
        try:
            return execute(*statement)
        finally:
            self.spent += time.monotonic() - begun


class PatienceMiddleware:
    """Limits the time on the database; with two late requests of residents, the next get their 503 at once.

    Without that they would wait in all threads, and public pages behind them.
    """

    def __init__(self, get_response):
        self.get_response, self.is_on = get_response, is_on()
        self.late_at = self.rest_until = 0.0

    def __call__(self, request):
        deadline = request.deadline = Deadline(self.is_on and not request.path_info.startswith(STAFF_PATHS))
        with connection.execute_wrapper(deadline):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_resident = getattr(view, "is_resident_page", False)
        return service_unavailable(request) if is_resident and time.monotonic() < self.rest_until else None

    def process_exception(self, request, exception):
        if self.is_on and isinstance(exception, OperationalError) and request.deadline.spent > WHOLE:
            now = time.monotonic()
            if now - self.late_at < STATEMENT / 1_000 + REST:
                self.rest_until = now + REST
            self.late_at = now
