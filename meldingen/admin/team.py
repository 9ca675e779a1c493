"""The Team page of chief and deputy, and the lists behind its counts; everybody else gets the plain 404."""

from django.contrib import admin
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from meldingen.codes import shown_nummer
from meldingen.models import Melding
from meldingen.team import MOST_LISTED, NAMES, UnknownWijk, leads_of, list_of, stand_of


class Team:
    """For MeldingAdmin: the addresses of the Team page."""

    def get_urls(self):
        protect = self.admin_site.admin_view
        return [
            path("team/", protect(team), name="meldingen_melding_team"),
            path("team/<slug:lijst>/", protect(teamlijst), name="meldingen_melding_teamlijst"),
            *super().get_urls(),
        ]


@require_safe
def team(request):
    """What waits in the team, in counts."""
    now = timezone.now()
    stand = stand_of(sight_or_404(request, now), now)
    return page(request, "team", _("Mijn team"), {"stand": stand})


@require_safe
def teamlijst(request, lijst):
    """The meldingen behind one count, of one wijk with ?wijk=."""
    now = timezone.now()
    sight = sight_or_404(request, now)
    if lijst not in NAMES:
        raise Http404
    try:
        rijen, is_more = list_of(sight, lijst, now, request.GET.get("wijk", ""))
    except UnknownWijk:
        raise Http404 from None
    for melding in rijen:
        melding.leesbaar_nummer = shown_nummer(melding.nummer)
    return page(request, "teamlijst", NAMES[lijst], {"rijen": rijen, "is_more": is_more, "most": MOST_LISTED})


def sight_or_404(request, now):
    sight = leads_of(request.user, now)
    if sight is None:
        raise Http404
    return sight


def page(request, name, title, context):
    context = {**admin.site.each_context(request), "opts": Melding._meta, "title": title, **context}
    return TemplateResponse(request, f"admin/meldingen/melding/{name}.html", context)
