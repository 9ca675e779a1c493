"""One case of the partner desk: its page, its print, its photos and the reporter's data. Each look is logged."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agenten.spreekuren import local_date
from meldingen.forms.partner import BerichtForm, NotitieForm, ZaaknummerForm
from meldingen.models import Bijlage
from meldingen.verwijzingen import loket, zaak
from meldingen.verwijzingen.leeslog import WAT, note_reads
from meldingen.verwijzingen.lijst import STANDEN
from meldingen.views.partnertoegang import for_partner, page

INLINE = {"bericht": BerichtForm, "notitie": NotitieForm, "zaaknummer": ZaaknummerForm}


def find_or_404(request, nummer):
    """The Verwijzing that the person may read. Any other one does not exist (SAFETY S4)."""
    verwijzing = zaak.find(request.user, nummer)
    if verwijzing is None:
        raise Http404
    return verwijzing


@require_safe
@for_partner
def case(request, nummer):
    verwijzing = zaak.find(request.user, nummer)
    if verwijzing is None:
        return show_ended(request, nummer)
    note_reads(request.user, WAT.ZAAK, verwijzing)
    return page(request, "meldingen/partner/zaak.html", **context_of(request, verwijzing))


def show_ended(request, nummer):
    """Number, date and outcome of what the person may not read any more."""
    known = loket.ended_but_known(request.user, nummer)
    if known is None:
        raise Http404
    moment = known.geeindigd_op or known.verzonden_op
    return page(
        request,
        "meldingen/partner/zaak_voorbij.html",
        nummer=known.nummer,
        datum=moment,
        uitkomst=STANDEN[known.status],
    )


def context_of(request, verwijzing):
    can = loket.possible(verwijzing)
    forms = {name: form for name, form in INLINE.items() if name in can}
    return {
        **shared_context(verwijzing),
        "kan": {name.replace("-", "_"): name in can for name in sorted(set().union(*loket.BY_STATUS.values()))},
        "berichten": loket.dialogue(verwijzing),
        "notities": loket.notes(verwijzing),
        "stappen": loket.history(verwijzing),
        "formulieren": {
            name: form(verwijzing=verwijzing, user=request.user, auto_id=f"{name}_%s") for name, form in forms.items()
        },
    }


def shared_context(verwijzing):
    today = local_date(timezone.now())
    due = verwijzing.klaar_voor_datum if verwijzing.geaccepteerd_op else verwijzing.antwoord_voor_datum
    return {
        "verwijzing": verwijzing,
        "zaak": zaak.shared(verwijzing),
        "stand": STANDEN[verwijzing.status],
        "is_laat": verwijzing.is_open and due < today,
        "leesbaar_tot": verwijzing.geeindigd_op and verwijzing.geeindigd_op + settings.PARTNER_SIGHT_TERM,
    }


@require_safe
@for_partner
def paper(request, nummer):
    """The case to print: without the reporter, with the legal ground and who printed it when (PRODUCT P3)."""
    verwijzing = find_or_404(request, nummer)
    note_reads(request.user, WAT.AFDRUK, verwijzing)
    return page(request, "meldingen/partner/afdruk.html", **shared_context(verwijzing), nu=timezone.now())


@require_POST
@for_partner
def reporter(request, nummer):
    """The contact data of the reporter, while he or she consents; each showing is a line of its own."""
    verwijzing = find_or_404(request, nummer)
    contact = zaak.contact_of(verwijzing)
    if contact is None:
        raise Http404
    note_reads(request.user, WAT.MELDER, verwijzing)
    return page(request, "meldingen/partner/melder.html", nummer=verwijzing.nummer, melder=contact)


@require_safe
@for_partner
def photo(request, nummer, kenmerk):
    """A photo that was ticked for this case. Any other one does not exist."""
    verwijzing = find_or_404(request, nummer)
    row = Bijlage.objects.filter(pk__in=verwijzing.gedeeld.values("bijlage"), kenmerk=kenmerk).first()
    if row is None:
        raise Http404
    note_reads(request.user, WAT.BIJLAGE, verwijzing)
    disposition = 'attachment; filename="foto.jpg"'
    return HttpResponse(row.inhoud, content_type="image/jpeg", headers={"Content-Disposition": disposition})
