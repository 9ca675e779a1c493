"""A small list of choices in one column."""

from django import forms
from django.contrib.postgres.fields import ArrayField


class ChoiceArrayField(ArrayField):
    """An array whose form field is a row of tick boxes."""

    def formfield(self, **kwargs):
        return super(ArrayField, self).formfield(
            **{
                "form_class": forms.TypedMultipleChoiceField,
                "choices": self.base_field.choices,
                "coerce": self.base_field.to_python,
                "widget": forms.CheckboxSelectMultiple,
                **kwargs,
            }
        )
