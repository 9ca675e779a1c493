"""What goes when its term is over (SAFETY S9): contact data, the story, drafts, appointments. On by default (jobs.py).

Terms per class of keeping are data (Bewaarklasse), the others settings. A melding that was destroyed stays as a
tombstone: number, category, buurt, dates and status; nothing of what was said or shared, and no code opens it. Every
batch is a transaction of its own and takes only rows that nobody holds, so the site goes on meanwhile; running again is
safe.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from meldingen.models import Melding, Status

BATCH = 1_000
MOST_DAYS = 3_652  # ten years: the end of everything, whatever the class or the state (Wpg art. 14)
CONTACT_ANSWERS = {"veilig_contact"}  # answers to extra questions that are contact data

# Who follows a lead that is open has no moment of closing: that is open too.
ENDED = f"m.status IN ({', '.join(repr(str(status)) for status in Status.ended())}) AND m.afgesloten_op IS NOT NULL"
WITH_CLASS = """
    FROM meldingen_melding m
    JOIN meldingen_categorie c ON c.code = m.categorie_id
    JOIN meldingen_bewaarklasse k ON k.slug = c.bewaarklasse_id
    WHERE """
CONTACT_OVER = f"""
    m.contact_gewist_op IS NULL AND {ENDED}
    AND m.afgesloten_op + make_interval(days => k.contact_dagen) <= %(now)s"""
DAILY_USE_OVER = f"""
    m.uit_gebruik_op IS NULL AND {ENDED}
    AND m.ontvangen_op + make_interval(days => k.verhaal_dagen) <= %(now)s"""
STORY_OVER = f"""
    m.verhaal_gewist_op IS NULL AND (
        ({ENDED} AND m.ontvangen_op + make_interval(days => k.vernietig_dagen) <= %(now)s)
        OR m.ontvangen_op + make_interval(days => {MOST_DAYS}) <= %(now)s)"""
FORGET_CONTACT = """
    DELETE FROM meldingen_melder WHERE melding_id = ANY(%(ids)s);
    DELETE FROM meldingen_volgmail WHERE melding_id = ANY(%(ids)s);
    UPDATE meldingen_melding SET contact_gewist_op = coalesce(contact_gewist_op, %(now)s), bel_melder_sinds = NULL
    WHERE id = ANY(%(ids)s);
"""
# What a partner read; the row of the referral stays for the register of sharing: who, to whom, why and when.
SHARED = "(SELECT id FROM meldingen_verwijzing WHERE melding_id = ANY(%(ids)s))"
FORGET_SHARED = f"""
    DELETE FROM meldingen_gedeeldebijlage WHERE verwijzing_id IN {SHARED};
    DELETE FROM meldingen_verwijzingbericht WHERE verwijzing_id IN {SHARED};
    DELETE FROM meldingen_partnernotitie WHERE verwijzing_id IN {SHARED};
    UPDATE meldingen_aflevering SET extern_nummer = '' WHERE verwijzing_id IN {SHARED};
    UPDATE meldingen_verwijzing SET
        tekst = '', plek = '', toelichting = '', doel = '', noodzaak = '', belang = '',
        reden = '', betere_plek = '', slotzin = '', zaaknummer = '', woorden = '{{}}'
    WHERE melding_id = ANY(%(ids)s);
"""  # noqa: S608
# A random hash belongs to no code and no key.
RANDOM_HASH = "sha256(convert_to(gen_random_uuid()::text, 'UTF8'))"
DESTROY = f"""{FORGET_CONTACT}{FORGET_SHARED}
    DELETE FROM meldingen_volgsessie WHERE melding_id = ANY(%(ids)s);
    DELETE FROM meldingen_bijlage WHERE melding_id = ANY(%(ids)s);
    DELETE FROM meldingen_boodschap WHERE melding_id = ANY(%(ids)s);
    DELETE FROM meldingen_notitie WHERE melding_id = ANY(%(ids)s);
    DELETE FROM meldingen_voorval WHERE melding_id = ANY(%(ids)s);
    DELETE FROM meldingen_overdracht WHERE melding_id = ANY(%(ids)s);
    DELETE FROM meldingen_zoekwoorden WHERE melding_id = ANY(%(ids)s);
    UPDATE meldingen_waardering SET tekst = '' WHERE melding_id = ANY(%(ids)s);
    UPDATE meldingen_melding SET
        titel = '', verhaal = '', plek = '', antwoorden = '', x = NULL, y = NULL,
        betrokkenen = '{{}}', betrokken_wijkagenten = '{{}}',
        code_hash = {RANDOM_HASH}, sleutel_hash = {RANDOM_HASH}, inhoud_hash = {RANDOM_HASH},
        uit_gebruik_op = coalesce(uit_gebruik_op, %(now)s), verhaal_gewist_op = %(now)s
    WHERE id = ANY(%(ids)s);
"""  # noqa: S608 - constants only; what comes in is a parameter
LEAVE_DAILY_USE = "UPDATE meldingen_melding SET uit_gebruik_op = %(now)s WHERE id = ANY(%(ids)s);"
LOG = """
    INSERT INTO meldingen_gebeurtenis (melding_id, soort, van_status, naar_status, actor, op, gegevens)
    SELECT id, 'gewist', '', '', 'systeem', %(now)s, jsonb_build_object('wat', %(what)s::text)
    FROM unnest(%(ids)s::bigint[]) AS id
