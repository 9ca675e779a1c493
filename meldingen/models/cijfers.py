"""Figures of a closed quarter, computed once and then as they are (PRODUCT O11, O23, R20)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agenten.models import Basisteam


class Kwartaalcijfers(models.Model):
    basisteam = models.ForeignKey(Basisteam, models.PROTECT, related_name="+", verbose_name=_("basisteam"))
    begin = models.DateField(_("eerste dag van het kwartaal"))
    cijfers = models.JSONField(_("cijfers"), help_text=_("aantallen; groepen onder 5 zijn al samengenomen"))
    vastgesteld_op = models.DateTimeField(_("vastgesteld op"), db_default=Now())

    class Meta:
        verbose_name = _("kwartaalcijfers")
        verbose_name_plural = _("kwartaalcijfers")
        constraints = [models.UniqueConstraint("basisteam", "begin", name="kwartaalcijfers_uniek")]

    def __str__(self):
        return f"{self.basisteam_id} {self.begin}"
