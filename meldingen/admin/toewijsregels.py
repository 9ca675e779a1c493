"""Rules of a team for who gets a melding, and a page to try them: “Waarom bij mij”."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten import rechten
from agenten.admin.toegang import RechtenAdmin
from agenten.models import Basisteam, Teamgebied
from buurten.models import Buurt
from meldingen.forms.toewijsregels import ProbeerForm, ToewijsregelForm
from meldingen.models import Categorie, Toewijsregel
from meldingen.uitleg_toewijzing import explain


@admin.register(Toewijsregel)
class ToewijsregelAdmin(RechtenAdmin):
    form = ToewijsregelForm
    list_display = ("regel", "categorie", "buurt", "wijkagent", "basisteam")
    list_select_related = ("categorie", "buurt", "wijkagent", "basisteam")
    list_filter = (("basisteam", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("wijkagent__naam", "buurt__naam", "categorie__naam")
    ordering = ("basisteam__naam", "categorie", "buurt", "pk")
    long_lists = ("wijkagent", "basisteam")
    change_list_template = "admin/meldingen/toewijsregel/change_list.html"

    @admin.display(description=_("regel"))
    def regel(self, regel):
        about = ", ".join(str(part) for part in (regel.categorie, regel.buurt) if part)
        return _("%(waarover)s gaat naar %(naam)s") % {"waarover": about, "naam": regel.wijkagent.naam}

    def get_autocomplete_fields(self, request):
        given = super().get_autocomplete_fields(request)
        return [*given, "buurt"] if is_for_all(request.user, rechten.CHANGE) else given

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "categorie":
            kwargs["queryset"] = Categorie.objects.offered()
        if db_field.name == "buurt" and not is_for_all(request.user, rechten.CHANGE):
            kwargs["queryset"] = buurten_of(request.user, rechten.CHANGE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        leads = rechten.actor_of(request.user).leads
        mine = {"basisteam": next(iter(leads))} if len(leads) == 1 else {}
        return {**mine, **super().get_changeform_initial_data(request)}

    def get_urls(self):
        view = self.admin_site.admin_view(self.probeer_view)
        return [path("probeer/", view, name="meldingen_toewijsregel_probeer"), *super().get_urls()]

    def probeer_view(self, request):
        """Who would get a melding about a subject in a buurt on a day, and why. Writes nothing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = self.probeer_form(request)
        uitleg = explain(**named(form.cleaned_data)) if form.is_bound and form.is_valid() else None
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form, "uitleg": uitleg}
        context |= {"title": _("Wie krijgt een melding?"), "media": self.media + form.media}
        return TemplateResponse(request, "admin/meldingen/toewijsregel/probeer.html", context)

    def probeer_form(self, request):
        form = ProbeerForm(request.GET or None, buurten=buurten_of(request.user, rechten.VIEW))
        if is_for_all(request.user, rechten.VIEW):
            field = form.fields["buurt"]
            field.widget = AutocompleteSelect(Toewijsregel._meta.get_field("buurt"), self.admin_site)
            field.widget.choices = field.choices
        return form


def named(given):
    return {"buurt": given["buurt"], "categorie": given["categorie"], "day": given["dag"]}


def is_for_all(user, action):
    return rechten.condition(user, action, Toewijsregel) == Q()


def buurten_of(user, action):
    """The buurten, by name, of the teams whose rules somebody sees or changes."""
    teams = rechten.condition(user, action, Toewijsregel, on=Basisteam)
    if teams is None:
        return Buurt.objects.none()
    buurten = Buurt.objects.active().select_related("gemeente").by_name()
    if teams == Q():
        return buurten
    area = Teamgebied.objects.on(timezone.localdate()).filter(basisteam__in=Basisteam.objects.filter(teams))
    return buurten.filter(pk__in=area.values("buurt"))
