"""The life of a verwijzing, as meldingen/workflow.py is that of a melding (PRODUCT §4).

Each function locks melding and verwijzing, checks the table and the right, writes, logs and enqueues, in one
transaction. `by` is a Medewerker of the police or of the partner, a Partnersleutel (the partner's own system), MELDER
or SYSTEEM. Whoever may not, or not now, gets NotAllowed with a sentence to show. When the last verwijzing ends the
melding returns to its owner.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker
from meldingen.codes import new_nummer
from meldingen.handelingen import (
    EVENT,
    MELDER,
    NOT_YOURS,
    SYSTEEM,
    alert,
    begin,
    jot,
    promise,
    require,
    require_open,
    require_text,
)
from meldingen.handelingen import finish as finish_melding
from meldingen.mailing import ring_partner, send_news
from meldingen.models import (
    Contactvorm,
    GedeeldeBijlage,
    Melder,
    Melding,
    Partnernotitie,
    Status,
    Toestemming,
    Verwijzing,
    Verwijzingbericht,
)
from meldingen.models.gesprek import MOST_PHOTOS
from meldingen.verwijzingen.gronden import require_ground
from meldingen.verwijzingen.stap import (
    PARTNER,
    POLICE,
    STEP,
    Stap,
    V,
    begin_step,
    facts,
    finish_step,
    go_to,
    log_on_melding,
    log_step,
)
from meldingen.verwijzingen.termijnen import level
from meldingen.wachtrij import put
from meldingen.werkdagen import add_working_days
from meldingen.workflow import go, own_it

LONGEST = timedelta(days=365)  # how far ahead a partner may expect to be ready
NOT_CHIEF = _("Alleen de teamchef of de plaatsvervanger verzendt dit.")


# --- the police -------------------------------------------------------------------------------------------------------


@transaction.atomic
def refer(melding, *, partner, grond, doel, tekst, by, convenant=None, noodzaak="", belang="", plek="", toelichting="",
          bijlagen=(), vraagt_toestemming=False, versie=None, now=None):  # fmt: skip
    """Share an edited copy with a partner; gives the Verwijzing.

    On a ground that asks for the chief it is put ready (“klaargezet”), unless `by` is chief or deputy. `bijlagen` are
    photos of this melding. With `vraagt_toestemming` the reporter is asked whether the contact data may be shared too;
    until then, and without it, the partner gets none. Raises NotAllowed and Changed.
    """
    handeling = begin(melding, by=by, versie=versie, now=now)
    melding = handeling.melding
    require_open(handeling)
    require(melding.status != Status.HEROPENVERZOEK, _("Beoordeel eerst het verzoek om te heropenen."))
    require_ground(
        partner=partner, grond=grond, convenant=convenant, categorie=melding.categorie, doel=doel, noodzaak=noodzaak,
        belang=belang, day=handeling.today,
    )  # fmt: skip
    taken = Verwijzing.objects.open().filter(melding=melding, partner=partner).exists()
    require(not taken, _("Deze melding ligt al bij deze partner."))
    has_contact = melding.contactvorm == Contactvorm.MET_NAAM and not melding.ingetrokken_op
    require(has_contact or not vraagt_toestemming, _("Deze melder gaf geen gegevens. U kunt die dus niet delen."))
    own_it(handeling)
    is_sent = not grond.eist_chef or leads(by, melding, handeling.now)
    verwijzing = Verwijzing(
        nummer=new_nummer(), melding=melding, partner=partner, status=V.VERZONDEN if is_sent else V.KLAARGEZET,
        grond=grond, convenant=convenant, doel=doel.strip(), noodzaak=noodzaak.strip(), belang=belang.strip(),
        categorie=melding.categorie, tekst=require_text(tekst), plek=plek.strip(), toelichting=toelichting.strip(),
        toestemming=Toestemming.GEVRAAGD if vraagt_toestemming else Toestemming.GEEN, van=by,
        aangemaakt_op=handeling.now,
    )  # fmt: skip
    stap = Stap(handeling, verwijzing, "")
    if is_sent:
        stamp(stap)
    verwijzing.save(force_insert=True)
    share(verwijzing, bijlagen)
    log_step(verwijzing, STEP(verwijzing.status), by, handeling.now)
    hand_in(stap)
    return verwijzing


def leads(by, melding, now):
    """Whether somebody is chief or deputy of the team of this melding."""
    return Melding.objects.led_by(by, now).filter(pk=melding.pk).exists()


def share(verwijzing, bijlagen):
    own = all(one.melding_id == verwijzing.melding_id for one in bijlagen)
    require(own and len(bijlagen) <= MOST_PHOTOS, _("Deze foto’s kunt u niet delen."))
    GedeeldeBijlage.objects.bulk_create(GedeeldeBijlage(verwijzing=verwijzing, bijlage=one) for one in bijlagen)


def stamp(stap):
    """The moment of sending, and by when the partner answers."""
    verwijzing = stap.verwijzing
    verwijzing.verzonden_op, verwijzing.verzonden_door = stap.now, stap.by
    verwijzing.antwoord_voor_datum = add_working_days(stap.today, settings.PARTNER_ACCEPT_WORKING_DAYS)


def hand_in(stap):
    """What follows from putting it ready or sending it: the melding goes along, the partner and the resident hear."""
    handeling, verwijzing = stap.handeling, stap.verwijzing
    if verwijzing.status == V.KLAARGEZET:
        if handeling.van == Status.ONTVANGEN:
            go(handeling, Status.IN_BEHANDELING)
        finish_melding(handeling, EVENT.VERWIJZING, **facts(verwijzing))
        return
    if handeling.van != Status.VERWEZEN:
        go(handeling, Status.VERWEZEN)
    follow(handeling)
    finish_melding(handeling, EVENT.VERWEZEN, **facts(verwijzing))
    ring_partner(verwijzing.partner)
    put("after_refer", verwijzing_id=verwijzing.pk)
    send_news(handeling.melding)


def follow(handeling):
    """The resident hears more on the first day on which a partner should have said or done something."""
    there = Verwijzing.objects.at_partner().filter(melding=handeling.melding).order_by("pk")
    days = [one.verwacht_datum or one.antwoord_voor_datum for one in there]
    handeling.melding.antwoord_voor_datum = handeling.melding.beloofd_datum = min(days)
    handeling.melding.escalatie = 0


@transaction.atomic
def send(verwijzing, *, by, versie=None, now=None):
    """The chief or deputy sends what was put ready; the ground must still allow it."""
    stap = begin_step(verwijzing, by=by, actors=(POLICE,), now=now, versie=versie)
    require(leads(by, stap.melding, stap.now), NOT_CHIEF)
    go_to(stap, V.VERZONDEN)
    one = stap.verwijzing
    require_ground(
        partner=one.partner, grond=one.grond, convenant=one.convenant, categorie=one.categorie, doel=one.doel,
        noodzaak=one.noodzaak, belang=one.belang, day=stap.today,
    )  # fmt: skip
    stamp(stap)
    finish_step(stap, STEP.VERZONDEN)
    hand_in(stap)
    return one


@transaction.atomic
def withdraw(verwijzing, *, reden, by, versie=None, now=None):
    """Take it back from the partner: sight ends at its next request. `reden` is for the police only."""
    stap = begin_step(verwijzing, by=by, actors=(POLICE,), now=now, versie=versie)
    go_to(stap, V.INGETROKKEN)
    stap.verwijzing.reden = require_text(reden)
    finish_step(stap, STEP.INGETROKKEN)
    if stap.verwijzing.verzonden_op:
        ring_partner(stap.verwijzing.partner)
    return leave(stap)


@transaction.atomic
def show_sentence(verwijzing, *, tekst, by, versie=None, now=None):
    """The officer lets the resident read the partner's sentence, as it is or edited."""
    stap = begin_step(verwijzing, by=by, actors=(POLICE,), now=now, versie=versie)
    can_show = stap.van == V.GEREED and not stap.verwijzing.slotzin_getoond_op
    require(can_show, _("Er is geen zin die de bewoner nog niet leest."))
    stap.verwijzing.slotzin, stap.verwijzing.slotzin_getoond_op = require_text(tekst), stap.now
    send_news(stap.melding)
    return finish_step(stap, STEP.SLOTZIN)


