"""“Wij weten van …”: what the officer writes about something that many people report (R26)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Wijkagent
from buurten.models import Buurt
from meldingen.models.categorieen import Categorie, Tweetalig


class ThemaQuerySet(models.QuerySet):
    def shown(self, buurt, categorie=None, day=None):
        """Themes of a buurt on a date (default today), about a category or about anything; the newest first."""
        day = day or timezone.localdate()
        about = Q(categorie__isnull=True) | Q(categorie=categorie) if categorie else Q()
        dates = Q(van__lte=day) & (Q(tot__isnull=True) | Q(tot__gte=day))
        return self.filter(dates, about, buurten=buurt).order_by("-van", "-pk")


class Thema(Tweetalig, models.Model):
    naam = models.CharField(_("wij weten van"), max_length=80, help_text=_("Bijvoorbeeld: scooters in het Lindepark"))
    naam_en = models.CharField(_("in het Engels"), max_length=80, blank=True)
    tekst = models.CharField(_("wat wij eraan doen"), max_length=400)
    tekst_en = models.CharField(_("wat wij eraan doen, in het Engels"), max_length=400, blank=True)
    categorie = models.ForeignKey(
        Categorie, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("categorie"),
        help_text=_("Leeg: bij elk onderwerp."),
    )  # fmt: skip
    buurten = models.ManyToManyField(Buurt, related_name="+", verbose_name=_("buurten"))
    wijkagent = models.ForeignKey(Wijkagent, models.CASCADE, related_name="+", verbose_name=_("wijkagent"))
    van = models.DateField(_("vanaf"), default=timezone.localdate)
    tot = models.DateField(_("tot en met"), null=True, blank=True)

    objects = ThemaQuerySet.as_manager()

    class Meta:
        verbose_name = _("thema")
        verbose_name_plural = _("thema’s")
        constraints = [
            models.CheckConstraint(
                name="thema_van_tot",
                condition=Q(tot__isnull=True) | Q(tot__gte=F("van")),
                violation_error_message=_("De laatste dag ligt voor de eerste."),
            )
        ]

    def __str__(self):
        return self.naam

    @property
    def publieke_tekst(self):
        return self.in_language("tekst")
