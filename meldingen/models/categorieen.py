"""What a melding can be about: data, loaded from a fixture and kept in the admin (PRODUCT §5)."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

MOST_QUESTIONS = 6


class Tweetalig:
    """Dutch columns with an English one beside each: `naam` and `naam_en`."""

    def in_language(self, field):
        """The text of a column in the language of the page; Dutch where there is no English."""
        return (get_language() == "en" and getattr(self, f"{field}_en")) or getattr(self, field)

    @property
    def publieke_naam(self):
        return self.in_language("naam")


class Lead(models.TextChoices):
    """Who answers for a subject first."""

    POLITIE = "politie", _("politie")
    GEMEENTE = "gemeente", _("gemeente")
    CORPORATIE = "corporatie", _("woningcorporatie")
    ANDERS = "anders", _("een ander")


class Soort(models.TextChoices):
    VRAAG = "vraag", _("vraag")
    TIP = "tip", _("tip")
    OPMERKING = "opmerking", _("opmerking")


class Bewaarklasse(models.Model):
    """How long what is kept (SAFETY S9); days count from the last closing, or from receipt where the name says so."""

    slug = models.SlugField(_("naam in de code"), primary_key=True, max_length=20)
    naam = models.CharField(_("naam"), max_length=80)
    contact_dagen = models.PositiveSmallIntegerField(_("contactgegevens: dagen na de laatste afsluiting"), default=30)
    verhaal_dagen = models.PositiveSmallIntegerField(_("verhaal: dagen na ontvangst"), default=365)
    vernietig_dagen = models.PositiveSmallIntegerField(_("alles vernietigd: dagen na ontvangst"), default=3652)

    class Meta:
        verbose_name = _("bewaarklasse")
        verbose_name_plural = _("bewaarklassen")
        constraints = [
            models.CheckConstraint(
                name="bewaarklasse_hoogstens_tien_jaar",
                condition=Q(vernietig_dagen__lte=3652, verhaal_dagen__lte=models.F("vernietig_dagen")),
                violation_error_message=_("Het verhaal gaat voor de rest weg, en alles binnen tien jaar."),
            )
        ]

    def __str__(self):
        return self.naam


class Loket(Tweetalig, models.Model):
    """Another door: a number or a page to go to instead, or first. Checked by somebody on a date."""

    slug = models.SlugField(_("naam in de code"), primary_key=True, max_length=20)
    naam = models.CharField(_("naam"), max_length=80)
    naam_en = models.CharField(_("naam in het Engels"), max_length=80)
    telefoon = models.CharField(_("telefoon"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    uitleg = models.CharField(_("uitleg"), max_length=200, blank=True)
    uitleg_en = models.CharField(_("uitleg in het Engels"), max_length=200, blank=True)
    gecontroleerd_op = models.DateField(_("gecontroleerd op"))
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("loket")
        verbose_name_plural = _("loketten")

    def __str__(self):
        return self.naam

    @property
    def publieke_uitleg(self):
        return self.in_language("uitleg")


class Groep(Tweetalig, models.Model):
    slug = models.SlugField(_("adres"), primary_key=True, max_length=20)
    naam = models.CharField(_("naam"), max_length=80)
    naam_en = models.CharField(_("naam in het Engels"), max_length=80)
    uitleg = models.CharField(_("uitleg"), max_length=160, blank=True)
    uitleg_en = models.CharField(_("uitleg in het Engels"), max_length=160, blank=True)
    icoon = models.SlugField(_("icoon"), max_length=20, help_text=_("naam in icons.svg"))
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    # “Weet ik niet” becomes OVERIG and keeps the group; what that means is the group's.
    is_onbekend_beperkt = models.BooleanField(_("“Weet ik niet” is beperkt"), default=False)
    onbekend_termijn = models.PositiveSmallIntegerField(
        _("termijn van “Weet ik niet” in werkdagen"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta:
        verbose_name = _("groep")
        verbose_name_plural = _("groepen")

    def __str__(self):
        return self.naam

    @property
    def publieke_uitleg(self):
        return self.in_language("uitleg")


class CategorieQuerySet(models.QuerySet):
    def offered(self):
        """What the form lists, in the order of the form."""
        return self.filter(is_actief=True).order_by("groep__volgorde", "volgorde", "pk")


class Categorie(Tweetalig, models.Model):
    """One subject. Its code never changes: meldingen, links and figures point to it."""

    OVERIG, OVER_POLITIE = "OVERIG", "OVER_POLITIE"

    code = models.CharField(_("code"), primary_key=True, max_length=20)
    groep = models.ForeignKey(Groep, models.PROTECT, related_name="categorieen", verbose_name=_("groep"))
    naam = models.CharField(_("naam"), max_length=80)
    naam_en = models.CharField(_("naam in het Engels"), max_length=80)
    soort = models.CharField(_("soort"), choices=Soort, default=Soort.TIP, max_length=10)
    leads = ArrayField(models.CharField(choices=Lead, max_length=10), verbose_name=_("wie gaat erover"))
    helpers = ArrayField(
        models.CharField(choices=Lead, max_length=10), verbose_name=_("wie helpt"), default=list, blank=True
    )
    loketten = models.ManyToManyField(Loket, blank=True, related_name="+", verbose_name=_("eerst dit loket"))
    deur_tekst = models.TextField(
        _("tekst bij de andere deur"),
        blank=True,
        help_text=_("Wat de bewoner eerst leest. Leeg: geen pagina ertussen."),
    )
    deur_tekst_en = models.TextField(_("tekst bij de andere deur in het Engels"), blank=True)
    termijn = models.PositiveSmallIntegerField(
        _("termijn in werkdagen"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    is_beperkt = models.BooleanField(_("beperkt zichtbaar"), default=False)
    is_gevoelig = models.BooleanField(
        _("gevoelig"), default=False, help_text=_("Het formulier legt dan eerst “Snel weg” uit.")
    )
    bewaarklasse = models.ForeignKey(Bewaarklasse, models.PROTECT, related_name="+", verbose_name=_("bewaarklasse"))
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    is_actief = models.BooleanField(_("in gebruik"), default=True)

    objects = CategorieQuerySet.as_manager()

    class Meta:
        verbose_name = _("categorie")
        verbose_name_plural = _("categorieën")
        constraints = [
            models.CheckConstraint(name="categorie_heeft_lead", condition=Q(leads__len__gte=1)),
            models.CheckConstraint(name="categorie_termijn", condition=Q(termijn__gte=1, termijn__lte=5)),
        ]

    def __str__(self):
        return self.naam

    @property
    def is_politie(self):
        """Whether the police answer for it first; otherwise the form shows the right office first."""
        return self.leads[0] == Lead.POLITIE

    @property
    def publieke_deur_tekst(self):
        return self.in_language("deur_tekst")


class Vraag(Tweetalig, models.Model):
    """An extra question of a category. All can be skipped; at most six."""

    class Vorm(models.TextChoices):
        KORT = "kort", _("een regel")
        LANG = "lang", _("meer regels")
        KEUZE = "keuze", _("een van de antwoorden")
        MEER = "meer", _("meer antwoorden")

    categorie = models.ForeignKey(Categorie, models.CASCADE, related_name="vragen", verbose_name=_("categorie"))
    sleutel = models.SlugField(_("naam in de code"), max_length=30)
    naam = models.CharField(_("vraag"), max_length=160)
    naam_en = models.CharField(_("vraag in het Engels"), max_length=160)
    uitleg = models.CharField(_("uitleg"), max_length=160, blank=True)
    uitleg_en = models.CharField(_("uitleg in het Engels"), max_length=160, blank=True)
    vorm = models.CharField(_("vorm"), choices=Vorm, default=Vorm.KORT, max_length=6)
    keuzes = models.JSONField(
        _("keuzes"), default=list, blank=True, help_text=_("lijst van [waarde, Nederlands, Engels]")
    )
    volgorde = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        verbose_name = _("vraag")
        verbose_name_plural = _("vragen")
        constraints = [models.UniqueConstraint("categorie", "sleutel", name="vraag_sleutel_uniek")]

    def __str__(self):
        return self.naam

    @property
    def publieke_uitleg(self):
        return self.in_language("uitleg")


class Standaardtekst(models.Model):
    """A text that comes with a category: read on the receipt, or put ready for who closes."""

    class Doel(models.TextChoices):
        ONTVANGST = "ontvangst", _("op de ontvangstpagina")
        AFSLUITING = "afsluiting", _("voorstel bij het afronden")

    categorie = models.ForeignKey(Categorie, models.CASCADE, related_name="teksten", verbose_name=_("categorie"))
    doel = models.CharField(_("waar"), choices=Doel, max_length=12)
    tekst = models.TextField(_("tekst"))
    tekst_en = models.TextField(_("tekst in het Engels"), blank=True)

    class Meta:
        verbose_name = _("standaardtekst")
        verbose_name_plural = _("standaardteksten")
        constraints = [models.UniqueConstraint("categorie", "doel", name="standaardtekst_uniek")]

    def __str__(self):
        return f"{self.categorie_id} {self.doel}"
