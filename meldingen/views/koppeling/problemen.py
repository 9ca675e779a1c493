"""Errors as application/problem+json (RFC 9457), each with a sentence that says what to do."""

import logging

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from meldingen.verwijzingen.verzoeken import AndereVraag, Antwoord
from wijkportal.shortcuts import TooMany, as_json

PROBLEM = "application/problem+json"
TITLES = {
    400: "Deze vraag klopt niet",
    401: "Geen geldige sleutel",
    404: "Niet gevonden",
    405: "Dit kan op dit adres niet",
    409: "Dit kan nu niet",
    413: "Te groot",
    415: "Geen JSON",
    422: "Dit kan zo niet",
    429: "Te vaak",
    500: "Er ging bij ons iets mis",
    503: "Het portaal is nu niet bereikbaar",
}
SENTENCES = {
    400: "Verbeter de velden in `errors` en stuur de vraag opnieuw.",
    401: "Stuur een geldige sleutel mee: `Authorization: Bearer …`.",
    404: "Deze zaak is er niet, of is niet voor u.",
    405: "Kijk in de beschrijving wat op dit adres kan.",
    413: "Stuur ten hoogste 100 kB.",
    415: "Stuur JSON in UTF-8, met `Content-Type: application/json`.",
    429: "Probeer het later opnieuw: na de seconden in `Retry-After`.",
    500: "Probeer het later opnieuw, met dezelfde Idempotency-Key.",
    503: "Probeer het later opnieuw, met dezelfde Idempotency-Key.",
}
UNREADABLE = "De inhoud is geen JSON in UTF-8."
OTHER_REQUEST = "Deze Idempotency-Key hoort al bij een andere vraag. Neem voor elke vraag een nieuwe."
# What a check of pydantic found, by its name.
FOUND = {
    "missing": "Dit ontbreekt.",
    "extra_forbidden": "Dit veld kennen wij niet.",
    "string_too_long": "Dit is te lang.",
    "string_too_short": "Dit is te kort.",
    "string_pattern_mismatch": "Dit heeft niet de vorm uit de beschrijving.",
    "string_type": "Dit moet een tekst zijn.",
    "string_unicode": "Dit is geen leesbare tekst.",
    "literal_error": "Kies een waarde uit de beschrijving.",
    "bool_type": "Dit moet true of false zijn.",
    "int_type": "Dit moet een geheel getal zijn.",
    "uuid_parsing": "Dit is geen UUID.",
}
WRONG = "Deze waarde klopt niet."
RETRY = {503: "30"}
MOST_BYTES = 100_000

log = logging.getLogger(__name__)


def described(status, detail="", **more):
    """The content of a problem."""
    return {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": str(detail) or SENTENCES[status],
        **more,
    }


def problem(status, detail="", *, headers=None, **more):
    """The answer to what went wrong."""
    return as_answer(Antwoord(status, described(status, detail, **more)), headers)


def as_answer(antwoord, headers=None):
    """What was answered, now or the first time, as a response."""
    kind = PROBLEM if antwoord.status >= 400 else "application/json"
    given = {"Retry-After": RETRY[antwoord.status]} if antwoord.status in RETRY else {}
    return HttpResponse(
        as_json(antwoord.inhoud), status=antwoord.status, content_type=kind, headers={**given, **(headers or {})}
    )


def on_invalid(request, exception):
    """400 with everything that is wrong, together. What was sent is not in it."""
    return problem(400, errors=[place_of(one) for one in exception.errors])


def place_of(error):
    source, *way = error["loc"]
    if source == "body":  # the name of the argument comes first
        location = {"pointer": "#/" + "/".join(str(part) for part in way[1:])}
    else:
        location = {"name": str(way[-1])}
    kind = error["type"]
    return {"in": source, "location": location, "code": kind, "detail": FOUND.get(kind, WRONG)}


class StrictParser(Parser):
    """JSON only, and not more of it than anybody needs."""

    def parse_body(self, request):
        if request.content_type != "application/json":
            raise HttpError(415, "")
        if len(request.body) > MOST_BYTES:
            raise HttpError(413, "")
        return super().parse_body(request)


def on_http_error(request, exception):
    """What the parser found, which django-ninja always calls a 400; or no JSON at all."""
    found = exception.__cause__
    return problem(found.status_code) if isinstance(found, HttpError) else problem(400, UNREADABLE, errors=[])


def on_failure(request, exception):
    log.error("The partner interface failed", exc_info=exception)
    return problem(500)


def on_too_many(request, exception):
    return problem(429, headers={"Retry-After": str(exception.retry_after)})


def handle_problems(api):
    """Let every error of the interface be answered here."""
    by_status = {Http404: 404, RequestDataTooBig: 413, OperationalError: 503, InterfaceError: 503}
    for kind, status in by_status.items():
        api.add_exception_handler(kind, lambda request, exception, status=status: problem(status))
    api.add_exception_handler(UnreadablePostError, lambda request, exception: problem(400, UNREADABLE, errors=[]))
    api.add_exception_handler(AndereVraag, lambda request, exception: problem(422, OTHER_REQUEST))
    api.add_exception_handler(TooMany, on_too_many)
    api.add_exception_handler(ValidationError, on_invalid)
    api.add_exception_handler(HttpError, on_http_error)
    api.add_exception_handler(Exception, on_failure)
