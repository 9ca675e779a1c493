"""Addresses of the form, of following and of appointments."""

from django.urls import path

from meldingen import verlaten
from meldingen.views import fotos, melden, verzenden

urlpatterns = [
    path("snel-weg/", verlaten.snel_weg, name="snel_weg"),
    path("melden/", melden.start, name="melden"),
    path("melden/verder/", melden.verder, name="melden_verder"),
    path("melden/wissen/", melden.wissen, name="melden_wissen"),
    path("melden/fotos/", fotos.fotos),
    path("melden/controle/", verzenden.controle),
    path("melden/verstuurd/", verzenden.verstuurd, name="melden_verstuurd"),
    path("melden/bewaard/", verzenden.bewaard, name="melden_bewaard"),
    path("melden/<slug:slug>/", melden.stap, name="melden_stap"),
]
