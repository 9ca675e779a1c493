"""A site as Django makes it, that does not know that its database may be away: the control of F3 and F5."""

from tests.live.settings import *  # noqa: F403

MIDDLEWARE = [one for one in MIDDLEWARE if one != "wijkportal.middleware.DatabaseDownMiddleware"]  # noqa: F405
ROOT_URLCONF = "tests.faults.bare_urls"
