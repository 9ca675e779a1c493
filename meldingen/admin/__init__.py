"""Everything of this app that staff see and edit, each as far as rechten.py allows."""

from meldingen.admin import (
    afspraken,
    categorieen,
    koppelingen,
    logboek,
    meldingen,
    taken,
    themas,
    toewijsregels,
    vaste_antwoorden,
)

__all__ = [
    "afspraken",
    "categorieen",
    "koppelingen",
    "logboek",
    "meldingen",
    "taken",
    "themas",
    "toewijsregels",
    "vaste_antwoorden",
]
