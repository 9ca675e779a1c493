"""Who gets a melding: the owner by rule and the basisteam (PRODUCT §4, “Owner by rule” and “About the police”).

First whom a rule of the team names (O2; the one for both before that for the subject before that for the buurt). Then
the officer of the buurt whose role fits the category, then role wijk, then longest in the buurt; of who is absent the
one who stands in; without any the team. Officers without an account cannot own. One statement.
"""

from dataclasses import dataclass, field, replace

from agenten.models import Medewerker, Taak
from agenten.spreekuren import local_date
from buurten.gepland import fetch_row

# Which officer's role fits a category; with an answer that must have been given (question, values), or without.
ROLES = {
    "JEUGD": (Taak.JEUGD, None),
    "OPLICHTING": (Taak.DIGITAAL, ("kanaal", {"internet", "email", "sms", "app"})),
}

# Who is away today, and who stands in: the account of one who is there and may sign in, or null.
AWAY = """
away AS (
    SELECT a.medewerker_id AS id, v.medewerker_id AS vervanger_id
    FROM agenten_afwezigheid z
    JOIN agenten_wijkagent a ON a.id = z.wijkagent_id AND a.medewerker_id IS NOT NULL
    LEFT JOIN agenten_wijkagent v ON v.id = z.vervanger_id AND v.is_actief
        AND EXISTS (SELECT FROM agenten_medewerker m WHERE m.id = v.medewerker_id AND m.is_active)
        AND NOT EXISTS (
            SELECT FROM agenten_afwezigheid o WHERE o.wijkagent_id = v.id AND %(today)s BETWEEN o.van AND o.tot)
    WHERE %(today)s BETWEEN z.van AND z.tot
)
"""

