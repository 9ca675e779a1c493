"""The files of the demo."""

import json
from pathlib import Path

DATA = Path(__file__).parent


def read(name):
    """The contents of a file of this folder, such as "teams"."""
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))
