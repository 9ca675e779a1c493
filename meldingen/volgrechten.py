"""What the page of a melding offers to who follows it. The workflow decides again when it is done."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meldingen.models import Status
from meldingen.models.meldingen import MOST_REOPENINGS

CLOSED = (Status.AFGEHANDELD, Status.AFGEWEZEN)


@dataclass(frozen=True, slots=True)
class Mogelijk:
    """`niet_heropenen` says why a closed melding cannot be reopened any more; "" when it can, or is not closed."""

    schrijven: bool
    heropenen: bool
    niet_heropenen: str
    waarderen: bool
    mailen: bool

    @property
    def intrekken(self):
        return self.schrijven


def possible(pagina):
    """The Mogelijk of a Volgpagina."""
    melding, lead = pagina.melding, pagina.leidend
    is_mine = not melding.ingetrokken_op and not pagina.is_voorbij
    is_open, is_closed = is_mine and lead.is_open, is_mine and lead.status in CLOSED
    is_restricted = melding.is_beperkt or lead.is_beperkt
    refusal = why_not_reopen(pagina) if is_closed else ""
    return Mogelijk(
        schrijven=is_open,
        heropenen=is_closed and not refusal,
        niet_heropenen=refusal,
        waarderen=is_mine and lead.status == Status.AFGEHANDELD and not is_restricted and not pagina.waardering,
        mailen=is_open and not is_restricted,
    )


def why_not_reopen(pagina):
    lead, days = pagina.leidend, settings.REOPEN_TERM.days
    if pagina.melding.heropeningen >= MOST_REOPENINGS:
        return _("U vroeg ons al twee keer om verder te gaan. Stuur een nieuw bericht als het nog gebeurt.")
    if pagina.now > lead.afgesloten_op + settings.REOPEN_TERM:
        sentence = ngettext(
            "Dit is meer dan %(n)s dag geleden afgerond. Stuur een nieuw bericht als het nog gebeurt.",
            "Dit is meer dan %(n)s dagen geleden afgerond. Stuur een nieuw bericht als het nog gebeurt.",
            days,
        )
        return sentence % {"n": days}
    return ""
