"""What the system of a partner does through the interface: each step once, and bad input refused in words."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from meldingen.models import (
    Melding,
    Partnerverzoek,
    Status,
    Verwijzing,
    Verwijzingbericht,
    Verwijzingstap,
)
from meldingen.verwijzingen import partnersleutels, workflow
from tests.meldingen.koppelmakers import KEY, Systeem, make_token
from tests.meldingen.makers import NOW, make_world
from tests.meldingen.test_workflow_parallel import at_once
from tests.meldingen.verwijsmakers import accept, add_partners, refer

DAY = timedelta(days=1)
EXPECTED = "2026-12-11"


def make_it():
    world = add_partners(make_world())
    world.sleutel, world.token = make_token(world.gemeente)
    world.systeem = Systeem(world.token)
    world.verwijzing = refer(world)
    world.path = f"/verwijzingen/{world.verwijzing.nummer}"
    return world


@pytest.fixture
def world(db):
    with time_machine.travel(NOW, tick=False):
        yield make_it()


def problem(status, title, detail, **more):
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def steps():
    """(step, token) of each line of the log after the sending."""
    return list(Verwijzingstap.objects.order_by("pk").values_list("soort", "sleutel__naam"))[1:]


def test_a_case_is_accepted_and_finished(world):
    answer = world.systeem.post(f"{world.path}/acceptatie", {"verwachtDatum": EXPECTED})
    one = Verwijzing.objects.get()
    assert (answer.status_code, answer.json()) == (200, {
        "nummer": one.nummer, "status": "geaccepteerd",
        "verzondenOp": one.verzonden_op.isoformat().replace("+00:00", "Z"), "geeindigdOp": None,
        "versie": 2, "zaaknummer": "", "antwoordVoorDatum": one.antwoord_voor_datum.isoformat(),
        "verwachtDatum": EXPECTED, "klaarVoorDatum": one.klaar_voor_datum.isoformat(),
    })  # fmt: skip
    assert (one.verwacht_datum, one.behandelaar) == (date(2026, 12, 11), None)
    answer = world.systeem.post(f"{world.path}/afronding", {"slotzin": " Het is schoon. "}, kenmerk="kenmerk-2")
    one.refresh_from_db()
    assert (answer.status_code, one.status, one.slotzin) == (200, "gereed", "Het is schoon.")
    assert steps() == [("geaccepteerd", "Zaaksysteem"), ("gereed", "Zaaksysteem")]
    assert Melding.objects.get().status == Status.IN_BEHANDELING


def test_a_case_is_refused_with_a_better_place(world):
    what = {"reden": "Niet van ons.", "beterePlek": "De provincie", "versie": 1}
    answer = world.systeem.post(f"{world.path}/weigering", what)
    one = Verwijzing.objects.get()
    assert (answer.json()["status"], one.reden, one.betere_plek) == ("geweigerd", "Niet van ons.", "De provincie")
    assert steps() == [("geweigerd", "Zaaksysteem")]


def test_a_case_is_given_back(world):
    accept(world, world.verwijzing)
    answer = world.systeem.post(f"{world.path}/teruggave", {"reden": "Niemand gezien."})
    one = Verwijzing.objects.get()
    assert (answer.json()["status"], one.reden) == ("teruggegeven", "Niemand gezien.")


def test_messages_go_both_ways_and_danger_alarms(world):
    workflow.say(world.verwijzing, tekst="Graag vóór vrijdag.", by=world.users["officer"], now=NOW)
    answer = world.systeem.post(f"{world.path}/berichten", {"tekst": "Er ligt een wapen.", "gevaar": True})
    moment = NOW.isoformat().replace("+00:00", "Z")
    assert answer.json() == {"nummer": world.verwijzing.nummer, "op": moment, "gevaar": True}
    assert world.systeem.get(f"{world.path}/berichten").json() == {"berichten": [
        {"van": "politie", "op": moment, "gevaar": False, "tekst": "Graag vóór vrijdag."},
        {"van": "partner", "op": moment, "gevaar": True, "tekst": "Er ligt een wapen."},
    ]}  # fmt: skip
    assert Melding.objects.get().is_dringend


def test_the_own_number_is_put_again_without_a_second_step(world):
    for number in ("Z-1", "Z-1", ""):
        answer = world.systeem.ask("put", f"{world.path}/zaaknummer", {"zaaknummer": number})
        assert (answer.status_code, answer.json()["zaaknummer"]) == (200, number)
    assert steps() == [("zaaknummer", "Zaaksysteem")] * 2


# --- refused ----------------------------------------------------------------------------------------------------------


def test_a_step_that_the_state_does_not_allow_is_a_conflict_and_a_wrong_date_is_not(world):
    def answer(name, what):
        response = world.systeem.post(f"{world.path}/{name}", what, kenmerk=str(uuid4()))
        assert response["Content-Type"] == "application/problem+json"
        return response.json()

    past = answer("acceptatie", {"verwachtDatum": "2020-01-01"})
    assert past == problem(422, "Dit kan zo niet", "Kies een dag die nog komt.")
    early = answer("afronding", {"slotzin": "Klaar."})
    assert early == problem(409, "Dit kan nu niet", "Dit kan niet. De verwijzing is nu: verzonden.")
    old = answer("acceptatie", {"verwachtDatum": EXPECTED, "versie": 7})
    said = "Iemand was u voor: de zaak is intussen anders. Lees de zaak opnieuw."
    assert old == problem(409, "Dit kan nu niet", said)
    workflow.refuse(world.verwijzing, reden="x", by=world.sleutel, now=NOW)
    late = answer("berichten", {"tekst": "Nog iets."})
    assert late == problem(409, "Dit kan nu niet", "Dit kan niet meer. De zaak is voorbij.")
    assert steps() == [("geweigerd", "Zaaksysteem")]


def test_everything_that_is_wrong_is_told_at_once(world):
    what = {"beterePlek": "x" * 201, "versie": "1", "extra": "x"}
    response = world.systeem.post(f"{world.path[:-1]}u/weigering", what, kenmerk="x")
    found = sorted(
        (one["in"], *one["location"].values(), one["code"], one["detail"]) for one in response.json().pop("errors")
    )
    shape = "Dit heeft niet de vorm uit de beschrijving."
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert found == [
        ("body", "#/beterePlek", "string_too_long", "Dit is te lang."),
        ("body", "#/extra", "extra_forbidden", "Dit veld kennen wij niet."),
        ("body", "#/reden", "missing", "Dit ontbreekt."),
        ("body", "#/versie", "int_type", "Dit moet een geheel getal zijn."),
        ("header", "Idempotency-Key", "string_pattern_mismatch", shape),
        ("path", "nummer", "string_pattern_mismatch", shape),
    ]


TOO_BIG = json.dumps({"reden": "x" * 100_001}).encode()
NO_JSON = (400, "De inhoud is geen JSON in UTF-8.")
CHECK = (400, "Verbeter de velden in `errors` en stuur de vraag opnieuw.")
KIND = (415, "Stuur JSON in UTF-8, met `Content-Type: application/json`.")
BAD = [
    (b" ", "application/json", NO_JSON),
    (b"{", "application/json", NO_JSON),
    (b"[]", "application/json", CHECK),
    (b"null", "application/json", CHECK),
    (b'{"reden": "\xe9"}', "application/json", NO_JSON),
    (b'{"reden": "a\\u0000b"}', "application/json", CHECK),
    (b'{"reden": "a\\ud800b"}', "application/json", CHECK),
    (b'{"reden": "\\u2028 \\t"}', "application/json", CHECK),
    (b'{"reden": ' + b"[" * 40_000, "application/json", NO_JSON),
    (b'{"versie": ' + b"9" * 5_000 + b"}", "application/json", NO_JSON),
    (b'{"reden": "x", "versie": 99999999999}', "application/json", CHECK),
    (b"reden=x", "application/x-www-form-urlencoded", KIND),
    (b"<reden>x</reden>", "application/xml", KIND),
    (b"x", "", KIND),
    (TOO_BIG, "application/json", (413, "Stuur ten hoogste 100 kB.")),
    (b'{"reden": "x"}' + b" " * 2_600_000, "application/json", (413, "Stuur ten hoogste 100 kB.")),
]


@pytest.mark.parametrize(("content", "kind", "expected"), BAD)
def test_bad_input_is_refused_in_words_and_changes_nothing(world, content, kind, expected):
    response = world.systeem.post(f"{world.path}/weigering", content, kind=kind)
    assert (response.status_code, response.json()["detail"]) == expected
    assert (response["Content-Type"], response["API-Version"]) == ("application/problem+json", "1.0.0")
    assert (steps(), Partnerverzoek.objects.count()) == ([], 0)


@pytest.mark.parametrize("text", ["👮🏽 naar مرحبا", "a\nb\tc", "x" * 4_000])
def test_text_of_any_language_is_kept_as_it_is(world, text):
    answer = world.systeem.post(f"{world.path}/weigering", {"reden": text})
    assert (answer.status_code, Verwijzing.objects.get().reden) == (200, text)


@pytest.mark.parametrize("day", ["2026-12-11T00:00:00", "0", 0, 1_800_000_000, "11-12-2026", "2026-02-30", "", None])
def test_a_day_is_written_as_in_rfc_3339(world, day):
    answer = world.systeem.post(f"{world.path}/acceptatie", {"verwachtDatum": day})
    place = [{one["in"]: one["location"]} for one in answer.json()["errors"]]
    assert (answer.status_code, place) == (400, [{"body": {"pointer": "#/verwachtDatum"}}])


@pytest.mark.parametrize(
    "moment", ["2026-12-11", "1700000000", "2026-12-11T00:00:00", "2026-12-11T25:00:00Z", "", "\x00"]
)
def test_a_moment_is_written_as_in_rfc_3339(world, moment):
    answer = world.systeem.client.get(
        "/partner/api/v1/verwijzingen", {"gewijzigdSinds": moment}, headers={"Authorization": f"Bearer {world.token}"}
    )
    place = [{one["in"]: one["location"]} for one in answer.json()["errors"]]
    assert (answer.status_code, place) == (400, [{"query": {"name": "gewijzigdSinds"}}])


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_what_an_address_does_not_take_says_what_it_does(world, method):
    answer = world.systeem.ask(method, "/verwijzingen", {})
    assert (answer.status_code, answer["Allow"], answer.json()["title"]) == (405, "GET", "Dit kan op dit adres niet")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["", "/", "/verwijzing", "/verwijzingen/", "/%00", "/verwijzingen/4K7QX9MHT2/x", "/🐕"]
)
def test_an_address_that_is_not_there_is_a_problem_too(world, path):
    for method in ("get", "post"):
        answer = world.systeem.ask(method, path or "/", {})
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_database_that_is_away_is_a_problem_with_a_time_to_try_again(world, dead_database):
    answer = world.systeem.get("/verwijzingen")
    sentence = "Probeer het later opnieuw, met dezelfde Idempotency-Key."
    assert answer.json() == problem(503, "Het portaal is nu niet bereikbaar", sentence)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


# --- once -------------------------------------------------------------------------------------------------------------


def test_the_same_request_under_the_same_key_happens_once(world):
    ask = [world.systeem.post(f"{world.path}/berichten", {"tekst": "Wanneer?"}) for _ in range(3)]
    assert [one.status_code for one in ask] == [200] * 3
    assert len({one.content for one in ask}) == 1
    assert (Verwijzingbericht.objects.count(), Partnerverzoek.objects.count()) == (1, 1)


def test_what_was_refused_stays_refused_under_its_key(world):
    early = world.systeem.post(f"{world.path}/afronding", {"slotzin": "Klaar."})
    accept(world, world.verwijzing)
    again = world.systeem.post(f"{world.path}/afronding", {"slotzin": "Klaar."})
    assert (early.status_code, again.content) == (409, early.content)
    assert world.systeem.post(f"{world.path}/afronding", {"slotzin": "Klaar."}, kenmerk=str(uuid4())).status_code == 200


def test_another_request_under_the_same_key_is_refused(world):
    world.systeem.post(f"{world.path}/berichten", {"tekst": "Wanneer?"})
    used = "Deze Idempotency-Key hoort al bij een andere vraag. Neem voor elke vraag een nieuwe."
    for name, what in [("berichten", {"tekst": "Waar?"}), ("weigering", {"reden": "x"})]:
        answer = world.systeem.post(f"{world.path}/{name}", what)
        assert answer.json() == problem(422, "Dit kan zo niet", used)
    assert (Verwijzingbericht.objects.count(), Verwijzing.objects.get().status) == (1, "verzonden")


def test_a_key_belongs_to_one_token(world):
    _, token = make_token(world.gemeente, "Ander systeem", key="other")
    for systeem in (world.systeem, Systeem(token)):
        assert systeem.post(f"{world.path}/berichten", {"tekst": "Wanneer?"}).status_code == 200
    assert Verwijzingbericht.objects.count() == 2


def test_what_is_not_there_takes_no_key(world):
    path = "/verwijzingen/0000000000/weigering"
    assert world.systeem.post(path, {"reden": "x"}).status_code == 404
    assert Partnerverzoek.objects.count() == 0


def test_an_answer_given_again_after_sight_ended_holds_nothing_that_was_shared(world):
    first = world.systeem.post(f"{world.path}/acceptatie", {"verwachtDatum": EXPECTED})
    workflow.withdraw(world.verwijzing, reden="Niet nodig.", by=world.users["officer"])
    again = world.systeem.post(f"{world.path}/acceptatie", {"verwachtDatum": EXPECTED})
    assert (again.status_code, again.content) == (200, first.content)
    assert world.verwijzing.tekst.encode() not in again.content
    partnersleutels.revoke(world.sleutel)
    assert world.systeem.post(f"{world.path}/acceptatie", {"verwachtDatum": EXPECTED}).status_code == 401


def test_what_is_kept_of_a_request_is_unreadable_in_the_database(world):
    world.systeem.post(f"{world.path}/acceptatie", {"verwachtDatum": EXPECTED})
    with connection.cursor() as cursor:
        cursor.execute("SELECT antwoord FROM meldingen_partnerverzoek")
        (kept,) = cursor.fetchone()
    assert world.verwijzing.nummer.encode() not in bytes(kept)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["berichten", "weigering"])
def test_of_eight_requests_at_once_one_acts_and_all_get_its_answer(name):
    world = make_it()
    what = {"berichten": {"tekst": "Wanneer?"}, "weigering": {"reden": "Niet van ons."}}[name]
    found = at_once(8, lambda _: Systeem(world.token).post(f"{world.path}/{name}", what))
    assert [one.status_code for one in found] == [200] * 8
    assert len({one.content for one in found}) == 1
    assert len(steps()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_keys_at_once_one_step_is_taken():
    world = make_it()
    path, what = f"{world.path}/weigering", {"reden": "Niet van ons."}
    found = at_once(8, lambda number: Systeem(world.token).post(path, what, kenmerk=f"{KEY}-{number}"))
    assert sorted(one.status_code for one in found) == [200, *[409] * 7]
    assert len(steps()) == 1
