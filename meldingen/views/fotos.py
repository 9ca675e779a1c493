"""Photos of the form: each one is cleaned at once, shown in a list, and can be taken away."""

from django.views.decorators.http import require_http_methods

from meldingen import concepten, namens
from meldingen.forms.register import form_for
from meldingen.limieten import count_photos
from meldingen.models.gesprek import MOST_PHOTOS
from meldingen.stappen import BY_SLUG, address
from meldingen.verlaten import resident_page
from meldingen.views.melden import elsewhere
from meldingen.views.pagina import is_to_check, next_page, redirect_after, show_gone, show_other, show_sent, show_step

STEP = BY_SLUG["fotos"]
LONGEST_NUMBER = 19


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def fotos(request):
    invulling = concepten.load(request)
    if request.method != "POST":
        return elsewhere(request, invulling, STEP) or show(request, invulling, form_for(STEP, invulling))
    if invulling is None:
        return show_gone(request)
    if not namens.is_same(request, invulling):
        return show_other(request)
    try:
        return take(request, invulling)
    except concepten.Verdwenen:
        return show_gone(request)
    except concepten.Verstuurd:
        return show_sent(request)


def take(request, invulling):
    """Take away, add and stay, or add and go on. Of a refused choice the good photos are kept all the same."""
    again = address(STEP, to_check=is_to_check(request))
    weg = request.POST.get("weg", "")
    if weg.isdecimal() and len(weg) < LONGEST_NUMBER:
        concepten.drop_photo(invulling.sleutel, int(weg))
        return redirect_after(again)
    count_photos(request)
    form = form_for(STEP, invulling, request.POST, request.FILES)
    is_valid = form.is_valid()
    concepten.add_photos(invulling.sleutel, form.fields["fotos"].good, MOST_PHOTOS)
    if not is_valid:
        return show(request, concepten.load(request), form)
    if "voeg_toe" in request.POST:
        return redirect_after(again)
    return next_page(request, invulling, STEP, form.answers())


def show(request, invulling, form):
    return show_step(request, invulling, STEP, form, ruimte=MOST_PHOTOS - len(invulling.fotos))
