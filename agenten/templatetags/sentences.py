"""Whole sentences about officers and their hours, as residents read them.

A page has dozens of them and is made for every visitor: one function each is ten times cheaper than a template tag.
"""

from functools import lru_cache

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenten.models import Rolstoel
from agenten.spreekuren import Status
from agenten.templatetags.hours import clock, day, dutch, listed, starts_in, worded_date

register = template.Library()


def filled(sentence, **words):
    """A translated sentence as HTML; words that are no HTML yet are escaped."""
    return mark_safe(escape(sentence) % {name: conditional_escape(word) for name, word in words.items()})  # noqa: S308


def joined(sentences):
    return mark_safe(" ".join(conditional_escape(sentence) for sentence in sentences if sentence))  # noqa: S308


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
    return worded_hours(moment.begin.time(), moment.eind.time(), get_language())


@lru_cache(maxsize=2048)
def worded_hours(begin, end, language):
    return _("%(van)s tot %(tot)s uur") % {"van": clock(begin), "tot": clock(end)}


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
    return joined([sentence, dutch(moment.spreekuur.toelichting) or _("U hoeft geen afspraak te maken.")])


@register.filter
def access(moment):
    """Wheelchair and partners; empty when nothing is known."""
    sentences = []
    if moment.spreekuur.rolstoel == Rolstoel.JA:
        sentences.append(_("U kunt er met een rolstoel in."))
    elif moment.spreekuur.rolstoel == Rolstoel.NEE:
        sentences.append(_("U kunt er niet met een rolstoel in."))
    if moment.spreekuur.partners:
        sentences.append(filled(_("Ook aanwezig: %(partners)s."), partners=dutch(moment.spreekuur.partners)))
    return joined(sentences)


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
    return joined([_("Spreekuur van %(dag)s.") % {"dag": day(moment)}, why(moment)])


@register.filter
def why(moment):
    """Why an hour does not go on, and when it is instead; empty when nothing is known."""
    sentences = []
    if moment.nieuw:
        sentences.append(_("Het is nu op %(dag)s.") % {"dag": day(moment.nieuw)})
    if moment.status == Status.FEESTDAG:
        sentences.append(_("Dan is het %(feestdag)s.") % {"feestdag": moment.reden})
    else:
        sentences.append(own_words(moment))
    return joined(sentences)


@register.filter
def note(moment):
    """What is special about an hour that goes on; why it moved is told at its old date."""
    return "" if moment.oude_datum and moment.oude_datum != moment.datum else own_words(moment)


def own_words(moment):
    """The reason: what somebody typed, or our sentence that the officer is away."""
    return dutch(moment.reden) if moment.is_reden_getypt else moment.reden


@register.filter
def change_of_next(agent):
    """The tag of the next hour; empty when the notice above it already tells that it moved."""
    is_told = any(moment.nieuw == agent.volgende for moment in agent.gaat_niet_door)
    return "" if is_told else change(agent.volgende)


@register.filter
def away(agent):
    return _("Afwezig tot en met %(dag)s") % {"dag": worded_date(agent.afwezig.tot, "j F", get_language())}
