"""What residents send to pages of this app."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A box around the Netherlands in Europe, in degrees WGS84.
SOUTH, NORTH, WEST, EAST = 50.7, 53.6, 3.2, 7.3
DECIMALS = 3  # about 100 m: enough for a buurt, and no address

NOT_SEEN = _("We mogen uw locatie niet zien. Vul uw postcode in.")
ABROAD = _("U bent nu niet in Nederland. Vul een postcode in.")


class PositieForm(forms.Form):
    """A position in degrees WGS84; rounded here too, in case the browser did not."""

    lat = forms.FloatField(min_value=-90, max_value=90, error_messages=dict.fromkeys(("required", "invalid"), NOT_SEEN))
    lon = forms.FloatField(min_value=-180, max_value=180)

    def clean(self):
        if self.errors:
            raise ValidationError(NOT_SEEN)
        lon, lat = self.position()
        if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
            raise ValidationError(ABROAD)

    def position(self):
        """(lon, lat) in degrees, of a form that was validated."""
        return round(self.cleaned_data["lon"], DECIMALS), round(self.cleaned_data["lat"], DECIMALS)
