"""Pages that show areas only."""

import unicodedata
from itertools import groupby

from django.http import Http404
from django.views.decorators.http import require_GET

from buurten.models import Buurt, Gemeente
from buurten.paden import redirect_moved
from wijkportal.shortcuts import public_page, render_page


def spelling(naam):
    """The letters of a name, to sort and group by: ’s-Hertogenbosch under S, Één under E."""
    plain = unicodedata.normalize("NFKD", naam)
    return "".join(letter for letter in plain if letter.isalnum()).upper()


@require_GET
@public_page
def gemeenten(request):
    places = sorted(Gemeente.objects.active().by_name(), key=lambda gemeente: spelling(gemeente.naam))
    letters = [(letter, list(group)) for letter, group in groupby(places, lambda place: spelling(place.naam)[:1])]
    return render_page(request, "buurten/gemeenten.html", {"letters": letters})


@require_GET
@public_page
def gemeente(request, gemeente):
    place = Gemeente.objects.filter(slug=gemeente).first()
    if place is None or not place.is_actief:
        return redirect_moved(place, f"{gemeente}/")
    buurten = Buurt.objects.active().filter(gemeente=place).select_related("wijk").by_wijk()
    wijken = [(wijk, list(group)) for wijk, group in groupby(buurten, lambda buurt: buurt.wijk)]
    context = {"gemeente": place, "wijken": wijken, "pad": place.get_absolute_url()}
    return render_page(request, "buurten/gemeente.html", context)


def straten(request, **kwargs):
    raise Http404


def suggesties(request, **kwargs):
    raise Http404


def locatie(request, **kwargs):
    raise Http404
