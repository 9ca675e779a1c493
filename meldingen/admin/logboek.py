"""The log in the admin, to look at only: what happened, who looked, who searched; each as far as logboek.py says."""

from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from meldingen.codes import shown_nummer
from meldingen.forms.logboek import DagenForm
from meldingen.logboek import default_days, page_of, reads_log, reads_reasons, visible_lines
from meldingen.models import Gebeurtenis, Inzage, Zoekactie

PAGE = "admin/meldingen/logboek.html"
WHO = [_("Wanneer"), _("Wie"), _("Wat")]


class Logboek(admin.ModelAdmin):
    """One address for each model: its list."""

    columns = []
    related = ("door",)
    has_reasons = True

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return [path("", self.admin_site.admin_view(require_safe(self.lines_view)), name=name)]

    def has_view_permission(self, request, obj=None):
        return obj is None and reads_log(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lines_view(self, request):
        """The lines of some days, the newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        van, tot = default_days()
        form = DagenForm(request.GET if "van" in request.GET else None, initial={"van": van, "tot": tot})
        if form.is_bound and form.is_valid():
            van, tot = form.cleaned_data["van"], form.cleaned_data["tot"]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.opts.verbose_name_plural.capitalize(),
            "form": form,
            **self.lines(request, van, tot),
        }
        return TemplateResponse(request, PAGE, context, status=422 if form.errors else 200)

    def lines(self, request, van, tot):
        """Headings, rows of cells, and the address of older lines."""
        reasons = ["reden"] if self.has_reasons and reads_reasons(request.user) else []
        people = [f"door__{name}" for name in ("first_name", "last_name", "username")]
        rows = visible_lines(self.model, request.user).select_related(*self.related)
        blad = page_of(rows.only(*self.shown, *people, *reasons), van, tot, request.GET.get("na", ""))
        return {
            "kolommen": [*WHO, *self.columns, *([_("Reden")] if reasons else [])],
            "rijen": [(row.op, [*self.cells(row), *(getattr(row, name) for name in reasons)]) for row in blad.rijen],
            "na": blad.na and "?" + urlencode({"van": van, "tot": tot, "na": blad.na}),
        }


@admin.register(Gebeurtenis)
class GebeurtenisAdmin(Logboek):
    columns = [_("Meldingnummer"), _("Stand")]
    related = ("door", "melding")
    shown = ("op", "soort", "actor", "van_status", "naar_status", "melding__nummer")
    has_reasons = False

    def cells(self, row):
        steps = [row.get_van_status_display(), row.get_naar_status_display()]
        stand = " → ".join(str(step) for step in dict.fromkeys(steps) if step)
        return [row.door or row.get_actor_display(), row.get_soort_display(), shown_nummer(row.melding.nummer), stand]


@admin.register(Inzage)
class InzageAdmin(Logboek):
    columns = [_("Meldingnummer")]
    related = ("door", "melding")
    shown = ("op", "wat", "melding__nummer")

    def cells(self, row):
        return [row.door, row.get_wat_display(), shown_nummer(row.melding.nummer)]


@admin.register(Zoekactie)
class ZoekactieAdmin(Logboek):
    columns = [_("Gevonden")]
    shown = ("op", "aantal")

    def cells(self, row):
        return [row.door, _("gezocht"), row.aantal]
