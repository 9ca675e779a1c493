"""Whole sentences about officers and their hours, as residents read them.

A page has dozens of them and is made for every visitor: one function each is ten times cheaper than a template tag.
"""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenten.models import Rolstoel
from agenten.spreekuren import Status
from agenten.templatetags.hours import clock, day, listed, starts_in, worded_date

register = template.Library()


@register.filter
def role(agent):
    """What an officer is to a resident, and since when."""
    if not agent.taken:
        return _("Uw wijkagent")
    words = {"taak": listed(agent.taken), "jaar": agent.sinds_datum and agent.sinds_datum.year}
    return (_("Uw %(taak)s sinds %(jaar)s") if agent.sinds_datum else _("Uw %(taak)s")) % words


@register.filter
def speaks(agent):
    return _("Spreekt %(talen)s") % {"talen": listed(agent.talen)}


@register.filter
def hours(moment):
    """From when to when: "15.00 tot 16.30 uur"."""
    return _("%(van)s tot %(tot)s uur") % {"van": clock(moment.begin), "tot": clock(moment.eind)}


@register.filter
def headline(moment, now):
    """What a resident wants to know of the next hour."""
    if moment.is_now(now):
        return _("Er is nu spreekuur")
    if moment.is_today(now):
        return _("Spreekuur vandaag, %(over)s") % {"over": starts_in(moment, now)}
    return _("Volgende spreekuur: %(dag)s") % {"dag": day(moment)}


@register.filter
def going_on(moment):
    """The tag of an hour that has begun."""
    return _("Nu bezig, tot %(tot)s uur") % {"tot": clock(moment.eind)}


@register.filter
def where(moment):
    """Times, place and address of an hour, and whether somebody must make an appointment."""
    place = f"{moment.plaats}, {moment.adres}" if moment.adres else moment.plaats
    sentence = _("%(uren)s in %(plaats)s.") % {"uren": hours(moment), "plaats": place}
    return f"{sentence} {moment.spreekuur.toelichting or _('U hoeft geen afspraak te maken.')}"


@register.filter
def access(moment):
    """Wheelchair and partners; empty when nothing is known."""
    sentences = []
    if moment.spreekuur.rolstoel == Rolstoel.JA:
        sentences.append(_("U kunt er met een rolstoel in."))
    elif moment.spreekuur.rolstoel == Rolstoel.NEE:
        sentences.append(_("U kunt er niet met een rolstoel in."))
    if moment.spreekuur.partners:
        sentences.append(_("Ook aanwezig: %(partners)s.") % {"partners": moment.spreekuur.partners})
    return " ".join(sentences)


@register.filter
def change(moment):
    """The tag of an hour that is not as usual; empty when it is."""
    if moment.status == Status.VERPLAATST:
        return _("Verplaatst")
    if not moment.is_on:
        return _("Gaat niet door")
    if not moment.oude_datum:
        return ""
    if moment.oude_datum == moment.datum:
        return _("Andere tijd of plaats")
    return _("In plaats van %(dag)s") % {"dag": worded_date(moment.oude_datum, "l j F", get_language())}


@register.filter
def reason(moment):
    """Which hour does not go on, why, and when it is instead."""
    sentences = [_("Spreekuur van %(dag)s.") % {"dag": day(moment)}, why(moment)]
    return " ".join(filter(None, sentences))


@register.filter
def why(moment):
    """Why an hour does not go on, and when it is instead; empty when nothing is known."""
    sentences = []
    if moment.nieuw:
        sentences.append(_("Het is nu op %(dag)s.") % {"dag": day(moment.nieuw)})
    if moment.status == Status.FEESTDAG:
        sentences.append(_("Dan is het %(feestdag)s.") % {"feestdag": moment.reden})
    elif moment.reden:
        sentences.append(moment.reden)
    return " ".join(sentences)


@register.filter
def note(moment):
    """What is special about an hour that goes on; why it moved is told at its old date."""
    return "" if moment.oude_datum and moment.oude_datum != moment.datum else moment.reden


@register.filter
def away(agent):
    return _("Afwezig tot en met %(dag)s") % {"dag": worded_date(agent.afwezig.tot, "j F", get_language())}
