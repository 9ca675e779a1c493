"""Sessions of staff in the database: they end when nothing happens, and a fixed time after signing in (SAFETY S19)."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

BEGUN = "begonnen"


class SessionStore(DatabaseStore):
    """Ends SESSION_COOKIE_AGE seconds after its last use, at the latest SESSION_LONGEST seconds after signing in."""

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        if SESSION_KEY in data:
            begun = data.setdefault(BEGUN, timezone.now().timestamp())
            row.session_data = self.encode(data)
            row.expire_date = min(row.expire_date, datetime.fromtimestamp(begun + settings.SESSION_LONGEST, UTC))
        return row
