"""From a draft to a melding: one value for the check page and for sending, so that what is said is what happens."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

from agenten.models import Basisteam, Wijkagent
from agenten.spreekuren import local_date
from meldingen import concepten, plaatsen, workflow
from meldingen.codes import code_keys, code_of, hashes_of, keyed
from meldingen.inzending import Inzending
from meldingen.models import Bron, Contactvorm, Delen, JaNee, Thema
from meldingen.stappen import is_about_police, place_of, place_words, thema_of
from meldingen.toewijzing import assign, people_for
from meldingen.werkdagen import add_working_days

SHARED_QUESTIONS = ("hoe_weet", "anderen_weten")
FREQUENCY = ("hoe_vaak", "tijden", "nog_bezig")
KENMERK_LETTERS = 40  # of hexadecimal: short enough that an error page does not show it as a text
OF_REPORTER = ("naam", "email", "telefoon", "bellen")


class Gewijzigd(Exception):
    """What is in the draft now is not what the check page showed."""


def inzending_of(invulling, *, is_na_te_kijken=False, find_buurt=plaatsen.buurt_of):
    """The Inzending of a draft with a subject; what is not filled in yet is empty."""
    buurt, gemeente = place_of(invulling)
    wat, wanneer = invulling.of("wat"), invulling.of("wanneer")
    is_this_moment = wanneer.get("wanneer") == wat.get("wanneer")
    day = wanneer.get("datum") if is_this_moment else ""
    delen = invulling.of("delen")
    place = {
        "buurt": find_buurt(buurt) if buurt else None,
        "gemeente": plaatsen.gemeente_of(gemeente) if gemeente and not buurt else None,
    }
    return Inzending(
        groep=invulling.groep,
        categorie=None if invulling.is_onbekend else invulling.categorie,
        **place,
        verhaal=wat.get("verhaal", ""),
        wanneer=wat.get("wanneer", ""),
        gebeurd_datum=date.fromisoformat(day) if day else None,
        dagdeel=wanneer.get("dagdeel", "") if is_this_moment else "",
        plek=place_words(invulling),
        antwoorden=answers_of(invulling, is_this_moment=is_this_moment),
        mag_praten=delen.get("mag_praten") or Inzending.mag_praten,
        gevaar=delen.get("gevaar", ""),
        is_over_wijkagent=is_about_police(invulling),
        betrokkene=subject_of(invulling, place),
        thema=find_thema(invulling),
        taal=get_language() or "nl",
        is_na_te_kijken=is_na_te_kijken,
        **reporter_of(invulling),
    )


def reporter_of(invulling):
    """Contact and the wish about sharing. What belongs to another choice than the present one is left out."""
    vorm = invulling.of("contact").get("contactvorm") or Contactvorm.ANONIEM
    delen = invulling.of("delen").get("delen") or Delen.ZONDER
    if vorm != Contactvorm.MET_NAAM:
        return {"contactvorm": vorm, "delen": Delen.ZONDER if delen == Delen.MET else delen}
    page = invulling.of("gegevens")
    given = {name: page.get(name, "") for name in OF_REPORTER}
    may_say = page.get("mag_politie_zeggen") == JaNee.JA
    return {"contactvorm": vorm, "delen": delen, "mag_politie_zeggen": may_say, **given}


def answers_of(invulling, *, is_this_moment):
    """Answers to the questions of the category by their key, and to the shared ones; without those left empty."""
    page = invulling.of("vragen")
    is_this_subject = page.get("onderwerp") == invulling.onderwerp
    given = dict(page.get("antwoorden", {})) if is_this_subject else {}
    given |= {name: page.get(name, "") for name in SHARED_QUESTIONS}
    if is_this_moment:
        given |= {name: invulling.of("wanneer").get(name, "") for name in FREQUENCY}
    if is_about_police(invulling):
        given["wie"] = invulling.of("over-wie").get("wie_anders", "")
    return {name: answer for name, answer in given.items() if answer}


def subject_of(invulling, place):
    """The Wijkagent or teamchef whom it is about; None when it is nobody, somebody else, or not known."""
    pk = invulling.of("over-wie").get("wie", "") if is_about_police(invulling) else ""
    if pk == concepten.CHEF:
        return chief_of(**place)
    return Wijkagent.objects.filter(pk=pk).first() if pk.isdigit() else None


def chief_of(**place):
    """The teamchef of the team that answers for a place, or None."""
    team = people_for(**place, categorie_code="", antwoorden={}, now=timezone.now()).basisteam
    found = Basisteam.objects.select_related("teamchef").filter(pk=team).first()
    return found and found.teamchef


def find_thema(invulling):
    """The Thema that it belongs to; None also when it was taken away meanwhile."""
    pk = thema_of(invulling)
    return Thema.objects.filter(pk=pk).first() if pk else None


def promise_of(inzending, now=None):
    """(working days to the first human reply, the date of the promise)"""
    _is_beperkt, termijn, _vermoeden = inzending.weighed()
    return termijn, add_working_days(local_date(now or timezone.now()), termijn)


def assignment_of(inzending, now=None):
    """Who would get it now. Raises toewijzing.NoTeam."""
    is_beperkt, _termijn, _vermoeden = inzending.weighed()
    return assign(inzending, is_beperkt=is_beperkt, now=now or timezone.now())


def kenmerk(invulling, inzending):
    """What the check page showed, as a keyed hash: of this draft, these words and these photos."""
    photos = ",".join(str(photo.pk) for photo in invulling.fotos)
    return keyed("controle", f"{invulling.sleutel}:{inzending.content_hash().hex()}:{photos}").hex()[:KENMERK_LETTERS]


def send(key, shown, *, is_na_te_kijken=False, by=None, now=None):
    """Make the draft under this key a melding, once; gives it at every retry too. `shown`: the kenmerk that was read.

    Only a check page gives a kenmerk, so what it was made of is complete. At most eight statements without a name.
    `by`: the medewerker who filled it in for somebody else (namens.py); a draft of another is Gewijzigd.
    Raises concepten.Verdwenen, Gewijzigd, toewijzing.NoTeam, and AlreadySent when this key brought something before.
    """
    try:
        return send_locked(key, shown, is_na_te_kijken, by, now)
    except IntegrityError:
        if known := workflow.with_key(key):
            raise workflow.AlreadySent(known) from None
        raise


@transaction.atomic
def send_locked(key, shown, is_na_te_kijken, by, now):
    invulling = concepten.fetch_to_send(key, now)
    if invulling is None:
        raise concepten.Verdwenen
    if invulling.is_verstuurd:
        return invulling.concept.melding
    if invulling.categorie is None or invulling.concept.medewerker_id != (by and by.pk):
        raise Gewijzigd
    inzending = inzending_of(invulling, is_na_te_kijken=is_na_te_kijken, find_buurt=plaatsen.buurt_by_code)
    if not constant_time_compare(shown, kenmerk(invulling, inzending)):
        raise Gewijzigd
    bron = Bron.MEDEWERKER if by else Bron.SITE
    return workflow.take(inzending, key, invulling.concept, bron, by, now or timezone.now())


def code_for(key, melding):
    """The receipt code of a melding that was sent under this key, whichever code key was in use then."""
    codes = [code_of(key, version) for version in code_keys()]
    known = bytes(melding.code_hash)
    return next((code for code in codes if known in hashes_of(code).values()), codes[0])
