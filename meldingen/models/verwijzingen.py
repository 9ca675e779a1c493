"""Passing a melding to a partner: what is shared, on what ground, and how it goes on (PRODUCT §4, “Verwijzing”)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker, Partner
from agenten.spreekuren import local_date
from meldingen.geheim import GeheimeTekst
from meldingen.models.categorieen import Categorie
from meldingen.models.gesprek import Bijlage
from meldingen.models.logboek import Actor, append_only
from meldingen.models.meldingen import Melding
from meldingen.models.partners import Convenant, Grond, Koppeling, Partnersleutel


class VerwijzingStatus(models.TextChoices):
    KLAARGEZET = "klaargezet", _("klaargezet")  # waits for the teamchef; the partner sees nothing yet
    VERZONDEN = "verzonden", _("verzonden")
    GEACCEPTEERD = "geaccepteerd", _("in uitvoering")
    GEWEIGERD = "geweigerd", _("geweigerd")
    TERUGGEGEVEN = "teruggegeven", _("teruggegeven")
    GEREED = "gereed", _("gereed")
    INGETROKKEN = "ingetrokken", _("ingetrokken")
    VERLOPEN = "verlopen", _("verlopen")

    @classmethod
    def opened(cls):
        return [cls.KLAARGEZET, cls.VERZONDEN, cls.GEACCEPTEERD]

    @classmethod
    def at_partner(cls):
        return [cls.VERZONDEN, cls.GEACCEPTEERD]

    @classmethod
    def ended(cls):
        return [status for status in cls if status not in cls.opened()]


V = VerwijzingStatus
VERWIJZING_TRANSITIONS = {
    V.KLAARGEZET: {V.VERZONDEN, V.INGETROKKEN},
    V.VERZONDEN: {V.GEACCEPTEERD, V.GEWEIGERD, V.INGETROKKEN, V.VERLOPEN},
    V.GEACCEPTEERD: {V.TERUGGEGEVEN, V.GEREED, V.INGETROKKEN},
    **{ended: set() for ended in V.ended()},
}
VERWIJZING_STEPS = sorted((str(a), str(b)) for a, following in VERWIJZING_TRANSITIONS.items() for b in following)


class Toestemming(models.TextChoices):
    """Of the reporter, for sharing the contact data in this one referral (PRODUCT R25). Never the legal ground."""

    GEEN = "geen", _("niet gevraagd")
    GEVRAAGD = "gevraagd", _("gevraagd")
    GEGEVEN = "gegeven", _("gegeven")
    GEWEIGERD = "geweigerd", _("geweigerd of ingetrokken")


class VerwijzingQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=V.opened())

    def at_partner(self):
        return self.filter(status__in=V.at_partner())

    def known_to(self, user):
        """What somebody of a partner, or its token, may know of at all: number, date and outcome (PRODUCT P1)."""
        partner = partner_of(user)
        if partner is None:
            return self.none()
        return self.filter(partner=partner, partner__is_actief=True).exclude(verzonden_op=None)

    def visible_to(self, user, now=None):
        """What somebody of a partner, or its token, may read and work on: the only place that decides it.

        While it lives and PARTNER_SIGHT_TERM after its end; not after it was withdrawn, nor without an agreement that
        holds today where the ground asks for one, nor when the melding is out of daily use.
        """
        now = now or timezone.now()
        today = local_date(now)
        recent = Q(status__in=V.ended(), geeindigd_op__gt=now - settings.PARTNER_SIGHT_TERM)
        agreed = Q(grond__eist_convenant=False) | Q(convenant__van__lte=today, convenant__tot__gte=today)
        return (
            self.known_to(user)
            .filter(Q(status__in=V.at_partner()) | recent, agreed, melding__uit_gebruik_op=None)
            .exclude(status=V.INGETROKKEN)
        )

    def in_order(self):
        return self.order_by("aangemaakt_op", "pk")


def partner_of(by):
    """The id of the partner for which somebody, a token or a link, works now; None for everybody else."""
    if isinstance(by, Partnersleutel):
        return None if by.ingetrokken_op else by.partner_id
    if isinstance(by, Koppeling):
        return by.partner_id if by.is_actief else None
    return by.partner_id if isinstance(by, Medewerker) and by.is_active else None


class Verwijzing(models.Model):
    nummer = models.CharField(_("nummer"), max_length=10, unique=True, editable=False)
    melding = models.ForeignKey(Melding, models.PROTECT, related_name="verwijzingen", verbose_name=_("melding"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("partner"))
    status = models.CharField(_("status"), choices=V, max_length=12)
    versie = models.PositiveIntegerField(db_default=1)

    # Why it may be shared.
    grond = models.ForeignKey(Grond, models.PROTECT, related_name="+", verbose_name=_("wettelijke grond"))
    convenant = models.ForeignKey(
        Convenant, models.PROTECT, null=True, related_name="+", verbose_name=_("convenant"), db_index=False
    )
    doel = GeheimeTekst()
    noodzaak = GeheimeTekst()
    belang = GeheimeTekst()

    # What is shared: copies, edited by the officer; nothing here follows the melding.
    categorie = models.ForeignKey(
        Categorie, models.PROTECT, related_name="+", verbose_name=_("categorie"), db_index=False
    )
    tekst = GeheimeTekst()
    plek = GeheimeTekst()
    toelichting = GeheimeTekst(help_text=_("van de wijkagent aan de partner"))
    bijlagen = models.ManyToManyField(Bijlage, through="GedeeldeBijlage", related_name="+")
    toestemming = models.CharField(
        _("toestemming van de melder"), choices=Toestemming, default=Toestemming.GEEN, max_length=10
    )

    # Who and when.
    van = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("van")
    )
    verzonden_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    aangemaakt_op = models.DateTimeField(_("gemaakt op"), db_default=Now())
    verzonden_op = models.DateTimeField(_("doorgezet op"), null=True)
    antwoord_voor_datum = models.DateField(_("antwoord vóór"), null=True)
    geaccepteerd_op = models.DateTimeField(_("geaccepteerd op"), null=True)
    verwacht_datum = models.DateField(_("verwacht klaar op"), null=True)
    klaar_voor_datum = models.DateField(_("klaar vóór"), null=True)
    geeindigd_op = models.DateTimeField(_("geëindigd op"), null=True)
    escalatie = models.PositiveSmallIntegerField(
        _("herinnerd"), db_default=0, help_text=_("1: herinnering, 2: te laat, 3: terug bij de wijkagent")
    )

    # What the partner does with it.
    zaaknummer = models.CharField(_("eigen zaaknummer"), max_length=40, blank=True, db_default="")
    behandelaar = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("behandelaar")
    )
    reden = GeheimeTekst(help_text=_("van weigeren, teruggeven of intrekken"))
    betere_plek = GeheimeTekst(help_text=_("waar het wel hoort"))
    slotzin = GeheimeTekst(help_text=_("één zin voor de melder"))
    slotzin_getoond_op = models.DateTimeField(_("slotzin getoond sinds"), null=True)

    # What the partner searches by: keyed hashes of the words that it may read, without order.
    woorden = ArrayField(models.BigIntegerField(), db_default=[])
    woorden_sleutel = models.PositiveSmallIntegerField(db_default=0)

    objects = VerwijzingQuerySet.as_manager()

    class Meta:
        verbose_name = _("verwijzing")
        verbose_name_plural = _("verwijzingen")
        constraints = [
            models.UniqueConstraint(
                "melding", "partner", name="verwijzing_een_open_per_partner", condition=Q(status__in=V.opened())
            ),
            models.CheckConstraint(
                name="verwijzing_verzonden_heeft_moment",
                condition=Q(status__in=[V.KLAARGEZET, V.INGETROKKEN])
                | Q(verzonden_op__isnull=False, verzonden_door__isnull=False, antwoord_voor_datum__isnull=False),
            ),
            models.CheckConstraint(
                name="verwijzing_geaccepteerd_heeft_datum",
                condition=~Q(status__in=[V.GEACCEPTEERD, V.TERUGGEGEVEN, V.GEREED])
                | Q(geaccepteerd_op__isnull=False, verwacht_datum__isnull=False, klaar_voor_datum__isnull=False),
            ),
            models.CheckConstraint(
                name="verwijzing_geeindigd_heeft_moment",
                condition=Q(status__in=V.opened(), geeindigd_op__isnull=True)
                | (~Q(status__in=V.opened()) & Q(geeindigd_op__isnull=False)),
            ),
        ]
        indexes = [
            models.Index("partner", models.F("verzonden_op").desc(), "id", name="verwijzing_partner"),
            models.Index("antwoord_voor_datum", name="verwijzing_open", condition=Q(status__in=V.opened())),
            models.Index("verzonden_op", name="verwijzing_register"),
            GinIndex("woorden", name="verwijzing_woorden"),
        ]
        triggers = [
            pgtrigger.FSM(name="verwijzing_stap", field="status", transitions=VERWIJZING_STEPS),
            pgtrigger.Trigger(
                name="verwijzing_begin",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM meldingen_grond g JOIN agenten_partner p ON p.id = NEW.partner_id
                        WHERE g.code = NEW.grond_id AND p.soort = ANY(g.ontvangers)
                            AND (NEW.status = 'verzonden' OR NEW.status = 'klaargezet' AND g.eist_chef)
                            AND (NOT g.eist_convenant OR EXISTS (
                                SELECT FROM meldingen_convenant c
                                WHERE c.id = NEW.convenant_id AND c.partner_id = NEW.partner_id))
                    ) THEN
                        RAISE EXCEPTION 'This ground does not allow this referral';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # What is shared, with whom and why stays as it was; only destroying it empties it.
            pgtrigger.Trigger(
                name="verwijzing_blijft",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "melding_id", "partner_id", "grond_id", "convenant_id", "nummer", "categorie_id"
                ),
                condition=pgtrigger.AnyChange("melding", "partner", "grond", "convenant", "nummer", "categorie"),
                func="RAISE EXCEPTION 'A referral stays with its melding, partner and ground';",
            ),
        ]

    def __str__(self):
        return self.nummer

    @property
    def is_open(self):
        return self.status in V.opened()


class GedeeldeBijlage(models.Model):
    """A photo that was ticked for a partner."""

    verwijzing = models.ForeignKey(Verwijzing, models.CASCADE, related_name="gedeeld")
    bijlage = models.ForeignKey(Bijlage, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("gedeelde bijlage")
        verbose_name_plural = _("gedeelde bijlagen")
        constraints = [models.UniqueConstraint("verwijzing", "bijlage", name="gedeelde_bijlage_uniek")]

    def __str__(self):
        return f"{self.verwijzing_id} {self.bijlage_id}"


class Verwijzingstap(models.Model):
    """One line of the log of a verwijzing."""

    class Soort(models.TextChoices):
        KLAARGEZET = "klaargezet", _("klaargezet voor de teamchef")
        VERZONDEN = "verzonden", _("verzonden")
        GEACCEPTEERD = "geaccepteerd", _("geaccepteerd")
        GEWEIGERD = "geweigerd", _("geweigerd")
        TERUGGEGEVEN = "teruggegeven", _("teruggegeven")
        GEREED = "gereed", _("gereed")
        INGETROKKEN = "ingetrokken", _("ingetrokken")
        VERLOPEN = "verlopen", _("verlopen")
        BERICHT = "bericht", _("bericht")
        GEVAAR = "gevaar", _("gevaar gemeld")
        NOTITIE = "notitie", _("notitie van de partner")
        ZAAKNUMMER = "zaaknummer", _("zaaknummer gewijzigd")
        TOEGEWEZEN = "toegewezen", _("toegewezen")
        TOESTEMMING = "toestemming", _("toestemming van de melder")
        SLOTZIN = "slotzin", _("slotzin getoond")
        HERINNERD = "herinnerd", _("herinnerd")
        AFGELEVERD = "afgeleverd", _("afgeleverd in het systeem van de partner")

    verwijzing = models.ForeignKey(Verwijzing, models.PROTECT, related_name="stappen")
    soort = models.CharField(_("soort"), choices=Soort, max_length=12)
    van_status = models.CharField(_("van"), choices=V, blank=True, max_length=12)
    naar_status = models.CharField(_("naar"), choices=V, max_length=12)
    actor = models.CharField(_("wie"), choices=Actor, max_length=10)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    sleutel = models.ForeignKey(Partnersleutel, models.PROTECT, null=True, related_name="+", db_index=False)
    op = models.DateTimeField(_("op"), db_default=Now())
    gegevens = models.JSONField(_("gegevens"), default=dict, help_text=_("codes, nummers en datums; nooit vrije tekst"))

    class Meta:
        verbose_name = _("stap van een verwijzing")
        verbose_name_plural = _("stappen van een verwijzing")
        triggers = append_only()

    def __str__(self):
        return f"{self.verwijzing_id} {self.soort}"


class Verwijzingbericht(models.Model):
    """The dialogue of officer and partner about one verwijzing. No path shows it to the resident (PRODUCT P5)."""

    verwijzing = models.ForeignKey(Verwijzing, models.CASCADE, related_name="berichten")
    is_van_partner = models.BooleanField(_("van de partner"))
    is_gevaar = models.BooleanField(_("gevaar"), default=False)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    op = models.DateTimeField(_("op"), db_default=Now())
    tekst = GeheimeTekst()

    class Meta:
        verbose_name = _("bericht bij een verwijzing")
        verbose_name_plural = _("berichten bij verwijzingen")

    def __str__(self):
        return f"{self.verwijzing_id} {self.pk}"


class Partnernotitie(models.Model):
    """An internal note of the partner. Only the partner's own people read it."""

    verwijzing = models.ForeignKey(Verwijzing, models.CASCADE, related_name="notities")
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    op = models.DateTimeField(_("op"), db_default=Now())
    tekst = GeheimeTekst()

    class Meta:
        verbose_name = _("notitie van een partner")
        verbose_name_plural = _("notities van partners")

    def __str__(self):
        return f"{self.verwijzing_id} {self.pk}"


