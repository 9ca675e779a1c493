"""Pages of this app."""

from django.http import Http404


def gemeenten(request, **kwargs):
    raise Http404


def gemeente(request, **kwargs):
    raise Http404


def straten(request, **kwargs):
    raise Http404


def suggesties(request, **kwargs):
    raise Http404


def locatie(request, **kwargs):
    raise Http404
