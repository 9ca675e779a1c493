"""Forms of the admin for partners, their people, agreements and grounds: they check and explain, and store nothing."""

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker, Partner, Rol
from meldingen.forms.categorieen import PHONE
from meldingen.models import Categorie, Convenant, Grond, Partnercategorie

# What a ground allows and asks for. Who changes this takes the confirmation away.
CONDITIONS = ("ontvangers", "eist_noodzaak", "eist_belang", "eist_convenant", "eist_chef")
TWICE = _("Dit gebied staat er al. Haal deze regel weg.")
TAKEN = _("Met dit e-mailadres is al een account. Kies een ander.")
ART_19_20 = _("Een woningcorporatie krijgt alleen iets op artikel 19 of 20. Vraag een convenant, of de teamchef.")
CHANGED = _("De grond is intussen gewijzigd. Lees hem opnieuw en bevestig hem dan.")


class PartnerForm(forms.ModelForm):
    telefoon = forms.CharField(label=_("Telefoon"), max_length=20, validators=[PHONE])
    noodlijn = forms.CharField(
        label=_("Telefoon bij spoed"), max_length=20, required=False, validators=[PHONE],
        help_text=_("ook buiten de openingstijden"),
    )  # fmt: skip
    onderwerpen = forms.ModelMultipleChoiceField(
        Categorie.objects.none(), label=_("Onderwerpen"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("wat deze partner in zijn gebied behandelt"),
    )  # fmt: skip

    class Meta:
        model = Partner
        fields = (
            *("naam", "slug", "soort", "is_actief", "telefoon", "noodlijn", "openingstijden", "openingstijden_en"),
            *("email", "uitleg", "uitleg_en", "gecontroleerd_op"),
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "onderwerpen" in self.fields:
            self.fields["onderwerpen"].queryset = Categorie.objects.offered()
            self.initial.setdefault("onderwerpen", handled_by(self.instance))


def handled_by(partner):
    """The codes of the subjects that a partner handles."""
    if partner.pk is None:
        return []
    return list(Partnercategorie.objects.filter(partner=partner).order_by("pk").values_list("categorie", flat=True))


class GebiedenFormSet(BaseInlineFormSet):
    """One place is named once."""

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            given = getattr(form, "cleaned_data", {})
            place = tuple(given.get(name) for name in ("gemeente", "wijk", "buurt"))
            if not any(place) or given.get("DELETE"):
                continue
            if place in seen:
                form.add_error(None, TWICE)
            seen.add(place)


class PersoonForm(forms.ModelForm):
    """Somebody of a partner: a name and an e-mail address, which is also the name to sign in with."""

    email = forms.EmailField(label=_("E-mailadres"), help_text=_("Hiermee logt deze persoon in."))

    class Meta:
        model = Medewerker
        fields = ("first_name", "last_name", "email", "is_coordinator", "taal", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.rol, self.instance.is_staff = Rol.PARTNER, False
        for name in {"first_name", "last_name"} & self.fields.keys():
            self.fields[name].required = True

    def clean_email(self):
        """The name to sign in with follows the address, unless it was another one before."""
        email, old = self.cleaned_data["email"].lower(), self.initial.get("email", "").lower()
        person = self.instance
        if person.pk is None or (person.username == old and email != old):
            if Medewerker.objects.filter(username__iexact=email).exclude(pk=person.pk).exists():
                raise forms.ValidationError(TAKEN)
            person.username = email
        return email


class PersonenFormSet(BaseInlineFormSet):
    """One address is one account."""

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            email = getattr(form, "cleaned_data", {}).get("email")
            if email and email in seen:
                form.add_error("email", TAKEN)
            seen.add(email)


class ConvenantForm(forms.ModelForm):
    class Meta:
        model = Convenant
        fields = ("partner", "nummer", "doel", "categorieen", "van", "tot", "toont_direct")
        error_messages = {"categorieen": {"required": _("Kies waar dit convenant over gaat.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "partner" in self.fields:
            self.fields["partner"].queryset = Partner.objects.active().in_order()
        if "categorieen" in self.fields:
            self.fields["categorieen"].queryset = Categorie.objects.offered()

    def clean(self):
        given = super().clean()
        van, tot = given.get("van"), given.get("tot")
        if van and tot and tot < van:
            self.add_error("tot", _("De laatste dag ligt voor de eerste. Kies een latere dag."))
        partner = given.get("partner") or getattr(self.instance, "partner", None)
        same = Convenant.objects.filter(partner=partner, nummer=given.get("nummer")).exclude(pk=self.instance.pk)
        if given.get("nummer") and partner and same.exists():
            self.add_error("nummer", _("Deze partner heeft al een convenant met dit nummer. Kies een ander nummer."))
        return given


class GrondForm(forms.ModelForm):
    """`gelezen` is what the ground allowed and asked for when this page was opened: only that is confirmed."""

    ontvangers = forms.MultipleChoiceField(
        label=_("Mag naar deze soorten partners"), choices=Partner.Soort, widget=forms.CheckboxSelectMultiple
    )
    gelezen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Grond
        fields = ("code", "naam", "uitleg", "volgorde", "is_actief", *CONDITIONS, "bevestigd_op")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "gelezen" in self.fields:
            self.initial["gelezen"] = in_short(self.instance)
        self.stored = in_short(self.instance)

    def clean_bevestigd_op(self):
        day = self.cleaned_data["bevestigd_op"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Deze dag komt nog. Kies vandaag of eerder."))
        return day

    def clean(self):
        given = super().clean()
        asks = {name: given.get(name, getattr(self.instance, name)) for name in CONDITIONS}
        if Partner.Soort.CORPORATIE in (asks["ontvangers"] or ()) and not (asks["eist_convenant"] or asks["eist_chef"]):
            self.add_error("ontvangers" if "ontvangers" in self.fields else None, ART_19_20)
        if given.get("bevestigd_op") and given.get("gelezen") != self.stored:
            self.add_error("bevestigd_op", CHANGED)
        return given


def in_short(grond):
    """What a ground allows and asks for, as one text to compare."""
    asked = [name for name in CONDITIONS[1:] if getattr(grond, name)]
    return " ".join([*sorted(grond.ontvangers or ()), *asked])
