"""The WSGI application, for gunicorn."""

import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from environs import EnvError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkportal.settings")

try:
    application = get_wsgi_application()
    from wijkportal.patience import limit_statements  # needs the apps

    limit_statements()
    # Before gunicorn forks: the workers share what this loads, and the first visitor does not wait for it.
    get_resolver().url_patterns  # noqa: B018
except EnvError as problem:
    sys.exit(f"{str(problem).rstrip('.')}. The settings come from the environment; see the README.")
