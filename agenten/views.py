"""Pages of this app."""

from django.http import Http404


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


def tekst(request, **kwargs):
    raise Http404
