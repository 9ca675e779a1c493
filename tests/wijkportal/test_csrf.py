"""No address takes a form that was not opened here (SAFETY S14); the addresses are read from the site itself."""

import ast
import re

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, path, resolve
from django.urls.resolvers import RoutePattern
from django.utils import translation

from tests.test_conventions import app_sources, named
from wijkportal.shortcuts import read_only
from wijkportal.urls import handler400, handler403, handler404, handler500  # noqa: F401  (Django finds them here)
from wijkportal.urls import urlpatterns as all_addresses

UNSAFE = ("post", "put", "patch", "delete")
OURS = {"Origin": "http://testserver"}
EXAMPLES = {
    **dict.fromkeys(("slug", "str", "path"), "x"),
    "int": "1",
    "iso_date": "2026-11-23",
    "uuid": "0b0f6a4e-3f0f-4d4c-9e07-2f4f8f6f7b1a",
}
REGEX_EXAMPLES = {"app_label": "agenten", "url": "x"}  # of the admin
OF_PARTNERS = "/partner/api/v1/"  # reads no cookie and wants a token of its own (SAFETY S14)
DOCUMENT = f"{OF_PARTNERS}openapi.json"  # is only read
LEAVES = "/snel-weg/"  # lets everybody go, with or without a token; see the test of its own

pytestmark = pytest.mark.django_db


def hole(request, pk):
    return HttpResponse("taken")


hole.csrf_exempt = True
own = [
    path("lek/<int:pk>/", hole),
    path("dicht/", lambda request: HttpResponse("taken")),
    path("lees/", read_only(lambda request: HttpResponse("read"))),
]
urlpatterns = [*own, *all_addresses]


def addresses(patterns=None, start=""):
    """(example address, view) of every pattern of the site, in the language of now."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        address = start + example(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"/{address}", entry.callback
        else:
            yield from addresses(entry.url_patterns, address)


def example(pattern):
    """A text that the pattern matches. Raises KeyError for a converter that is new to EXAMPLES."""
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES[found[1] or "str"], str(pattern))
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: REGEX_EXAMPLES[found[1]], str(pattern)).strip("^$")


def open_addresses(patterns=None, *, methods=UNSAFE, user=None):
    """What takes an unsafe request without a token: not answered with 403 (405 where is only read, 401 to partners)."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if user:
        client.force_login(user)
    wrong = []
    for address, view in addresses(patterns):
        is_of_partners = address.startswith(OF_PARTNERS) and address != DOCUMENT
        expected = 401 if is_of_partners else 405 if getattr(view, "csrf_exempt", False) else 403
        for method in methods:
            status = getattr(client, method)(address, headers=OURS).status_code
            if status != expected and (method, address.removeprefix("/en")) != ("post", LEAVES):
                wrong.append(f"{method} {address} {status}")
    return wrong


def test_the_addresses_lead_to_their_views():
    found = list(addresses())
    assert [address for address, view in found if resolve(address).func is not view] == []
    assert {"/", LEAVES, "/mijn-buurt/locatie", "/admin/agenten/wijkagent/x/change/"} <= dict(found).keys()


def test_without_a_token_nothing_is_taken_anywhere():
    assert open_addresses() == []


def test_without_a_token_nothing_is_taken_in_english_or_of_who_is_signed_in():
    with translation.override("en"):
        assert any(address.startswith("/en/") for address, _view in addresses())
        assert open_addresses(methods=["post"]) == []
    boss = get_user_model().objects.create_superuser("boss", password="x")
    assert open_addresses(methods=["post"], user=boss) == []


def test_snel_weg_without_a_token_of_ours_only_leaves(settings):
    client = Client(enforce_csrf_checks=True)
    for origin in ("https://evil.example", "null"):
        response = client.post(LEAVES, headers={"Origin": origin})
        assert (response.status_code, response["Refresh"]) == (403, f"0; url={settings.EXIT_URL}")
        assert (response.cookies, "Clear-Site-Data" in response) == ({}, False)


@pytest.mark.urls(__name__)
def test_the_search_for_holes_finds_one():
    assert open_addresses(own) == [f"{method} /lek/1/ 200" for method in UNSAFE]


def test_only_what_is_only_read_is_exempt():
    exempt = []
    for source in app_sources():
        for node in ast.walk(ast.parse(source.read_text())):
            name = getattr(node, "id", getattr(node, "attr", ""))
            if name.startswith("csrf_exempt") or (isinstance(node, ast.Constant) and node.value == "csrf_exempt"):
                exempt.append(named(source))
    assert exempt == ["wijkportal/shortcuts.py"]
