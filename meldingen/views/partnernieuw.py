"""A partner opens a melding for the wijkagent. The answer to sending it is the receipt, which nothing else shows."""

from django.utils.translation import gettext as _

from meldingen.forms.partnernieuw import NieuwForm
from meldingen.toewijzing import NoTeam
from meldingen.verwijzingen.aanbrengen import bring
from meldingen.views.partnertoegang import ANY, for_partner, page
from meldingen.workflow import AlreadySent


@ANY
@for_partner
def new(request):
    form = NieuwForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "meldingen/partner/nieuw.html", status=422 if form.is_bound else 200, form=form)
    facts = {name: form.cleaned_data[name] for name in ("categorie", "tekst", "plek")}
    try:
        melding, code = bring(buurt=form.buurt, key=form.cleaned_data["sleutel"], by=request.user, **facts)
    except NoTeam:
        form.add_error("q", _("Voor deze plek is er nog geen team dat uw melding leest."))
    except AlreadySent:
        form.add_error(None, _("U stuurde hiermee al een ander bericht. Open het formulier opnieuw."))
    else:
        return page(request, "meldingen/partner/nieuw_verstuurd.html", code=code, datum=melding.beloofd_datum)
    return page(request, "meldingen/partner/nieuw.html", status=422, form=form)
