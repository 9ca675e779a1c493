"""Pages that show more than one app, and the addresses that every site has."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from agenten.buurtteam import team_of, team_of_wijk
from agenten.models import Wijkagent
from buurten.models import Buurt, Wijk
from buurten.paden import redirect_moved
from buurten.plek import find_place
from buurten.search import asked, search_places
from buurten.zoektekst import normalise
from meldingen.cijferbladen import recent
from meldingen.verwijzingen.wegwijzer import all_subjects
from wijkportal.agenda import after_next
from wijkportal.health import database_answers
from wijkportal.jsonld import describe_buurt
from wijkportal.shortcuts import json_ld, public_page, query_of, read_only, render_page
from wijkportal.sitemap import index, piece

MOST_MORE_HOURS = 6
NOT_FOR_ROBOTS = ("zoek", "suggesties", "locatie", "melden", "volgen")
PLAIN = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"


@read_only
@public_page
def home(request):
    return render_page(request, "wijkportal/home.html")


@read_only
def zoek(request):
    """Never cached and never logged: what people type is private (SAFETY S8)."""
    answer = search_places(*asked(request.GET))
    agenten = [] if answer.is_sure else list(Wijkagent.objects.search(answer.q))
    if path := only_path(answer, agenten):
        return HttpResponseRedirect(path, status=303)
    names = Wijkagent.objects.names_for_buurten([line.buurt for line in answer.lines if line.buurt])
    context = {
        "answer": answer,
        "agenten": agenten,
        "lines": [(line, names.get(line.buurt, [])) for line in answer.lines],
        "q": answer.q,
        "is_number_missing": bool(request.GET.get("nr")),
        "kept_query": query_of(request),
    }
    return render_page(request, "buurten/zoek.html", context)


def only_path(answer, agenten):
    """Where the one answer stands: an area, or the officer whose whole name was typed; None when there is a choice."""
    if answer.only:
        return reverse("gemeenten") + answer.only
    if len(agenten) == 1 and not answer.lines and agenten[0].norm == normalise(answer.q).removeprefix("wijkagent "):
        return agenten[0].get_absolute_url()
    return None


@read_only
@public_page
def buurt(request, gemeente, buurt):
    place = find_place(gemeente, buurt)
    if place is None or not place.is_actief:
        return redirect_moved(place, f"{gemeente}/{buurt}/")
    team = team_of(place, timezone.now())
    context = {
        "buurt": place,
        "team": team,
        "tekening": place.tekening,
        "pad_gemeente": place.gemeente.get_absolute_url(),
        "pad_gebieden": reverse("gemeenten"),
        "vorige": Wijkagent.objects.who_left(request.GET.get("vorige", ""), team.agenten),
        "komende": after_next(team, MOST_MORE_HOURS),
        "cijfers": team.basisteam and recent(team.basisteam.pk),
        "jsonld": json_ld(describe_buurt(place, team)),
    }
    return render_page(request, "wijkportal/buurt.html", context)


@read_only
@public_page
def wie_doet_wat(request, gemeente, buurt):
    place = find_place(gemeente, buurt)
    if place is None or not place.is_actief:
        return redirect_moved(place, f"{gemeente}/{buurt}/", "wie-doet-wat/")
    team = team_of(place, timezone.now())
    context = {
        "buurt": place,
        "team": team,
        "kan_schrijven": bool(team.agenten or team.basisteams),
        "wegwijzer": all_subjects(place),
    }
    return render_page(request, "wijkportal/wie_doet_wat.html", context)


@read_only
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


@read_only
def live(request):
    """This process answers; it says nothing of the database."""
    return HttpResponse("ok\n", content_type=PLAIN)


@read_only
def ready(request):
    if database_answers():
        return HttpResponse("ok\n", content_type=PLAIN)
    return HttpResponse("database unavailable\n", content_type=PLAIN, status=503)


@read_only
@public_page
def robots(request):
    paths = [reverse(name) for name in NOT_FOR_ROBOTS]
    hidden = [reverse("admin:index"), *paths, *(f"/en{path}" for path in paths)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden)]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


@read_only
@public_page
def sitemap(request):
    return HttpResponse(index(), content_type=XML)


@read_only
@public_page
def sitemap_piece(request, name):
    return HttpResponse(piece(name), content_type=XML)


@read_only
@public_page
def security_txt(request):
    """Where to report a weakness. Source: RFC 9116."""
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {settings.SECURITY_EXPIRES.isoformat()}T00:00:00Z",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)
