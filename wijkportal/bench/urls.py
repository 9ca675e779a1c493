"""The site, and beside it the limits that SPEED.md compares it with."""

from django.urls import path

from wijkportal.bench import limits
from wijkportal.urls import handler400, handler403, handler404, handler500
from wijkportal.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bench/page/<slug:code>/", limits.page),
    path("bench/304/", limits.not_modified),
    path("bench/insert/", limits.insert),
    *site,
]
