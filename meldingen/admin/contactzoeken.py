"""“Zoek op e-mail of telefoon”: a search of its own, with a reason that is kept; not among the words of the inbox."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from meldingen.forms.contactzoeken import ContactzoekForm
from meldingen.models import Melding
from meldingen.zoeken import found_by_contact

MOST_SHOWN = 50


class Contactzoeker:
    def get_urls(self):
        view = self.admin_site.admin_view(self.contact_view)
        return [path("contact/", view, name="meldingen_melding_contact"), *super().get_urls()]

    def contact_view(self, request):
        """By POST, so that the address or number stands in no address of a page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ContactzoekForm(request.POST or None)
        is_asked = form.is_bound and form.is_valid()
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form, "is_asked": is_asked}
        context |= {"title": _("Zoek op e-mail of telefoon"), "media": self.media}
        context["gevonden"] = self.of_reporter(request, **form.cleaned_data) if is_asked else []
        status = 422 if form.is_bound and not is_asked else 200
        return TemplateResponse(request, "admin/meldingen/melding/contact.html", context, status=status)

    def of_reporter(self, request, contact, reden):
        rows = found_by_contact(Melding.objects.all(), contact, request.user, reden=reden)
        return list(rows.select_related("categorie", "buurt").order_by("-ontvangen_op", "-pk")[:MOST_SHOWN])
