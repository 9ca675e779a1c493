"""Kept filters: an address of the inbox under a name, for oneself."""

from django.utils.translation import gettext_lazy as _

from meldingen.handelingen import require
from meldingen.models import BewaardFilter
from meldingen.models.postvak import MOST_FILTERS


def keep_filter(*, naam, vraag, by):
    """Keep the query of an address under a name; the same name takes the place of the one before.

    Raises NotAllowed without a filter in it, and above MOST_FILTERS.
    """
    require(vraag, _("Kies eerst een postvak of een filter."))
    mine = BewaardFilter.objects.filter(medewerker=by)
    is_known = mine.filter(naam=naam).exists()
    require(is_known or mine.count() < MOST_FILTERS, _("U heeft al 20 filters. Gooi er eerst een weg."))
    BewaardFilter.objects.update_or_create(medewerker=by, naam=naam, defaults={"vraag": vraag})


def forget_filter(pk, *, by):
    """Whether there was such a filter of one's own."""
    return bool(BewaardFilter.objects.filter(pk=pk, medewerker=by).delete()[0])
