"""What the receipt says: the code, who reads the melding, and by when there is an answer."""

from django.utils.translation import get_language

from meldingen.codes import code_keys, keyed, shown
from meldingen.models import Contactvorm, Melding, Standaardtekst


def fetch(invulling):
    """The Melding that was sent under the key of this draft; None when nothing was."""
    versions = [keyed("sleutel", invulling.sleutel, version) for version in code_keys()]
    meldingen = Melding.objects.select_related("categorie", "basisteam", "eigenaar__wijkagent", "melder")
    return meldingen.filter(sleutel_hash__in=versions).first()


def describe(melding, code):
    """The context of the receipt of a Melding."""
    owner = getattr(melding.eigenaar, "wijkagent", None) if melding.eigenaar_id else None
    melder = getattr(melding, "melder", None)
    is_about_police = melding.is_over_wijkagent
    chief = melding.basisteam and melding.basisteam.teamchef_id
    return {
        "code": shown(code),
        "melding": melding,
        "wijkagent": owner if owner and owner.is_actief and not is_about_police else None,
        "datum": melding.beloofd_datum,
        "is_met_naam": melding.contactvorm == Contactvorm.MET_NAAM,
        "is_bevestigd": bool(melder and melder.email_bevestigd_op) and not melding.is_beperkt,
        "is_anoniem": melding.contactvorm == Contactvorm.ANONIEM,
        "is_gevoelig": melding.is_beperkt or melding.categorie.is_gevoelig,
        "is_alleen_leiding": melding.is_beperkt,
        "is_bij_teamchef": bool(chief) and chief not in melding.betrokkenen,
        "tekst": text_of(melding.categorie_id),
    }


def text_of(categorie):
    """What belongs on the receipt of this category, in the language of the page; "" when there is nothing."""
    text = Standaardtekst.objects.filter(categorie=categorie, doel=Standaardtekst.Doel.ONTVANGST).first()
    if text is None:
        return ""
    return (get_language() == "en" and text.tekst_en) or text.tekst
