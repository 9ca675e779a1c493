"""The last step: check, send, and the receipt."""

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agenten.qr import qr_of
from meldingen import concepten, namens, ontvangst, stappen, versturen
from meldingen.forms.register import form_for, regels
from meldingen.limieten import count_tip
from meldingen.misbruik import suspicion
from meldingen.stappen import BY_SLUG, CONTROLE, address
from meldingen.toewijzing import NoTeam
from meldingen.verlaten import resident_page
from meldingen.views.melden import elsewhere
from meldingen.views.pagina import redirect_to, show_gone, show_sent, show_step
from meldingen.workflow import AlreadySent
from meldingen.zicht import who_reads
from wijkportal.shortcuts import render_page


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def controle(request):
    """Everything once more; a POST sends what was shown, and nothing else."""
    return send(request) if request.method == "POST" else check(request)


def check(request, **more):
    invulling = concepten.load(request)
    if invulling and invulling.is_verstuurd:
        return redirect_to("melden_verstuurd")
    return elsewhere(request, invulling, BY_SLUG[CONTROLE]) or show_check(request, invulling, **more)


def send(request):
    """Above the limit of the site the 429 page follows from TooMany; the draft stays."""
    key, now = concepten.cookie_of(request), timezone.now()
    begun = concepten.begun_op(key, now)
    if begun is None:
        return check(request)
    try:
        deliver(request, key, *begun, now)
    except namens.NotSignedIn:
        return check(request, is_afgemeld=True, status=403)
    except concepten.Verdwenen:
        return show_gone(request)
    except (versturen.Gewijzigd, NoTeam):
        return check(request, is_gewijzigd=True)
    except AlreadySent:
        return show_sent(request, [concepten.load(request).of("wat").get("verhaal", "")])
    return redirect_to("melden_verstuurd")


def deliver(request, key, begun_op, is_sent, medewerker, now):
    """Send the draft, unless that was done. Limits are for residents: a medewerker is known, and signed in."""
    if is_sent:
        return
    shown = request.POST.get("kenmerk", "")
    if medewerker:
        versturen.send(key, shown, by=namens.require(request, medewerker, now), now=now)
        return
    is_odd = suspicion(begun_op, request.POST, now)
    is_odd = count_tip(request, now) or is_odd
    versturen.send(key, shown, is_na_te_kijken=is_odd, now=now)


def show_check(request, invulling, **more):
    inzending = versturen.inzending_of(invulling)
    try:
        wie = who_reads(inzending)
    except NoTeam:
        return show_no_team(request, invulling)
    termijn, datum = versturen.promise_of(inzending)
    step = BY_SLUG[CONTROLE]
    context = {
        "regels": regels(invulling),
        "kenmerk": versturen.kenmerk(invulling, inzending),
        "wie": wie,
        "inzending": inzending,
        "termijn": termijn,
        "datum": datum,
        **more,
    }
    return show_step(request, invulling, step, form_for(step, invulling), **context)


def show_no_team(request, invulling):
    step = BY_SLUG["geen-team"]
    return show_step(request, invulling, step, form_for(step, invulling))


@resident_page
@require_http_methods(["GET", "HEAD"])
def verstuurd(request):
    """The receipt: until “Ik heb de code bewaard”, or the end of its term."""
    invulling = concepten.load(request)
    if invulling is None:
        return show_gone(request) if concepten.cookie_of(request) else redirect("melden")
    melding = ontvangst.fetch(invulling)
    if melding is None:
        return redirect(address(stappen.first_open(invulling)))
    code = versturen.code_for(invulling.sleutel, melding)
    context = ontvangst.describe(melding, code)
    if invulling.is_voor_ander:
        return render_page(request, "meldingen/verstuurd_namens.html", context | to_hand_over())
    return render_page(request, "meldingen/verstuurd.html", context)


def to_hand_over():
    """What the printed receipt needs besides the code: where to follow, which tells nothing of the melding."""
    address = settings.SITE_URL + reverse("volgen")
    return {"volgadres": address, "qr": qr_of(address)}


@resident_page
@require_POST
def bewaard(request):
    """The code is kept: the way back to it goes, here and in the browser."""
    concepten.forget_receipt(request)
    response = namens.to_inbox(request) or render_page(request, "meldingen/bewaard.html")
    concepten.drop_cookie(response)
    return response