@transaction.atomic
def record_consent(verwijzing, *, hoe, by, versie=None, now=None):
    """The officer writes down that the reporter gave consent otherwise, at the phone or the spreekuur, and how."""
    stap = begin_step(verwijzing, by=by, actors=(POLICE,), now=now, versie=versie)
    require(Melder.objects.filter(pk=stap.melding.pk).exists(), _("Van deze melder zijn geen gegevens."))
    require(stap.verwijzing.is_open, _("Dit kan niet meer. De verwijzing is voorbij."))
    jot(stap.handeling, require_text(hoe))
    return set_consent(stap, Toestemming.GEGEVEN)


# --- the partner ------------------------------------------------------------------------------------------------------


@transaction.atomic
def accept(verwijzing, *, verwacht_datum, by, versie=None, now=None):
    """The partner takes it, and expects to be ready on a date."""
    stap = begin_step(verwijzing, by=by, actors=(PARTNER,), now=now, versie=versie)
    go_to(stap, V.GEACCEPTEERD)
    require(verwacht_datum >= stap.today, _("Kies een dag die nog komt."))
    require(verwacht_datum <= stap.today + LONGEST, _("Kies een dag binnen een jaar."))
    one = stap.verwijzing
    one.geaccepteerd_op, one.verwacht_datum = stap.now, verwacht_datum
    in_time = add_working_days(stap.today, settings.PARTNER_FINISH_WORKING_DAYS)
    one.klaar_voor_datum = max(in_time, add_working_days(verwacht_datum, 0))
    one.escalatie = 0
    if isinstance(by, Medewerker) and one.behandelaar_id is None:
        one.behandelaar = by
    finish_step(stap, STEP.GEACCEPTEERD, verwacht=verwacht_datum.isoformat())
    follow(stap.handeling)
    finish_melding(stap.handeling, EVENT.VERWIJZING, **facts(one))
    send_news(stap.melding)
    return one


