"""A verwijzing on the page of its melding: how it stands, what was said, and what the officer can do now."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenten.spreekuren import local_date
from meldingen.models import (
    Actor,
    GedeeldeBijlage,
    Partnerinzage,
    Toestemming,
    Verwijzing,
    Verwijzingbericht,
    Verwijzingstap,
    VerwijzingStatus,
)
from meldingen.verwijzingen.te_laat import is_late

V, STEP = VerwijzingStatus, Verwijzingstap.Soort
MOST_LOOKS = 30
CAME_BACK = {V.GEWEIGERD, V.TERUGGEGEVEN, V.VERLOPEN}
SENTENCES = {
    STEP.KLAARGEZET: gettext_lazy("%(wie)s zette het klaar voor de teamchef, voor %(partner)s."),
    STEP.VERZONDEN: gettext_lazy("%(wie)s gaf het door aan %(partner)s."),
    STEP.GEACCEPTEERD: gettext_lazy("%(partner)s pakt het op."),
    STEP.GEWEIGERD: gettext_lazy("%(partner)s neemt het niet aan."),
    STEP.TERUGGEGEVEN: gettext_lazy("%(partner)s gaf het terug."),
    STEP.GEREED: gettext_lazy("%(partner)s is klaar."),
    STEP.INGETROKKEN: gettext_lazy("%(wie)s trok het in bij %(partner)s."),
    STEP.VERLOPEN: gettext_lazy("%(partner)s antwoordde niet op tijd. Het is terug."),
    STEP.BERICHT: gettext_lazy("%(wie)s stuurde een bericht over %(partner)s."),
    STEP.GEVAAR: gettext_lazy("%(partner)s meldde gevaar."),
    STEP.ZAAKNUMMER: gettext_lazy("%(partner)s gaf het een eigen zaaknummer."),
    STEP.TOEGEWEZEN: gettext_lazy("%(partner)s gaf het aan een collega."),
    STEP.TOESTEMMING: gettext_lazy("De toestemming voor %(partner)s veranderde."),
    STEP.SLOTZIN: gettext_lazy("%(wie)s liet de bewoner de zin van %(partner)s lezen."),
    STEP.HERINNERD: gettext_lazy("%(partner)s kreeg een herinnering."),
    STEP.AFGELEVERD: gettext_lazy("Het kwam aan in het systeem van %(partner)s."),
}
# By what a line of HERINNERD says (bewaking.py): a share of the term in per cent, or the agreement.
TERMS = {
    100: gettext_lazy("%(partner)s is te laat. De partner kreeg bericht."),
    150: gettext_lazy("%(partner)s is veel te laat. Eigenaar en teamchef kregen een dringend bericht."),
    "convenant": gettext_lazy("Het convenant met %(partner)s is voorbij. De partner leest niets meer."),
}
CONSENT = {
    Toestemming.GEEN: gettext_lazy("De gegevens van de melder zijn niet gedeeld."),
    Toestemming.GEVRAAGD: gettext_lazy("De melder is om toestemming gevraagd. Er is nog geen antwoord."),
    Toestemming.GEGEVEN: gettext_lazy("De melder gaf toestemming. De partner ziet de gegevens."),
    Toestemming.GEWEIGERD: gettext_lazy("De melder geeft geen toestemming. De partner ziet geen gegevens."),
}


@dataclass(slots=True)
class Regel:
    """One line of the log."""

    op: datetime
    zin: str
    details: list


@dataclass(slots=True)
class Blok:
    """`kan`: the last parts of the addresses of what can be done now; `regels`: the log; `forms` by that same name."""

    verwijzing: Verwijzing
    kan: set
    is_laat: bool
    is_zonder_convenant: bool
    toestemming: str
    berichten: list = field(default_factory=list)
    regels: list = field(default_factory=list)
    inzagen: list = field(default_factory=list)
    fotos: int = 0
    forms: dict = field(default_factory=dict)


def blocks_of(gezien, *, has_melder, with_looks=False):
    """The Blokken of a melding, the newest first: one statement without any, five at most.

    `with_looks`: also who of the partner read it, for who is in charge.
    """
    related = ("partner", "grond", "convenant", "van", "verzonden_door", "behandelaar")
    found = Verwijzing.objects.filter(melding=gezien.melding).select_related(*related)
    blokken = [block_of(one, gezien, has_melder) for one in found.order_by("-aangemaakt_op", "-pk")]
    by_id = {one.verwijzing.pk: one for one in blokken}
    if not by_id:
        return []
    about = {"verwijzing__in": by_id}
    for stap in Verwijzingstap.objects.filter(**about).select_related("door").order_by("op", "pk"):
        blok = by_id[stap.verwijzing_id]
        if stap.soort != STEP.NOTITIE:  # of the partner alone
            blok.regels.append(line_of(stap, blok.verwijzing.partner))
    for bericht in Verwijzingbericht.objects.filter(**about).select_related("door").order_by("op", "pk"):
        by_id[bericht.verwijzing_id].berichten.append(bericht)
    for pk in GedeeldeBijlage.objects.filter(**about).order_by("pk").values_list("verwijzing", flat=True):
        by_id[pk].fotos += 1
    if with_looks:
        looks = Partnerinzage.objects.filter(**about).select_related("door", "sleutel").order_by("-op", "-pk")
        for one in looks[:MOST_LOOKS]:
            by_id[one.verwijzing_id].inzagen.append(one)
    return blokken


def block_of(verwijzing, gezien, has_melder):
    today = local_date(gezien.now)
    grond, convenant = verwijzing.grond, verwijzing.convenant
    needs = grond.eist_convenant and verwijzing.is_open
    return Blok(
        verwijzing,
        possible(verwijzing, gezien, has_melder),
        is_late(verwijzing, today),
        needs and not (convenant and convenant.holds_on(today)),
        CONSENT[verwijzing.toestemming],
    )


def possible(verwijzing, gezien, has_melder):
    can_pass_on = gezien.melding.is_open and gezien.melding.status != "heropenverzoek"
    facts = {
        "verzenden": verwijzing.status == V.KLAARGEZET and gezien.is_chief,
        "bericht": verwijzing.status in V.at_partner(),
        "slotzin": verwijzing.status == V.GEREED and not verwijzing.slotzin_getoond_op,
        "toestemming": verwijzing.is_open and has_melder and verwijzing.toestemming != Toestemming.GEGEVEN,
        "intrekken": verwijzing.is_open,
        "opnieuw": verwijzing.status in CAME_BACK and can_pass_on,
    }
    return {name for name, holds in facts.items() if holds}


def line_of(stap, partner):
    if stap.actor == Actor.PARTNER:
        who = partner.naam
    else:
        who = str(stap.door) if stap.door else str(stap.get_actor_display()).capitalize()
    template = SENTENCES.get(stap.soort) or str(stap.get_soort_display())
    if stap.soort == STEP.HERINNERD:
        template = TERMS.get(stap.gegevens.get("procent") or stap.gegevens.get("stap"), template)
    return Regel(stap.op, template % {"wie": who, "partner": partner.naam}, list(details_of(stap)))


def details_of(stap):
    if day := stap.gegevens.get("verwacht"):
        yield _("Klaar op %(dag)s.") % {"dag": date_format(datetime.fromisoformat(day), "j F")}
    if consent := stap.gegevens.get("toestemming"):
        yield str(CONSENT[consent])
