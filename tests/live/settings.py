"""The settings of a real web server in a test: those of production, without collected static files."""

from wijkportal.settings import *  # noqa: F403

STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ROOT_URLCONF = "tests.live.urls"
