"""A small world for the tests of this app: two basisteams, each with officers, areas and hours."""

from datetime import date, time

from agenten.models import (
    Account,
    Afwezigheid,
    Basisteam,
    Bureau,
    Collegateam,
    Foto,
    Medewerker,
    Partner,
    Partnergebied,
    Rol,
    Spreekuur,
    Taak,
    Teamgebied,
    Tekst,
    Uitzondering,
    Voorstel,
    Werkgebied,
    Wijkagent,
    Wijkteam,
)
from buurten.models import Alias, Buurt, Gemeente, Wijk
from meldingen.models import Bewaarklasse, Categorie, Convenant, Groep, Grond, Loket, Standaardtekst, Thema, Vraag

MONDAY = date(2026, 11, 23)
FIRST_TUESDAY = date(2026, 9, 1)


def medewerker(name, rol=Rol.TEAMLID, **fields):
    account = Medewerker(username=name, first_name=name.capitalize(), rol=rol, is_staff=rol != Rol.PARTNER, **fields)
    account.set_unusable_password()
    account.save()
    return account


def gemeente(code="GM9901", naam="Rivierdam"):
    return Gemeente.objects.get_or_create(code=code, defaults={"naam": naam, "slug": code.lower(), "jaar": 2026})[0]


def wijk(code="WK990101", naam="Noord"):
    fields = {"naam": naam, "slug": code.lower(), "jaar": 2026, "gemeente": gemeente(f"GM{code[2:6]}")}
    return Wijk.objects.get_or_create(code=code, defaults=fields)[0]


def buurt(code="BU99010101", naam="Lindenkwartier"):
    area = wijk(f"WK{code[2:8]}")
    fields = {"naam": naam, "slug": code.lower(), "jaar": 2026, "wijk": area, "gemeente": area.gemeente}
    return Buurt.objects.get_or_create(code=code, defaults=fields)[0]


def basisteam(naam, **fields):
    return Basisteam.objects.create(naam=naam, slug=naam.lower().replace(" ", "-"), **fields)


def wijkagent(naam, **fields):
    first = naam.split()[0]
    fields = {"korte_naam": first, "slug": naam.lower().replace(" ", "-"), "taken": [Taak.WIJK], **fields}
    return Wijkagent.objects.create(naam=naam, **fields)


def spreekuur(agent, **fields):
    """Every Tuesday from 15.00 to 16.30."""
    fields = {
        "eerste_datum": FIRST_TUESDAY,
        "begin_tijd": time(15),
        "eind_tijd": time(16, 30),
        "plaats": "Buurthuis De Linde",
        **fields,
    }
    return Spreekuur.objects.create(wijkagent=agent, **fields)


def rows_of(agent, place):
    """One row of every model that belongs to an officer."""
    hours = spreekuur(agent)
    return {
        "agenten.wijkagent": agent,
        "agenten.account": Account.objects.create(wijkagent=agent, netwerk="x", naam="wijkagent"),
        "agenten.foto": Foto.objects.create(wijkagent=agent, inhoud=b"RIFF", kenmerk=f"{agent.pk:016x}"),
        "agenten.spreekuur": hours,
        "agenten.uitzondering": Uitzondering.objects.create(spreekuur=hours, datum=date(2026, 12, 1)),
        "agenten.afwezigheid": Afwezigheid.objects.create(wijkagent=agent, van=MONDAY, tot=MONDAY),
        "agenten.werkgebied": Werkgebied.objects.create(wijkagent=agent, buurt=place, van=MONDAY),
        "meldingen.thema": Thema.objects.create(wijkagent=agent, naam="Scooters", tekst="We kijken.", van=MONDAY),
    }


def rows_of_team(team, place):
    return {
        "agenten.basisteam": team,
        "agenten.teamgebied": Teamgebied.objects.create(basisteam=team, buurt=place, van=MONDAY),
        "agenten.wijkteam": Wijkteam.objects.create(naam="Wijkteam", basisteam=team),
        "agenten.collegateam": Collegateam.objects.create(naam="Jeugd", soort="jeugd", basisteam=team),
    }


def rows_of_subjects():
    """One row of every model that says what a melding can be about; a new database has them."""
    return {
        "meldingen.groep": Groep.objects.get(pk="overlast"),
        "meldingen.categorie": Categorie.objects.get(pk="JEUGD"),
        "meldingen.vraag": Vraag.objects.get(categorie="JEUGD", sleutel="scooters"),
        "meldingen.standaardtekst": Standaardtekst.objects.get(categorie="JEUGD", doel="ontvangst"),
        "meldingen.loket": Loket.objects.get(pk="144"),
        "meldingen.bewaarklasse": Bewaarklasse.objects.get(pk="gewoon"),
    }


def rows_of_partners(place):
    """A partner with its area, an agreement and a ground."""
    partner = Partner.objects.create(
        naam="Gemeente", slug=f"gemeente-{Partner.objects.count()}", soort="gemeente", telefoon="14 0123",
        gecontroleerd_op=MONDAY,
    )  # fmt: skip
    return {
        "agenten.partner": partner,
        "agenten.partnergebied": Partnergebied.objects.create(partner=partner, buurt=place),
        "meldingen.convenant": Convenant.objects.create(partner=partner, nummer="1", doel="X", van=MONDAY, tot=MONDAY),
        "meldingen.grond": Grond.objects.get(pk="wpg-16"),
    }


def rows_of_nobody(place):
    return {
        "agenten.bureau": Bureau.objects.create(naam="Bureau Noord"),
        "agenten.tekst": Tekst.objects.get(sleutel="hulp", taal="nl"),
        **rows_of_subjects(),
        **rows_of_partners(place),
        "agenten.voorstel": Voorstel.objects.create(soort="wijkagenten", bestand="p.json", regels=[]),
        "buurten.alias": Alias.objects.create(naam="De Linden", buurt=place),
        "buurten.gemeente": place.gemeente,
        "buurten.wijk": place.wijk,
        "buurten.buurt": place,
    }
