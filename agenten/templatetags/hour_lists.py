"""Hours as pieces of a page, written out in one go: a page has up to a dozen of them and is made for every visitor.

Days and times are our own words; only what somebody typed needs escaping.
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from agenten.templatetags.hours import day
from agenten.templatetags.sentences import change, hours, why
from buurten.templatetags.places import phones

register = template.Library()


@register.filter
def leaf(moment, now):
    """The leaf of a calendar with the date of a moment."""
    above = _("vandaag") if moment.is_today(now) else day(moment, "D")
    parts = f"<span>{above}</span><b>{day(moment, 'j')}</b><span>{day(moment, 'b')}</span>"
    return mark_safe(f'<div class="leaf" aria-hidden="true">{parts}</div>')  # noqa: S308


@register.filter
def hour_lines(pairs, team):
    """List items with day, time and place of pairs (agent, moment); with the name too when a team has more officers."""
    has_names = len(team.agenten) > 1
    lines = (line_of(moment, agent.persoon.naam if has_names else "") for agent, moment in pairs)
    return mark_safe("".join(lines))  # noqa: S308


def line_of(moment, name):
    tag = change(moment)
    above = f'<p><span class="tag warn">{tag}</span></p>' if tag else ""
    date = day(moment)
    when = f'<strong>{date[:1].upper()}{date[1:]}</strong>, <span class="nowrap">{hours(moment)}</span>'
    return f"<li>{above}<p>{when}</p><p>{where_or_why(moment, name)}</p></li>"


def where_or_why(moment, name):
    if not moment.is_on:
        return phones(why(moment))
    return escape(f"{moment.plaats}, {name}" if name else moment.plaats)
