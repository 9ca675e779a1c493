"""Who follows a melding or an afspraak now: a row for each code that was given, gone after ten idle minutes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from meldingen.geheim import GeheimeTekst
from meldingen.models.afspraken import Afspraak
from meldingen.models.meldingen import Melding


class Volgsessie(models.Model):
    """The key itself is in a cookie only; here is its hash. Nothing says who looks, or from where. Unlogged."""

    sleutel_hash = models.BinaryField(max_length=32, primary_key=True)
    melding = models.ForeignKey(Melding, models.CASCADE, null=True, related_name="+")
    afspraak = models.ForeignKey(Afspraak, models.CASCADE, null=True, related_name="+")
    laatst_op = models.DateTimeField(db_default=Now())
    tekst = GeheimeTekst(help_text="typed when an earlier session had ended; put ready in the form for a message")
    gebruikt = ArrayField(models.CharField(max_length=24), default=list, help_text="keys of forms that were sent")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="volgsessie_volgt_een_van_beide",
                condition=Q(melding__isnull=False, afspraak__isnull=True)
                | Q(melding__isnull=True, afspraak__isnull=False),
            )
        ]

    def __str__(self):
        return bytes(self.sleutel_hash).hex()[:8]
