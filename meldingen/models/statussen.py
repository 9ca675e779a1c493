"""The states of a melding and the steps between them: one table, for the workflow and for the database (PRODUCT §4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    ONTVANGEN = "ontvangen", _("ontvangen")
    IN_BEHANDELING = "in_behandeling", _("in behandeling")
    WACHT_OP_MELDER = "wacht_op_melder", _("wacht op melder")
    VERWEZEN = "verwezen", _("bij partner")
    HEROPENVERZOEK = "heropenverzoek", _("heropenverzoek")
    AFGEHANDELD = "afgehandeld", _("afgehandeld")
    AFGEWEZEN = "afgewezen", _("afgewezen")
    SAMENGEVOEGD = "samengevoegd", _("samengevoegd")
    INGETROKKEN = "ingetrokken", _("ingetrokken")

    @classmethod
    def ended(cls):
        """States in which nobody has anything to do."""
        return [cls.AFGEHANDELD, cls.AFGEWEZEN, cls.SAMENGEVOEGD, cls.INGETROKKEN]

    @classmethod
    def opened(cls):
        return [status for status in cls if status not in cls.ended()]


S = Status
# From a state to the states that may follow it. What else a step needs stands in workflow.py.
TRANSITIONS = {
    S.ONTVANGEN: {
        *(S.IN_BEHANDELING, S.WACHT_OP_MELDER, S.VERWEZEN),
        *(S.AFGEHANDELD, S.AFGEWEZEN, S.SAMENGEVOEGD, S.INGETROKKEN),
    },
    S.IN_BEHANDELING: {
        *(S.WACHT_OP_MELDER, S.VERWEZEN),
        *(S.AFGEHANDELD, S.AFGEWEZEN, S.SAMENGEVOEGD, S.INGETROKKEN),
    },
    S.WACHT_OP_MELDER: {S.IN_BEHANDELING, S.VERWEZEN, S.AFGEHANDELD, S.INGETROKKEN},
    S.VERWEZEN: {S.IN_BEHANDELING, S.AFGEHANDELD, S.INGETROKKEN},
    S.HEROPENVERZOEK: {S.IN_BEHANDELING, S.AFGEHANDELD, S.INGETROKKEN},
    S.AFGEHANDELD: {S.IN_BEHANDELING, S.HEROPENVERZOEK},
    S.AFGEWEZEN: {S.IN_BEHANDELING, S.HEROPENVERZOEK},
    S.SAMENGEVOEGD: set(),
    S.INGETROKKEN: set(),
}
STEPS = sorted((str(before), str(after)) for before, following in TRANSITIONS.items() for after in following)


class Uitkomst(models.TextChoices):
    OPGELOST = "opgelost", _("opgelost")
    AANGESPROKEN = "aangesproken", _("aangesproken")
    TOEZICHT = "toezicht", _("toezicht")
    INFORMATIE_GEBRUIKT = "informatie_gebruikt", _("informatie gebruikt")
    OVERGEDRAGEN = "overgedragen", _("overgedragen")
    ADVIES = "advies", _("advies")
    GEEN_ACTIE = "geen_actie", _("geen actie")
    NIET_VOOR_POLITIE = "niet_voor_politie", _("niet voor de politie")
    ONVOLDOENDE_INFORMATIE = "onvoldoende_informatie", _("onvoldoende informatie")


class Afwijsreden(models.TextChoices):
    SPAM = "spam", _("spam")
    DUBBEL = "dubbel", _("dubbel")
    NIET_VOOR_ONS = "niet_voor_ons", _("niet voor ons")
    ONBEGRIJPELIJK = "onbegrijpelijk", _("niet te begrijpen")
    MISBRUIK = "misbruik", _("misbruik")


class Contactvorm(models.TextChoices):
    """What a list shows instead of the reporter."""

    MET_NAAM = "met_naam", _("Met naam")
    ANONIEM = "anoniem", _("Anoniem")
    GEEN = "geen", _("Geen contact")


class MagPraten(models.TextChoices):
    """May the officer speak with the person it is about?"""

    JA = "ja", _("Ja")
    ZONDER_MIJ = "zonder_mij", _("Ja, maar zeg niet dat het van mij komt")
    EERST_VRAGEN = "eerst_vragen", _("Vraag het mij eerst")
    NEE = "nee", _("Nee")


class JaNee(models.TextChoices):
    JA = "ja", _("Ja")
    NEE = "nee", _("Nee")
    WEET_NIET = "weet_niet", _("Weet ik niet")


class Delen(models.TextChoices):
    """A general wish about sharing with a partner; each referral with data still asks consent."""

    MET = "met", _("Ja, met mijn gegevens")
    ZONDER = "zonder", _("Ja, maar zonder mijn gegevens")
    NIET = "niet", _("Nee, liever niet")


class Wanneer(models.TextChoices):
    NU = "nu", _("Nu, of nog geen uur geleden")
    EEN_KEER = "een", _("Eén keer, op een andere dag")
    VAKER = "vaak", _("Vaker")
    WEET_NIET = "weetniet", _("Weet ik niet precies")


class Dagdeel(models.TextChoices):
    OCHTEND = "ochtend", _("ochtend")
    MIDDAG = "middag", _("middag")
    AVOND = "avond", _("avond")
    NACHT = "nacht", _("nacht")


class Vermoeden(models.TextChoices):
    """What fixed words in a story may point to: the badge “Mogelijk …”."""

    GEWELD_THUIS = "geweld_thuis", _("Mogelijk geweld thuis")
    ZELFDODING = "zelfdoding", _("Mogelijk gevaar voor zichzelf")
    WAPEN = "wapen", _("Mogelijk een wapen")
    BEDREIGING = "bedreiging", _("Mogelijk een bedreiging")
    GEVAAR = "gevaar", _("Mogelijk gevaar")
