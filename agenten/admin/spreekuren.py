"""The hours editor: a rule by fields, its exceptions, and what will be published; cancelling a date in two clicks."""

from datetime import date

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agenten import rechten
from agenten.admin.toegang import RechtenAdmin, RechtenStacked
from agenten.agenda import NotADate, cancel, coming, go_on, moment_by_rule, with_exceptions
from agenten.forms import AfzegForm, SpreekuurForm, UitzonderingForm, UitzonderingFormSet, in_words, outlook, preview
from agenten.models import Spreekuur, Uitzondering


class UitzonderingInline(RechtenStacked):
    model = Uitzondering
    form = UitzonderingForm
    formset = UitzonderingFormSet
    ordering = ("-datum", "pk")
    classes = ("collapse",)
    fieldsets = (
        (None, {"fields": (("datum", "soort"), "reden")}),
        (
            _("Alleen bij “is verplaatst”. Vul in wat anders wordt."),
            {
                "fields": (
                    "nieuwe_datum",
                    ("nieuwe_begin_tijd", "nieuwe_eind_tijd"),
                    ("nieuwe_plaats", "nieuw_adres"),
                )
            },
        ),
    )


@admin.register(Spreekuur)
class SpreekuurAdmin(RechtenAdmin):
    form = SpreekuurForm
    inlines = (UitzonderingInline,)
    list_filter = ("herhaling",)
    search_fields = ("wijkagent__naam", "plaats", "titel")
    ordering = ("wijkagent__naam", "pk")
    long_lists = ("wijkagent",)
    radio_fields = {"herhaling": admin.VERTICAL, "rolstoel": admin.HORIZONTAL}
    change_form_template = "admin/agenten/spreekuur/change_form.html"
    fieldsets = (
        (None, {"fields": ("wijkagent", "titel")}),
        (
            _("Wanneer?"),
            {"fields": ("eerste_datum", ("begin_tijd", "eind_tijd"), "herhaling", "om_de_weken", "weken_van_maand")},
        ),
        (_("Tot wanneer, en op feestdagen?"), {"fields": ("laatste_datum", "is_op_feestdag")}),
        (_("Waar?"), {"fields": ("plaats", "adres", "rolstoel", "partners", "toelichting")}),
    )

    def get_queryset(self, request):
        return with_exceptions(super().get_queryset(request)).select_related("wijkagent__basisteam")

    def get_changeform_initial_data(self, request):
        officer = rechten.actor_of(request.user).officer
        return {"wijkagent": officer, **super().get_changeform_initial_data(request)}

    @admin.display(description=_("herhaling"), ordering="herhaling")
    def patroon(self, spreekuur):
        return spreekuur.get_herhaling_display()

    def get_list_display(self, request):
        @admin.display(description=_("volgende keer"))
        def volgende(spreekuur):
            found = coming(spreekuur, timezone.now(), 1)
            if not found or not self.has_change_permission(request, spreekuur):
                return in_words(found[0].datum) if found else _("geen")
            button = _("Gaat niet door") if found[0].is_on else _("Toch wel")
            words = (in_words(found[0].datum), moment_address(found[0]), button)
            return format_html('{} <a class="knop" href="{}">{}</a>', *words)

        return ("__str__", volgende, "wijkagent", "patroon")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        formset = next((inline.formset for inline in context["inline_admin_formsets"]), None)
        context["preview"] = preview(form, formset, timezone.now())
        context["is_unsaved"] = form.is_bound
        context["problems"] = [error for errors in form.errors.values() for error in errors]
        context["may_cancel"] = change and not form.is_bound and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        saved = with_exceptions(Spreekuur.objects.filter(pk=form.instance.pk)).get()
        for warning in outlook(saved, saved.uitzonderingen.all(), timezone.now())["warnings"]:
            messages.warning(request, warning)

    def get_urls(self):
        view = self.admin_site.admin_view(self.datum_view)
        return [
            path("<int:pk>/datum/<slug:datum>/", view, name="agenten_spreekuur_datum"),
            *super().get_urls(),
        ]

    def datum_view(self, request, pk, datum):
        """One date: let it not go on, or go on after all. The second of two clicks."""
        spreekuur = self.get_object(request, str(pk))
        if spreekuur is None or not self.has_change_permission(request, spreekuur):
            raise Http404
        try:
            datum = date.fromisoformat(datum)
            moment = moment_by_rule(spreekuur, datum)
        except (NotADate, ValueError):
            raise Http404 from None
        form = AfzegForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self.change_date(request, spreekuur, datum, form.reason())
        context = {**self.admin_site.each_context(request), "opts": self.opts, "original": spreekuur, "form": form}
        context |= {"title": in_words(moment.datum).capitalize(), "moment": moment, "media": self.media}
        return TemplateResponse(request, "admin/agenten/spreekuur/datum.html", context)

    def change_date(self, request, spreekuur, datum, reason):
        words = {"datum": in_words(datum)}
        if "_toch_wel" in request.POST:
            go_on(spreekuur, datum)
            message = _("Het spreekuur op %(datum)s gaat toch door.") % words
        else:
            cancel(spreekuur, datum, reden=reason)
            message = _("Het spreekuur op %(datum)s gaat niet door. Bewoners zien dit binnen een minuut.") % words
        self.log_change(request, spreekuur, str(message))
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(f"{reverse('admin:index')}?alles")


def moment_address(moment):
    return reverse("admin:agenten_spreekuur_datum", args=[moment.spreekuur.pk, moment.regel_datum])
