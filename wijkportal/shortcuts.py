"""How a page is answered. The only module of this package that apps may import; it imports only Django."""

import hashlib
import json
import time
from functools import wraps

from django.conf import settings
from django.http import HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}  # as in Django's json_script
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
MOST_ETAGS = 20_000
known_etags = {}


class TooMany(Exception):
    """A limit is reached. Raised by a view, answered with the 429 page; seconds until it makes sense to try again."""

    def __init__(self, *, retry_after, is_site=False):
        super().__init__()
        self.retry_after, self.is_site = retry_after, is_site


def render_page(request, template, context=None, *, partial=None, status=200):
    """Answer with the whole page, or with its partial when htmx asks for that part.

    A history-restore request gets the whole page: the browser has thrown the rest away.
    """
    response = render(request, chosen_template(request, template, partial), context, status=status)
    if partial:
        patch_vary_headers(response, ["HX-Request"])
    return response


def chosen_template(request, template, partial):
    if partial and request.htmx and not request.htmx.history_restore_request:
        return partial
    return template


def query_of(request):
    """The query of an address as it was asked, with its question mark; "" without one."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


def read_only(view):
    """A page that is only read, by GET or HEAD. Whatever is sent to it gets the 405 page, not a question about a form.

    The check of forms can be left out because no form is ever accepted here.
    """
    return csrf_exempt(require_safe(view))


def public_page(view):
    """A GET page that is the same for everybody: a shared cache may hold it for PUBLIC_MAX_AGE seconds.

    Its ETag is the hash of the body, and is remembered in this process as long, so that a browser that asks again
    gets its 304 without a query (KnownPageMiddleware). Together that keeps every change visible within a minute.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = f'"{hashlib.blake2s(response.content, digest_size=12).hexdigest()}"'
        remember_etag(request, etag)
        response.headers["ETag"] = etag
        return as_public(get_conditional_response(request, etag=etag, response=response))

    return answer


def not_modified(request):
    """The 304 for a public page of which the browser has the ETag that this process remembers; else None.

    By hand, because it must cost next to nothing; a list of ETags takes the long way.
    """
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if not asked or request.method not in ("GET", "HEAD"):
        return None
    etag, until = known_etags.get(page_key(request), (None, 0))
    if asked.removeprefix("W/") != etag or until <= time.monotonic():
        return None
    return as_public(HttpResponseNotModified(headers={"ETag": etag}))


def remember_etag(request, etag):
    if len(known_etags) >= MOST_ETAGS:
        known_etags.clear()
    known_etags[page_key(request)] = (etag, time.monotonic() + settings.PUBLIC_MAX_AGE)


def page_key(request):
    return request.path_info, request.META.get("QUERY_STRING"), request.META.get("HTTP_HX_REQUEST")


def as_public(response):
    response.headers["Cache-Control"] = f"public, max-age={settings.PUBLIC_MAX_AGE}"
    return response


def json_ld(data):
    """A schema.org description as a script element, with the three characters escaped that could end it."""
    text = as_json(data).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
