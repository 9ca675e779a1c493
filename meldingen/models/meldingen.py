"""A melding: what is clear so that it can be sorted, due and counted, and what is secret (ARCHITECTURE §8)."""

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
from meldingen.models.categorieen import Categorie, Groep, Soort
from meldingen.models.statussen import (
    STEPS,
    Afwijsreden,
    Contactvorm,
    Dagdeel,
    Delen,
    JaNee,
    MagPraten,
    Status,
    Uitkomst,
    Vermoeden,
    Wanneer,
)
from meldingen.models.zicht import charged, led, seen_by, sight_of

MOST_REOPENINGS = 2
MOST_LETTERS = 3_000
GRID = 50  # metres
OPEN = Q(status__in=Status.opened())


class Bron(models.TextChoices):
    """Who brought it in."""

    SITE = "site", _("de website")
    MEDEWERKER = "medewerker", _("een medewerker")
    PARTNER = "partner", _("een partner")


class MeldingQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=Status.opened())

    def visible_to(self, user, now=None):
        """What a medewerker may see: the only place that decides it (PRODUCT §4). At most one statement of its own."""
        return self.filter(seen_by(sight_of(user, now)))

    def readable_by(self, user, now=None):
        """What a medewerker may see with story and reporter: not behind a badge “Mogelijk …” that nobody judged yet."""
        sight = sight_of(user, now)
        return self.filter(seen_by(sight), Q(vermoeden="") | Q(beoordeeld_op__isnull=False) | charged(sight))

    def in_charge_of(self, user, now=None):
        """What a medewerker decides about: as owner, for an absent owner, as chief or as deputy of the team."""
        sight = sight_of(user, now)
        return self.filter(seen_by(sight), charged(sight))

    def led_by(self, user, now=None):
        """What a medewerker sees as chief or deputy of the team."""
        sight = sight_of(user, now)
        return self.filter(seen_by(sight), led(sight))