@transaction.atomic
def refuse(verwijzing, *, reden, by, betere_plek="", versie=None, now=None):
    """Not for this partner, with the reason and, if known, the better place."""
    stap = begin_step(verwijzing, by=by, actors=(PARTNER,), now=now, versie=versie)
    go_to(stap, V.GEWEIGERD)
    stap.verwijzing.reden, stap.verwijzing.betere_plek = require_text(reden), betere_plek.strip()
    finish_step(stap, STEP.GEWEIGERD)
    return leave(stap)


@transaction.atomic
def give_back(verwijzing, *, reden, by, versie=None, now=None):
    """The partner started, and gives it back with the reason."""
    stap = begin_step(verwijzing, by=by, actors=(PARTNER,), now=now, versie=versie)
    go_to(stap, V.TERUGGEGEVEN)
    stap.verwijzing.reden = require_text(reden)
    finish_step(stap, STEP.TERUGGEGEVEN)
    return leave(stap)


@transaction.atomic
def finish(verwijzing, *, slotzin, by, versie=None, now=None):
    """Ready, with one sentence for the resident: shown at once where the agreement says so, else after the officer."""
    stap = begin_step(verwijzing, by=by, actors=(PARTNER,), now=now, versie=versie)
    go_to(stap, V.GEREED)
    one = stap.verwijzing
    one.slotzin = require_text(slotzin)
    if one.convenant and one.convenant.toont_direct:
        one.slotzin_getoond_op = stap.now
    finish_step(stap, STEP.GEREED)
    return leave(stap)


def leave(stap):
    """What follows from an end: the owner sees that something came in; after the last one the melding returns."""
    handeling = stap.handeling
    melding = handeling.melding
    if melding.status == Status.VERWEZEN:
        if Verwijzing.objects.at_partner().filter(melding=melding).exists():
            follow(handeling)
        else:
            go(handeling, Status.IN_BEHANDELING)
            promise(handeling)
    if not handeling.is_person:
        melding.antwoord_sinds = melding.antwoord_sinds or stap.now
    finish_melding(handeling, EVENT.VERWIJZING, **facts(stap.verwijzing))
    send_news(melding)
    return stap.verwijzing


@transaction.atomic
def assign(verwijzing, *, aan, by, versie=None, now=None):
    """A coordinator gives a case to a colleague, or anybody takes it; `aan` None: to nobody."""
    stap = begin_step(verwijzing, by=by, actors=(PARTNER,), now=now, versie=versie)
    require(stap.verwijzing.is_open, _("Dit kan niet meer. De zaak is voorbij."))
    is_person = isinstance(by, Medewerker)
    may = is_person and (by.is_coordinator or (aan is not None and aan.pk == by.pk))
    require(may, _("Alleen de coördinator verdeelt zaken. U kunt een zaak wel zelf nemen."))
    is_colleague = aan is None or (aan.is_active and aan.partner_id == stap.verwijzing.partner_id)
    require(is_colleague, _("Kies een collega die nog bij u werkt."))
    stap.verwijzing.behandelaar = aan
    return finish_step(stap, STEP.TOEGEWEZEN, aan=aan and aan.pk)


