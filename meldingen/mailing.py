"""Which mails are to go out: call these in the transaction of what a mail tells about."""

from datetime import timedelta

from django.db import transaction

from meldingen import post, wachtrij
from meldingen.models import Mail, Melder, Taak

URGENT, NORMAL = 10, 0
MOST_ASKED = 5  # questions a day whether an address is right, so that nobody fills a stranger's mailbox
TOGETHER = timedelta(minutes=10)  # several pieces of news within this time are one mail


def send_news(melding):
    """Tell the resident that there is news, when there is a confirmed address. Never about a restricted melding."""
    if melding.is_beperkt or not post.news_address(melding):
        return
    last = Mail.objects.of(melding, Mail.Soort.NIEUWS).sent().order_by("-verzonden_op", "-pk").first()
    put(melding, Mail.Soort.NIEUWS, at=last and last.verzonden_op + TOGETHER)


def confirm_email(row, since=None):
    """Ask whether the address of a Volgmail or Melder is really the reader's. Never about a restricted melding."""
    soort = Mail.Soort.MELDER if isinstance(row, Melder) else Mail.Soort.VOLGMAIL
    was_asked = Mail.objects.of(row.melding, soort).sent().count()  # in a day: then they are removed
    if was_asked < MOST_ASKED and post.may_confirm(type(row), row.melding):
        put(row.melding, soort, since=since)


def may_mail_code(melding, melder):
    """Whether the link to a new code may go by mail: to a confirmed address, not too often in a day.

    Never about a restricted melding.
    """
    is_safe = bool(melder.email and melder.email_bevestigd_op) and not melding.is_beperkt
    return is_safe and Mail.objects.of(melding, Mail.Soort.CODE).sent().count() < MOST_ASKED


def send_code_link(melding):
    """Mail the link with which the reporter makes a new code."""
    put(melding, Mail.Soort.CODE)


def alert_staff(melding, medewerkers):
    """Ask each of the medewerkers to look at once. The mail says nothing about the melding."""
    for medewerker in medewerkers:
        put(melding, Mail.Soort.ALARM, medewerker=medewerker, priority=URGENT)


def ring_partner(partner):
    """Tell a partner that there is news, without content: “mail is only the doorbell” (PRODUCT P9)."""
    if partner.email:
        put(None, Mail.Soort.PARTNER, partner=partner)


def invite(medewerker):
    """Send somebody of a partner the link with which a password is chosen."""
    put(None, Mail.Soort.UITNODIGING, medewerker=medewerker, priority=URGENT)


@transaction.atomic
def put(melding, soort, *, medewerker=None, partner=None, at=None, priority=NORMAL, since=None):
    """Have one mail sent. One that waits already tells it all; so does one that went after the moment `since`."""
    mails = Mail.objects.of(melding, soort, medewerker, partner)
    if since and mails.sent().filter(verzonden_op__gt=since).exists():
        return
    mail, is_new = mails.get_or_create(
        melding=melding, soort=soort, medewerker=medewerker, partner=partner, verzonden_op=None
    )
    if is_new:
        wachtrij.put("send_mail", mail_id=mail.pk, at=at, priority=priority)
    else:
        for taak in Taak.objects.failed().filter(args={"mail_id": mail.pk}).order_by("pk"):
            wachtrij.start_again(taak)
