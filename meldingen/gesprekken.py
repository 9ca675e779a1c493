"""Steps around a melding that change no state: notes, the diary, consent, the rating, and mail when there is news."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from meldingen import mailing
from meldingen.handelingen import (
    EVENT,
    MELDER,
    begin,
    finish,
    heed,
    jot,
    require,
    require_open_for_reporter,
    require_text,
)
from meldingen.models import Delen, MagPraten, Status, Volgmail, Voorval, Waardering

MOST_TITLE = 80  # letters


@transaction.atomic
def note(melding, *, tekst, by, now=None):
    """Write an internal note. Gives the Notitie."""
    handeling = begin(melding, by=by, now=now)
    notitie = jot(handeling, require_text(tekst))
    finish(handeling, EVENT.GENOTEERD)
    return notitie


@transaction.atomic
def retitle(melding, *, titel, by, versie=None, now=None):
    """Give it another title in the lists; the words of the reporter stay as they are."""
    handeling = begin(melding, by=by, versie=versie, now=now)
    handeling.melding.titel = require_text(titel)[:MOST_TITLE]
    handeling.melding.save(update_fields=["titel"])
    return finish(handeling, EVENT.TITEL)


@transaction.atomic
def called(melding, *, by, versie=None, now=None):
    """Tick the task “Bel de melder”."""
    handeling = begin(melding, by=by, versie=versie, now=now)
    require(handeling.melding.bel_melder_sinds, _("Deze melder hoeft niet gebeld te worden."))
    handeling.melding.bel_melder_sinds = None
    return finish(handeling, EVENT.GEBELD)


@transaction.atomic
def add_occurrence(melding, *, datum, tijd=None, minuten=None, tekst="", by=MELDER, now=None):
    """A line of the diary: it happened again, on a day that is not in the future. Gives the Voorval."""
    handeling = begin(melding, by=by, now=now, actors=(MELDER,))
    require_open_for_reporter(handeling)
    require(datum <= handeling.today, _("Kies een dag die al geweest is."))
    voorval = Voorval.objects.create(
        melding=handeling.melding, datum=datum, tijd=tijd, minuten=minuten, tekst=tekst.strip(), op=handeling.now
    )
    heed(handeling, voorval.tekst)
    finish(handeling, EVENT.VOORVAL)
    return voorval


@transaction.atomic
def change_consent(melding, *, mag_praten=None, delen=None, by=MELDER, now=None):
    """The melder changes what the police may do: talk with the person it is about, share with a partner."""
    handeling = begin(melding, by=by, now=now, actors=(MELDER,))
    require(not handeling.melding.ingetrokken_op, _("Dit kan niet meer. U trok uw melding in."))
    given = {"mag_praten": (mag_praten, MagPraten), "delen": (delen, Delen)}
    changed = {name: str(value) for name, (value, _choices) in given.items() if value is not None}
    for name, value in changed.items():
        require(value in given[name][1].values, _("Kies een van de antwoorden."))
        setattr(handeling.melding, name, value)
    return finish(handeling, EVENT.TOESTEMMING, **changed)


@transaction.atomic
def rate(melding, *, antwoord, tekst="", by=MELDER, now=None):
    """“Bent u geholpen?” Once, after the closing, never for a restricted melding. Gives the Waardering."""
    handeling = begin(melding, by=by, now=now, actors=(MELDER,))
    melding = handeling.melding
    lead = melding.leidend or melding
    is_closed = lead.status == Status.AFGEHANDELD and not melding.ingetrokken_op
    require(is_closed and not (melding.is_beperkt or lead.is_beperkt), _("Dit kunnen we u nu niet vragen."))
    require(not Waardering.objects.filter(pk=melding.pk).exists(), _("U gaf al antwoord. Dank u wel."))
    require(antwoord in Waardering.Antwoord.values, _("Kies een van de antwoorden."))
    waardering = Waardering.objects.create(melding=melding, antwoord=antwoord, tekst=tekst.strip(), op=handeling.now)
    finish(handeling, EVENT.WAARDERING, antwoord=antwoord)
    return waardering


@transaction.atomic
def set_volgmail(melding, *, email, by=MELDER, now=None):
    """Mail this address when there is news, once its owner confirmed it. Never for a restricted melding."""
    handeling = begin(melding, by=by, now=now, actors=(MELDER,))
    require_open_for_reporter(handeling)
    require(not handeling.melding.is_beperkt, _("Bij deze melding sturen we geen e-mail."))
    fields = {"email": email, "gevraagd_op": handeling.now, "bevestigd_op": None}
    volgmail, _is_new = Volgmail.objects.update_or_create(melding=handeling.melding, defaults=fields)
    mailing.confirm_email(volgmail)
    finish(handeling, EVENT.VOLGMAIL, stap="gevraagd")
    return volgmail


@transaction.atomic
def stop_volgmail(melding, *, by=MELDER, now=None):
    """No mail any more; the address is gone at once."""
    handeling = begin(melding, by=by, now=now, actors=(MELDER,))
    Volgmail.objects.filter(melding=handeling.melding).delete()
    return finish(handeling, EVENT.VOLGMAIL, stap="gestopt")


@transaction.atomic
def confirm_email(row, *, by=MELDER, now=None):
    """The reader of a mail confirmed the address of a Volgmail or Melder (see post.read_token)."""
    handeling = begin(row.melding, by=by, now=now, actors=(MELDER,))
    name = "bevestigd_op" if isinstance(row, Volgmail) else "email_bevestigd_op"
    if getattr(row, name) is None:
        setattr(row, name, handeling.now)
        row.save(update_fields=[name])
        finish(handeling, EVENT.VOLGMAIL, stap="bevestigd")
    return row
