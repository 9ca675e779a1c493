"""The list of the inbox: Django's own change list, with the rows, views and pages of meldingen/postvak.py."""

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meldingen import zoeken
from meldingen.admin.stapel import Stapel
from meldingen.admin.zijkant import subjects, views_of
from meldingen.bewaarfilters import forget_filter, keep_filter
from meldingen.forms.postvak import BewaarForm, VraagForm, address_of
from meldingen.handelingen import NotAllowed
from meldingen.inzien import listed
from meldingen.models.zicht import sight_of
from meldingen.postvak import CALL, NAMES, STAND_IN, Lezer, counted_apart, counts, found_in, frame, page_of
from meldingen.rijen import lines_of
from meldingen.zicht import is_at_work

PART = "admin/meldingen/melding/_lijst.html"


class Lijst(ChangeList):
    """Pages by keyset instead of by number, and nothing counted."""

    def get_queryset(self, request, exclude_parameters=None):
        vraag, lezer = request.vraag, request.lezer
        found = found_in(vraag, lezer)
        if not vraag.q:
            return found
        is_same = vraag.na or vraag.terug or request.htmx  # of a search that is in the read log already
        return (zoeken.matching if is_same else zoeken.found)(found, vraag.q, request.user, lezer.now)

    def get_results(self, request):
        self.bladzij = page_of(request.vraag, request.lezer, self.queryset)
        self.result_list = lines_of(self.bladzij.rijen, request.lezer)
        self.result_count = self.full_result_count = len(self.result_list)
        self.can_show_all = self.multi_page = self.show_admin_actions = False
        self.paginator = None


class Postvak(Stapel):
    def lezer(self, request):
        """Who asks, asked once for each request."""
        if not hasattr(request, "lezer"):
            now = timezone.now()
            request.lezer = Lezer(request.user, sight_of(request.user, now), now)
        return request.lezer

    def start_of(self, request):
        """Work begins here for who has an inbox (Beheer.index)."""
        return self.list_address() if is_at_work(self.lezer(request).sight) else None

    def list_address(self, question=""):
        address = reverse("admin:meldingen_melding_changelist")
        return f"{address}?{question}" if question else address

    def get_changelist(self, request, **kwargs):
        return Lijst

    def get_urls(self):
        ours = [("filter/", self.keep_view), ("filter/<int:pk>/weg/", self.forget_view), ("toetsen/", self.keys_view)]
        names = ["meldingen_postvak_bewaar", "meldingen_postvak_vergeet", "meldingen_postvak_toetsen"]
        wrap = self.admin_site.admin_view
        mine = [path(one, wrap(require_POST(view)), name=name) for (one, view), name in zip(ours, names, strict=True)]
        return [*mine, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Not within one transaction, as other lists are: nothing of an address reaches a query unchecked."""
        if not is_at_work(self.lezer(request).sight):
            raise PermissionDenied
        form = VraagForm(request.GET)
        request.vraag = form.vraag()
        if request.method == "POST":
            return self.stapel_view(request)
        response = ModelAdmin.changelist_view(self, request, extra_context)
        lijst = response.context_data["cl"]
        listed([row.pk for row in lijst.bladzij.rijen if row.is_getoond], by=request.user, now=request.lezer.now)
        response.context_data |= self.around(request, form, lijst)
        if request.htmx.target == "postvak" and not request.htmx.history_restore_request:
            response.template_name = PART
        patch_vary_headers(response, ["HX-Request"])
        return response

    def around(self, request, form, lijst):
        """What stands around the rows."""
        vraag, lezer = request.vraag, request.lezer
        numbers = counts(lezer)
        calls, restricted = counted_apart(lezer, is_plain=vraag.is_plain)
        numbers[CALL] += calls
        kept, absent, buurten, categorieen, asked = frame(lezer, numbers["buurten"])
        form.offer(buurten, subjects(categorieen))
        groups = views_of(vraag, numbers | {"overdracht": asked}, absent, kept)
        name = next((one.naam for group in groups for one in group.ingangen if one.is_nu), NAMES[vraag.postvak])
        if vraag.is_search:
            name = _("Gevonden")
        return {
            "title": name if vraag.postvak != STAND_IN else _("Waarnemen voor %(naam)s") % {"naam": name},
            "beperkt": restricted,
            "hier": request.get_full_path(),
            "zoekhulp": zoeken.SEARCH_HINT,
            "groepen": groups,
            "leidt": bool(lezer.sight.leads),
            "vraag": vraag,
            "vraag_adres": address_of(vraag),
            "zoekform": form,
            "adres": self.list_address(),
            "zonder_filters": self.list_address(address_of(type(vraag)(postvak=vraag.postvak, voor=vraag.voor))),
            "terug_adres": lijst.bladzij.terug and self.list_address(address_of(vraag, terug=lijst.bladzij.terug)),
            "na_adres": lijst.bladzij.na and self.list_address(address_of(vraag, na=lijst.bladzij.na)),
            "stapels": self.offered(vraag),
        }

    def asked_before(self, request):
        """The Vraag of the list that a form stood on."""
        return VraagForm(QueryDict(request.POST.get("vraag", "")[:800])).vraag()

    def require_work(self, request):
        if not is_at_work(self.lezer(request).sight):
            raise PermissionDenied

    def keep_view(self, request):
        """POST: keep the filters that are on, under a name."""
        self.require_work(request)
        vraag, form = self.asked_before(request), BewaarForm(request.POST)
        question = address_of(vraag, q=None)
        try:
            if not form.is_valid():
                raise NotAllowed(_("Geef het filter een naam van hoogstens 40 letters."))
            keep_filter(naam=form.cleaned_data["naam"], vraag=question, by=request.user)
        except NotAllowed as problem:
            self.message_user(request, str(problem), "error")
        else:
            self.message_user(request, _("Het filter is bewaard."), "success")
        return HttpResponseRedirect(self.list_address(address_of(vraag)))

    def forget_view(self, request, pk):
        """POST: throw a kept filter of one's own away."""
        self.require_work(request)
        if not forget_filter(pk, by=request.user):
            raise Http404
        self.message_user(request, _("Het filter is weg."), "success")
        return HttpResponseRedirect(self.list_address(address_of(self.asked_before(request))))

    def keys_view(self, request):
        """POST: letters as keys, on or off, for oneself."""
        self.require_work(request)
        request.user.heeft_sneltoetsen = "aan" in request.POST
        request.user.save(update_fields=["heeft_sneltoetsen"])
        said = _("De sneltoetsen staan aan.") if request.user.heeft_sneltoetsen else _("De sneltoetsen staan uit.")
        self.message_user(request, said, "success")
        return HttpResponseRedirect(self.list_address(address_of(self.asked_before(request))))
