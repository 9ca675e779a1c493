"""Who handles what (PRODUCT R12, P8): for a buurt and a subject the offices to go to, each with a number that works.

An office comes from the partners of the place; where none is known from the general counters. A landlord is never
guessed: all corporations that let homes there are named.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from agenten.models import Partner
from agenten.vcard import POLICE_PHONE
from buurten.gepland import fetch_row
from buurten.plek import as_saved
from meldingen.models import Categorie, Groep, Lead, Loket

DANGER, POLITIE, GEMEENTE, VERHUURDER, OTHER = "112", "politie", "gemeente", "verhuurder", ""
COUNTER = {Lead.POLITIE: POLITIE, Lead.GEMEENTE: GEMEENTE, Lead.CORPORATIE: VERHUURDER}

# Written out: one statement for a whole page, however many subjects and partners there are.
PARTNERS = """
SELECT json_agg(json_build_object('rij', p, 'codes', ARRAY(
    SELECT s.categorie_id FROM meldingen_partnercategorie s WHERE s.partner_id = p.id)) ORDER BY w.width, p.naam, p.id)
FROM agenten_partner p
JOIN LATERAL (
    SELECT min(CASE WHEN a.buurt_id IS NOT NULL THEN 0 WHEN a.wijk_id IS NOT NULL THEN 1 ELSE 2 END) AS width
    FROM agenten_partnergebied a
    WHERE a.partner_id = p.id
    AND (a.buurt_id = %(buurt)s OR a.wijk_id = %(wijk)s OR a.gemeente_id = %(gemeente)s)
) w ON w.width IS NOT NULL
WHERE p.is_actief
"""
EVERYTHING = (
    "SELECT ("  # noqa: S608 - both parts are constants; what comes in is a parameter
    + PARTNERS
    + """), (
    SELECT json_agg(g ORDER BY g.volgorde, g.slug) FROM meldingen_groep g
), (
    SELECT json_agg(json_build_object('rij', c, 'loketten', ARRAY(
        SELECT d.loket_id FROM meldingen_categorie_loketten d WHERE d.categorie_id = c.code)
    ) ORDER BY c.volgorde, c.code)
    FROM meldingen_categorie c WHERE c.is_actief
), (
    SELECT json_agg(l ORDER BY l.volgorde, l.slug) FROM meldingen_loket l
)"""
)


@dataclass(frozen=True, slots=True)
class Deur:
    """An office as a page names it. `anker`: its details stand on the page under this name."""

    naam: str
    telefoon: str = ""
    website: str = ""
    uitleg: str = ""
    openingstijden: str = ""
    noodlijn: str = ""
    anker: str = ""
    is_politie: bool = False

    @property
    def is_nummer(self):
        """Whether the name itself tells the number, as “144: dier in nood”."""
        return bool(self.telefoon) and self.telefoon in self.naam.replace(":", "").split()

    @property
    def website_kort(self):
        """The address as somebody reads and types it."""
        return self.website.partition("://")[2].removeprefix("www.").rstrip("/")


class Hier(NamedTuple):
    """The partners of a place with the codes of their subjects, narrowest area first; and its gemeente, or None."""

    partners: list
    gemeente: object = None

    def of(self, soort, categorie=None):
        """Partners of a kind; with a Categorie only those that handle it."""
        mine = [(one, codes) for one, codes in self.partners if one.soort == soort]
        return [one for one, codes in mine if categorie is None or categorie.pk in codes]


@dataclass(slots=True)
class Regel:
    """A subject with its offices, the right one first after danger."""

    categorie: Categorie
    deuren: list[Deur]

    @property
    def is_over_politie(self):
        return self.categorie.pk == Categorie.OVER_POLITIE

    @property
    def is_voor_wijkagent(self):
        return Lead.POLITIE in self.categorie.leads

    @property
    def onderwerp(self):
        """The code for the address of the form; "" where an address should not tell it."""
        return "" if self.categorie.is_beperkt or self.categorie.is_gevoelig else self.categorie.pk


@dataclass(slots=True)
class Wegwijzer:
    """All subjects of a place as pairs (Groep, its Regels), and the offices whose details are known."""

    groepen: list[tuple[Groep, list[Regel]]]
    organisaties: list[Deur] = field(default_factory=list)


def partners_at(buurt):
    """Hier: what is known of a Buurt (with its gemeente). One statement."""
    return known(fetch_row(PARTNERS, area(buurt))[0], buurt)


def all_subjects(buurt):
    """The Wegwijzer of a Buurt (with its gemeente). One statement."""
    partners, groups, subjects, counters = fetch_row(EVERYTHING, area(buurt))
    hier = known(partners, buurt)
    counters = [as_saved(Loket, row) for row in counters or []]
    lines = [line_of(subject, counters, hier) for subject in subjects or []]
    groups = [as_saved(Groep, row) for row in groups or []]
    pairs = [(group, [line for line in lines if line.categorie.groep_id == group.pk]) for group in groups]
    offices = dict.fromkeys(door for line in lines for door in line.deuren if door.anker)
    return Wegwijzer([pair for pair in pairs if pair[1]], list(offices))


def area(buurt):
    return {"buurt": buurt.pk, "wijk": buurt.wijk_id, "gemeente": buurt.gemeente_id}


def known(rows, buurt):
    return Hier([(as_saved(Partner, row["rij"]), row["codes"]) for row in rows or []], buurt.gemeente)


def line_of(subject, counters, hier):
    categorie = as_saved(Categorie, subject["rij"])
    about_police = categorie.pk == Categorie.OVER_POLITIE  # has a counter of its own
    leads = [] if about_police else [COUNTER.get(lead, OTHER) for lead in categorie.leads]
    wanted = {*subject["loketten"], *leads}
    ranks = {slug: rank for rank, slug in enumerate(dict.fromkeys([DANGER, *leads, OTHER]))}
    first = [counter for counter in counters if counter.pk in wanted]
    first.sort(key=lambda counter: ranks.get(counter.pk, ranks[OTHER]))
    found = doors(categorie, first, hier)
    if not any(door.telefoon for door in found):  # never a dead end
        found.append(of_police(next((one for one in counters if one.pk == POLITIE), None)))
    return Regel(categorie, found)


def doors(categorie, counters, hier):
    """The offices for a Categorie, a list of Deur in the order of these Loketten; `hier` as partners_at gives it."""
    found = [door for counter in counters for door in behind(counter, categorie, hier)]
    if Lead.GEMEENTE in categorie.leads:
        found += map(of_partner, hier.of(Partner.Soort.GEMEENTE, categorie))
    if Lead.ANDERS in categorie.leads or not categorie.is_beperkt:
        found += map(of_partner, hier.of(Partner.Soort.ANDERS, categorie))
    return list(dict.fromkeys(found))


def behind(counter, categorie, hier):
    """What a general Loket stands for in this place."""
    if counter.pk == POLITIE:
        return [of_police(counter)]
    if counter.pk == VERHUURDER:
        return [of_counter(counter), *map(of_partner, hier.of(Partner.Soort.CORPORATIE))]
    if counter.pk == GEMEENTE:
        return list(map(of_partner, hier.of(Partner.Soort.GEMEENTE, categorie))) or [municipality(counter, hier)]
    return [of_counter(counter)]


def municipality(counter, hier):
    """The general number of the gemeente; unknown: that of a partner that is the gemeente; else how to find it."""
    gemeente = hier.gemeente
    if gemeente is None:
        return of_counter(counter)
    mine = hier.of(Partner.Soort.GEMEENTE)
    if mine and not gemeente.telefoon:
        return of_partner(mine[0])
    return Deur(
        naam=_("Gemeente %(naam)s") % {"naam": gemeente.naam},
        telefoon=gemeente.telefoon,
        website=gemeente.website,
        uitleg="" if gemeente.telefoon else counter.publieke_uitleg,
        anker="gemeente",
    )


def of_police(counter):
    if counter is None:
        return Deur(naam=_("Politie, geen spoed"), telefoon=POLICE_PHONE, is_politie=True)
    return Deur(
        naam=counter.publieke_naam,
        telefoon=counter.telefoon or POLICE_PHONE,
        website=counter.website,
        uitleg=counter.publieke_uitleg,
        is_politie=True,
    )


def of_counter(counter):
    return Deur(counter.publieke_naam, counter.telefoon, counter.website, counter.publieke_uitleg)


def of_partner(partner):
    return Deur(
        naam=partner.naam,
        telefoon=partner.telefoon,
        website=partner.website,
        uitleg=partner.publieke_uitleg,
        openingstijden=partner.publieke_openingstijden,
        noodlijn=partner.noodlijn,
        anker=f"partner-{partner.slug}",
    )
