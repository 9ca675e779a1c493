"""Pages that show more than one app, and the addresses that every site has."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from agenten.buurtteam import team_of, team_of_wijk
from agenten.models import Wijkagent
from buurten.models import Buurt, Wijk
from buurten.paden import redirect_moved
from wijkportal.agenda import after_next
from wijkportal.jsonld import describe_buurt
from wijkportal.shortcuts import json_ld, public_page, render_page

MOST_MORE_HOURS = 6


@require_GET
@public_page
def home(request):
    return render_page(request, "wijkportal/home.html")


def zoek(request, **kwargs):
    raise Http404


@require_GET
@public_page
def buurt(request, gemeente, buurt):
    place = Buurt.objects.for_page().filter(gemeente__slug=gemeente, slug=buurt).order_by("pk").first()
    if place is None or not place.is_actief:
        return redirect_moved(place, f"{gemeente}/{buurt}/")
    team = team_of(place, timezone.now())
    context = {
        "buurt": place,
        "team": team,
        "kaart": getattr(place, "kaart", None),
        "pad_gemeente": place.gemeente.get_absolute_url(),
        "pad_gebieden": reverse("gemeenten"),
        "vorige": Wijkagent.objects.who_left(request.GET.get("vorige", ""), team.agenten),
        "komende": after_next(team, MOST_MORE_HOURS),
        "jsonld": json_ld(describe_buurt(place, team)),
    }
    return render_page(request, "wijkportal/buurt.html", context)


@require_GET
@public_page
def wijk(request, gemeente, wijk):
    area = Wijk.objects.select_related("gemeente").filter(gemeente__slug=gemeente, slug=wijk).order_by("pk").first()
    if area is None or not area.is_actief:
        return redirect_moved(area, f"{gemeente}/wijk/{wijk}/")
    context = {
        "wijk": area,
        "buurten": Buurt.objects.active().filter(wijk=area).by_name(),
        "team": team_of_wijk(area, timezone.now()),
        "pad": area.gemeente.get_absolute_url(),
    }
    return render_page(request, "wijkportal/wijk.html", context)


def live(request, **kwargs):
    raise Http404


def ready(request, **kwargs):
    raise Http404


def robots(request, **kwargs):
    raise Http404


def sitemap(request, **kwargs):
    raise Http404


def security_txt(request, **kwargs):
    raise Http404
