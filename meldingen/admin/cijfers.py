"""Patterns and figures for who has an inbox; everybody else gets the plain 404."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agenten.models import Teamgebied
from meldingen.admin.zijkant import subjects
from meldingen.forms.postvak import VraagForm
from meldingen.patronen import figures, patterns
from meldingen.postvak import Vraag, frame
from meldingen.zicht import is_at_work


class Cijfers:
    """For MeldingAdmin: one address."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.patterns_view))
        return [path("patronen/", view, name="meldingen_melding_patronen"), *super().get_urls()]

    def patterns_view(self, request):
        lezer = self.lezer(request)
        if not is_at_work(lezer.sight):
            raise Http404
        form = VraagForm(request.GET)
        asked = form.vraag()
        vraag = Vraag(buurt=asked.buurt, onderwerp=asked.onderwerp)
        form.offer(*self.choices(lezer))
        is_too_wide = lezer.sight.is_break_glass and not vraag.buurt  # all of the country
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Patronen en cijfers"),
            "form": form,
            "patronen": None if is_too_wide else patterns(vraag, lezer),
            "cijfers": [] if lezer.sight.is_break_glass else figures(lezer),
        }
        return TemplateResponse(request, "admin/meldingen/melding/patronen.html", context)

    def choices(self, lezer):
        """Buurten of the person and of the own teams, and all subjects. Two statements."""
        teams = {*lezer.sight.teams, *lezer.sight.leads}
        areas = Teamgebied.objects.on(lezer.today).filter(basisteam__in=teams).order_by("buurt")
        _kept, _absent, buurten, rows, _asked = frame(lezer, list(areas.values_list("buurt", flat=True)))
        return buurten, subjects(rows)
