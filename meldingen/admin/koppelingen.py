"""Links with the systems of partners, and what could not be filed there: seen here, and sent again with one button."""

from django.contrib import admin, messages
from django.db import models
from django.db.models import Case, Value, When
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenten.admin.toegang import NATIVE, RechtenAdmin
from meldingen.codes import shown_nummer
from meldingen.forms.koppelingen import KoppelingForm
from meldingen.models import Aflevering, Koppeling
from meldingen.verwijzingen.afleveren import UNVERIFIABLE, reason_of, send_again

STAAT = Aflevering.Staat
GIVEN_UP_FIRST = Case(When(staat=STAAT.OPGEGEVEN, then=Value(0)), When(staat=STAAT.WACHT, then=Value(1)), default=2)


@admin.register(Koppeling)
class KoppelingAdmin(RechtenAdmin):
    form = KoppelingForm
    formfield_overrides = NATIVE | {models.URLField: {"assume_scheme": "https"}}
    list_display = ("partner", "soort", "adres", "is_actief")
    list_select_related = ("partner",)
    ordering = ("partner__naam", "pk")

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["partner"] if obj else [])]

    def get_fields(self, request, obj=None):
        fields = KoppelingForm.Meta.fields
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return fields if may_write else [name for name in fields if name != "nieuwe_sleutel"]

    def has_delete_permission(self, request, obj=None):
        return False  # what was filed stays known; a link that is over is switched off

    def save_model(self, request, obj, form, change):
        if key := form.cleaned_data["nieuwe_sleutel"]:
            obj.sleutel = key
        super().save_model(request, obj, form, change)


@admin.register(Aflevering)
class AfleveringAdmin(RechtenAdmin):
    list_display = ("nummer", "partner", "staat", "fout_in_woorden", "pogingen", "volgende_op", "gemaakt_op")
    list_filter = ("staat",)
    list_select_related = ("verwijzing", "koppeling__partner")
    fields = readonly_fields = (*list_display, "is_onzeker", "extern_nummer", "gelukt_op")
    ordering = (GIVEN_UP_FIRST, "-gemaakt_op", "-pk")
    actions = ("opnieuw",)
    change_form_template = "admin/meldingen/aflevering/change_form.html"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """To look at: it is sent again at an address of its own."""
        if request.method == "POST":
            raise Http404
        return super().change_view(request, object_id, form_url, extra_context)

    def has_add_permission(self, request):
        return False  # it follows from passing on a melding

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("verwijzing"), ordering="verwijzing__nummer")
    def nummer(self, aflevering):
        return shown_nummer(aflevering.verwijzing.nummer)

    @admin.display(description=_("partner"))
    def partner(self, aflevering):
        return aflevering.koppeling.partner

    @admin.display(description=_("laatste fout"), ordering="fout", empty_value="–")
    def fout_in_woorden(self, aflevering):
        return reason_of(aflevering.fout) or None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        is_given_up = obj.staat == STAAT.OPGEGEVEN
        context["may_send"] = is_given_up and self.has_change_permission(request, obj)
        context["is_unverifiable"] = obj.fout == UNVERIFIABLE
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.opnieuw_view)
        return [path("<int:pk>/opnieuw/", view, name="meldingen_aflevering_opnieuw"), *super().get_urls()]

    def opnieuw_view(self, request, pk):
        """POST: send one again."""
        aflevering = self.get_object(request, str(pk))
        if request.method != "POST" or aflevering is None or not self.has_change_permission(request, aflevering):
            raise Http404
        self.send_all(request, [aflevering])
        return HttpResponseRedirect(reverse("admin:meldingen_aflevering_changelist"))

    @admin.action(description=_("Stuur opnieuw"), permissions=["change"])
    def opnieuw(self, request, afleveringen):
        """Send those that were given up again; but what may be there already is looked at one by one."""
        self.send_all(request, afleveringen.exclude(fout=UNVERIFIABLE))
        doubtful = afleveringen.filter(staat=STAAT.OPGEGEVEN, fout=UNVERIFIABLE).count()
        if doubtful:
            message = ngettext(
                "%(aantal)s is misschien al aangekomen. Open die regel, en kijk eerst bij de partner.",
                "%(aantal)s zijn misschien al aangekomen. Open die regels één voor één, en kijk eerst bij de partner.",
                doubtful,
            )
            self.message_user(request, message % {"aantal": doubtful}, messages.WARNING)

    def send_all(self, request, afleveringen):
        number = 0
        for aflevering in afleveringen:
            if send_again(aflevering):
                self.log_change(request, aflevering, str(_("Opnieuw gestuurd.")))
                number += 1
        message = ngettext("%(aantal)s verwijzing gaat opnieuw.", "%(aantal)s verwijzingen gaan opnieuw.", number)
        level = messages.SUCCESS if number else messages.WARNING
        self.message_user(request, message % {"aantal": number}, level)
