"""Who gave a name and lost the code makes a new one, at the spreekuur or by mail; nobody else sees it (PRODUCT §4)."""

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from meldingen import nieuwe_code, post, volgsessies, workflow
from meldingen.codes import code_of, hash_of, normalise, shown
from meldingen.models import Gebeurtenis, Mail, Melder, Melding, Notitie
from meldingen.views.nieuwe_code import SAME_TIME
from tests.meldingen.invullen import code_on
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
REASON = "Paspoort gezien op het spreekuur"
FILLED = {"is_bekend": "on", "reden": REASON}


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    return time_machine


@pytest.fixture
def world(clock):
    return make_world()


@pytest.fixture
def melding(world):
    return make_melding(world, key="old", contactvorm="met_naam", naam="Jo Canary", email="jo@example.org")


def signed_in(world, name="officer"):
    client = Client()
    client.force_login(world.users[name])
    return client


def step(melding):
    return f"/admin/meldingen/melding/{melding.nummer}/nieuwe-code/"


def link_on(response):
    """The path of the link that an officer shows."""
    return re.search(rf"{settings.SITE_URL}(/[^<\"]*nieuwe-code/[^<\"]+/)", response.content.decode())[1]


def given(world, melding):
    return link_on(signed_in(world).post(step(melding), FILLED))


def key_on(response):
    found = re.search(r'name="sleutel" value="([^"]+)"', response.content.decode())
    return found and found[1]


def press(client, path):
    return client.post(path, {"sleutel": key_on(client.get(path))})


def opens(code, melding):
    found = volgsessies.find_by_code(code)
    return bool(found) and found.melding == melding.pk


# --- the officer ------------------------------------------------------------------------------------------------------
def test_the_officer_gets_a_link_and_a_qr_but_never_a_code(world, melding, client):
    officer = signed_in(world)
    response = officer.post(step(melding), FILLED)
    html = response.content.decode()
    assert (response.status_code, html.count('<svg class="qr"'), 'class="code"' in html) == (200, 1, False)
    assert Notitie.objects.get().tekst == REASON
    line = Gebeurtenis.objects.get(soort="nieuwe_code")
    assert (line.door, line.gegevens) == (world.users["officer"], {"stap": "link"})
    assert bytes(Melding.objects.get().code_hash) == hash_of(code_of("old"))  # until the reporter used it
    code = code_on(press(client, link_on(response)).content.decode())
    pages = [officer.get(f"/admin/meldingen/melding/{melding.nummer}/"), officer.get(step(melding))]
    assert [page for page in pages if code in page.content.decode()] == []


@pytest.mark.parametrize("missing", ["is_bekend", "reden"])
def test_without_knowing_who_it_is_there_is_no_link(world, melding, missing):
    response = signed_in(world).post(
        step(melding), {**FILLED, missing: ""} if missing == "reden" else {"reden": REASON}
    )
    html = response.content.decode()
    assert (response.status_code, "/volgen/nieuwe-code/" in html) == (422, False)
    assert (REASON in html) is (missing == "is_bekend")
    assert not Gebeurtenis.objects.filter(soort="nieuwe_code").exists()


def test_who_was_anonymous_cannot_get_one(world):
    melding = make_melding(world)
    officer = signed_in(world)
    sentence = "Deze melder gaf geen naam. Dan kan niemand een nieuwe code krijgen."
    assert sentence in officer.get(step(melding)).content.decode()
    assert "/volgen/nieuwe-code/" not in officer.post(step(melding), FILLED).content.decode()


@pytest.mark.parametrize("role", ["other_officer", "former_officer", "redacteur", "beheerder", "auditor"])
def test_who_does_not_see_the_melding_finds_no_such_page(world, melding, role):
    client = signed_in(world, role)
    assert [client.get(step(melding)).status_code, client.post(step(melding), FILLED).status_code] == [404, 404]


def test_a_team_that_may_not_read_it_yet_gives_no_code(world):
    melding = make_melding(world, contactvorm="met_naam", naam="Jo", verhaal="Hij heeft een pistool.")
    assert signed_in(world, "member").post(step(melding), FILLED).status_code == 404
    assert signed_in(world, "chief").post(step(melding), FILLED).status_code == 200


