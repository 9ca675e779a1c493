"""Who the police can pass a problem to: municipality, housing corporation, others; where, and for which addresses."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from buurten.models import Buurt, Gemeente, Wijk


class PartnerQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_actief=True)

    def in_order(self):
        return self.order_by("naam", "pk")


class Partner(models.Model):
    """One organisation. What residents read of it is in two languages."""

    class Soort(models.TextChoices):
        GEMEENTE = "gemeente", _("gemeente")
        CORPORATIE = "corporatie", _("woningcorporatie")
        ANDERS = "anders", _("een ander")

    naam = models.CharField(_("naam"), max_length=80, help_text=_("zoals bewoners die lezen: Gemeente Rivierdam"))
    slug = models.SlugField(_("naam in de code"), max_length=80, unique=True)
    soort = models.CharField(_("soort"), choices=Soort, max_length=12)
    telefoon = models.CharField(_("telefoon"), max_length=20)
    noodlijn = models.CharField(
        _("telefoon bij spoed"), max_length=20, blank=True, help_text=_("ook buiten de openingstijden")
    )
    website = models.URLField(_("website"), blank=True)
    openingstijden = models.CharField(_("bereikbaar"), max_length=160, blank=True)
    openingstijden_en = models.CharField(_("bereikbaar (Engels)"), max_length=160, blank=True)
    uitleg = models.CharField(
        _("wat de bewoner leest"), max_length=300, blank=True, help_text=_("wat deze organisatie doet, in één zin")
    )
    uitleg_en = models.CharField(_("wat de bewoner leest (Engels)"), max_length=300, blank=True)
    email = models.EmailField(
        _("e-mailadres voor een seintje"), blank=True, help_text=_("Daar komt alleen: er is iets nieuws.")
    )
    gecontroleerd_op = models.DateField(_("gecontroleerd op"))
    is_actief = models.BooleanField(_("in gebruik"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self):
        return self.naam

    @property
    def publieke_uitleg(self):
        return (get_language() == "en" and self.uitleg_en) or self.uitleg

    @property
    def publieke_openingstijden(self):
        return (get_language() == "en" and self.openingstijden_en) or self.openingstijden


class Partnergebied(models.Model):
    """A partner answers for a gemeente, a wijk or a buurt: exactly one of the three."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="gebieden", verbose_name=_("partner"))
    gemeente = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gemeente")
    )
    wijk = models.ForeignKey(Wijk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wijk"))
    buurt = models.ForeignKey(Buurt, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("buurt"))

    class Meta:
        verbose_name = _("gebied van een partner")
        verbose_name_plural = _("gebieden van partners")
        constraints = [
            models.CheckConstraint(
                name="partnergebied_een_plaats",
                condition=Q(gemeente__isnull=False, wijk__isnull=True, buurt__isnull=True)
                | Q(gemeente__isnull=True, wijk__isnull=False, buurt__isnull=True)
                | Q(gemeente__isnull=True, wijk__isnull=True, buurt__isnull=False),
                violation_error_message=_("Kies een gemeente, een wijk of een buurt: precies één."),
            ),
            models.UniqueConstraint(
                fields=["partner", "gemeente", "wijk", "buurt"], name="partnergebied_uniek", nulls_distinct=False
            ),
        ]

    def __str__(self):
        return f"{self.partner_id} {self.gemeente_id or self.wijk_id or self.buurt_id}"


class Partneradres(models.Model):
    """An address whose home a partner lets, from a list that the partner gave. Never guessed (PRODUCT P8)."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="adressen", verbose_name=_("partner"))
    postcode = models.CharField(_("postcode"), max_length=6, help_text=_("1234AB"))
    huisnummer = models.PositiveIntegerField(_("huisnummer"))
    toevoeging = models.CharField(_("toevoeging"), max_length=10, blank=True, db_default="")

    class Meta:
        verbose_name = _("adres van een partner")
        verbose_name_plural = _("adressen van partners")
        constraints = [
            models.UniqueConstraint("postcode", "huisnummer", "toevoeging", "partner", name="partneradres_uniek"),
            models.CheckConstraint(
                name="partneradres_postcode", condition=Q(postcode__regex=r"^[1-9][0-9]{3}[A-Z]{2}$")
            ),
        ]

    def __str__(self):
        return f"{self.postcode} {self.huisnummer}{self.toevoeging}"
