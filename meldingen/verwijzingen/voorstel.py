"""Which partner a melding could go to, and why: by area and subject, by the landlord, by an address list (PRODUCT P8).

A housing corporation is never guessed from the area: the reporter named it, or it gave an address list.
"""

from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agenten.models import Partner, Partneradres, Partnergebied, Teamgebied
from agenten.spreekuren import local_date
from buurten.models import Buurt
from buurten.zoektekst import normalise
from meldingen.models import Partnercategorie
from meldingen.verwijzingen.adressen import addresses_in

LANDLORD = "verhuurder"  # the extra question of that name (fixtures/vragen.toml)
ARTICLES = {"de", "het", "t"}
# What stands in the name of nearly every corporation, and so names none.
COMMON = {"stichting", "woonstichting", "woningstichting", "wooncorporatie", "woningcorporatie", "woningbouw",
          "woningbouwvereniging", "woningvereniging", "vereniging", "corporatie", "verhuurder"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voorstel:
    """A partner that is proposed; `waarom` is a sentence to show."""

    partner: Partner
    waarom: str | Promise


def handlers(buurt, categorie):
    """Active partners that handle a Categorie in a Buurt, whose area is narrowest first; never a corporation."""
    rows = rows_at([buurt] if buurt else [], categorie.pk)
    return [row.partner for row in rows if row.handles and not is_corporation(row.partner)]


def proposed(melding):
    """Voorstellen for a melding, the surest first: from an address list, named as landlord, by area.

    Only partners that handle the subject. At most three statements, however many partners there are.
    """
    places = [melding.buurt] if melding.buurt_id else []
    rows = [row for row in rows_at(places, melding.categorie_id) if row.handles]
    landlord = str(melding.antwoorden.get(LANDLORD) or "")
    named = [row.partner for row in rows if is_corporation(row.partner) and is_named(row.partner.naam, landlord)]
    found = [
        *from_addresses(melding),
        *(Voorstel(partner, _("De melder noemde deze verhuurder.")) for partner in named),
        *(Voorstel(row.partner, by_area(row)) for row in rows if not is_corporation(row.partner)),
    ]
    first = {}
    for one in found:
        first.setdefault(one.partner.pk, one)
    return list(first.values())


def choosable(melding):
    """Active partners to choose from by hand: all with an area that holds the buurt, corporations too, narrowest first.

    Without a buurt those with an area anywhere in that of its basisteam.
    """
    return [row.partner for row in rows_at(places_of(melding), melding.categorie_id)]


def places_of(melding):
    if melding.buurt_id:
        return [melding.buurt]
    areas = Teamgebied.objects.on(local_date(timezone.now())).filter(basisteam=melding.basisteam_id)
    return list(Buurt.objects.filter(pk__in=areas.values("buurt")).order_by("pk"))


def rows_at(buurten, code):
    """The narrowest Partnergebied of every active partner that answers for one of the buurten, with `handles`.

    One statement.
    """
    at_buurt = Q(buurt__in=[one.pk for one in buurten])
    at_wijk = Q(wijk__in=[one.wijk_id for one in buurten])
    at_gemeente = Q(gemeente__in=[one.gemeente_id for one in buurten])
    handled = Partnercategorie.objects.filter(partner=OuterRef("partner"), categorie=code)
    rows = (
        Partnergebied.objects.filter(at_buurt | at_wijk | at_gemeente, partner__is_actief=True)
        .annotate(handles=Exists(handled), width=Case(When(at_buurt, 0), When(at_wijk, 1), default=Value(2)))
        .select_related("partner", "buurt", "wijk", "gemeente")
        .order_by("width", "partner__naam", "partner", "pk")
    )
    first = {}
    for row in rows if buurten else ():
        first.setdefault(row.partner_id, row)
    return list(first.values())


def by_area(row):
    place = row.buurt or row.wijk or row.gemeente
    return format_lazy(_("Gaat over dit onderwerp in {plaats}."), plaats=place.naam)


def from_addresses(melding):
    """Who gave a list with an address that stands in the place of a melding."""
    addresses = addresses_in(melding.plek)
    if not addresses:
        return []
    exact = Q()
    for one in addresses:
        exact |= Q(postcode=one.postcode, huisnummer=one.huisnummer, toevoeging=one.toevoeging)
    handled = Partnercategorie.objects.filter(partner=OuterRef("partner"), categorie=melding.categorie_id)
    rows = Partneradres.objects.filter(exact, Exists(handled), partner__is_actief=True).select_related("partner")
    why = _("{adres} staat op de adreslijst van deze partner.")
    return [Voorstel(row.partner, format_lazy(why, adres=str(row))) for row in rows.order_by("partner__naam", "pk")]


def is_corporation(partner):
    return partner.soort == Partner.Soort.CORPORATIE


def is_named(naam, answer):
    """Whether an answer names a landlord: its name word for word, or nothing but what is its own in that name."""
    said, name = normalise(answer).split(), normalise(naam).split()
    own = [word for word in name if word not in COMMON] or name
    bare = [word for word in own if word not in ARTICLES] or own
    whole = any(said[start : start + len(own)] == own for start in range(len(said)))
    return bool(said) and (whole or [word for word in said if word not in COMMON | ARTICLES] == bare)
