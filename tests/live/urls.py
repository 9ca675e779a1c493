"""The addresses of the site, and two that break in a way that quotes what was sent."""

from django.db import connection
from django.urls import path

from wijkportal.urls import handler400, handler403, handler404, handler500  # noqa: F401  (Django finds them here)
from wijkportal.urls import urlpatterns as all_addresses


def break_down(request):
    raise ValueError(f"{request.META} {request.POST}")


def break_the_database(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [f"{request.META} {request.POST}"])


urlpatterns = [path("kapot/", break_down), path("kapotte-database/", break_the_database), *all_addresses]
