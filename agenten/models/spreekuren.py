"""Walk-in hours as data, their exceptions, and absences. The dates are worked out in spreekuren.py."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agenten.fields import ChoiceArrayField
from agenten.models.teams import Period
from agenten.models.wijkagenten import Weekdag, Wijkagent

__all__ = ["Afwezigheid", "Herhaling", "Rolstoel", "Spreekuur", "Uitzondering", "Weekdag"]


class Herhaling(models.TextChoices):
    EENMALIG = "eenmalig", _("één keer")
    WEKELIJKS = "wekelijks", _("elke week, of elke zoveel weken")
    MAANDELIJKS = "maandelijks", _("vaste weekdag in de maand")


class Rolstoel(models.TextChoices):
    JA = "ja", _("rolstoeltoegankelijk")
    NEE = "nee", _("niet rolstoeltoegankelijk")
    ONBEKEND = "", _("niet bekend")


class WeekVanMaand(models.IntegerChoices):
    EERSTE = 1, _("eerste")
    TWEEDE = 2, _("tweede")
    DERDE = 3, _("derde")
    VIERDE = 4, _("vierde")
    LAATSTE = -1, _("laatste")


class Spreekuur(models.Model):
    """A rule for hours, in local time (Europe/Amsterdam). The first date also fixes the weekday and the odd weeks."""

    wijkagent = models.ForeignKey(Wijkagent, models.CASCADE, related_name="spreekuren", verbose_name=_("wijkagent"))
    kenmerk = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    titel = models.CharField(_("titel"), max_length=80, default="Spreekuur")
    herhaling = models.CharField(_("herhaling"), choices=Herhaling, default=Herhaling.WEKELIJKS, max_length=12)
    om_de_weken = models.PositiveSmallIntegerField(
        _("om de hoeveel weken"), default=1, help_text=_("1 is elke week, 2 is om de week.")
    )
    weken_van_maand = ChoiceArrayField(
        models.SmallIntegerField(choices=WeekVanMaand), verbose_name=_("welke in de maand"), default=list, blank=True
    )
    eerste_datum = models.DateField(_("eerste datum"), help_text=_("Deze datum bepaalt ook de weekdag."))
    laatste_datum = models.DateField(_("laatste datum"), null=True, blank=True)
    begin_tijd = models.TimeField(_("van"))
    eind_tijd = models.TimeField(_("tot"))
    is_op_feestdag = models.BooleanField(
        _("ook op feestdagen"), default=False, help_text=_("Uit: op een officiële feestdag gaat het niet door.")
    )
    plaats = models.CharField(_("plaats"), max_length=120, help_text=_("Bijvoorbeeld Buurthuis De Linde"))
    adres = models.CharField(_("adres"), max_length=160, blank=True, help_text=_("Straat en nummer"))
    rolstoel = models.CharField(_("rolstoel"), choices=Rolstoel, default=Rolstoel.ONBEKEND, blank=True, max_length=3)
    partners = models.CharField(
        _("wie er nog meer is"), max_length=160, blank=True, help_text=_("Bijvoorbeeld: de wijkverpleegkundige")
    )
    toelichting = models.CharField(_("toelichting"), max_length=200, blank=True)
    gewijzigd_op = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("spreekuur")
        verbose_name_plural = _("spreekuren")
        constraints = [
            models.CheckConstraint(
                name="spreekuur_begint_voor_het_eindigt",
                condition=Q(eind_tijd__gt=F("begin_tijd")),
                violation_error_message=_("Het spreekuur eindigt voor het begint."),
            ),
            models.CheckConstraint(
                name="spreekuur_eerste_voor_laatste",
                condition=Q(laatste_datum__isnull=True) | Q(laatste_datum__gte=F("eerste_datum")),
                violation_error_message=_("De laatste datum ligt voor de eerste."),
            ),
            models.CheckConstraint(
                name="spreekuur_om_de_weken",
                condition=Q(om_de_weken__range=(1, 12)),
                violation_error_message=_("Kies 1 tot en met 12 weken."),
            ),
            models.CheckConstraint(
                name="spreekuur_maandelijks_heeft_weken",
                condition=~Q(herhaling=Herhaling.MAANDELIJKS) | Q(weken_van_maand__len__gt=0),
                violation_error_message=_("Kies ten minste één week van de maand."),
            ),
        ]

    def __str__(self):
        return f"{self.titel}, {self.plaats}"

    @property
    def eigen_titel(self):
        """What somebody called this hour; "" when it is just a spreekuur."""
        return "" if self.titel == self._meta.get_field("titel").default else self.titel

    @property
    def publieke_titel(self):
        """The title in the language of the page, as far as we know it."""
        return self.eigen_titel or str(_("Spreekuur"))


class Uitzondering(models.Model):
    """One date of a spreekuur that is cancelled or moved, or goes on in spite of a holiday or an absence."""

    class Soort(models.TextChoices):
        VERVALT = "vervalt", _("gaat niet door")
        VERPLAATST = "verplaatst", _("is verplaatst")
        GAAT_DOOR = "gaat_door", _("gaat toch door")

    spreekuur = models.ForeignKey(Spreekuur, models.CASCADE, related_name="uitzonderingen", verbose_name=_("spreekuur"))
    datum = models.DateField(_("datum"), help_text=_("De datum waarop het spreekuur zou zijn."))
    soort = models.CharField(_("wat"), choices=Soort, default=Soort.VERVALT, max_length=10)
    reden = models.CharField(_("reden"), max_length=160, blank=True, help_text=_("Dit lezen bewoners."))
    nieuwe_datum = models.DateField(_("nieuwe datum"), null=True, blank=True)
    nieuwe_begin_tijd = models.TimeField(_("nieuwe tijd van"), null=True, blank=True)
    nieuwe_eind_tijd = models.TimeField(_("nieuwe tijd tot"), null=True, blank=True)
    nieuwe_plaats = models.CharField(_("nieuwe plaats"), max_length=120, blank=True)
    nieuw_adres = models.CharField(_("nieuw adres"), max_length=160, blank=True)
    gewijzigd_op = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("uitzondering")
        verbose_name_plural = _("uitzonderingen")
        constraints = [
            models.UniqueConstraint("spreekuur", "datum", name="uitzondering_een_per_datum"),
            models.CheckConstraint(
                name="uitzondering_nieuwe_tijden",
                condition=Q(nieuwe_begin_tijd__isnull=True, nieuwe_eind_tijd__isnull=True)
                | Q(
                    nieuwe_begin_tijd__isnull=False,
                    nieuwe_eind_tijd__isnull=False,
                    nieuwe_eind_tijd__gt=F("nieuwe_begin_tijd"),
                ),
                violation_error_message=_("Vul beide nieuwe tijden in, de eerste voor de tweede."),
            ),
        ]

    def __str__(self):
        return f"{self.datum} {self.soort}"


class AfwezigheidQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(van__lte=day, tot__gte=day)


class Afwezigheid(models.Model):
    """An officer is away from van to tot (both included); who stands in."""

    wijkagent = models.ForeignKey(Wijkagent, models.CASCADE, related_name="afwezigheden", verbose_name=_("wijkagent"))
    van = models.DateField(_("vanaf"))
    tot = models.DateField(_("tot en met"))
    vervanger = models.ForeignKey(
        Wijkagent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waarnemingen",
        verbose_name=_("wie neemt waar"),
    )

    objects = AfwezigheidQuerySet.as_manager()

    class Meta:
        verbose_name = _("afwezigheid")
        verbose_name_plural = _("afwezigheden")
        constraints = [
            models.CheckConstraint(
                name="afwezigheid_van_tot",
                condition=Q(tot__gte=F("van")),
                violation_error_message=_("De laatste dag ligt voor de eerste."),
            ),
            models.CheckConstraint(
                name="afwezigheid_vervanger_is_een_ander",
                condition=Q(vervanger__isnull=True) | ~Q(vervanger=F("wijkagent")),
                violation_error_message=_("Kies een ander als vervanger."),
            ),
            ExclusionConstraint(
                name="afwezigheid_geen_overlap",
                expressions=[("wijkagent", RangeOperators.EQUAL), (Period("van", "tot"), RangeOperators.OVERLAPS)],
                violation_error_message=_("In deze periode is al een afwezigheid ingevuld."),
            ),
        ]

    def __str__(self):
        return f"{self.van} – {self.tot}"
