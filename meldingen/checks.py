"""`manage.py check --deploy`: a mail server that nobody named."""

from django.conf import settings
from django.core.checks import Warning, register


@register("meldingen", deploy=True)
def mail_server_is_named(app_configs, **kwargs):
    """Warn when mail goes to port 25 of this machine only because EMAIL_URL is not set (W001)."""
    if settings.IS_MAIL_SERVER_NAMED:
        return []
    hint = "Set EMAIL_URL, for instance submission://user:password@mail.example (docs/beheer.md, Mail)."
    return [Warning("EMAIL_URL is not set: mail goes to port 25 of this machine.", hint=hint, id="meldingen.W001")]
