"""Hours as pieces of a page, written out in one go: a page has up to a dozen of them and is made for every visitor."""

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext as _

from agenten.templatetags.hours import day
from agenten.templatetags.sentences import change, hours, why
from buurten.templatetags.places import phones

register = template.Library()


@register.filter
def leaf(moment, now):
    """The leaf of a calendar with the date of a moment."""
    above = _("vandaag") if moment.is_today(now) else day(moment, "D")
    return format_html(
        '<div class="leaf" aria-hidden="true"><span>{}</span><b>{}</b><span>{}</span></div>',
        above,
        day(moment, "j"),
        day(moment, "b"),
    )


@register.filter
def hour_lines(pairs, team):
    """List items with day, time and place of pairs (agent, moment); with the name too when a team has more officers."""
    has_names = len(team.agenten) > 1
    lines = ((line_of(moment, agent.persoon.naam if has_names else ""),) for agent, moment in pairs)
    return format_html_join("", "{}", lines)


def line_of(moment, name):
    tag = change(moment)
    if moment.is_on:
        text = escape(f"{moment.plaats}, {name}" if name else moment.plaats)
    else:
        text = phones(why(moment))
    date = day(moment)
    return format_html(
        '<li>{}<p><strong>{}</strong>, <span class="nowrap">{}</span></p><p>{}</p></li>',
        format_html('<p><span class="tag warn">{}</span></p>', tag) if tag else "",
        date[:1].upper() + date[1:],
        hours(moment),
        text,
    )
