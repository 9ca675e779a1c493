"""The daily digest: on a working day at 7.00 everybody hears how much waits, in numbers only (PRODUCT O14).

What counts is one's own, and that of an absent colleague for whom one stands in. Chief and deputy hear too what has no
owner, what is twice past its promise, and what belongs to somebody absent without a stand-in. Who is absent gets
nothing. All mails of a day are made in one transaction.
"""

from datetime import datetime, time

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from agenten.spreekuren import AMSTERDAM, local_date
from meldingen.models import Status
from meldingen.toewijzing import AWAY
from meldingen.wachtrij import put_all
from meldingen.werkdagen import is_working_day

BEGIN, END = time(7), time(12)  # after END a worker that was down leaves it for the next day
LOCK = 1_413_000_001  # any number that nobody else uses

LINES = {
    "nieuw": ngettext_lazy("U hebt %(aantal)s nieuwe melding.", "U hebt %(aantal)s nieuwe meldingen.", "aantal"),
    "laat": ngettext_lazy("%(aantal)s melding is te laat.", "%(aantal)s meldingen zijn te laat.", "aantal"),
    "vandaag": ngettext_lazy(
        "%(aantal)s melding vraagt vandaag een antwoord.", "%(aantal)s meldingen vragen vandaag een antwoord.", "aantal"
    ),
    "antwoord": ngettext_lazy(
        "Bij %(aantal)s melding is een antwoord binnen.", "Bij %(aantal)s meldingen is een antwoord binnen.", "aantal"
    ),
    "heropen": ngettext_lazy(
        "%(aantal)s melder vraagt om heropening.", "%(aantal)s melders vragen om heropening.", "aantal"
    ),
    "zonder": ngettext_lazy(
        "Uw team heeft %(aantal)s melding zonder eigenaar.",
        "Uw team heeft %(aantal)s meldingen zonder eigenaar.",
        "aantal",
    ),
    "twee_keer": ngettext_lazy(
        "In uw team is %(aantal)s melding veel te laat.",
        "In uw team zijn %(aantal)s meldingen veel te laat.",
        "aantal",
    ),
    "alleen": ngettext_lazy(
        "In uw team wacht %(aantal)s melding van een collega zonder vervanger.",
        "In uw team wachten %(aantal)s meldingen van een collega zonder vervanger.",
        "aantal",
    ),
}

# `told`: each open melding once for who looks after it, and once for chief and deputy when they must hear of it.
COUNTS = f"""
WITH {AWAY}, waits AS (
    SELECT x.eigenaar_id, x.basisteam_id, x.betrokkenen, x.betrokken_wijkagenten, x.escalatie,
        x.geopend_op IS NULL AND x.ontvangen_op < %(now)s AS nieuw,
        x.status <> 'wacht_op_melder' AND x.antwoord_voor_datum < %(today)s AS laat,
        x.status <> 'wacht_op_melder' AND x.antwoord_voor_datum = %(today)s AS vandaag,
        coalesce(x.antwoord_sinds < %(now)s, false) AS antwoord,
        x.status = 'heropenverzoek' AS heropen
    FROM meldingen_melding x WHERE x.status = ANY(%(open)s) AND x.uit_gebruik_op IS NULL
), told AS (
    SELECT CASE WHEN w.id IS NULL THEN x.eigenaar_id ELSE w.vervanger_id END AS lezer, x.*,
        false AS zonder, false AS te, false AS alleen
    FROM waits x LEFT JOIN away w ON w.id = x.eigenaar_id
    WHERE nieuw OR laat OR vandaag OR antwoord OR heropen
    UNION ALL
    SELECT c.id, x.eigenaar_id, x.basisteam_id, x.betrokkenen, x.betrokken_wijkagenten, x.escalatie,
        false, false, false, false, false, x.eigenaar_id IS NULL, x.laat AND x.escalatie >= 2,
        w.id IS NOT NULL AND w.vervanger_id IS NULL
    FROM waits x
    LEFT JOIN away w ON w.id = x.eigenaar_id
    JOIN agenten_basisteam t ON t.id = x.basisteam_id
    CROSS JOIN LATERAL (VALUES (t.teamchef_id), (t.plaatsvervanger_id)) c (id)
    WHERE x.eigenaar_id IS NULL OR x.laat AND x.escalatie >= 2
        OR w.id IS NOT NULL AND w.vervanger_id IS NULL AND (nieuw OR laat OR vandaag OR antwoord OR heropen)
)
SELECT m.id AS lezer, count(*) FILTER (WHERE nieuw) AS nieuw, count(*) FILTER (WHERE laat) AS laat,
    count(*) FILTER (WHERE vandaag) AS vandaag, count(*) FILTER (WHERE antwoord) AS antwoord,
    count(*) FILTER (WHERE heropen) AS heropen, count(*) FILTER (WHERE zonder) AS zonder,
    count(*) FILTER (WHERE te) AS twee_keer, count(*) FILTER (WHERE alleen) AS alleen
FROM told
JOIN agenten_medewerker m ON m.id = told.lezer AND m.is_active AND m.email <> ''
LEFT JOIN agenten_wijkagent a ON a.medewerker_id = m.id
WHERE NOT m.id = ANY(betrokkenen) AND (a.id IS NULL OR NOT a.id = ANY(betrokken_wijkagenten))
    AND m.id NOT IN (SELECT id FROM away)
GROUP BY m.id
"""  # noqa: S608 - constants only

# One that could not be sent yesterday tells what is so today.
MAILS = f"""
INSERT INTO meldingen_mail (soort, medewerker_id, gemaakt_op, aantallen)
SELECT 'overzicht', lezer, %(now)s, to_jsonb(c) - 'lezer' FROM ({COUNTS}) c
WHERE NOT EXISTS (SELECT FROM meldingen_mail WHERE soort = 'overzicht' AND gemaakt_op >= %(begin)s) ORDER BY lezer
ON CONFLICT (melding_id, soort, medewerker_id, partner_id) WHERE verzonden_op IS NULL
DO UPDATE SET aantallen = excluded.aantallen, gemaakt_op = excluded.gemaakt_op
RETURNING id
"""  # noqa: S608 - constants only


def send_overviews(now=None):
    """Make the mails of today, when it is time and that was not done; gives how many. Two statements and the jobs."""
    now = now or timezone.now()
    local = now.astimezone(AMSTERDAM)
    if not (is_working_day(local.date()) and BEGIN <= local.time() < END):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(MAILS, {**values(now), "begin": datetime.combine(local.date(), time.min, AMSTERDAM)})
        mails = [pk for (pk,) in cursor]
        put_all("send_mail", "mail_id", mails)
    return len(mails)


def values(now):
    seven = datetime.combine(local_date(now), BEGIN, AMSTERDAM)
    return {"now": min(now, seven), "today": local_date(now), "open": [str(status) for status in Status.opened()]}


def lines_of(mail):
    """The sentences of a digest, in the language of the moment."""
    return [str(line % {"aantal": mail.aantallen[name]}) for name, line in LINES.items() if mail.aantallen.get(name)]
