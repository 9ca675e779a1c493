"""What a melding can be about: groups, categories with their questions and texts, other doors, terms of keeping."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenten import rechten
from agenten.admin.toegang import NATIVE, RechtenAdmin, RechtenStacked
from meldingen.forms.categorieen import (
    CategorieForm,
    GroepForm,
    LoketForm,
    StandaardtekstForm,
    TekstenFormSet,
    VraagForm,
    VraagTekstForm,
    VragenFormSet,
    in_lines,
)
from meldingen.models import Bewaarklasse, Categorie, Groep, Lead, Loket, Standaardtekst, Vraag
from meldingen.models.categorieen import MOST_QUESTIONS
from meldingen.workflow import restrict


class NameStays:
    """The primary key is a name that meldingen, links and figures point to: written once."""

    def get_readonly_fields(self, request, obj=None):
        given = list(super().get_readonly_fields(request, obj))
        key = self.model._meta.pk.name
        return [*given, key] if obj and key not in given else given


class StaysRestricted:
    """What was sent under a restricted subject stays restricted when the subject no longer is."""

    restricted = "is_beperkt"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and self.restricted in form.changed_data:
            restrict(obj, by=request.user)


class OwnFields:
    """Under a parent too, a role fills in only the fields that are its own."""

    def get_readonly_fields(self, request, obj=None):
        given = list(super().get_readonly_fields(request, obj))
        allowed = rechten.editable_fields(request.user, rechten.CHANGE, self.model)
        ours = [field.name for field in self.model._meta.fields if field.editable and field.name != "categorie"]
        return given if allowed is None else given + [name for name in ours if name not in allowed]


class VraagInline(OwnFields, RechtenStacked):
    model = Vraag
    formset = VragenFormSet
    ordering = ("volgorde", "pk")
    max_num = MOST_QUESTIONS
    fields = ("sleutel", ("naam", "naam_en"), ("uitleg", "uitleg_en"), "vorm", "keuzes", "volgorde")

    def get_fields(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fields
        return ["regels" if name == "keuzes" else name for name in self.fields]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "regels"]

    @admin.display(description=_("keuzes"))
    def regels(self, vraag):
        return in_lines(vraag.keuzes)

    def get_formset(self, request, obj=None, **kwargs):
        may_add = rechten.may(request.user, rechten.ADD, Vraag)
        return super().get_formset(request, obj, form=VraagForm if may_add else VraagTekstForm, **kwargs)


class StandaardtekstInline(OwnFields, RechtenStacked):
    model = Standaardtekst
    form = StandaardtekstForm
    formset = TekstenFormSet
    ordering = ("doel", "pk")
    max_num = len(Standaardtekst.Doel)


@admin.register(Categorie)
class CategorieAdmin(StaysRestricted, NameStays, RechtenAdmin):
    form = CategorieForm
    list_display = ("naam", "groep", "eerst", "binnen", "bijzonder")
    list_select_related = ("groep",)
    list_filter = ("groep", "is_beperkt", "is_actief")
    search_fields = ("naam", "naam_en", "code")
    ordering = ("groep__volgorde", "volgorde", "pk")
    inlines = (VraagInline, StandaardtekstInline)
    fieldsets = (
        (_("Naam"), {"fields": ("code", "naam", "naam_en", "groep", "volgorde", "is_actief")}),
        (_("Wie gaat erover"), {"fields": ("leads", "helpers", "loketten", "deur_tekst", "deur_tekst_en")}),
        (
            _("Wat we ermee doen"),
            {"fields": ("soort", "termijn", "is_beperkt", "is_gevoelig", "bewaarklasse")},
        ),
    )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    @admin.display(description=_("wie gaat erover"))
    def eerst(self, categorie):
        return Lead(categorie.leads[0]).label

    @admin.display(description=_("termijn"), ordering="termijn")
    def binnen(self, categorie):
        return ngettext("%(aantal)s werkdag", "%(aantal)s werkdagen", categorie.termijn) % {"aantal": categorie.termijn}

    @admin.display(description=_("bijzonder"), empty_value="")
    def bijzonder(self, categorie):
        """In words, for on a phone a list has no headings."""
        facts = [(categorie.is_beperkt, _("beperkt zichtbaar")), (not categorie.is_actief, _("niet in gebruik"))]
        return ", ".join(str(words) for holds, words in facts if holds)


@admin.register(Groep)
class GroepAdmin(StaysRestricted, NameStays, RechtenAdmin):
    form = GroepForm
    restricted = "is_onbekend_beperkt"
    list_display = ("naam", "slug", "volgorde", "onbekend_termijn", "is_onbekend_beperkt")
    search_fields = ("naam", "naam_en")
    ordering = ("volgorde", "pk")


@admin.register(Loket)
class LoketAdmin(NameStays, RechtenAdmin):
    form = LoketForm
    formfield_overrides = NATIVE | {models.URLField: {"assume_scheme": "https"}}
    list_display = ("naam", "telefoon", "website", "gecontroleerd_op")
    search_fields = ("naam", "naam_en", "telefoon")
    ordering = ("volgorde", "pk")


@admin.register(Bewaarklasse)
class BewaarklasseAdmin(NameStays, RechtenAdmin):
    list_display = ("naam", "contact_dagen", "verhaal_dagen", "vernietig_dagen")
    ordering = ("vernietig_dagen", "pk")
