"""What every step of a melding has in common: lock, check the version and the right, write, log (ARCHITECTURE §3, 1).

The steps themselves stand in workflow.py. Sentences of errors are read by who did it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker
from agenten.spreekuren import local_date
from meldingen.dringend import danger_words
from meldingen.geheim import Geheim
from meldingen.inzending import weigh_melding
from meldingen.mailing import alert_staff, send_news
from meldingen.models import (
    Actor,
    Bijlage,
    Boodschap,
    Contactvorm,
    Gebeurtenis,
    Melder,
    Melding,
    Notitie,
    Overdracht,
    Partnersleutel,
    Status,
)
from meldingen.models.gesprek import MOST_PHOTOS
from meldingen.models.statussen import TRANSITIONS
from meldingen.wachtrij import enqueue
from meldingen.werkdagen import add_working_days
from meldingen.zicht import may_read_story, recipients

MELDER, SYSTEEM = Actor.MELDER, Actor.SYSTEEM
# What a step may change: what is secret is not encrypted anew for it.
CLEAR = [one.name for one in Melding._meta.concrete_fields if not (one.primary_key or isinstance(one, Geheim))]
WARNED = ["vermoeden", "beoordeeld_op", "is_dringend", "is_beperkt", "antwoord_voor_datum", "beloofd_datum"]
NOT_YOURS = _("U mag dit niet doen bij deze melding.")
EVENT, MESSAGE = Gebeurtenis.Soort, Boodschap.Soort
# What a medewerker does with “Antwoord binnen”.
DEALT_WITH = {
    *(EVENT.OPGEPAKT, EVENT.GEVRAAGD, EVENT.BERICHT, EVENT.AFGEHANDELD, EVENT.AFGEWEZEN),
    *(EVENT.SAMENGEVOEGD, EVENT.GEBELD, EVENT.VERWEZEN),
}
# What brings no text to search in; whatever else happens, the words are written anew (zoekindex.py).
WITHOUT_WORDS = {
    *(EVENT.OPGEPAKT, EVENT.SAMENGEVOEGD, EVENT.OVERGEDRAGEN, EVENT.TOESTEMMING, EVENT.BEOORDEELD, EVENT.TERMIJN),
    *(EVENT.WAARDERING, EVENT.VOLGMAIL, EVENT.GEBELD, EVENT.NIEUWE_CODE, EVENT.GEESCALEERD, EVENT.WAARNEMING),
    *(EVENT.VERWEZEN, EVENT.VERWIJZING),
}


class NotAllowed(Exception):
    """Somebody may not do this, or not now. Its text is a sentence for who tried."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self):
        return str(self.sentence)


class Changed(Exception):
    """Somebody else changed it meanwhile: `melding` as it is now. Nothing was written."""

    def __init__(self, melding):
        super().__init__("changed meanwhile")
        self.melding = melding


@dataclass
class Handeling:
    """One step under way: the locked melding, who does it, when, and the state it was in."""

    melding: Melding
    by: object
    now: datetime
    van: str

    @property
    def is_person(self):
        """Whether somebody of the police does it."""
        return isinstance(self.by, Medewerker) and not self.by.partner_id

    @property
    def today(self):
        return local_date(self.now)


def begin(melding, *, by, now=None, versie=None, actors=(Medewerker,)):
    """Lock a melding for a step. `actors`: who may do it: Medewerker (owner, team, chief: who may read it), MELDER, …

    Raises NotAllowed, and Changed when `versie` is another one than the stored.
    """
    handeling = lock(melding, by=by, now=now)
    if handeling.is_person:
        is_right = Medewerker in actors and may_read_story(by, handeling.melding, handeling.now)
    else:
        is_right = by in actors
    require(is_right, NOT_YOURS)
    if versie is not None and versie != handeling.melding.versie:
        raise Changed(handeling.melding)
    return handeling


def lock(melding, *, by, now=None):
    """Lock a melding, whoever does it. What its reporter writes may show at its lead: that is locked first."""
    if by == MELDER:
        list(Melding.objects.select_for_update(of=("self",)).filter(samengevoegde=melding.pk).values_list("pk"))
    locked = Melding.objects.select_for_update(of=("self",)).select_related("categorie").get(pk=melding.pk)
    return Handeling(locked, by, now or timezone.now(), locked.status)


def require(condition, sentence):
    if not condition:
        raise NotAllowed(sentence)


def require_step(handeling, naar, *, van=None):
    """The table of transitions, and of those the states from which this step goes there."""
    before = Status(handeling.van)
    is_known = naar in TRANSITIONS[before] and (van is None or before in van)
    require(is_known, format_lazy(_("Dit kan niet. De melding is nu: {status}."), status=before.label))


def require_open(handeling):
    require(handeling.melding.is_open, _("Dit kan niet meer. De melding is afgesloten."))


def require_open_for_reporter(handeling):
    """For what a reporter does: the melding is open, or merged into one that is."""
    melding = handeling.melding
    lead = melding.leidend if melding.leidend_id else melding
    require(lead.is_open and not melding.ingetrokken_op, _("Dit kan niet meer. Uw melding is afgerond."))


def require_text(text):
    """The text without the space around it. Raises NotAllowed when nothing is left."""
    text = text.strip()
    require(text, _("Schrijf er een tekst bij."))
    return text


def said(tekst, fotos):
    """A text, or "" when there are photos: one of both is enough."""
    return tekst.strip() if fotos else require_text(tekst)


