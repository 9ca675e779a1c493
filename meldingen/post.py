"""What our mails say: nothing about the melding, only that there is something to read, and where.

Plain text in the language of the reader. Never a code, a category, a name or a word of the melding.
"""

from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from meldingen import nieuwe_code
from meldingen.models import Mail, Melder, Volgmail
from meldingen.overzicht import lines_of

SUBJECTS = {
    Mail.Soort.NIEUWS: _("Nieuw bericht"),
    Mail.Soort.VOLGMAIL: _("Bevestig uw e-mailadres"),
    Mail.Soort.MELDER: _("Bevestig uw e-mailadres"),
    Mail.Soort.CODE: _("Uw nieuwe code"),
    Mail.Soort.ALARM: _("Bekijk dit nu"),
    Mail.Soort.OVERZICHT: _("Uw overzicht van vandaag"),
    Mail.Soort.PARTNER: _("Er is iets nieuws"),
    Mail.Soort.UITNODIGING: _("Uw toegang tot het wijkportaal"),
}
WITH_ADDRESS = {Mail.Soort.VOLGMAIL.value: Volgmail, Mail.Soort.MELDER.value: Melder}
SALT = "meldingen.post"


def compose(mail):
    """The EmailMessage for a Mail, or None when there is nobody (any more) who should get it."""
    if mail.partner_id:
        return partner_message(mail)
    if mail.medewerker_id:
        return staff_message(mail)
    if mail.melding.is_beperkt:
        return None
    if mail.soort == Mail.Soort.NIEUWS:
        address = news_address(mail.melding)
        return (
            message(mail, address, mail.melding.taal, "meldingen/mail/nieuws.txt", name="volgen") if address else None
        )
    if mail.soort == Mail.Soort.CODE:
        return code_message(mail)
    row = may_confirm(WITH_ADDRESS[mail.soort], mail.melding)
    if row is None:
        return None
    return message(
        mail,
        row.email,
        mail.melding.taal,
        "meldingen/mail/bevestig.txt",
        name="bevestig_email",
        args=[confirm_token(row)],
    )


def staff_message(mail):
    reader = mail.medewerker
    if not (reader.is_active and reader.email):
        return None
    if mail.soort == Mail.Soort.UITNODIGING:
        return invitation_message(mail)
    if mail.soort == Mail.Soort.ALARM:
        return message(mail, reader.email, reader.taal, "meldingen/mail/alarm.txt", name="admin:index")
    template, page = "meldingen/mail/overzicht.txt", "admin:meldingen_melding_changelist"
    return message(mail, reader.email, reader.taal, template, name=page, lines=partial(lines_of, mail))


def partner_message(mail):
    """Only the doorbell: no number, no count, no name (PRODUCT P9). To an organisation, so in Dutch."""
    partner = mail.partner
    if not (partner.is_actief and partner.email):
        return None
    language, template = settings.LANGUAGE_CODE, "meldingen/mail/partner.txt"
    return message(mail, partner.email, language, template, name="partner_lijst")


def invitation_message(mail):
    """With a link that is made now, so that its time begins now; it works until the password is chosen."""
    reader = mail.medewerker
    if not (reader.partner_id and reader.partner.is_actief):
        return None
    who, token = urlsafe_base64_encode(force_bytes(reader.pk)), default_token_generator.make_token(reader)
    template = "meldingen/mail/uitnodiging.txt"
    return message(mail, reader.email, reader.taal, template, name="partner_uitnodiging", args=[who, token])


def code_message(mail):
    """With a link that is made now, so that its time begins now. Only to the confirmed address of the reporter."""
    melder = Melder.objects.filter(pk=mail.melding_id).exclude(email_bevestigd_op=None).first()
    if melder is None or not melder.email:
        return None
    token = nieuwe_code.token_of(mail.melding)
    template = "meldingen/mail/nieuwe_code.txt"
    return message(mail, melder.email, mail.melding.taal, template, name="nieuwe_code", args=[token])


def message(mail, address, language, template, *, name, args=(), lines=list):
    """A neutral mail with one link. Its Message-ID is the same at each try: who gets it twice sees one."""
    with translation.override(language):
        link = settings.SITE_URL + reverse(name, args=args)
        terms = {
            "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
            "hours": settings.EMAIL_CONFIRM_TERM // timedelta(hours=1),
            "minutes": settings.NEW_CODE_TERM // timedelta(minutes=1),
        }
        body = render_to_string(template, {"link": link, "lines": lines(), **terms})
        headers = {"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"}
        return EmailMessage(str(SUBJECTS[mail.soort]), body, to=[address], headers=headers)


def message_id(mail):
    """Stable, and tells neither how many mails there were nor which machine sent it."""
    name = salted_hmac(SALT, str(mail.pk), algorithm="sha256").hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"


def news_address(melding):
    """Where “er is nieuws” goes: a confirmed address, the one for following first; "" when there is none."""
    for model in (Volgmail, Melder):
        row = model.objects.filter(pk=melding.pk).first()
        if row and row.email and confirmed_op(row):
            return row.email
    return ""


def may_confirm(model, melding):
    """The Volgmail or Melder of a melding with an address that is not confirmed yet; None for a restricted melding."""
    row = None if melding.is_beperkt else model.objects.filter(pk=melding.pk).first()
    return row if row and row.email and not confirmed_op(row) else None


def confirmed_op(row):
    return row.bevestigd_op if isinstance(row, Volgmail) else row.email_bevestigd_op


def confirm_token(row):
    """A token for the link that confirms the address of a Volgmail or Melder.

    It holds only which row, when, and a signature that fits no other address: who changes the address gets a new one.
    """
    soort = Mail.Soort.VOLGMAIL if isinstance(row, Volgmail) else Mail.Soort.MELDER
    return signer(row).sign(f"{soort}-{row.pk}")


def read_token(token):
    """The Volgmail or Melder whose address the token confirms; None when wrong, too old or about another address."""
    soort, _dash, pk = token.partition(":")[0].partition("-")
    if soort not in WITH_ADDRESS or not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    row = WITH_ADDRESS[soort].objects.select_related("melding").filter(pk=pk).first()
    try:
        return row and signer(row).unsign(token, max_age=settings.EMAIL_CONFIRM_TERM) and row
    except signing.BadSignature:
        return None


def signer(row):
    return signing.TimestampSigner(salt=f"{SALT}:{row.email}")
