"""Basisteams and the buurten they answer for, wijkteams, collegateams and bureaus."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied
from django.forms import ModelMultipleChoiceField
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenten import rechten
from agenten.admin.toegang import RechtenAdmin
from agenten.forms import GebiedForm
from agenten.gebieden import Conflict, give
from agenten.models import Basisteam, Bureau, Collegateam, Teamgebied, Wijkteam
from buurten.models import Alias

MOST_NAMED = 5


@admin.register(Bureau)
class BureauAdmin(RechtenAdmin):
    list_display = ("naam", "adres", "plaats", "telefoon")
    search_fields = ("naam", "plaats")
    ordering = ("naam", "pk")


@admin.register(Basisteam)
class BasisteamAdmin(RechtenAdmin):
    list_display = ("naam", "teamchef", "plaatsvervanger", "bureau")
    list_select_related = ("teamchef", "plaatsvervanger", "bureau")
    search_fields = ("naam",)
    ordering = ("naam", "pk")
    prepopulated_fields = {"slug": ("naam",)}
    autocomplete_fields = ("teamchef", "plaatsvervanger", "leden")
    change_form_template = "admin/agenten/basisteam/change_form.html"

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_urls(self):
        gebied = path("<int:pk>/gebied/", self.admin_site.admin_view(self.gebied_view), name="agenten_basisteam_gebied")
        return [gebied, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_give"] = change and rechten.may(request.user, rechten.ADD, Teamgebied)
        context["buurten_now"] = obj.gebied.on(timezone.localdate()).count() if obj else 0
        return super().render_change_form(request, context, add, change, form_url, obj)

    def gebied_view(self, request, pk):
        """Give gemeenten, wijken or buurten to this basisteam, all or none of them."""
        team = self.get_object(request, str(pk))
        if team is None or not rechten.may(request.user, rechten.ADD, Teamgebied):
            raise PermissionDenied
        form = gebied_form(self.admin_site, request.POST or None)
        if request.method == "POST" and form.is_valid() and self.give_gebied(request, team, form):
            return HttpResponseRedirect(reverse("admin:agenten_basisteam_change", args=[team.pk]))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "original": team, "form": form}
        context |= {"title": _("Geef gebied"), "subtitle": str(team), "media": self.media + form.media}
        return TemplateResponse(request, "admin/agenten/basisteam/gebied.html", context)

    def give_gebied(self, request, team, form):
        data = form.cleaned_data
        period = {"van": data["van"], "tot": data["tot"], "end_others": data["beeindig_andere"]}
        try:
            given = give(team, data["alle_buurten"], **period)
        except Conflict as conflict:
            form.add_error(None, in_the_way(conflict.rows))
            return False
        message = ngettext("%(aantal)s buurt erbij.", "%(aantal)s buurten erbij.", len(given.new))
        self.message_user(request, message % {"aantal": len(given.new)}, messages.SUCCESS)
        if given.new:
            codes = ", ".join(row.buurt_id for row in given.new)
            self.log_change(request, team, f"{data['van']:%Y-%m-%d}: {codes}")
        return True


def in_the_way(rows):
    """One sentence that names the buurten and their teams, at most five of them."""
    names = "; ".join(f"{row.buurt} ({row.basisteam})" for row in rows[:MOST_NAMED])
    message = ngettext(
        "%(aantal)s buurt heeft in deze periode al een basisteam: %(namen)s.",
        "%(aantal)s buurten hebben in deze periode al een basisteam: %(namen)s.",
        len(rows),
    )
    return message % {"aantal": len(rows), "namen": names + (" …" if len(rows) > MOST_NAMED else "")}


def gebied_form(site, data):
    """The form, with lists to search in where the areas are in the admin."""
    form = GebiedForm(data)
    chosen = {}
    for name, label in (("gemeente", _("Gemeenten")), ("wijk", _("Wijken")), ("buurt", _("Buurten"))):
        column = Alias._meta.get_field(name)
        areas = column.remote_field.model
        if site.is_registered(areas):
            chosen[f"{areas._meta.verbose_name_plural}"] = ModelMultipleChoiceField(
                label=label,
                queryset=areas.objects.active().order_by("naam", "pk"),
                required=False,
                widget=AutocompleteSelectMultiple(column, site),
            )
    form.fields = {**chosen, **form.fields}
    return form


@admin.register(Teamgebied)
class TeamgebiedAdmin(RechtenAdmin):
    list_display = ("buurt", "gemeente", "basisteam", "van", "tot")
    list_select_related = ("buurt__gemeente", "basisteam")
    list_filter = (("basisteam", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("buurt__naam", "buurt__code", "basisteam__naam")
    ordering = ("basisteam__naam", "buurt__naam", "pk")
    autocomplete_fields = ("buurt",)

    @admin.display(description=_("gemeente"), ordering="buurt__gemeente__naam")
    def gemeente(self, gebied):
        return gebied.buurt.gemeente


class TeamAdmin(RechtenAdmin):
    list_select_related = ("basisteam",)
    search_fields = ("naam",)
    ordering = ("naam", "pk")
    autocomplete_fields = ("leden",)


@admin.register(Wijkteam)
class WijkteamAdmin(TeamAdmin):
    list_display = ("naam", "basisteam")
    autocomplete_fields = ("leden", "wijken")


@admin.register(Collegateam)
class CollegateamAdmin(TeamAdmin):
    list_display = ("naam", "soort", "basisteam")
    list_filter = ("soort",)
