"""Pages of this app."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from agenten.buurtteam import LOOK_BACK, agent_of, coming, team_of
from agenten.calendars import calendar_of, calendar_of_date
from agenten.jsonld import describe_wijkagent
from agenten.models import Foto, Tekst, Werkgebied, Wijkagent
from agenten.opmaak import as_html
from agenten.paden import redirect_moved as redirect_officer
from agenten.qr import qr_of
from agenten.spreekuren import moment_on
from agenten.standaardteksten import text_of
from agenten.vcard import vcard_of
from buurten.models import Buurt
from buurten.paden import redirect_moved as redirect_area
from wijkportal.shortcuts import json_ld, public_page, read_only, render_page

ON_A_POSTER = 4
WEEK = 7 * 24 * 60 * 60
LOOK_AHEAD = timedelta(days=731)


@read_only
@public_page
def buurt_calendar(request, gemeente, buurt):
    place = Buurt.objects.with_parents().filter(gemeente__slug=gemeente, slug=buurt).order_by("pk").first()
    if place is None or not place.is_actief:
        return redirect_area(place, f"{gemeente}/{buurt}/", "spreekuren.ics")
    now = timezone.now()
    name = _("Spreekuren in %(plaats)s") % {"plaats": place.naam}
    feed = calendar_of(team_of(place, now).agenten, name, place.get_absolute_url(), now)
    return download(feed, "text/calendar", f"spreekuren-{place.slug}.ics", "inline")


@read_only
@public_page
def wijkagent_calendar(request, slug):
    officer = Wijkagent.objects.filter(slug=slug).first()
    if officer is None or not officer.is_actief:
        return redirect_officer(officer, slug, "wijkagent_spreekuren")
    now = timezone.now()
    name = _("Spreekuren van %(naam)s") % {"naam": officer.publieke_naam}
    feed = calendar_of([agent_of(officer, now)], name, officer.get_absolute_url(), now)
    return download(feed, "text/calendar", f"spreekuren-{officer.slug}.ics", "inline")


@read_only
@public_page
def one_date(request, slug, kenmerk, datum):
    officer = Wijkagent.objects.filter(slug=slug).first()
    if officer is None or not officer.is_actief:
        return redirect_officer(officer, slug, "spreekuur_datum", kenmerk=kenmerk, datum=datum)
    now, today = timezone.now(), timezone.localdate()
    agent = agent_of(officer, now)
    rooster = next((one for one in agent.roosters if one.spreekuur.kenmerk == kenmerk), None)
    if rooster is None or not today - LOOK_BACK <= datum <= today + LOOK_AHEAD:
        raise Http404
    moment = moment_on(rooster.spreekuur, rooster.uitzonderingen, datum, agent.afwezigheden)
    if moment is None:
        raise Http404
    content = calendar_of_date(agent, rooster, moment)
    return download(content, "text/calendar", f"spreekuur-{datum.isoformat()}.ics")


@read_only
@public_page
def wijkagent(request, slug):
    officer = Wijkagent.objects.filter(slug=slug).first()
    if officer is None or not officer.is_actief:
        return redirect_officer(officer, slug, "wijkagent")
    now = timezone.now()
    agent = agent_of(officer, now)
    rows = Werkgebied.objects.on(timezone.localdate()).filter(wijkagent=officer).with_places().as_entered()
    gebieden = [row.gebied for row in rows]
    buurten = [row.buurt for row in rows if row.buurt]
    context = {
        "agent": agent,
        "now": now,
        "gebieden": gebieden,
        "buurten": buurten,
        "komende": [moment for moment in agent.momenten if not moment.is_past(now)],
        "kaartje_bytes": len(vcard_of(agent)),
        "qr": qr_of(settings.SITE_URL + buurten[0].get_absolute_url()) if buurten else None,
        "jsonld": json_ld(describe_wijkagent(agent, gebieden)),
    }
    return render_page(request, "agenten/wijkagent.html", context)


@read_only
@public_page
def vcard(request, slug):
    officer = Wijkagent.objects.filter(slug=slug).first()
    if officer is None or not officer.is_actief:
        return redirect_officer(officer, slug, "kaartje")
    return download(vcard_of(agent_of(officer, timezone.now())), "text/vcard", f"{officer.slug}.vcf")


@read_only
@public_page
def poster(request, gemeente, buurt):
    place = Buurt.objects.with_parents().filter(gemeente__slug=gemeente, slug=buurt).order_by("pk").first()
    if place is None or not place.is_actief:
        return redirect_area(place, f"{gemeente}/{buurt}/", "poster/")
    team = team_of(place, timezone.now())
    address = settings.SITE_URL + place.get_absolute_url()
    context = {
        "buurt": place,
        "team": team,
        "spreekuren": [pair for pair in coming(team) if pair[1].is_on][:ON_A_POSTER],
        "qr": qr_of(address),
        "adres": address.split("://")[1].removesuffix("/"),
    }
    return render_page(request, "agenten/poster.html", context)


@read_only
@cache_control(public=True, max_age=WEEK, immutable=True)
def foto(request, slug, kenmerk):
    photos = Foto.objects.filter(wijkagent__is_actief=True, wijkagent__is_foto_verborgen=False)
    photo = get_object_or_404(photos, wijkagent__slug=slug, kenmerk=kenmerk)
    return HttpResponse(bytes(photo.inhoud), content_type="image/webp")


def download(content, kind, name, disposition="attachment"):
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response


@read_only
@public_page
def tekst(request, sleutel):
    text = text_of(sleutel, get_language())
    context = {"tekst": text, "inhoud": as_html(text.inhoud), "met_zoeken": sleutel == Tekst.Sleutel.UITLEG}
    return render_page(request, "agenten/tekst.html", context)
