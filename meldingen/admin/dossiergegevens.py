"""What of a melding is opened apart, and logged apart: the data of the reporter, a photo; and who is looking."""

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path

from meldingen.dossier import look
from meldingen.forms.dossier import MelderForm
from meldingen.models import Bijlage, Inzage, Melder
from meldingen.workflow import opened

FOLDER = "admin/meldingen/melding/"
NO_STORE = {"Cache-Control": "no-store"}


class Gegevens:
    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<str:nummer>/"
        return [
            path(f"{one}melder/", wrap(self.reporter_view), name="meldingen_melding_melder"),
            path(f"{one}foto/<uuid:kenmerk>/", wrap(self.photo_view), name="meldingen_melding_foto"),
            path(f"{one}kijkers/", wrap(self.lookers_view), name="meldingen_melding_kijkers"),
            *super().get_urls(),
        ]

    def reporter_view(self, request, nummer):
        """The data of the reporter, by POST only: logged, with a reason for who is not in charge (PRODUCT §4)."""
        gezien = self.seen_melding(request, nummer, readable=True)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = None if gezien.is_in_charge else MelderForm(request.POST)
        if form and not form.is_valid():
            return self.show_reporter(request, gezien, {"melder_form": form}, status=422)
        melder = Melder.objects.filter(pk=gezien.melding.pk).first()
        if melder is None:
            raise Http404
        reden = form.cleaned_data["reden"] if form else ""
        opened(gezien.melding, by=request.user, wat=Inzage.Wat.MELDER, reden=reden, now=gezien.now)
        return self.show_reporter(request, gezien, {"melder": melder})

    def show_reporter(self, request, gezien, extra, status=200):
        if not (request.htmx and request.htmx.target == "melder"):
            return self.show_melding(request, gezien, extra=extra, status=status)
        context = {"melding": gezien.melding, "melder": None, "melder_form": None, "has_melder": True, **extra}
        return TemplateResponse(request, FOLDER + "_melder.html", context, status=status, headers=NO_STORE)

    def photo_view(self, request, nummer, kenmerk):
        """A photo, as a file to keep or to open. Opening it is logged."""
        gezien = self.seen_melding(request, nummer, readable=True)
        row = Bijlage.objects.filter(melding=gezien.melding, kenmerk=kenmerk).first()
        if row is None:
            raise Http404
        opened(gezien.melding, by=request.user, wat=Inzage.Wat.BIJLAGE, now=gezien.now)
        headers = {
            "Content-Disposition": 'attachment; filename="foto.jpg"',
            "X-Content-Type-Options": "nosniff",
            **NO_STORE,
        }
        return HttpResponse(row.inhoud, content_type="image/jpeg", headers=headers)

    def lookers_view(self, request, nummer):
        """Who else has it open now; asked again and again, so it logs nothing."""
        gezien = self.seen_melding(request, nummer)
        context = {"kijkers": look(gezien.melding, request.user, gezien.now), "melding": gezien.melding}
        return TemplateResponse(request, FOLDER + "_kijkers.html", context)
