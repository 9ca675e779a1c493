"""Everybody who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenten.models.partners import Partner


class Rol(models.TextChoices):
    """What somebody does; what each may do stands in rechten.py. Teamchef and deputy stand on the basisteam."""

    WIJKAGENT = "wijkagent", _("wijkagent")
    TEAMLID = "teamlid", _("teamlid")
    REDACTEUR = "redacteur", _("redacteur")
    BEHEERDER = "beheerder", _("functioneel beheerder")
    PRIVACY = "privacy", _("privacyfunctionaris")
    AUDITOR = "auditor", _("auditor")
    PARTNER = "partner", _("medewerker van een partner")


class Medewerker(AbstractUser):
    rol = models.CharField(_("rol"), choices=Rol, default=Rol.TEAMLID, max_length=12)
    taal = models.CharField(
        _("taal van het beheer"), choices=[("nl", "Nederlands"), ("en", "English")], default="nl", max_length=2
    )
    heeft_sneltoetsen = models.BooleanField(
        _("sneltoetsen"),
        default=True,
        help_text=_("letters als toets in het postvak, bijvoorbeeld P voor “Ik pak dit op”"),
    )

    # Who works for a partner signs in at /partner/ and sees nothing else.
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="medewerkers", verbose_name=_("partner")
    )
    is_coordinator = models.BooleanField(
        _("coördinator"), default=False, help_text=_("verdeelt bij de partner de zaken over collega’s")
    )

    class Meta:
        verbose_name = _("medewerker")
        verbose_name_plural = _("medewerkers")
        constraints = [
            models.CheckConstraint(
                name="medewerker_van_partner",
                condition=Q(rol=Rol.PARTNER, partner__isnull=False, is_staff=False, is_superuser=False)
                | (~Q(rol=Rol.PARTNER) & Q(partner__isnull=True, is_coordinator=False)),
                violation_error_message=_(
                    "Wie bij een partner werkt, heeft die rol en die partner, en komt niet in het beheer."
                ),
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.username
