"""Addresses of officers, calendars, posters and texts."""

from datetime import date

from django.urls import path, register_converter

from agenten import views
from agenten.models import Tekst


class IsoDate:
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value.isoformat()


register_converter(IsoDate, "iso_date")

BUURT = "mijn-buurt/<slug:gemeente>/<slug:buurt>"
WIJKAGENT = "wijkagent/<slug:slug>"

urlpatterns = [
    path(f"{BUURT}/spreekuren.ics", views.buurt_calendar, name="buurt_spreekuren"),
    path(f"{BUURT}/poster/", views.poster, name="poster"),
    path(f"{WIJKAGENT}/", views.wijkagent, name="wijkagent"),
    path(f"{WIJKAGENT}/kaartje.vcf", views.vcard, name="kaartje"),
    path(f"{WIJKAGENT}/spreekuren.ics", views.wijkagent_calendar, name="wijkagent_spreekuren"),
    path(f"{WIJKAGENT}/spreekuren/<uuid:kenmerk>/<iso_date:datum>.ics", views.one_date, name="spreekuur_datum"),
    path(f"{WIJKAGENT}/foto/<slug:kenmerk>.webp", views.foto, name="foto"),
    path("wat-doet-de-wijkagent/", views.tekst, {"sleutel": Tekst.Sleutel.UITLEG}, name="uitleg"),
    path("privacy/", views.tekst, {"sleutel": Tekst.Sleutel.PRIVACY}, name="privacy"),
    path("toegankelijkheid/", views.tekst, {"sleutel": Tekst.Sleutel.TOEGANKELIJKHEID}, name="toegankelijkheid"),
    path("hulp/", views.tekst, {"sleutel": Tekst.Sleutel.HULP}, name="hulp"),
]
