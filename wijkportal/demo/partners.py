"""Partners of the demo: two municipalities and a housing corporation, with areas, subjects, addresses, agreements."""

from datetime import date, timedelta

from django.conf import settings

from agenten.models import Partner, Partneradres, Partnergebied
from meldingen.models import Categorie, Convenant, Grond, Partnercategorie
from wijkportal.demo.data import read

CONFIRMED = date(2000, 1, 1)  # the mark of a ground that nobody but the demo confirmed
LONG = timedelta(days=330)
OWN = {"gebied", "doet", "adressen", "convenant"}


def load_partners(today):
    """Make or restore them; agreements hold today. Grounds count as confirmed, but never on a production site."""
    for row in read("partners"):
        facts = {name: value for name, value in row.items() if name not in OWN}
        facts |= {"gecontroleerd_op": today, "is_actief": True, "is_demo": True}
        partner, _ = Partner.objects.update_or_create(slug=row["slug"], defaults=facts)
        load_directory(partner, row)
        if "convenant" in row:
            load_agreement(partner, row["convenant"], today)
    if not settings.HTTPS:
        Grond.objects.filter(bevestigd_op=None).update(bevestigd_op=CONFIRMED)


def load_directory(partner, row):
    """Where it works, for which addresses, and on which subjects: those it leads or helps with."""
    partner.gebieden.all().delete()
    Partnergebied.objects.bulk_create(Partnergebied(partner=partner, **place) for place in row["gebied"])
    partner.adressen.all().delete()
    Partneradres.objects.bulk_create(
        Partneradres(partner=partner, postcode=postcode, huisnummer=number, toevoeging=addition)
        for postcode, number, addition in row["adressen"]
    )
    Partnercategorie.objects.filter(partner=partner).delete()
    Partnercategorie.objects.bulk_create(
        Partnercategorie(partner=partner, categorie=categorie) for categorie in subjects_of(row["doet"])
    )


def subjects_of(lead):
    """What a kind of partner leads or helps with."""
    offered = Categorie.objects.offered()
    return [categorie for categorie in offered if lead in (*categorie.leads, *categorie.helpers)]


def load_agreement(partner, row, today):
    facts = {"doel": row["doel"], "van": today - LONG, "tot": today + LONG}
    convenant, _ = Convenant.objects.update_or_create(partner=partner, nummer=row["nummer"], defaults=facts)
    convenant.categorieen.set(
        Categorie.objects.filter(pk__in=Partnercategorie.objects.filter(partner=partner).values("categorie"))
    )


def remove_partners():
    """Take them away, with their agreements; a ground that only the demo confirmed is not confirmed any more."""
    Convenant.objects.filter(partner__is_demo=True).delete()
    Partner.objects.filter(is_demo=True).delete()
    Grond.objects.filter(bevestigd_op=CONFIRMED).update(bevestigd_op=None)
