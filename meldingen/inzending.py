"""What a resident sends, before it is a melding: all answers of the form as one value, and what follows from them.

No database here. The form makes an Inzending to ask who will read it and by when there is an answer, and sends the
same one; so what the check page says is what happens.
"""

import json
from dataclasses import dataclass, field, fields
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder

from agenten.models import Medewerker, Wijkagent
from buurten.models import Buurt, Gemeente
from meldingen.codes import keyed
from meldingen.dringend import danger_words
from meldingen.models import Categorie, Contactvorm, Delen, Groep, JaNee, MagPraten, Soort, Thema, Vermoeden
from meldingen.models.meldingen import GRID

TITLE_LETTERS = 60
# Where a threat makes a melding restricted (PRODUCT §4, the reporter's safety).
THREATENING = {"BURENRUZIE", "WOONOVERLAST"}
THREAT_QUESTION, THREAT_ANSWER = "bedreiging", "ja"
# What belongs to the way it came in, not to what was said: a retry may differ in it.
NOT_CONTENT = {"taal", "is_na_te_kijken"}
# What a Melding stores under the same name.
AS_SAID = [
    *("verhaal", "wanneer", "gebeurd_datum", "dagdeel", "plek", "antwoorden"),
    *("contactvorm", "mag_praten", "gevaar", "delen", "taal", "is_na_te_kijken"),
]


@dataclass(frozen=True, kw_only=True)
class Inzending:
    """All answers. `categorie` None is “Weet ik niet”: OVERIG with the group kept. `x`, `y` in metres RD.

    `gemeente` counts only without a `buurt`. `betrokkene`: whom it is about, a Wijkagent or a Medewerker; None with
    `is_over_wijkagent` is “weet ik niet”. Name, e-mail and phone count only with contactvorm “met naam”.
    """

    groep: Groep
    categorie: Categorie | None = None
    buurt: Buurt | None = None
    gemeente: Gemeente | None = None
    verhaal: str = ""
    wanneer: str = ""
    gebeurd_datum: date | None = None
    dagdeel: str = ""
    plek: str = ""
    x: int | None = None
    y: int | None = None
    antwoorden: dict = field(default_factory=dict)
    contactvorm: str = Contactvorm.ANONIEM
    naam: str = ""
    email: str = ""
    telefoon: str = ""
    bellen: str = ""
    mag_politie_zeggen: bool = False
    mag_praten: str = MagPraten.EERST_VRAGEN
    gevaar: str = ""
    delen: str = Delen.ZONDER
    is_over_wijkagent: bool = False
    betrokkene: Wijkagent | Medewerker | None = None
    thema: Thema | None = None
    taal: str = "nl"
    is_na_te_kijken: bool = False

    @property
    def categorie_code(self):
        return self.categorie.pk if self.categorie else Categorie.OVERIG

    @property
    def is_over_politie(self):
        return self.is_over_wijkagent or self.categorie_code == Categorie.OVER_POLITIE

    @property
    def titel(self):
        return first_words(self.verhaal)

    @property
    def vermoeden(self):
        written = [value for value in self.antwoorden.values() if isinstance(value, str)]
        return danger_words("\n".join([self.verhaal, self.plek, *written]))

    @property
    def heeft_melder(self):
        return self.contactvorm == Contactvorm.MET_NAAM and bool(self.naam or self.email or self.telefoon)

    def weighed(self):
        """(restricted, term in working days, Vermoeden) that follow from the answers."""
        vermoeden = self.vermoeden
        is_beperkt, termijn = weigh(
            categorie=self.categorie, groep=self.groep, gevaar=self.gevaar, antwoorden=self.antwoorden,
            vermoeden=vermoeden, is_over_politie=self.is_over_politie,
        )  # fmt: skip
        return is_beperkt, termijn, vermoeden

    def content_hash(self):
        """A keyed hash of all that was said, the same for the same answers."""
        said = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name not in NOT_CONTENT:
                said[one.name] = [type(value).__name__, value.pk] if hasattr(value, "pk") else value
        return keyed("inhoud", json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True))


def weigh(*, categorie, groep, gevaar, antwoorden, vermoeden, is_over_politie):
    """(restricted, term in working days) of a melding with these facts; categorie None is “Weet ik niet”.

    “Gevaarlijk”, or a threat in BURENRUZIE or WOONOVERLAST, makes it restricted with term 1; about the police is
    always restricted (PRODUCT §4).
    """
    is_beperkt = categorie.is_beperkt if categorie else groep.is_onbekend_beperkt
    termijn = categorie.termijn if categorie else groep.onbekend_termijn
    if gevaar == JaNee.JA or (categorie and is_threat(categorie, antwoorden, vermoeden)):
        return True, 1
    return is_beperkt or is_over_politie, termijn


def weigh_melding(melding, categorie=None):
    """`weigh` for a stored melding, under its own or another category."""
    unknown = is_unknown(melding) and categorie is None
    return weigh(
        categorie=None if unknown else categorie or melding.categorie, groep=melding.groep, gevaar=melding.gevaar,
        antwoorden=melding.antwoorden, vermoeden=melding.vermoeden,
        is_over_politie=melding.is_over_wijkagent,
    )  # fmt: skip


def is_unknown(melding):
    """Whether the resident chose “Weet ik niet” in a group: OVERIG, with another group than its own."""
    return melding.categorie_id == Categorie.OVERIG and melding.groep_id != melding.categorie.groep_id


def is_threat(categorie, antwoorden, vermoeden):
    if categorie.pk not in THREATENING:
        return False
    return antwoorden.get(THREAT_QUESTION) == THREAT_ANSWER or vermoeden in (Vermoeden.BEDREIGING, Vermoeden.WAPEN)


def first_words(text):
    """The first words of a story, at most 60 letters, for a list."""
    plain = " ".join(text.split())
    if len(plain) <= TITLE_LETTERS:
        return plain
    return plain[:TITLE_LETTERS].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def on_grid(metres):
    """A coordinate rounded to the grid on which meldingen are stored in the clear."""
    return None if metres is None else round(metres / GRID) * GRID


def soort_of(inzending):
    """Vraag, tip or opmerking: as the sender says where that is asked, else as the category is (PRODUCT §5)."""
    said = inzending.antwoorden.get("soort")
    if said in (Soort.VRAAG, Soort.OPMERKING):
        return Soort(said)
    if inzending.categorie:
        return inzending.categorie.soort
    return Soort.VRAAG if inzending.groep.pk == "vraag" else Soort.TIP


def stored(inzending):
    """What a Melding stores of it as it was said, by the name of the column."""
    return {
        "soort": soort_of(inzending),
        "groep_id": inzending.groep.pk,
        "categorie_id": inzending.categorie_code,
        "buurt_id": inzending.buurt and inzending.buurt.pk,
        "thema_id": inzending.thema and inzending.thema.pk,
        "x": on_grid(inzending.x),
        "y": on_grid(inzending.y),
        "titel": inzending.titel,
        "is_over_wijkagent": inzending.is_over_politie,
        "inhoud_hash": inzending.content_hash(),
        **{name: getattr(inzending, name) for name in AS_SAID},
    }
