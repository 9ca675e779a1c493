"""Where an officer lives now that had another address, or that left."""

from urllib.parse import urlencode

from django.db.models import F
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from agenten.models import OudAdres, Werkgebied


def redirect_moved(wijkagent, slug, name, **rest):
    """The lasting redirect for an address of an officer that is no page (any more).

    wijkagent: who was found under the slug and left, or None; name and rest: the address that was asked for.
    A former slug leads to the same address under the present one. The page of somebody who left leads to the buurt,
    which then says who came instead; the feed leads to the feed of the buurt. Raises Http404 for all else.
    """
    if wijkagent is None:
        old = OudAdres.objects.select_related("wijkagent").filter(slug=slug).first()
        if old is None:
            raise Http404
        wijkagent = old.wijkagent
        if wijkagent.is_actief:
            return HttpResponsePermanentRedirect(reverse(name, kwargs={"slug": wijkagent.slug, **rest}))
    area = last_area(wijkagent)
    if name == "wijkagent":
        place = area.gebied.get_absolute_url() if area else reverse("gemeenten")
        return HttpResponsePermanentRedirect(f"{place}?{urlencode({'vorige': wijkagent.slug})}")
    if name == "wijkagent_spreekuren" and area and area.buurt:
        return HttpResponsePermanentRedirect(f"{area.gebied.get_absolute_url()}spreekuren.ics")
    raise Http404


def last_area(wijkagent):
    """The Werkgebied in which somebody worked last, a buurt before a whole wijk; None without any."""
    areas = Werkgebied.objects.filter(wijkagent=wijkagent).with_places()
    return areas.order_by(F("tot").desc(nulls_first=True), F("buurt").asc(nulls_last=True), "pk").first()
