"""What follows from reading a melding: it was opened, a badge was judged; and a new code for who lost it."""

from datetime import time

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker
from agenten.spreekuren import at, local_date
from meldingen import mailing
from meldingen.codes import code_of, hash_of
from meldingen.handelingen import EVENT, MELDER, NOT_YOURS, begin, finish, jot, log, require, require_text
from meldingen.models import Inzage, Melder, Melding, Vermoeden, Volgsessie
from meldingen.zoekwoorden import contact_hashes

MOST_LINKS = 3  # of one reporter at once
WITHOUT_NAME = _("Alleen wie een naam of bevestigd e-mailadres gaf, kan een nieuwe code krijgen.")
LISTED = """
INSERT INTO meldingen_inzage (melding_id, wat, door_id, op, reden)
SELECT melding, 'lijst', %(by)s, %(now)s, '' FROM unnest(%(meldingen)s::bigint[]) melding
WHERE NOT EXISTS (SELECT FROM meldingen_inzage i WHERE i.melding_id = melding AND i.door_id = %(by)s
    AND i.wat = 'lijst' AND i.op >= %(since)s)
"""


@transaction.atomic
def opened(melding, *, by, wat=Inzage.Wat.VERHAAL, reden="", now=None):
    """Somebody reads a melding: one line in the read log; the first time is kept. Gives the melding."""
    handeling = begin(melding, by=by, now=now)
    Inzage.objects.create(melding=handeling.melding, wat=wat, door=by, op=handeling.now, reden=reden)
    if handeling.melding.geopend_op is None:
        handeling.melding.geopend_op = handeling.now
        handeling.melding.save(update_fields=["geopend_op"])
    return handeling.melding


def listed(meldingen, *, by, now=None):
    """Somebody saw the texts of these meldingen (ids) in a list: one line for each, at most once a local day."""
    now = now or timezone.now()
    ids = list(dict.fromkeys(meldingen))
    values = {"meldingen": ids, "by": by.pk, "now": now, "since": at(local_date(now), time.min)}
    if values["meldingen"]:
        with connection.cursor() as cursor:
            cursor.execute(LISTED, values)


@transaction.atomic
def judge(melding, *, is_gevaar, by, versie=None, now=None):
    """Owner or chief judges a badge “Mogelijk …”. It is no danger: the team reads along; it is: the melding narrows."""
    handeling = begin(melding, by=by, versie=versie, now=now)
    melding = handeling.melding
    is_in_charge = Melding.objects.in_charge_of(by, handeling.now).filter(pk=melding.pk).exists()
    require(is_in_charge, NOT_YOURS)
    require(melding.vermoeden and not melding.beoordeeld_op, _("Hier valt niets (meer) te beoordelen."))
    melding.beoordeeld_op = handeling.now
    melding.is_beperkt = melding.is_beperkt or is_gevaar
    return finish(handeling, EVENT.BEOORDEELD, vermoeden=Vermoeden(melding.vermoeden).value, is_gevaar=is_gevaar)


@transaction.atomic
def offer_code(melding, *, reden, by, per_mail=False, now=None):
    """Let who gave a name and lost the code make a new one, with a link (nieuwe_code.py): shown, or by mail.

    `reden`: how `by` knows who it is, kept as a note. By mail only to an address that was confirmed, and never about a
    restricted melding. Gives the melding.
    """
    handeling = begin(melding, by=by, now=now)
    melder = Melder.objects.filter(pk=melding.pk).first()
    require(melder, WITHOUT_NAME)
    if per_mail:
        require(mailing.may_mail_code(handeling.melding, melder), _("Bij deze melding kan dit niet per e-mail."))
        mailing.send_code_link(handeling.melding)
    jot(handeling, require_text(reden))
    return finish(handeling, EVENT.NIEUWE_CODE, stap="mail" if per_mail else "link")


def ask_code(email, *, now=None):
    """Who lost the code asks for the link by mail: about the newest meldingen with this address.

    Only where it was confirmed. Gives nothing back, because nobody may learn whether an address is known here.
    """
    found = Melder.objects.filter(
        email_hash__in=contact_hashes(email), email_bevestigd_op__isnull=False, melding__uit_gebruik_op__isnull=True
    )
    for melder in found.select_related("melding").order_by("-melding__ontvangen_op", "-pk")[:MOST_LINKS]:
        with transaction.atomic():
            handeling = begin(melder.melding, by=MELDER, now=now, actors=(MELDER,))
            if mailing.may_mail_code(handeling.melding, melder):
                mailing.send_code_link(handeling.melding)
                log(handeling.melding, EVENT.NIEUWE_CODE, MELDER, handeling.now, stap="mail")


@transaction.atomic
def renew_code(melding, *, key, by, instead_of=None, now=None):
    """Who gave a name and lost the code gets another, made from a new random `key`; the old one opens nothing more.

    By a medewerker at the spreekuur, or by the system for an e-mail address that was confirmed. Nobody but the melder
    sees the code: it is not stored, and not given back. With `instead_of` only while that hash is still the one of the
    code; the same key once more changes nothing.
    """
    from_spreekuur = isinstance(by, Medewerker)
    handeling = begin(melding, by=by, now=now, actors=(Medewerker, "systeem"))
    melder = Melder.objects.filter(pk=melding.pk).first()
    is_known = bool(melder) and (from_spreekuur or bool(melder.email_bevestigd_op))
    require(is_known, WITHOUT_NAME)
    present, new = bytes(handeling.melding.code_hash), hash_of(code_of(key))
    if present == new:
        return handeling.melding
    require(instead_of in (None, present), _("Deze link is al gebruikt."))
    handeling.melding.code_hash = new
    Volgsessie.objects.filter(melding=handeling.melding).delete()  # whoever came in with the old one is out
    return finish(handeling, EVENT.NIEUWE_CODE)
