"""Whether this machine can serve."""

from django.db import DatabaseError, connection

CONNECT_SECONDS = 2  # the least that libpq takes, per host
STATEMENT_LIMIT = "-c statement_timeout=1000"


def database_answers():
    """Whether the database takes a new connection and answers it, known within five seconds.

    A connection of its own: one that hangs must not be found out by waiting for it.
    """
    probe = connection.copy()
    options = probe.settings_dict["OPTIONS"]
    probe.settings_dict["OPTIONS"] = {
        **options,
        "connect_timeout": CONNECT_SECONDS,
        "options": f"{options.get('options', '')} {STATEMENT_LIMIT}".strip(),
    }
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    finally:
        probe.close()
    return True
