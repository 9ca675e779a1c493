"""What an officer fills in at a verwijzing, once it is at the partner or came back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meldingen.forms.dossier import text


class VerwijzingForm(forms.Form):
    """`versie` says what of the verwijzing the page showed. Nothing but a button, unless a form says more."""

    use_required_attribute = False
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data=None, *, verwijzing, slug):
        self.verwijzing = verwijzing
        super().__init__(data, label_suffix="", auto_id=f"id_{verwijzing.nummer}_{slug}_%s")
        self.initial |= {"versie": verwijzing.versie}

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "versie"}


class IntrekForm(VerwijzingForm):
    reden = text(
        _("Waarom trekt u dit in?"),
        _("Alleen voor de politie. De partner ziet meteen niets meer."),
        say=_("Schrijf op waarom u dit intrekt"),
        rows=2,
    )


class PartnerberichtForm(VerwijzingForm):
    tekst = text(
        _("Bericht aan de partner"), _("De melder leest dit niet."), say=_("Schrijf een bericht aan de partner"), rows=3
    )


class ToestemmingForm(VerwijzingForm):
    hoe = text(
        _("Hoe gaf de melder toestemming?"),
        _("Bijvoorbeeld: aan de telefoon. Dit wordt een notitie voor collega’s."),
        say=_("Schrijf op hoe de melder toestemming gaf"),
        rows=2,
    )


class SlotzinForm(VerwijzingForm):
    tekst = text(
        _("Wat de bewoner leest"),
        _("Dit schreef de partner. U kunt het aanpassen."),
        say=_("Schrijf op wat de bewoner mag lezen"),
        rows=3,
    )

    def __init__(self, data=None, *, verwijzing, slug):
        super().__init__(data, verwijzing=verwijzing, slug=slug)
        self.initial |= {"tekst": verwijzing.slotzin}