# `asked`: whom the rules of the team name (both, subject, buurt; rank below 0), then the officers of the buurt.
# `able`: only who may sign in; of who is absent today the one who stands in and is not absent too.
WHO = """
WITH team AS (
    SELECT g.basisteam_id AS id FROM agenten_teamgebied g
    WHERE g.buurt_id = %(buurt)s AND g.van <= %(today)s AND (g.tot IS NULL OR g.tot >= %(today)s)
), agent AS (
    SELECT a.id, a.medewerker_id, a.basisteam_id, a.sinds_datum, min(w.van) AS van,
        %(taak)s = ANY(a.taken) AS fits, 'wijk' = ANY(a.taken) AS is_wijk
    FROM agenten_werkgebied w JOIN agenten_wijkagent a ON a.id = w.wijkagent_id AND a.is_actief
    WHERE (w.buurt_id = %(buurt)s OR w.wijk_id = %(wijk)s)
        AND w.van <= %(today)s AND (w.tot IS NULL OR w.tot >= %(today)s)
    GROUP BY a.id
), ranked AS (
    SELECT *, row_number() OVER (ORDER BY fits DESC, is_wijk DESC, van, sinds_datum NULLS LAST, id) AS rank FROM agent
), chosen AS (
    SELECT coalesce(
        %(team)s,
        (SELECT id FROM team),
        (SELECT basisteam_id FROM ranked WHERE basisteam_id IS NOT NULL ORDER BY rank LIMIT 1),
        (SELECT g.basisteam_id FROM buurten_buurt b
            JOIN agenten_teamgebied g ON g.buurt_id = b.code
            WHERE b.gemeente_id = %(gemeente)s AND b.is_actief
                AND g.van <= %(today)s AND (g.tot IS NULL OR g.tot >= %(today)s)
            GROUP BY g.basisteam_id ORDER BY sum(b.inwoners) DESC NULLS LAST, count(*) DESC, g.basisteam_id LIMIT 1)
    ) AS id
), asked AS (
    SELECT id, medewerker_id, rank, fits, is_wijk, van, NULL::bigint AS regel FROM ranked
    UNION ALL
    SELECT a.id, a.medewerker_id,
        row_number() OVER (ORDER BY r.categorie_id IS NULL, r.buurt_id IS NULL) - 4, false, false, NULL, r.id
    FROM chosen c
    JOIN meldingen_toewijsregel r ON r.basisteam_id = c.id AND coalesce(r.categorie_id, %(categorie)s) = %(categorie)s
        AND (r.buurt_id IS NULL OR r.buurt_id = %(buurt)s)
    JOIN agenten_wijkagent a ON a.id = r.wijkagent_id AND a.is_actief AND a.basisteam_id = c.id
    WHERE %(categorie)s <> ''
), able AS (
    SELECT r.rank, m.id, r.id AS wijkagent, v.id AS vervanger,
        CASE WHEN z.id IS NOT NULL THEN r.medewerker_id END AS stands_for
    FROM asked r
    LEFT JOIN agenten_afwezigheid z ON z.wijkagent_id = r.id AND %(today)s BETWEEN z.van AND z.tot
    LEFT JOIN agenten_wijkagent v ON v.id = z.vervanger_id AND v.is_actief AND NOT EXISTS (
        SELECT FROM agenten_afwezigheid o WHERE o.wijkagent_id = v.id AND %(today)s BETWEEN o.van AND o.tot)
    JOIN agenten_medewerker m ON m.is_active
        AND m.id = CASE WHEN z.id IS NULL THEN r.medewerker_id ELSE v.medewerker_id END
)
"""
ASK = f"""{WHO}
SELECT
    t.id,
    ARRAY(SELECT id FROM able ORDER BY rank),
    ARRAY(SELECT stands_for FROM able ORDER BY rank),
    ARRAY(
        SELECT m.id FROM agenten_medewerker m
        WHERE m.is_active AND m.id IN (t.teamchef_id, t.plaatsvervanger_id) ORDER BY m.id = t.teamchef_id DESC),
    ARRAY(SELECT id FROM ranked ORDER BY rank),
    ARRAY(SELECT medewerker_id FROM ranked WHERE medewerker_id IS NOT NULL ORDER BY rank),
    EXISTS (
        SELECT FROM agenten_basisteam_leden l JOIN agenten_medewerker m ON m.id = l.medewerker_id
        WHERE l.basisteam_id = t.id AND m.is_active AND m.rol IN ('teamlid', 'wijkagent')
    ) OR EXISTS (
        SELECT FROM agenten_wijkagent a JOIN agenten_medewerker m ON m.id = a.medewerker_id
        WHERE a.basisteam_id = t.id AND a.is_actief AND m.is_active)
FROM chosen c LEFT JOIN agenten_basisteam t ON t.id = c.id
"""  # noqa: S608 - constants only; what comes in is a parameter


class NoTeam(Exception):
    """Nobody can take this melding: no basisteam answers for the place, or nobody there may read it."""


@dataclass(frozen=True, slots=True)
class Toewijzing:
    """Who gets it: ids of the basisteam (or None), the owner (or None: the team), and of whom it is about.

    `waarneming_voor`: the absent officer for whom the owner stands in; it goes back to him later.
    """

    basisteam: int | None
    eigenaar: int | None
    betrokkenen: list[int] = field(default_factory=list)
    betrokken_wijkagenten: list[int] = field(default_factory=list)
    waarneming_voor: int | None = None


@dataclass(frozen=True, slots=True)
class Mensen:
    """Ids of medewerkers: who may own it in order of the rule, chief before deputy; and all officers of the buurt.

    `afwezigen`: beside each who may own it the absent officer for whom that is, or None.
    """

    basisteam: int | None
    kandidaten: list[int]
    afwezigen: list[int | None]
    chefs: list[int]
    wijkagenten: list[int]
    medewerkers: list[int]
    has_members: bool


def people_for(*, buurt, gemeente, categorie_code, antwoorden, now, basisteam=None):
    """The Mensen of a buurt, or without one of a gemeente; `basisteam` names another team than that of the place."""
    row = fetch_row(ASK, facts_of(buurt, gemeente, categorie_code, antwoorden, local_date(now), basisteam))
    return Mensen(*row)


