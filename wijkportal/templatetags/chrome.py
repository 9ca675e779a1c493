"""Parts of a page that are the same on all pages of a language: made once."""

from functools import cache, lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

register = template.Library()
SAME_ON_EVERY_PAGE = ("site_name", "is_official", "menu")


@register.simple_tag(takes_context=True)
def made_once(context, name):
    """Include a template that uses nothing but the language and the settings of the site."""
    values = tuple((key, context[key]) for key in SAME_ON_EVERY_PAGE)
    return render_once(name, get_language(), values)


@lru_cache(maxsize=64)
def render_once(name, language, values):
    return mark_safe(render_to_string(name, dict(values)))  # noqa: S308


@register.simple_tag
@cache
def icons():
    """The address of the drawings of all icons."""
    return static("img/icons.svg")
