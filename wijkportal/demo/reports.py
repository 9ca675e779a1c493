"""Meldingen of the demo, one for each state that a resident can meet, made by the same steps that people take."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings

from agenten.models import Wijkagent
from buurten.models import Buurt
from meldingen import workflow
from meldingen.codes import code_of, hashes_of, shown
from meldingen.models import Categorie, Contactvorm, Melding, Thema
from meldingen.workflow import Inzending

KEY = "demo-{}"  # a known key: only for a demo
FOLLOWED = ("ontvangen", "vraag", "afgerond")  # whose codes are shown to who tries the site
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Story:
    """What somebody sent, how many days ago, and the steps after it as (hours after sending, step, what it takes)."""

    categorie: str
    verhaal: str
    dagen: int = 2
    buurt: str = "lindenkwartier"
    velden: dict = field(default_factory=dict)
    stappen: tuple = ()


ANONYMOUS = {"contactvorm": Contactvorm.ANONIEM, "mag_praten": "ja"}
SCHOOL = {"contactvorm": Contactvorm.MET_NAAM, "naam": "Basisschool De Kade", "email": "school@demo.invalid"}
NEIGHBOUR = {
    "contactvorm": Contactvorm.MET_NAAM,
    "naam": "J. de Wit",
    "telefoon": "+31612345678",
    "bellen": "na 18 uur",
}
STORIES = {
    "ontvangen": Story(
        categorie="PARKEREN", verhaal="Voor de school staan elke ochtend auto’s dubbel geparkeerd.", velden=ANONYMOUS
    ),
    "vraag": Story(
        categorie="VERKEER",
        verhaal="Elke avond rond 22.00 uur rijden twee scooters heel hard door het park.",
        velden=ANONYMOUS | {"plek": "Lindepark, ingang Singel", "wanneer": "vaak"},
        stappen=(
            (28, workflow.take_on, {}),
            (29, workflow.ask, {"tekst": "Dank u wel voor uw tip. Komen de scooters uit de richting van het station?"}),
        ),
    ),
    "afgerond": Story(
        categorie="VERNIELING",
        verhaal="De ruit van het bushokje aan de Lindelaan is kapot.",
        velden=ANONYMOUS,
        stappen=(
            (8, workflow.take_on, {}),
            (
                18,
                workflow.close,
                {"uitkomst": "advies", "tekst": "Ik ben gaan kijken. De gemeente zet er morgen een nieuwe ruit in."},
            ),
        ),
    ),
    "gevaar": Story(
        categorie="OVERIG",
        dagen=0,
        verhaal="Ruzie bij de buren, elke week. Ik hoor schreeuwen en een kind dat huilt. Ik denk: hij slaat haar.",
        velden=ANONYMOUS | {"mag_praten": "nee"},
    ),
    "te laat": Story(
        categorie="INBRAAK_INFO",
        dagen=6,
        verhaal="Man probeert deuren van auto’s. Vannacht om 3 uur liep hij langs alle auto’s in de Molenstraat.",
        velden=NEIGHBOUR | {"mag_praten": "ja"},
    ),
    "nog eens": Story(
        categorie="VERKEER",
        dagen=1,
        verhaal="Weer scooters in het park. Ik durf er niet meer langs met de hond.",
        velden=ANONYMOUS | {"plek": "Lindepark"},
    ),
    "antwoord": Story(
        categorie="JEUGD",
        dagen=3,
        verhaal="Een groep jongeren hangt rond bij de speeltuin en maakt veel lawaai.",
        velden=SCHOOL | {"naam": "M. Yılmaz"},
        stappen=(
            (20, workflow.ask, {"tekst": "Op welke dagen ziet u deze groep?"}),
            (40, workflow.answer, {"tekst": "Vooral op vrijdag en zaterdag, na tien uur."}),
        ),
    ),
    "niet tevreden": Story(
        categorie="HORECA",
        dagen=9,
        verhaal="Het terras van het café op het plein gaat tot diep in de nacht door.",
        velden=ANONYMOUS,
        stappen=(
            (24, workflow.close, {"uitkomst": "aangesproken", "tekst": "Ik heb met de eigenaar gesproken."}),
            (150, workflow.request_reopen, {"tekst": "Het gebeurt nog steeds, elk weekend."}),
        ),
    ),
    "beperkt": Story(
        categorie="DRUGS_STRAAT",
        dagen=1,
        verhaal="Dealen bij de garageboxen. Zelfde auto’s als vorige week, altijd tussen 17.00 en 18.00 uur.",
        velden=ANONYMOUS | {"mag_praten": "eerst_vragen"},
    ),
    "op school": Story(
        categorie="VRAAG",
        dagen=4,
        buurt="havenbuurt",
        verhaal="Kunt u langskomen op school? Wij willen graag een les over veilig fietsen voor groep 7.",
        velden=SCHOOL,
    ),
    "na te kijken": Story(
        categorie="OVERIG",
        dagen=0,
        verhaal="Goedkope zonnebrillen, kijk op mijn site.",
        velden={"contactvorm": Contactvorm.GEEN, "is_na_te_kijken": True},
    ),
}


def load_reports(now):
    """Make the meldingen that are not there yet, sent in the days before `now`, and one theme."""
    for name, story in STORIES.items():
        if not is_there(name):
            send(name, story, now)
    load_theme(Buurt.objects.demo().get(slug="lindenkwartier"), now)


def is_there(name):
    return Melding.objects.filter(code_hash__in=hashes(name)).exists()


def hashes(name):
    return list(hashes_of(code_of(KEY.format(name))).values())


def send(name, story, now):
    """One story with all that followed; gives the Melding."""
    categorie = Categorie.objects.get(pk=story.categorie)
    inzending = Inzending(
        groep=categorie.groep, categorie=categorie, buurt=Buurt.objects.demo().get(slug=story.buurt),
        verhaal=story.verhaal, **story.velden,
    )  # fmt: skip
    sent = now - max(story.dagen * DAY, DAY / 24)
    melding = workflow.submit(inzending, key=KEY.format(name), now=sent)
    officer = melding.eigenaar
    for hours, step, values in story.stappen:
        by = workflow.MELDER if step in (workflow.answer, workflow.request_reopen) else officer
        step(melding, by=by, now=sent + timedelta(hours=hours), **values)
    return melding


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
    return [(shown(code_of(KEY.format(name))), name) for name in FOLLOWED if is_there(name)]
