"""Passing one melding to one or more partners at once: what each will see, and all of it in one transaction (P6, O16).

A Keuze is what the officer filled in. `refer_all` is the only step here; it takes those of verwijzingen/workflow.py.
"""

import json
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agenten.models import Partner
from agenten.spreekuren import local_date
from buurten.models import Buurt, Gemeente
from meldingen.models import Bijlage, Convenant, Grond, Melder, Toestemming, Verwijzing, VerwijzingStatus
from meldingen.statussen import Woord, in_words
from meldingen.verwijzingen import workflow
from meldingen.verwijzingen.zaak import Zaak, shared
from meldingen.werkdagen import add_working_days
from meldingen.workflow import NotAllowed

LEAST_LETTERS = 4  # of a word in the name of a place: “Jan van Galenbuurt” makes no “Jan” a place


@dataclass(frozen=True, slots=True)
class Keuze:
    """`convenanten`: the Convenant of each partner by its id, on a ground that asks for one."""

    partners: list[Partner]
    grond: Grond
    doel: str
    tekst: str
    convenanten: dict[int, Convenant] = field(default_factory=dict)
    noodzaak: str = ""
    belang: str = ""
    plek: str = ""
    toelichting: str = ""
    bijlagen: list[Bijlage] = field(default_factory=list)
    vraagt_toestemming: bool = False

    def words(self):
        names = ("doel", "noodzaak", "belang", "tekst", "plek", "toelichting")
        return {name: getattr(self, name).strip() for name in names}


@dataclass(frozen=True, slots=True)
class Deel:
    """What one partner will see, and sentences on when and how it reaches that partner."""

    partner: Partner
    zaak: Zaak
    zinnen: list[str]


@dataclass(frozen=True, slots=True)
class Voorbeeld:
    """`merk` belongs to exactly this, for this melding: a send needs it."""

    delen: list[Deel]
    merk: str


@transaction.atomic
def refer_all(melding, *, keuze, by, versie=None, now=None):
    """Refer to each partner of a Keuze, or to none; gives the Verwijzingen. Raises NotAllowed and Changed."""
    found = []
    for partner in keuze.partners:
        try:
            one = workflow.refer(
                melding, partner=partner, grond=keuze.grond, convenant=keuze.convenanten.get(partner.pk), by=by,
                versie=versie, now=now, bijlagen=keuze.bijlagen, vraagt_toestemming=keuze.vraagt_toestemming,
                **keuze.words(),
            )  # fmt: skip
        except NotAllowed as problem:
            said = _("%(partner)s: %(zin)s") % {"partner": partner, "zin": problem}
            raise NotAllowed(said if len(keuze.partners) > 1 else problem.sentence) from None
        versie = None  # the melding is ours now
        found.append(one)
    return found


def preview(melding, keuze, by, now):
    """The Voorbeeld of a Keuze; nothing of it is stored."""
    return Voorbeeld([part_of(melding, keuze, partner, by, now) for partner in keuze.partners], mark(melding, keuze))


def part_of(melding, keuze, partner, by, now):
    waits = keuze.grond.eist_chef and not workflow.leads(by, melding, now)
    verwijzing = Verwijzing(
        melding=melding,
        partner=partner,
        status=VerwijzingStatus.KLAARGEZET if waits else VerwijzingStatus.VERZONDEN,
        grond=keuze.grond,
        convenant=keuze.convenanten.get(partner.pk),
        categorie=melding.categorie,
        toestemming=Toestemming.GEVRAAGD if keuze.vraagt_toestemming else Toestemming.GEEN,
        **keuze.words(),
    )
    return Deel(
        partner, shared(verwijzing, fotos=keuze.bijlagen), list(sentences(melding, keuze, partner, now, waits=waits))
    )


def sentences(melding, keuze, partner, now, *, waits):
    name = {"partner": partner.naam}
    if waits:
        yield _("De teamchef verzendt dit. Tot dan ziet %(partner)s niets.") % name
    else:
        day = add_working_days(local_date(now), settings.PARTNER_ACCEPT_WORKING_DAYS)
        yield _("%(partner)s leest dit meteen.") % name
        yield _("%(partner)s antwoordt op zijn laatst op %(dag)s.") % {**name, "dag": date_format(day, "l j F")}
        if partner.email:
            yield _("Er gaat een seintje zonder inhoud naar %(adres)s.") % {"adres": partner.email}
        yield what_the_melder_reads(melding, partner)
    if keuze.vraagt_toestemming:
        yield _("We vragen de melder om toestemming. Pas daarna ziet de partner de gegevens.")
    else:
        yield _("De gegevens van de melder gaan niet mee.")


def what_the_melder_reads(melding, partner):
    if melding.is_beperkt:
        return _("De melder leest niet dat dit bij een partner ligt.")
    return _("De melder leest: “%(zin)s”.") % {"zin": in_words(Woord.BIJ_PARTNER, [partner.naam])}


def mark(melding, keuze):
    """Stands for what was shown: anything else, or the same for another melding, has another."""
    shown = {
        **keuze.words(),
        "melding": melding.pk,
        "partners": [partner.pk for partner in keuze.partners],
        "grond": keuze.grond.pk,
        "convenanten": sorted((pk, one.pk) for pk, one in keuze.convenanten.items()),
        "fotos": [str(one.kenmerk) for one in keuze.bijlagen],
        "toestemming": keuze.vraagt_toestemming,
    }
    return salted_hmac("doorgeven", json.dumps(shown, sort_keys=True), algorithm="sha256").hexdigest()


def names_of(melding):
    """What the reporter is called, for the marks; empty for who gave no name."""
    return [*Melder.objects.filter(pk=melding.pk).values_list("naam", flat=True)]


def places_of(melding):
    """Names of gemeenten, and of the buurten and wijken around a melding, that are no names of people."""
    found = list(Gemeente.objects.order_by("pk").values_list("naam", flat=True))
    if melding.buurt_id:
        near = Buurt.objects.filter(gemeente=melding.buurt.gemeente_id).order_by("pk")
        found += [name for pair in near.values_list("naam", "wijk__naam") for name in pair if name]
    return [word for name in found for word in name.split() if len(word) >= LEAST_LETTERS]
