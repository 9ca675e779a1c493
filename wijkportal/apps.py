from django.apps import AppConfig


class WijkportalConfig(AppConfig):
    name = "wijkportal"
    verbose_name = "Wijkportaal"
