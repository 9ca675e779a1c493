"""What an officer does with an appointment: propose or confirm a time, call off, mark as done."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meldingen.fields import KorteTekst, LangeTekst

MOST_MINUTES = 240
AHEAD = timedelta(days=365)
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class Stap(forms.Form):
    """One step; `gezien` says what the page showed when somebody began."""

    use_required_attribute = False
    gezien = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial=initial, label_suffix="", auto_id=f"id_{self.name}_%s")

    def values(self):
        """What the step of meldingen.afspraken takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "gezien"}
        return {**given, "seen": self.cleaned_data["gezien"]}


class VoorstelForm(Stap):
    name = "voorstel"
    datum = forms.DateField(
        label=_("Dag"),
        widget=DATE,
        error_messages=dict.fromkeys(("required", "invalid"), _("Kies een dag, bijvoorbeeld 24-11-2026")),
    )
    tijd = forms.TimeField(
        label=_("Tijd"),
        widget=TIME,
        error_messages=dict.fromkeys(("required", "invalid"), _("Vul een tijd in, bijvoorbeeld 15:00")),
    )
    minuten = forms.IntegerField(
        label=_("Hoeveel minuten"),
        min_value=1,
        max_value=MOST_MINUTES,
        initial=20,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Vul een aantal minuten in, van 1 tot 240")
        ),
    )
    plek = KorteTekst(label=_("Waar"), help_text=_("Leeg als u belt of schrijft"), max_length=200, required=False)
    bericht = LangeTekst(
        label=_("Bericht aan de bewoner"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def clean_datum(self):
        day = self.cleaned_data["datum"]
        if not timezone.localdate() <= day <= timezone.localdate() + AHEAD:
            raise ValidationError(_("Kies een dag vanaf vandaag, binnen een jaar"))
        return day

    def clean(self):
        given = super().clean()
        if given.get("datum") and given.get("tijd"):
            moment = timezone.make_aware(datetime.combine(given["datum"], given["tijd"]))
            is_skipped = moment.astimezone(UTC).astimezone(moment.tzinfo).time() != given["tijd"]
            if is_skipped:
                self.add_error("tijd", _("Deze tijd bestaat niet: de klok gaat dan vooruit. Kies een andere tijd"))
            self.moment = moment
        return given

    def values(self):
        given = super().values()
        del given["datum"], given["tijd"]
        return {**given, "moment": self.moment}


class AfzegForm(Stap):
    name = "afzeggen"
    bericht = LangeTekst(
        label=_("Waarom gaat het niet door?"),
        help_text=_("De bewoner leest dit."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Schrijf op waarom het niet doorgaat")},
    )


class KlaarForm(Stap):
    name = "klaar"
