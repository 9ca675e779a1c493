"""“Wij weten van …”: what an officer writes about something that many people report (R26)."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenten import rechten
from agenten.admin.toegang import RechtenAdmin, allowed_choices
from agenten.models import Wijkagent
from meldingen.forms.themas import ThemaForm, buurten_of
from meldingen.models import Thema


@admin.register(Thema)
class ThemaAdmin(RechtenAdmin):
    form = ThemaForm
    list_display = ("naam", "categorie", "wijkagent", "van", "tot")
    list_select_related = ("categorie", "wijkagent")
    list_filter = (("wijkagent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("naam", "tekst")
    ordering = ("-van", "-pk")
    long_lists = ("wijkagent",)
    fieldsets = (
        (_("Wij weten van …"), {"fields": ("naam", "naam_en")}),
        (_("Wat wij eraan doen"), {"fields": ("tekst", "tekst_en")}),
        (_("Waar en wanneer"), {"fields": ("wijkagent", "buurten", "categorie", "van", "tot")}),
    )

    def get_changeform_initial_data(self, request):
        officer = rechten.actor_of(request.user).officer
        return {"wijkagent": officer, **super().get_changeform_initial_data(request)}

    def get_autocomplete_fields(self, request):
        """Who may write for everybody searches the buurten; others choose from where they work."""
        given = super().get_autocomplete_fields(request)
        return [*given, "buurten"] if self.writes_for_all(request) else given

    def writes_for_all(self, request):
        return allowed_choices(request.user, Thema._meta.get_field("wijkagent")) == Q()

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "buurten" and not self.writes_for_all(request):
            officers = rechten.condition(request.user, rechten.CHANGE, Thema, on=Wijkagent)
            mine = Wijkagent.objects.filter(officers) if officers is not None else Wijkagent.objects.none()
            kwargs |= {"queryset": buurten_of(mine), "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)
