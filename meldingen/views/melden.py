"""The form in five steps. What is filled in stands in the draft; addresses tell nothing."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from meldingen import concepten, namens, stappen
from meldingen.forms.onderwerp import BinnenkomstForm
from meldingen.forms.register import form_for
from meldingen.stappen import BY_SLUG, address
from meldingen.verlaten import resident_page
from meldingen.views.pagina import next_page, show_gone, show_other, show_sent, show_step
from wijkportal.shortcuts import render_page

READ_OR_SEND = ["GET", "HEAD", "POST"]
# Pages whose answers can begin a draft anew when the old one is gone: nothing typed is lost.
KEEPS_TEXT = {"groep", "wat", "wanneer", "vragen", "waar", "contact", "gegevens", "delen"}


@resident_page
@require_http_methods(["GET", "HEAD"])
def start(request):
    """The first page; nothing is kept before it is sent. With a draft it asks first, and tells nothing of it (S31)."""
    if there := concepten.load(request):
        context = {
            "binnenkomst": BinnenkomstForm(request.GET),
            "is_verstuurd": there.is_verstuurd,
            "is_voor_ander": there.is_voor_ander,
        }
        return render_page(request, "meldingen/verdergaan.html", context)
    step = BY_SLUG["groep"]
    form = form_for(step, None)
    form.bring(BinnenkomstForm(request.GET).brought())
    return show_step(request, None, step, form)


@resident_page
@require_http_methods(["GET", "HEAD"])
def verder(request):
    """To the page where somebody was; its address is not told before."""
    invulling = concepten.load(request)
    if invulling is None:
        return redirect("melden")
    if invulling.is_verstuurd:
        return redirect("melden_verstuurd")
    return redirect(address(stappen.first_open(invulling)))


@resident_page
@require_POST
def wissen(request):
    concepten.forget(request)
    brought = BinnenkomstForm(request.POST).brought()
    response = namens.to_inbox(request) or redirect(reverse("melden", query=brought or None))
    concepten.drop_cookie(response)
    return response


@resident_page
@require_http_methods(READ_OR_SEND)
def stap(request, slug):
    """One page of the form: shown when its turn has come, kept when it was filled in well."""
    step = BY_SLUG.get(slug)
    if step is None:
        raise Http404
    invulling = concepten.load(request)
    if request.method != "POST":
        return elsewhere(request, invulling, step) or show_step(request, invulling, step, form_for(step, invulling))
    if invulling and invulling.is_verstuurd:
        return show_sent(request)
    if invulling and not namens.is_same(request, invulling):
        return show_other(request)
    if invulling is None and slug not in KEEPS_TEXT:
        return show_gone(request)
    form = form_for(step, invulling, request.POST, request.FILES)
    if not form.is_valid():
        return show_step(request, invulling, step, form)
    return next_page(request, invulling, step, form.answers())


def elsewhere(request, invulling, step):
    """Where somebody has to go who cannot see this page now; None when they can."""
    if invulling is None:
        return show_gone(request) if concepten.cookie_of(request) else redirect("melden")
    if invulling.is_verstuurd:
        return redirect("melden_verstuurd")
    if not stappen.may_open(invulling, step):
        return redirect(address(stappen.first_open(invulling)))
    return None