# --- the reporter -----------------------------------------------------------------------------------------------------
def test_looking_changes_nothing_and_the_button_makes_a_new_code(world, melding, client):
    path = given(world, melding)
    page = client.get(path)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert bytes(Melding.objects.get().code_hash) == hash_of(code_of("old"))
    response = press(client, path)
    code = code_on(response.content.decode())
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert (opens(code, melding), opens(code_of("old"), melding)) == (True, False)
    lines = Gebeurtenis.objects.filter(soort="nieuwe_code").in_order().values_list("door", "gegevens")
    officer = world.users["officer"].pk
    assert list(lines) == [(officer, {"stap": "link"}), (officer, {})]


def test_a_second_click_shows_the_same_code(world, melding, client):
    path = given(world, melding)
    key = key_on(client.get(path))
    codes = [code_on(client.post(path, {"sleutel": key}).content.decode()) for _ in range(2)]
    assert codes == [shown(code_of(key))] * 2
    assert Gebeurtenis.objects.filter(soort="nieuwe_code").count() == 2  # the link, and one new code


def test_a_used_link_makes_no_other_code(world, melding, client):
    path = given(world, melding)
    other_tab = key_on(client.get(path))
    code = code_on(press(client, path).content.decode())
    for response in (client.get(path), client.post(path, {"sleutel": other_tab})):
        html = response.content.decode()
        assert (response.status_code, 'class="code"' in html) == (404, False)
        assert "Deze link werkt niet meer" in html
    assert opens(code, melding)


def test_two_links_of_which_the_first_was_used_at_the_same_moment(world, melding):
    """The second one was read while the first was not used yet: in the lock its hash is no longer the present one."""
    before = bytes(melding.code_hash)
    officer = world.users["officer"]
    workflow.renew_code(melding, key="one", by=officer, instead_of=before)
    with pytest.raises(workflow.NotAllowed):
        workflow.renew_code(melding, key="two", by=officer, instead_of=before)
    assert bytes(Melding.objects.get().code_hash) == hash_of(code_of("one"))


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (1, 404)])
def test_a_link_works_for_half_an_hour(world, melding, client, clock, seconds, status):
    path = given(world, melding)
    clock.move_to(timezone.now() + timedelta(minutes=30, seconds=seconds), tick=False)
    assert client.get(path).status_code == status


def test_a_link_of_who_left_or_a_wrong_one_is_worth_nothing(world, melding, client):
    path = given(world, melding)
    token = path.rstrip("/").rsplit("/", 1)[-1]
    other = make_melding(world, contactvorm="met_naam", naam="Piet")
    wrong = [token[:-1], token.replace(f"{melding.pk}-", f"{other.pk}-", 1), "x", "1-1", f"{'9' * 30}-1:a:b", "0-0:a:b"]
    assert [client.get(f"/volgen/nieuwe-code/{one}/").status_code for one in wrong] == [404] * len(wrong)
    user = world.users["officer"]
    user.is_active = False
    user.save()
    assert press(client, path).status_code == 404
    assert bytes(Melding.objects.get(pk=melding.pk).code_hash) == hash_of(code_of("old"))


@pytest.mark.parametrize("key", ["", "kort", "a" * 23, "é" * 22])
def test_a_key_that_is_not_ours_makes_no_code(world, melding, client, key):
    assert client.post(given(world, melding), {"sleutel": key}).status_code == 404
    assert bytes(Melding.objects.get().code_hash) == hash_of(code_of("old"))


def test_contact_data_that_is_gone_ends_the_link(world, melding, client):
    path = given(world, melding)
    Melder.objects.all().delete()
    assert press(client, path).status_code == 404


def test_the_link_speaks_the_language_of_the_melding(world):
    melding = make_melding(world, contactvorm="met_naam", naam="Jo", taal="en")
    assert given(world, melding).startswith("/en/volgen/nieuwe-code/")


# --- by mail ----------------------------------------------------------------------------------------------------------
def test_a_confirmed_address_gets_the_link_by_mail_without_a_code(world, melding, client):
    officer = signed_in(world)
    assert 'name="mail"' not in officer.get(step(melding)).content.decode()
    assert officer.post(step(melding), {**FILLED, "mail": "1"}).status_code == 422
    assert not Mail.objects.filter(soort="code").exists()
    Melder.objects.update(email_bevestigd_op=NOW)
    assert 'name="mail"' in officer.get(step(melding)).content.decode()
    response = officer.post(step(melding), {**FILLED, "mail": "1"})
    assert (response.status_code, response["Location"]) == (303, f"/admin/meldingen/melding/{melding.nummer}/change/")
    message = post.compose(Mail.objects.get(soort="code"))
    assert (message.to, message.subject) == (["jo@example.org"], "Uw nieuwe code")
    assert [word for word in ("Canary", melding.nummer, "scooters", "Verkeer") if word in message.body] == []
    assert [word for word in message.body.split() if normalise(word)] == []
    path = re.search(rf"{settings.SITE_URL}(\S+)", message.body)[1]
    assert opens(code_on(press(client, path).content.decode()), melding)
    assert Gebeurtenis.objects.filter(soort="nieuwe_code").in_order().last().actor == "systeem"


