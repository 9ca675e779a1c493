"""Addresses of the form, of following and of appointments."""

from django.urls import path

from meldingen import verlaten
from meldingen.views import (
    afspraak,
    cijfers,
    fotos,
    melden,
    nieuwe_code,
    verzenden,
    volgacties,
    volgafspraak,
    volgen,
    volgstart,
)

VOLG = "volgen/melding"
VOLG_AFSPRAAK = "volgen/afspraak"

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
    path("afspraak/", afspraak.vraag, name="afspraak"),
    path("afspraak/verstuurd/", afspraak.verstuurd, name="afspraak_verstuurd"),
    path("afspraak/bewaard/", afspraak.bewaard, name="afspraak_bewaard"),
    path("cijfers/", cijfers.overview, name="cijfers"),
    path("cijfers/alle-basisteams.csv", cijfers.download, name="cijfers_alle"),
    path("cijfers/<slug:slug>.csv", cijfers.download, name="cijfers_csv"),
    path("cijfers/<slug:slug>/", cijfers.team, name="cijfers_team"),
    path("volgen/", volgstart.start, name="volgen"),
    path("volgen/sluiten/", volgen.close, name="volg_sluiten"),
    path("volgen/e-mail/<str:token>/", volgacties.confirm_email, name="bevestig_email"),
    path("volgen/code-kwijt/", nieuwe_code.kwijt, name="code_kwijt"),
    path("volgen/nieuwe-code/<str:token>/", nieuwe_code.maak, name="nieuwe_code"),
    path(f"{VOLG}/", volgen.melding, name="volg_melding"),
    path(f"{VOLG}/nieuws/", volgen.news, name="volg_nieuws"),
    path(f"{VOLG}/foto/<uuid:kenmerk>/", volgen.photo, name="volg_foto"),
    path(f"{VOLG}/download/", volgen.download, name="volg_download"),
    path(f"{VOLG}/bericht/", volgacties.message, name="volg_bericht"),
    path(f"{VOLG}/weer-gebeurd/", volgacties.occurrence, name="volg_voorval"),
    path(f"{VOLG}/toestemming/", volgacties.consent, name="volg_toestemming"),
    path(f"{VOLG}/gegevens-delen/", volgacties.share_contact, name="volg_delen"),
    path(f"{VOLG}/intrekken/", volgacties.withdraw, name="volg_intrekken"),
    path(f"{VOLG}/heropenen/", volgacties.reopen, name="volg_heropenen"),
    path(f"{VOLG}/geholpen/", volgacties.rate, name="volg_geholpen"),
    path(f"{VOLG}/e-mail/", volgacties.news_mail, name="volg_mail"),
    path(f"{VOLG}/e-mail/stoppen/", volgacties.stop_news_mail, name="volg_mail_stoppen"),
    path(f"{VOLG_AFSPRAAK}/", volgafspraak.afspraak, name="volg_afspraak"),
    path(f"{VOLG_AFSPRAAK}/goed/", volgafspraak.goed, name="volg_afspraak_goed"),
    path(f"{VOLG_AFSPRAAK}/andere-tijd/", volgafspraak.andere_tijd, name="volg_afspraak_andere_tijd"),
    path(f"{VOLG_AFSPRAAK}/afzeggen/", volgafspraak.afzeggen, name="volg_afspraak_afzeggen"),
    path(f"{VOLG_AFSPRAAK}/agenda/", volgafspraak.agenda, name="volg_afspraak_agenda"),
]
