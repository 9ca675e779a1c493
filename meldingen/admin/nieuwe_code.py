"""The step “Nieuwe code voor de melder”: a link for the reporter's own phone. The code itself nobody here sees."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from agenten.qr import qr_of
from meldingen import mailing, nieuwe_code, workflow
from meldingen.forms.balie import NieuweCodeForm
from meldingen.models import Melder


def answer(admin, request, melding):
    """The page with the form; after it the link, or back to the dossier when it went by mail."""
    form = NieuweCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return give(admin, request, melding, form.cleaned_data["reden"])
        except workflow.NotAllowed as problem:
            form.add_error(None, str(problem))
    return show(admin, request, melding, form=form, status=422 if form.errors else 200)


def give(admin, request, melding, reden):
    per_mail = "mail" in request.POST
    melding = workflow.offer_code(melding, reden=reden, per_mail=per_mail, by=request.user)
    if per_mail:
        admin.message_user(request, _("De link gaat naar het e-mailadres van de melder."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:meldingen_melding_change", args=[melding.nummer]), status=303)
    address = link_of(melding, request.user)
    return show(admin, request, melding, link=address, qr=qr_of.__wrapped__(address))


def link_of(melding, by):
    with translation.override(melding.taal):
        return settings.SITE_URL + reverse("nieuwe_code", args=[nieuwe_code.token_of(melding, by)])


def show(admin, request, melding, *, status=200, **context):
    melder = Melder.objects.filter(pk=melding.pk).first()
    return admin.melding_page(
        request, melding, "nieuwe_code", _("Nieuwe code voor de melder"), status=status,
        has_melder=melder is not None, kan_mailen=bool(melder) and mailing.may_mail_code(melding, melder),
        minuten=int(settings.NEW_CODE_TERM.total_seconds() // 60), **{"form": None, "link": "", **context},
    )  # fmt: skip
