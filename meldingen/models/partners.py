"""On what ground and under which agreement something may be shared with a partner, and which subjects it handles."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agenten.models import Partner
from meldingen.geheim import GeheimeTekst
from meldingen.models.categorieen import Categorie


class Partnercategorie(models.Model):
    """A subject that a partner handles in its area."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+", verbose_name=_("partner"))
    categorie = models.ForeignKey(Categorie, models.CASCADE, related_name="+", verbose_name=_("categorie"))

    class Meta:
        verbose_name = _("categorie van een partner")
        verbose_name_plural = _("categorieën van partners")
        constraints = [models.UniqueConstraint("partner", "categorie", name="partnercategorie_uniek")]

    def __str__(self):
        return f"{self.partner_id} {self.categorie_id}"


class GrondQuerySet(models.QuerySet):
    def usable(self):
        """Grounds in use that the privacy officer confirmed."""
        return self.filter(is_actief=True, bevestigd_op__isnull=False)

    def in_order(self):
        return self.order_by("volgorde", "pk")


class Grond(models.Model):
    """A legal ground for sharing, with whom it allows and what it asks for (Wet politiegegevens, art. 16, 18–20)."""

    code = models.SlugField(_("naam in de code"), primary_key=True, max_length=12)
    naam = models.CharField(_("naam"), max_length=120)
    uitleg = models.TextField(_("uitleg"), blank=True)
    ontvangers = ArrayField(
        models.CharField(choices=Partner.Soort, max_length=12), verbose_name=_("mag naar deze soorten partners")
    )
    eist_noodzaak = models.BooleanField(_("vraagt waarom het noodzakelijk is"), default=False)
    eist_belang = models.BooleanField(_("vraagt om welk zwaarwegend algemeen belang"), default=False)
    eist_convenant = models.BooleanField(_("vraagt een geldig convenant"), default=False)
    eist_chef = models.BooleanField(_("de teamchef verzendt"), default=False)
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    is_actief = models.BooleanField(_("in gebruik"), default=True)
    bevestigd_op = models.DateField(_("bevestigd door de privacyfunctionaris op"), null=True, blank=True)

    objects = GrondQuerySet.as_manager()

    class Meta:
        verbose_name = _("wettelijke grond")
        verbose_name_plural = _("wettelijke gronden")

    def __str__(self):
        return self.naam


class ConvenantQuerySet(models.QuerySet):
    def on(self, day):
        """Agreements that hold on a date."""
        return self.filter(van__lte=day, tot__gte=day)


class Convenant(models.Model):
    """An agreement with a partner (art. 20 Wpg): its number, the purpose, the subjects, and when it holds."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    nummer = models.CharField(_("nummer"), max_length=40)
    doel = models.CharField(_("doel"), max_length=300)
    categorieen = models.ManyToManyField(Categorie, related_name="+", verbose_name=_("categorieën"))
    van = models.DateField(_("vanaf"))
    tot = models.DateField(_("tot en met"))
    toont_direct = models.BooleanField(
        _("slotzin direct tonen"),
        default=False,
        help_text=_("de bewoner leest de zin van de partner zonder dat de wijkagent die eerst goedkeurt"),
    )

    objects = ConvenantQuerySet.as_manager()

    class Meta:
        verbose_name = _("convenant")
        verbose_name_plural = _("convenanten")
        constraints = [
            models.UniqueConstraint("partner", "nummer", name="convenant_nummer_uniek"),
            models.CheckConstraint(
                name="convenant_van_tot",
                condition=Q(tot__gte=F("van")),
                violation_error_message=_("De laatste dag ligt voor de eerste."),
            ),
        ]

    def __str__(self):
        return self.nummer

    def holds_on(self, day):
        return self.van <= day <= self.tot


class Partnersleutel(models.Model):
    """A token with which a partner's own system reads and works its referrals (P9). Only a keyed hash is stored."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+", verbose_name=_("partner"))
    naam = models.CharField(_("naam"), max_length=60, help_text=_("van het systeem dat hem gebruikt"))
    begin = models.CharField(_("begin"), max_length=8, help_text=_("waaraan u de sleutel herkent"))
    sleutel_hash = models.BinaryField(max_length=32, unique=True)
    gemaakt_op = models.DateTimeField(_("gemaakt op"), db_default=Now())
    gebruikt_op = models.DateTimeField(_("laatst gebruikt op"), null=True)
    ingetrokken_op = models.DateTimeField(_("ingetrokken op"), null=True)

    class Meta:
        verbose_name = _("sleutel van een partner")
        verbose_name_plural = _("sleutels van partners")

    def __str__(self):
        return f"{self.naam} {self.begin}…"


class Partnerverzoek(models.Model):
    """What a partner's system asked under an idempotency key, and the answer it got: the same one at every retry."""

    sleutel = models.ForeignKey(Partnersleutel, models.CASCADE, related_name="+")
    kenmerk = models.CharField(max_length=64, help_text=_("de Idempotency-Key"))
    vraag_hash = models.BinaryField(max_length=32, help_text=_("van methode, adres en inhoud"))
    status = models.PositiveSmallIntegerField(null=True)
    antwoord = GeheimeTekst()
    op = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("verzoek van een partner")
        verbose_name_plural = _("verzoeken van partners")
        constraints = [models.UniqueConstraint("sleutel", "kenmerk", name="partnerverzoek_uniek")]

    def __str__(self):
        return str(self.pk)


class Koppeling(models.Model):
    """Where referrals are filed in a partner's own system (FORMATS §5). The host must stand in the allow-list."""

    class Soort(models.TextChoices):
        SIGNALEN = "signalen", "Signalen"
        OPEN311 = "open311", "Open311 GeoReport v2"

    partner = models.OneToOneField(
        Partner, models.CASCADE, primary_key=True, related_name="koppeling", verbose_name=_("partner")
    )
    soort = models.CharField(_("soort"), choices=Soort, max_length=10)
    adres = models.URLField(_("adres"), help_text=_("waar een nieuwe zaak naartoe gaat"))
    sleutel = GeheimeTekst()
    vertaling = models.JSONField(
        _("categorieën daar"), default=dict, blank=True, help_text=_("onze code naar die van het andere systeem")
    )
    is_actief = models.BooleanField(_("in gebruik"), default=True)

    class Meta:
        verbose_name = _("koppeling met een partner")
        verbose_name_plural = _("koppelingen met partners")

    def __str__(self):
        return str(self.partner)
