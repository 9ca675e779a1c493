"""What leaves the house, before it does: exactly what the melder will read, and how it reaches whom (PRODUCT O6)."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenten.models import Wijkagent
from meldingen.models import Afwijsreden, Boodschap, Contactvorm, Melder, Melding, Status
from meldingen.post import news_address
from meldingen.volgzinnen import MESSAGES, TO_SENDER, reason_of, who

B = Boodschap.Soort


@dataclass(slots=True)
class Voorbeeld:
    """`kop` and `uitleg` are ours, in the language `taal` of the melder; `tekst` is the officer's.

    `wegen`: sentences on how it reaches whom. `merk` belongs to this text and outcome alone: a send needs it.
    """

    kop: str
    tekst: str
    uitleg: str
    taal: str
    wegen: list
    merk: str


def preview(melding, soort, tekst, by, *, uitkomst="", reden=""):
    """The Voorbeeld of a Boodschap of this kind, nothing of it is stored. `uitkomst` or `reden` with a closing."""
    officer = Wijkagent.objects.active().filter(medewerker=by).first()
    with translation.override(melding.taal):
        name = {"naam": who(officer and officer.korte_naam)}
        kop = str(MESSAGES.get((soort, False), TO_SENDER) % name)
        uitleg = ending(melding, uitkomst, reden) if soort == B.AFSLUITING else ""
    return Voorbeeld(
        kop, tekst, uitleg, melding.taal, ways(melding, soort), mark(melding, soort, tekst, uitkomst, reden)
    )


def mark(melding, soort, *said):
    """Stands for what was shown: another text, or the same one for another melding, has another."""
    return salted_hmac("voorbeeld", "\x1f".join([str(melding.pk), str(soort), *said]), algorithm="sha256").hexdigest()


def ending(melding, uitkomst, reden):
    status = Status.AFGEWEZEN if reden else Status.AFGEHANDELD
    return reason_of(Melding(status=status, uitkomst=uitkomst, afwijsreden=reden))


def ways(melding, soort):
    """Sentences that tell who gets it and how."""
    sentences = [reach(melding)]
    if soort == B.AFSLUITING:
        followers = melding.samengevoegde.filter(ingetrokken_op=None).count()
        if followers:
            sentences.append(
                ngettext(
                    "Dit gaat ook naar %(aantal)s melder van een samengevoegde melding.",
                    "Dit gaat ook naar %(aantal)s melders van samengevoegde meldingen.",
                    followers,
                )
                % {"aantal": followers}
            )
    return sentences


def reach(melding):
    if melding.ingetrokken_op:
        return _("De melder trok dit in en leest niets meer.")
    if not melding.is_beperkt and news_address(melding):
        return _("De melder leest dit met de code. Er gaat een e-mail “er is nieuws” naar het bevestigde adres.")
    melder = Melder.objects.filter(pk=melding.pk).first()
    if melder and melder.telefoon and not melder.email:
        return _("De melder leest dit met de code. U belt zelf: er is alleen een telefoonnummer.")
    if melding.contactvorm == Contactvorm.MET_NAAM:
        return _("De melder leest dit alleen met de code. Er gaat geen e-mail.")
    return _("Anoniem: de melder leest dit alleen met de code.")


def is_silent(reden):
    """Whether a rejection for this reason sends nothing."""
    return reden == Afwijsreden.SPAM
