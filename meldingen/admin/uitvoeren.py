"""“Download deze lijst”: what the address of the list shows, as CSV; above a number of rows a reason is asked."""

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from agenten.spreekuren import local_date
from meldingen import zoeken
from meldingen.forms.balie import UitvoerForm
from meldingen.forms.postvak import VraagForm, address_of
from meldingen.postvak import found_in
from meldingen.uitvoer import DIRECT, MOST, lines, log_export, readable_ids


def answer(admin, request):
    """The file at once for at most DIRECT rows; else a page that asks why, and the file after that."""
    vraag, lezer = VraagForm(request.GET).vraag(), admin.lezer(request)
    found = found_in(vraag, lezer)
    if vraag.q:
        found = zoeken.found(found, vraag.q, request.user, lezer.now)
    ids = readable_ids(found, lezer)
    form = UitvoerForm(request.POST or None)
    is_said = len(ids) <= DIRECT or form.is_valid()
    if len(ids) > MOST or not is_said:
        return ask(admin, request, vraag, form, len(ids))
    reden = form.cleaned_data["reden"] if form.is_bound and form.is_valid() else ""
    log_export(ids, by=request.user, reden=reden, now=lezer.now)
    return as_file(ids, lezer)


def as_file(ids, lezer):
    name = f"meldingen-{local_date(lezer.now).isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(lines(ids, lezer), content_type="text/csv; charset=utf-8", headers=headers)


def ask(admin, request, vraag, form, number):
    return admin.balie_page(
        request, "uitvoer", _("Download deze lijst"), status=422 if form.errors else 200, form=form, aantal=number,
        is_te_veel=number > MOST, meeste=MOST, vraag_adres=address_of(vraag),
    )  # fmt: skip
