"""A partner's address list in the admin: upload it, look at what changes, and take it over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenten import rechten
from agenten.models import Partner
from agenten.partneradressen import TooManyGone, compare, read, replace
from meldingen.forms.partneradressen import BestandForm, InlezenForm

SHOWN = 200
WRONG = {
    "postcode": _("Dit is geen postcode, zoals 1234AB."),
    "huisnummer": _("Dit is geen huisnummer. Zet letters in de kolom toevoeging."),
    "toevoeging": _("Dit is te lang. Gebruik hooguit 10 tekens."),
    "kop": _("Gebruik de kolommen postcode, huisnummer en toevoeging."),
    "leeg": _("In dit bestand staat geen adres."),
    "te_veel": _("Dit zijn te veel adressen voor één lijst."),
}


def answer(admin, request, pk):
    """GET: choose a file. POST: with a file what it changes; with what was looked at: take it over."""
    partner = admin.get_object(request, str(pk))
    if partner is None:
        raise Http404
    if not rechten.may(request.user, rechten.ADD, Partner):
        raise PermissionDenied
    if "lijst" in request.POST:
        return take_over(admin, request, partner)
    form = BestandForm(request.POST, request.FILES) if request.method == "POST" else BestandForm()
    if not form.is_bound or not form.is_valid():
        return show(admin, request, partner, form, status=422 if form.is_bound else 200)
    lijst = read(form.cleaned_data["bestand"].read())
    if lijst.fouten:
        return show(admin, request, partner, form, status=422, fouten=in_words(lijst.fouten), te_zien=SHOWN)
    return show_changes(admin, request, partner, lijst.adressen)


def show_changes(admin, request, partner, adressen, *, status=200):
    text = " ".join(f"{one.postcode},{one.huisnummer},{one.toevoeging}" for one in sorted(adressen))
    verschil, form = compare(partner, adressen), InlezenForm(initial={"lijst": text})
    if not verschil.is_kaal:
        del form.fields["mag_weg"]
    return show(admin, request, partner, BestandForm(), status=status, verschil=verschil, inlezen=form, te_zien=SHOWN)


def take_over(admin, request, partner):
    """What was looked at is read and checked once more."""
    form = InlezenForm(request.POST)
    lijst = read("\n".join(request.POST["lijst"].split()).encode())
    if lijst.fouten or not form.is_valid():
        return show(admin, request, partner, BestandForm(), status=422, fouten=in_words(lijst.fouten), te_zien=SHOWN)
    try:
        verschil = replace(partner, lijst.adressen, allow_drop=form.cleaned_data["mag_weg"])
    except TooManyGone:
        return show_changes(admin, request, partner, lijst.adressen, status=422)
    added, gone = len(verschil.nieuw), len(verschil.weg)
    words = [
        ngettext("%(aantal)s adres is nieuw.", "%(aantal)s adressen zijn nieuw.", added) % {"aantal": added},
        ngettext("%(aantal)s adres is weg.", "%(aantal)s adressen zijn weg.", gone) % {"aantal": gone},
    ]
    admin.log_change(request, partner, " ".join(words))
    for sentence in words:
        admin.message_user(request, sentence, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:agenten_partner_change", args=[partner.pk]))


def in_words(fouten):
    return [(one.rij, one.kolom, WRONG[one.wat]) for one in fouten]


def show(admin, request, partner, form, *, status=200, **context):
    context |= {**admin.admin_site.each_context(request), "opts": admin.opts, "original": partner, "form": form}
    context |= {"title": _("Adreslijst van %(naam)s") % {"naam": partner.naam}}
    return TemplateResponse(request, "admin/meldingen/partner/adressen.html", context, status=status)
