"""What the inbox keeps beside the meldingen: who is looking, kept filters, ready answers, rules, words to search by."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agenten.models import Basisteam, Wijkagent
from buurten.models import Buurt
from meldingen.geheim import GeheimeTekst
from meldingen.models.categorieen import Categorie
from meldingen.models.logboek import append_only
from meldingen.models.meldingen import Melding
from meldingen.models.statussen import Uitkomst

MOST_FILTERS = 20


class Kijker(models.Model):
    """Who has a melding open now, as a hint for colleagues; a row tells nothing once it is a minute old."""

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="kijkers")
    medewerker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    gezien_op = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("kijker")
        verbose_name_plural = _("kijkers")
        constraints = [models.UniqueConstraint("melding", "medewerker", name="kijker_uniek")]

    def __str__(self):
        return f"{self.melding_id} {self.medewerker_id}"


class BewaardFilter(models.Model):
    """An address of the inbox that somebody wants to come back to."""

    medewerker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bewaarde_filters")
    naam = models.CharField(_("naam"), max_length=40)
    vraag = models.CharField(_("filter"), max_length=400, help_text=_("wat achter het vraagteken in het adres staat"))

    class Meta:
        verbose_name = _("bewaard filter")
        verbose_name_plural = _("bewaarde filters")
        constraints = [models.UniqueConstraint("medewerker", "naam", name="bewaard_filter_naam_uniek")]

    def __str__(self):
        return self.naam


class VastAntwoord(models.Model):
    """A ready answer of a team, or of one person; for every subject and step unless it says which."""

    class Stap(models.TextChoices):
        BERICHT = "bericht", _("bericht")
        VRAAG = "vraag", _("vraag aan de melder")
        AFSLUITING = "afsluiting", _("afsluiting")

    naam = models.CharField(_("naam"), max_length=60)
    basisteam = models.ForeignKey(
        Basisteam, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("van het team")
    )
    medewerker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("van één medewerker"),
    )  # fmt: skip
    stap = models.CharField(_("voor"), choices=Stap, default=Stap.BERICHT, max_length=10)
    categorie = models.ForeignKey(
        Categorie, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("categorie"),
        help_text=_("leeg: bij elk onderwerp"),
    )  # fmt: skip
    uitkomst = models.CharField(
        _("uitkomst"),
        choices=Uitkomst,
        blank=True,
        db_default="",
        max_length=24,
        help_text=_("leeg: bij elke uitkomst"),
    )
    tekst = models.TextField(
        _("tekst"), max_length=2_000, help_text=_("u kunt {voornaam}, {buurt} en {spreekuur} gebruiken")
    )
    tekst_en = models.TextField(_("tekst (Engels)"), max_length=2_000, blank=True)

    class Meta:
        verbose_name = _("vast antwoord")
        verbose_name_plural = _("vaste antwoorden")
        constraints = [
            models.CheckConstraint(
                name="vast_antwoord_van_een_van_beiden",
                condition=Q(basisteam__isnull=False, medewerker__isnull=True)
                | Q(basisteam__isnull=True, medewerker__isnull=False),
            )
        ]

    def __str__(self):
        return self.naam


class Toewijsregel(models.Model):
    """A team gives a subject, a buurt or both to one of its officers, before the general rule (PRODUCT O2)."""

    basisteam = models.ForeignKey(Basisteam, models.CASCADE, related_name="+", verbose_name=_("basisteam"))
    categorie = models.ForeignKey(
        Categorie, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("categorie"),
        help_text=_("leeg: elk onderwerp"),
    )  # fmt: skip
    buurt = models.ForeignKey(
        Buurt, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("buurt"),
        help_text=_("leeg: elke buurt van het team"),
    )  # fmt: skip
    wijkagent = models.ForeignKey(Wijkagent, models.CASCADE, related_name="+", verbose_name=_("gaat naar"))

    class Meta:
        verbose_name = _("toewijsregel")
        verbose_name_plural = _("toewijsregels")
        constraints = [
            models.UniqueConstraint(
                fields=["basisteam", "categorie", "buurt"], name="toewijsregel_uniek", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="toewijsregel_zegt_iets", condition=Q(categorie__isnull=False) | Q(buurt__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.basisteam_id}: {self.categorie_id or ''} {self.buurt_id or ''}".strip()


class Zoekwoorden(models.Model):
    """The words of a melding as keyed hashes without order, so that who may read it can search (ARCHITECTURE §8)."""

    melding = models.OneToOneField(Melding, models.CASCADE, primary_key=True, related_name="zoekwoorden")
    sleutel = models.PositiveSmallIntegerField(_("versie van de sleutel"))
    woorden = ArrayField(models.BigIntegerField(), db_default=[])

    class Meta:
        verbose_name = _("zoekwoorden")
        verbose_name_plural = _("zoekwoorden")
        indexes = [GinIndex("woorden", name="zoekwoorden_gin")]

    def __str__(self):
        return str(self.melding_id)


class Zoekactie(models.Model):
    """One line of the read log: who searched, for which words (as keyed hashes), and how much came up."""

    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("door"))
    op = models.DateTimeField(_("op"), db_default=Now())
    woorden = ArrayField(models.BigIntegerField(), db_default=[])
    aantal = models.PositiveIntegerField(_("gevonden"))
    reden = GeheimeTekst(help_text=_("bij zoeken op e-mail of telefoon"))

    class Meta:
        verbose_name = _("zoekactie")
        verbose_name_plural = _("zoekacties")
        indexes = [models.Index("op", name="zoekactie_op")]
        triggers = append_only()

    def __str__(self):
        return str(self.pk)
