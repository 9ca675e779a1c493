"""What colleagues ask of somebody: the list, and one request with its answer (PRODUCT O24).

Who is asked may not see the melding itself: then there is only the text of the request.
"""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from meldingen import workflow
from meldingen.dossier import find
from meldingen.forms.dossierverder import HulpForm
from meldingen.models import Overdracht
from meldingen.workflow import NotAllowed

FOLDER = "admin/meldingen/melding/"
ANSWERS = {
    "aannemen": (workflow.accept, False, _("U nam het verzoek aan.")),
    "weigeren": (workflow.refuse, True, _("U nam het verzoek niet aan.")),
    "teruggeven": (workflow.give_back, True, _("U gaf het terug.")),
}
Stand = Overdracht.Stand
NEXT = {Stand.GEVRAAGD: ["aannemen", "weigeren"], Stand.AANGENOMEN: ["teruggeven"]}


class Hulpvragen:
    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("hulp/", wrap(self.requests_view), name="meldingen_melding_hulpvragen"),
            path("hulp/<int:pk>/", wrap(self.request_view), name="meldingen_melding_hulp"),
            *super().get_urls(),
        ]

    def requests_view(self, request):
        """What is asked of me and not finished, the first date first."""
        asked = Overdracht.objects.addressed_to(request.user).open().select_related("van", "collegateam")
        return self.request_page(request, "hulpvragen.html", vragen=asked.order_by("voor_datum", "pk"))

    def request_view(self, request, pk):
        """One request; a POST is the answer to it."""
        asked = Overdracht.objects.addressed_to(request.user).select_related("melding__categorie", "van", "collegateam")
        vraag = asked.filter(pk=pk).first()
        if vraag is None:
            raise Http404
        form = HulpForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self.answer_request(request, vraag, form)
        return self.show_request(request, vraag, form)

    def answer_request(self, request, vraag, form):
        step, has_text, said = ANSWERS.get(request.POST.get("antwoord"), (None, None, None))
        if step is None:
            raise Http404
        try:
            step(vraag, by=request.user, **({"tekst": form.cleaned_data["tekst"]} if has_text else {}))
        except NotAllowed as problem:
            form.add_error("tekst" if has_text else None, str(problem))
            return self.show_request(request, vraag, form)
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:meldingen_melding_hulpvragen"), status=303)

    def show_request(self, request, vraag, form):
        is_seen = find(request.user, vraag.melding.nummer) is not None
        kan = NEXT.get(vraag.stand, [])
        status = 422 if form.is_bound and form.errors else 200
        return self.request_page(request, "hulp.html", status=status, vraag=vraag, form=form, kan=kan, is_seen=is_seen)

    def request_page(self, request, name, *, status=200, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, FOLDER + name, context, status=status)
