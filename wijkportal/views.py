"""Pages that show more than one app, and the addresses that every site has."""

from django.http import Http404
from django.views.decorators.http import require_GET

from wijkportal.shortcuts import public_page, render_page


@require_GET
@public_page
def home(request):
    return render_page(request, "wijkportal/home.html")


def zoek(request, **kwargs):
    raise Http404


def buurt(request, **kwargs):
    raise Http404


def wijk(request, **kwargs):
    raise Http404


def live(request, **kwargs):
    raise Http404


def ready(request, **kwargs):
    raise Http404


def robots(request, **kwargs):
    raise Http404


def sitemap(request, **kwargs):
    raise Http404


def security_txt(request, **kwargs):
    raise Http404
