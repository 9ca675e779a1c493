"""The world of the drills: a PostgreSQL of their own with a buurt, an officer and all categories in it."""

import os
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection

from tests.faults.cluster import Cluster, copy_of, new_folder
from tests.meldingen.makers import make_world

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """A control shows that its drill can fail; it is as long as the drill, so it runs with the long ones."""
    if os.environ.get("FAULTS") != "long":
        controls = [one for one in items if one.path.parent == HERE and one.name.startswith("test_control_")]
        for item in controls:
            item.add_marker(pytest.mark.skip(reason="a control: runs with FAULTS=long"))


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