"""
APPOINTMENT_OVER = "gewist_op IS NULL AND coalesce(moment, gewijzigd_op) + %(appointment)s <= %(now)s"
FORGET_APPOINTMENTS = f"""
    UPDATE meldingen_afspraak SET
        onderwerp = '', contact = '', plek = '', bericht = '', antwoord = '', gewist_op = %(now)s,
        code_hash = {RANDOM_HASH}, sleutel_hash = {RANDOM_HASH}
    WHERE {APPOINTMENT_OVER}
"""  # noqa: S608


@dataclass(frozen=True)
class Termijn:
    """One term for meldingen: which rows it is over for, and what then happens to them."""

    naam: str
    over: str
    effect: str


MELDING_TERMS = [
    Termijn("verhaal", STORY_OVER, DESTROY),
    Termijn("contact", CONTACT_OVER, FORGET_CONTACT),
    Termijn("dagelijks_gebruik", DAILY_USE_OVER, LEAVE_DAILY_USE),
]


def purge(now=None, *, dry_run=False):
    """Carry out every term that is over at `now`; {what: rows}. With `dry_run` only count."""
    now = now or timezone.now()
    report = {term.naam: carry_out(term, now, dry_run) for term in MELDING_TERMS}
    report["afspraken"] = run_or_count(
        FORGET_APPOINTMENTS, f"SELECT count(*) FROM meldingen_afspraak WHERE {APPOINTMENT_OVER}", now, dry_run  # noqa: S608
    )  # fmt: skip
    return report | purge_drafts(now, dry_run=dry_run)


def purge_drafts(now=None, *, dry_run=False):
    """Remove drafts, receipts, follow sessions and answers to partners whose time is over; {what: rows}."""
    now = now or timezone.now()
    over = "SELECT sleutel_hash FROM meldingen_concept WHERE vervalt_op <= %(now)s"
    idle, answered = "laatst_op <= %(now)s - %(idle)s", "op <= %(now)s - %(answer)s"
    with transaction.atomic():
        if not dry_run:
            execute(f"DELETE FROM meldingen_conceptfoto WHERE concept_id IN ({over})", now)  # noqa: S608
        return {
            "concepten": run_or_count(
                f"DELETE FROM meldingen_concept WHERE sleutel_hash IN ({over})",  # noqa: S608
                f"SELECT count(*) FROM ({over}) AS c", now, dry_run,  # noqa: S608
            ),
            "volgsessies": run_or_count(
                f"DELETE FROM meldingen_volgsessie WHERE {idle}",  # noqa: S608
                f"SELECT count(*) FROM meldingen_volgsessie WHERE {idle}", now, dry_run,  # noqa: S608
            ),
            "partnerverzoeken": run_or_count(
                f"DELETE FROM meldingen_partnerverzoek WHERE {answered}",  # noqa: S608
                f"SELECT count(*) FROM meldingen_partnerverzoek WHERE {answered}", now, dry_run,  # noqa: S608
            ),
        }  # fmt: skip


def carry_out(term, now, dry_run):
    found = [pk for (pk,) in fetch(f"SELECT m.id {WITH_CLASS} {term.over} ORDER BY m.id", now)]
    if dry_run:
        return len(found)
    return sum(carry_out_batch(term, found[first : first + BATCH], now) for first in range(0, len(found), BATCH))


@transaction.atomic
def carry_out_batch(term, ids, now):
    """The rows of a batch for which the term is still over and that nobody holds; returns how many."""
    still = f"SELECT m.id {WITH_CLASS} m.id = ANY(%(ids)s) AND {term.over} ORDER BY m.id FOR UPDATE OF m SKIP LOCKED"
    held = [pk for (pk,) in fetch(still, now, ids=ids)]
    if held:
        if term.effect == FORGET_CONTACT:
            forget_contact_answers(held)
        for statement in term.effect.split(";"):
            if statement.strip():
                execute(statement, now, ids=held)
        execute(LOG, now, ids=held, what=term.naam)
    return len(held)


def forget_contact_answers(ids):
    """Take contact data out of the answers to extra questions.

    Whatever is asked now: the melding may have another category since, and the category other questions.
    """
    for melding in Melding.objects.filter(pk__in=ids).order_by("pk").only("antwoorden"):
        forget_contact_answer(melding)


def forget_contact_answer(melding):
    """The same for one melding."""
    if CONTACT_ANSWERS & melding.antwoorden.keys():
        melding.antwoorden = {name: value for name, value in melding.antwoorden.items() if name not in CONTACT_ANSWERS}
        melding.save(update_fields=["antwoorden"])


def run_or_count(statement, count, now, dry_run):
    return fetch(count, now)[0][0] if dry_run else execute(statement, now)


def values_of(now, **more):
    terms = {"idle": settings.FOLLOW_IDLE, "appointment": settings.APPOINTMENT_TERM}
    return {"now": now, "answer": settings.FINISHED_JOB_TERM, **terms, **more}


def fetch(statement, now, **more):
    with connection.cursor() as cursor:
        cursor.execute(statement, values_of(now, **more))
        return cursor.fetchall()


def execute(statement, now, **more):
    """Run a statement; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values_of(now, **more))
        return cursor.rowcount