def test_no_mail_about_a_restricted_melding(world):
    melding = make_melding(world, contactvorm="met_naam", naam="Jo", email="jo@example.org", gevaar="ja")
    Melder.objects.update(email_bevestigd_op=NOW)
    officer = signed_in(world)
    assert 'name="mail"' not in officer.get(step(melding)).content.decode()
    assert officer.post(step(melding), {**FILLED, "mail": "1"}).status_code == 422
    assert post.compose(Mail(melding=melding, soort="code")) is None


def test_a_mail_that_waits_makes_its_link_when_it_goes(world, melding, clock):
    Melder.objects.update(email_bevestigd_op=NOW)
    workflow.offer_code(melding, reden=REASON, per_mail=True, by=world.users["officer"])
    clock.move_to(timezone.now() + timedelta(hours=2), tick=False)
    body = post.compose(Mail.objects.get(soort="code")).body
    token = re.search(r"nieuwe-code/(\S+)/", body)[1]
    assert nieuwe_code.read(token) is not None


# --- asked for by mail ------------------------------------------------------------------------------------------------
KWIJT = "/volgen/code-kwijt/"


def answer_to(client, email):
    response = client.post(KWIJT, {"email": email})
    main = re.search(r"<main.*</main>", response.content.decode(), re.S)[0]
    return response.status_code, re.sub(r'value="[^"]*"', "", main)


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_the_same_whether_an_address_is_known_or_not(melding, client):
    Melder.objects.update(email_bevestigd_op=NOW)
    answers = [answer_to(client, email) for email in ("JO@example.org ", "niemand@example.org")]
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert [mail.melding for mail in Mail.objects.filter(soort="code")] == [melding]
    line = Gebeurtenis.objects.get(soort="nieuwe_code")
    assert (line.actor, line.door, line.gegevens) == ("melder", None, {"stap": "mail"})


@pytest.mark.django_db(transaction=True)
def test_an_answer_takes_as_long_without_a_known_address(client):
    begun = time.monotonic()
    answer_to(client, "niemand@example.org")
    assert time.monotonic() - begun >= SAME_TIME


@pytest.mark.django_db(transaction=True)
def test_an_address_that_was_not_confirmed_or_is_of_a_restricted_melding_gets_nothing(world, melding, client):
    restricted = make_melding(world, contactvorm="met_naam", naam="An", email="an@example.org", gevaar="ja")
    Melder.objects.filter(pk=restricted.pk).update(email_bevestigd_op=NOW)
    for email in ("jo@example.org", "an@example.org"):
        assert answer_to(client, email)[0] == 200
    assert not Mail.objects.filter(soort="code").exists()
    assert not Gebeurtenis.objects.filter(soort="nieuwe_code").exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_asks_for_many_addresses_or_for_one_many_times(melding, client, settings):
    Melder.objects.update(email_bevestigd_op=NOW)
    settings.LIMITS = {**settings.LIMITS, "volgmail": 2}
    statuses = [answer_to(client, f"iemand{number}@example.org")[0] for number in range(3)]
    assert statuses == [200, 200, 429]
    Mail.objects.bulk_create(Mail(melding=melding, soort="code", verzonden_op=timezone.now()) for _ in range(5))
    workflow.ask_code("jo@example.org")
    assert not Mail.objects.waiting().filter(soort="code").exists()


def test_what_is_no_address_is_told_so_and_costs_nothing(world, client):
    status, html = answer_to(client, "geen adres")
    assert (status, "Vul een e-mailadres in zoals naam@voorbeeld.nl" in html) == (422, True)


def test_the_page_promises_only_what_is_there(world, client):
    html = client.get(KWIJT).content.decode()
    assert "Was u anoniem? Dan kunnen we uw melding niet voor u terugvinden." in html
    assert f'href="{KWIJT}"' in client.get("/volgen/").content.decode()


def test_who_asks_for_a_link_changes_nothing_that_others_see(world, melding):
    Melder.objects.update(email_bevestigd_op=NOW)
    workflow.ask_code("jo@example.org")
    before = Melding.objects.get()
    assert before.versie == melding.versie  # an outsider changes nothing of the melding
