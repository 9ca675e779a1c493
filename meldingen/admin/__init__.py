"""Everything of this app that staff see and edit, each as far as rechten.py allows."""

from meldingen.admin import (
    afspraken,
    categorieen,
    gronden,
    koppelingen,
    logboek,
    meldingen,
    partners,
    partnersleutels,
    taken,
    themas,
    toewijsregels,
    vaste_antwoorden,
    verwijsregister,
)

__all__ = [
    "afspraken",
    "categorieen",
    "gronden",
    "koppelingen",
    "logboek",
    "meldingen",
    "partners",
    "partnersleutels",
    "taken",
    "themas",
    "toewijsregels",
    "vaste_antwoorden",
    "verwijsregister",
]
