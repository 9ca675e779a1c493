"""The OpenAPI document: made from the code, with what django-ninja does not know added: token, errors and headers."""

from django.conf import settings

from meldingen.views.koppeling.problemen import PROBLEM, TITLES
from meldingen.views.koppeling.vormen import Probleem

VERSION = "1.0.0"
ROOT = "/partner/api/v1"
REF = "#/components/schemas/{model}"
TEXT = """Hiermee leest en behandelt het systeem van een partner de zaken die de wijkagent aan die partner gaf.

* **Toegang**: stuur bij elke vraag `Authorization: Bearer <sleutel>` mee. De beheerder van het portaal maakt en stopt
  sleutels. Zonder geldige sleutel is het antwoord altijd 401. Cookies tellen niet.
* **Wat u ziet**: alleen wat de wijkagent met u deelt, zolang de zaak loopt en 30 dagen daarna. Daarna, of zonder
  geldig convenant, ziet u nummer, datums en status. Een ingetrokken zaak staat alleen nog zo in de lijst.
  Wat u leest wordt vastgelegd.
* **Eén keer**: elke POST heeft een eigen `Idempotency-Key`. Kreeg u geen antwoord? Stuur dezelfde vraag met hetzelfde
  kenmerk: er gebeurt niets dubbel en u krijgt hetzelfde antwoord. Een andere vraag met dat kenmerk geeft 422.
* **Tegelijk**: stuur `versie` mee, dan krijgt u 409 als iemand u voor was.
* **Fouten**: `application/problem+json` (RFC 9457), met in `detail` wat u kunt doen.
* **Bijblijven**: vraag `verwijzingen?gewijzigdSinds=…`. De mail van het portaal zegt alleen dat er iets is.
* **Geen opslag onderweg**: elk antwoord heeft `Cache-Control: no-store`.
* **Nummering**: de hele versie staat in de kop `API-Version`; binnen v1 komt er alleen iets bij."""
about = {"title": "Zaken van een partner", "version": VERSION, "description": TEXT}
ALWAYS = (400, 401, 404, 429, 500, 503)
OF_A_STEP = (409, 413, 415, 422)
API_VERSION = {"description": "De hele versie.", "schema": {"type": "string"}, "example": VERSION}
SECONDS = {"description": "Na hoeveel seconden opnieuw.", "schema": {"type": "integer"}}
CHALLENGE = {"description": "Hoe u zich bekend maakt.", "schema": {"type": "string"}}
MORE_HEADERS = {401: {"WWW-Authenticate": CHALLENGE}, 429: {"Retry-After": SECONDS}, 503: {"Retry-After": SECONDS}}
PHOTO = {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}
TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "De sleutel die de beheerder van het portaal één keer toonde.",
}


def document(api):
    """The whole document, for a NinjaAPI with all its addresses."""
    schema = api.get_openapi_schema(path_prefix="")
    schema["info"]["contact"] = {"name": settings.SITE_NAME, "email": settings.SITE_EMAIL, "url": settings.SITE_URL}
    schema["servers"] = [{"url": f"{settings.SITE_URL}{ROOT}"}]
    schema["security"] = [{"sleutel": []}]
    schema["components"]["securitySchemes"] = {"sleutel": TOKEN}
    add_problem(schema["components"]["schemas"])
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            complete(operation, is_step=method != "get")
            if path.endswith("/fotos/{kenmerk}"):
                operation["responses"][200]["content"] = PHOTO
    return schema


def add_problem(schemas):
    form = Probleem.model_json_schema(ref_template=REF)
    schemas |= {**form.pop("$defs"), "Probleem": form}


def complete(operation, *, is_step):
    """Name, title and every answer that an operation can give."""
    operation["operationId"] = operation["operationId"].rsplit("_", 1)[-1]
    operation["summary"] = operation["description"].split(". ")[0].rstrip(".")
    answers = operation["responses"]
    answers[200]["description"] = "Gelukt"
    for status in (*ALWAYS, *(OF_A_STEP if is_step else ())):
        answers[status] = {
            "description": TITLES[status],
            "content": {PROBLEM: {"schema": {"$ref": REF.format(model="Probleem")}}},
        }
    for status, answer in answers.items():
        answer["headers"] = {"API-Version": API_VERSION, **MORE_HEADERS.get(status, {})}
