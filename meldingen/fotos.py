"""Photos that come with a melding (R24, SAFETY S12): only a new JPEG of the pixels is kept, never what was sent."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext_lazy

from agenten import reencode
from agenten.fotos import ACCEPT, reencoded, short_name
from meldingen.models.gesprek import MOST_PHOTOS

TOO_MANY = ngettext_lazy(
    "U kunt hoogstens %(meeste)s foto’s sturen. %(aantal)s foto kwam niet mee.",
    "U kunt hoogstens %(meeste)s foto’s sturen. %(aantal)s foto’s kwamen niet mee.",
    "aantal",
)


def clean_photo(upload):
    """Bytes of a new JPEG of at most reencode.MOST_OUT bytes, made of an uploaded file, upright, without metadata.

    Raises ValidationError with a sentence that says what to do. The file name goes nowhere but into that sentence.
    """
    return reencoded(upload, reencode.PHOTO)


class FotosInput(forms.FileInput):
    allow_multiple_selected = True


class FotosField(forms.FileField):
    """Several photos, each as (name, bytes of a new JPEG).

    A form that has some already sets `room`. After a refusal, with a sentence for every bad file, `good` has the
    photos that are fine, so that nobody has to choose those again.
    """

    widget = FotosInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.room, self.good = MOST_PHOTOS, []

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": ACCEPT}

    def clean(self, data, initial=None):
        uploads, errors, self.good = data or [], [], []
        for upload in uploads[: self.room]:
            try:
                with upload:  # afterwards its memory is free for the next
                    self.good.append((short_name(upload), clean_photo(upload)))
            except ValidationError as error:
                errors.append(error)
        if extra := len(uploads[self.room :]):
            errors.append(ValidationError(TOO_MANY, params={"aantal": extra, "meeste": MOST_PHOTOS}))
        if self.required and not uploads:
            errors.append(ValidationError(self.error_messages["required"], code="required"))
        if errors:
            raise ValidationError(errors)
        return self.good
