"""A mail server that refuses, for the tests of mail."""

import smtplib

from django.core.mail.backends.dummy import EmailBackend


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})
