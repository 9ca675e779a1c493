"""Where an area lives now that had another address, or that CBS dropped."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from buurten.models import OudPad

MOST_EDITIONS = 20


def successor_of(area):
    """The active area that took over from a dropped gemeente, wijk or buurt; None when nobody did."""
    for _edition in range(MOST_EDITIONS):
        if area is None or area.is_actief:
            return area
        area = area.opvolger
    return None


def redirect_moved(area, pad, rest=""):
    """The lasting redirect for an address under /mijn-buurt/ that is no page (any more).

    area: what was found there and is inactive, or None; pad: the address under /mijn-buurt/, "rivierdam/havenbuurt/";
    rest: what follows it, "straten/". Raises Http404 when nothing took over.
    """
    successor = successor_of(area)
    if successor:
        return HttpResponsePermanentRedirect(successor.get_absolute_url() + rest)
    old = OudPad.objects.filter(pad__in=[pad, pad.rstrip("/")]).order_by("pk").first()
    if old is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse("gemeenten") + old.nieuw_pad.strip("/") + "/" + rest)
