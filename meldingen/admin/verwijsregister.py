"""The register of sharing in the admin: to look at, to print and as CSV. Each showing is logged."""

import csv
from datetime import timedelta
from functools import partial

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agenten.spreekuren import local_date
from meldingen.forms.verwijsregister import RegisterForm
from meldingen.models import Inzage, Verwijzing
from meldingen.uitvoer import BOM, log_export, safe
from meldingen.verwijzingen.register import DAYS_SHOWN, MOST, cells, headings, lines, reads_register

LIST, PAPER, FILE = Inzage.Wat.LIJST, Inzage.Wat.AFDRUK, Inzage.Wat.UITVOER
PAGES = {LIST: "admin/meldingen/verwijzing/register.html", PAPER: "admin/meldingen/verwijzing/afdruk.html"}


@admin.register(Verwijzing)
class VerwijzingAdmin(admin.ModelAdmin):
    """Nothing is changed here: only verwijzingen/workflow.py takes steps."""

    def get_urls(self):
        return [
            path(way, self.admin_site.admin_view(require_safe(partial(self.register_view, wat=wat))), name=name)
            for way, name, wat in [
                ("", "meldingen_verwijzing_changelist", LIST),
                ("afdruk/", "meldingen_verwijzing_afdruk", PAPER),
                ("csv/", "meldingen_verwijzing_csv", FILE),
            ]
        ]

    def has_view_permission(self, request, obj=None):
        return obj is None and reads_register(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def register_view(self, request, wat):
        """The lines of some days; with a mistake in the question, or too many, only the sentence that says so."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        today = local_date(now)
        asked = {"van": today - timedelta(days=DAYS_SHOWN - 1), "tot": today, "ontvanger": None}
        form = RegisterForm(request.GET if "van" in request.GET else None, initial=asked)
        asked = (form.cleaned_data if form.is_valid() else {}) if form.is_bound else asked
        rows = lines(request.user, asked["van"], asked["tot"], asked["ontvanger"]) if asked else []
        if len(rows) > MOST:
            form = RegisterForm(asked)  # so that it holds errors
            form.add_error(None, too_many())
            rows = []
        if form.errors:
            return self.show(request, form, asked, [], LIST, now, status=422)
        log_export({row.melding_id for row in rows}, by=request.user, now=now, wat=wat)
        return as_file(rows, asked) if wat == FILE else self.show(request, form, asked, rows, wat, now)

    def show(self, request, form, asked, rows, wat, now, status=200):
        names = headings()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Register van verstrekkingen"),
            "form": form,
            "kolommen": names,
            "rijen": [list(zip(names, cells(row), strict=True)) for row in rows],
            "vraag": asked,
            "adres": address_of(asked),
            "nu": now,
        }
        return TemplateResponse(request, PAGES[wat], context, status=status)


def too_many():
    sentence = ngettext("Dit zijn meer dan %(n)s regel.", "Dit zijn meer dan %(n)s regels.", MOST) % {"n": MOST}
    return [sentence, _("Kies minder dagen, of één ontvanger.")]


def address_of(asked):
    """The question as an address has it; "" when there is none that holds."""
    if not asked:
        return ""
    ontvanger = asked["ontvanger"].pk if asked["ontvanger"] else ""
    return f"?van={asked['van'].isoformat()}&tot={asked['tot'].isoformat()}&ontvanger={ontvanger}"


def as_file(rows, asked):
    name = f"register-{asked['van'].isoformat()}-{asked['tot'].isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    answer = HttpResponse(BOM, content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(answer, delimiter=";")
    writer.writerow(headings())
    writer.writerows([safe(cell) for cell in cells(row)] for row in rows)
    return answer
