"""Teams and their stations, and the buurten for which a basisteam answers."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from buurten.models import Buurt, Wijk


class Period(Func):
    """`daterange(van, tot, '[]')`: both days included, no end when tot is null."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, van, tot):
        super().__init__(F(van), F(tot), Value("[]"))


class Bureau(models.Model):
    naam = models.CharField(_("naam"), max_length=120)
    adres = models.CharField(_("adres"), max_length=160, blank=True, help_text=_("Straat en nummer"))
    postcode = models.CharField(_("postcode"), max_length=7, blank=True)
    plaats = models.CharField(_("plaats"), max_length=80, blank=True)
    telefoon = models.CharField(_("telefoon"), max_length=20, default="0900-8844")
    openingstijden = models.TextField(_("openingstijden"), blank=True, help_text=_("Een regel per zin, gewone tekst."))
    uid = models.CharField(_("nummer bij politie.nl"), max_length=60, blank=True, editable=False)
    bron = models.JSONField(default=dict, db_default={}, editable=False, help_text=_("zoals de laatste import het las"))
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("bureau")
        verbose_name_plural = _("bureaus")
        constraints = [models.UniqueConstraint("uid", name="bureau_uid_uniek", condition=~Q(uid=""))]

    def __str__(self):
        return self.naam


class Basisteam(models.Model):
    naam = models.CharField(_("naam"), max_length=120)
    slug = models.SlugField(_("adres"), max_length=120, unique=True)
    bureau = models.ForeignKey(
        Bureau, models.PROTECT, null=True, blank=True, related_name="basisteams", verbose_name=_("bureau")
    )
    teamchef = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="chef_van",
        verbose_name=_("teamchef"),
    )
    plaatsvervanger = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plaatsvervanger_van",
        verbose_name=_("plaatsvervanger van de teamchef"),
    )
    leden = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="basisteams", verbose_name=_("leden")
    )
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("basisteam")
        verbose_name_plural = _("basisteams")
        constraints = [
            models.CheckConstraint(
                name="basisteam_vervanger_is_een_ander",
                condition=Q(teamchef__isnull=True)
                | Q(plaatsvervanger__isnull=True)
                | ~Q(teamchef=F("plaatsvervanger")),
                violation_error_message=_("De plaatsvervanger is een ander dan de teamchef."),
            )
        ]

    def __str__(self):
        return self.naam


class TeamgebiedQuerySet(models.QuerySet):
    def on(self, day):
        """Rows that hold on a date."""
        return self.filter(Q(tot__isnull=True) | Q(tot__gte=day), van__lte=day)


class Teamgebied(models.Model):
    """A basisteam answers for a buurt from van to tot (both included). At most one team per buurt and date."""

    basisteam = models.ForeignKey(Basisteam, models.CASCADE, related_name="gebied", verbose_name=_("basisteam"))
    buurt = models.ForeignKey(Buurt, models.PROTECT, related_name="+", verbose_name=_("buurt"))
    van = models.DateField(_("vanaf"))
    tot = models.DateField(_("tot en met"), null=True, blank=True)

    objects = TeamgebiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("gebied van een basisteam")
        verbose_name_plural = _("gebieden van basisteams")
        constraints = [
            models.CheckConstraint(
                name="teamgebied_van_tot",
                condition=Q(tot__isnull=True) | Q(tot__gte=F("van")),
                violation_error_message=_("De laatste dag ligt voor de eerste."),
            ),
            ExclusionConstraint(
                name="teamgebied_een_team_per_buurt",
                expressions=[("buurt", RangeOperators.EQUAL), (Period("van", "tot"), RangeOperators.OVERLAPS)],
                violation_error_message=_("Deze buurt heeft in deze periode al een basisteam."),
            ),
        ]

    def __str__(self):
        return f"{self.basisteam_id} {self.buurt_id}"


class Wijkteam(models.Model):
    """Officers of one or more wijken inside a basisteam."""

    naam = models.CharField(_("naam"), max_length=120)
    basisteam = models.ForeignKey(Basisteam, models.PROTECT, related_name="wijkteams", verbose_name=_("basisteam"))
    wijken = models.ManyToManyField(Wijk, blank=True, related_name="+", verbose_name=_("wijken"))
    leden = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="wijkteams", verbose_name=_("leden")
    )

    class Meta:
        verbose_name = _("wijkteam")
        verbose_name_plural = _("wijkteams")

    def __str__(self):
        return self.naam


class Collegateam(models.Model):
    """Colleagues who can be asked for help: surveillance, recherche, milieu, jeugd, digitaal."""

    class Soort(models.TextChoices):
        SURVEILLANCE = "surveillance", _("surveillance")
        RECHERCHE = "recherche", _("recherche")
        MILIEU = "milieu", _("milieu")
        JEUGD = "jeugd", _("jeugd")
        DIGITAAL = "digitaal", _("digitaal")

    naam = models.CharField(_("naam"), max_length=120)
    soort = models.CharField(_("soort"), choices=Soort, max_length=12)
    basisteam = models.ForeignKey(
        Basisteam, models.PROTECT, null=True, blank=True, related_name="collegateams", verbose_name=_("basisteam")
    )
    leden = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="collegateams", verbose_name=_("leden")
    )

    class Meta:
        verbose_name = _("collegateam")
        verbose_name_plural = _("collegateams")

    def __str__(self):
        return self.naam
