"""What is said about a melding: to and from the resident, and among colleagues. Two models, never mixed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meldingen.geheim import GeheimeBytes, GeheimeTekst
from meldingen.models.meldingen import Melding

MOST_PHOTOS = 5


class BoodschapQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("op", "pk")


class Boodschap(models.Model):
    """A public message: the resident reads it with the code, or wrote it."""

    class Soort(models.TextChoices):
        VRAAG = "vraag", _("vraag aan de melder")
        ANTWOORD = "antwoord", _("antwoord van de melder")
        BERICHT = "bericht", _("bericht")
        AFSLUITING = "afsluiting", _("afsluiting")
        HEROPENING = "heropening", _("verzoek om te heropenen")

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="boodschappen")
    soort = models.CharField(_("soort"), choices=Soort, default=Soort.BERICHT, max_length=12)
    is_van_melder = models.BooleanField(_("van de melder"))
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("door")
    )
    op = models.DateTimeField(_("op"), db_default=Now())
    tekst = GeheimeTekst()

    objects = BoodschapQuerySet.as_manager()

    class Meta:
        verbose_name = _("boodschap")
        verbose_name_plural = _("boodschappen")
        constraints = [
            models.CheckConstraint(
                name="boodschap_van_een_van_beiden",
                condition=Q(is_van_melder=True, door__isnull=True) | Q(is_van_melder=False),
            )
        ]

    def __str__(self):
        return f"{self.melding_id} {self.soort}"


class Notitie(models.Model):
    """An internal note. No path shows it to a resident or a partner."""

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="notities")
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    op = models.DateTimeField(_("op"), db_default=Now())
    tekst = GeheimeTekst()

    class Meta:
        verbose_name = _("notitie")
        verbose_name_plural = _("notities")

    def __str__(self):
        return f"{self.melding_id} {self.pk}"


class Bijlage(models.Model):
    """A photo, re-encoded and encrypted. With a boodschap it belongs to that message, without to the melding."""

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="bijlagen")
    boodschap = models.ForeignKey(Boodschap, models.CASCADE, null=True, related_name="bijlagen", db_index=False)
    kenmerk = models.UUIDField(unique=True)
    grootte = models.PositiveIntegerField(_("grootte"), help_text=_("bytes"))
    op = models.DateTimeField(_("op"), db_default=Now())
    inhoud = GeheimeBytes()

    class Meta:
        verbose_name = _("bijlage")
        verbose_name_plural = _("bijlagen")

    def __str__(self):
        return str(self.kenmerk)


class Voorval(models.Model):
    """One line of the diary: it happened again."""

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="voorvallen")
    datum = models.DateField(_("datum"))
    tijd = models.TimeField(_("tijd"), null=True)
    minuten = models.PositiveSmallIntegerField(_("minuten"), null=True)
    tekst = GeheimeTekst()
    op = models.DateTimeField(_("op"), db_default=Now())

    class Meta:
        verbose_name = _("voorval")
        verbose_name_plural = _("voorvallen")
        constraints = [
            models.CheckConstraint(
                name="voorval_hoogstens_een_dag", condition=Q(minuten__isnull=True) | Q(minuten__lte=24 * 60)
            )
        ]

    def __str__(self):
        return f"{self.melding_id} {self.datum}"


class Waardering(models.Model):
    """“Bent u geholpen?” after a closing. Never for restricted meldingen."""

    class Antwoord(models.TextChoices):
        JA = "ja", _("Ja")
        BEETJE = "beetje", _("Een beetje")
        NEE = "nee", _("Nee")

    melding = models.OneToOneField(Melding, models.CASCADE, primary_key=True, related_name="waardering")
    antwoord = models.CharField(_("bent u geholpen"), choices=Antwoord, max_length=8)
    tekst = GeheimeTekst()
    op = models.DateTimeField(_("op"), db_default=Now())

    class Meta:
        verbose_name = _("waardering")
        verbose_name_plural = _("waarderingen")

    def __str__(self):
        return f"{self.melding_id} {self.antwoord}"


class Volgmail(models.Model):
    """Where “er is nieuws” goes; kept apart from the reporter's contact data, and gone at the closing."""

    melding = models.OneToOneField(Melding, models.CASCADE, primary_key=True, related_name="volgmail")
    email = GeheimeTekst()
    gevraagd_op = models.DateTimeField(_("gevraagd op"), db_default=Now())
    bevestigd_op = models.DateTimeField(_("bevestigd op"), null=True)

    class Meta:
        verbose_name = _("volgmail")
        verbose_name_plural = _("volgmails")

    def __str__(self):
        return str(self.melding_id)
