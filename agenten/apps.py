from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AgentenConfig(AppConfig):
    name = "agenten"
    verbose_name = _("Wijkagenten")
    default = True

    def ready(self):
        from agenten import checks  # noqa: F401  registers itself, and needs the models


class BeheerConfig(admin_apps.AdminConfig):
    """The admin with our own first page."""

    default = False
    default_site = "agenten.beheer.Beheer"
