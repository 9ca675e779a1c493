"""Who lost the code and gave a name makes a new one: the page behind the link (PRODUCT §4)."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from meldingen import nieuwe_code, workflow
from meldingen.codes import code_of, new_key, shown
from meldingen.verlaten import resident_page
from meldingen.views.volgstart import ANY


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


def show(request, *, sleutel="", code=""):
    minutes = int(settings.NEW_CODE_TERM.total_seconds() // 60)
    context = {"sleutel": sleutel, "code": code, "minuten": minutes}
    return render(request, "meldingen/nieuwe_code.html", context, status=200 if sleutel or code else 404)
