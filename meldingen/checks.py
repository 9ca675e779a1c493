"""`manage.py check`: hosts of partners that are none; with --deploy: a mail server that nobody named."""

from django.conf import settings
from django.core.checks import Error, Warning, register

from meldingen.verwijzingen.verbinding import is_entry


@register("meldingen")
def partner_hosts_are_names(app_configs, **kwargs):
    """Refuse an entry of PARTNER_HOSTS that is no name of a host (E001)."""
    hint = "Write names of hosts, like meldingen.example.nl or meldingen.example.nl:8443 (docs/beheer.md, Partners)."
    return [
        Error(f"PARTNER_HOSTS may not hold {entry!r}.", hint=hint, id="meldingen.E001")
        for entry in settings.PARTNER_HOSTS
        if not is_entry(entry)
    ]


@register("meldingen", deploy=True)
def mail_server_is_named(app_configs, **kwargs):
    """Warn when mail goes to port 25 of this machine only because EMAIL_URL is not set (W001)."""
    if settings.IS_MAIL_SERVER_NAMED:
        return []
    hint = "Set EMAIL_URL, for instance submission://user:password@mail.example (docs/beheer.md, Mail)."
    return [Warning("EMAIL_URL is not set: mail goes to port 25 of this machine.", hint=hint, id="meldingen.W001")]
