"""The address to which who lost the code asks for a new one."""

from django import forms
from django.utils.translation import gettext_lazy as _

SAY = _("Vul een e-mailadres in zoals naam@voorbeeld.nl")


class CodeKwijtForm(forms.Form):
    use_required_attribute = False
    email = forms.EmailField(
        label=_("Uw e-mailadres"),
        help_text=_("Hetzelfde adres als bij uw melding"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": SAY, "invalid": SAY},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
