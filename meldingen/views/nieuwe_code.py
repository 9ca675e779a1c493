"""Who lost the code and gave a name makes a new one: the page behind the link (PRODUCT §4)."""

import time

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from meldingen import nieuwe_code, workflow
from meldingen.codes import code_of, new_key, shown
from meldingen.forms.codekwijt import CodeKwijtForm
from meldingen.limieten import require
from meldingen.verlaten import resident_page
from meldingen.views.volgstart import ANY

SAME_TIME = 0.25  # seconds: longer than writing a few mails takes


@ANY
@resident_page
def maak(request, token):
    """A button, so that looking at the link changes nothing; after it the new code, once more at a second click."""
    if request.method != "POST":
        return show(request, sleutel=new_key() if nieuwe_code.read(token) else "")
    key = request.POST.get("sleutel", "")
    if not nieuwe_code.is_key(key):
        raise Http404
    return show(request, code=shown(code_of(key)) if is_made(token, key) else "")


def is_made(token, key):
    """Whether the code of this key is now that of the melding."""
    link = nieuwe_code.read(token)
    if link is None:
        return nieuwe_code.given_before(token, key) is not None
    try:
        workflow.renew_code(link.melding, key=key, by=link.by or workflow.SYSTEEM, instead_of=link.code_hash)
    except workflow.NotAllowed:
        return False
    return True


@ANY
@resident_page
def kwijt(request):
    """What is possible without the code. To an address the answer is always the same, and takes as long (SAFETY S5)."""
    form = CodeKwijtForm(request.POST or None)
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked:
        require("volgmail", request)
        begun = time.monotonic()
        workflow.ask_code(form.cleaned_data["email"])
        time.sleep(max(0, SAME_TIME - (time.monotonic() - begun)))
    context = {"form": form, "is_gevraagd": is_asked, "minuten": minutes()}
    return render(request, "meldingen/code_kwijt.html", context, status=422 if form.errors else 200)


def show(request, *, sleutel="", code=""):
    context = {"sleutel": sleutel, "code": code, "minuten": minutes()}
    return render(request, "meldingen/nieuwe_code.html", context, status=200 if sleutel or code else 404)


def minutes():
    return int(settings.NEW_CODE_TERM.total_seconds() // 60)
