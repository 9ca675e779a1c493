"""The officer as residents see them, and where they work."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, slug_re
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.fields import ChoiceArrayField
from agenten.models.teams import Basisteam
from buurten.models import Buurt, Normalised, Wijk
from buurten.zoektekst import normalise

FEWEST_LETTERS, MOST_LETTERS = 3, 80


class Taak(models.TextChoices):
    WIJK = "wijk", _("wijkagent")
    JEUGD = "jeugd", _("jeugdagent")
    DIGITAAL = "digitaal", _("digitaal wijkagent")


class Taal(models.TextChoices):
    NL = "nl", _("Nederlands")
    EN = "en", _("Engels")
    DE = "de", _("Duits")
    FR = "fr", _("Frans")
    ES = "es", _("Spaans")
    AR = "ar", _("Arabisch")
    TR = "tr", _("Turks")
    PL = "pl", _("Pools")
    UK = "uk", _("Oekraïens")
    RU = "ru", _("Russisch")
    PAP = "pap", _("Papiaments")
    SO = "so", _("Somalisch")
    TI = "ti", _("Tigrinya")
    BER = "ber", _("Berbers")
    FY = "fy", _("Fries")
    NGT = "ngt", _("Nederlandse Gebarentaal")


class Weekdag(models.IntegerChoices):
    """ISO weekday less one, as in datetime.date.weekday()."""

    MA = 0, _("maandag")
    DI = 1, _("dinsdag")
    WO = 2, _("woensdag")
    DO = 3, _("donderdag")
    VR = 4, _("vrijdag")
    ZA = 5, _("zaterdag")
    ZO = 6, _("zondag")


class WijkagentQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_actief=True)

    def for_buurt(self, buurt, day=None):
        """Active officers responsible for a buurt on a date (default today), longest there first."""
        day = day or timezone.localdate()
        areas = Werkgebied.objects.on(day).filter(Q(buurt=buurt) | Q(wijk=buurt.wijk_id))
        return self.active().filter(pk__in=areas.values("wijkagent")).order_by("sinds_datum", "pk")

    def by_name(self):
        return self.order_by("naam", "pk")

    def search(self, text):
        """At most ten active officers by the name that residents may read, the likeliest first, with `lijkt` (0 to 1).

        A slip or a part of the name will do; fewer than three letters or digits find nobody.
        """
        text = normalise(text).removeprefix("wijkagent ")[:MOST_LETTERS]
        if len(text) < FEWEST_LETTERS:
            return self.none()
        alike = TrigramWordSimilarity(text, "norm")
        return (
            self.active()
            .filter(norm__trigram_word_similar=text)
            .annotate(lijkt=alike)
            .order_by("-lijkt", "naam", "pk")[:10]
        )

    def names_for_buurten(self, codes, day=None):
        """{code of a buurt: [names]} of who works there on a date (default today), longest there first.

        A name is as it stands behind the word “wijkagent”: the short one when the surname is hidden. One statement: the
        code of a buurt holds that of its wijk (CBS).
        """
        wijken = {code: f"WK{code[2:8]}" for code in codes}
        if not wijken:
            return {}
        there = Q(buurt__in=wijken) | Q(wijk__in=set(wijken.values()))
        areas = Werkgebied.objects.on(day or timezone.localdate()).filter(there, wijkagent__in=self.active())
        areas = areas.select_related("wijkagent").order_by("wijkagent__sinds_datum", "wijkagent", "pk")
        names = {code: {} for code in codes}
        for area in areas:
            for code, wijk in wijken.items():
                if area.buurt_id == code or area.wijk_id == wijk:
                    names[code][area.wijkagent_id] = area.wijkagent.naam_zonder_titel
        return {code: list(people.values()) for code, people in names.items()}

    def who_left(self, slug, agenten):
        """The officer with this slug when that is none of the present ones of a place; None otherwise."""
        if not slug_re.match(slug) or any(agent.wijkagent.slug == slug for agent in agenten):
            return None
        return self.filter(slug=slug, is_actief=False).first()


class Wijkagent(models.Model):
    medewerker = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wijkagent",
        verbose_name=_("medewerker"),
        help_text=_("Wie inlogt en dit zelf mag bewerken."),
    )
    naam = models.CharField(_("naam"), max_length=80)
    korte_naam = models.CharField(_("korte naam"), max_length=40, help_text=_("Zoals in “Vraag naar Samira”."))
    slug = models.SlugField(_("adres"), max_length=100, unique=True)
    basisteam = models.ForeignKey(
        Basisteam, models.PROTECT, null=True, blank=True, related_name="wijkagenten", verbose_name=_("basisteam")
    )
    taken = ChoiceArrayField(models.CharField(choices=Taak, max_length=10), verbose_name=_("taken"), default=list)
    talen = ChoiceArrayField(
        models.CharField(choices=Taal, max_length=3), verbose_name=_("talen"), default=list, blank=True
    )
    werkdagen = ChoiceArrayField(
        models.PositiveSmallIntegerField(choices=Weekdag), verbose_name=_("werkdagen"), default=list, blank=True
    )
    sinds_datum = models.DateField(_("wijkagent sinds"), null=True, blank=True)
    over_mij = models.TextField(_("over mij"), blank=True, validators=[MaxLengthValidator(400)])
    is_achternaam_verborgen = models.BooleanField(
        _("verberg de achternaam"), default=False, help_text=_("De website toont dan “Wijkagent” en de korte naam.")
    )
    is_foto_verborgen = models.BooleanField(_("verberg de foto"), default=False)
    is_actief = models.BooleanField(
        _("in dienst"), default=True, help_text=_("Uit: de pagina stuurt door naar de buurt, met de nieuwe wijkagent.")
    )
    uid = models.CharField(_("nummer bij politie.nl"), max_length=60, blank=True, editable=False)
    bron = models.JSONField(default=dict, db_default={}, editable=False, help_text=_("zoals de laatste import het las"))
    is_demo = models.BooleanField(default=False, editable=False)
    # What can be searched: never a surname that is hidden.
    norm = models.GeneratedField(
        expression=Normalised(Case(When(is_achternaam_verborgen=True, then=F("korte_naam")), default=F("naam"))),
        output_field=models.TextField(),
        db_persist=True,
        editable=False,
    )

    objects = WijkagentQuerySet.as_manager()

    class Meta:
        verbose_name = _("wijkagent")
        verbose_name_plural = _("wijkagenten")
        constraints = [models.UniqueConstraint("uid", name="wijkagent_uid_uniek", condition=~Q(uid=""))]
        indexes = [GinIndex(OpClass(F("norm"), "gin_trgm_ops"), name="wijkagent_trgm")]

    def __str__(self):
        return self.publieke_naam

    def get_absolute_url(self):
        return reverse("wijkagent", args=[self.slug])

    @property
    def publieke_naam(self):
        """The name that residents may read."""
        title = _("Wijkagent")
        return f"{title} {self.korte_naam}" if self.is_achternaam_verborgen else self.naam

    @property
    def naam_zonder_titel(self):
        """The name that residents may read, for behind the word “wijkagent”."""
        return self.korte_naam if self.is_achternaam_verborgen else self.naam

    @property
    def initialen(self):
        """At most two capitals, for the round face without a photo."""
        words = [word for word in self.publieke_naam.split() if word[0].isupper()] or self.publieke_naam.split()
        if self.is_achternaam_verborgen:
            words = self.korte_naam.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


class Foto(models.Model):
    """The portrait, re-encoded: no metadata of the file that came in survives."""

    wijkagent = models.OneToOneField(Wijkagent, models.CASCADE, primary_key=True, related_name="foto")
    inhoud = models.BinaryField()
    kenmerk = models.CharField(max_length=16, help_text=_("begin van de SHA-256, voor het adres"))

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto’s")

    def __str__(self):
        return self.kenmerk


class OudAdres(models.Model):
    """A slug that an officer had before; it keeps working."""

    slug = models.SlugField(max_length=100, unique=True)
    wijkagent = models.ForeignKey(Wijkagent, models.CASCADE, related_name="oude_adressen")

    def __str__(self):
        return self.slug


class Netwerk(models.TextChoices):
    X = "x", "X"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"


class Account(models.Model):
    """A social account as network and handle; the link is ours (see accounts.py)."""

    wijkagent = models.ForeignKey(Wijkagent, models.CASCADE, related_name="accounts", verbose_name=_("wijkagent"))
    netwerk = models.CharField(_("netwerk"), choices=Netwerk, max_length=10)
    naam = models.CharField(_("naam op het netwerk"), max_length=120)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint("wijkagent", "netwerk", name="account_een_per_netwerk")]

    def __str__(self):
        return f"{self.get_netwerk_display()} {self.naam}"


class WerkgebiedQuerySet(models.QuerySet):
    def on(self, day):
        """Rows that hold on a date."""
        return self.filter(Q(tot__isnull=True) | Q(tot__gte=day), van__lte=day)

    def with_places(self):
        return self.select_related("buurt__gemeente", "wijk__gemeente")

    def as_entered(self):
        """The first one is what the officer mentions first."""
        return self.order_by("pk")


class Werkgebied(models.Model):
    """A buurt or a whole wijk in which an officer works, from van to tot (both included)."""

    wijkagent = models.ForeignKey(Wijkagent, models.CASCADE, related_name="werkgebieden", verbose_name=_("wijkagent"))
    buurt = models.ForeignKey(Buurt, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("buurt"))
    wijk = models.ForeignKey(Wijk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hele wijk"))
    van = models.DateField(_("vanaf"), default=timezone.localdate)
    tot = models.DateField(_("tot en met"), null=True, blank=True)

    objects = WerkgebiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("werkgebied")
        verbose_name_plural = _("werkgebieden")
        constraints = [
            models.CheckConstraint(
                name="werkgebied_buurt_of_wijk",
                condition=Q(buurt__isnull=False, wijk__isnull=True) | Q(buurt__isnull=True, wijk__isnull=False),
                violation_error_message=_("Kies een buurt of een hele wijk, niet allebei."),
            ),
            models.CheckConstraint(
                name="werkgebied_van_tot",
                condition=Q(tot__isnull=True) | Q(tot__gte=F("van")),
                violation_error_message=_("De laatste dag ligt voor de eerste."),
            ),
        ]

    def __str__(self):
        return f"{self.wijkagent_id} {self.buurt_id or self.wijk_id}"

    @property
    def gebied(self):
        """The buurt or the wijk."""
        return self.buurt or self.wijk

    def clean(self):
        if self.buurt_id and self.wijk_id:
            raise ValidationError(_("Kies een buurt of een hele wijk, niet allebei."))
