"""The upload of a partner's address list, and its confirmation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agenten.fotos import MOST_BYTES


class BestandForm(forms.Form):
    bestand = forms.FileField(
        label=_("CSV-bestand"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("Met de kolommen postcode, huisnummer en toevoeging. Het is de hele lijst van deze partner."),
        error_messages={"required": _("Kies een bestand."), "empty": _("Dit bestand is leeg. Kies een ander.")},
    )  # fmt: skip

    def clean_bestand(self):
        bestand = self.cleaned_data["bestand"]
        if bestand.size > MOST_BYTES:
            raise forms.ValidationError(_("Dit bestand is te groot. Deel het niet op, maar haal andere kolommen weg."))
        return bestand


class InlezenForm(forms.Form):
    """`lijst`: the addresses that were looked at, one per word."""

    lijst = forms.CharField(widget=forms.HiddenInput)
    mag_weg = forms.BooleanField(
        label=_("Ja, meer dan de helft van de adressen mag weg."), required=False,
    )  # fmt: skip
