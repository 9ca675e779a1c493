"""Who reads which lines of the log (PRODUCT, “Who may do what”; SAFETY S11). The log holds no story and no reporter.

Auditor and privacy officer read all of it; chief and deputy what belongs to the meldingen of the team, and what its
people searched; an officer what belongs to the own meldingen, and what he or she did. Nobody reads about oneself.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from agenten.models import Medewerker, Wijkagent
from agenten.rechten import AUDITOR, PRIVACY, TEAMCHEF, WIJKAGENT, actor_of, is_break_glass
from agenten.spreekuren import at, local_date
from meldingen.models import Melding, Zoekactie
from meldingen.models.zicht import led, not_about, sight_of

PAGE = 50
DAYS_SHOWN = 7
MOST_DAYS = 92


@dataclass(frozen=True)
class Logblad:
    """One page of lines, the newest first; `na` marks where the next one begins, "" when there is none."""

    rijen: list
    na: str


def reads_log(user):
    """Whether somebody reads lines of the log at all."""
    if user is None or user.is_anonymous or not user.is_active:
        return False
    return is_break_glass(user) or bool(actor_of(user).roles & {AUDITOR, PRIVACY, TEAMCHEF, WIJKAGENT})


def reads_all(user):
    return is_break_glass(user) or bool(actor_of(user).roles & {AUDITOR, PRIVACY})


def reads_reasons(user):
    """Reasons are words of colleagues: for who watches over the log, and for the chief."""
    return reads_all(user) or TEAMCHEF in actor_of(user).roles


def visible_lines(model, user):
    """The rows of Gebeurtenis, Inzage or Zoekactie that somebody reads. At most two statements of its own."""
    if not reads_log(user):
        return model.objects.none()
    if model is Zoekactie:
        return model.objects.filter(Q() if reads_all(user) else Q(door=user) | Q(door__in=people_of(user)))
    sight = sight_of(user)
    others = Melding.objects.filter(not_about(sight))
    if reads_all(user):
        return model.objects.filter(melding__in=others)
    ours = others.filter(Q(eigenaar=user) | led(sight))
    return model.objects.filter(Q(melding__in=ours) | Q(door=user, melding__in=others))


def people_of(user):
    """Who works in a team that somebody leads."""
    leads = actor_of(user).leads
    officers = Wijkagent.objects.active().filter(basisteam__in=leads, medewerker__isnull=False)
    return Medewerker.objects.filter(Q(pk__in=officers.values("medewerker")) | Q(basisteams__in=leads)).values("pk")


def default_days(now=None):
    """(from, to) of what is shown when nobody chose."""
    today = local_date(now or timezone.now())
    return today - timedelta(days=DAYS_SHOWN - 1), today


def page_of(rows, van, tot, na=""):
    """The Logblad of the days `van` up to and including `tot`; `na`: the mark of the page before it. No COUNT."""
    rows = rows.filter(op__gte=at(van, time.min), op__lt=at(tot + timedelta(days=1), time.min))
    if mark := read_mark(na):
        rows = rows.filter(Q(op__lt=mark[0]) | Q(op=mark[0], pk__lt=mark[1]), op__lte=mark[0])
    found = list(rows.order_by("-op", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Logblad(shown, mark_of(shown[-1]) if len(found) > PAGE else "")


def mark_of(row):
    return f"{row.op.isoformat()}~{row.pk}"


def read_mark(text):
    """(moment, pk) of a mark; None for what is none."""
    moment, _mark, number = text.partition("~")
    try:
        found = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
    return found if found[0].tzinfo and 0 <= found[1] < 2**63 else None