@transaction.atomic
def set_zaaknummer(verwijzing, *, zaaknummer, by, versie=None, now=None):
    """The partner's own number of the case."""
    stap = begin_step(verwijzing, by=by, actors=(PARTNER,), now=now, versie=versie)
    stap.verwijzing.zaaknummer = zaaknummer.strip()[:40]
    put("index_referral", verwijzing_id=stap.verwijzing.pk)
    return finish_step(stap, STEP.ZAAKNUMMER)


@transaction.atomic
def note(verwijzing, *, tekst, by, now=None):
    """An internal note of the partner; nobody of the police reads it."""
    stap = begin_step(verwijzing, by=by, actors=(PARTNER,), now=now)
    require(isinstance(by, Medewerker), NOT_YOURS)
    notitie = Partnernotitie.objects.create(verwijzing=stap.verwijzing, door=by, op=stap.now, tekst=require_text(tekst))
    log_step(stap.verwijzing, STEP.NOTITIE, by, stap.now, van_status=stap.van)
    return notitie


# --- both, the reporter and the system --------------------------------------------------------------------------------


@transaction.atomic
def say(verwijzing, *, tekst, by, is_gevaar=False, now=None):
    """A message in the dialogue of officer and partner. “Gevaar” of the partner alerts the officer and chief at once.

    Never shown to the resident. Gives the Verwijzingbericht.
    """
    stap = begin_step(verwijzing, by=by, actors=(POLICE, PARTNER), now=now)
    is_gevaar = is_gevaar and stap.is_of_partner
    can_speak = stap.verwijzing.status in V.at_partner() or is_gevaar
    require(can_speak, _("Dit kan niet meer. De zaak is voorbij."))
    bericht = Verwijzingbericht.objects.create(
        verwijzing=stap.verwijzing, is_van_partner=stap.is_of_partner, is_gevaar=is_gevaar,
        door=by if isinstance(by, Medewerker) else None, op=stap.now, tekst=require_text(tekst),
    )  # fmt: skip
    log_step(stap.verwijzing, STEP.GEVAAR if is_gevaar else STEP.BERICHT, by, stap.now, van_status=stap.van)
    put("index_referral", verwijzing_id=stap.verwijzing.pk)
    if not stap.is_of_partner:
        ring_partner(stap.verwijzing.partner)
        log_on_melding(stap)
        return bericht
    melding = stap.melding
    melding.antwoord_sinds = melding.antwoord_sinds or stap.now
    if is_gevaar:
        melding.is_dringend = True
        alert(stap.handeling)
    finish_melding(stap.handeling, EVENT.VERWIJZING, **facts(stap.verwijzing), gevaar=is_gevaar)
    return bericht


@transaction.atomic
def give_consent(verwijzing, *, by=MELDER, now=None):
    """The reporter lets this partner read the contact data, from its next request on (PRODUCT R25)."""
    stap = begin_step(verwijzing, by=by, actors=(MELDER,), now=now)
    can_give = stap.verwijzing.is_open and stap.verwijzing.toestemming != Toestemming.GEEN
    require(can_give, _("Dit kan niet meer. Deze partner vraagt uw gegevens niet."))
    return set_consent(stap, Toestemming.GEGEVEN)


@transaction.atomic
def withdraw_consent(verwijzing, *, by=MELDER, now=None):
    """The reporter says no, or takes consent back: at its next request the partner reads nothing of it any more."""
    stap = begin_step(verwijzing, by=by, actors=(MELDER,), now=now)
    require(stap.verwijzing.toestemming != Toestemming.GEEN, _("Deze partner vroeg uw gegevens niet."))
    return set_consent(stap, Toestemming.GEWEIGERD)


def set_consent(stap, toestemming):
    if stap.verwijzing.toestemming == toestemming:
        return stap.verwijzing
    stap.verwijzing.toestemming = toestemming
    finish_step(stap, STEP.TOESTEMMING, toestemming=str(toestemming))
    log_on_melding(stap)
    if stap.verwijzing.status in V.at_partner():
        ring_partner(stap.verwijzing.partner)
    return stap.verwijzing


@transaction.atomic
def expire(verwijzing, *, by=SYSTEEM, now=None):
    """The partner did not answer within the last of PARTNER_TERMS: it returns to the officer."""
    stap = begin_step(verwijzing, by=by, actors=(SYSTEEM,), now=now)
    is_over = stap.van == V.VERZONDEN and level(stap.verwijzing, stap.today) == len(settings.PARTNER_TERMS)
    require(is_over, _("De partner heeft nog tijd om te antwoorden."))
    go_to(stap, V.VERLOPEN)
    stap.verwijzing.escalatie = len(settings.PARTNER_TERMS)
    finish_step(stap, STEP.VERLOPEN)
    return leave(stap)
