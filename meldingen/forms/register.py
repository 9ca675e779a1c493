"""Which form stands on which page, and what the check page says of each."""

from dataclasses import dataclass

from meldingen.forms.contact import ContactForm, DelenForm, GegevensForm
from meldingen.forms.onderwerp import GroepForm, OnderwerpForm
from meldingen.forms.pagina import Doorgaan
from meldingen.forms.plaats import FotosForm, GemeenteForm, OverWieForm, WaarForm, WelkeBuurtForm
from meldingen.forms.verhaal import VragenForm, WanneerForm, WatForm
from meldingen.forms.wij_weten import WijWetenHierForm, WijWetenVanForm
from meldingen.stappen import BY_SLUG, address, path_of

FORMS = {
    "groep": GroepForm,
    "onderwerp": OnderwerpForm,
    "snel-weg-uitleg": Doorgaan,
    "andere-deur": Doorgaan,
    "wij-weten-van": WijWetenVanForm,
    "wat": WatForm,
    "gevaar": Doorgaan,
    "wanneer": WanneerForm,
    "vragen": VragenForm,
    "waar": WaarForm,
    "welke-buurt": WelkeBuurtForm,
    "gemeente": GemeenteForm,
    "geen-team": Doorgaan,
    "wij-weten-hier": WijWetenHierForm,
    "over-wie": OverWieForm,
    "fotos": FotosForm,
    "contact": ContactForm,
    "gegevens": GegevensForm,
    "delen": DelenForm,
    "controle": Doorgaan,
}


@dataclass(frozen=True)
class Regel:
    """One row of the check page, with the address of the page that changes it."""

    naam: str
    waarde: str
    wijzig: str


def form_for(stap, invulling, data=None, files=None):
    """The form of a page, filled with what was kept of it."""
    kept = invulling.of(stap.slug) if invulling else {}
    return FORMS[stap.slug](data, files, invulling=invulling, initial=dict(kept))


def regels(invulling):
    """All rows of the check page in the order of the form."""
    return [
        Regel(name, value, address(BY_SLUG[stap.slug], to_check=True))
        for stap in path_of(invulling)
        for name, value in form_for(stap, invulling).regels()
    ]
