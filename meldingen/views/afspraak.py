"""Ask for an appointment or call-back, and the receipt with the code (R9)."""

from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from meldingen import afspraakbon
from meldingen.afspraken import AlreadyAsked
from meldingen.codes import new_key
from meldingen.forms.afspraak import AfspraakForm
from meldingen.toewijzing import NoTeam
from meldingen.verlaten import resident_page
from meldingen.views.pagina import redirect_to
from wijkportal.shortcuts import render_page


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def vraag(request):
    if request.method != "POST":
        asked = {"buurt": request.GET.get("buurt", "")[:10], "sleutel": new_key()}
        return show(request, AfspraakForm(initial=asked), heeft_bon=afspraakbon.fetch(request) is not None)
    form = AfspraakForm(request.POST)
    key = form.data["sleutel"] = afspraakbon.key_from(form.given("sleutel"))
    if not form.is_valid():
        return show(request, form, status=422)
    return send(request, form, key)


def send(request, form, key):
    """Above the limit the 429 page follows from TooMany; it keeps what was typed."""
    try:
        afspraakbon.request_once(request, form.aanvraag(get_language() or "nl"), key)
    except NoTeam:
        context = {"gemeente": form.buurt.gemeente, "tekst": form.cleaned_data["onderwerp"]}
        return render_page(request, "meldingen/afspraak_geen_team.html", context, status=409)
    except AlreadyAsked:
        response = render_page(
            request, "meldingen/afspraak_al_gevraagd.html", {"tekst": form.cleaned_data["onderwerp"]}, status=409
        )
    else:
        response = redirect_to("afspraak_verstuurd")
    afspraakbon.set_cookie(response, key)
    return response


def show(request, form, *, status=200, heeft_bon=False):
    return render_page(request, "meldingen/afspraak.html", {"form": form, "heeft_bon": heeft_bon}, status=status)


@resident_page
@require_http_methods(["GET", "HEAD"])
def verstuurd(request):
    """The receipt: until “Ik heb de code bewaard”, or the end of its term."""
    afspraak = afspraakbon.fetch(request)
    if afspraak is None:
        return redirect("afspraak")
    context = {"afspraak": afspraak, "code": afspraakbon.code_of(request, afspraak)}
    return render_page(request, "meldingen/afspraak_verstuurd.html", context)


@resident_page
@require_POST
def bewaard(request):
    """The code is kept: the way back to it goes, here and in the browser."""
    afspraakbon.forget(request)
    response = render_page(request, "meldingen/afspraak_bewaard.html")
    afspraakbon.drop_cookie(response)
    return response
