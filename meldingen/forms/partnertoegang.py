"""Signing in at the partner desk, and choosing a password."""

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from meldingen.fields import KorteTekst

LONGEST_NAME, LONGEST_PASSWORD = 150, 256
# In our own words, by the code of Django's error.
NOT_GOOD = {
    "password_too_short": _("Dit wachtwoord is te kort. Neem minstens 12 tekens."),
    "password_too_common": _("Dit wachtwoord raadt iedereen. Bedenk een ander."),
    "password_too_similar": _("Dit wachtwoord lijkt op uw naam. Bedenk een ander."),
}


def password(label, help_text="", *, say, autocomplete):
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": say, "max_length": say},
    )


class InlogForm(forms.Form):
    use_required_attribute = False
    gebruikersnaam = KorteTekst(
        label=_("Gebruikersnaam"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages=dict.fromkeys(("required", "max_length"), _("Vul uw gebruikersnaam in")),
    )
    wachtwoord = password(_("Wachtwoord"), say=_("Vul uw wachtwoord in"), autocomplete="current-password")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class NieuwWachtwoordForm(forms.Form):
    """A new password, twice. `user`: whose it becomes."""

    use_required_attribute = False
    wachtwoord = password(
        _("Nieuw wachtwoord"),
        _("Minstens 12 tekens. Een zin van een paar woorden is makkelijk te onthouden."),
        say=_("Vul een nieuw wachtwoord in"),
        autocomplete="new-password",
    )
    wachtwoord_nogmaals = password(
        _("Nog een keer"), say=_("Vul het nieuwe wachtwoord nog een keer in"), autocomplete="new-password"
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, label_suffix="")
        self.user = user

    def clean_wachtwoord(self):
        given = self.cleaned_data["wachtwoord"]
        try:
            password_validation.validate_password(given, self.user)
        except forms.ValidationError as refusal:
            raise forms.ValidationError([NOT_GOOD.get(one.code, one) for one in refusal.error_list]) from None
        return given

    def clean(self):
        given = super().clean()
        is_equal = given.get("wachtwoord") == given.get("wachtwoord_nogmaals")
        if not is_equal and given.keys() >= {"wachtwoord", "wachtwoord_nogmaals"}:
            self.add_error("wachtwoord_nogmaals", _("Vul twee keer hetzelfde wachtwoord in"))
        return given


class WachtwoordForm(NieuwWachtwoordForm):
    """Change the password: the old one first."""

    wachtwoord_oud = password(_("Uw wachtwoord nu"), say=_("Vul uw wachtwoord in"), autocomplete="current-password")
    field_order = ["wachtwoord_oud", "wachtwoord", "wachtwoord_nogmaals"]

    def clean_wachtwoord_oud(self):
        given = self.cleaned_data["wachtwoord_oud"]
        if not self.user.check_password(given):
            raise forms.ValidationError(_("Dit is niet uw wachtwoord van nu. Probeer het opnieuw."))
        return given
