"""The worker as `start` runs it. Names of protections switch them off: what the control of a drill needs."""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "wijkportal.settings"
without = sys.argv[1:]
if "patience" in without:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
django.setup()

from procrastinate.contrib.django import app  # noqa: E402  needs the apps

if "retry" in without:
    app.tasks["meldingen.jobs.send_mail"].retry_strategy = None
if "claim" in without:
    from meldingen import delivery, jobs

    def hand_over(message, *, claim):
        delivery.hand_over(message, claim=lambda: None)
        claim()

    jobs.hand_over = hand_over
if "ask" in without:
    from meldingen.verwijzingen import afleveren

    afleveren.ask = lambda *args: None
if "stalled" in without:
    app.periodic_registry.periodic_tasks.clear()
call_command("procrastinate", "worker")
