"""Who reads a melding, asked from the side of the melding: for “Wie leest dit?” and for alarms.

The mirror of `Melding.objects.visible_to`; a test holds them to each other.
"""

from dataclasses import dataclass

from django.utils import timezone

from agenten.models import Basisteam, Medewerker, Wijkagent
from agenten.spreekuren import local_date
from buurten.gepland import fetch_row
from meldingen.models import Categorie, Melding
from meldingen.models.zicht import WORKING, sight_of
from meldingen.toewijzing import assign

READERS = """
WITH restricted AS (
    SELECT %(is_beperkt)s
        OR EXISTS (SELECT FROM meldingen_categorie c WHERE c.code = %(categorie)s::text AND c.is_beperkt)
        OR %(categorie)s::text IS NOT DISTINCT FROM %(overig)s::text AND EXISTS (
            SELECT FROM meldingen_groep g WHERE g.slug = %(groep)s::text AND g.is_onbekend_beperkt) AS it_is
), away AS (
    SELECT v.medewerker_id AS medewerker FROM agenten_wijkagent a
    JOIN agenten_afwezigheid z ON z.wijkagent_id = a.id AND %(today)s BETWEEN z.van AND z.tot
    JOIN agenten_wijkagent v ON v.id = z.vervanger_id AND v.is_actief
    WHERE a.medewerker_id = %(owner)s
), person AS (
    SELECT m.id,
        m.id = %(owner)s AS is_owner,
        m.id IN (SELECT medewerker FROM away) AS stands_in,
        EXISTS (SELECT FROM agenten_basisteam t WHERE t.id = %(team)s AND m.id IN (t.teamchef_id, t.plaatsvervanger_id))
            AS leads,
        EXISTS (
            SELECT FROM agenten_wijkagent a JOIN agenten_werkgebied w ON w.wijkagent_id = a.id
            WHERE a.medewerker_id = m.id AND a.is_actief AND (w.buurt_id = %(buurt)s OR w.wijk_id = (
                SELECT wijk_id FROM buurten_buurt WHERE code = %(buurt)s))
            AND w.van <= %(today)s AND (w.tot IS NULL OR w.tot >= %(today)s)) AS works_there,
        EXISTS (
            SELECT FROM agenten_wijkagent a
            WHERE a.medewerker_id = m.id AND a.is_actief AND a.basisteam_id = %(team)s)
        OR (m.rol = ANY(%(working)s) AND EXISTS (
            SELECT FROM agenten_basisteam_leden l WHERE l.medewerker_id = m.id AND l.basisteam_id = %(team)s))
            AS is_member
    FROM agenten_medewerker m
    WHERE m.is_active AND m.partner_id IS NULL AND NOT m.id = ANY(%(about)s) AND NOT EXISTS (
        SELECT FROM agenten_wijkagent a WHERE a.medewerker_id = m.id AND a.id = ANY(%(about_officers)s))
)
SELECT
    ARRAY(SELECT id FROM person WHERE is_owner OR stands_in ORDER BY is_owner DESC, id),
    ARRAY(SELECT id FROM person WHERE leads ORDER BY id),
    ARRAY(SELECT id FROM person WHERE works_there AND NOT (SELECT it_is FROM restricted) ORDER BY id),
    ARRAY(SELECT id FROM person WHERE is_member AND NOT (SELECT it_is FROM restricted) ORDER BY id)
"""


@dataclass(frozen=True, slots=True)
class Lezers:
    """Ids of medewerkers who see a melding, by why: owner and stand-in, chief and deputy, officers there, the team."""

    eigenaars: list[int]
    chefs: list[int]
    wijkagenten: list[int]
    team: list[int]

    def all(self):
        return {*self.eigenaars, *self.chefs, *self.wijkagenten, *self.team}


@dataclass(frozen=True, slots=True)
class WieLeest:
    """For “Wie leest dit?”: public names of officers, the team's name ("" without one), and who else there.

    `is_hele_team`: colleagues of the team read it too; `is_teamchef`, `is_plaatsvervanger`: chief and deputy do.
    """

    wijkagenten: list[str]
    basisteam: str
    is_hele_team: bool
    is_teamchef: bool
    is_plaatsvervanger: bool

    @property
    def zijn_chefs(self):
        return self.is_teamchef or self.is_plaatsvervanger


def readers_of(melding, now=None):
    """The Lezers of a melding, saved or not. Break-glass is left out. One statement."""
    row = fetch_row(
        READERS,
        {
            "owner": melding.eigenaar_id,
            "team": melding.basisteam_id,
            "buurt": melding.buurt_id,
            "is_beperkt": melding.is_beperkt,
            "categorie": melding.categorie_id,
            "groep": melding.groep_id,
            "overig": Categorie.OVERIG,
            "about": melding.betrokkenen,
            "about_officers": melding.betrokken_wijkagenten,
            "working": [str(rol) for rol in WORKING],
            "today": local_date(now or timezone.now()),
        },
    )
    return Lezers(*row)


def who_reads(inzending, now=None):
    """The WieLeest of what somebody is about to send: as it would be when it was sent now. Raises NoTeam."""
    now = now or timezone.now()
    is_beperkt, _term, _vermoeden = inzending.weighed()
    given = assign(inzending, is_beperkt=is_beperkt, now=now)
    lezers = readers_of(
        Melding(
            eigenaar_id=given.eigenaar,
            basisteam_id=given.basisteam,
            buurt_id=inzending.buurt and inzending.buurt.pk,
            is_beperkt=is_beperkt,
            betrokkenen=given.betrokkenen,
            betrokken_wijkagenten=given.betrokken_wijkagenten,
        ),
        now,
    )
    named = [*lezers.eigenaars, *lezers.wijkagenten]
    officers = Wijkagent.objects.active().filter(medewerker__in=named).order_by("sinds_datum", "pk")
    officers = sorted(officers, key=lambda officer: named.index(officer.medewerker_id))
    team = Basisteam.objects.filter(pk=given.basisteam).first()
    return WieLeest(
        [officer.publieke_naam for officer in officers],
        team.naam if team else "",
        bool(lezers.team),
        bool(team) and team.teamchef_id in lezers.chefs,
        bool(team) and team.plaatsvervanger_id in lezers.chefs,
    )


def may_read_story(user, melding, now=None):
    """Whether a medewerker may read story and reporter now: sees it, and no unjudged badge hides it."""
    return Melding.objects.readable_by(user, now).filter(pk=melding.pk).exists()


def recipients(melding, now=None):
    """Whom an alarm goes to: owner, who stands in for an absent owner, chief and deputy. In a stable order."""
    lezers = readers_of(melding, now)
    return people([*lezers.eigenaars, *lezers.chefs])


def chiefs(melding, now=None):
    """Chief and deputy of the team, without whom it is about."""
    return people(readers_of(melding, now).chefs)


def people(ids):
    return list(Medewerker.objects.filter(pk__in=ids).order_by("pk"))


def has_inbox(user, now=None):
    """Whether somebody works with meldingen: officer, member, chief or deputy of a team, or who stands in for one."""
    return is_at_work(sight_of(user, now))


def is_at_work(sight):
    """`has_inbox` for who knows the Sight of somebody, or None, already."""
    if sight is None:
        return False
    return sight.is_break_glass or bool(sight.buurten or sight.absent or sight.leads or sight.teams)
