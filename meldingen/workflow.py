"""The life of a melding: the only module that makes one or changes its status (PRODUCT §4).

Each function locks the row, checks the table and the right, writes, logs a Gebeurtenis and enqueues what follows, in
one transaction. `by` is the Medewerker who does it, or MELDER or SYSTEEM. Whoever may not, or not now, gets NotAllowed
with a sentence to show.
"""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker
from agenten.spreekuren import local_date
from meldingen.afsluiten import end, follow, is_as_narrow, may_not_talk, require_another
from meldingen.bewaren import forget_contact_answer
from meldingen.codes import code_keys, code_of, hash_of, keyed, new_nummer
from meldingen.concepten import empty_draft
from meldingen.gesprekken import (
    add_occurrence,
    called,
    change_consent,
    confirm_email,
    note,
    rate,
    retitle,
    set_volgmail,
    stop_volgmail,
)
from meldingen.handelingen import (
    EVENT,
    MELDER,
    MESSAGE,
    SYSTEEM,
    Changed,
    NotAllowed,
    begin,
    drop_hand_overs,
    finish,
    jot,
    lock,
    log,
    promise,
    require,
    require_open,
    require_open_for_reporter,
    require_step,
    require_text,
    said,
    say,
)
from meldingen.inzending import Inzending, stored
from meldingen.inzien import ask_code, judge, offer_code, opened, renew_code
from meldingen.mailing import send_news
from meldingen.models import Afwijsreden, Bron, Concept, Contactvorm, Melder, Melding, Status, Uitkomst, Volgmail
from meldingen.models.meldingen import MOST_REOPENINGS
from meldingen.overdragen import accept, ask_colleague, give_back, refuse
from meldingen.toewijzing import NoTeam, assign, give
from meldingen.verplaatsen import lay_back, move, restrict
from meldingen.verwijzingen.stap import require_none_open, withdraw_all
from meldingen.wachtrij import enqueue
from meldingen.werkdagen import add_working_days
from meldingen.zoekwoorden import hashed_contact

# fmt: off
__all__ = [
    "MELDER", "SYSTEEM", "AlreadySent", "Changed", "Inzending", "NoTeam", "NotAllowed", "accept", "add_occurrence",
    "answer", "ask", "ask_code", "called", "change_consent", "close", "confirm_email", "expire", "give_back",
    "hand_over", "judge", "lay_back", "merge", "move", "note", "offer_code", "opened", "rate", "refuse", "reject",
    "renew_code", "reopen", "reply", "request_reopen", "restrict", "retitle", "set_volgmail", "stop_volgmail", "submit",
    "take_on", "withdraw",
]
# fmt: on

S = Status
AGAINST_THE_WISH = _("De melder wil niet dat u met deze persoon praat. Schrijf op waarom het toch nodig was.")


class AlreadySent(Exception):
    """Something else was sent under this key before: `melding`. Nothing of the new words is stored."""

    def __init__(self, melding):
        super().__init__("another content under the same key")
        self.melding = melding


