"""`{% lokveld %}` inside a form: the field that only machines fill in."""

from django import template

from meldingen.misbruik import LOKVELD

register = template.Library()


@register.inclusion_tag("meldingen/_lokveld.html")
def lokveld():
    return {"name": LOKVELD}
