"""Partners: where and on what they work, how to reach them, and the people who sign in for them (PRODUCT P8)."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from agenten import rechten
from agenten.admin.toegang import NATIVE, RechtenAdmin, RechtenStacked
from agenten.models import Medewerker, Partner, Partnergebied
from meldingen.admin import partneradressen
from meldingen.forms.partners import GebiedenFormSet, PartnerForm, PersonenFormSet, PersoonForm, handled_by
from meldingen.mailing import invite
from meldingen.models import Categorie, Partnercategorie


class GebiedInline(RechtenStacked):
    model = Partnergebied
    formset = GebiedenFormSet
    autocomplete_fields = ("gemeente", "wijk", "buurt")
    fields = (("gemeente", "wijk", "buurt"),)
    ordering = ("pk",)


class PersoonInline(RechtenStacked):
    """Somebody gets an account and, by mail, a link to choose a password. Nobody is deleted: switched off."""

    model = Medewerker
    form = PersoonForm
    formset = PersonenFormSet
    extra = 0
    ordering = ("last_name", "first_name", "pk")
    verbose_name, verbose_name_plural = _("persoon"), _("mensen die inloggen")
    fields = (("first_name", "last_name"), "email", ("is_coordinator", "taal", "is_active"), "ingelogd")
    readonly_fields = ("ingelogd",)

    @admin.display(description=_("laatst ingelogd"))
    def ingelogd(self, persoon):
        """In words: until then the invitation waits."""
        return date_format(localtime(persoon.last_login), "j F Y") if persoon.last_login else _("nog niet")


@admin.register(Partner)
class PartnerAdmin(RechtenAdmin):
    form = PartnerForm
    formfield_overrides = NATIVE | {models.URLField: {"assume_scheme": "https"}}
    list_display = ("naam", "soort", "telefoon", "noodlijn", "gecontroleerd_op", "is_actief")
    list_filter = ("soort", "is_actief")
    search_fields = ("naam", "telefoon")
    ordering = ("naam", "pk")
    prepopulated_fields = {"slug": ("naam",)}
    inlines = (GebiedInline, PersoonInline)
    change_form_template = "admin/meldingen/partner/change_form.html"
    fieldsets = (
        (_("Wie"), {"fields": ("naam", "slug", "soort", "is_actief")}),
        (
            _("Bereikbaar"),
            {"fields": ("telefoon", "noodlijn", "openingstijden", "openingstijden_en", "website", "email")},
        ),
        (_("Wat de bewoner leest"), {"fields": ("uitleg", "uitleg_en", "gecontroleerd_op")}),
        (_("Wat deze partner behandelt"), {"fields": ("onderwerpen",)}),
    )

    def get_fieldsets(self, request, obj=None):
        """Who may only look reads the subjects in words."""
        found = super().get_fieldsets(request, obj)
        if rechten.may(request.user, rechten.ADD, Partner):
            return found
        return [*found[:-1], (found[-1][0], {"fields": ("behandelt",)})]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request, obj=None):
        """Agreements and links point to what kind of partner it is."""
        given = [*super().get_readonly_fields(request, obj), "behandelt"]
        return [*given, "slug", "soort"] if obj else given

    @admin.display(description=_("onderwerpen"), empty_value=_("niets"))
    def behandelt(self, partner):
        return ", ".join(one.naam for one in Categorie.objects.offered().filter(pk__in=handled_by(partner)))

    def save_related(self, request, form, formsets, change):
        """The subjects as ticked, and an invitation for who is new and for whose address was wrong."""
        super().save_related(request, form, formsets, change)
        if "onderwerpen" in form.cleaned_data:
            save_subjects(form.instance, form.cleaned_data["onderwerpen"])
        people = next((one for one in formsets if one.model is Medewerker), None)
        if people is None:
            return
        moved = [person for person, names in people.changed_objects if "email" in names]
        for person in (*people.new_objects, *moved):
            if person.is_active and not person.has_usable_password():
                invite(person)
                self.message_user(request, invited(person), messages.SUCCESS)

    def save_formset(self, request, form, formset, change):
        """Nobody has a password before choosing one."""
        if formset.model is Medewerker:
            for one in formset.extra_forms:
                one.instance.set_unusable_password()
        super().save_formset(request, form, formset, change)

    def get_urls(self):
        invite_again = self.admin_site.admin_view(require_POST(self.uitnodigen_view))
        addresses = self.admin_site.admin_view(partial(partneradressen.answer, self))
        return [
            path("<int:pk>/uitnodigen/", invite_again, name="agenten_partner_uitnodigen"),
            path("<int:pk>/adressen/", addresses, name="agenten_partner_adressen"),
            *super().get_urls(),
        ]

    def uitnodigen_view(self, request, pk):
        """Send somebody of this partner the invitation again."""
        partner = self.get_object(request, str(pk))
        if partner is None:
            raise Http404
        if not rechten.may(request.user, rechten.CHANGE, Medewerker, partner):
            raise PermissionDenied
        number = request.POST.get("persoon", "")
        person = partner.medewerkers.filter(is_active=True, pk=number if number.isdecimal() else None).first()
        if person is None:
            self.message_user(request, _("Kies iemand die nog bij deze partner werkt."), messages.ERROR)
        else:
            invite(person)
            self.message_user(request, invited(person), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:agenten_partner_change", args=[pk]))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Below the form: inviting again, for who may."""
        may_invite = obj is not None and rechten.may(request.user, rechten.CHANGE, Medewerker, obj)
        people = obj.medewerkers.filter(is_active=True) if may_invite else Medewerker.objects.none()
        context["uit_te_nodigen"] = people.order_by("last_name", "first_name", "pk")
        context["aantal_adressen"] = obj.adressen.count() if obj else None
        context["mag_adressen"] = rechten.may(request.user, rechten.ADD, Partner)
        return super().render_change_form(request, context, add, change, form_url, obj)


@transaction.atomic
def save_subjects(partner, categorieen):
    wanted = {one.pk for one in categorieen}
    handled = Partnercategorie.objects.filter(partner=partner)
    handled.filter(categorie__is_actief=True).exclude(categorie__in=wanted).delete()
    missing = wanted - set(handled_by(partner))
    rows = [Partnercategorie(partner=partner, categorie_id=code) for code in sorted(missing)]
    Partnercategorie.objects.bulk_create(rows, ignore_conflicts=True)


def invited(person):
    return _("De uitnodiging voor %(naam)s gaat per mail weg.") % {"naam": person}
