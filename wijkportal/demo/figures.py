"""Figures of the last closed quarter, invented, but kept and hidden in the same way as real ones."""

from collections import Counter

from agenten.models import Basisteam
from meldingen.cijfers import Telling, keep, last_closed

INVENTED = {
    "rivierdam-noord": Telling(
        uitkomst=Counter(
            gekeken=41, doorgegeven=22, onderzoek=14, beantwoord=13, opgelost=9, niets=6, bezig=3, beperkt=11,
            ingetrokken=2, afgewezen=3,
        ),
        belofte=Counter(binnen=103, te_laat=13, open=8),
        geholpen=Counter(ja=21, beetje=9, nee=6),
        dagen=[1] * 46 + [2] * 38 + [3] * 24 + [5] * 8 + [9] * 8,
        heropend=7,
    ),
    "rivierdam-zuid": Telling(uitkomst=Counter(gekeken=4), belofte=Counter(binnen=4), dagen=[1] * 4),
}  # fmt: skip


def load_figures(now):
    """Make those that are not there yet."""
    quarter = last_closed(now)
    for team in Basisteam.objects.filter(is_demo=True, slug__in=INVENTED).order_by("pk"):
        keep(team.pk, quarter, INVENTED[team.slug], now)
