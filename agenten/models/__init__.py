"""Who works in a buurt and what they publish: staff and teams, wijkagenten, hours, texts."""

from agenten.models.medewerkers import Medewerker, Rol
from agenten.models.partners import Partner, Partneradres, Partnergebied
from agenten.models.spreekuren import Afwezigheid, Herhaling, Rolstoel, Spreekuur, Uitzondering, Weekdag
from agenten.models.teams import Basisteam, Bureau, Collegateam, Teamgebied, Wijkteam
from agenten.models.teksten import Tekst, Voorstel
from agenten.models.wijkagenten import Account, Foto, Netwerk, OudAdres, Taak, Taal, Werkgebied, Wijkagent

__all__ = [
    "Account",
    "Afwezigheid",
    "Basisteam",
    "Bureau",
    "Collegateam",
    "Foto",
    "Herhaling",
    "Medewerker",
    "Netwerk",
    "OudAdres",
    "Partner",
    "Partneradres",
    "Partnergebied",
    "Rol",
    "Rolstoel",
    "Spreekuur",
    "Taak",
    "Taal",
    "Teamgebied",
    "Tekst",
    "Uitzondering",
    "Voorstel",
    "Weekdag",
    "Werkgebied",
    "Wijkagent",
    "Wijkteam",
]
