"""Addresses of the form, of following and of appointments."""

from django.urls import path

from meldingen import verlaten

urlpatterns = [
    path("snel-weg/", verlaten.snel_weg, name="snel_weg"),
]
