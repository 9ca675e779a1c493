"""What an officer fills in at the desk: a new code for who lost it, a text for another system, an export."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meldingen.fields import LangeTekst

LONGEST_REASON = 300


def reason(label, *, say, **kwargs):
    too_long = _("Maak de tekst korter")
    return LangeTekst(
        label=label,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": say, "max_length": too_long},
        **kwargs,
    )


class BalieForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class OverdrachtForm(BalieForm):
    met_melder = forms.BooleanField(label=_("Ook de gegevens van de melder"), required=False)
    reden = reason(
        _("Waarom hebt u die gegevens nodig?"), say=_("Schrijf op waarom u die gegevens nodig hebt"), required=False
    )

    def __init__(self, *args, needs_reason=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.needs_reason = needs_reason
        if needs_reason:
            self.fields["reden"].help_text = _("Dit is niet uw melding. Uw reden komt in het logboek.")
        else:
            self.fields["reden"].help_text = _("Niet verplicht. Dat u ze bekijkt, komt in het logboek.")

    def clean(self):
        given = super().clean()
        if self.needs_reason and given.get("met_melder") and not given.get("reden") and "reden" not in self.errors:
            self.add_error("reden", self.fields["reden"].error_messages["required"])
        return given


class UitvoerForm(BalieForm):
    reden = reason(
        _("Waarom hebt u deze lijst nodig?"),
        help_text=_("Uw reden komt in het logboek, bij elke melding."),
        say=_("Schrijf op waarom u deze lijst nodig hebt"),
    )


class NieuweCodeForm(BalieForm):
    is_bekend = forms.BooleanField(
        label=_("Ik weet zeker dat dit de melder is"),
        error_messages={"required": _("Kijk eerst na of dit de melder is")},
    )
    reden = reason(
        _("Hoe weet u dat?"),
        help_text=_("Bijvoorbeeld: legitimatie gezien op het spreekuur. Dit wordt een notitie."),
        say=_("Schrijf op hoe u weet dat dit de melder is"),
    )
