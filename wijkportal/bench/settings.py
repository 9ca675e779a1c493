"""The settings of production, with the addresses of the limits beside those of the site."""

from wijkportal.settings import *  # noqa: F403

ROOT_URLCONF = "wijkportal.bench.urls"
