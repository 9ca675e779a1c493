"""Looking for the meldingen of one reporter: an exact e-mail address or phone number, and why."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from meldingen.fields import KorteTekst
from meldingen.forms.contact import as_e164

NO_CONTACT = _("Vul een heel e-mailadres of telefoonnummer in.")


class ContactzoekForm(forms.Form):
    contact = KorteTekst(label=_("E-mailadres of telefoonnummer"), max_length=254)
    reden = KorteTekst(label=_("Waarom zoekt u dit?"), max_length=200, help_text=_("We bewaren wie zocht en waarom."))

    def clean_contact(self):
        """As it is stored: the address, or the number in E.164."""
        text = self.cleaned_data["contact"]
        try:
            if "@" not in text:
                return as_e164(text)
            validate_email(text)
        except ValidationError:
            raise ValidationError(NO_CONTACT) from None
        return text
