"""How the table of rights reaches every page of the admin: lists, forms, inlines, choices and autocomplete."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.forms.models import BaseInlineFormSet

from agenten import rechten
from agenten.models import Medewerker
from buurten.admin import PlainLists

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
TIME = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
NATIVE = {models.DateField: DATE, models.TimeField: TIME}  # the phone's own pickers


class Choices:
    """Related rows are offered only as far as the user may use them; no pop-ups to add more."""

    formfield_overrides = NATIVE

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        remote = db_field.remote_field.model
        if remote._meta.label_lower in rechten.TABLE and "queryset" not in kwargs:
            wanted = allowed_choices(request.user, db_field)
            found = remote._default_manager.none() if wanted is None else remote._default_manager.filter(wanted)
            if remote is Medewerker:
                found = found.filter(partner=None)  # who works for a partner is nobody's officer, chief or colleague
            kwargs["queryset"] = found.order_by(*choice_order(remote))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(field.widget, "can_add_related"):
            field.widget = field.widget.widget
        return field


def allowed_choices(user, db_field):
    """The owner of a row must be one whose rows the user may change; anything else one that the user may see."""
    label = db_field.model._meta.label_lower
    path = rechten.OFFICER_PATHS.get(label) or rechten.TEAM_PATHS.get(label, "")
    remote = db_field.remote_field.model
    if path.split("__")[0] == db_field.name:
        return rechten.condition(user, rechten.CHANGE, db_field.model, on=remote)
    return rechten.condition(user, rechten.VIEW, remote)


def choice_order(model):
    names = {field.name for field in model._meta.fields}
    return [name for name in ("naam", "last_name", "first_name") if name in names] + ["pk"]


class RechtenAdmin(Choices, PlainLists):
    """A model whose rows each belong to somebody."""

    list_per_page = 50
    show_full_result_count = False
    actions = None  # nothing is deleted in bulk
    long_lists = ()  # keys that are searched in, not chosen from, by who may use every row

    def get_queryset(self, request):
        return rechten.rows(request.user, rechten.VIEW, super().get_queryset(request))

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return rechten.may(request.user, rechten.VIEW, self.model, obj)

    def has_add_permission(self, request):
        return rechten.may(request.user, rechten.ADD, self.model)

    def has_change_permission(self, request, obj=None):
        return rechten.may(request.user, rechten.CHANGE, self.model, obj)

    def has_delete_permission(self, request, obj=None):
        return rechten.may(request.user, rechten.DELETE, self.model, obj)

    def get_autocomplete_fields(self, request):
        fields = [(name, self.model._meta.get_field(name)) for name in self.long_lists]
        whole = [name for name, field in fields if allowed_choices(request.user, field) == Q()]
        return [*super().get_autocomplete_fields(request), *whole]

    def get_readonly_fields(self, request, obj=None):
        given = list(super().get_readonly_fields(request, obj))
        action = rechten.CHANGE if obj else rechten.ADD
        allowed = rechten.editable_fields(request.user, action, self.model, obj)
        if allowed is None:
            return given
        ours = [field.name for field in self.model._meta.get_fields() if getattr(field, "editable", False)]
        return given + [name for name in ours if name not in allowed and name not in given]


class RechtenInline(Choices):
    """Rows under a parent; who may change them follows from whose parent it is."""

    extra = 1  # a row to fill in, also without script

    def has_view_permission(self, request, obj=None):
        return rechten.may(request.user, rechten.VIEW, self.model, obj)

    def has_add_permission(self, request, obj=None):
        return rechten.may(request.user, rechten.ADD, self.model, obj)

    def has_change_permission(self, request, obj=None):
        return rechten.may(request.user, rechten.CHANGE, self.model, obj)

    def has_delete_permission(self, request, obj=None):
        return rechten.may(request.user, rechten.DELETE, self.model, obj)


class LabelledFormSet(BaseInlineFormSet):
    """In a table the heading of the column is the label, which only those who see it can tell."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)


class RechtenTabular(RechtenInline, admin.TabularInline):
    formset = LabelledFormSet


class RechtenStacked(RechtenInline, admin.StackedInline):
    pass
