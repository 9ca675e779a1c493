"""What residents send and what happens with it."""

from meldingen.models.afspraken import Afspraak, Afspraakstap, AfspraakStatus, Wijze
from meldingen.models.categorieen import (
    Bewaarklasse,
    Categorie,
    Groep,
    Lead,
    Loket,
    Soort,
    Standaardtekst,
    Vraag,
)
from meldingen.models.cijfers import Kwartaalcijfers
from meldingen.models.concepten import Concept, ConceptFoto
from meldingen.models.gesprek import Bijlage, Boodschap, Notitie, Volgmail, Voorval, Waardering
from meldingen.models.limieten import Dagsleutel, Teller
from meldingen.models.logboek import Actor, Gebeurtenis, Inzage
from meldingen.models.meldingen import Bron, Melder, Melding
from meldingen.models.overdrachten import Overdracht
from meldingen.models.partners import (
    Convenant,
    Grond,
    Koppeling,
    Partnercategorie,
    Partnersleutel,
    Partnerverzoek,
)
from meldingen.models.post import Mail
from meldingen.models.postvak import BewaardFilter, Kijker, Toewijsregel, VastAntwoord, Zoekactie, Zoekwoorden
from meldingen.models.statussen import (
    Afwijsreden,
    Contactvorm,
    Dagdeel,
    Delen,
    JaNee,
    MagPraten,
    Status,
    Uitkomst,
    Vermoeden,
    Wanneer,
)
from meldingen.models.taken import Taak
from meldingen.models.themas import Thema
from meldingen.models.verwijzingen import (
    Aflevering,
    GedeeldeBijlage,
    Partnerinzage,
    Partnernotitie,
    Toestemming,
    Verwijzing,
    Verwijzingbericht,
    Verwijzingstap,
    VerwijzingStatus,
)
from meldingen.models.volgen import Volgsessie

__all__ = [
    "Actor",
    "Aflevering",
    "Afspraak",
    "AfspraakStatus",
    "Afspraakstap",
    "Afwijsreden",
    "BewaardFilter",
    "Bewaarklasse",
    "Bijlage",
    "Boodschap",
    "Bron",
    "Categorie",
    "Concept",
    "ConceptFoto",
    "Contactvorm",
    "Convenant",
    "Dagdeel",
    "Dagsleutel",
    "Delen",
    "Gebeurtenis",
    "GedeeldeBijlage",
    "Groep",
    "Grond",
    "Inzage",
    "JaNee",
    "Kijker",
    "Koppeling",
    "Kwartaalcijfers",
    "Lead",
    "Loket",
    "MagPraten",
    "Mail",
    "Melder",
    "Melding",
    "Notitie",
    "Overdracht",
    "Partnercategorie",
    "Partnerinzage",
    "Partnernotitie",
    "Partnersleutel",
    "Partnerverzoek",
    "Soort",
    "Standaardtekst",
    "Status",
    "Taak",
    "Teller",
    "Thema",
    "Toestemming",
    "Toewijsregel",
    "Uitkomst",
    "VastAntwoord",
    "Vermoeden",
    "Verwijzing",
    "VerwijzingStatus",
    "Verwijzingbericht",
    "Verwijzingstap",
    "Volgmail",
    "Volgsessie",
    "Voorval",
    "Vraag",
    "Waardering",
    "Wanneer",
    "Wijze",
    "Zoekactie",
    "Zoekwoorden",
]