def submit(inzending, *, key, concept=None, bron=Bron.SITE, by=None, now=None):
    """Take what a resident sends, once for each key; gives the Melding, also at every retry.

    `key` is the random key of the draft, from which the receipt code is made (`codes.code_of`). With a `concept` its
    photos move along and what was typed is forgotten. `by`: the medewerker who wrote it down for a caller.
    Raises AlreadySent when the key brought something else before, and NoTeam when nobody can take it. At most seven
    statements.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            known = sent_before(key, concept)
            return as_sent(known, inzending) if known else take(inzending, key, concept, bron, by, now)
    except IntegrityError:
        known = with_key(key)
        if known is None:
            raise
        return as_sent(known, inzending)


def sent_before(key, concept):
    """The melding that this key made, or None. Whoever sends the same draft at the same time waits here."""
    if concept is None:
        return with_key(key)
    sent = Concept.objects.select_for_update().filter(pk=concept.pk).values_list("melding_id", flat=True).first()
    return sent and Melding.objects.get(pk=sent)


def with_key(key):
    return Melding.objects.filter(sleutel_hash__in=[keyed("sleutel", key, one) for one in code_keys()]).first()


def as_sent(melding, inzending):
    if bytes(melding.inhoud_hash) != inzending.content_hash():
        raise AlreadySent(melding)
    return melding


def take(inzending, key, concept, bron=Bron.SITE, by=None, now=None):
    """`submit` for who holds the row of the draft locked, and knows that it was not sent yet."""
    is_beperkt, termijn, vermoeden = inzending.weighed()
    melding = Melding(**stored(inzending))
    melding.is_beperkt, melding.vermoeden = is_beperkt, vermoeden
    melding.is_dringend = bool(vermoeden) or termijn == 1
    given = assign(inzending, is_beperkt=melding.is_beperkt, now=now)
    give(melding, given)
    if inzending.is_over_politie:
        melding.betrokkenen, melding.betrokken_wijkagenten = given.betrokkenen, given.betrokken_wijkagenten
    melding.antwoord_voor_datum = melding.beloofd_datum = add_working_days(local_date(now), termijn)
    melding.ontvangen_op = melding.gewijzigd_op = now
    melding.bron, melding.nummer = bron, new_nummer()
    melding.sleutel_hash, melding.code_hash = keyed("sleutel", key), hash_of(code_of(key))
    melding.save(force_insert=True)
    if inzending.heeft_melder:
        add_melder(melding, inzending)
    log(melding, EVENT.ONTVANGEN, by or MELDER, now, naar_status=melding.status)
    if concept:
        empty_draft(concept, melding, now)
    enqueue("after_submit", melding.pk)
    return melding


def add_melder(melding, inzending):
    Melder(
        melding=melding,
        naam=inzending.naam,
        email=inzending.email,
        telefoon=inzending.telefoon,
        bellen=inzending.bellen,
        mag_politie_zeggen=inzending.mag_politie_zeggen,
        **hashed_contact(inzending.email, inzending.telefoon),
    ).save(force_insert=True)


# --- officers --------------------------------------------------------------------------------------------------------


def go(handeling, naar, *, van=None):
    """The step itself. Raises NotAllowed when the table has no such step, or it is none of those from `van`."""
    require_step(handeling, naar, van=van)
    handeling.melding.status = naar
    if naar != S.WACHT_OP_MELDER:
        handeling.melding.wacht_tot_datum = None
    if handeling.van == S.WACHT_OP_MELDER and naar == S.IN_BEHANDELING:
        promise(handeling)  # while it waited, the day of the one before may have passed
    if handeling.is_person:
        handeling.melding.is_na_te_kijken = False


@transaction.atomic
def take_on(melding, *, by, versie=None, now=None):
    """Start on a melding, or go on without the answer one waits for. Without an owner it gets one: `by`."""
    handeling = begin(melding, by=by, versie=versie, now=now)
    go(handeling, S.IN_BEHANDELING, van=[S.ONTVANGEN, S.WACHT_OP_MELDER])
    own_it(handeling)
    return finish(handeling, EVENT.OPGEPAKT)


def own_it(handeling):
    if handeling.melding.eigenaar_id is None:
        handeling.melding.eigenaar, handeling.melding.waarneming_voor = handeling.by, None


@transaction.atomic
def ask(melding, *, tekst, by, fotos=(), versie=None, now=None):
    """Ask the melder something, and wait WAIT_WORKING_DAYS. Only when the melder chose a way to answer."""
    handeling = begin(melding, by=by, versie=versie, now=now)
    go(handeling, S.WACHT_OP_MELDER)
    melding = handeling.melding
    has_channel = melding.contactvorm != Contactvorm.GEEN and not melding.ingetrokken_op
    require(has_channel, _("De melder wil geen vragen krijgen."))
    own_it(handeling)
    say(handeling, MESSAGE.VRAAG, require_text(tekst), fotos)
    melding.wacht_tot_datum = add_working_days(handeling.today, settings.WAIT_WORKING_DAYS)
    return finish(handeling, EVENT.GEVRAAGD, wacht_tot=melding.wacht_tot_datum.isoformat())


@transaction.atomic
def reply(melding, *, tekst, by, fotos=(), versie=None, now=None):
    """A message, either way, without a change of state; what the melder says to an open question is its answer."""
    handeling = begin(melding, by=by, versie=versie, now=now, actors=(Medewerker, MELDER))
    if by == MELDER and handeling.van == S.WACHT_OP_MELDER:
        return take_answer(handeling, tekst, fotos)
    require_open_for_reporter(handeling)
    say(handeling, MESSAGE.BERICHT, said(tekst, fotos), fotos)
    if handeling.is_person:
        handeling.melding.is_na_te_kijken = False
        promise(handeling)
    return finish(handeling, EVENT.BERICHT)


@transaction.atomic
def close(melding, *, uitkomst, tekst, by, reden="", versie=None, now=None):
    """Finish with an outcome and a public text, for every reporter that was merged into it too.

    “Aangesproken” against the wish of a reporter needs a `reden`, kept as a note. After a request to reopen it is
    another person who closes than who closed before.
    """
    handeling = begin(melding, by=by, versie=versie, now=now)
    go(handeling, S.AFGEHANDELD)
    require(uitkomst in Uitkomst.values, _("Kies een uitkomst."))
    is_against = uitkomst == Uitkomst.AANGESPROKEN and may_not_talk(handeling.melding)
    reden = reden.strip()
    require(reden or not is_against, AGAINST_THE_WISH)
    if reden:
        jot(handeling, reden)
    handeling.melding.uitkomst = uitkomst
    end(handeling, tekst=require_text(tekst))
    against = {"tegen_wens": True} if is_against else {}
    return finish(handeling, EVENT.AFGEHANDELD, uitkomst=uitkomst, **against)


@transaction.atomic
def reject(melding, *, reden, by, tekst="", versie=None, now=None):
    """Refuse to handle it: a reason, and a public text unless it is spam. By another, as with `close`."""
    handeling = begin(melding, by=by, versie=versie, now=now)
    go(handeling, S.AFGEWEZEN)
    require(reden in Afwijsreden.values, _("Kies een reden."))
    handeling.melding.afwijsreden = reden
    end(handeling, tekst="" if reden == Afwijsreden.SPAM else require_text(tekst))
    return finish(handeling, EVENT.AFGEWEZEN, reden=reden)


@transaction.atomic
def reopen(melding, *, reden, by, versie=None, now=None):
    """Work on it again: at the melder's request, or because an officer thinks so. The reason is kept as a note.

    Who grants a request against the own closing may not close it again: that stays for another.
    """
    handeling = begin(melding, by=by, versie=versie, now=now)
    go(handeling, S.IN_BEHANDELING, van=[S.HEROPENVERZOEK, S.AFGEHANDELD, S.AFGEWEZEN])
    melding = handeling.melding
    jot(handeling, require_text(reden))
    own_it(handeling)
    if handeling.van != S.HEROPENVERZOEK or melding.afgesloten_door_id != by.pk:
        melding.afgesloten_door = None
    melding.uitkomst = melding.afwijsreden = ""
    melding.afgesloten_op = None
    Melding.objects.filter(leidend=melding).update(afgesloten_op=None)
    promise(handeling)
    send_news(melding)
    return finish(handeling, EVENT.HEROPEND)


@transaction.atomic
def merge(melding, *, into, by, versie=None, now=None):
    """Let a melding follow a leading one, for good. Its reporter keeps code and dialogue; who followed it follows too.

    The lead is open, is seen by `by`, and no more people see it than this one. By another than who closed it before.
    """
    pks = sorted([melding.pk, into.pk])
    list(Melding.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").values_list("pk"))
    lead = begin(into, by=by, now=now).melding
    handeling = begin(melding, by=by, versie=versie, now=now)
    melding = handeling.melding
    go(handeling, S.SAMENGEVOEGD)
    require(melding.pk != lead.pk, _("Kies een andere melding om mee samen te voegen."))
    require(lead.is_open, _("Deze melding kan niet de leidende zijn: zij is afgesloten."))
    require_none_open(melding)
    require(is_as_narrow(lead, melding), _("De leidende melding mag niet door meer mensen gelezen worden dan deze."))
    require_another(handeling)
    follow(handeling, lead)
    send_news(melding)
    log(lead, EVENT.SAMENGEVOEGD, by, handeling.now, van_status=lead.status, naar_status=lead.status, volger=melding.pk)
    return finish(handeling, EVENT.SAMENGEVOEGD, leidend=lead.pk)


@transaction.atomic
def hand_over(melding, *, tekst, voor_datum, by, aan=None, collegateam=None, is_voor_goed=False, versie=None,
              now=None):  # fmt: skip
    """Ask a colleague (Medewerker) or a Collegateam for help, or to take it over for good. Gives the Overdracht.

    The melding keeps a named owner, and the resident keeps reading “In behandeling”.
    """
    handeling = begin(melding, by=by, versie=versie, now=now)
    require_open(handeling)
    if handeling.van == S.ONTVANGEN:
        go(handeling, S.IN_BEHANDELING)
    own_it(handeling)
    return ask_colleague(handeling, require_text(tekst), voor_datum, aan, collegateam, is_voor_goed)


# --- the resident and the system --------------------------------------------------------------------------------------


@transaction.atomic
def answer(melding, *, tekst, fotos=(), by=MELDER, now=None):
    """The melder answers the question; the melding returns to the list with a new date."""
    return take_answer(begin(melding, by=by, now=now, actors=(MELDER,)), tekst, fotos)


def take_answer(handeling, tekst, fotos):
    go(handeling, S.IN_BEHANDELING, van=[S.WACHT_OP_MELDER])
    say(handeling, MESSAGE.ANTWOORD, said(tekst, fotos), fotos)
    return finish(handeling, EVENT.GEANTWOORD)


@transaction.atomic
def expire(melding, *, by=SYSTEEM, now=None):
    """The days for an answer are over: the melding returns to the list."""
    handeling = begin(melding, by=by, now=now, actors=(SYSTEEM,))
    is_over = handeling.van == S.WACHT_OP_MELDER and handeling.melding.wacht_tot_datum < handeling.today
    require(is_over, _("De melder heeft nog tijd om te antwoorden."))
    go(handeling, S.IN_BEHANDELING, van=[S.WACHT_OP_MELDER])
    return finish(handeling, EVENT.TERMIJN)


@transaction.atomic
def request_reopen(melding, *, tekst, by=MELDER, now=None):
    """The melder is not satisfied: within REOPEN_TERM of the closing, at most twice. A merged one asks it of its lead.

    Gives the melding of the code; what becomes heropenverzoek is the lead.
    """
    leidend = Melding.objects.filter(samengevoegde=melding.pk).first()
    lead = lock(leidend or melding, by=by, now=now)
    own = begin(melding, by=by, now=now, actors=(MELDER,))
    require(own.melding.leidend_id == (leidend and leidend.pk), _("Er is iets veranderd. Probeer het opnieuw."))
    own.melding.leidend = leidend and lead.melding
    own = own if leidend else lead
    go(lead, S.HEROPENVERZOEK)
    is_in_time = lead.now <= lead.melding.afgesloten_op + settings.REOPEN_TERM
    is_read = not (own.melding.ingetrokken_op or own.melding.uit_gebruik_op or lead.melding.uit_gebruik_op)
    require(is_in_time and is_read, _("Dit kan niet meer. Stuur ons een nieuwe melding."))
    may_again = own.melding.heropeningen < MOST_REOPENINGS
    require(may_again, _("U vroeg dit al twee keer. Stuur ons een nieuwe melding."))
    say(own, MESSAGE.HEROPENING, require_text(tekst))
    own.melding.heropeningen += 1
    promise(lead)
    Melding.objects.filter(leidend=lead.melding).update(afgesloten_op=None)  # their data is kept too, while it is open
    if leidend:
        own.melding.afgesloten_op = None
        finish(lead, EVENT.HEROPENING_GEVRAAGD, volger=own.melding.pk)
    return finish(own, EVENT.HEROPENING_GEVRAAGD)


@transaction.atomic
def withdraw(melding, *, by=MELDER, now=None):
    """The melder takes it back: contact data goes at once. “De politie kan soms toch verder gaan.”

    One that was merged, or that others were merged into, keeps its state, because it is not only the melder's.
    """
    handeling = begin(melding, by=by, now=now, actors=(MELDER,))
    melding = handeling.melding
    require_open_for_reporter(handeling)
    Melder.objects.filter(melding=melding).delete()
    Volgmail.objects.filter(melding=melding).delete()
    forget_contact_answer(melding)
    melding.ingetrokken_op = melding.contact_gewist_op = handeling.now
    melding.bel_melder_sinds = None
    withdraw_all(handeling)
    if handeling.van != S.SAMENGEVOEGD and not melding.samengevoegde.exists():
        go(handeling, S.INGETROKKEN)
        melding.afgesloten_op = handeling.now
        drop_hand_overs(handeling)
    elif handeling.van in (S.WACHT_OP_MELDER, S.VERWEZEN):
        go(handeling, S.IN_BEHANDELING)
    return finish(handeling, EVENT.INGETROKKEN)
