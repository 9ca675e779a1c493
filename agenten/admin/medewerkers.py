"""Staff accounts, and the log of what was changed in the admin."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from agenten.admin.toegang import RechtenAdmin
from agenten.models import Medewerker, Rol

admin.site.unregister(Group)  # rights come from rechten.py alone

BREAK_GLASS = ("is_superuser",)


@admin.register(Medewerker)
class MedewerkerAdmin(RechtenAdmin, UserAdmin):
    list_display = ("naam", "username", "rol", "is_active", "last_login")
    list_filter = ("rol", "is_active")
    search_fields = ("first_name", "last_name", "username", "email")
    ordering = ("last_name", "first_name", "pk")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    add_form_template = "admin/agenten/medewerker/add_form.html"
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Wie"), {"fields": ("first_name", "last_name", "email", "taal")}),
        (_("Wat mag deze medewerker?"), {"fields": ("rol", "is_staff", "is_active", *BREAK_GLASS)}),
        (_("Gebruik"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (_("Wie"), {"fields": ("username", "first_name", "last_name", "email", "taal")}),
        (_("Wat mag deze medewerker?"), {"fields": ("rol", "is_staff")}),
        (_("Wachtwoord"), {"fields": ("usable_password", "password1", "password2")}),
    )

    def get_queryset(self, request):
        """Who works for a partner stands with that partner."""
        return super().get_queryset(request).filter(partner=None)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "rol":
            kwargs["choices"] = [(value, label) for value, label in Rol.choices if value != Rol.PARTNER]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @admin.display(description=_("naam"), ordering="last_name")
    def naam(self, medewerker):
        return str(medewerker)

    def get_fieldsets(self, request, obj=None):
        """The password is for who may give another one: as a field to look at it would be the hash itself."""
        may_give = self.has_change_permission(request, obj) and "password" not in self.get_readonly_fields(request, obj)
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or may_give:
            return fieldsets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "password"]})
            for title, options in fieldsets
        ]

    def get_changeform_initial_data(self, request):
        """Who gets an account here is to sign in here; without is_staff nobody can."""
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request, obj=None):
        """Nobody but break-glass makes break-glass, and nobody changes the own role or closes the own account."""
        given = [*super().get_readonly_fields(request, obj)]
        if not request.user.is_superuser:
            given += BREAK_GLASS
            if obj is not None and obj.pk == request.user.pk:
                given += ["rol", "is_staff", "is_active"]
        return list(dict.fromkeys(given))


@admin.register(LogEntry)
class LogEntryAdmin(RechtenAdmin):
    list_display = ("action_time", "user", "content_type", "object_repr", "wat")
    list_filter = ("action_flag", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "user__username")
    ordering = ("-action_time", "-pk")
    date_hierarchy = "action_time"
    list_display_links = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("wat"))
    def wat(self, entry):
        return entry.get_change_message()
