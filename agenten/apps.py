from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgentenConfig(AppConfig):
    name = "agenten"
    verbose_name = _("Wijkagenten")
