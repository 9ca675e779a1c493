"""How the pages of the partner desk write a number."""

from django import template

from meldingen.codes import shown_nummer

register = template.Library()


@register.filter
def grouped(nummer):
    """4K7QX-9MHT2"""
    return shown_nummer(nummer)
