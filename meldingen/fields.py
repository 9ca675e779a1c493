"""Form fields of the pages for residents."""

from django import forms


class Keuze(forms.ChoiceField):
    """One of a few answers, as rows; each value may have a line in `hints` and a name of icons.svg in `icons`."""

    widget = forms.RadioSelect

    def __init__(self, *, hints=None, icons=None, **kwargs):
        super().__init__(**kwargs)
        self.hints, self.icons = hints or {}, icons or {}


class Keuzes(forms.MultipleChoiceField):
    """More than one of a few answers, as rows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, hints=None, icons=None, **kwargs):
        super().__init__(**kwargs)
        self.hints, self.icons = hints or {}, icons or {}


class KorteTekst(forms.CharField):
    """Text of one line, kept from the memory of the browser. What no keyboard types is left out."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def to_python(self, value):
        return super().to_python(value).replace("\x00", "")


class LangeTekst(KorteTekst):
    """Text of more lines. A line end counts as one letter, as it does for who types it."""

    widget = forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")
