"""`/cijfers/`: what was promised, and what came of it. For everybody, the same for everybody."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from agenten.models import Basisteam, Teamgebied
from agenten.spreekuren import local_date
from meldingen.cijferbladen import as_csv, country, sheets_of
from meldingen.cijfers import last_closed
from meldingen.models import Categorie, Kwartaalcijfers
from wijkportal.shortcuts import public_page, read_only, render_page

MOST_QUARTERS = 8


@read_only
@public_page
def overview(request):
    """Choose a basisteam; and the country."""
    sheet, number = country()
    return render_page(
        request,
        "meldingen/cijfers.html",
        {"blad": sheet, "aantal_teams": number, "teams": teams_with_places(), "beloften": promises()},
    )


@read_only
@public_page
def team(request, slug):
    basisteam = get_object_or_404(Basisteam, slug=slug)
    sheet, *earlier = sheets_of(basisteam, MOST_QUARTERS) or [None]
    context = {"basisteam": basisteam, "blad": sheet, "eerder": earlier, "beloften": promises()}
    return render_page(request, "meldingen/cijfers_team.html", context)


@read_only
@public_page
def download(request, slug=None):
    """CSV of one basisteam, or of all over the last MOST_QUARTERS."""
    rows = Kwartaalcijfers.objects.select_related("basisteam").newest_first()
    if slug is None:
        rows = rows.filter(begin__gte=last_closed().back(MOST_QUARTERS - 1).begin)
    else:
        rows = rows.filter(basisteam__slug=slug)
        if not rows:
            raise Http404
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="cijfers-{slug or "alle-basisteams"}.csv"'
    return response


def teams_with_places():
    """[(basisteam, names of its gemeenten), …] by name. Two statements."""
    places = {}
    today = local_date(timezone.now())
    rows = Teamgebied.objects.on(today).values_list("basisteam", "buurt__gemeente__naam")
    for pk, naam in rows.distinct().order_by("buurt__gemeente__naam", "basisteam"):
        places.setdefault(pk, []).append(naam)
    return [(team, places.get(team.pk, [])) for team in Basisteam.objects.order_by("naam", "pk")]


def promises():
    """[(groep, its categories), …] in the order of the form, for their terms. One statement."""
    found = {}
    for categorie in Categorie.objects.offered().select_related("groep"):
        found.setdefault(categorie.groep, []).append(categorie)
    return list(found.items())
