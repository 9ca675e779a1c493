"""What limits are counted with. Both tables are unlogged: in no WAL, on no standby, empty after a crash."""

from django.db import models


class Dagsleutel(models.Model):
    """The random key of one day (UTC), with which addresses become keys. Gone after that day (SAFETY S13)."""

    dag = models.DateField(primary_key=True)
    sleutel = models.BinaryField(max_length=32)

    def __str__(self):
        return str(self.dag)


class Teller(models.Model):
    """How much of one kind came from one sender in one hour. It has no id and no time but the hour."""

    pk = models.CompositePrimaryKey("sleutel", "uur")
    sleutel = models.BinaryField(max_length=16)
    uur = models.DateTimeField()
    aantal = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="teller_niet_negatief", condition=models.Q(aantal__gte=0))]

    def __str__(self):
        return f"{self.uur:%H} {self.aantal}"
