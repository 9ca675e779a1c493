"""Figures of a closed quarter, computed once and then as they are (PRODUCT O11, O23, R20)."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agenten.models import Basisteam


class KwartaalcijfersQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-begin", "basisteam__naam", "pk")


class Kwartaalcijfers(models.Model):
    basisteam = models.ForeignKey(Basisteam, models.PROTECT, related_name="+", verbose_name=_("basisteam"))
    begin = models.DateField(_("eerste dag van het kwartaal"))
    cijfers = models.JSONField(_("cijfers"), help_text=_("aantallen; groepen onder 5 zijn al samengenomen"))
    vastgesteld_op = models.DateTimeField(_("vastgesteld op"), db_default=Now())

    objects = KwartaalcijfersQuerySet.as_manager()

    class Meta:
        verbose_name = _("kwartaalcijfers")
        verbose_name_plural = _("kwartaalcijfers")
        constraints = [models.UniqueConstraint("basisteam", "begin", name="kwartaalcijfers_uniek")]
        triggers = [pgtrigger.Protect(name="vastgesteld", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{self.basisteam_id} {self.begin}"
