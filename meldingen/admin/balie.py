"""What an officer does at the desk or the phone: writing down for somebody else, a new code, and what goes on paper."""

from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from meldingen import concepten, namens
from meldingen.admin import nieuwe_code, papier, uitvoeren
from meldingen.codes import shown_nummer
from meldingen.stappen import BY_SLUG, address

FOLDER = "admin/meldingen/melding"


class Balie:
    """Addresses beside the list and the dossier; in front of theirs, so that no number hides one."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("intake/", wrap(self.intake_view), name="meldingen_melding_intake"),
            path("uitvoer/", wrap(self.export_view), name="meldingen_melding_uitvoer"),
            path("<str:nummer>/overdrachttekst/", wrap(self.text_view), name="meldingen_melding_overdrachttekst"),
            path("<str:nummer>/afdruk/", wrap(require_safe(self.paper_view)), name="meldingen_melding_afdruk"),
            path("<str:nummer>/nieuwe-code/", wrap(self.new_code_view), name="meldingen_melding_nieuwe_code"),
        ]
        return [*own, *super().get_urls()]

    def intake_view(self, request):
        """Begin the form of residents for a caller or visitor. Another draft in this browser is never mixed in."""
        if not self.has_view_permission(request):
            raise Http404
        there = concepten.load(request)
        if request.method == "POST" and (there is None or "wissen" in request.POST):
            concepten.forget(request)
            response = HttpResponseRedirect(address(BY_SLUG["groep"]), status=303)
            concepten.set_cookie(response, namens.begin(request.user).sleutel)
            return response
        status = 409 if request.method == "POST" else 200
        return self.balie_page(request, "intake", _("Nieuwe melding voor iemand"), status=status, er_is=there)

    def export_view(self, request):
        if not self.has_view_permission(request):
            raise Http404
        return uitvoeren.answer(self, request)

    def new_code_view(self, request, nummer):
        return nieuwe_code.answer(self, request, self.seen_melding(request, nummer, readable=True).melding)

    def text_view(self, request, nummer):
        return papier.hand_over_text(self, request, self.seen_melding(request, nummer, readable=True))

    def paper_view(self, request, nummer):
        return papier.paper(self, request, self.seen_melding(request, nummer, readable=True).melding)

    def melding_page(self, request, melding, name, title, *, status=200, **context):
        about = {"melding": melding, "nummer": shown_nummer(melding.nummer)}
        return self.balie_page(request, name, title, status=status, **about, **context)

    def balie_page(self, request, name, title, *, status=200, **context):
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "melding": None}
        return TemplateResponse(request, f"{FOLDER}/{name}.html", {**shared, **context}, status=status)
