"""What follows from reading a melding: it was opened, a badge was judged; and a new code for who lost it."""

from datetime import time

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker
from agenten.spreekuren import at, local_date
from meldingen.codes import code_of, hash_of
from meldingen.handelingen import EVENT, NOT_YOURS, begin, finish, require
from meldingen.models import Inzage, Melder, Melding, Vermoeden, Volgsessie

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
def renew_code(melding, *, key, by, now=None):
    """Who gave a name and lost the code gets another, made from a new random `key`; the old one opens nothing more.

    By a medewerker at the spreekuur, or by the system for an e-mail address that was confirmed. Nobody but the melder
    sees the code: it is not stored, and not given back.
    """
    from_spreekuur = isinstance(by, Medewerker)
    handeling = begin(melding, by=by, now=now, actors=(Medewerker, "systeem"))
    melder = Melder.objects.filter(pk=melding.pk).first()
    is_known = bool(melder) and (from_spreekuur or bool(melder.email_bevestigd_op))
    require(is_known, _("Alleen wie een naam of bevestigd e-mailadres gaf, kan een nieuwe code krijgen."))
    handeling.melding.code_hash = hash_of(code_of(key))
    Volgsessie.objects.filter(melding=handeling.melding).delete()  # whoever came in with the old one is out
    return finish(handeling, EVENT.NIEUWE_CODE)
