"""What the holder of a code does: each a form at an address of its own, one call of the workflow, and back."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from meldingen import workflow
from meldingen.forms.volgen import (
    BerichtForm,
    GeholpenForm,
    HeropenForm,
    IntrekkenForm,
    Stap,
    ToestemmingForm,
    VolgmailForm,
    VoorvalForm,
)
from meldingen.views.volgen import following, show
from meldingen.volgen import page_of
from meldingen.volgsessies import once


def done(anchor=""):
    return HttpResponseRedirect(reverse("volg_melding") + anchor, status=303)


def succeeds(pagina, form, step):
    """Whether the form is right and its step was taken, now or by an earlier click; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        with once(pagina.sessie, form.cleaned_data["sleutel"]) as is_first:
            if is_first:
                step(pagina.melding, by=workflow.MELDER, **form.values())
    except workflow.NotAllowed as problem:
        form.add_error(None, str(problem))
        return False
    return True


def page_with_form(request, pagina, form, template, **context):
    status = 422 if form.errors else 200
    facts = {"form": form, "pagina": pagina, "terug_naar": reverse("volg_melding"), **context}
    return render(request, template, facts, status=status)
