"""What the tests of areas share."""

import pytest

from tests.buurten.gebieden import run
from tests.buurten.geopackages import make_geopackage


@pytest.fixture
def load(tmp_path):
    """A function that imports these rows as a file and gives what the command says."""

    def load(*rows, **options):
        options.setdefault("verbosity", 1)
        file = {key: options.pop(key) for key in ("name", "level_tables", "columns") if key in options}
        path = make_geopackage(tmp_path / file.pop("name", "buurten.gpkg"), rows, **file)
        return run("import_buurten", path, **options)

    return load
