"""Addresses under /mijn-buurt/ that show areas only; views that show officers too stand in wijkportal/urls.py."""

from django.urls import path

from buurten import views

urlpatterns = [
    path("", views.gemeenten, name="gemeenten"),
    path("suggesties", views.suggesties, name="suggesties"),
    path("locatie", views.locatie, name="locatie"),
    path("<slug:gemeente>/", views.gemeente, name="gemeente"),
    path("<slug:gemeente>/<slug:buurt>/straten/", views.straten, name="straten"),
]
