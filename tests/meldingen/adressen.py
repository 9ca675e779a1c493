"""Addresses that mails link to, and a mail server that refuses, for the tests of mail."""

import smtplib

from django.conf.urls.i18n import i18n_patterns
from django.core.mail.backends.dummy import EmailBackend
from django.http import HttpResponse
from django.urls import path

from wijkportal.urls import urlpatterns as site

urlpatterns = [
    *i18n_patterns(
        path("volgen/", HttpResponse, name="volgen"),
        path("volgen/bevestig/<str:token>/", HttpResponse, name="bevestig_email"),
        prefix_default_language=False,
    ),
    *site,
]


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})
