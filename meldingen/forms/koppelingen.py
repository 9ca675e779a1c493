"""The link with the system of a partner, as the beheerder writes it down."""

import re

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from meldingen.models import Categorie, Koppeling
from meldingen.verwijzingen.verbinding import Refused, place_of

KEY = re.compile(r"[!-~]{8,500}")
NO_KEY = _("Vul de sleutel in die u van de partner kreeg.")
BAD_KEY = _("Plak de sleutel zonder spaties. Er mogen alleen letters, cijfers en leestekens in staan.")
BAD_LINE = _("Regel %(regel)s klopt niet. Schrijf: code = naam daar.")
UNKNOWN = _("Regel %(regel)s: de categorie %(code)s kennen wij niet.")


class Vertaling(forms.CharField):
    """A dict as lines of `code = naam daar`."""

    widget = forms.Textarea(attrs={"rows": 8})

    def prepare_value(self, value):
        if isinstance(value, dict):
            return "\n".join(f"{code} = {theirs}" for code, theirs in sorted(value.items()))
        return value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value):
        found = {}
        lines = [line.strip() for line in super().clean(value).splitlines()]
        for number, line in enumerate(lines, start=1):
            code, mark, theirs = (part.strip() for part in line.partition("="))
            if line and not (code and mark and theirs):
                raise forms.ValidationError(BAD_LINE, params={"regel": number})
            if line and code != "*" and not Categorie.objects.filter(pk=code).exists():
                raise forms.ValidationError(UNKNOWN, params={"regel": number, "code": code})
            if line:
                found[code] = theirs
        return found


def field_of(field, **options):
    """The field of a form; the admin makes that of `adres` too, though the form has one of its own."""
    return field.formfield(**options, **({"assume_scheme": "https"} if isinstance(field, models.URLField) else {}))


class KoppelingForm(forms.ModelForm):
    adres = forms.URLField(
        label=_("Adres"),
        assume_scheme="https",
        max_length=200,
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text=_("Waar een nieuwe zaak naartoe gaat. De server moet op de lijst staan (PARTNER_HOSTS)."),
    )
    nieuwe_sleutel = forms.CharField(
        label=_("Sleutel"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Van de partner gekregen. Laat leeg om de sleutel te houden die er is. Niemand kan hem teruglezen."
        ),
    )
    vertaling = Vertaling(
        label=_("Categorieën daar"),
        required=False,
        help_text=_(
            "Eén per regel: onze code = de naam in het andere systeem. Schrijf * voor alle andere categorieën."
        ),
    )

    class Meta:
        model = Koppeling
        fields = ("partner", "soort", "adres", "nieuwe_sleutel", "vertaling", "is_actief")
        formfield_callback = field_of

    def clean_adres(self):
        try:
            place_of(self.cleaned_data["adres"])
        except Refused as problem:
            raise forms.ValidationError(problem.args[0]) from None
        return self.cleaned_data["adres"]

    def clean_nieuwe_sleutel(self):
        key = self.cleaned_data["nieuwe_sleutel"]
        if not key and not self.instance.sleutel:
            raise forms.ValidationError(NO_KEY)
        if key and not KEY.fullmatch(key):
            raise forms.ValidationError(BAD_KEY)
        return key
