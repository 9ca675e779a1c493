"""The world of the drills: a PostgreSQL of their own with a buurt, an officer and all categories in it."""

from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection

from tests.faults.cluster import Cluster, copy_of, new_folder
from tests.meldingen.makers import make_world


@contextmanager
def pointed_at(url):
    """Django works on that database inside the block."""
    kept = dict(connection.settings_dict)
    place = urlsplit(url)
    where = {"HOST": unquote(place.hostname), "PORT": "", "NAME": place.path[1:], "USER": place.username}
    connection.close()
    connection.settings_dict.update(where | {"PASSWORD": ""})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


@pytest.fixture(scope="session")
def original(django_db_blocker):
    """A stopped Cluster with what every drill begins with."""
    cluster = Cluster(new_folder())
    cluster.create()
    try:
        cluster.start(fsync="off")
        with django_db_blocker.unblock(), pointed_at(cluster.url):
            call_command("migrate", verbosity=0)
            make_world()
        cluster.stop()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def cluster(original, django_db_blocker):
    """A copy, not started yet. Django works on it."""
    own = copy_of(original)
    try:
        with django_db_blocker.unblock(), pointed_at(own.url):
            yield own
    finally:
        own.remove()
