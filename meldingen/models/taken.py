"""The queue of jobs, which procrastinate keeps in tables of its own, as far as we look into it."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

SILENCE = timedelta(seconds=20)  # of a worker that says every 5 s that it lives
LONGEST = timedelta(minutes=15)  # of one job; a mail server may take 10 minutes to answer


class TaakQuerySet(models.QuerySet):
    def asked_op(self, pk):
        """When a job was put in the queue; the same at each of its tries."""
        return (
            ProcrastinateEvent.objects.filter(job=pk, type="deferred")
            .order_by("pk")
            .values_list("at", flat=True)
            .first()
        )

    def failed(self):
        return self.filter(status="failed")

    def finished(self, before):
        """Jobs that ended before the moment and need nobody: what failed stays, unless it comes again by itself."""
        is_periodic = Q(status="failed", args__has_key="timestamp")
        later = ProcrastinateEvent.objects.filter(at__gt=before, job=OuterRef("pk"))
        return self.filter(Q(status__in=["succeeded", "cancelled", "aborted"]) | is_periodic).exclude(Exists(later))

    def stalled(self):
        """Jobs in hand of a worker that is dead, or whose end a living worker could not write down."""
        recent_start = ProcrastinateEvent.objects.filter(type="started", at__gte=Now() - LONGEST, job=OuterRef("pk"))
        is_dead = Q(worker=None) | Q(worker__last_heartbeat__lt=Now() - SILENCE)
        return self.filter(is_dead | ~Exists(recent_start), status="doing")


class Taak(ProcrastinateJob):
    objects = TaakQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("taak")
        verbose_name_plural = _("taken")

    def __str__(self):
        return f"{self.task_name.rpartition('.')[2]} {self.pk}"