class Partnerinzage(models.Model):
    """One line of the read log of a partner: who, or which token, saw what of a verwijzing."""

    class Wat(models.TextChoices):
        ZAAK = "zaak", _("zaak")
        MELDER = "melder", _("gegevens van de melder")
        BIJLAGE = "bijlage", _("bijlage")
        LIJST = "lijst", _("lijst")
        UITVOER = "uitvoer", _("uitvoer")
        AFDRUK = "afdruk", _("afdruk")
        KOPPELING = "koppeling", _("afgeleverd in het systeem van de partner")

    verwijzing = models.ForeignKey(Verwijzing, models.PROTECT, related_name="inzagen")
    wat = models.CharField(_("wat"), choices=Wat, max_length=10)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sleutel = models.ForeignKey(Partnersleutel, models.PROTECT, null=True, related_name="+", db_index=False)
    op = models.DateTimeField(_("op"), db_default=Now())

    class Meta:
        verbose_name = _("inzage door een partner")
        verbose_name_plural = _("inzagen door partners")
        indexes = [models.Index("op", name="partnerinzage_op")]
        triggers = append_only()

    def __str__(self):
        return f"{self.verwijzing_id} {self.wat}"


class Aflevering(models.Model):
    """Filing one verwijzing in the partner's own system: until it is done, or was given up (a dead letter)."""

    class Staat(models.TextChoices):
        WACHT = "wacht", _("wacht")
        GELUKT = "gelukt", _("gelukt")
        OPGEGEVEN = "opgegeven", _("opgegeven")
        VERVALLEN = "vervallen", _("vervallen")  # the verwijzing ended before it was filed

    verwijzing = models.OneToOneField(Verwijzing, models.PROTECT, related_name="aflevering", primary_key=True)
    koppeling = models.ForeignKey(Koppeling, models.PROTECT, related_name="+", verbose_name=_("koppeling"))
    staat = models.CharField(_("staat"), choices=Staat, default=Staat.WACHT, max_length=10)
    pogingen = models.PositiveSmallIntegerField(_("pogingen"), db_default=0)
    volgende_op = models.DateTimeField(
        _("volgende poging op"), null=True, help_text=_("tijdens een poging: tot wanneer niemand anders begint")
    )
    is_onzeker = models.BooleanField(
        _("misschien al aangekomen"), db_default=False, help_text=_("verstuurd, zonder antwoord dat wij begrepen")
    )
    fout = models.CharField(_("laatste fout"), max_length=80, blank=True, help_text=_("een code, nooit een antwoord"))
    extern_nummer = models.CharField(_("nummer daar"), max_length=80, blank=True)
    gemaakt_op = models.DateTimeField(_("gemaakt op"), db_default=Now())
    gelukt_op = models.DateTimeField(_("gelukt op"), null=True)

    class Meta:
        verbose_name = _("aflevering")
        verbose_name_plural = _("afleveringen")
        constraints = [
            models.CheckConstraint(
                name="aflevering_gelukt_heeft_moment", condition=~Q(staat="gelukt") | Q(gelukt_op__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.verwijzing_id} {self.staat}"
