"""Jobs that failed for days: seen here, and started again with one button."""

from django.contrib import admin, messages
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import admin as theirs
from procrastinate.contrib.django.models import ProcrastinateEvent

from agenten.admin.toegang import RechtenAdmin
from meldingen.models import Aflevering, Mail, Taak
from meldingen.wachtrij import TASKS, start_again

admin.site.unregister(theirs.models.ProcrastinateJob)  # in English, and without our rights

WORDS = {
    "send_mail": _("mail versturen"),
    "after_submit": _("na het insturen van een melding"),
    "after_refer": _("na het doorzetten naar een partner"),
    "deliver_referral": _("verwijzing afleveren bij een partner"),
    "index_words": _("zoekwoorden van een melding bijwerken"),
    "index_referral": _("zoekwoorden van een verwijzing bijwerken"),
    "retry_stalled": _("taken van een gestopte werker"),
    "watch": _("termijnen bewaken"),
    "watch_partners": _("termijnen van partners bewaken"),
    "escalate": _("termijnen die voorbij zijn doorgeven"),
    "settle_owners": _("werk teruggeven na afwezigheid"),
    "send_overviews": _("dagelijks overzicht maken"),
    "expire_appointments": _("verlopen afspraken"),
    "purge": _("wissen wat de termijn voorbij is"),
    "purge_drafts": _("concepten wissen"),
    "forget_senders": _("tellers wissen"),
    "freeze_figures": _("kwartaalcijfers vaststellen"),
    "remove_finished": _("afgeronde taken opruimen"),
}


@admin.register(Taak)
class TaakAdmin(RechtenAdmin):
    list_display = ("wat", "mail", "pogingen", "mislukt_op")
    fields = readonly_fields = list_display
    ordering = ("-pk",)
    actions = ("opnieuw",)
    change_form_template = "admin/meldingen/taak/change_form.html"
    change_list_template = "admin/meldingen/taak/change_list.html"

    def get_queryset(self, request):
        failed = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type="failed").order_by("-pk")
        mail_id = Cast(KeyTextTransform("mail_id", OuterRef("args")), BigIntegerField())
        return (
            super()
            .get_queryset(request)
            .failed()
            .annotate(
                mislukt=Subquery(failed.values("at")[:1]),
                mailsoort=Subquery(Mail.objects.filter(pk=mail_id).values("soort")[:1]),
            )
        )

    def changelist_view(self, request, extra_context=None):
        """With the number of filings at partners that were given up: they wait for the same person."""
        opgegeven = Aflevering.objects.filter(staat=Aflevering.Staat.OPGEGEVEN).count()
        return super().changelist_view(request, {**(extra_context or {}), "opgegeven": opgegeven})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """To look at: a job is started again at an address of its own."""
        if request.method == "POST":
            raise Http404
        return super().change_view(request, object_id, form_url, extra_context)

    def has_add_permission(self, request):
        return False  # only the site asks for a job

    def has_delete_permission(self, request, obj=None):
        return False  # what must be done must be done

    @admin.display(description=_("wat"))
    def wat(self, taak):
        name = taak.task_name.removeprefix(f"{TASKS}.")
        return WORDS.get(name, name)

    @admin.display(description=_("welke mail"), empty_value="–")
    def mail(self, taak):
        return Mail.Soort(taak.mailsoort).label if taak.mailsoort else None

    @admin.display(description=_("pogingen"))
    def pogingen(self, taak):
        return taak.attempts

    @admin.display(description=_("mislukt op"), ordering="mislukt")
    def mislukt_op(self, taak):
        return taak.mislukt

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_start"] = self.has_change_permission(request, obj)
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.opnieuw_view)
        return [path("<int:pk>/opnieuw/", view, name="meldingen_taak_opnieuw"), *super().get_urls()]

    def opnieuw_view(self, request, pk):
        """POST: start one job again."""
        taak = self.get_object(request, str(pk))
        if request.method != "POST" or taak is None or not self.has_change_permission(request, taak):
            raise Http404
        self.opnieuw(request, [taak])
        return HttpResponseRedirect(reverse("admin:meldingen_taak_changelist"))

    @admin.action(description=_("Probeer opnieuw"), permissions=["change"])
    def opnieuw(self, request, taken):
        """Start jobs again, each with a line in the log."""
        number = 0
        for taak in taken:
            if start_again(taak):
                self.log_change(request, taak, str(_("Opnieuw geprobeerd.")))
                number += 1
        message = ngettext("%(aantal)s taak begint opnieuw.", "%(aantal)s taken beginnen opnieuw.", number)
        self.message_user(request, message % {"aantal": number}, messages.SUCCESS)
