"""Meldingen of the demo, one for each state that a resident can meet, made by the same steps that people take."""

from datetime import timedelta

from django.conf import settings

from agenten.models import Medewerker, Wijkagent
from buurten.models import Buurt
from meldingen import workflow
from meldingen.codes import code_of, hashes_of, shown
from meldingen.models import Categorie, Contactvorm, Melding, Thema
from meldingen.workflow import Inzending

KEY = "demo-{}"  # a known key: only for a demo
STORIES = {
    "ontvangen": ("PARKEREN", "Voor de school staan elke ochtend auto’s dubbel geparkeerd."),
    "vraag": ("VERKEER", "Elke avond rond 22.00 uur rijden twee scooters heel hard door het park."),
    "afgerond": ("VERNIELING", "De ruit van het bushokje aan de Lindelaan is kapot."),
}


def load_reports(now):
    """Make the meldingen that are not there yet, sent in the days before `now`, and one theme."""
    buurt = Buurt.objects.demo().get(slug="lindenkwartier")
    samira = Medewerker.objects.get(username="samira")
    sent = {name: submit(name, buurt, now) for name in STORIES if not is_there(name)}
    if melding := sent.get("vraag"):
        workflow.take_on(melding, by=samira, now=now - timedelta(hours=20))
        question = "Dank u wel voor uw tip. Komen de scooters uit de richting van het station?"
        workflow.ask(melding, tekst=question, by=samira, now=now - timedelta(hours=19))
    if melding := sent.get("afgerond"):
        workflow.take_on(melding, by=samira, now=now - timedelta(hours=40))
        text = "Ik ben gaan kijken. De gemeente zet er morgen een nieuwe ruit in."
        workflow.close(melding, uitkomst="advies", tekst=text, by=samira, now=now - timedelta(hours=30))
    load_theme(buurt, now)


def is_there(name):
    return Melding.objects.filter(code_hash__in=hashes(name)).exists()


def hashes(name):
    return list(hashes_of(code_of(KEY.format(name))).values())


def submit(name, buurt, now):
    code, verhaal = STORIES[name]
    categorie = Categorie.objects.get(pk=code)
    inzending = Inzending(
        groep=categorie.groep, categorie=categorie, buurt=buurt, verhaal=verhaal, contactvorm=Contactvorm.ANONIEM,
        mag_praten="ja",
    )  # fmt: skip
    return workflow.submit(inzending, key=KEY.format(name), now=now - timedelta(days=2))


def load_theme(buurt, now):
    facts = {
        "naam_en": "scooters in the Lindepark",
        "tekst": "Er rijden scooters door het park. Wij controleren deze maand elke week.",
        "tekst_en": "Scooters ride through the park. This month we check every week.",
        "categorie_id": "VERKEER",
        "wijkagent": Wijkagent.objects.get(slug="samira-el-amrani"),
        "van": now.date(),
    }
    thema, _ = Thema.objects.update_or_create(naam="scooters in het Lindepark", defaults=facts)
    thema.buurten.set([buurt])


def codes():
    """(receipt code, what it shows) of the demo meldingen that are there; none on a production site."""
    if settings.HTTPS:
        return []
    return [(shown(code_of(KEY.format(name))), name) for name in STORIES if is_there(name)]
