"""Form fields of the pages for residents."""

from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError

from meldingen.fotos import clean_photo

MOST_OF_NAME = 60  # letters of the name of a file


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


class FotosInput(forms.FileInput):
    allow_multiple_selected = True


class FotosField(forms.FileField):
    """Some photos at once, as a list of (name, bytes of the new JPEG). What is no photo gets a sentence of its own."""

    widget = FotosInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"})

    def clean(self, data, initial=None):
        cleaned, errors = [], []
        for upload in data or []:
            try:
                cleaned.append((Path(upload.name or "").name[:MOST_OF_NAME], clean_photo(upload)))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return cleaned
