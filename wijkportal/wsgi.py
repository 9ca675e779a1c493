"""The WSGI application, for gunicorn."""

import os
import sys

from django.core.wsgi import get_wsgi_application
from environs import EnvError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkportal.settings")

try:
    application = get_wsgi_application()
except EnvError as problem:
    sys.exit(f"{problem}. The settings come from the environment; see the README.")
