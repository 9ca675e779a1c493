"""Lists of changes that an import proposes: looked at, and approved in whole or line by line."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenten.admin.toegang import RechtenAdmin
from agenten.models import Voorstel
from agenten.voorstellen import AlreadyDecided, approve, reject

WORDS = {
    "nieuw": _("nieuw"),
    "gewijzigd": _("gewijzigd"),
    "weg": _("weg"),
    "naam": _("naam"),
    "over_mij": _("over mij"),
    "account_x": _("X"),
    "account_instagram": _("Instagram"),
    "account_facebook": _("Facebook"),
    "buurten": _("buurten"),
    "is_actief": _("in dienst"),
    "adres": _("adres"),
    "postcode": _("postcode"),
    "plaats": _("plaats"),
    "telefoon": _("telefoon"),
    "openingstijden": _("openingstijden"),
}


@admin.register(Voorstel)
class VoorstelAdmin(RechtenAdmin):
    list_display = ("bestand", "soort", "status", "ingediend_op", "besloten_door")
    list_filter = ("status", "soort")
    list_select_related = ("besloten_door",)
    ordering = ("-ingediend_op", "-pk")
    fields = readonly_fields = ("soort", "bestand", "status", "ingediend_op", "besloten_op", "besloten_door")
    change_form_template = "admin/agenten/voorstel/change_form.html"

    def has_add_permission(self, request):
        return False  # an import makes it

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_decide"] = obj.status == Voorstel.Status.OPEN and self.has_change_permission(request, obj)
        context["lines"] = [readable(line) for line in obj.regels]
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.besluit_view)
        return [path("<int:pk>/besluit/", view, name="agenten_voorstel_besluit"), *super().get_urls()]

    def besluit_view(self, request, pk):
        """POST: approve the ticked lines, all of them, or none."""
        voorstel = self.get_object(request, str(pk))
        if request.method != "POST" or voorstel is None or not self.has_change_permission(request, voorstel):
            raise Http404
        back = HttpResponseRedirect(reverse("admin:agenten_voorstel_change", args=[pk]))
        uids = None if "_alles" in request.POST else set(request.POST.getlist("uid"))
        if uids is not None and not uids and "_niets" not in request.POST:
            self.message_user(request, _("Kies ten minste één regel."), messages.ERROR)
            return back
        try:
            self.decide(request, voorstel, uids)
        except AlreadyDecided:
            self.message_user(request, _("Over dit voorstel besloot iemand anders al."), messages.ERROR)
        return back

    def decide(self, request, voorstel, uids):
        if "_niets" in request.POST:
            reject(voorstel, by=request.user)
            message = _("Het voorstel is afgewezen. Er is niets gewijzigd.")
        else:
            number = approve(voorstel, by=request.user, uids=uids)
            message = ngettext("%(aantal)s regel is doorgevoerd.", "%(aantal)s regels zijn doorgevoerd.", number)
            message %= {"aantal": number}
        self.log_change(request, voorstel, str(message))
        self.message_user(request, message, messages.SUCCESS)


def readable(line):
    """A line as the page shows it: what, who, and per field the old and the new value."""
    fields = [
        {
            "name": WORDS.get(name, name),
            "old": as_text(line["oud"].get(name, "")),
            "new": as_text(value),
            "stays": name in line["blijft"],
        }
        for name, value in line["nieuw"].items()
    ]
    return {**line, "word": WORDS[line["wat"]], "fields": fields, "area": line["bron"].get("werkgebied", "")}


def as_text(value):
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    return ", ".join(value) if isinstance(value, list) else value