def facts_of(buurt, gemeente, categorie_code, antwoorden, day, basisteam=None):
    """What the statements above ask about."""
    return {
        "buurt": buurt and buurt.pk,
        "wijk": buurt and buurt.wijk_id,
        "gemeente": gemeente.pk if gemeente and not buurt else None,
        "team": basisteam and basisteam.pk,
        "categorie": categorie_code,
        "taak": fitting_role(categorie_code, antwoorden),
        "today": day,
    }


def fitting_role(categorie_code, antwoorden):
    role, condition = ROLES.get(categorie_code, ("", None))
    if condition:
        question, values = condition
        given = antwoorden.get(question) or []
        return role if values & ({given} if isinstance(given, str) else set(given)) else ""
    return role


def subjects(betrokkene, mensen):
    """(ids of medewerkers, ids of wijkagenten) whom it is about: the one named, or all officers of the buurt."""
    if betrokkene is None:
        return mensen.medewerkers, mensen.wijkagenten
    if isinstance(betrokkene, Medewerker):
        return [betrokkene.pk], []
    return [betrokkene.medewerker_id] if betrokkene.medewerker_id else [], [betrokkene.pk]


def choose(mensen, *, is_over_politie, is_beperkt, betrokkenen=(), betrokken_wijkagenten=()):
    """The Toewijzing by the rule, never to whom it is about. Raises NoTeam when nobody would be able to read it."""
    chefs = [pk for pk in mensen.chefs if pk not in betrokkenen]
    owners = chefs if is_over_politie else [pk for pk in mensen.kandidaten if pk not in betrokkenen]
    is_read = owners or chefs or (mensen.has_members and not is_beperkt)
    if not is_read or (is_over_politie and not chefs):
        raise NoTeam
    owner = owners[0] if owners else None
    stands_for = mensen.afwezigen[mensen.kandidaten.index(owner)] if owner and not is_over_politie else None
    return Toewijzing(mensen.basisteam, owner, list(betrokkenen), list(betrokken_wijkagenten), stands_for)


def give(melding, given):
    """Put the Toewijzing into a melding, which the caller saves."""
    melding.basisteam_id, melding.eigenaar_id = given.basisteam, given.eigenaar
    melding.waarneming_voor_id = given.waarneming_voor


def assign(inzending, *, is_beperkt, now):
    """The Toewijzing of what somebody is about to send. Raises NoTeam. One statement."""
    mensen = people_for(
        buurt=inzending.buurt, gemeente=inzending.gemeente, categorie_code=inzending.categorie_code,
        antwoorden=inzending.antwoorden, now=now,
    )  # fmt: skip
    about, officers = subjects(inzending.betrokkene, mensen) if inzending.is_over_politie else ([], [])
    return choose(
        mensen, is_over_politie=inzending.is_over_politie, is_beperkt=is_beperkt, betrokkenen=about,
        betrokken_wijkagenten=officers,
    )  # fmt: skip


def assign_again(melding, *, buurt, categorie_code, is_beperkt, now, basisteam=None):
    """The Toewijzing of a stored melding under another buurt, category or team; whom it is about stays. Raises NoTeam.

    Without a buurt it stays with its team. A `basisteam` other than that of the place gets it without an owner.
    """
    place = {"buurt": buurt, "gemeente": None, "categorie_code": categorie_code, "antwoorden": melding.antwoorden}
    mensen = people_for(**place, now=now, basisteam=None if buurt else melding.basisteam)
    if basisteam and basisteam.pk != mensen.basisteam:
        mensen = replace(people_for(**place, now=now, basisteam=basisteam), kandidaten=[], afwezigen=[])
    return choose(
        mensen, is_over_politie=melding.is_over_wijkagent, is_beperkt=is_beperkt, betrokkenen=melding.betrokkenen,
        betrokken_wijkagenten=melding.betrokken_wijkagenten,
    )  # fmt: skip
