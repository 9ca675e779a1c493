"""Addresses under /mijn-buurt/: which area has which, and where old ones lead."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from buurten.models import Buurt, Gemeente, OudPad, Wijk

MOST_EDITIONS = 20


def all_paths():
    """{code: path} of every active area; a path is relative to /mijn-buurt/ and ends in a slash."""
    paths = {code: f"{slug}/" for code, slug in Gemeente.objects.active().values_list("code", "slug")}
    for model, middle in ((Wijk, "wijk/"), (Buurt, "")):
        rows = model.objects.active().values_list("code", "slug", "gemeente__slug")
        paths |= {code: f"{gemeente}/{middle}{slug}/" for code, slug, gemeente in rows.iterator()}
    return paths


def keep_old_paths(before, after):
    """Let addresses that areas had `before` lead to where they are `after` (both from all_paths).

    An area that is gone leads to its successor, else to its gemeente. An address that another area has now is not old.
    """
    present = set(after.values())
    moved = {}
    for code, path in before.items():
        if path not in present:
            target = after.get(code) or path_of_opvolger(code, after)
            if target:
                moved[path] = target
    OudPad.objects.filter(pad__in=present - set(before.values())).delete()
    for path, target in moved.items():
        OudPad.objects.filter(nieuw_pad=path).update(nieuw_pad=target)
    OudPad.objects.bulk_create(
        [OudPad(pad=path, nieuw_pad=target) for path, target in moved.items()],
        update_conflicts=True,
        unique_fields=["pad"],
        update_fields=["nieuw_pad"],
        batch_size=1000,
    )


def path_of_opvolger(code, paths):
    """Where an area that is gone went on: its successor, else its gemeente or that one's successor."""
    model = {"GM": Gemeente, "WK": Wijk, "BU": Buurt}[code[:2]]
    area = model.objects.get(code=code)
    gemeente = area if model is Gemeente else area.gemeente
    options = [area.opvolger_id, gemeente.code, gemeente.opvolger_id]
    return next((paths[option] for option in options if option in paths), None)


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
    rest: what follows it, "straten/" (left out when a gemeente or wijk took over). Raises Http404 when nothing did.
    """
    successor = successor_of(area)
    if successor:
        return HttpResponsePermanentRedirect(successor.get_absolute_url() + rest)
    old = OudPad.objects.filter(pad=pad).first()
    if old is None:
        raise Http404
    is_buurt = old.nieuw_pad.count("/") == 2
    return HttpResponsePermanentRedirect(reverse("gemeenten") + old.nieuw_pad + (rest if is_buurt else ""))
