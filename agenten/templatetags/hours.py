"""How moments and people are put into words on a page."""

import datetime
from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()
ROUNDED = 5  # minutes


@register.filter
def day(moment, form="l j F"):
    """The date of a moment in words: "dinsdag 24 november"."""
    return worded_date(moment.datum, form, get_language())


@lru_cache(maxsize=4096)
def worded_date(date, form, language):
    return date_format(date, form)


@register.filter
def clock(time):
    """A time of the day as the language writes it: "15.00"."""
    return worded_time(time.hour, time.minute, get_language())


@lru_cache(maxsize=2048)
def worded_time(hour, minute, language):
    return time_format(datetime.time(hour, minute))


@register.filter
def is_now(moment, now):
    """Whether a moment is going on."""
    return moment.is_now(now)


@register.filter
def is_today(moment, now):
    return moment.is_today(now)


@register.filter
def starts_in(moment, now):
    """How long until a moment begins: "over 2 uur", or in steps of five minutes under an hour."""
    minutes = int((moment.begin - now).total_seconds() // 60)
    if minutes >= 60:
        hours = round(minutes / 60)
        return ngettext("over %(n)s uur", "over %(n)s uur", hours) % {"n": hours}
    minutes = max(ROUNDED, minutes // ROUNDED * ROUNDED)
    return ngettext("over %(n)s minuut", "over %(n)s minuten", minutes) % {"n": minutes}


@register.filter
def listed(words):
    """Words as a sentence lists them: a, b en c."""
    return get_text_list([str(word) for word in words], _("en"))


@register.filter
def linked(places):
    """Links to areas as a sentence lists them: a, b en c."""
    links = [format_html('<a href="{}">{}</a>', place.get_absolute_url(), place.naam) for place in places]
    return mark_safe(get_text_list(links, escape(_("en"))))  # noqa: S308 - each part is escaped


@register.filter
def dutch(text):
    """What a medewerker wrote: Dutch on every page, and marked as such where the page is not."""
    return format_html('<span lang="nl">{}</span>', text) if text and get_language() != "nl" else text


@register.filter
def webcal(path):
    """The address of a feed that a calendar program subscribes to instead of importing it once."""
    return f"webcal://{settings.SITE_URL.split('://')[1]}{path}"