def finish(handeling, soort, **gegevens):
    """Write the melding and log what happened; `gegevens` are codes, numbers and dates. Gives the melding."""
    melding = handeling.melding
    melding.versie += 1
    melding.gewijzigd_op = handeling.now
    if handeling.is_person and soort in DEALT_WITH:
        melding.antwoord_sinds = None
    melding.save(update_fields=CLEAR)
    log(melding, soort, handeling.by, handeling.now, van_status=handeling.van, naar_status=melding.status, **gegevens)
    if soort not in WITHOUT_WORDS:
        enqueue("index_words", melding.pk)
    return melding


def log(melding, soort, by, now, *, van_status="", naar_status="", **gegevens):
    """One line of the log: codes, numbers and dates only."""
    who = signed(by)
    who.pop("sleutel")
    Gebeurtenis(
        melding=melding, soort=soort, van_status=van_status, naar_status=naar_status, op=now, gegevens=gegevens, **who
    ).save(force_insert=True)


def signed(by):
    """Who did something, as a log keeps it: {actor, door, sleutel}."""
    if isinstance(by, Partnersleutel):
        return {"actor": Actor.PARTNER, "door": None, "sleutel": by}
    if isinstance(by, Medewerker):
        return {"actor": Actor.PARTNER if by.partner_id else Actor.MEDEWERKER, "door": by, "sleutel": None}
    return {"actor": by, "door": None, "sleutel": None}


def say(handeling, soort, text, fotos=()):
    """Add a public message, with photos as JPEG bytes that were cleaned. The first human one counts as the answer."""
    melding, is_person = handeling.melding, handeling.is_person
    boodschap = Boodschap.objects.create(
        melding=melding,
        soort=soort,
        is_van_melder=handeling.by == MELDER,
        door=handeling.by if is_person else None,
        op=handeling.now,
        tekst=text,
    )
    about = {"melding": melding, "boodschap": boodschap, "op": handeling.now}
    Bijlage.objects.bulk_create(
        Bijlage(kenmerk=uuid4(), grootte=len(foto), inhoud=foto, **about) for foto in fotos[:MOST_PHOTOS]
    )
    if is_person:
        melding.eerste_antwoord_op = melding.eerste_antwoord_op or handeling.now
        call_if_needed(handeling)
        send_news(melding)
    elif handeling.by == MELDER:
        if soort != MESSAGE.HEROPENING:  # that is a state of its own
            note_answer(handeling)
        heed(handeling, text)
    return boodschap


def note_answer(handeling):
    """Show “Antwoord binnen” until a medewerker deals with it; of who was merged, at the melding that leads."""
    melding = handeling.melding
    melding.antwoord_sinds = melding.antwoord_sinds or handeling.now
    if melding.leidend_id:
        Melding.objects.filter(pk=melding.leidend_id, antwoord_sinds=None).update(antwoord_sinds=handeling.now)


def heed(handeling, text):
    """Danger words in what a reporter adds later do as in a story: a badge to judge, an alarm, a sooner date.

    Of who was merged also at the melding that leads, because the other one stands in no list any more.
    """
    vermoeden = danger_words(text)
    if not vermoeden:
        return
    warn(handeling.melding, vermoeden, handeling.today)
    if lead := handeling.melding.leidend:
        warn(lead, vermoeden, handeling.today)
        lead.save(update_fields=WARNED)
        handeling = replace(handeling, melding=lead)
    alert(handeling)


def warn(melding, vermoeden, today):
    melding.vermoeden, melding.beoordeeld_op, melding.is_dringend = vermoeden, None, True
    is_beperkt, termijn = weigh_melding(melding)
    melding.is_beperkt = melding.is_beperkt or is_beperkt
    day = add_working_days(today, termijn)
    melding.antwoord_voor_datum = min(melding.antwoord_voor_datum, day)
    melding.beloofd_datum = min(melding.beloofd_datum, day)


def call_if_needed(handeling):
    """Who left only a phone number is to be called: the task stays until it is ticked."""
    melding = handeling.melding
    if melding.contactvorm != Contactvorm.MET_NAAM or melding.bel_melder_sinds:
        return
    melder = Melder.objects.filter(pk=melding.pk).first()
    if melder and melder.telefoon and not melder.email:
        melding.bel_melder_sinds = handeling.now


def jot(handeling, text):
    """Keep a reason or a remark as an internal note."""
    return Notitie.objects.create(
        melding=handeling.melding, door=handeling.by if handeling.is_person else None, op=handeling.now, tekst=text
    )


def term_of(melding):
    """Working days to an answer, under its present category."""
    return weigh_melding(melding)[1]


def promise(handeling, termijn=None):
    """The resident hears more within the term, counted from today."""
    melding = handeling.melding
    day = add_working_days(handeling.today, termijn or term_of(melding))
    melding.antwoord_voor_datum = melding.beloofd_datum = day
    melding.escalatie = 0


def drop_hand_overs(handeling):
    """What was asked of colleagues ends with the melding."""
    open_ones = Overdracht.objects.open().filter(melding=handeling.melding)
    open_ones.update(stand=Overdracht.Stand.VERVALLEN, beantwoord_op=handeling.now)


def alert(handeling):
    """Owner, who stands in, chief and deputy are asked to look at once: a message without content."""
    alert_staff(handeling.melding, recipients(handeling.melding, handeling.now))
    log(handeling.melding, EVENT.GEALARMEERD, SYSTEEM, handeling.now)
