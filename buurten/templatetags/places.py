"""Places as links: written out in one go, because a list can hold hundreds."""

import re
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from buurten.models import Zijde

register = template.Library()
MOST_RANGES = 3
PHONE = re.compile(r"\b(?:0[89]00-\d{4}|112)\b")


@register.filter
def buurt_links(buurten, pad):
    """List items that link to buurten of the gemeente whose page is at `pad`."""
    items = (f'<li><a href="{pad}{buurt.slug}/">{escape(buurt.naam)}</a></li>' for buurt in buurten)
    return mark_safe("\n".join(items))  # noqa: S308


@register.filter
def neighbour_links(tekening, pad):
    """List items that link to the neighbours of a Kaart; `pad` is the address of all places."""
    items = (f'<li><a href="{address_of(buur, pad)}">{escape(buur["naam"])}</a></li>' for buur in tekening["buren"])
    return mark_safe("\n".join(items))  # noqa: S308


@register.filter
def neighbour_shapes(tekening, pad):
    """The neighbours of a Kaart as linked shapes for an svg, with their names where those fit."""
    return mark_safe("".join(shape(buur, address_of(buur, pad)) for buur in tekening["buren"]))  # noqa: S308


def address_of(buur, pad):
    return f"{pad}{buur['gemeente']}/{buur['slug']}/"


def shape(buur, address):
    name = escape(buur["naam"])
    label = "" if buur["x"] is None else f'<text x="{buur["x"]}" y="{buur["y"]}" aria-hidden="true">{name}</text>'
    return f'<a href="{address}" aria-label="{name}"><path d="{buur["pad"]}"/>{label}</a>'


@register.filter
def dial(number):
    """A phone number as a tel: link wants it: digits, and a plus in front."""
    return "".join(letter for letter in str(number) if letter.isdigit() or letter == "+")


@register.filter
def phones(sentence):
    """A sentence with the phone numbers in it as links, which keeps each of them on one line too."""
    text = PHONE.sub(lambda found: f'<a href="tel:{dial(found[0])}">{found[0]}</a>', conditional_escape(sentence))
    return mark_safe(text)  # noqa: S308


@register.filter
def line_address(line):
    """Where a Line of the search leads: the page of an area, or a search for what it stands for."""
    if line.pad:
        return reverse("gemeenten") + line.pad
    return f"{reverse('zoek')}?{urlencode({'q': line.again, 'soort': line.soort})}"


@register.filter
def house_numbers(reeksen):
    """Ranges of house numbers in words, the first few."""
    words = [range_in_words(reeks) for reeks in reeksen[:MOST_RANGES]]
    return ", ".join(words) + (" …" if len(reeksen) > MOST_RANGES else "")


def range_in_words(reeks):
    numbers = {"van": reeks.van, "tot": reeks.tot}
    if reeks.van == reeks.tot:
        return str(reeks.van)
    if reeks.zijde == Zijde.EVEN:
        return _("%(van)s tot en met %(tot)s (even)") % numbers
    if reeks.zijde == Zijde.ONEVEN:
        return _("%(van)s tot en met %(tot)s (oneven)") % numbers
    return _("%(van)s tot en met %(tot)s") % numbers
