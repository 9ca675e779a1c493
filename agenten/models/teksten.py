"""Texts of the site that editors keep, and lists of changes that wait for approval."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Tekst(models.Model):
    """A page of the site (Markdown without HTML), per language."""

    class Sleutel(models.TextChoices):
        UITLEG = "uitleg", _("Wat doet de wijkagent?")
        PRIVACY = "privacy", _("Privacy")
        TOEGANKELIJKHEID = "toegankelijkheid", _("Toegankelijkheid")
        HULP = "hulp", _("Hulp bij deze website")

    sleutel = models.CharField(_("pagina"), choices=Sleutel, max_length=20)
    taal = models.CharField(_("taal"), choices=[("nl", "Nederlands"), ("en", "English")], max_length=2)
    titel = models.CharField(_("titel"), max_length=120)
    samenvatting = models.CharField(_("samenvatting"), max_length=200, help_text=_("Voor zoekmachines."))
    inhoud = models.TextField(_("inhoud"), help_text=_("Markdown: ## kop, - lijst, [tekst](adres), tabel met |."))
    gecontroleerd_op = models.DateField(_("gecontroleerd op"), default=timezone.localdate)

    class Meta:
        verbose_name = _("tekst")
        verbose_name_plural = _("teksten")
        constraints = [models.UniqueConstraint("sleutel", "taal", name="tekst_een_per_taal")]

    def __str__(self):
        return f"{self.titel} ({self.taal})"


class Voorstel(models.Model):
    """What an import of officers or stations would change; nothing happens until somebody approves it."""

    class Soort(models.TextChoices):
        WIJKAGENTEN = "wijkagenten", _("wijkagenten")
        BUREAUS = "bureaus", _("bureaus")

    class Status(models.TextChoices):
        OPEN = "open", _("wacht op een besluit")
        GOEDGEKEURD = "goedgekeurd", _("goedgekeurd")
        AFGEWEZEN = "afgewezen", _("afgewezen")

    soort = models.CharField(_("soort"), choices=Soort, max_length=12)
    bestand = models.CharField(_("bestand"), max_length=200)
    regels = models.JSONField(
        _("verschillen"), help_text=_("per regel: wat (nieuw, gewijzigd, weg), uid, naam, oud, nieuw")
    )
    status = models.CharField(_("status"), choices=Status, default=Status.OPEN, max_length=12)
    ingediend_op = models.DateTimeField(_("ingediend op"), default=timezone.now)
    besloten_op = models.DateTimeField(_("besloten op"), null=True, blank=True)
    besloten_door = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("besloten door"),
    )

    class Meta:
        verbose_name = _("voorstel")
        verbose_name_plural = _("voorstellen")

    def __str__(self):
        return f"{self.get_soort_display()}, {self.bestand}"
