"""The list of the partner desk: which verwijzingen, in which order, and what of each may be read (PRODUCT P1).

What is only known (`known_to`), and not `visible_to`, has its number, date and outcome, and nothing else.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker
from agenten.spreekuren import local_date
from meldingen.inzending import first_words
from meldingen.models import Partnerinzage, Verwijzing, Verwijzingbericht, VerwijzingStatus
from meldingen.verwijzingen.te_laat import late
from meldingen.verwijzingen.zaak import Zaak, shared, with_shared
from meldingen.verwijzingen.zoekwoorden import matching

V = VerwijzingStatus
PER_PAGE = 50
# What who works at the partner reads of a state: the words of the views and buttons.
STANDEN = {
    V.VERZONDEN: _("Nieuw"),
    V.GEACCEPTEERD: _("In uitvoering"),
    V.GEWEIGERD: _("Niet voor ons"),
    V.TERUGGEGEVEN: _("Teruggegeven"),
    V.GEREED: _("Klaar"),
    V.INGETROKKEN: _("Ingetrokken"),
    V.VERLOPEN: _("Verlopen"),
}
MOST = 5_000  # rows of the file


class Beeld(models.TextChoices):
    """The views of the list."""

    NIEUW = "nieuw", _("Nieuw")
    UITVOERING = "in-uitvoering", _("In uitvoering")
    LAAT = "te-laat", _("Te laat")
    MIJN = "van-mij", _("Van mij")
    AFGEROND = "afgerond", _("Afgerond")


class Volgorde(models.TextChoices):
    DATUM = "datum", _("Nieuwste eerst")
    TERMIJN = "termijn", _("Eerst wat het eerst klaar moet")
    STATUS = "status", _("Status")
    ZAAKNUMMER = "zaaknummer", _("Eigen zaaknummer")


DUE = Case(When(status=V.GEACCEPTEERD, then="klaar_voor_datum"), default="antwoord_voor_datum")
LAST_LOOK = Subquery(
    Partnerinzage.objects.filter(verwijzing=OuterRef("pk"), wat=Partnerinzage.Wat.ZAAK).order_by("-op").values("op")[:1]
)
UNREAD = Verwijzingbericht.objects.filter(
    Q(op__gt=OuterRef("gezien_op")) | IsNull(OuterRef("gezien_op"), True),
    verwijzing=OuterRef("pk"), is_van_partner=False,
)  # fmt: skip
ORDERS = {
    Volgorde.DATUM: [F("verzonden_op").desc()],
    Volgorde.TERMIJN: [F("termijn").asc(nulls_last=True)],
    Volgorde.STATUS: [F("status").asc(), F("verzonden_op").desc()],
    Volgorde.ZAAKNUMMER: [F("zaaknummer").asc(), F("verzonden_op").desc()],
}


@dataclass(frozen=True, slots=True)
class Regel:
    """One row. `zaak` is None of what is only known; `is_te_openen`: it has a page."""

    nummer: str
    datum: datetime
    uitkomst: str
    is_te_openen: bool
    zaak: Zaak | None = None
    titel: str = ""
    termijn: date | None = None
    is_laat: bool = False
    zaaknummer: str = ""
    behandelaar: Medewerker | None = None
    heeft_bericht: bool = False  # of the officer, since somebody of the partner last opened the case


def conditions(user, now):
    """Q of each view, on verwijzingen with `is_hier`: at the partner, and visible."""
    return {
        Beeld.NIEUW: Q(is_hier=True, status=V.VERZONDEN),
        Beeld.UITVOERING: Q(is_hier=True, status=V.GEACCEPTEERD),
        Beeld.LAAT: Q(is_hier=True) & late(local_date(now)),
        Beeld.MIJN: Q(is_hier=True, behandelaar=user),
        Beeld.AFGEROND: Q(is_hier=False),
    }


def known(user, now):
    """All that the partner knows of, with `is_zichtbaar` and `is_hier`."""
    seen = Verwijzing.objects.visible_to(user, now).filter(pk=OuterRef("pk"))
    return Verwijzing.objects.known_to(user).annotate(is_zichtbaar=Exists(seen), is_hier=Exists(seen.at_partner()))


def counts(user, now):
    """{view: number}, in one statement."""
    wanted = {str(beeld.name): Count("pk", filter=q) for beeld, q in conditions(user, now).items()}
    found = known(user, now).aggregate(**wanted)
    return {beeld: found[beeld.name] for beeld in Beeld}


def chosen(user, now, *, beeld=None, zoek="", volgorde=Volgorde.DATUM):
    """The verwijzingen of a view or of a search, in order, with what `as_row` needs."""
    found = known(user, now)
    if zoek:
        found = found.filter(matches(zoek, user, now))
    elif beeld:
        found = found.filter(conditions(user, now)[beeld])
    found = with_shared(found).annotate(termijn=DUE, gezien_op=LAST_LOOK).annotate(heeft_bericht=Exists(UNREAD))
    return found.order_by(*ORDERS[Volgorde(volgorde)], "pk")


def matches(zoek, user, now):
    """Q of what somebody looks for: the number; of what may be read also the own number, or all the words."""
    nummer = zoek.upper().replace("-", "").replace(" ", "")
    readable = Verwijzing.objects.visible_to(user, now)
    return Q(nummer=nummer) | Q(pk__in=matching(readable, zoek).values("pk"))


def as_row(verwijzing, today):
    """The Regel of a verwijzing of `chosen`."""
    status = V(verwijzing.status)
    if not verwijzing.is_zichtbaar:
        return Regel(
            nummer=verwijzing.nummer, datum=verwijzing.geeindigd_op or verwijzing.verzonden_op,
            uitkomst=STANDEN[status], is_te_openen=status != V.INGETROKKEN,
        )  # fmt: skip
    zaak = shared(verwijzing, fotos=[], melders={})
    termijn = verwijzing.termijn if verwijzing.is_open else None
    return Regel(
        nummer=verwijzing.nummer, datum=verwijzing.verzonden_op, uitkomst=STANDEN[status], is_te_openen=True, zaak=zaak,
        titel=first_words(zaak.tekst), termijn=termijn, is_laat=bool(termijn and termijn < today),
        zaaknummer=verwijzing.zaaknummer, behandelaar=verwijzing.behandelaar, heeft_bericht=verwijzing.heeft_bericht,
    )  # fmt: skip
