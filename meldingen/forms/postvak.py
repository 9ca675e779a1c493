"""What an address of the inbox may ask for, and what is typed in the forms around the list."""

from urllib.parse import urlencode

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from meldingen.models import BewaardFilter, Contactvorm, Status
from meldingen.postvak import NAMES, Vraag

PERIODS = [("", _("Elke periode")), (1, _("Vandaag")), (7, _("7 dagen")), (30, _("30 dagen")), (365, _("12 maanden"))]
MELDERS = [("", _("Elke melder")), *Contactvorm.choices]
PHOTOS = [("", _("Met en zonder foto")), ("ja", _("Met foto"))]
STATES = [("", _("Elke status")), *Status.choices]
# What is kept of an address: no words that somebody searched for, and no place in the list.
KEPT = ("postvak", "voor", "buurt", "onderwerp", "melder", "bijlage", "periode", "status")
MOST_LETTERS = 200
SEARCH_BOX = {"type": "search", "autocomplete": "off", "placeholder": _("Zoek")}


class Lijst(forms.Select):
    """As a Select, of text made at once: Django renders two templates for each choice."""

    def render(self, name, value, attrs=None, renderer=None):
        parts = [format_html('<select name="{}"{}>', name, flatatt({**self.attrs, **(attrs or {})}))]
        for choice, label in self.choices:
            if isinstance(label, list | tuple):
                inner = mark_safe("".join(option(*one, value) for one in label))  # noqa: S308  of escaped parts
                parts.append(format_html('<optgroup label="{}">{}</optgroup>', choice, inner))
            else:
                parts.append(option(choice, label, value))
        return mark_safe("".join([*parts, "</select>"]))  # noqa: S308  of escaped parts


def option(choice, label, value):
    selected = mark_safe(" selected") if str(choice) == str(value or "") else ""
    return format_html('<option value="{}"{}>{}</option>', choice, selected, label)


class VraagForm(forms.Form):
    """Every field may be left out; one that holds nothing we know counts as left out."""

    q = forms.CharField(required=False, max_length=MOST_LETTERS, widget=forms.TextInput(SEARCH_BOX))
    buurt = forms.CharField(required=False, max_length=10)
    onderwerp = forms.CharField(required=False, max_length=20)
    melder = forms.ChoiceField(required=False, widget=Lijst, choices=MELDERS)
    bijlage = forms.ChoiceField(required=False, widget=Lijst, choices=PHOTOS)
    periode = forms.TypedChoiceField(required=False, widget=Lijst, coerce=int, empty_value=None, choices=PERIODS)
    status = forms.ChoiceField(required=False, widget=Lijst, choices=STATES)
    postvak = forms.ChoiceField(required=False, choices=list(NAMES.items()))
    voor = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    na = forms.CharField(required=False, max_length=60)
    terug = forms.CharField(required=False, max_length=60)

    LABELS = {
        "q": _("Zoek op woord of meldingnummer"),
        "buurt": _("Buurt"),
        "onderwerp": _("Onderwerp"),
        "melder": _("Melder"),
        "bijlage": _("Bijlage"),
        "periode": _("Ontvangen"),
        "status": _("Status"),
    }

    def __init__(self, data):
        super().__init__(data, auto_id=False)
        for name, label in self.LABELS.items():
            self.fields[name].widget.attrs["aria-label"] = label

    def vraag(self):
        self.is_valid()
        return Vraag(**{name: value for name, value in self.cleaned_data.items() if value not in (None, "")})

    def offer(self, buurten, onderwerpen):
        """Fill the lists to choose from: [code, name] of buurten, and groups with their categories."""
        self.fields["buurt"].widget = self.list_of("buurt", [("", _("Alle buurten")), *buurten])
        self.fields["onderwerp"].widget = self.list_of("onderwerp", [("", _("Alle onderwerpen")), *onderwerpen])

    def list_of(self, name, choices):
        return Lijst(attrs={"aria-label": self.LABELS[name]}, choices=choices)


def address_of(vraag, **changed):
    """The query of a view with its filters; `changed`: what is another, None to leave it out."""
    asked = {name: getattr(vraag, name) for name in (*KEPT, "q")} | changed
    asked = {name: value for name, value in asked.items() if value not in (None, "")}
    if asked.get("postvak") == "alles":
        del asked["postvak"]
    return urlencode(asked)


class BewaarForm(forms.ModelForm):
    """A name for the filters that are on now."""

    class Meta:
        model = BewaardFilter
        fields = ("naam",)
