"""Work that one colleague asks of another, or of a collegateam; the melding itself keeps its owner meanwhile."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agenten.models import Collegateam, Wijkagent
from meldingen.geheim import GeheimeTekst
from meldingen.models.meldingen import Melding


class OverdrachtQuerySet(models.QuerySet):
    def open(self):
        return self.filter(stand__in=Overdracht.Stand.opened())

    def addressed_to(self, user):
        """What was asked of somebody, or of a collegateam he or she belongs to. Never about that person."""
        to_me = Q(aan=user) | Q(collegateam__in=user.collegateams.values("pk"))
        officers = list(Wijkagent.objects.filter(medewerker=user).order_by("pk").values_list("pk", flat=True))
        about_me = Q(melding__betrokkenen__contains=[user.pk]) | Q(melding__betrokken_wijkagenten__overlap=officers)
        return self.filter(to_me).exclude(about_me)

    def in_order(self):
        return self.order_by("op", "pk")


class Overdracht(models.Model):
    """One request to a colleague or a collegateam: for help, or to take the melding over for good."""

    class Stand(models.TextChoices):
        GEVRAAGD = "gevraagd", _("gevraagd")
        AANGENOMEN = "aangenomen", _("aangenomen")
        GEWEIGERD = "geweigerd", _("geweigerd")
        TERUGGEGEVEN = "teruggegeven", _("teruggegeven")
        VERVALLEN = "vervallen", _("vervallen")

        @classmethod
        def opened(cls):
            return [cls.GEVRAAGD, cls.AANGENOMEN]

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="overdrachten")
    van = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("van"))
    aan = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("aan collega")
    )
    collegateam = models.ForeignKey(
        Collegateam, models.PROTECT, null=True, related_name="+", verbose_name=_("aan collegateam")
    )
    is_voor_goed = models.BooleanField(_("voor goed"), default=False)
    voor_datum = models.DateField(_("klaar vóór"))
    stand = models.CharField(_("stand"), choices=Stand, default=Stand.GEVRAAGD, max_length=12)
    op = models.DateTimeField(_("op"), db_default=Now())
    beantwoord_op = models.DateTimeField(_("beantwoord op"), null=True)
    beantwoord_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    tekst = GeheimeTekst()
    antwoord = GeheimeTekst()

    objects = OverdrachtQuerySet.as_manager()

    class Meta:
        verbose_name = _("overdracht")
        verbose_name_plural = _("overdrachten")
        constraints = [
            models.CheckConstraint(
                name="overdracht_aan_een_van_beiden",
                condition=Q(aan__isnull=False, collegateam__isnull=True)
                | Q(aan__isnull=True, collegateam__isnull=False),
            ),
            models.CheckConstraint(name="overdracht_aan_een_ander", condition=~Q(aan=models.F("van"))),
            models.UniqueConstraint(
                "melding", name="overdracht_een_voor_goed", condition=Q(is_voor_goed=True, stand="gevraagd")
            ),
        ]

    def __str__(self):
        return f"{self.melding_id} {self.stand}"
