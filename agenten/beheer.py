"""The admin site: its first page shows an officer the own coming hours before anything else."""

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.agenda import coming_of, with_exceptions
from agenten.models import Spreekuur
from agenten.rechten import TEAMCHEF, actor_of
from buurten.models import Buurt, Wijk

MOMENTS_SHOWN = 6


class Offered(AutocompleteJsonView):
    """What a list to search in offers. Many areas have one name: what they lie in tells them apart."""

    def serialize_result(self, obj, to_field_name):
        around = [obj.wijk, obj.gemeente] if isinstance(obj, Buurt) else [obj.gemeente] if isinstance(obj, Wijk) else []
        found = super().serialize_result(obj, to_field_name)
        return {**found, "text": ", ".join([found["text"], *map(str, around)])}


class Beheer(AdminSite):
    site_header = _("Wijkportaal beheer")
    site_title = _("Wijkportaal beheer")
    index_title = _("Beheer")
    enable_nav_sidebar = False

    def each_context(self, request):
        """As in Django, without the list of all apps: only a sidebar shows it, and it asks the rights of each model."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": self.enable_nav_sidebar,
            "log_entries": self.get_log_entries(request),
        }

    def index(self, request, extra_context=None):
        """Where somebody's work begins, which a model may offer; with `?alles` everything there is."""
        if "alles" not in request.GET and (start := self.start_of(request)):
            return HttpResponseRedirect(start)
        return self.everything(request, extra_context)

    def start_of(self, request):
        offers = [offer for one in self._registry.values() if (offer := getattr(one, "start_of", None))]
        return next(filter(None, (offer(request) for offer in offers)), None)

    def everything(self, request, extra_context=None):
        actor = actor_of(request.user)
        own = own_spreekuren(actor)
        return super().index(
            request,
            {
                **(extra_context or {}),
                "officer": actor.officer,
                "is_chief": TEAMCHEF in actor.roles,
                "moments": coming_of(own, timezone.now(), MOMENTS_SHOWN) if own is not None else [],
            },
        )

    def autocomplete_view(self, request):
        return Offered.as_view(admin_site=self)(request)


def own_spreekuren(actor):
    """The spreekuren that an officer holds, or else those of the teams that a chief leads; None for others."""
    if actor.officer:
        found = Spreekuur.objects.filter(wijkagent=actor.officer)
    elif actor.leads:
        found = Spreekuur.objects.filter(wijkagent__basisteam__in=actor.leads, wijkagent__is_actief=True)
    else:
        return None
    return with_exceptions(found).order_by("pk")
