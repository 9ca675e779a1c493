"""Why something may be shared: agreements with partners, and the legal grounds, which the privacy officer confirms."""

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from agenten import rechten
from agenten.admin.toegang import RechtenAdmin
from meldingen.admin.categorieen import NameStays
from meldingen.forms.partners import CONDITIONS, ConvenantForm, GrondForm
from meldingen.models import Convenant, Grond, Verwijzing


@admin.register(Convenant)
class ConvenantAdmin(RechtenAdmin):
    form = ConvenantForm
    list_display = ("nummer", "partner", "doel", "van", "tot")
    list_select_related = ("partner",)
    list_filter = (("partner", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("nummer", "doel", "partner__naam")
    ordering = ("-tot", "partner__naam", "pk")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """What was shared keeps pointing to the agreement as it was called."""
        given = list(super().get_readonly_fields(request, obj))
        if obj is None:
            return given
        is_used = Verwijzing.objects.filter(convenant=obj).exists()
        return [*given, "partner", *(["nummer"] if is_used else [])]


@admin.register(Grond)
class GrondAdmin(NameStays, RechtenAdmin):
    form = GrondForm
    list_display = ("naam", "bevestigd", "is_actief")
    ordering = ("volgorde", "pk")
    fieldsets = (
        (None, {"fields": ("code", "naam", "uitleg", "volgorde", "is_actief")}),
        (_("Aan wie en met wat"), {"fields": (*CONDITIONS, "gelezen")}),
        (_("Bevestiging"), {"fields": ("bevestigd_op",)}),
    )

    @admin.display(description=_("bevestigd"), ordering="bevestigd_op")
    def bevestigd(self, grond):
        """In words: without it nothing can be shared on this ground."""
        return grond.bevestigd_op or _("nog niet: niemand kan hierop delen")

    def get_fieldsets(self, request, obj=None):
        """Who may not confirm has nothing to compare."""
        found = super().get_fieldsets(request, obj)
        if obj is not None and self.has_change_permission(request, obj) and confirms(request.user):
            return found
        return [found[0], (found[1][0], {"fields": CONDITIONS}), found[2]]

    def get_readonly_fields(self, request, obj=None):
        """A ground is read, with all that it asks for, before it is confirmed: not while it is made."""
        given = list(super().get_readonly_fields(request, obj))
        if obj is None or not confirms(request.user):
            given.append("bevestigd_op")
        return list(dict.fromkeys(given))

    def save_model(self, request, obj, form, change):
        """Other terms are other terms than were confirmed."""
        if change and obj.bevestigd_op and set(CONDITIONS) & set(form.changed_data):
            obj.bevestigd_op = None
            text = _("Deze grond is niet meer bevestigd. De privacyfunctionaris bevestigt hem opnieuw.")
            self.message_user(request, text, messages.WARNING)
        super().save_model(request, obj, form, change)


def confirms(user):
    """Only the privacy officer, and break-glass."""
    return rechten.is_break_glass(user) or rechten.PRIVACY in rechten.actor_of(user).roles
