"""The draft of a form, on the server, known only by a random key in a cookie."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from meldingen.geheim import GeheimeBytes, GeheimeJSON, GeheimeTekst
from meldingen.models.meldingen import Melding


class Concept(models.Model):
    """What was typed so far. The key itself is in the cookie only; here is its keyed hash.

    Once sent, nothing typed is left: only which melding it became, so that the receipt can be shown again.
    """

    sleutel_hash = models.BinaryField(max_length=32, primary_key=True)
    gegevens = GeheimeJSON()
    begonnen_op = models.DateTimeField(db_default=Now())
    vervalt_op = models.DateTimeField(db_index=True)
    melding = models.ForeignKey(Melding, models.CASCADE, null=True, related_name="+", db_index=False)
    medewerker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False,
        help_text="who fills it in for a caller or visitor",
    )  # fmt: skip

    def __str__(self):
        return bytes(self.sleutel_hash).hex()[:8]


class ConceptFoto(models.Model):
    concept = models.ForeignKey(Concept, models.CASCADE, related_name="fotos")
    naam = GeheimeTekst(help_text="as the sender knows it")
    grootte = models.PositiveIntegerField()
    inhoud = GeheimeBytes()

    def __str__(self):
        return str(self.pk)
