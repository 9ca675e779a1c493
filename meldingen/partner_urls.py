"""Addresses of the partner desk, in the language of who is signed in."""

from django.urls import path

from meldingen.views import partnerlijst, partnernieuw, partnerstappen, partnertoegang, partnerzaak
from meldingen.views.partnerstappen import ACTIES, SAMEN

ZAAK = "zaak/<str:nummer>"

urlpatterns = [
    path("", partnerlijst.cases, name="partner_lijst"),
    path("uitvoer/", partnerlijst.export, name="partner_uitvoer"),
    path("inloggen/", partnertoegang.sign_in, name="partner_inloggen"),
    path("uitloggen/", partnertoegang.sign_out, name="partner_uitloggen"),
    path("uitnodiging/<str:uidb64>/<str:token>/", partnertoegang.invitation, name="partner_uitnodiging"),
    path("wachtwoord/", partnertoegang.change_password, name="partner_wachtwoord"),
    path("taal/", partnertoegang.language, name="partner_taal"),
    path("nieuw/", partnernieuw.new, name="partner_nieuw"),
    *(path(f"samen/{naam}/", partnerstappen.together, {"naam": naam}, name=f"partner_samen_{naam}") for naam in SAMEN),
    path(f"{ZAAK}/", partnerzaak.case, name="partner_zaak"),
    path(f"{ZAAK}/afdruk/", partnerzaak.paper, name="partner_afdruk"),
    path(f"{ZAAK}/melder/", partnerzaak.reporter, name="partner_melder"),
    path(f"{ZAAK}/foto/<uuid:kenmerk>/", partnerzaak.photo, name="partner_foto"),
    *(path(f"{ZAAK}/{naam}/", partnerstappen.step, {"naam": naam}, name=f"partner_{naam}") for naam in ACTIES),
]
