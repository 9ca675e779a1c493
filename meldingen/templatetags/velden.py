"""What the one field template needs to know of a bound field (templates/meldingen/_field.html)."""

from django import template
from django.forms import CheckboxInput, RadioSelect, Textarea

register = template.Library()


@register.filter
def shape(field):
    """How a field is drawn: `rows` to choose from, one `tick`, or a `line` with one input."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect):  # a list of ticks is one too
        return "rows"
    return "tick" if isinstance(widget, CheckboxInput) else "line"


@register.filter
def choices(field):
    """The rows of a choice: its input, id and label, with the hint and the icon that the field has for its value."""
    hints, icons = (getattr(field.field, name, {}) for name in ("hints", "icons"))
    return [row(choice, hints, icons) for choice in field.subwidgets]


def row(choice, hints, icons):
    value = str(choice.data["value"])
    hint = hints.get(value, "")
    if hint:
        choice.data["attrs"] |= {"aria-describedby": f"{choice.id_for_label}_hint"}
    return {
        "input": choice.tag(),
        "id": choice.id_for_label,
        "label": choice.choice_label,
        "hint": hint,
        "icon": icons.get(value, ""),
    }


@register.filter
def control(field):
    """The input itself. A browser never cuts off what somebody pastes into a text: the form says what is too long."""
    attrs = {"aria-describedby": field.aria_describedby or False}  # Django leaves it out for some kinds
    if isinstance(field.field.widget, Textarea):
        attrs["maxlength"] = False
    return field.as_widget(attrs=attrs)


@register.filter
def most_letters(field):
    """How many letters a text of more lines may have; None for other fields."""
    return getattr(field.field, "max_length", None) if isinstance(field.field.widget, Textarea) else None


@register.filter
def is_file(field):
    return getattr(field.field.widget, "input_type", "") == "file"


@register.filter
def anchor(field):
    """The id that a line of the error summary leads to: the first input of the field."""
    if field.is_hidden:
        return "inhoud"
    first = field.subwidgets[0].id_for_label if shape(field) == "rows" and field.subwidgets else field.id_for_label
    return first or field.auto_id
