"""The addresses of the interface, and the gate that every request passes: its token, and the headers."""

from functools import wraps

from django.http import Http404
from django.urls import URLPattern
from ninja import NinjaAPI, Router

from meldingen.limieten import seconds_left, take
from meldingen.verwijzingen.partnersleutels import find
from meldingen.views.koppeling import stappen
from meldingen.views.koppeling.document import VERSION, about, document
from meldingen.views.koppeling.problemen import StrictParser, handle_problems, problem
from wijkportal.shortcuts import TooMany

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
MOST_AN_HOUR = 6_000  # requests with one token

api = NinjaAPI(**about, parser=StrictParser(), openapi_url=None, docs_url=None, urls_namespace="partner_api")
handle_problems(api)
api.add_router("", stappen.router)
elsewhere = Router()  # what no other address takes: after them
api.add_router("", elsewhere)


@elsewhere.get("/openapi.json", include_in_schema=False, url_name="partner_api_document")
def openapi(request):
    """The document; everybody may read it, also a page of another site."""
    response = api.create_response(request, document(api), status=200)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@elsewhere.api_operation(METHODS, "", include_in_schema=False, url_name="partner_api_niets")
def nothing(request):
    raise Http404


@elsewhere.api_operation(METHODS, "/{path:rest}", include_in_schema=False, url_name="partner_api_onbekend")
def unknown(request, rest: str):
    raise Http404


def gate(view, *, is_open):
    """A view of the interface behind its checks, in this order; every answer carries the version."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            response = (not is_open and refuse(request)) or view(request, *args, **kwargs)
        except Exception as exception:  # noqa: BLE001  (what the checks raise is answered as what a view raises)
            response = api.on_exception(request, exception)
        if response.status_code == 405:
            response = problem(405, headers={"Allow": response.headers["Allow"]})
        response.headers["API-Version"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def refuse(request):
    """Why a request gets no further, as an answer; None when it may. Puts the Partnersleutel on the request."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    request.auth = find(token.strip()) if kind.lower() == "bearer" else None
    if request.auth is None:
        return problem(401, headers={"WWW-Authenticate": 'Bearer realm="partner"'})
    if take("koppeling", f"sleutel:{request.auth.pk}".encode(), limit=MOST_AN_HOUR) is None:
        raise TooMany(retry_after=seconds_left())
    return None


def gated(pattern):
    return URLPattern(
        pattern.pattern, gate(pattern.callback, is_open=pattern.name == "partner_api_document"), name=pattern.name
    )


# The same view stands there once for each of its methods.
urlpatterns = [*{str(one.pattern): gated(one) for one in api.urls[0] if one.name != "api-root"}.values()]
