"""What happened and who looked: append-only, without free text or personal data of the reporter (SAFETY S10, S11)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meldingen.geheim import GeheimeTekst
from meldingen.models.meldingen import Melding
from meldingen.models.statussen import Status


def append_only():
    """Triggers that refuse every change to rows that are there. Fresh ones for each model."""
    return [
        pgtrigger.Protect(name="alleen_toevoegen", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="niet_legen",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'Cannot truncate table %', TG_TABLE_NAME;",
        ),
    ]


class Actor(models.TextChoices):
    MELDER = "melder", _("de melder")
    MEDEWERKER = "medewerker", _("een medewerker")
    PARTNER = "partner", _("een partner")
    SYSTEEM = "systeem", _("het systeem")


class GebeurtenisQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("op", "pk")


class Gebeurtenis(models.Model):
    """One line of the log of a melding."""

    class Soort(models.TextChoices):
        ONTVANGEN = "ontvangen", _("ontvangen")
        OPGEPAKT = "opgepakt", _("opgepakt")
        GEVRAAGD = "gevraagd", _("vraag aan de melder")
        GEANTWOORD = "geantwoord", _("antwoord van de melder")
        BERICHT = "bericht", _("bericht")
        AFGEHANDELD = "afgehandeld", _("afgehandeld")
        AFGEWEZEN = "afgewezen", _("afgewezen")
        HEROPENING_GEVRAAGD = "heropening_gevraagd", _("heropening gevraagd")
        HEROPEND = "heropend", _("heropend")
        SAMENGEVOEGD = "samengevoegd", _("samengevoegd")
        INGETROKKEN = "ingetrokken", _("ingetrokken")
        VERPLAATST = "verplaatst", _("verplaatst")
        OVERGEDRAGEN = "overgedragen", _("overgedragen")
        GENOTEERD = "genoteerd", _("notitie")
        VOORVAL = "voorval", _("voorval toegevoegd")
        TOESTEMMING = "toestemming", _("toestemming gewijzigd")
        BEOORDEELD = "beoordeeld", _("vermoeden beoordeeld")
        GEALARMEERD = "gealarmeerd", _("gealarmeerd")
        TERMIJN = "termijn", _("termijn voorbij")
        WAARDERING = "waardering", _("waardering gegeven")
        VOLGMAIL = "volgmail", _("e-mail bij nieuws gewijzigd")
        GEWIST = "gewist", _("gegevens gewist")
        GEBELD = "gebeld", _("de melder is gebeld")
        NIEUWE_CODE = "nieuwe_code", _("nieuwe code gegeven")
        TITEL = "titel", _("titel gewijzigd")
        GEESCALEERD = "geescaleerd", _("termijn voorbij: doorgegeven")
        WAARNEMING = "waarneming", _("eigenaar door afwezigheid gewijzigd")
        VERWEZEN = "verwezen", _("naar een partner")
        VERWIJZING = "verwijzing", _("nieuws van een partner")

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="gebeurtenissen")
    soort = models.CharField(_("soort"), choices=Soort, max_length=20)
    van_status = models.CharField(_("van"), choices=Status, blank=True, max_length=20)
    naar_status = models.CharField(_("naar"), choices=Status, blank=True, max_length=20)
    actor = models.CharField(_("wie"), choices=Actor, max_length=10)
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("door")
    )
    op = models.DateTimeField(_("op"), db_default=Now())
    gegevens = models.JSONField(_("gegevens"), default=dict, help_text=_("codes, nummers en datums; nooit vrije tekst"))

    objects = GebeurtenisQuerySet.as_manager()

    class Meta:
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")
        indexes = [models.Index("op", name="gebeurtenis_op")]
        triggers = append_only()

    def __str__(self):
        return f"{self.melding_id} {self.soort}"


class Inzage(models.Model):
    """One line of the read log: who saw what, and why."""

    class Wat(models.TextChoices):
        VERHAAL = "verhaal", _("verhaal")
        MELDER = "melder", _("gegevens van de melder")
        BIJLAGE = "bijlage", _("bijlage")
        LIJST = "lijst", _("lijst met verhalen")
        UITVOER = "uitvoer", _("uitvoer")
        AFDRUK = "afdruk", _("afdruk")
        OVERDRACHT = "overdracht", _("tekst voor een ander systeem")

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="inzagen")
    wat = models.CharField(_("wat"), choices=Wat, max_length=10)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door"))
    op = models.DateTimeField(_("op"), db_default=Now())
    reden = GeheimeTekst()

    class Meta:
        verbose_name = _("inzage")
        verbose_name_plural = _("inzagen")
        indexes = [models.Index("op", name="inzage_op")]
        triggers = append_only()

    def __str__(self):
        return f"{self.melding_id} {self.wat}"
