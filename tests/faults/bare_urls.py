"""See bare_settings.py."""

from django.views import defaults

from tests.live.urls import urlpatterns

__all__ = ["handler500", "urlpatterns"]

handler500 = defaults.server_error
