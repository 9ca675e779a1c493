"""A shared case in the words of Signalen and of Open311, and what their answers say."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from buurten.models import Vlak
from buurten.rd import to_rd
from meldingen.models import Koppeling
from meldingen.verwijzingen import workflow, zaak, zaakbericht
from meldingen.verwijzingen.zaakbericht import NotTranslated, Unreadable, address_of, number_found, number_in
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.verwijsmakers import TEXT, add_partners, refer

pytestmark = pytest.mark.django_db
SIGNAAL = Koppeling(soort="signalen", adres="https://m.example.nl/signals/", sleutel="geheim", vertaling={"*": "/a/b"})
OPEN = Koppeling(soort="open311", adres="https://m.example.nl/requests.json", sleutel="geheim", vertaling={"*": "007"})
# Of the melding, none of it shared: what nothing that is sent may hold.
CANARIES = {
    "verhaal": "kanarie-verhaal", "plek": "kanarie-plek", "naam": "kanarie-naam", "email": "kanarie@example.nl",
    "telefoon": "+31600007755", "bellen": "kanarie-bellen",
}  # fmt: skip


@pytest.fixture
def world():
    return add_partners(make_world())


@pytest.fixture
def melding(world):
    return make_melding(world, contactvorm="met_naam", **CANARIES)


def shared(verwijzing):
    return zaak.shared(verwijzing)


def sent(verwijzing, koppeling=SIGNAAL, midden=None):
    vraag = zaakbericht.to_file(shared(verwijzing), koppeling, code=verwijzing.categorie_id, midden=midden)
    return json.loads(vraag.body) if koppeling is SIGNAAL else parse_qs(vraag.body.decode(), strict_parsing=True)


def test_signalen_gets_the_shared_copy_and_nothing_else(world, melding):
    verwijzing = refer(world, melding, plek="Bij de speeltuin", toelichting="Vooral op zondag.")
    buurt = world.buurt
    assert sent(verwijzing, midden=(5.1, 52.1)) == {
        "text": "\n".join([
            verwijzing.categorie.publieke_naam,
            TEXT,
            "Plaats: Bij de speeltuin",
            f"Buurt: {buurt.naam}, {buurt.gemeente.naam}",
            "Toelichting van de wijkagent: Vooral op zondag.",
            f"Gedeeld door de politie. Grond: {verwijzing.grond.naam}.",
            "Alleen te gebruiken voor: Leefbaarheid in de buurt",
            f"Kenmerk politie: {verwijzing.nummer}",
        ]),
        "location": {"geometrie": {"type": "Point", "coordinates": [5.1, 52.1]}},
        "category": {"sub_category": "/a/b"},
        "reporter": {"email": None, "phone": None, "sharing_allowed": False},
        "incident_date_start": zaakbericht.stamp(NOW),
        "source": "Wijkportaal",
    }  # fmt: skip


def test_open311_gets_the_same_as_a_form(world, melding):
    verwijzing = refer(world, melding, plek="Dorpsstraat 12, 1234 AB Rivierdam")
    assert sent(verwijzing, OPEN) == {
        "service_code": ["007"],
        "description": [zaakbericht.text_of(shared(verwijzing))],
        "address_string": [f"Dorpsstraat 12, 1234 AB Rivierdam, {world.buurt.gemeente.naam}"],
        "zipcode": ["1234AB"],
        "api_key": ["geheim"],
    }


def test_without_a_place_the_buurt_is_named(world, melding):
    content = sent(refer(world, melding), OPEN)
    assert content["address_string"] == [f"{world.buurt.naam}, {world.buurt.gemeente.naam}"]


@pytest.mark.parametrize("koppeling", [SIGNAAL, OPEN], ids=lambda one: one.soort)
def test_the_reporter_goes_along_only_with_consent(world, melding, koppeling):
    verwijzing = refer(world, melding, vraagt_toestemming=True)
    assert [word for word in CANARIES.values() if word in str(sent(verwijzing, koppeling))] == []
    verwijzing = workflow.give_consent(verwijzing, now=NOW)
    content = sent(verwijzing, koppeling)
    if koppeling is SIGNAAL:
        given = {"email": CANARIES["email"], "phone": CANARIES["telefoon"], "sharing_allowed": True}
        assert content["reporter"] == given
    else:
        assert (content["email"], content["phone"]) == ([CANARIES["email"]], [CANARIES["telefoon"]])
    left = {"verhaal", "plek", "naam"}
    assert [word for word in left if CANARIES[word] in str(content)] == []
    assert "Noem de politie niet als u de melder belt." in str(content)
    verwijzing = workflow.withdraw_consent(verwijzing, now=NOW)
    assert [word for word in CANARIES.values() if word in str(sent(verwijzing, koppeling))] == []


def test_a_question_whether_it_is_there_holds_no_content_and_no_key_in_its_address(world, melding):
    found = shared(refer(world, melding))
    signaal = zaakbericht.to_find(found, SIGNAAL, code="X")
    assert signaal.adres == f"https://m.example.nl/signals/?incident_date={zaakbericht.stamp(NOW).replace(':', '%3A')}"
    assert (signaal.method, signaal.body, signaal.headers) == ("GET", None, {"Authorization": "Bearer geheim"})
    asked = zaakbericht.to_find(found, OPEN, code="X")
    assert set(parse_qs(urlsplit(asked.adres).query)) == {"service_code", "start_date"}
    assert (asked.method, asked.body, asked.headers) == ("GET", None, {})


def test_a_subject_goes_by_its_name_there(world, melding):
    verwijzing = refer(world, melding)
    own = Koppeling(soort="signalen", vertaling={verwijzing.categorie_id: "/eigen", "*": "/anders"})
    vraag = zaakbericht.to_file(shared(verwijzing), own, code=verwijzing.categorie_id)
    assert json.loads(vraag.body)["category"] == {"sub_category": "/eigen"}
    with pytest.raises(NotTranslated):
        zaakbericht.to_file(shared(verwijzing), Koppeling(soort="signalen", vertaling={"X": "y"}), code="Z")


@pytest.mark.parametrize(
    ("plek", "address"),
    [
        (
            "Dorpsstraat 12, 1234 AB Rivierdam",
            {
                "openbare_ruimte": "Dorpsstraat",
                "huisnummer": 12,
                "postcode": "1234AB",
                "woonplaats": "Rivierdam",
            },
        ),
        (
            "1e Van Swindenstraat 3",
            None,
        ),
        (
            "Van ’t Hoffplein 7-bis 1234AB",
            {
                "openbare_ruimte": "Van ’t Hoffplein",
                "huisnummer": 7,
                "huisnummer_toevoeging": "bis",
                "postcode": "1234AB",
            },
        ),
        ("Dorpsstraat 12", None),
        ("tegenover nummer 12, vlak bij 1234 AB", None),
        ("1234 AB", None),
        ("Bij de speeltuin", None),
        ("", None),
    ],
)
def test_a_place_is_an_address_only_as_a_whole(plek, address):
    assert address_of(plek) == address


def test_the_middle_of_a_buurt_is_inside_its_largest_part_on_a_grid_of_50_metres(world):
    assert zaakbericht.middle_of(world.buurt) is None
    # An L: the middle of its box is outside.
    el = [(120_003, 487_003), (121_003, 487_003), (121_003, 487_203), (120_203, 487_203), (120_203, 488_003)]
    Vlak.objects.create(buurt=world.buurt, vlak=[*el, (120_003, 488_003)])
    Vlak.objects.create(buurt=world.buurt, vlak=[(0, 0), (10, 0), (10, 10)])
    x, y = to_rd(*zaakbericht.middle_of(world.buurt))
    assert (round(x) % 50, round(y) % 50) == (0, 0)
    assert 120_003 < x < 121_003 and 487_003 < y < 488_003 and (x < 120_203 or y < 487_203)


def test_a_moment_is_written_without_fractions():
    assert zaakbericht.stamp(datetime(2026, 1, 2, 3, 4, 5, 678, UTC)) == "2026-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("koppeling", "body", "number"),
    [
        (SIGNAAL, b'{"id": 12, "id_display": "SIG-12"}', "12"),
        (OPEN, b'[{"service_request_id": "293944", "service_notice": "x"}]', "293944"),
        (OPEN, b'[{"token": "12345"}]', "12345"),
        (OPEN, b'{"service_request_id": 7}', "7"),
    ],
)
def test_the_number_there_is_read(koppeling, body, number):
    assert number_in(koppeling, body) == number


@pytest.mark.parametrize("koppeling", [SIGNAAL, OPEN], ids=lambda one: one.soort)
@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"<html>", b"[]", b"{}", b"null", b"3", b'"x"', b"\xff\xfe", b"[" * 50_000, b'[["x"]]', b'{"id": null}'),
        *(b'{"id": {}}', b'{"id": "<b>"}', b'[{"service_request_id": "a b"}]', b'{"id": "' + b"9" * 81 + b'"}'),
    ],
)
def test_anything_else_has_no_number(koppeling, body):
    with pytest.raises(Unreadable):
        number_in(koppeling, body)


def test_a_case_is_found_by_our_number_among_others():
    rows = [{"id": 1, "text": "Kenmerk politie: A"}, {"id": 2, "text": "iets\nKenmerk politie: B"}]
    body = json.dumps({"results": rows}).encode()
    assert (number_found(SIGNAAL, body, "B"), number_found(SIGNAAL, body, "C")) == ("2", None)
    rows = [{"service_request_id": "x7", "description": "Kenmerk politie: B"}]
    body = json.dumps(rows).encode()
    assert (number_found(OPEN, body, "B"), number_found(OPEN, body, "C")) == ("x7", None)


@pytest.mark.parametrize("koppeling", [SIGNAAL, OPEN], ids=lambda one: one.soort)
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b'{"results": 3}', b'{"results": ["x"]}', b'["x"]', b'{"results": null}']
)
def test_a_list_that_cannot_be_read_says_nothing(koppeling, body):
    with pytest.raises(Unreadable):
        number_found(koppeling, body, "B")


def test_a_list_of_which_there_is_more_says_nothing():
    body = b'{"_links": {"next": {"href": "https://m.example.nl/?page=2"}}, "results": []}'
    with pytest.raises(Unreadable):
        number_found(SIGNAAL, body, "B")
