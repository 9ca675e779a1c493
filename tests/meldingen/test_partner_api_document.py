"""The OpenAPI document of the partners' interface is true: whatever is sent, the answer is a described one."""

import json
import re
from urllib.parse import quote
from uuid import uuid4

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meldingen.models import Bijlage
from meldingen.verwijzingen import workflow
from meldingen.views.koppeling.adressen import api
from meldingen.views.koppeling.document import ROOT, VERSION, document
from tests.meldingen.koppelmakers import Systeem, make_token
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.verwijsmakers import accept, add_partners, refer

DOCUMENT = json.loads(json.dumps(document(api), default=str))
OPERATIONS = [(method, path) for path, found in DOCUMENT["paths"].items() for method in found]
ENDS = ["2096-03-17T05:43:37.4+16:32", "0001-01-01T00:00:00+23:59", "9999-12-31t23:59:59.999999999-23:59"]
EXAMPLES = {
    "date": ["2026-12-11", "2026-11-23", "9999-12-31"],
    "date-time": ["2026-11-23T00:00:00Z", *ENDS],
    "uuid": [],
}
KINDS = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip

# --- what fits a schema, and what does not ----------------------------------------------------------------------------


def resolved(schema):
    """A schema with what it refers to in its place."""
    if "$ref" in schema:
        return resolved(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    return schema


def fitting(schema):
    """A strategy of values that fit a schema, as far as it is used for what comes in."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return st.one_of([fitting(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return FITTING[schema["type"]](schema)


def text(schema):
    if "format" in schema:
        return st.sampled_from(EXAMPLES[schema["format"]]) if EXAMPLES[schema["format"]] else st.uuids().map(str)
    size = {"min_size": schema.get("minLength", 0), "max_size": schema.get("maxLength", 60)}
    if schema.get("pattern", "").startswith("^[^"):
        return st.text(st.characters(exclude_categories=["C", "Z"]), **size)
    return st.from_regex(re.compile(schema["pattern"], re.ASCII), fullmatch=True).filter(lambda one: "\n" not in one)


def thing(schema):
    required = schema.get("required", [])
    fields = {name: fitting(one) for name, one in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: fields[name] for name in required},
        optional={name: one for name, one in fields.items() if name not in required},
    )


FITTING = {
    "string": text,
    "object": thing,
    "array": lambda schema: st.lists(fitting(schema["items"]), max_size=3),
    "integer": lambda schema: st.integers(schema["minimum"], schema["maximum"]),
    "boolean": lambda schema: st.booleans(),
    "null": lambda schema: st.none(),
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def problems_of(value, schema, place="#"):
    """Where a value does not fit a schema."""
    schema = resolved(schema)
    if "anyOf" in schema:
        found = [problems_of(value, one, place) for one in schema["anyOf"]]
        return [] if [] in found else found[0]
    if schema.get("type") and not isinstance(value, KINDS[schema["type"]]):
        return [f"{place}: {type(value).__name__}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value}"]
    if isinstance(value, list):
        return [one for item in value for one in problems_of(item, schema["items"], f"{place}/*")]
    if isinstance(value, dict) and "properties" in schema:
        fields = schema["properties"]
        found = [f"{place}/{name}: missing" for name in schema.get("required", []) if name not in value]
        found += [f"{place}/{name}: unknown" for name in value if name not in fields]
        return found + [
            one for name in value if name in fields for one in problems_of(value[name], fields[name], f"{place}/{name}")
        ]
    return []


# --- the document -----------------------------------------------------------------------------------------------------


def test_everybody_and_every_site_may_read_the_document(client):
    response = client.get(f"{ROOT}/openapi.json")
    assert response.json() == DOCUMENT
    headers = {"Access-Control-Allow-Origin": "*", "API-Version": VERSION, "Cache-Control": "no-store"}
    assert {name: response[name] for name in headers} == headers
    assert (response.status_code, response.cookies) == (200, {})
    assert client.post(f"{ROOT}/openapi.json").status_code == 405


@pytest.mark.django_db
def test_no_other_address_may_be_read_by_another_site(client):
    assert "Access-Control-Allow-Origin" not in client.get(
        f"{ROOT}/verwijzingen", headers={"Origin": "https://x.example"}
    )


def test_each_address_follows_the_design_rules():
    assert DOCUMENT["servers"][0]["url"].endswith("/partner/api/v1")
    for path, found in DOCUMENT["paths"].items():
        assert re.fullmatch(r"(/[a-z-]+|/\{[a-z]+\})+", path)
        for method, one in found.items():
            assert (one["summary"] != "", one["description"] != "", one["tags"]) == (True, True, ["Zaken"])
            assert {"200", "400", "401", "404", "429", "503"} <= one["responses"].keys()
            names = {place["name"] for place in one["parameters"] if place["in"] == "query"}
            assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name) for name in names)
            assert (method == "post") == any(place["name"] == "Idempotency-Key" for place in one["parameters"])
    assert len({one["operationId"] for found in DOCUMENT["paths"].values() for one in found.values()}) == len(
        OPERATIONS
    )


def test_every_field_that_comes_in_is_explained():
    bodies = [
        resolved(one["requestBody"]["content"]["application/json"]["schema"])
        for found in DOCUMENT["paths"].values()
        for one in found.values()
        if "requestBody" in one
    ]
    fields = [(name, field) for body in bodies for name, field in body["properties"].items()]
    told = [name for name, field in fields if "description" in field or "description" in field["anyOf"][0]]
    assert told == [name for name, _ in fields]


# --- whatever is sent -------------------------------------------------------------------------------------------------


@pytest.fixture
def world(db, monkeypatch):
    monkeypatch.setattr("meldingen.views.koppeling.adressen.MOST_AN_HOUR", 10**9)
    with time_machine.travel(NOW, tick=False):
        world = add_partners(make_world())
        world.systeem = Systeem(make_token(world.gemeente)[1])
        meldingen = [make_melding(world, key=str(number)) for number in range(6)]
        world.foto = Bijlage.objects.create(melding=meldingen[0], kenmerk=uuid4(), grootte=4, inhoud=b"jpeg")
        cases = [refer(world, meldingen[0], bijlagen=[world.foto]), *(refer(world, one) for one in meldingen[1:])]
        accept(world, cases[1])
        workflow.refuse(cases[2], reden="x", by=world.users["clerk"], now=NOW)
        workflow.withdraw(cases[3], reden="x", by=world.users["officer"], now=NOW)
        world.nummers = [one.nummer for one in cases]
        yield world


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_sent_the_answer_is_a_described_one(world, method, path):
    operation = DOCUMENT["paths"][path][method]
    parts = {(one["in"], one["name"]): fitting(one["schema"]) for one in operation["parameters"]}
    for place, known in {("path", "nummer"): world.nummers, ("query", "cursor"): world.nummers[:2],
                         ("path", "kenmerk"): [str(world.foto.kenmerk)]}.items():  # fmt: skip
        if place in parts:
            parts[place] = st.sampled_from(known) | st.sampled_from(known) | parts[place]
    asked = {place: part for place, part in parts.items() if place[0] == "query"}
    needed = {place: part for place, part in parts.items() if place not in asked}
    body = operation.get("requestBody", {"content": {"application/json": {"schema": {"type": "null"}}}})
    content = fitting(body["content"]["application/json"]["schema"])

    @settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
    @given(
        st.fixed_dictionaries(needed, optional=asked), content, st.sampled_from(["", "", "", *parts, "body"]), ANYTHING
    )
    def ask(values, what, spoiled, rubbish):
        if spoiled == "body":
            what = rubbish
        elif spoiled:
            values = {**values, spoiled: str(rubbish)}
        response = send(world.systeem, method, path, values, what)
        assert wrong_with(operation, response) == []

    ask()


def send(systeem, method, path, values, what):
    address = re.sub(r"\{(\w+)\}", lambda found: quoted(values["path", found[1]]), path)
    query = {name: value for (place, name), value in values.items() if place == "query"}
    headers = {name: str(value).encode("ascii", "replace").decode() for (place, name), value in values.items()
               if place == "header"}  # fmt: skip
    if method == "get":
        headers["Authorization"] = f"Bearer {systeem.token}"
        return systeem.client.get(f"{ROOT}{address}", query, headers=headers)
    return systeem.ask(method, address, json.dumps(what), kenmerk=None, **headers)


def quoted(value):
    return quote(value.encode("utf-8", "replace"), safe="") or "%20"


def wrong_with(operation, response):
    """What the document does not say about an answer."""
    status = str(response.status_code)
    described = operation["responses"].get(status)
    if status.startswith("5") or described is None:
        return [f"status {status}"]
    kind = response["Content-Type"].split(";")[0]
    if kind not in described["content"] or response["API-Version"] != VERSION:
        return [f"{status} as {kind}"]
    return problems_of(response.json(), described["content"][kind]["schema"]) if "json" in kind else []


def test_a_wrong_answer_would_be_found():
    described = DOCUMENT["paths"]["/verwijzingen/{nummer}"]["get"]
    schema = described["responses"]["404"]["content"]["application/problem+json"]["schema"]
    assert problems_of({"type": 1, "title": "x", "status": 404, "extra": "x"}, schema) == [
        "#/detail: missing", "#/extra: unknown", "#/type: int",
    ]  # fmt: skip
