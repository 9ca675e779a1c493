"""Officers: profile, portrait, social accounts, area and absence."""

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agenten import fotos, rechten
from agenten.admin.toegang import RechtenAdmin, RechtenTabular
from agenten.forms import AccountForm, WijkagentForm
from agenten.models import Account, Afwezigheid, Foto, Werkgebied, Wijkagent
from agenten.slugs import save_with_slug

PHOTO_FIELDS = ("nieuwe_foto", "foto_weg")


class AccountInline(RechtenTabular):
    model = Account
    form = AccountForm
    ordering = ("netwerk", "pk")


class WerkgebiedInline(RechtenTabular):
    model = Werkgebied
    ordering = ("-van", "pk")
    autocomplete_fields = ("buurt", "wijk")


@admin.register(Wijkagent)
class WijkagentAdmin(RechtenAdmin):
    form = WijkagentForm
    list_display = ("naam", "basisteam", "is_actief")
    list_select_related = ("basisteam",)
    list_filter = ("is_actief", ("basisteam", admin.RelatedOnlyFieldListFilter))
    search_fields = ("naam", "korte_naam")
    ordering = ("naam", "pk")
    autocomplete_fields = ("medewerker",)
    inlines = (AccountInline, WerkgebiedInline)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("basisteam", "foto")

    def get_fieldsets(self, request, obj=None):
        photo = ["portret", "is_foto_verborgen"]
        if may_change_photo(request.user, obj):
            photo[1:1] = PHOTO_FIELDS if obj and has_photo(obj) else PHOTO_FIELDS[:1]
        name = ("naam", "korte_naam", "is_achternaam_verborgen")
        about = ("taken", "talen", "werkdagen", "sinds_datum", "over_mij")
        return (
            (_("Naam"), {"fields": name}),
            (_("Foto"), {"fields": photo}),
            (_("Over de wijkagent"), {"fields": about}),
            (_("Plek in het team"), {"fields": ("basisteam", "medewerker", "slug", "is_actief")}),
        )

    def get_readonly_fields(self, request, obj=None):
        return ["portret", *super().get_readonly_fields(request, obj)]

    @admin.display(description=_("foto nu"))
    def portret(self, wijkagent):
        if not wijkagent.pk or not has_photo(wijkagent):
            return _("Er is nog geen foto.")
        address = reverse("admin:agenten_wijkagent_foto", args=[wijkagent.pk, wijkagent.foto.kenmerk])
        return format_html('<img src="{}" alt="{}" width="160" height="160">', address, wijkagent.naam)

    def save_model(self, request, obj, form, change):
        save_with_slug(obj)
        if form.cleaned_data.get("nieuwe_foto"):
            fotos.keep(obj, form.cleaned_data["nieuwe_foto"])
        elif form.cleaned_data.get("foto_weg"):
            fotos.remove(obj)

    def get_urls(self):
        view = self.admin_site.admin_view(self.foto_view)
        address = path("<int:pk>/foto/<slug:kenmerk>.webp", view, name="agenten_wijkagent_foto")
        return [address, *super().get_urls()]

    def foto_view(self, request, pk, kenmerk):
        """The portrait for who may see this officer here, also when it is hidden from residents."""
        found = Foto.objects.filter(wijkagent__in=self.get_queryset(request), wijkagent=pk, kenmerk=kenmerk).first()
        if found is None:
            raise Http404
        return HttpResponse(bytes(found.inhoud), content_type="image/webp")


def has_photo(wijkagent):
    return hasattr(wijkagent, "foto")


def may_change_photo(user, wijkagent):
    return rechten.may(user, rechten.CHANGE, Foto, wijkagent)


@admin.register(Afwezigheid)
class AfwezigheidAdmin(RechtenAdmin):
    list_display = ("wijkagent", "van", "tot", "vervanger")
    list_select_related = ("wijkagent__basisteam", "vervanger")
    search_fields = ("wijkagent__naam",)
    ordering = ("-van", "pk")
    fields = ("wijkagent", "van", "tot", "vervanger")
    long_lists = ("wijkagent", "vervanger")

    def get_changeform_initial_data(self, request):
        officer = rechten.actor_of(request.user).officer
        return {"wijkagent": officer, **super().get_changeform_initial_data(request)}
