"""Absence moves work to the colleague who stands in, and back by itself (PRODUCT O13); so does leaving the service.

What came in during an absence belongs to who stood in, and remembers for whom (`waarneming_voor`). What somebody had
already stays his: who stands in sees it (`visible_to`), so nothing is moved twice.

Run every hour by a job. Each melding has a transaction of its own; a second run does nothing more. The absence itself
is asked every time, so that it may be changed, cut short or removed halfway.
"""

from dataclasses import replace
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from agenten.spreekuren import local_date
from buurten.gepland import fetch_row
from meldingen.handelingen import EVENT, SYSTEEM, alert, finish, lock
from meldingen.models import Melding, Status
from meldingen.rondes import each
from meldingen.toewijzing import AWAY, NoTeam, Toewijzing, assign_again, give

# Taken for somebody who is back, or for whom now another stands in.
HELD = f"""
WITH {AWAY}
SELECT x.id FROM meldingen_melding x LEFT JOIN away w ON w.id = x.waarneming_voor_id
WHERE x.waarneming_voor_id IS NOT NULL AND x.status = ANY(%(open)s) AND x.uit_gebruik_op IS NULL
    AND (w.id IS NULL OR w.vervanger_id IS DISTINCT FROM x.eigenaar_id)
ORDER BY x.id
"""  # noqa: S608 - constants only

# Of somebody who may not sign in any more, or is no officer any more and does not belong to the team otherwise.
LEFT = """
SELECT x.id FROM meldingen_melding x
JOIN agenten_medewerker m ON m.id = x.eigenaar_id
LEFT JOIN agenten_wijkagent a ON a.medewerker_id = m.id
LEFT JOIN agenten_basisteam t ON t.id = x.basisteam_id
WHERE x.status = ANY(%(open)s) AND x.uit_gebruik_op IS NULL AND (NOT m.is_active OR NOT a.is_actief
    AND m.id IS DISTINCT FROM t.teamchef_id AND m.id IS DISTINCT FROM t.plaatsvervanger_id
    AND NOT EXISTS (SELECT FROM agenten_basisteam_leden l WHERE l.basisteam_id = t.id AND l.medewerker_id = m.id))
ORDER BY x.id
"""

# Of one officer: whether he is in service and works in the buurt, whether he is away, and who stands in.
OFFICER = f"""
WITH {AWAY}
SELECT
    EXISTS (
        SELECT FROM agenten_wijkagent a
        JOIN agenten_medewerker m ON m.id = a.medewerker_id AND m.is_active
        JOIN agenten_werkgebied g ON g.wijkagent_id = a.id
        WHERE a.medewerker_id = %(officer)s AND a.is_actief
            AND (g.buurt_id = %(buurt)s OR g.wijk_id = (SELECT wijk_id FROM buurten_buurt WHERE code = %(buurt)s))
            AND g.van <= %(today)s AND (g.tot IS NULL OR g.tot >= %(today)s)),
    EXISTS (SELECT FROM away WHERE id = %(officer)s),
    (SELECT vervanger_id FROM away WHERE id = %(officer)s)
"""  # noqa: S608 - constants only


def settle(now=None):
    """Give every open melding the owner it should have today; gives how many got another."""
    now = now or timezone.now()
    values = {"today": local_date(now), "open": [str(status) for status in Status.opened()]}
    # What was taken for somebody goes by that rule, also when who took it left.
    due = dict.fromkeys(found(LEFT, values), give_on) | dict.fromkeys(found(HELD, values), give_back)
    return each(partial(settle_one, pk, now, step) for pk, step in due.items())


def found(question, values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [pk for (pk,) in cursor]


@transaction.atomic
def settle_one(pk, now, step):
    """One melding, as it is at this moment. Left as it is when nobody can take it: the chief sees it."""
    handeling = lock(Melding(pk=pk), by=SYSTEEM, now=now)
    melding = handeling.melding
    if not melding.is_open:
        return False
    before = (melding.eigenaar_id, melding.waarneming_voor_id)
    try:
        soort, given = step(melding, handeling)
    except NoTeam:
        return False
    give(melding, given)
    if (melding.eigenaar_id, melding.waarneming_voor_id) == before:
        return False
    finish(handeling, soort, eigenaar=[before[0], melding.eigenaar_id])
    if melding.eigenaar_id != before[0] and melding.is_dringend and melding.geopend_op is None:
        alert(handeling)
    return True


def give_back(melding, handeling):
    """What was taken for somebody: back to who is there again, else to who stands in today, else by the rule."""
    officer, team = melding.waarneming_voor_id, melding.basisteam_id
    values = {"officer": officer, "buurt": melding.buurt_id, "today": handeling.today}
    works_there, is_away, stand_in = fetch_row(OFFICER, values)
    works_there = works_there and officer not in melding.betrokkenen
    if works_there and not is_away:
        return EVENT.WAARNEMING, Toewijzing(team, officer)
    if works_there and stand_in and stand_in not in melding.betrokkenen:
        return EVENT.WAARNEMING, Toewijzing(team, stand_in, waarneming_voor=officer)
    given = by_rule(melding, handeling)
    return EVENT.WAARNEMING, replace(given, waarneming_voor=officer) if works_there else given


def give_on(melding, handeling):
    """What belongs to somebody who left: to the owner by the rule."""
    return EVENT.VERPLAATST, by_rule(melding, handeling)


def by_rule(melding, handeling):
    """The Toewijzing in its present team. Raises NoTeam."""
    return assign_again(
        melding, buurt=melding.buurt, categorie_code=melding.categorie_id, is_beperkt=melding.is_beperkt,
        now=handeling.now, basisteam=melding.basisteam,
    )  # fmt: skip
