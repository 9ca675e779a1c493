"""What was sent, as a form again: from the request alone, for when nothing else works (SAFETY F3, F5)."""

from copy import deepcopy

from django import forms

from meldingen.forms.register import FORMS
from meldingen.forms.volgen import (
    BerichtForm,
    GeholpenForm,
    HeropenForm,
    ToestemmingForm,
    VolgmailForm,
    VoorvalForm,
)
from meldingen.verlaten import is_of_resident

FORMS_OF_FOLLOWING = {
    "volg_bericht": BerichtForm,
    "volg_voorval": VoorvalForm,
    "volg_toestemming": ToestemmingForm,
    "volg_heropenen": HeropenForm,
    "volg_geholpen": GeholpenForm,
    "volg_mail": VolgmailForm,
}


def form_again(request):
    """The fields that were sent, with their labels and what was filled in; none for a page that we do not know.

    No query is made and nothing is checked. Left out is what is hidden, and a choice whose answers are in the database.
    """
    form = forms.Form(label_suffix="", use_required_attribute=False)
    known = form_of(request)
    has_files = request.content_type == "multipart/form-data"
    for name, field in known.base_fields.items() if known else ():
        was_sent = name in request.POST or (has_files and field.widget.needs_multipart_form)
        if was_sent and is_whole(field):
            form.fields[name] = deepcopy(field)
            form.initial[name] = field.widget.value_from_datadict(request.POST, {}, name)
    return form


def form_of(request):
    if not is_of_resident(request):
        return None
    match = request.resolver_match
    slug = match.kwargs.get("slug") or match.route.rstrip("/").rpartition("/")[2]
    return FORMS.get(slug) or FORMS_OF_FOLLOWING.get(match.url_name)


def is_whole(field):
    return not field.widget.is_hidden and (not isinstance(field, forms.ChoiceField) or bool(field.choices))
