"""Pages that show areas only."""

from itertools import groupby

from django.http import HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from buurten.forms import PositieForm
from buurten.models import Buurt, Gemeente, Straat
from buurten.namen import spelling
from buurten.paden import redirect_moved
from buurten.search import line_of_buurt, suggest_places
from buurten.zoektekst import clean
from wijkportal.shortcuts import public_page, query_of, read_only, render_page

MANY_STREETS = 15
MOST_LETTERS = 80


@read_only
@public_page
def gemeenten(request):
    places = sorted(Gemeente.objects.active().by_name(), key=lambda gemeente: spelling(gemeente.naam))
    letters = [(letter, list(group)) for letter, group in groupby(places, lambda place: spelling(place.naam)[:1])]
    return render_page(request, "buurten/gemeenten.html", {"letters": letters})


@read_only
@public_page
def gemeente(request, gemeente):
    place = Gemeente.objects.filter(slug=gemeente).first()
    if place is None or not place.is_actief:
        return redirect_moved(place, f"{gemeente}/")
    buurten = Buurt.objects.active().filter(gemeente=place).select_related("wijk").by_wijk()
    wijken = [(wijk, list(group)) for wijk, group in groupby(buurten, lambda buurt: buurt.wijk)]
    context = {"gemeente": place, "wijken": wijken, "pad": place.get_absolute_url()}
    return render_page(request, "buurten/gemeente.html", context)


@read_only
def straten(request, gemeente, buurt):
    """The streets of a buurt. What somebody looks for among them is private: only the whole list may be cached."""
    view = list_streets if request.GET.get("q") else cacheable_streets
    return view(request, gemeente, buurt)


def list_streets(request, gemeente, buurt):
    place = Buurt.objects.with_parents().filter(gemeente__slug=gemeente, slug=buurt).order_by("pk").first()
    if place is None or not place.is_actief:
        return redirect_moved(place, f"{gemeente}/{buurt}/", "straten/")
    q = request.GET.get("q", "")[:MOST_LETTERS]
    streets = list(Straat.objects.in_buurt(place))
    context = {
        "buurt": place,
        "straten": [street for street in streets if spelling(q) in spelling(street.naam)],
        "met_zoeken": len(streets) >= MANY_STREETS,
        "met_plaats": len({street.woonplaats for street in streets}) > 1,
        "q": q,
        "kept_query": query_of(request) if q else "",
    }
    return render_page(request, "buurten/straten.html", context)


cacheable_streets = public_page(list_streets)


@read_only
def suggesties(request):
    """Suggestions while typing; opened without htmx, a small page with the same links."""
    q = request.GET.get("q", "")
    context = {"q": clean(q), "lines": suggest_places(q), "as_options": bool(request.htmx)}
    return render_page(request, "buurten/suggesties.html", context, partial="buurten/_suggesties.html")


@require_http_methods(["GET", "HEAD", "POST"])
def locatie(request):
    """The buurt of a position that a script fills in after a click. Nothing of it is stored or logged."""
    form = PositieForm(request.POST) if request.method == "POST" else None
    buurten = Buurt.objects.at(*form.position()) if form and form.is_valid() else []
    if len(buurten) == 1:
        return HttpResponseRedirect(buurten[0].get_absolute_url(), status=303)
    lines = [(line_of_buurt(buurt), []) for buurt in buurten]
    return render_page(request, "buurten/locatie.html", {"form": form, "lines": lines, "q": ""})
