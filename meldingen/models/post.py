"""Mail that must go out. To whom is not kept here: it is read from the encrypted row at the moment of sending."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Partner
from meldingen.models.meldingen import Melding

TO_STAFF, ABOUT_NONE = ["alarm", "overzicht", "uitnodiging"], ["overzicht", "uitnodiging", "partner"]


class AlreadySent(Exception):
    """Another worker sends this mail."""


class MailQuerySet(models.QuerySet):
    def of(self, melding, soort, medewerker=None, partner=None):
        return self.filter(melding=melding, soort=soort, medewerker=medewerker, partner=partner)

    def sent(self):
        return self.exclude(verzonden_op=None)

    def waiting(self):
        return self.filter(verzonden_op=None)


class Mail(models.Model):
    """One mail to one reader. While it waits there is no second of its sort: the one that goes tells it all."""

    class Soort(models.TextChoices):
        NIEUWS = "nieuws", _("er is nieuws")
        VOLGMAIL = "volgmail", _("bevestig het e-mailadres om te volgen")
        MELDER = "melder", _("bevestig het e-mailadres van de melder")
        CODE = "code", _("link naar een nieuwe code")
        ALARM = "alarm", _("alarm voor een medewerker")
        OVERZICHT = "overzicht", _("dagelijks overzicht voor een medewerker")
        PARTNER = "partner", _("seintje voor een partner")
        UITNODIGING = "uitnodiging", _("uitnodiging voor een medewerker van een partner")

    melding = models.ForeignKey(Melding, models.CASCADE, null=True, related_name="+", verbose_name=_("melding"))
    soort = models.CharField(_("soort"), choices=Soort, max_length=12)
    medewerker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("medewerker")
    )
    partner = models.ForeignKey(
        Partner, models.CASCADE, null=True, related_name="+", verbose_name=_("partner"), db_index=False
    )
    gemaakt_op = models.DateTimeField(_("gemaakt op"), db_default=Now())
    verzonden_op = models.DateTimeField(_("verzonden op"), null=True)
    aantallen = models.JSONField(_("aantallen"), null=True, help_text=_("wat een overzicht telde, en niets anders"))

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                name="mail_een_wacht",
                fields=["melding", "soort", "medewerker", "partner"],
                condition=Q(verzonden_op=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="mail_alarm_voor_medewerker",
                condition=Q(soort__in=TO_STAFF, medewerker__isnull=False)
                | (~Q(soort__in=TO_STAFF) & Q(medewerker=None)),
            ),
            models.CheckConstraint(
                name="mail_over_een_melding",
                condition=Q(soort__in=ABOUT_NONE, melding=None) | (~Q(soort__in=ABOUT_NONE) & Q(melding__isnull=False)),
            ),
            models.CheckConstraint(
                name="mail_seintje_voor_partner",
                condition=Q(soort="partner", partner__isnull=False) | (~Q(soort="partner") & Q(partner=None)),
            ),
        ]

    def __str__(self):
        return f"{self.soort} {self.pk}"

    def claim(self):
        """Write down that it is sent, before it is. Raises AlreadySent when somebody else did so."""
        now = timezone.now()
        if not Mail.objects.waiting().filter(pk=self.pk).update(verzonden_op=now):
            raise AlreadySent
        self.verzonden_op = now

    def give_back(self):
        """Let it wait again, when it was claimed here. Raises IntegrityError when another one of its sort waits."""
        if self.verzonden_op:
            Mail.objects.filter(pk=self.pk, verzonden_op=self.verzonden_op).update(verzonden_op=None)
