"""A new token of a partner."""

from django import forms

from meldingen.models import Partnersleutel
from meldingen.verwijzingen.partnersleutels import new_key


class SleutelForm(forms.ModelForm):
    """`kenmerk` makes the token: sending the form twice makes one."""

    kenmerk = forms.CharField(
        initial=new_key, min_length=len(new_key()), max_length=len(new_key()), widget=forms.HiddenInput
    )

    class Meta:
        model = Partnersleutel
        fields = ("partner", "naam")
