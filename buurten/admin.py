"""Areas in the admin: to look up what CBS says, to add what it does not say. Rights come from the user (has_perm)."""

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db import DataError, models, transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from buurten import zoeknamen
from buurten.models import Alias, Buurt, Gemeente, OudPad, Wijk

LOOKUPS = {"exact", "isnull", "year", "month", "day"}


class PlainLists(admin.ModelAdmin):
    """Lists that take from their address only what a filter puts there, and no pattern that the database refuses."""

    def lookup_allowed(self, lookup, value, request):
        _column, mark, way = lookup.rpartition("__")
        return (not mark or way in LOOKUPS) and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request, extra_context=None):
        """What the address asks may be no value of that column: that is a wrong address, not a fault of ours."""
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except (DataError, OverflowError, ValueError):
            raise BadRequest from None

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """A row that somebody may not see gives the answer of one that is not there (SAFETY S4)."""
        raise Http404

    def get_object(self, request, object_id, from_field=None):
        return None if "\0" in object_id else super().get_object(request, object_id, from_field)


class GebiedAdmin(PlainLists):
    """An area as CBS publishes it: only import_buurten adds, changes and ends it."""

    list_display = ["naam", "code", "inwoners", "jaar", "is_actief"]
    list_filter = ["is_actief", "jaar"]
    search_fields = ["naam", "code__exact"]
    list_per_page = 50
    show_full_result_count = False
    actions = None
    own = []  # fields that are ours, and so may be changed

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return bool(self.own) and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return [name for name in self.get_fields(request, obj) if name not in self.own]

    def get_queryset(self, request):
        above = [name for name in ("gemeente", "wijk") if name in self.list_display]
        return super().get_queryset(request).select_related(*above) if above else super().get_queryset(request)

    def get_ordering(self, request):
        return ["naam", "code"]


@admin.register(Gemeente)
class GemeenteAdmin(GebiedAdmin):
    fields = ["naam", "code", "telefoon", "website", "inwoners", "slug", "jaar", "is_actief", "opvolger"]
    own = ["telefoon", "website"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Wijk)
class WijkAdmin(GebiedAdmin):
    fields = ["naam", "code", "gemeente", "inwoners", "slug", "jaar", "is_actief", "opvolger"]
    list_display = ["naam", "gemeente", "code", "inwoners", "jaar", "is_actief"]
    search_fields = ["naam", "code__exact", "gemeente__naam"]


@admin.register(Buurt)
class BuurtAdmin(GebiedAdmin):
    fields = [
        "naam", "naam_kort", "code", "wijk", "gemeente", "inwoners", "pc4", "slug", "jaar", "is_actief", "opvolger",
    ]  # fmt: skip
    list_display = ["naam", "wijk", "gemeente", "code", "inwoners", "jaar", "is_actief"]
    search_fields = ["naam", "code__exact", "gemeente__naam", "pc4__exact"]


@admin.register(Alias)
class AliasAdmin(PlainLists):
    """Names that everybody says. Who adds one finds it in the search at once."""

    list_display = ["naam", "buurt", "wijk", "gemeente"]
    list_select_related = ["buurt", "wijk", "gemeente"]
    search_fields = ["naam", "buurt__naam", "wijk__naam", "gemeente__naam"]
    autocomplete_fields = ["buurt", "wijk", "gemeente"]
    fieldsets = [
        (
            None,
            {
                "fields": ["naam", "buurt", "wijk", "gemeente"],
                "description": _("Kies één buurt, wijk of gemeente die ook zo heet."),
            },
        )
    ]
    list_per_page = 50

    def get_ordering(self, request):
        return ["naam", "pk"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        zoeknamen.rebuild()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        zoeknamen.rebuild()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        zoeknamen.rebuild()


@admin.register(OudPad)
class OudPadAdmin(PlainLists):
    """Where old addresses lead, to look up only."""

    list_display = ["pad", "nieuw_pad"]
    search_fields = ["pad", "nieuw_pad"]
    list_per_page = 50
    actions = None

    def get_ordering(self, request):
        return ["pad", "pk"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
