"""What goes in and out of the interface, with its description: the OpenAPI document is made of it."""

import re
from datetime import UTC, date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from meldingen.models import VerwijzingStatus

STATES = tuple(str(status) for status in VerwijzingStatus if status != VerwijzingStatus.KLAARGEZET)
NUMMER = "4K7QX9MHT2"
# No control characters but tab and new line, and something to read.
READABLE = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*[^\s\u0000-\u001f][^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"
PLAIN = r"^[^\u0000-\u001f]*$"
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written_as(form):
    """Only text of this form: pydantic would take a number for a moment as well."""

    def check(value):
        if not isinstance(value, str) or not form.fullmatch(value):
            raise PydanticCustomError("rfc3339", "not as in RFC 3339")
        return value

    return BeforeValidator(check)


def as_utc(moment):
    """Postgres knows no offset of 16 hours or more; RFC 3339 does."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # at the very ends of the calendar a day more or less is the same
        return moment.replace(tzinfo=UTC)


Nummer = Annotated[
    str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{10}$", description="Nummer van de zaak.", examples=[NUMMER])
]
Status = Annotated[Literal[STATES], Field(description="Stand van de zaak.", examples=["verzonden"])]
Dag = Annotated[date, written_as(DAY)]
Moment = Annotated[AwareDatetime, written_as(MOMENT), AfterValidator(as_utc)]
Kenmerk = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9._:-]{8,64}$",
        description=(
            "Een nieuw, willekeurig kenmerk per vraag, zoals een UUID. Dezelfde vraag met hetzelfde kenmerk gebeurt"
            " één keer en krijgt 24 uur lang hetzelfde antwoord."
        ),
        examples=["5f0c2a5e-7b0e-4f4c-9a55-0c1b8d1f2a10"],
    ),
]


def whole(value):
    """37.0 is a whole number too, in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Versie = Annotated[
    StrictInt,
    Field(ge=1, le=2_147_483_647, description="Versie die u las. Is de zaak intussen anders: 409."),
    BeforeValidator(whole),
]


class Vorm(Schema):
    """Names as camelCase outside, as Python writes them inside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


def text(longest, description, example, **more):
    return Field(
        min_length=1, max_length=longest, pattern=READABLE, description=description, examples=[example], **more
    )


def readable(description, example=None):
    return Field(description=description, examples=[] if example is None else [example])


# --- what comes in ----------------------------------------------------------------------------------------------------


class Stap(Vorm):
    versie: Versie | None = None


class Acceptatie(Stap):
    verwacht_datum: Dag = readable("Dag waarop u denkt klaar te zijn: vandaag tot een jaar vooruit.", "2026-12-11")


class Weigering(Stap):
    reden: str = text(4_000, "Waarom dit niet bij u hoort.", "Dit pad is van de woonstichting.")
    betere_plek: str = Field(
        "", max_length=200, pattern=PLAIN, description="Waar het wel hoort.", examples=["Woonstichting De Linde"]
    )


class Teruggave(Stap):
    reden: str = text(4_000, "Waarom u de zaak teruggeeft.", "Wij troffen niemand aan.")


class Afronding(Stap):
    slotzin: str = text(500, "Eén zin voor de bewoner. De wijkagent kan die tonen.", "Wij maakten het pad schoon.")


class NieuwBericht(Vorm):
    tekst: str = text(4_000, "Uw bericht aan de wijkagent. De bewoner leest het nooit.", "Welke avonden zijn het?")
    gevaar: StrictBool = Field(False, description="Gevaar: de wijkagent en de teamchef krijgen meteen een seintje.")


class NieuwZaaknummer(Vorm):
    zaaknummer: str = Field(
        max_length=40, pattern=PLAIN, description="Uw eigen zaaknummer; leeg haalt het weg.", examples=["Z-2026-0142"]
    )


# --- what goes out ----------------------------------------------------------------------------------------------------


class Kern(Vorm):
    nummer: Nummer
    status: Status
    verzonden_op: AwareDatetime = readable("Wanneer de wijkagent de zaak aan u gaf.", "2026-11-23T10:15:00+01:00")
    geeindigd_op: AwareDatetime | None = readable("Wanneer de zaak voor u eindigde.")


class Stand(Kern):
    versie: int = readable("Wordt bij elke stap hoger.", 2)
    zaaknummer: str = readable("Uw eigen zaaknummer.", "Z-2026-0142")
    antwoord_voor_datum: date = readable("Accepteer of weiger vóór deze dag.", "2026-11-30")
    verwacht_datum: date | None = readable("Wanneer u denkt klaar te zijn.", "2026-12-11")
    klaar_voor_datum: date | None = readable("Wanneer de zaak klaar moet zijn.", "2026-12-21")


class Melder(Vorm):
    naam: str
    email: str
    telefoon: str
    bellen: str = readable("Wanneer en hoe bellen mag.")
    mag_politie_zeggen: bool = readable("Of u mag zeggen dat de politie dit doorgaf.")


class Foto(Vorm):
    kenmerk: UUID = readable("Waarmee u de foto ophaalt.")
    grootte: int = readable("Aantal bytes.", 48_120)


class Zaak(Vorm):
    """De gedeelde kopie: wat de wijkagent met u deelt, en niets anders."""

    onderwerp: str = readable("Waar het over gaat.", "Overlast door verkeer")
    tekst: str = readable("Wat er is.", "Bij de speeltuin rijden elke avond scooters te hard.")
    plek: str = readable("Waar het is.", "Lindenplein")
    buurt: str
    gemeente: str
    toelichting: str = readable("Van de wijkagent aan u.")
    fotos: list[Foto]
    melder: Melder | None = readable("Alleen met toestemming van de melder, en zolang die geldt.")
    grond: str = readable("De wettelijke grond waarop de politie dit deelt.")
    convenant: str = readable("Nummer van het convenant, als de grond dat vraagt.")
    doel: str = readable("Waarvoor u dit mag gebruiken.")
    noodzaak: str
    belang: str


class Verwijzing(Kern):
    stand: Stand | None = readable("Staat er zolang u de zaak mag inzien.")
    zaak: Zaak | None = readable("Staat er zolang u de zaak mag inzien: tot 30 dagen na het einde.")


class Verwijzingen(Vorm):
    verwijzingen: list[Verwijzing]
    volgende: str | None = readable("Geef dit als `cursor` mee voor de volgende pagina; leeg op de laatste.")


class Bericht(Vorm):
    van: Literal["politie", "partner"]
    op: AwareDatetime
    gevaar: bool
    tekst: str


class Berichten(Vorm):
    berichten: list[Bericht] = readable("Het oudste eerst.")


class Ontvangst(Vorm):
    nummer: Nummer
    op: AwareDatetime
    gevaar: bool


class Fout(Schema):
    in_: Literal["body", "query", "path", "header"] = Field(alias="in")
    location: dict[str, str] = readable("`pointer` in de inhoud (RFC 6901), of de `name` in adres of kop.")
    code: str
    detail: str


class Probleem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fout] = Field([], description="Bij 400: alles wat niet klopt, bij elkaar.")
