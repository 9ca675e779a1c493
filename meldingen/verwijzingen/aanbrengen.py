"""A partner opens a melding for the wijkagent (PRODUCT P10): the way in of residents, with its name before it."""

from meldingen.codes import code_of, shown
from meldingen.inzending import Inzending
from meldingen.models import Bron, Contactvorm
from meldingen.workflow import submit


def bring(*, categorie, buurt, tekst, plek, key, by):
    """Make a melding of what somebody of a partner tells; gives (Melding, receipt code).

    It is anonymous: the organisation is known, and stands before the text; the code is for who wrote it. The same
    `key` gives the same melding. Raises toewijzing.NoTeam and workflow.AlreadySent.
    """
    inzending = Inzending(
        groep=categorie.groep,
        categorie=categorie,
        buurt=buurt,
        verhaal=f"{by.partner.naam}\n\n{tekst}",
        plek=plek,
        contactvorm=Contactvorm.ANONIEM,
    )
    return submit(inzending, key=key, bron=Bron.PARTNER, by=by), shown(code_of(key))
