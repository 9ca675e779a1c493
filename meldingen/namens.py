"""A message that a medewerker writes down for a caller or visitor, with the form of residents (O17).

The draft knows who began it. Sending asks anew: only that medewerker, signed in here and still at work with meldingen.
"""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meldingen import concepten
from meldingen.zicht import has_inbox

MARK = "namens"  # in each form of such a message, so that an old tab of an own message is not added to it
STOP = "postvak"  # the name of a button: back to the inbox
INBOX = "admin:meldingen_melding_changelist"
READ_OUT = {
    "groep": [_("Is er nu gevaar? Dan bel ik meteen 112."), _("U hoeft niet te zeggen wie u bent.")],
    "snel-weg-uitleg": [_("Kunt u vrij praten? Luistert er iemand mee?")],
    "wat": [_("Vertel wat er aan de hand is. Ik schrijf het op in uw woorden.")],
    "contact": [
        _("Mogen we u later iets vragen? U mag uw gegevens geven of anoniem blijven."),
        _("Blijft u anoniem? Dan bewaren we geen naam, e-mail of telefoonnummer bij uw melding."),
        _("Weet alleen u dit? Dan kan iemand raden dat u het was."),
    ],
    "gegevens": [_("Wanneer en hoe mogen we u bellen? Mogen we dan “politie” zeggen?")],
    "delen": [
        _("Mag de wijkagent hierover met deze persoon praten? Zegt u niets? Dan vragen we het u eerst."),
        _("Is het gevaarlijk voor u als deze persoon weet dat u meldde?"),
        _("Mogen we uw bericht doorgeven aan bijvoorbeeld de gemeente?"),
    ],
    "controle": [_("Ik lees voor wat ik opschreef, en wie dit leest. Klopt het zo?")],
}


class NotSignedIn(Exception):
    """Who began the draft is not signed in here any more, or works no longer with meldingen. The draft stays."""


def begin(medewerker, now=None):
    """A new, empty draft of this medewerker; gives its Invulling."""
    return concepten.begin({}, now, medewerker=medewerker)


def require(request, medewerker, now=None):
    """The Medewerker with this id, who began the draft and is signed in here. Raises NotSignedIn."""
    user = request.user
    if user.pk != medewerker or not has_inbox(user, now):
        raise NotSignedIn
    return user


def is_same(request, invulling):
    """Whether what is sent was typed in this kind of message: own, or for somebody else."""
    return (MARK in request.POST) == invulling.is_voor_ander


def writer(request):
    """Who goes on with a message for somebody else of which the draft is gone; None for a resident."""
    return request.user if MARK in request.POST and has_inbox(request.user) else None


def to_inbox(request):
    """Back to the inbox, for who stops or is done with a message for somebody else; None for a resident."""
    return redirect(INBOX) if STOP in request.POST else None


def context(request, invulling, step):
    """What the pages of the form show more. Who fills in is at work, so the session of staff goes on."""
    if invulling is None or not invulling.is_voor_ander:
        return {"namens": False}
    if request.user.is_authenticated:
        request.session.modified = True
    sign_in = reverse("admin:login", query={"next": request.path})
    return {"namens": True, "lees_voor": READ_OUT.get(step.slug, []), "aanmelden": sign_in}
