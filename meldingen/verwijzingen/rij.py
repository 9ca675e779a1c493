"""Several meldingen to one partner, one after the other: which of them can go there at all (PRODUCT O12)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from agenten.spreekuren import local_date
from meldingen.codes import shown_nummer
from meldingen.models import Melding, Status, Verwijzing
from meldingen.verwijzingen.gronden import agreements_for
from meldingen.verwijzingen.voorstel import choosable


def fit_for(chosen, partner, grond, user):
    """(numbers of the meldingen that can go to a partner on a ground, sentences on those that cannot), in order."""
    pks = [one.pk for one in chosen]
    readable = Melding.objects.readable_by(user).filter(pk__in=pks).select_related("categorie", "buurt")
    rows = {one.pk: one for one in readable.defer("titel", "verhaal", "plek", "antwoorden")}
    taken = set(Verwijzing.objects.open().filter(melding__in=pks, partner=partner).values_list("melding", flat=True))
    fit, refused = [], []
    for one in chosen:
        why = reason_against(rows.get(one.pk), partner, grond, is_there=one.pk in taken)
        if why:
            refused.append(_("%(nummer)s: %(reden)s") % {"nummer": shown_nummer(one.nummer), "reden": why})
        else:
            fit.append(one.nummer)
    return fit, refused


def reason_against(melding, partner, grond, *, is_there):
    """A sentence, or ""."""
    if melding is None:
        return _("U mag deze melding nog niet lezen.")
    if not melding.is_open or melding.status == Status.HEROPENVERZOEK:
        return _("Deze melding is afgesloten, of iemand vroeg om te heropenen.")
    if is_there:
        return _("Deze melding ligt al bij deze partner.")
    if partner not in choosable(melding):
        return _("Deze partner werkt niet op deze plek.")
    today = local_date(timezone.now())
    if grond.eist_convenant and not agreements_for(partner, melding.categorie, today).exists():
        return _("Er is geen convenant dat nu geldt voor dit onderwerp.")
    return ""
