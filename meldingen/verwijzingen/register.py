"""The register of sharing: what was given to whom, on what ground and why, per period and recipient (PRODUCT P3).

Source: Wet politiegegevens, art. 32 (https://wetten.overheid.nl/BWBR0022463). It holds no story and no reporter; the
purpose is in words of an officer, so whoever reads it stands in the read log.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Prefetch
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenten.rechten import AUDITOR, BEHEERDER, PRIVACY, TEAMCHEF, actor_of, is_break_glass
from agenten.spreekuren import at
from meldingen.codes import shown_nummer
from meldingen.models import Melding, Toestemming, Verwijzing, Verwijzingstap, VerwijzingStatus
from meldingen.models.zicht import not_about, sight_of

MOST = 2_000  # lines of one register
DAYS_SHOWN = 31
MOST_DAYS = 366
DAY = timedelta(days=1)
RELATED = ("melding", "partner", "grond", "convenant", "verzonden_door")


@dataclass(frozen=True, slots=True)
class Periode:
    """While a partner could read who the reporter is; `tot` None: not withdrawn."""

    van: datetime
    tot: datetime | None


def reads_register(user):
    """Whether somebody reads lines of the register at all."""
    if user is None or user.is_anonymous or not user.is_active:
        return False
    return is_break_glass(user) or bool(actor_of(user).roles & {PRIVACY, AUDITOR, BEHEERDER, TEAMCHEF})


def visible_lines(user):
    """Verwijzingen of the register that somebody reads: a chief those of the own team, nobody those about oneself."""
    if not reads_register(user):
        return Verwijzing.objects.none()
    if is_break_glass(user) or actor_of(user).roles & {PRIVACY, AUDITOR, BEHEERDER}:
        meldingen = Melding.objects.filter(not_about(sight_of(user)))
    else:
        meldingen = Melding.objects.led_by(user)
    return Verwijzing.objects.filter(melding__in=meldingen.values("pk"))


def lines(user, van, tot, partner=None):
    """What was sent on the local dates `van` up to and including `tot`, per recipient, oldest first; at most MOST + 1.

    Three statements and those that say who somebody is, however many lines.
    """
    sent = visible_lines(user).filter(verzonden_op__gte=at(van, time.min), verzonden_op__lt=at(tot + DAY, time.min))
    if partner:
        sent = sent.filter(partner=partner)
    consent = Verwijzingstap.objects.filter(soort=Verwijzingstap.Soort.TOESTEMMING).order_by("op", "pk")
    people = [f"verzonden_door__{name}" for name in ("first_name", "last_name", "username")]
    found = (
        sent.annotate(fotos=Count("gedeeld"))
        .select_related(*RELATED)
        .prefetch_related(Prefetch("stappen", consent, to_attr="toestemmingen"))
        .only(
            *("nummer", "status", "doel", "verzonden_op", "geeindigd_op", "melding__nummer", "partner__naam"),
            *("grond__naam", "convenant__nummer", *people),
        )
    )
    return list(found.order_by("partner__naam", "partner", "verzonden_op", "pk")[: MOST + 1])


def consent_of(verwijzing):
    """The Perioden in which the partner could read who the reporter is, from the log of a line."""
    found, since = [], None
    for stap in verwijzing.toestemmingen:
        given = stap.gegevens.get("toestemming") == Toestemming.GEGEVEN
        if given and since is None:
            since = stap.op
        elif not given and since is not None:
            found.append(Periode(since, stap.op))
            since = None
    if since is not None:
        is_withdrawn = verwijzing.status == VerwijzingStatus.INGETROKKEN
        found.append(Periode(since, verwijzing.geeindigd_op if is_withdrawn else None))
    return found


def headings():
    return [
        *(_("Verwijzing"), _("Melding"), _("Verzonden op"), _("Door"), _("Ontvanger"), _("Grond"), _("Convenant")),
        *(_("Doel"), _("Gedeeld"), _("Uitkomst")),
    ]


def cells(verwijzing):
    """One line of the register, as texts."""
    return [
        shown_nummer(verwijzing.nummer),
        shown_nummer(verwijzing.melding.nummer),
        moment(verwijzing.verzonden_op),
        str(verwijzing.verzonden_door),
        verwijzing.partner.naam,
        verwijzing.grond.naam,
        verwijzing.convenant.nummer if verwijzing.convenant else "",
        verwijzing.doel,
        "; ".join(shared(verwijzing)),
        outcome(verwijzing),
    ]


def shared(verwijzing):
    """What the partner could read, each in a few words."""
    found = [_("tekst")]
    if verwijzing.fotos:
        found.append(ngettext("%(n)s foto", "%(n)s foto’s", verwijzing.fotos) % {"n": verwijzing.fotos})
    for periode in consent_of(verwijzing):
        dates = {"van": moment(periode.van), "tot": periode.tot and moment(periode.tot)}
        words = _("gegevens van de melder van %(van)s tot %(tot)s") if periode.tot else _(
            "gegevens van de melder vanaf %(van)s"
        )  # fmt: skip
        found.append(words % dates)
    return found


def outcome(verwijzing):
    status = verwijzing.get_status_display()
    if verwijzing.geeindigd_op is None:
        return status
    return _("%(uitkomst)s op %(dag)s") % {"uitkomst": status, "dag": moment(verwijzing.geeindigd_op)}


def moment(value):
    return date_format(localtime(value), "j F Y H.i")
