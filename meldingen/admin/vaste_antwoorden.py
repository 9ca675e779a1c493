"""Ready answers: an officer writes the own ones, a chief those of the team."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from agenten import rechten
from agenten.admin.toegang import RechtenAdmin
from agenten.models import Basisteam
from meldingen.forms.vaste_antwoorden import VastAntwoordForm, long_sentences
from meldingen.models import Categorie, VastAntwoord


@admin.register(VastAntwoord)
class VastAntwoordAdmin(RechtenAdmin):
    form = VastAntwoordForm
    list_display = ("naam", "stap", "categorie", "uitkomst", "van_wie")
    list_select_related = ("categorie", "basisteam", "medewerker")
    search_fields = ("naam", "tekst")
    ordering = ("naam", "pk")
    long_lists = ("medewerker", "basisteam")
    fieldsets = (
        (None, {"fields": ("naam", "stap", "categorie", "uitkomst")}),
        (_("Wat de melder leest"), {"fields": ("tekst", "tekst_en")}),
        (_("Voor wie?"), {"fields": ("basisteam", "medewerker")}),
    )

    @admin.display(description=_("van wie"))
    def van_wie(self, antwoord):
        return antwoord.basisteam or antwoord.medewerker

    def get_fieldsets(self, request, obj=None):
        """Who writes for nobody else is not asked for whom it is."""
        given = super().get_fieldsets(request, obj)
        return given if obj or teams_of(request.user).exists() else given[:2]

    def get_changeform_initial_data(self, request):
        teams = list(teams_of(request.user)[:2])
        mine = {"basisteam": teams[0].pk} if len(teams) == 1 else {} if teams else {"medewerker": request.user.pk}
        return {**mine, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "categorie":
            kwargs["queryset"] = Categorie.objects.offered()
        if db_field.name == "basisteam":
            kwargs["queryset"] = teams_of(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change and "medewerker" not in form.fields:
            obj.medewerker = request.user
        super().save_model(request, obj, form, change)
        for sentence in long_sentences(obj.tekst):
            words = {"zin": sentence}
            self.message_user(request, _("Dit is een lange zin: “%(zin)s”") % words, messages.WARNING)


def teams_of(user):
    """The teams for which somebody writes."""
    wanted = rechten.condition(user, rechten.CHANGE, VastAntwoord, on=Basisteam)
    return Basisteam.objects.none() if wanted is None else Basisteam.objects.filter(wanted).order_by("naam", "pk")
