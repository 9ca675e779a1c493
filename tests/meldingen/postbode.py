"""Mail servers in a bad mood, for the tests of mail."""

import smtplib

from django.core.mail.backends.dummy import EmailBackend

from meldingen.mailing import send_news
from meldingen.models import Melding


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})


class Interrupted(EmailBackend):
    """There is more news while it takes the mail, and then it is gone."""

    def send_messages(self, messages):
        send_news(Melding.objects.get())
        raise smtplib.SMTPServerDisconnected
