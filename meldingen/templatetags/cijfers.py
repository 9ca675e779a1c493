"""The figures of a basisteam as a block of another page: made once for as long as they are remembered."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def tips_block(blad, basisteam):
    """“Wat gebeurde er met uw tips?” of a Blad (cijferbladen.recent)."""
    return rendered(blad, basisteam.naam, basisteam.slug, get_language())


@lru_cache(maxsize=512)
def rendered(blad, naam, slug, language):
    context = {"blad": blad, "basisteam": {"naam": naam, "slug": slug}}
    return mark_safe(render_to_string("meldingen/_tips.html", context))  # noqa: S308
