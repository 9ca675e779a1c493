"""Areas of the Netherlands as CBS publishes them, and the names and numbers by which people find them.

Codes are the CBS text codes (GM0014, WK001400, BU0363AD05). A code that CBS dropped stays, inactive, with a successor,
because other tables point to it. Source: CBS/Kadaster, Wijk- en Buurtkaart (CC BY 4.0).
"""

from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buurten.fields import PolygonField
from buurten.rd import to_rd


class Normalised(Func):
    """`zoeknorm(text)` of the database: lower case, no accents, only letters, digits and single spaces."""

    function = "zoeknorm"
    output_field = models.TextField()


class GebiedQuerySet(models.QuerySet):
    def active(self):
        """Areas of the newest edition."""
        return self.filter(is_actief=True)

    def by_name(self):
        return self.order_by("naam", "pk")

    def demo(self):
        """The invented areas of the first start."""
        return self.filter(is_demo=True)


class Gebied(models.Model):
    """What a gemeente, wijk and buurt have in common."""

    naam = models.CharField(_("naam"), max_length=120)
    slug = models.SlugField(_("adres"), max_length=120)
    inwoners = models.PositiveIntegerField(_("inwoners"), null=True, blank=True)
    jaar = models.PositiveSmallIntegerField(_("editie"), help_text=_("Het jaar van de laatste kaart met dit gebied."))
    is_actief = models.BooleanField(_("actief"), default=True)
    is_demo = models.BooleanField(_("voorbeeld"), default=False, editable=False)

    objects = GebiedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.naam


class Gemeente(Gebied):
    code = models.CharField(_("code"), max_length=6, primary_key=True)
    opvolger = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("opvolger"))
    telefoon = models.CharField(_("telefoon"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        constraints = [models.UniqueConstraint("slug", name="gemeente_slug_uniek")]

    def get_absolute_url(self):
        return reverse("gemeente", args=[self.slug])


class Wijk(Gebied):
    code = models.CharField(_("code"), max_length=8, primary_key=True)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="wijken", verbose_name=_("gemeente"))
    opvolger = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("opvolger"))

    class Meta:
        verbose_name = _("wijk")
        verbose_name_plural = _("wijken")
        constraints = [models.UniqueConstraint("gemeente", "slug", name="wijk_slug_uniek")]

    def get_absolute_url(self):
        return reverse("wijk", args=[self.gemeente.slug, self.slug])


# A position is inside where more outer rings than holes hold it: an island in a hole is inside again.
BUURTEN_WITH_POSITION = """
    SELECT v.buurt_id FROM buurten_vlak v
    WHERE v.vlak && polygon(box(point(%s, %s), point(%s, %s))) AND v.vlak @> point(%s, %s)
    GROUP BY v.buurt_id
    HAVING count(*) FILTER (WHERE NOT v.is_gat) > count(*) FILTER (WHERE v.is_gat)
"""
# `vlak &&` uses the index, `<->` alone would look at every boundary. A path is the line itself: also that of a hole.
NEAREST_BUURT = """
    SELECT v.buurt_id FROM buurten_vlak v JOIN buurten_buurt b ON b.code = v.buurt_id
    WHERE b.is_actief AND v.vlak && polygon(box(point(%s, %s), point(%s, %s)))
      AND path(v.vlak) <-> point(%s, %s) <= %s
    ORDER BY path(v.vlak) <-> point(%s, %s), v.buurt_id LIMIT 1
"""
NEAR = 100  # metres


class BuurtQuerySet(GebiedQuerySet):
    def with_parents(self):
        return self.select_related("wijk", "gemeente")

    def in_pc4(self, pc4):
        """Active buurten with addresses in a PC4 such as 9712; `is_in_postcode_file` tells whether that is certain."""
        parts = Postcodereeks.objects.filter(postcode__gte=f"{pc4}AA", postcode__lte=f"{pc4}ZZ")
        codes = parts.values("buurt").union(self.filter(pc4=pc4).values("pk"))
        there = Exists(parts.filter(buurt=OuterRef("pk")))
        buurten = self.active().filter(pk__in=codes).select_related("gemeente")
        return buurten.annotate(is_in_postcode_file=there).by_name()

    def in_place(self, sleutel):
        """Active buurten with streets in a place; `sleutel` is that of its Zoeknaam: gemeente code and place."""
        gemeente, woonplaats = sleutel.split(" ", 1)
        parts = Straatreeks.objects.filter(straat__gemeente=gemeente, straat__woonplaats=woonplaats)
        return self.active().filter(pk__in=parts.values("buurt")).select_related("gemeente").by_name()

    def by_wijk(self):
        return self.order_by("wijk__naam", "wijk_id", "naam", "pk")

    def at(self, lon, lat):
        """The active buurten at a WGS84 position (degrees), as a list: mostly one.

        Near a border there can be two; outside all of them the nearest within 100 m; further away none. Wijk and
        gemeente come along.
        """
        x, y = to_rd(lon, lat)
        inside = RawSQL(BUURTEN_WITH_POSITION, [x, y] * 3)  # noqa: S611
        found = list(self.active().filter(pk__in=inside).with_parents().order_by("pk"))
        if found:
            return found
        box = [x - NEAR, y - NEAR, x + NEAR, y + NEAR]
        nearest = RawSQL(NEAREST_BUURT, [*box, x, y, NEAR, x, y])  # noqa: S611
        return list(self.active().filter(pk__in=nearest).with_parents().order_by("pk"))


