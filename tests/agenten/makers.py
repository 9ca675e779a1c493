"""Rows for the tests of this app; each maker fills in what a test does not care about."""

from datetime import UTC, date, datetime, time

from agenten.models import Basisteam, Bureau, Spreekuur, Teamgebied, Werkgebied, Wijkagent
from buurten.models import Buurt, Gemeente, Wijk

TUESDAY = date(2026, 11, 24)
KENMERK = "5d1c58a2-6f5b-4c5e-9d0e-9f1b0c0a9901"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # Monday 10.00 in Amsterdam


def make_buurt(code="BU99990100", naam="Lindenkwartier"):
    gemeente, _ = Gemeente.objects.get_or_create(
        code=f"GM{code[2:6]}", defaults={"naam": "Rivierdam", "slug": "rivierdam", "jaar": 2024}
    )
    wijk, _ = Wijk.objects.get_or_create(
        code=f"WK{code[2:8]}",
        defaults={"naam": "Noord", "slug": f"noord-{code[6:8]}", "gemeente": gemeente, "jaar": 2024},
    )
    return Buurt.objects.create(
        code=code, naam=naam, slug=naam.lower().replace(" ", "-"), gemeente=gemeente, wijk=wijk, jaar=2024
    )


def make_team(*buurten, naam="Basisteam Noord", slug="noord"):
    bureau = Bureau.objects.create(naam="Bureau Havenstraat", adres="Havenstraat 3", plaats="Rivierdam")
    team = Basisteam.objects.create(naam=naam, slug=slug, bureau=bureau)
    for buurt in buurten:
        Teamgebied.objects.create(basisteam=team, buurt=buurt, van=date(2020, 1, 1))
    return team


def make_wijkagent(*places, **fields):
    naam = fields.setdefault("naam", "Samira el Amrani")
    fields.setdefault("korte_naam", naam.split()[0])
    fields.setdefault("slug", naam.lower().replace(" ", "-"))
    fields.setdefault("taken", ["wijk"])
    officer = Wijkagent.objects.create(**fields)
    for place in places:
        kind = "buurt" if isinstance(place, Buurt) else "wijk"
        Werkgebied.objects.create(wijkagent=officer, van=date(2020, 1, 1), **{kind: place})
    return officer


def spreekuur_fields(**fields):
    return {
        "eerste_datum": TUESDAY,
        "begin_tijd": time(15),
        "eind_tijd": time(16, 30),
        "plaats": "Buurthuis De Linde",
        "adres": "Lindelaan 12",
        **fields,
    }


def make_spreekuur(wijkagent, **fields):
    return Spreekuur.objects.create(wijkagent=wijkagent, **spreekuur_fields(**fields))


def unsaved_spreekuur(**fields):
    return Spreekuur(wijkagent=Wijkagent(korte_naam="Samira"), **spreekuur_fields(**fields))
