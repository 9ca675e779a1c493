"""Which lines of the register of sharing."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenten.admin.toegang import DATE
from agenten.models import Partner
from meldingen.verwijzingen.register import MOST_DAYS


class RegisterForm(forms.Form):
    van = forms.DateField(label=_("Van"), **DATE)
    tot = forms.DateField(label=_("Tot en met"), **DATE)
    ontvanger = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Ontvanger"), required=False, empty_label=_("alle ontvangers")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ontvanger"].queryset = Partner.objects.in_order()

    def clean(self):
        van, tot = self.cleaned_data.get("van"), self.cleaned_data.get("tot")
        if van and tot and tot < van:
            raise forms.ValidationError(_("De laatste dag ligt vóór de eerste. Kies andere dagen."))
        if van and tot and tot - van >= timedelta(days=MOST_DAYS):
            sentence = ngettext("Kies hoogstens %(n)s dag.", "Kies hoogstens %(n)s dagen.", MOST_DAYS)
            raise forms.ValidationError(sentence % {"n": MOST_DAYS})
        return self.cleaned_data