class Melding(models.Model):
    nummer = models.CharField(_("meldingnummer"), max_length=10, unique=True, editable=False)
    soort = models.CharField(_("soort"), choices=Soort, max_length=10)
    groep = models.ForeignKey(Groep, models.PROTECT, related_name="+", verbose_name=_("groep"), db_index=False)
    categorie = models.ForeignKey(
        Categorie, models.PROTECT, related_name="+", verbose_name=_("categorie"), db_index=False
    )
    buurt = models.ForeignKey(Buurt, models.PROTECT, null=True, related_name="+", verbose_name=_("buurt"))
    basisteam = models.ForeignKey(Basisteam, models.PROTECT, null=True, related_name="+", verbose_name=_("basisteam"))
    eigenaar = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("eigenaar")
    )
    status = models.CharField(_("status"), choices=Status, default=Status.ONTVANGEN, max_length=20)
    uitkomst = models.CharField(_("uitkomst"), choices=Uitkomst, blank=True, db_default="", max_length=24)
    afwijsreden = models.CharField(
        _("reden van afwijzen"), choices=Afwijsreden, blank=True, db_default="", max_length=16
    )
    leidend = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="samengevoegde", verbose_name=_("samengevoegd met")
    )
    bron = models.CharField(_("bron"), choices=Bron, default=Bron.SITE, max_length=10)
    taal = models.CharField(_("taal van de melder"), choices=settings.LANGUAGES, default="nl", max_length=2)

    thema = models.ForeignKey(
        "Thema", models.SET_NULL, null=True, related_name="+", verbose_name=_("thema"), db_index=False
    )

    # Who may see it, and how soon somebody must.
    is_beperkt = models.BooleanField(_("beperkt zichtbaar"), default=False)
    is_dringend = models.BooleanField(_("dringend"), default=False)
    is_na_te_kijken = models.BooleanField(_("na te kijken"), default=False)
    vermoeden = models.CharField(_("vermoeden"), choices=Vermoeden, blank=True, max_length=16)
    beoordeeld_op = models.DateTimeField(_("vermoeden beoordeeld op"), null=True)
    geopend_op = models.DateTimeField(_("voor het eerst geopend op"), null=True)
    is_over_wijkagent = models.BooleanField(_("gaat over een wijkagent of de politie"), default=False)
    betrokkenen = ArrayField(
        models.BigIntegerField(), verbose_name=_("over wie"), db_default=[],
        help_text=_("medewerkers die dit nooit zien; bij “weet ik niet” alle wijkagenten van de buurt"),
    )  # fmt: skip
    betrokken_wijkagenten = ArrayField(
        models.BigIntegerField(), verbose_name=_("over welke wijkagenten"), db_default=[],
        help_text=_("ook wie nog geen account heeft"),
    )  # fmt: skip

    # What the reporter allows.
    contactvorm = models.CharField(_("melder"), choices=Contactvorm, max_length=10)
    mag_praten = models.CharField(
        _("met deze persoon praten"), choices=MagPraten, default=MagPraten.EERST_VRAGEN, max_length=12
    )
    gevaar = models.CharField(_("gevaar voor de melder"), choices=JaNee, blank=True, max_length=10)
    delen = models.CharField(_("delen met een partner"), choices=Delen, default=Delen.ZONDER, max_length=6)

    # When.
    wanneer = models.CharField(_("wanneer"), choices=Wanneer, blank=True, max_length=10)
    gebeurd_datum = models.DateField(_("datum"), null=True)
    dagdeel = models.CharField(_("deel van de dag"), choices=Dagdeel, blank=True, max_length=10)
    ontvangen_op = models.DateTimeField(_("ontvangen op"), db_default=Now())
    antwoord_voor_datum = models.DateField(_("antwoord vóór"))
    beloofd_datum = models.DateField(_("beloofd aan de melder"))
    wacht_tot_datum = models.DateField(_("wacht op de melder tot en met"), null=True)
    bel_melder_sinds = models.DateTimeField(_("de melder moet gebeld worden sinds"), null=True)
    eerste_antwoord_op = models.DateTimeField(_("eerste antwoord op"), null=True)
    gewijzigd_op = models.DateTimeField(_("laatst gewijzigd op"), db_default=Now())
    afgesloten_op = models.DateTimeField(_("afgesloten op"), null=True)
    antwoord_sinds = models.DateTimeField(
        _("antwoord van de melder sinds"), null=True, help_text=_("tot iemand iets doet of zegt")
    )
    escalatie = models.PositiveSmallIntegerField(
        _("escalatie"), db_default=0, help_text=_("1: het team zag dat de termijn voorbij is, 2: de teamchef ook")
    )
    waarneming_voor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("waarneming voor"),
        db_index=False, help_text=_("wie afwezig was toen de vervanger eigenaar werd"),
    )  # fmt: skip
    afgesloten_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ingetrokken_op = models.DateTimeField(
        _("ingetrokken op"), null=True, help_text=_("ook van wie is samengevoegd, of van wie anderen volgen")
    )
    heropeningen = models.PositiveSmallIntegerField(_("keer heropening gevraagd"), db_default=0)
    versie = models.PositiveIntegerField(db_default=1)

    # Where, on a grid of 50 m: metres RD.
    x = models.IntegerField(null=True)
    y = models.IntegerField(null=True)

    # Secret.
    titel = GeheimeTekst()
    verhaal = GeheimeTekst()
    plek = GeheimeTekst()
    antwoorden = GeheimeJSON()
    # Out of daily use: nobody sees it any more but by a reasoned search (SAFETY S9).
    uit_gebruik_op = models.DateTimeField(null=True)
    contact_gewist_op = models.DateTimeField(null=True)
    verhaal_gewist_op = models.DateTimeField(null=True)

    # The receipt, as keyed hashes: of the code, of the sender's key (so that a retry finds it) and of what was sent.
    code_hash = models.BinaryField(max_length=32, unique=True)
    sleutel_hash = models.BinaryField(max_length=32, unique=True)
    inhoud_hash = models.BinaryField(max_length=32)

    objects = MeldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("melding")
        verbose_name_plural = _("meldingen")
        constraints = [
            models.CheckConstraint(
                name="melding_heeft_plaats", condition=Q(buurt__isnull=False) | Q(basisteam__isnull=False)
            ),
            models.CheckConstraint(
                name="melding_heeft_eigenaar", condition=Q(eigenaar__isnull=False) | Q(basisteam__isnull=False)
            ),
            models.CheckConstraint(
                name="melding_afgehandeld_heeft_uitkomst",
                condition=~Q(status=Status.AFGEHANDELD) | ~Q(uitkomst=""),
            ),
            models.CheckConstraint(
                name="melding_afgewezen_heeft_reden", condition=~Q(status=Status.AFGEWEZEN) | ~Q(afwijsreden="")
            ),
            models.CheckConstraint(
                name="melding_afgesloten_heeft_moment",
                condition=~Q(status__in=[Status.AFGEHANDELD, Status.AFGEWEZEN]) | Q(afgesloten_op__isnull=False),
            ),
            models.CheckConstraint(
                name="melding_samengevoegd_heeft_leidende",
                condition=Q(status=Status.SAMENGEVOEGD, leidend__isnull=False)
                | (~Q(status=Status.SAMENGEVOEGD) & Q(leidend__isnull=True)),
            ),
            models.CheckConstraint(name="melding_leidt_niet_zichzelf", condition=~Q(leidend=models.F("pk"))),
            models.CheckConstraint(
                name="melding_vraag_heeft_weg_terug",
                condition=~Q(status=Status.WACHT_OP_MELDER) | ~Q(contactvorm=Contactvorm.GEEN),
            ),
            models.CheckConstraint(
                name="melding_vraag_heeft_einde",
                condition=Q(status=Status.WACHT_OP_MELDER, wacht_tot_datum__isnull=False)
                | (~Q(status=Status.WACHT_OP_MELDER) & Q(wacht_tot_datum__isnull=True)),
            ),
            models.CheckConstraint(
                name="melding_ingetrokken_heeft_moment",
                condition=~Q(status=Status.INGETROKKEN) | Q(ingetrokken_op__isnull=False),
            ),
            models.CheckConstraint(
                name="melding_hoogstens_twee_heropeningen", condition=Q(heropeningen__lte=MOST_REOPENINGS)
            ),
            models.CheckConstraint(
                name="melding_positie_op_raster",
                condition=Q(x__isnull=True, y__isnull=True)
                | Q(x__isnull=False, y__isnull=False)
                & models.lookups.Exact(models.functions.Mod("x", GRID), 0)
                & models.lookups.Exact(models.functions.Mod("y", GRID), 0),
            ),
        ]
        indexes = [
            # Few rows each: what bewaking.py looks for every few minutes.
            models.Index(
                "ontvangen_op", name="melding_ongeopend", condition=Q(is_dringend=True, geopend_op__isnull=True)
            ),
            models.Index("wacht_tot_datum", name="melding_wacht", condition=Q(wacht_tot_datum__isnull=False)),
            # The inbox: one in twenty meldingen is open, and somebody sees those of a team, some buurten or his own.
            *(
                models.Index(field, "antwoord_voor_datum", name=f"melding_open_{field}", condition=OPEN)
                for field in ("basisteam", "buurt", "eigenaar")
            ),
            models.Index(
                "basisteam",
                models.F("afgesloten_op").desc(),
                name="melding_klaar",
                condition=Q(afgesloten_op__isnull=False),
            ),
            models.Index("antwoord_voor_datum", name="melding_te_laat", condition=OPEN),
            models.Index("waarneming_voor", name="melding_waarneming", condition=Q(waarneming_voor__isnull=False)),
            # The same place, in 12 months.
            models.Index("buurt", "x", "y", name="melding_plek", condition=Q(x__isnull=False)),
        ]
        triggers = [
            pgtrigger.FSM(name="melding_stap", field="status", transitions=STEPS),
            pgtrigger.Trigger(
                name="melding_begin",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__status__df=Status.ONTVANGEN.value),
                func="RAISE EXCEPTION 'A melding begins as ontvangen';",
            ),
            # At a partner only with a referral there; ended only when none is open (PRODUCT §4).
            pgtrigger.Trigger(
                name="melding_verwezen",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(new__status__in=["verwezen", *(str(one) for one in Status.ended())]),
                func="""
                    IF (NEW.status = 'verwezen') <> EXISTS (
                        SELECT FROM meldingen_verwijzing v WHERE v.melding_id = NEW.id AND (
                            v.status IN ('verzonden', 'geaccepteerd')
                            OR NEW.status <> 'verwezen' AND v.status = 'klaargezet')) THEN
                        RAISE EXCEPTION 'The referrals of this melding do not allow %', NEW.status;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="melding_leidend",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("leidend_id"),
                condition=pgtrigger.Q(new__leidend__isnull=False),
                func="""
                    IF EXISTS (SELECT FROM meldingen_melding l WHERE l.id = NEW.leidend_id AND l.leidend_id IS NOT NULL)
                        OR EXISTS (SELECT FROM meldingen_melding f WHERE f.leidend_id = NEW.id) THEN
                        RAISE EXCEPTION 'A leading melding is not itself merged';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.nummer

    @property
    def is_open(self):
        return self.status in Status.opened()


class Melder(models.Model):
    """Who sent it, when a name, e-mail address or phone number was given. The row goes when the term is over."""

    melding = models.OneToOneField(Melding, models.CASCADE, primary_key=True, related_name="melder")
    naam = GeheimeTekst()
    email = GeheimeTekst()
    telefoon = GeheimeTekst(help_text=_("in E.164"))
    bellen = GeheimeTekst(help_text=_("wanneer en hoe iemand gebeld mag worden"))
    mag_politie_zeggen = models.BooleanField(_("mag “politie” zeggen aan de telefoon"), default=False)
    email_bevestigd_op = models.DateTimeField(_("e-mailadres bevestigd op"), null=True)
    # Keyed hashes (zoekwoorden.py), so that the exact address or number is found, with a reason.
    email_hash = models.BinaryField(max_length=33, null=True, db_index=True)
    telefoon_hash = models.BinaryField(max_length=33, null=True, db_index=True)

    class Meta:
        verbose_name = _("melder")
        verbose_name_plural = _("melders")

    def __str__(self):
        return str(self.melding_id)
