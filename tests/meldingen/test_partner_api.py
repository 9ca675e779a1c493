"""The JSON interface of partners: who gets in, what it shows and what it takes (PRODUCT P9, SAFETY S2, S4, S14)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenten.models import Partner
from meldingen.models import (
    Bijlage,
    Convenant,
    Melder,
    Melding,
    Partnerinzage,
    Partnersleutel,
    Verwijzing,
)
from meldingen.verwijzingen import partnersleutels, workflow
from meldingen.workflow import note, submit
from tests.meldingen.koppelmakers import Systeem, make_token
from tests.meldingen.makers import NOW, make_inzending, make_world
from tests.meldingen.verwijsmakers import TEXT, accept, add_partners, make_partner, refer

pytestmark = pytest.mark.django_db
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
CANARIES = {
    "verhaal": "Kanarie-verhaal over een scooter.", "plek": "Kanarie-plek", "naam": "Kanarie-naam",
    "telefoon": "+31611117755", "bellen": "Kanarie-bellen", "email": "kanarie-email@example.nl",
}  # fmt: skip
EXPECTED = date(2026, 12, 11)


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        world = add_partners(make_world())
        world.other = make_partner("Gemeente Elders")
        world.sleutel, world.token = make_token(world.gemeente)
        world.systeem = Systeem(world.token)
        yield world


def sent(world, key="k", **fields):
    """A melding full of canaries, referred with one of its two photos: in world.foto and world.other_foto."""
    melding = submit(make_inzending(world, contactvorm="met_naam", **CANARIES), key=key, now=NOW)
    world.foto, world.other_foto = [
        Bijlage.objects.create(melding=melding, kenmerk=uuid4(), grootte=len(content), inhoud=content)
        for content in (b"shared photo", b"Kanarie-foto")
    ]
    note(melding, tekst="Kanarie-notitie", by=world.users["officer"], now=NOW)
    return refer(world, Melding.objects.get(pk=melding.pk), bijlagen=[world.foto], **fields)


def core(verwijzing):
    return {
        "nummer": verwijzing.nummer, "status": str(verwijzing.status), "verzondenOp": moment(verwijzing.verzonden_op),
        "geeindigdOp": moment(verwijzing.geeindigd_op),
    }  # fmt: skip


def moment(value):
    return value and value.isoformat().replace("+00:00", "Z")


def only_core(verwijzing):
    return {**core(verwijzing), "stand": None, "zaak": None}


def reads():
    return sorted(Partnerinzage.objects.order_by("pk").values_list("verwijzing__nummer", "wat", "sleutel", "door"))


# --- who gets in ------------------------------------------------------------------------------------------------------

NO_TOKEN = {
    "type": "about:blank",
    "title": "Geen geldige sleutel",
    "status": 401,
    "detail": "Stuur een geldige sleutel mee: `Authorization: Bearer …`.",
}


def is_refused(response):
    return (response.status_code, response["Content-Type"], response["WWW-Authenticate"], response.json()) == (
        401, "application/problem+json", 'Bearer realm="partner"', NO_TOKEN,
    )  # fmt: skip


@pytest.mark.parametrize(
    "sent_as", ["", "Bearer", "Bearer x", "Basic {}", "Bearer {}x", "{}", "Bearer \x00", "Bearer é"]
)
def test_without_its_token_nobody_gets_in(world, sent_as):
    verwijzing = sent(world)
    systeem = Systeem("", enforce_csrf_checks=True)
    for path in ("/verwijzingen", f"/verwijzingen/{verwijzing.nummer}", "/bestaat-niet", "/"):
        assert is_refused(systeem.get(path, Authorization=sent_as.format(world.token)))
    response = systeem.post(f"/verwijzingen/{verwijzing.nummer}/weigering", {"reden": "x"})
    assert is_refused(response)
    assert (reads(), Verwijzing.objects.get().status) == ([], "verzonden")


@pytest.mark.parametrize("name", ["clerk", "officer", "beheerder", "superuser"])
def test_a_signed_in_cookie_counts_for_nothing_and_is_not_even_read(world, name):
    systeem, both = Systeem("", enforce_csrf_checks=True), Systeem(world.token, enforce_csrf_checks=True)
    for one in (systeem, both):
        one.client.force_login(world.users[name])
    assert is_refused(systeem.get("/verwijzingen"))
    assert is_refused(systeem.post("/verwijzingen/0000000000/weigering", {"reden": "x"}))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = both.get("/verwijzingen")
    assert (response.status_code, response.json()["verwijzingen"], response.cookies) == (200, [], {})
    assert [one["sql"] for one in asked if "session" in one["sql"] or "agenten_medewerker" in one["sql"]] == []


def test_a_token_is_shown_once_and_only_its_hash_is_kept(world):
    row = Partnersleutel.objects.get()
    assert len(world.token) == 46
    assert (row.begin, world.token.startswith(row.begin), str(row)) == (
        world.token[:8],
        True,
        f"Zaaksysteem {row.begin}…",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(one)::text FROM meldingen_partnersleutel one")
        (kept,) = cursor.fetchone()
    assert world.token not in kept
    again, token = make_token(world.gemeente)
    assert (again, token) == (row, world.token)
    assert make_token(world.gemeente, key="another form")[1] != token


def test_a_token_that_was_withdrawn_opens_nothing_from_the_next_request(world):
    assert world.systeem.get("/verwijzingen").status_code == 200
    assert partnersleutels.revoke(world.sleutel)
    assert is_refused(world.systeem.get("/verwijzingen"))
    assert not partnersleutels.revoke(world.sleutel)


def test_a_partner_that_takes_no_part_any_more_does_not_get_in(world):
    Partner.objects.filter(pk=world.gemeente.pk).update(is_actief=False)
    assert is_refused(world.systeem.get("/verwijzingen"))


def test_a_token_of_an_older_key_works_as_long_as_that_key_stands_in_the_list(world, settings):
    new = "2:" + "bmV3LWtleS1vbmx5LWZvci10ZXN0cy0zMi1ieXRlcyE="
    settings.CODE_KEYS = [new, *settings.CODE_KEYS]
    assert world.systeem.get("/verwijzingen").status_code == 200
    settings.CODE_KEYS = [new]
    assert is_refused(world.systeem.get("/verwijzingen"))


def test_the_last_use_of_a_token_is_written_at_most_once_a_minute(world):
    def used_at(moment):
        with time_machine.travel(moment, tick=False):
            world.systeem.get("/verwijzingen")
        return Partnersleutel.objects.get().gebruikt_op

    assert used_at(NOW) == NOW
    assert used_at(NOW + MINUTE - SECOND) == NOW
    assert used_at(NOW + MINUTE + SECOND) == NOW + MINUTE + SECOND


def test_one_token_asks_no_more_than_its_limit_in_an_hour(world, monkeypatch):
    monkeypatch.setattr("meldingen.views.koppeling.adressen.MOST_AN_HOUR", 2)
    other = Systeem(make_token(world.other, key="other")[1])
    assert [world.systeem.get("/verwijzingen").status_code for _ in range(3)] == [200, 200, 429]
    response = world.systeem.get("/verwijzingen")
    assert (response.json()["title"], 0 < int(response["Retry-After"]) <= 3601) == ("Te vaak", True)
    assert other.get("/verwijzingen").status_code == 200


# --- what it shows ----------------------------------------------------------------------------------------------------


def test_a_case_shows_the_shared_copy_and_nothing_else_of_the_melding(world):
    verwijzing = sent(world, plek="Lindenplein", toelichting="Graag voor de avond.")
    response = world.systeem.get(f"/verwijzingen/{verwijzing.nummer}")
    assert response.json() == whole(world, verwijzing, plek="Lindenplein", toelichting="Graag voor de avond.")
    assert reads() == [(verwijzing.nummer, "zaak", world.sleutel.pk, None)]


def whole(world, verwijzing, **fields):
    own = {
        "versie": 1, "zaaknummer": "", "antwoordVoorDatum": verwijzing.antwoord_voor_datum.isoformat(),
        "verwachtDatum": None, "klaarVoorDatum": None,
    }  # fmt: skip
    shared = {
        "onderwerp": world.categorie.naam, "tekst": TEXT, "plek": "", "buurt": "Lindenkwartier",
        "gemeente": "Rivierdam", "toelichting": "", "melder": None,
        "fotos": [{"kenmerk": str(world.foto.kenmerk), "grootte": 12}],
        "grond": verwijzing.grond.naam, "convenant": "", "doel": "Leefbaarheid in de buurt", "noodzaak": "",
        "belang": "",
    }  # fmt: skip
    return {**core(verwijzing), "stand": {**core(verwijzing), **own}, "zaak": {**shared, **fields}}


def test_the_reporter_is_in_it_only_while_consent_holds_and_that_is_logged(world):
    verwijzing = sent(world, vraagt_toestemming=True)
    path = f"/verwijzingen/{verwijzing.nummer}"
    seen = []
    for step in (lambda one: one, workflow.give_consent, workflow.withdraw_consent):
        step(verwijzing)
        seen.append(world.systeem.get(path).json()["zaak"]["melder"])
    contact = {"naam": CANARIES["naam"], "email": CANARIES["email"], "telefoon": CANARIES["telefoon"]}
    contact |= {"bellen": CANARIES["bellen"], "magPolitieZeggen": Melder.objects.get().mag_politie_zeggen}
    assert seen == [None, contact, None]
    assert [wat for _, wat, *_ in reads()] == ["melder", "zaak", "zaak", "zaak"]


def test_no_answer_holds_a_word_that_was_not_shared(world):
    verwijzing = sent(world)
    photos = [world.foto, world.other_foto]
    other = sent(world, key="other", partner=world.other, tekst="Kanarie-gedeeld met een ander")
    workflow.say(other, tekst="Kanarie-bericht", by=world.users["officer"])
    path = f"/verwijzingen/{verwijzing.nummer}"
    answers = [
        *(world.systeem.get(one) for one in ("/verwijzingen", path, f"{path}/berichten", "/openapi.json")),
        *(world.systeem.get(f"{path}/fotos/{one.kenmerk}") for one in photos),
        *(world.systeem.get(f"/verwijzingen/{other.nummer}{rest}") for rest in ("", "/berichten")),
        world.systeem.post(f"{path}/berichten", {"tekst": "Welke avond?"}, kenmerk="kenmerk-1"),
        world.systeem.post(f"{path}/acceptatie", {"verwachtDatum": "2020-01-01"}, kenmerk="kenmerk-2"),
        world.systeem.post(f"{path}/acceptatie", {"verwachtDatum": "2026-12-11"}, kenmerk="kenmerk-3"),
        world.systeem.post(f"{path}/afronding", {"slotzin": ""}, kenmerk="kenmerk-4"),
    ]
    assert [one.status_code for one in answers] == [200] * 5 + [404] * 3 + [200, 422, 200, 400]
    leaks = [one.content for one in answers if b"anarie" in one.content or b"7755" in one.content]
    assert leaks == []


def test_a_photo_that_was_shared_comes_as_it_is_and_another_one_is_not_there(world):
    verwijzing = sent(world)
    path = f"/verwijzingen/{verwijzing.nummer}/fotos"
    response = world.systeem.get(f"{path}/{world.foto.kenmerk}")
    assert (response.content, response["Content-Type"]) == (b"shared photo", "image/jpeg")
    headers = {"Content-Disposition": 'attachment; filename="foto.jpg"', "Cache-Control": "no-store"}
    headers |= {"X-Content-Type-Options": "nosniff", "API-Version": "1.0.0"}
    assert {name: response[name] for name in headers} == headers
    assert reads() == [(verwijzing.nummer, "bijlage", world.sleutel.pk, None)]
    nothing = world.systeem.get(f"{path}/{uuid4()}")
    assert world.systeem.get(f"{path}/{world.other_foto.kenmerk}").content == nothing.content
    assert (nothing.status_code, len(reads())) == (404, 1)


def gone(world, verwijzing):
    """The bodies of all that is about this one case."""
    path = f"/verwijzingen/{verwijzing.nummer}"
    asked = [path, f"{path}/berichten", f"{path}/fotos/{world.foto.kenmerk}"]
    posts = {"acceptatie": {"verwachtDatum": "2026-12-11"}, "weigering": {"reden": "x"}, "berichten": {"tekst": "x"}}
    answers = [world.systeem.get(one) for one in asked]
    answers += [world.systeem.post(f"{path}/{name}", what, kenmerk=f"{name}-{uuid4()}") for name, what in posts.items()]
    answers.append(world.systeem.ask("put", f"{path}/zaaknummer", {"zaaknummer": "Z"}))
    return [(one.status_code, one.content) for one in answers]


def test_what_is_of_another_is_answered_as_what_is_not_there(world):
    foreign = sent(world, partner=world.other)
    ready = sent(world, key="ready", grond="wpg-19", noodzaak="Nodig.", belang="Veiligheid.")
    unknown = Verwijzing(nummer="0000000000")
    assert ready.status == "klaargezet"
    answers = gone(world, unknown)
    assert {status for status, _ in answers} == {404}
    assert gone(world, foreign) == gone(world, ready) == answers
    assert (world.systeem.get("/verwijzingen").json()["verwijzingen"], reads()) == ([], [])


def test_sight_ends_at_once_when_the_case_is_withdrawn(world):
    verwijzing = sent(world)
    workflow.withdraw(verwijzing, reden="Niet nodig.", by=world.users["officer"])
    verwijzing.refresh_from_db()
    assert gone(world, verwijzing) == gone(world, Verwijzing(nummer="0000000000"))
    assert world.systeem.get("/verwijzingen").json() == {"verwijzingen": [only_core(verwijzing)], "volgende": None}
    assert reads() == []


@pytest.mark.parametrize(("late", "is_seen"), [(-SECOND, True), (SECOND, False)])
def test_thirty_days_after_the_end_number_dates_and_status_are_left(world, late, is_seen):
    verwijzing = workflow.refuse(sent(world), reden="Niet van ons.", by=world.sleutel, now=NOW)
    with time_machine.travel(NOW + 30 * DAY + late, tick=False):
        one = world.systeem.get(f"/verwijzingen/{verwijzing.nummer}").json()
        assert world.systeem.get("/verwijzingen").json()["verwijzingen"] == [one]
        photo = world.systeem.get(f"/verwijzingen/{verwijzing.nummer}/fotos/{world.foto.kenmerk}")
    seen = {**whole(world, verwijzing), "stand": {**whole(world, verwijzing)["stand"], "versie": 2}}
    assert one == (seen if is_seen else only_core(verwijzing))
    assert (photo.status_code, len(reads())) == ((200, 3) if is_seen else (404, 0))


def test_without_an_agreement_that_holds_today_number_dates_and_status_are_left(world):
    verwijzing = sent(world, grond="wpg-20", convenant=world.convenant)
    path = f"/verwijzingen/{verwijzing.nummer}"
    assert world.systeem.get(path).json()["zaak"]["convenant"] == "2026-01"
    Convenant.objects.update(tot=date(2026, 1, 1))
    assert world.systeem.get(path).json() == only_core(verwijzing)
    assert world.systeem.get("/verwijzingen").json()["verwijzingen"] == [only_core(verwijzing)]
    step = world.systeem.post(f"{path}/acceptatie", {"verwachtDatum": "2026-12-11"})
    assert (step.status_code, Verwijzing.objects.get().status) == (404, "verzonden")


# --- the list ---------------------------------------------------------------------------------------------------------


def numbers(response):
    return [one["nummer"] for one in response.json()["verwijzingen"]]


def test_the_list_is_asked_in_as_many_statements_for_three_cases_as_for_one(world):
    def asked():
        with CaptureQueriesContext(connection) as statements:
            response = world.systeem.get("/verwijzingen")
        return len(statements), len(response.json()["verwijzingen"])

    def one_more(key):
        workflow.give_consent(sent(world, key=key, vraagt_toestemming=True))

    one_more("1")
    asked()  # the counter of the hour
    first, one = asked()
    one_more("2")
    one_more("3")
    again, three = asked()
    assert (one, three, again) == (1, 3, first)


def test_the_list_leads_from_page_to_page_without_a_gap(world, monkeypatch):
    monkeypatch.setattr("meldingen.views.koppeling.lezen.PAGE", 2)
    made = [refer(world, now=NOW + number // 2 * SECOND).nummer for number in range(5)]
    pages, cursor = [], ""
    while cursor is not None:
        response = world.systeem.get(f"/verwijzingen?cursor={cursor}" if cursor else "/verwijzingen")
        pages.append(numbers(response))
        cursor = response.json()["volgende"]
    assert pages == [[made[4], made[2]], [made[3], made[0]], [made[1]]]
    wrong = world.systeem.get("/verwijzingen?cursor=0000000000")
    assert (wrong.status_code, wrong.json()["title"]) == (404, "Niet gevonden")


def test_the_list_takes_status_and_what_changed_since_a_moment(world):
    first, second = refer(world), refer(world)
    with time_machine.travel(NOW + DAY, tick=False):
        accept(world, second, now=NOW + DAY)
        for query, expected in {
            "status=geaccepteerd": [second.nummer],
            "status=geaccepteerd&status=verzonden": [first.nummer, second.nummer],
            "status=gereed": [],
            "gewijzigdSinds=2020-01-01T00:00:00%2B01:00": [first.nummer, second.nummer],
            f"gewijzigdSinds={moment(NOW + DAY)}": [second.nummer],
            f"gewijzigdSinds={moment(NOW + DAY + SECOND)}": [],
            "gewijzigdSinds=2026-11-24T05:43:37.4%2B16:32": [second.nummer],
            "gewijzigdSinds=0001-01-01T00:00:00%2B23:59": [first.nummer, second.nummer],
            "gewijzigdSinds=9999-12-31T23:59:59-23:59": [],
        }.items():
            assert numbers(world.systeem.get(f"/verwijzingen?{query}")) == expected, query
