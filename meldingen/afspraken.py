"""The life of an appointment or call-back: the only module that makes one or changes its status (R9).

gevraagd → voorgesteld → bevestigd → geweest, or afgezegd. Unanswered for APPOINTMENT_WORKING_DAYS it is verlopen: it
then belongs to the whole team, which can still answer. `by` is the Medewerker who does it, or MELDER or SYSTEEM.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.spreekuren import local_date
from buurten.models import Buurt
from meldingen.codes import code_keys, code_of, hash_of, hashes_of, keyed, new_nummer
from meldingen.models import Actor, Afspraak, Afspraakstap, AfspraakStatus
from meldingen.models.afspraken import AFSPRAAK_TRANSITIONS
from meldingen.models.zicht import sight_of
from meldingen.toewijzing import NoTeam, people_for
from meldingen.werkdagen import add_working_days
from meldingen.workflow import MELDER, SYSTEEM, NotAllowed

CHANGED = _("De afspraak is intussen veranderd. Lees eerst wat er nu staat.")
NOT_YOURS = _("Deze afspraak is niet van u of uw team.")
ASKED = ("wijze", "dagdelen", "onderwerp", "contact")
AGAIN = {AfspraakStatus.VOORGESTELD, AfspraakStatus.BEVESTIGD}  # another time takes the place of the first
PURPOSE = "afspraak"  # so that one key never gives the code of a melding and of an appointment


@dataclass(frozen=True, kw_only=True)
class Aanvraag:
    """What a resident asks for. `contact`: naam, telefoon, email, adres, opmerking; empty ones may be left out."""

    buurt: Buurt
    wijze: str
    dagdelen: list = field(default_factory=list)
    onderwerp: str = ""
    contact: dict = field(default_factory=dict)
    taal: str = "nl"


class AlreadyAsked(Exception):
    """Something else was asked under this key before: `afspraak`. Nothing of the new words is stored."""

    def __init__(self, afspraak):
        super().__init__("another request under the same key")
        self.afspraak = afspraak


def request(aanvraag, *, key, now=None):
    """Ask for an appointment, once for each key; gives the Afspraak, also at every retry.

    The receipt code is `receipt_code(key)`. Raises NoTeam, and AlreadyAsked when the key brought something else before.
    """
    now = now or timezone.now()
    known = with_key(key)
    if known:
        return as_asked(known, aanvraag)
    try:
        with transaction.atomic():
            return take(aanvraag, key, now)
    except IntegrityError:
        known = with_key(key)
        if known is None:
            raise
        return as_asked(known, aanvraag)


def as_asked(afspraak, aanvraag):
    is_same = afspraak.buurt_id == aanvraag.buurt.pk and all(
        getattr(afspraak, name) == getattr(aanvraag, name) for name in ASKED
    )
    if not is_same:
        raise AlreadyAsked(afspraak)
    return afspraak


def receipt_code(key, version=None):
    return code_of(f"{PURPOSE}:{key}", version)


def code_for(key, afspraak):
    """The receipt code of an Afspraak that was asked for under this key, whichever code key was in use then."""
    codes = [receipt_code(key, version) for version in code_keys()]
    known = bytes(afspraak.code_hash)
    return next((code for code in codes if known in hashes_of(code).values()), codes[0])


def close_receipt(key, now=None):
    """The code is kept, or somebody left quickly: nobody sees it again with this key."""
    if key and (afspraak := with_key(key)):
        Afspraak.objects.filter(pk=afspraak.pk).update(bon_gesloten_op=now or timezone.now())


def version_of(afspraak):
    """What a page says that it showed; a step that was meant for something else is refused."""
    return afspraak.gewijzigd_op.isoformat()


def with_key(key):
    hashes = [keyed(PURPOSE, key, version) for version in code_keys()]
    return Afspraak.objects.filter(sleutel_hash__in=hashes).first()


def take(aanvraag, key, now):
    people = people_for(buurt=aanvraag.buurt, gemeente=None, categorie_code="", antwoorden={}, now=now)
    if not (people.kandidaten or people.chefs or people.has_members):
        raise NoTeam
    afspraak = Afspraak.objects.create(
        nummer=new_nummer(),
        buurt=aanvraag.buurt,
        basisteam_id=people.basisteam,
        eigenaar_id=people.kandidaten[0] if people.kandidaten else None,
        wijze=aanvraag.wijze,
        dagdelen=aanvraag.dagdelen,
        onderwerp=aanvraag.onderwerp,
        contact=aanvraag.contact,
        taal=aanvraag.taal,
        gevraagd_op=now,
        gewijzigd_op=now,
        antwoord_voor_datum=add_working_days(local_date(now), settings.APPOINTMENT_WORKING_DAYS),
        code_hash=hash_of(receipt_code(key)),
        sleutel_hash=keyed(PURPOSE, key),
    )
    log(afspraak, "", MELDER, now)
    return afspraak


@transaction.atomic
def propose(afspraak, *, moment, by, plek="", bericht="", minuten=20, is_fixed=False, seen=None, now=None):
    """The officer names a day and time; with `is_fixed` it stands, otherwise the resident says yes or no.

    Who answers what belonged to the whole team becomes its owner. `seen` is the `version_of` what was on the page.
    Raises NotAllowed for a moment that has passed, when it changed since `seen`, and for who has no business there.
    """
    now = now or timezone.now()
    afspraak = locked(afspraak, by, now, seen)
    if moment <= now:
        raise NotAllowed(_("Kies een dag en een tijd die nog komen."))
    values = {"moment": moment, "plek": plek, "bericht": bericht, "minuten": minuten}
    values["eigenaar"] = owner_after(afspraak, by)
    to = AfspraakStatus.BEVESTIGD if is_fixed else AfspraakStatus.VOORGESTELD
    return step(afspraak, to, by, now, **values)


def owner_after(afspraak, by):
    return afspraak.eigenaar if afspraak.eigenaar_id else by


@transaction.atomic
def settle(afspraak, *, by, seen=None, now=None):
    """The officer called or wrote already, without a date before: agreed on and done at once. Raises NotAllowed."""
    now = now or timezone.now()
    afspraak = locked(afspraak, by, now, seen)
    if afspraak.status != AfspraakStatus.BEVESTIGD:
        step(afspraak, AfspraakStatus.BEVESTIGD, by, now, moment=now, eigenaar=owner_after(afspraak, by))
    return step(afspraak, AfspraakStatus.GEWEEST, by, now, moment=now)


@transaction.atomic
def accept(afspraak, *, seen=None, now=None):
    """The resident says yes to the proposal. Raises NotAllowed when there is none, or its time has passed."""
    now = now or timezone.now()
    afspraak = locked(afspraak, MELDER, now, seen)
    if afspraak.status != AfspraakStatus.VOORGESTELD or afspraak.moment <= now:
        raise NotAllowed(_("Dit voorstel geldt niet meer. Vraag een andere tijd."))
    return step(afspraak, AfspraakStatus.BEVESTIGD, MELDER, now)


@transaction.atomic
def ask_other(afspraak, *, antwoord, seen=None, now=None):
    """The resident cannot come then: it is asked again, with a new date to answer. Raises NotAllowed."""
    now = now or timezone.now()
    afspraak = locked(afspraak, MELDER, now, seen)
    if afspraak.status != AfspraakStatus.VOORGESTELD:
        raise NotAllowed(_("Er is nu geen voorstel. Lees wat er op deze pagina staat."))
    due = add_working_days(local_date(now), settings.APPOINTMENT_WORKING_DAYS)
    values = {"antwoord": antwoord, "antwoord_voor_datum": due, "moment": None}
    return step(afspraak, AfspraakStatus.GEVRAAGD, MELDER, now, **values)


@transaction.atomic
def cancel(afspraak, *, by, bericht="", seen=None, now=None):
    """Called off by either side; `bericht` is what the officer says about it. Raises NotAllowed."""
    now = now or timezone.now()
    afspraak = locked(afspraak, by, now, seen)
    values = {} if by == MELDER else {"bericht": bericht}
    return step(afspraak, AfspraakStatus.AFGEZEGD, by, now, **values)


@transaction.atomic
def mark_done(afspraak, *, by, seen=None, now=None):
    """It took place. Raises NotAllowed before its time."""
    now = now or timezone.now()
    afspraak = locked(afspraak, by, now, seen)
    if afspraak.moment is None or afspraak.moment > now:
        raise NotAllowed(_("De afspraak is nog niet geweest."))
    return step(afspraak, AfspraakStatus.GEWEEST, by, now)


def opened(afspraak, *, by, now=None):
    """Log that somebody read what was asked, and whom to call. Raises NotAllowed for who has no business there."""
    if not visible_to(by, now).filter(pk=afspraak.pk).exists():
        raise NotAllowed(NOT_YOURS)
    log(afspraak, afspraak.status, by, now or timezone.now(), is_inzage=True)


def expire(now=None):
    """Give what nobody answered in time to the whole team; returns how many. Safe to run again."""
    now = now or timezone.now()
    waiting = [AfspraakStatus.GEVRAAGD, AfspraakStatus.VOORGESTELD]
    late = Q(status=AfspraakStatus.GEVRAAGD, antwoord_voor_datum__lt=local_date(now)) | Q(
        status=AfspraakStatus.VOORGESTELD, moment__lt=now
    )
    count = 0
    for pk in Afspraak.objects.filter(late, basisteam__isnull=False).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            afspraak = Afspraak.objects.select_for_update(of=("self",)).get(pk=pk)
            if afspraak.status in waiting:
                step(afspraak, AfspraakStatus.VERLOPEN, SYSTEEM, now, eigenaar=None)
                count += 1
    return count


def visible_to(user, now=None):
    """What a medewerker may see: the owner, who stands in, the chief, who works there, the team. Never an editor."""
    sight = sight_of(user, now)
    if sight is None:
        return Afspraak.objects.none()
    if sight.is_break_glass:
        return Afspraak.objects.all()
    ours = Q(eigenaar__in=[sight.user, *sight.absent]) | Q(basisteam__in=[*sight.leads, *sight.teams])
    return Afspraak.objects.filter(ours | Q(buurt__in=sight.buurten))


def may_answer(user, now=None):
    """Whether somebody can have appointments to answer at all: works in a team or buurt, leads one, or stands in."""
    sight = sight_of(user, now)
    if sight is None:
        return False
    return bool(sight.is_break_glass or sight.buurten or sight.absent or sight.leads or sight.teams)


def locked(afspraak, by, now, seen=None):
    """The row as it is now, held until the end of the transaction.

    Raises NotAllowed for who has no business there, and when it is not what was `seen`.
    """
    row = Afspraak.objects.select_for_update(of=("self",)).get(pk=afspraak.pk)
    if not isinstance(by, Actor) and not visible_to(by, now).filter(pk=row.pk).exists():
        raise NotAllowed(NOT_YOURS)
    if seen and seen != version_of(row):
        raise NotAllowed(CHANGED)
    return row


def step(afspraak, to, by, now, **values):
    before = AfspraakStatus(afspraak.status)
    is_again = to == before and to in AGAIN
    if not is_again and to not in AFSPRAAK_TRANSITIONS[before]:
        raise NotAllowed(_("Dat kan nu niet meer. Lees wat er nu staat."))
    for name, value in values.items():
        setattr(afspraak, name, value)
    afspraak.status, afspraak.gewijzigd_op = to, now
    afspraak.save()
    log(afspraak, before, by, now)
    return afspraak


def log(afspraak, before, by, now, *, is_inzage=False):
    is_person = not isinstance(by, Actor)
    Afspraakstap.objects.create(
        afspraak=afspraak,
        van_status=before,
        naar_status=afspraak.status,
        actor=Actor.MEDEWERKER if is_person else by,
        door=by if is_person else None,
        op=now,
        is_inzage=is_inzage,
    )