class Buurt(Gebied):
    """The unit of page, search and responsibility."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    wijk = models.ForeignKey(Wijk, models.PROTECT, related_name="buurten", verbose_name=_("wijk"))
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="buurten", verbose_name=_("gemeente"))
    opvolger = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("opvolger"))
    naam_kort = models.CharField(
        _("naam bij StatLine"), max_length=40, blank=True, help_text=_("StatLine kapt namen af op 40 tekens.")
    )
    pc4 = models.CharField(_("meest voorkomende postcode"), max_length=4, blank=True)

    objects = BuurtQuerySet.as_manager()

    class Meta:
        verbose_name = _("buurt")
        verbose_name_plural = _("buurten")
        constraints = [
            models.UniqueConstraint("gemeente", "slug", name="buurt_slug_uniek"),
            models.CheckConstraint(name="buurt_slug_niet_wijk", condition=~Q(slug="wijk")),
        ]
        indexes = [models.Index("pc4", name="buurt_pc4")]

    def get_absolute_url(self):
        return reverse("buurt", args=[self.gemeente.slug, self.slug])


class Vlak(models.Model):
    """One ring of a boundary, in metres RD. A hole is a ring of its own."""

    buurt = models.ForeignKey(Buurt, models.CASCADE, related_name="vlakken")
    is_gat = models.BooleanField(default=False)
    vlak = PolygonField()

    class Meta:
        indexes = [GistIndex(fields=["vlak"], name="vlak_gist")]

    def __str__(self):
        return f"{self.buurt_id} {self.pk}"


class Kaart(models.Model):
    """The drawing of a buurt and its neighbours, made once at import so that a page only prints it."""

    buurt = models.OneToOneField(Buurt, models.CASCADE, primary_key=True, related_name="kaart")
    tekening = models.JSONField(
        help_text=_("viewbox; pad van de buurt; buren: lijst van code, naam, pad en plaats van de naam")
    )

    def __str__(self):
        return self.buurt_id


class OudPad(models.Model):
    """An address under /mijn-buurt/ that a renamed area had, so that old links keep working."""

    pad = models.CharField(_("oud pad"), max_length=260, unique=True)
    nieuw_pad = models.CharField(_("nieuw pad"), max_length=260)

    class Meta:
        verbose_name = _("oud adres")
        verbose_name_plural = _("oude adressen")

    def __str__(self):
        return self.pad


class Zijde(models.TextChoices):
    BEIDE = "", _("beide")
    EVEN = "even", _("even")
    ONEVEN = "oneven", _("oneven")


class Nummerreeks(models.Model):
    """House numbers van..tot (both included) of one side that lie in one buurt."""

    van = models.PositiveIntegerField()
    tot = models.PositiveIntegerField()
    zijde = models.CharField(choices=Zijde, default=Zijde.BEIDE, blank=True, max_length=6)

    class Meta:
        abstract = True

    def covers(self, huisnummer):
        """Whether the house number (an int) falls in this range and on this side."""
        side = Zijde.ONEVEN if huisnummer % 2 else Zijde.EVEN
        return self.van <= huisnummer <= self.tot and self.zijde in (Zijde.BEIDE, side)


class PostcodereeksQuerySet(models.QuerySet):
    def for_postcode(self, postcode):
        """The ranges of a PC6 (1234AB), each with its buurt, gemeente and, when CBS dropped the buurt, successor."""
        related = ("buurt__gemeente", "buurt__opvolger__gemeente")
        return self.filter(postcode=postcode).select_related(*related).order_by("van", "buurt_id", "pk")


class Postcodereeks(Nummerreeks):
    """A PC6 postcode, or the part of it that lies in one buurt. Source: CBS pc6hnr."""

    postcode = models.CharField(max_length=6)
    buurt = models.ForeignKey(Buurt, models.PROTECT, related_name="+", db_index=False)
    is_aanvulling = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("een nummer dat door huisletters in meer buurten ligt, uit een adressenbestand"),
    )

    objects = PostcodereeksQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("postcode", "van", name="postcodereeks_postcode")]
        constraints = [
            models.CheckConstraint(name="postcodereeks_van_tot", condition=Q(tot__gte=F("van"))),
            models.CheckConstraint(name="postcodereeks_vorm", condition=Q(postcode__regex=r"^[1-9][0-9]{3}[A-Z]{2}$")),
        ]

    def __str__(self):
        return f"{self.postcode} {self.van}-{self.tot} {self.zijde}".strip()


class StraatQuerySet(models.QuerySet):
    def in_buurt(self, buurt):
        """The streets with house numbers in a buurt, by name; `hier` holds the ranges that lie in this buurt.

        Two queries. Signs do not count in the order: ’t Klooster stands under T.
        """
        here = Straatreeks.objects.filter(buurt=buurt).order_by("van", "tot", "pk")
        return (
            self.filter(Exists(here.filter(straat=OuterRef("pk")).order_by()))
            .prefetch_related(Prefetch("reeksen", here, to_attr="hier"))
            .order_by(Collate(Normalised("naam"), "C"), "naam", "woonplaats", "pk")
        )


class Straat(models.Model):
    """A street name within a place (woonplaats), as in the BAG."""

    naam = models.CharField(_("naam"), max_length=120)
    woonplaats = models.CharField(_("woonplaats"), max_length=120)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="+", verbose_name=_("gemeente"))

    objects = StraatQuerySet.as_manager()

    class Meta:
        verbose_name = _("straat")
        verbose_name_plural = _("straten")
        constraints = [models.UniqueConstraint("gemeente", "woonplaats", "naam", name="straat_uniek")]

    def __str__(self):
        return f"{self.naam}, {self.woonplaats}"


class StraatreeksQuerySet(models.QuerySet):
    def for_streets(self, pks):
        """The parts of some streets in active buurten, by house number, with street, buurt and gemeente."""
        parts = self.filter(straat__in=pks, buurt__is_actief=True)
        return parts.select_related("straat", "buurt__gemeente").order_by("van", "pk")


class Straatreeks(Nummerreeks):
    """The house numbers of a street that lie in one buurt."""

    straat = models.ForeignKey(Straat, models.CASCADE, related_name="reeksen")
    buurt = models.ForeignKey(Buurt, models.PROTECT, related_name="+")

    objects = StraatreeksQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="straatreeks_van_tot", condition=Q(tot__gte=F("van")))]

    def __str__(self):
        return f"{self.straat_id} {self.van}-{self.tot}"


class Alias(models.Model):
    """Another name of an area that everybody says but CBS does not list."""

    naam = models.CharField(_("naam"), max_length=120)
    gemeente = models.ForeignKey(
        Gemeente, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("gemeente")
    )
    wijk = models.ForeignKey(Wijk, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("wijk"))
    buurt = models.ForeignKey(Buurt, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("buurt"))

    class Meta:
        verbose_name = _("andere naam")
        verbose_name_plural = _("andere namen")
        constraints = [
            models.CheckConstraint(
                name="alias_heeft_een_gebied",
                condition=Q(gemeente__isnull=False, wijk__isnull=True, buurt__isnull=True)
                | Q(gemeente__isnull=True, wijk__isnull=False, buurt__isnull=True)
                | Q(gemeente__isnull=True, wijk__isnull=True, buurt__isnull=False),
                violation_error_message=_("Kies precies één gemeente, wijk of buurt."),
            ),
        ]

    def __str__(self):
        return self.naam


class Soort(models.TextChoices):
    GEMEENTE = "gemeente", _("gemeente")
    WIJK = "wijk", _("wijk")
    BUURT = "buurt", _("buurt")
    PLAATS = "plaats", _("plaats")
    STRAAT = "straat", _("straat")


class Zoeknaam(models.Model):
    """One name under which something is found. Made anew from the other tables after each import."""

    soort = models.CharField(choices=Soort, max_length=10)
    sleutel = models.CharField(max_length=130, help_text=_("code van het gebied, nummer van de straat, of de plaats"))
    naam = models.CharField(max_length=160, help_text=_("zoals gevonden; bij een andere naam is dat die naam"))
    norm = models.GeneratedField(
        expression=Normalised(F("naam")), output_field=models.TextField(), db_persist=True, editable=False
    )
    context = models.CharField(max_length=200, help_text=_("waar het ligt, om uit te kiezen"))
    context_norm = models.GeneratedField(
        expression=Normalised(F("context")), output_field=models.TextField(), db_persist=True, editable=False
    )
    gewicht = models.PositiveIntegerField(default=0, help_text=_("inwoners"))
    is_alias = models.BooleanField(default=False)
    pad = models.CharField(max_length=260, blank=True, help_text=_("onder /mijn-buurt/; leeg als men nog kiest"))

    class Meta:
        indexes = [
            GinIndex(OpClass(F("norm"), "gin_trgm_ops"), name="zoeknaam_trgm"),
            models.Index(OpClass(F("norm"), "text_pattern_ops"), name="zoeknaam_begin"),
            models.Index(
                OpClass(F("norm"), "text_pattern_ops"), condition=~Q(soort=Soort.STRAAT), name="zoeknaam_gebied"
            ),
            models.Index("soort", "sleutel", name="zoeknaam_sleutel"),
        ]

    def __str__(self):
        return f"{self.naam} ({self.soort})"
