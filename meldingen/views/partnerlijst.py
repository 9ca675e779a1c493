"""The list of the partner desk, and the same as a file. What is shown of each case is logged."""

import csv

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agenten.spreekuren import local_date
from meldingen.codes import shown_nummer
from meldingen.forms.partnerlijst import ZoekForm
from meldingen.uitvoer import BOM, Line, moment, safe
from meldingen.verwijzingen.leeslog import WAT, note_reads
from meldingen.verwijzingen.lijst import MOST, PER_PAGE, Beeld, as_row, chosen, counts
from meldingen.views.partnertoegang import for_partner, page


@require_safe
@for_partner
def cases(request):
    now = timezone.now()
    form = ZoekForm(request.GET)
    wanted = form.wanted()
    start = (wanted.pop("pagina") - 1) * PER_PAGE
    found = list(chosen(request.user, now, **wanted)[start : start + PER_PAGE + 1])
    note_reads(request.user, WAT.LIJST, *(one for one in found[:PER_PAGE] if one.is_zichtbaar))
    numbers = counts(request.user, now)
    return page(
        request,
        "meldingen/partner/lijst.html",
        regels=[as_row(one, local_date(now)) for one in found[:PER_PAGE]],
        beelden=[(beeld, numbers[beeld]) for beeld in Beeld],
        is_uitvoer_leeg=not found,
        form=form,
        **form.addresses(has_more=len(found) > PER_PAGE),
        **wanted,
    )


@require_safe
@for_partner
def export(request):
    """The view or search as a table for a spreadsheet: only what may be read, without reporters (SAFETY S16)."""
    now = timezone.now()
    wanted = ZoekForm(request.GET).wanted()
    wanted.pop("pagina")
    found = list(chosen(request.user, now, **wanted)[:MOST])
    note_reads(request.user, WAT.UITVOER, *(one for one in found if one.is_zichtbaar))
    writer = csv.writer(Line(), delimiter=";")
    lines = [writer.writerow(headings())]
    lines += [writer.writerow([safe(cell) for cell in cells(as_row(one, local_date(now)))]) for one in found]
    disposition = 'attachment; filename="zaken.csv"'
    return HttpResponse(
        BOM + "".join(lines), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )


def headings():
    return [
        *(_("Nummer"), _("Datum"), _("Status"), _("Onderwerp"), _("Wat er is gedeeld"), _("Plek"), _("Buurt")),
        *(_("Gemeente"), _("Van de wijkagent"), _("Antwoord vóór"), _("Verwacht klaar op"), _("Klaar vóór")),
        *(_("Eigen zaaknummer"), _("Behandelaar"), _("Grond"), _("Convenant"), _("Doel")),
    ]


def cells(regel):
    """Of what is only known the rest of the line is empty."""
    first = [shown_nummer(regel.nummer), moment(regel.datum), regel.uitkomst]
    if regel.zaak is None:
        return [*first, *[""] * (len(headings()) - len(first))]
    zaak = regel.zaak
    days = [zaak.antwoord_voor_datum, zaak.verwacht_datum, zaak.klaar_voor_datum]
    return [
        *first,
        *(zaak.onderwerp, zaak.tekst, zaak.plek, zaak.buurt, zaak.gemeente, zaak.toelichting),
        *(day.isoformat() if day else "" for day in days),
        *(regel.zaaknummer, regel.behandelaar or "", zaak.grond, zaak.convenant, zaak.doel),
    ]
