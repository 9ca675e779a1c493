"""An appointment or call-back that a resident asks for (R9)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agenten.models import Basisteam
from buurten.models import Buurt
from meldingen.geheim import GeheimeJSON, GeheimeTekst
from meldingen.models.logboek import Actor, append_only
from meldingen.models.statussen import Dagdeel


class Wijze(models.TextChoices):
    """How somebody wants to be met."""

    BELLEN = "bellen", _("Bel mij")
    LANGSKOMEN = "langskomen", _("Ik kom langs")
    SCHRIJVEN = "schrijven", _("Schrijf mij")
    TOLK = "tolk", _("Met een tolk")
    NAMENS = "namens", _("Iemand belt voor mij")


class AfspraakStatus(models.TextChoices):
    GEVRAAGD = "gevraagd", _("gevraagd")
    VOORGESTELD = "voorgesteld", _("voorgesteld")
    BEVESTIGD = "bevestigd", _("bevestigd")
    GEWEEST = "geweest", _("geweest")
    AFGEZEGD = "afgezegd", _("afgezegd")
    VERLOPEN = "verlopen", _("verlopen")  # nobody answered in time: the whole team sees it, and can still answer

    @classmethod
    def opened(cls):
        return [cls.GEVRAAGD, cls.VOORGESTELD, cls.BEVESTIGD, cls.VERLOPEN]


A = AfspraakStatus
AFSPRAAK_TRANSITIONS = {
    A.GEVRAAGD: {A.VOORGESTELD, A.BEVESTIGD, A.AFGEZEGD, A.VERLOPEN},
    A.VOORGESTELD: {A.GEVRAAGD, A.BEVESTIGD, A.AFGEZEGD, A.VERLOPEN},
    A.BEVESTIGD: {A.VOORGESTELD, A.GEWEEST, A.AFGEZEGD},
    A.VERLOPEN: {A.VOORGESTELD, A.BEVESTIGD, A.AFGEZEGD},
    A.GEWEEST: set(),
    A.AFGEZEGD: set(),
}
AFSPRAAK_STEPS = sorted((str(a), str(b)) for a, following in AFSPRAAK_TRANSITIONS.items() for b in following)


class AfspraakQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=AfspraakStatus.opened())


class Afspraak(models.Model):
    nummer = models.CharField(_("nummer"), max_length=10, unique=True, editable=False)
    buurt = models.ForeignKey(Buurt, models.PROTECT, related_name="+", verbose_name=_("buurt"))
    basisteam = models.ForeignKey(Basisteam, models.PROTECT, null=True, related_name="+", verbose_name=_("basisteam"))
    eigenaar = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("wie antwoordt")
    )
    status = models.CharField(_("status"), choices=AfspraakStatus, default=AfspraakStatus.GEVRAAGD, max_length=12)
    wijze = models.CharField(_("hoe"), choices=Wijze, max_length=12)
    dagdelen = ArrayField(
        models.CharField(choices=Dagdeel, max_length=10), verbose_name=_("deel van de dag"), default=list, blank=True
    )
    taal = models.CharField(_("taal"), choices=settings.LANGUAGES, default="nl", max_length=2)
    gevraagd_op = models.DateTimeField(_("gevraagd op"), db_default=Now())
    antwoord_voor_datum = models.DateField(_("antwoord vóór"))
    moment = models.DateTimeField(_("dag en tijd"), null=True, blank=True)
    minuten = models.PositiveSmallIntegerField(_("hoeveel minuten"), default=20)
    gewijzigd_op = models.DateTimeField(_("laatst gewijzigd op"), db_default=Now())
    gewist_op = models.DateTimeField(_("gegevens gewist op"), null=True)
    bon_gesloten_op = models.DateTimeField(null=True, help_text="the code is kept: it is not shown again")
    onderwerp = GeheimeTekst()
    contact = GeheimeJSON(help_text=_("naam, telefoon, email, adres en wat men verder wil zeggen"))
    plek = GeheimeTekst(help_text=_("waar men elkaar treft"))
    bericht = GeheimeTekst(help_text=_("van de wijkagent aan de bewoner"))
    antwoord = GeheimeTekst(help_text=_("van de bewoner, over het voorstel"))
    code_hash = models.BinaryField(max_length=32, unique=True)
    sleutel_hash = models.BinaryField(max_length=32, unique=True)

    objects = AfspraakQuerySet.as_manager()

    class Meta:
        verbose_name = _("afspraak")
        verbose_name_plural = _("afspraken")
        constraints = [
            models.CheckConstraint(
                name="afspraak_heeft_wie", condition=Q(basisteam__isnull=False) | Q(eigenaar__isnull=False)
            ),
            models.CheckConstraint(
                name="afspraak_voorstel_heeft_moment",
                condition=~Q(status__in=["voorgesteld", "bevestigd", "geweest"]) | Q(moment__isnull=False),
                violation_error_message=_("Kies een dag en een tijd."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="afspraak_stap", field="status", transitions=AFSPRAAK_STEPS),
            pgtrigger.Trigger(
                name="afspraak_begin",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__status__df=AfspraakStatus.GEVRAAGD.value),
                func="RAISE EXCEPTION 'An afspraak begins as gevraagd';",
            ),
        ]

    def __str__(self):
        return self.nummer


class Afspraakstap(models.Model):
    """One line of the log of an afspraak: a step, or that somebody opened what was asked and whom to call."""

    afspraak = models.ForeignKey(Afspraak, models.PROTECT, related_name="stappen")
    van_status = models.CharField(_("van"), choices=AfspraakStatus, blank=True, max_length=12)
    naar_status = models.CharField(_("naar"), choices=AfspraakStatus, max_length=12)
    actor = models.CharField(_("wie"), choices=Actor, max_length=10)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    op = models.DateTimeField(_("op"), db_default=Now())
    is_inzage = models.BooleanField(_("alleen geopend"), default=False)

    class Meta:
        verbose_name = _("stap van een afspraak")
        verbose_name_plural = _("stappen van een afspraak")
        triggers = append_only()

    def __str__(self):
        return f"{self.afspraak_id} {self.naar_status}"
