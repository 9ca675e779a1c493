"""Pages of this app."""

from django.http import Http404
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from agenten.models import Tekst
from agenten.opmaak import as_html
from agenten.standaardteksten import text_of
from wijkportal.shortcuts import public_page, render_page


def buurt_calendar(request, **kwargs):
    raise Http404


def poster(request, **kwargs):
    raise Http404


def wijkagent(request, **kwargs):
    raise Http404


def vcard(request, **kwargs):
    raise Http404


def wijkagent_calendar(request, **kwargs):
    raise Http404


def one_date(request, **kwargs):
    raise Http404


def foto(request, **kwargs):
    raise Http404


@require_GET
@public_page
def tekst(request, sleutel):
    text = text_of(sleutel, get_language())
    context = {"tekst": text, "inhoud": as_html(text.inhoud), "met_zoeken": sleutel == Tekst.Sleutel.UITLEG}
    return render_page(request, "agenten/tekst.html", context)
