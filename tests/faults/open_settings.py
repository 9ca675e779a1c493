"""See open_urls.py."""

from tests.live.settings import *  # noqa: F403

ROOT_URLCONF = "tests.faults.open_urls"
