"""Who gets into the partner desk: sign-in, invitation, password, language; and who does not."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agenten.models import Medewerker
from meldingen.forms.partnertoegang import InlogForm, NieuwWachtwoordForm, WachtwoordForm
from wijkportal.shortcuts import render_page

ANY = require_http_methods(["GET", "HEAD", "POST"])
SEE_OTHER = 303
PASSWORDS = sensitive_post_parameters("wachtwoord", "wachtwoord_nogmaals", "wachtwoord_oud")
LANGUAGES = dict(Medewerker._meta.get_field("taal").choices)


def works_here(user):
    """Whether somebody works for a partner that is in use."""
    return bool(user.is_active and user.partner_id and user.partner.is_actief)


def for_partner(view):
    """A page of the desk. Who is not signed in goes to the sign-in; others read that this is not their door."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method == "GET" else reverse("partner_lijst")
            return redirect(reverse("partner_inloggen", query={"next": back}))
        if not works_here(request.user):
            return page(request, "meldingen/partner/geen_toegang.html", status=403)
        return view(request, *args, **kwargs)

    return answer


def page(request, template, *, status=200, **context):
    return render_page(request, template, context, status=status)


def to(name, *args):
    """On to a page of the desk, after a form was sent."""
    response = redirect(name, *args)
    response.status_code = SEE_OTHER
    return response


def wanted_page(request):
    """Where to go after signing in: a page of the desk, never elsewhere (SAFETY S17)."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    start = reverse("partner_lijst")
    is_safe = url_has_allowed_host_and_scheme(there, allowed_hosts=None) and there.startswith(start)
    return there if is_safe else start


def speak(request):
    """The language of a page before somebody is known: that of its address line (`?taal=en`)."""
    if request.GET.get("taal") in LANGUAGES:
        translation.activate(request.GET["taal"])


@PASSWORDS
@ANY
def sign_in(request):
    speak(request)
    if request.method != "POST":
        return show_sign_in(request, InlogForm())
    form = InlogForm(request.POST)
    if not form.is_valid():
        return show_sign_in(request, form, status=422)
    given = form.cleaned_data
    user = authenticate(request, username=given["gebruikersnaam"], password=given["wachtwoord"])
    if user is None or not works_here(user):
        form.add_error(None, _("Deze naam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."))
        return show_sign_in(request, form, status=422)
    login(request, user)
    return redirect(wanted_page(request))


def show_sign_in(request, form, *, status=200):
    here = request.user.is_authenticated and works_here(request.user)
    return page(
        request,
        "meldingen/partner/inloggen.html",
        status=status,
        form=form,
        verder=wanted_page(request),
        is_binnen=here,
    )


@require_POST
def sign_out(request):
    logout(request)
    return to("partner_inloggen")


def invited(uidb64, token):
    """The Medewerker of a partner to whom this link was sent and who did not use it yet, or None."""
    try:
        pk = int(urlsafe_base64_decode(uidb64))
        user = Medewerker.objects.select_related("partner").get(pk=pk)
    except (TypeError, ValueError, OverflowError, Medewerker.DoesNotExist):
        return None
    return user if works_here(user) and default_token_generator.check_token(user, token) else None


@PASSWORDS
@ANY
def invitation(request, uidb64, token):
    """Choose a password with the link of an invitation, once."""
    user = invited(uidb64, token)
    if user is None:
        return page(request, "meldingen/partner/uitnodiging_oud.html", status=410)
    translation.activate(user.taal)
    form = NieuwWachtwoordForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(
            request,
            "meldingen/partner/uitnodiging.html",
            status=status,
            form=form,
            wie=user,
            organisatie=user.partner.naam,
        )
    keep_password(user, form)
    messages.success(request, _("Uw wachtwoord is gekozen. U kunt nu inloggen."))
    return to("partner_inloggen")


def keep_password(user, form):
    user.set_password(form.cleaned_data["wachtwoord"])
    user.save(update_fields=["password"])


@PASSWORDS
@ANY
@for_partner
def change_password(request):
    form = WachtwoordForm(request.POST if request.method == "POST" else None, user=request.user)
    if not form.is_valid():
        return page(request, "meldingen/partner/wachtwoord.html", status=422 if form.is_bound else 200, form=form)
    keep_password(request.user, form)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Uw wachtwoord is veranderd."))
    return to("partner_lijst")


@require_POST
@for_partner
def language(request):
    """The language of the desk, kept with the person."""
    if request.POST.get("taal") in LANGUAGES:
        request.user.taal = request.POST["taal"]
        request.user.save(update_fields=["taal"])
    response = redirect(resolve_url(wanted_page(request)))
    response.status_code = SEE_OTHER
    return response
