"""Pages that differ in a few places only: made once for each shape, then those places are filled in.

It halves the time of the page that people come back to, and lets a wrong code cost what a right one costs.
"""

import re

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

SLOT = re.compile("⟦(\\w+)⟧")
MOST_SHAPES = 500
made = {}


def slot(name):
    """What stands in a template for a value that is filled in afterwards."""
    return f"⟦{name}⟧"


def filled(request, template, context, *, shape, values, status=200):
    """The page of a template, made once for each language and shape.

    `values` are pieces of HTML by the name of their slot; the template reads each under that name, and the CSRF token
    is one more. All else in `context()` follows from `shape`, which can be hashed. What is filled in is never looked
    through, so nobody can type a slot.
    """
    values |= {"csrf_token": get_token(request)}
    key = (template, get_language(), shape)
    if key not in made:
        if len(made) >= MOST_SHAPES:
            made.clear()
        slots = {name: slot(name) for name in values}
        made[key] = SLOT.split(render_to_string(template, context() | slots, request))
    pieces = iter(made[key])  # text, name, text, name, …, text
    html = [next(pieces)]
    for name, text in zip(pieces, pieces, strict=True):
        html += values[name], text
    return HttpResponse("".join(html), status=status)
