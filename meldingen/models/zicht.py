"""Who sees which melding, as conditions for the database (PRODUCT §4, “One function decides sight”).

    not the subject of the melding AND (owner, OR replacement of an absent owner during the absence, OR teamchef or
    deputy of the team, OR (not restricted AND (officer with a current werkgebied there, OR member of the team)))

Restricted is what is so itself, and all under a subject that is so now: a category that becomes restricted narrows
sight at the next request. That holds while it is in daily use; later there is only the reasoned search (SAFETY S9).

What somebody is, is asked first and put into the condition as plain values, so that the indexes of a large table serve.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from agenten.models import Rol
from agenten.rechten import is_break_glass
from agenten.spreekuren import local_date
from buurten.gepland import fetch_row
from meldingen.models.categorieen import Categorie

# Being in the list of a team gives sight to who works there, not to an editor or an auditor.
WORKING = {Rol.TEAMLID, Rol.WIJKAGENT}
NOTHING = Q(pk__in=[])

SIGHT = """
WITH officer AS (
    SELECT id, basisteam_id FROM agenten_wijkagent WHERE medewerker_id = %(user)s AND is_actief
), area AS (
    SELECT w.buurt_id, w.wijk_id FROM agenten_werkgebied w JOIN officer o ON o.id = w.wijkagent_id
    WHERE w.van <= %(today)s AND (w.tot IS NULL OR w.tot >= %(today)s)
)
SELECT
    ARRAY(SELECT id FROM agenten_wijkagent WHERE medewerker_id = %(user)s),
    ARRAY(
        SELECT buurt_id FROM area WHERE buurt_id IS NOT NULL
        UNION SELECT b.code FROM buurten_buurt b JOIN area ON area.wijk_id = b.wijk_id),
    ARRAY(
        SELECT a.medewerker_id FROM agenten_afwezigheid z
        JOIN officer o ON o.id = z.vervanger_id
        JOIN agenten_wijkagent a ON a.id = z.wijkagent_id AND a.medewerker_id IS NOT NULL
        WHERE %(today)s BETWEEN z.van AND z.tot),
    ARRAY(SELECT id FROM agenten_basisteam WHERE teamchef_id = %(user)s OR plaatsvervanger_id = %(user)s),
    ARRAY(
        SELECT basisteam_id FROM officer WHERE basisteam_id IS NOT NULL
        UNION SELECT l.basisteam_id FROM agenten_basisteam_leden l WHERE l.medewerker_id = %(user)s AND %(is_working)s),
    ARRAY(SELECT code FROM meldingen_categorie WHERE is_beperkt),
    ARRAY(SELECT slug FROM meldingen_groep WHERE is_onbekend_beperkt)
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody is on a day: ids of the own officer, of buurten, absent owners, teams led, teams belonged to.

    With the restricted subjects of that moment: categories, and groups whose “Weet ik niet” is restricted.
    """

    user: int
    officers: list[int]
    buurten: list[str]
    absent: list[int]
    leads: list[int]
    teams: list[int]
    categorieen: list[str]
    groepen: list[str]
    is_break_glass: bool = False


def sight_of(user, now=None):
    """The Sight of a medewerker; None for who is not signed in, not in service, or a partner's. One statement."""
    if user is None or user.is_anonymous or not user.is_active or user.partner_id:
        return None
    today = local_date(now or timezone.now())
    row = fetch_row(SIGHT, {"user": user.pk, "today": today, "is_working": user.rol in WORKING})
    return Sight(user.pk, *row, is_break_glass=is_break_glass(user))


def seen_by(sight):
    """Q over Melding: what somebody sees."""
    if sight is None:
        return NOTHING
    ours = charged(sight) | not_restricted(sight) & (Q(buurt__in=sight.buurten) | Q(basisteam__in=sight.teams))
    return Q(uit_gebruik_op__isnull=True) & not_about(sight) & ours


def only_counted(sight):
    """Q over Melding: restricted ones of one's buurten and teams that somebody else reads; one is told how many."""
    if sight is None or sight.is_break_glass:
        return NOTHING
    around = Q(buurt__in=sight.buurten) | Q(basisteam__in=sight.teams)
    return Q(uit_gebruik_op__isnull=True) & not_about(sight) & around & ~not_restricted(sight) & ~charged(sight)


def not_restricted(sight):
    by_group = Q(categorie=Categorie.OVERIG, groep__in=sight.groepen)
    return Q(is_beperkt=False) & ~Q(categorie__in=sight.categorieen) & ~by_group


def not_about(sight):
    about = Q(betrokkenen__contains=[sight.user])
    if sight.officers:
        about |= Q(betrokken_wijkagenten__overlap=sight.officers)
    return ~about


def charged(sight):
    """Owner, who stands in for the owner, chief, deputy; and break-glass."""
    if sight is None:
        return NOTHING
    if sight.is_break_glass:
        return Q(pk__isnull=False)
    return Q(eigenaar__in=[sight.user, *sight.absent]) | led(sight)


def led(sight):
    """Chief and deputy of the team; and break-glass."""
    if sight is None:
        return NOTHING
    return Q(pk__isnull=False) if sight.is_break_glass else Q(basisteam__in=sight.leads)
