"""Which days of the log."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenten.admin.toegang import DATE
from meldingen.logboek import MOST_DAYS


class DagenForm(forms.Form):
    van = forms.DateField(label=_("Van"), **DATE)
    tot = forms.DateField(label=_("Tot en met"), **DATE)

    def clean(self):
        van, tot = self.cleaned_data.get("van"), self.cleaned_data.get("tot")
        if van and tot and tot < van:
            raise forms.ValidationError(_("De laatste dag ligt vóór de eerste. Kies andere dagen."))
        if van and tot and tot - van >= timedelta(days=MOST_DAYS):
            sentence = ngettext("Kies hoogstens %(n)s dag.", "Kies hoogstens %(n)s dagen.", MOST_DAYS)
            raise forms.ValidationError(sentence % {"n": MOST_DAYS})
        return self.cleaned_data
