"""Rows for the tests of referrals: partners with people, grounds that are confirmed, a melding that was referred."""

from datetime import date, timedelta

from agenten.models import Partner, Partnergebied, Rol
from agenten.spreekuren import local_date
from meldingen.models import Convenant, Grond, Partnercategorie
from meldingen.verwijzingen import workflow
from tests.agenten import people
from tests.meldingen.makers import NOW, make_melding

DAY = timedelta(days=1)
TEXT = "Bij de speeltuin rijden elke avond twee scooters te hard."
LONG_AGO, FAR = date(2020, 1, 1), date(2099, 12, 31)


def make_partner(naam="Gemeente Rivierdam", soort="gemeente", *, gemeente=None, categorieen=(), **fields):
    slug = naam.lower().replace(" ", "-")
    facts = {"telefoon": "14 0123", "gecontroleerd_op": date(2026, 1, 1), "email": f"{slug}@partner.example", **fields}
    partner = Partner.objects.create(naam=naam, slug=slug, soort=soort, **facts)
    if gemeente:
        Partnergebied.objects.create(partner=partner, gemeente=gemeente)
    Partnercategorie.objects.bulk_create(Partnercategorie(partner=partner, categorie=one) for one in categorieen)
    return partner


def make_clerk(partner, name="clerk", **fields):
    return people.medewerker(name, rol=Rol.PARTNER, partner=partner, **fields)


def make_agreement(partner, *categorieen, nummer="2026-01", van=LONG_AGO, tot=FAR, **fields):
    convenant = Convenant.objects.create(
        partner=partner, nummer=nummer, doel="Leefbaarheid", van=van, tot=tot, **fields
    )
    convenant.categorieen.set(categorieen)
    return convenant


def confirm_grounds():
    Grond.objects.update(bevestigd_op=date(2026, 1, 1))


def add_partners(world):
    """To a world of makers.make_world: .gemeente and .corporatie (partners), their people in .users, .convenant.

    clerk, coordinator, former_clerk (not active) work for the gemeente, other_clerk for the corporatie.
    """
    confirm_grounds()
    world.gemeente = make_partner(gemeente=world.buurt.gemeente, categorieen=[world.categorie])
    world.corporatie = make_partner("Woonstichting De Linde", "corporatie", gemeente=world.buurt.gemeente)
    world.users |= {
        "clerk": make_clerk(world.gemeente),
        "coordinator": make_clerk(world.gemeente, "coordinator", is_coordinator=True),
        "former_clerk": make_clerk(world.gemeente, "former_clerk", is_active=False),
        "other_clerk": make_clerk(world.corporatie, "other_clerk"),
    }
    world.convenant = make_agreement(world.gemeente, world.categorie)
    return world


def refer(world, melding=None, *, now=NOW, **fields):
    """A melding that the officer referred to the gemeente, on art. 16 unless `grond` says otherwise."""
    melding = melding or make_melding(world, now=now)
    facts = {
        "partner": world.gemeente,
        "grond": Grond.objects.get(pk=fields.pop("grond", "wpg-16")),
        "doel": "Leefbaarheid in de buurt",
        "tekst": TEXT,
        "by": world.users["officer"],
        **fields,
    }
    return workflow.refer(melding, now=now, **facts)


def accept(world, verwijzing, *, now=NOW, **fields):
    facts = {"verwacht_datum": local_date(now) + 7 * DAY, "by": world.users["clerk"], **fields}
    return workflow.accept(verwijzing, now=now, **facts)
