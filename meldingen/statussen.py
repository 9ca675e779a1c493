"""What the sender of a melding reads of its state: six words, and the only place that chooses one (PRODUCT §4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenten.templatetags.hours import listed
from meldingen.models import Status


class Woord(models.TextChoices):
    ONTVANGEN = "ontvangen", _("Ontvangen")
    IN_BEHANDELING = "in_behandeling", _("In behandeling")
    VRAAG = "vraag", _("Vraag aan u")
    BIJ_PARTNER = "bij_partner", _("Bij een partner")
    AFGEROND = "afgerond", _("Afgerond")
    INGETROKKEN = "ingetrokken", _("Ingetrokken")


WORDS = {
    Status.ONTVANGEN: Woord.ONTVANGEN,
    Status.IN_BEHANDELING: Woord.IN_BEHANDELING,
    Status.WACHT_OP_MELDER: Woord.VRAAG,
    Status.VERWEZEN: Woord.BIJ_PARTNER,
    Status.HEROPENVERZOEK: Woord.IN_BEHANDELING,
    Status.AFGEHANDELD: Woord.AFGEROND,
    Status.AFGEWEZEN: Woord.AFGEROND,
    Status.SAMENGEVOEGD: Woord.IN_BEHANDELING,
    Status.INGETROKKEN: Woord.INGETROKKEN,
}


def in_words(word, partners=()):
    """The word as the sender reads it; at partners with their names: “Bij Gemeente Rivierdam en Stichting De Linde”."""
    if word == Woord.BIJ_PARTNER and partners:
        return _("Bij %(partners)s") % {"partners": listed(partners)}
    return str(word.label)


def word_for(melding):
    """The Woord for the sender of this melding. With a `leidend` it must be loaded: a merged one follows its lead.

    A question to the sender of the lead is none to the others, and nobody learns that a restricted one is at a partner.
    """
    if melding.ingetrokken_op:
        return Woord.INGETROKKEN
    lead = melding.leidend or melding
    word = WORDS[lead.status]
    is_of_another = melding.leidend and (word == Woord.VRAAG or lead.status == Status.INGETROKKEN)
    is_hidden = word == Woord.BIJ_PARTNER and (melding.is_beperkt or lead.is_beperkt)
    return Woord.IN_BEHANDELING if is_of_another or is_hidden else word
