"""The texts that the portal comes with: one file per page and language, until an editor writes another."""

from datetime import date
from functools import cache
from pathlib import Path

from agenten.models import Tekst

FOLDER = Path(__file__).parent / "teksten"
DIVIDER = "\n---\n"


@cache
def read_text(sleutel, taal):
    """The values of a Tekst from its file: titel, samenvatting, inhoud, gecontroleerd_op."""
    head, inhoud = (FOLDER / taal / f"{sleutel}.md").read_text(encoding="utf-8").split(DIVIDER, 1)
    values = dict(line.split(": ", 1) for line in head.splitlines())
    return {
        "titel": values["titel"],
        "samenvatting": values["samenvatting"],
        "gecontroleerd_op": date.fromisoformat(values["gecontroleerd"]),
        "inhoud": inhoud,
    }


def text_of(sleutel, taal):
    """The Tekst of a page: what an editor wrote, or else the one of the portal. Never a dead link."""
    written = Tekst.objects.filter(sleutel=sleutel, taal=taal).first()
    return written or Tekst(sleutel=sleutel, taal=taal, **read_text(sleutel, taal))
