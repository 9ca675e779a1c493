"""Everybody who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rol(models.TextChoices):
    """What somebody does; what each may do stands in rechten.py. Teamchef and deputy stand on the basisteam."""

    WIJKAGENT = "wijkagent", _("wijkagent")
    TEAMLID = "teamlid", _("teamlid")
    REDACTEUR = "redacteur", _("redacteur")
    BEHEERDER = "beheerder", _("functioneel beheerder")
    PRIVACY = "privacy", _("privacyfunctionaris")
    AUDITOR = "auditor", _("auditor")


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

    class Meta:
        verbose_name = _("medewerker")
        verbose_name_plural = _("medewerkers")

    def __str__(self):
        return self.get_full_name() or self.username
