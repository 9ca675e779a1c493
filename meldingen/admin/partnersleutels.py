"""Tokens of the systems of partners: made and shown once, then only recognised and stopped (PRODUCT P9)."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from agenten.admin.toegang import RechtenAdmin
from agenten.models import Partner
from meldingen.forms.partnersleutels import SleutelForm
from meldingen.models import Partnersleutel
from meldingen.verwijzingen import partnersleutels

FOLDER = "admin/meldingen/partnersleutel/"


@admin.register(Partnersleutel)
class PartnersleutelAdmin(RechtenAdmin):
    form = SleutelForm
    list_display = ("naam", "partner", "begin", "gemaakt_op", "gebruikt_op", "ingetrokken_op")
    list_select_related = ("partner",)
    ordering = ("-pk",)
    change_form_template = f"{FOLDER}change_form.html"

    def get_fields(self, request, obj=None):
        return self.list_display if obj else ("partner", "naam", "kenmerk")

    def get_readonly_fields(self, request, obj=None):
        return self.list_display if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False  # the log says with which token a step was taken

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = Partner.objects.active().in_order()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        made, request.token = partnersleutels.make(obj.partner, obj.naam, key=form.cleaned_data["kenmerk"])
        obj.pk, obj.begin = made.pk, made.begin

    def response_add(self, request, obj, post_url_continue=None):
        """The only page that ever shows the token. It is no message: those are kept until they are read."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Nieuwe sleutel")}
        context |= {"sleutel": obj, "token": request.token}
        return TemplateResponse(request, f"{FOLDER}getoond.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """To look at: a token is stopped at an address of its own."""
        if request.method == "POST":
            raise Http404
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            may_stop = self.has_change_permission(request, obj) and obj.ingetrokken_op is None
            context |= {"show_save": False, "show_save_and_continue": False, "may_stop": may_stop}
        return super().render_change_form(
            request, {**context, "show_save_and_add_another": False}, add, change, form_url, obj
        )

    def get_urls(self):
        view = self.admin_site.admin_view(self.stop_view)
        return [path("<int:pk>/intrekken/", view, name="meldingen_partnersleutel_intrekken"), *super().get_urls()]

    def stop_view(self, request, pk):
        """POST: the token opens nothing from the next request on."""
        sleutel = self.get_object(request, str(pk))
        if request.method != "POST" or sleutel is None or not self.has_change_permission(request, sleutel):
            raise Http404
        if partnersleutels.revoke(sleutel):
            self.log_change(request, sleutel, str(_("Ingetrokken.")))
        self.message_user(request, _("De sleutel werkt niet meer."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:meldingen_partnersleutel_changelist"), status=303)
