"""Around the list: several meldingen at once, kept filters, letters as keys, words to search by."""

import re

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client

from agenten.models import Medewerker
from meldingen import workflow
from meldingen.models import BewaardFilter, Boodschap, Gebeurtenis, Inzage, Melding, Notitie, Zoekactie
from meldingen.models.postvak import MOST_FILTERS
from meldingen.zoekindex import index
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
LIST = "/admin/meldingen/melding/"
KEEP, KEYS = f"{LIST}filter/", f"{LIST}toetsen/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


def sign_in(world, name, **options):
    client = Client(**options)
    client.force_login(Medewerker.objects.get(pk=world.users[name].pk))
    return client


def send(client, action, meldingen, query="", **fields):
    chosen = {"_selected_action": [one.nummer for one in meldingen], "action": action}
    return client.post(f"{LIST}?{query}", {**chosen, **fields})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def fresh(melding):
    return Melding.objects.get(pk=melding.pk)


# --- several at once --------------------------------------------------------------------------------------------------


def test_a_number_that_cannot_be_one_chooses_nothing(world):
    melding = make_melding(world)
    response = sign_in(world, "officer").post(LIST, {"action": "naam", "_selected_action": ["\x00" * 10, "x" * 99]})
    assert said(response) == ["Kies een of meer meldingen."]
    response = sign_in(world, "officer").post(LIST, {"action": "naam", "_selected_action": [melding.nummer, "\x00"]})
    assert text_of(response).count("1 melding") == 1


def test_the_titles_on_the_page_that_asks_are_in_the_read_log_once_a_day(world):
    client = sign_in(world, "officer")
    two, narrow = [make_melding(world), make_melding(world)], make_melding(world, gevaar="ja")
    for _ in range(2):
        send(client, "samen", [*two, narrow])
    seen = Inzage.objects.filter(wat="lijst").order_by("pk").values_list("melding", "door__username")
    assert sorted(seen) == [(one.pk, "officer") for one in two]


def test_several_are_put_in_the_name_of_a_colleague_with_a_reason_and_each_is_logged(world):
    meldingen, member = [make_melding(world) for _ in range(2)], world.users["member"]
    client = sign_in(world, "officer")
    asked = send(client, "naam", meldingen)
    assert (asked.status_code, Gebeurtenis.objects.filter(soort="verplaatst").count()) == (200, 0)
    names = [str(one) for one in asked.context_data["form"].fields["eigenaar"].queryset]
    assert names == ["Buurt_officer", "Chief", "Deputy", "Member", "Officer"]
    again = send(client, "naam", meldingen, gekozen="1", eigenaar=member.pk, reden=" ")
    assert (again.status_code, "Schrijf op waarom." in text_of(again)) == (422, True)
    done = send(client, "naam", meldingen, "postvak=nieuw", gekozen="1", eigenaar=member.pk, reden="Ik ben vol.")
    assert (done.status_code, done.headers["Location"], said(done)) == (302, f"{LIST}?postvak=nieuw", ["2 gedaan."])
    assert {fresh(one).eigenaar_id for one in meldingen} == {member.pk}
    log = Gebeurtenis.objects.filter(soort="verplaatst").order_by("pk")
    assert [(one.melding_id, one.door_id) for one in log] == [(one.pk, world.users["officer"].pk) for one in meldingen]
    assert [one.tekst for one in Notitie.objects.order_by("pk")] == ["Ik ben vol.", "Ik ben vol."]


def test_the_chosen_one_leads_and_the_others_follow_with_what_was_refused_in_one_sentence(world):
    lead, follower = make_melding(world), make_melding(world)
    waiting = make_melding(world)
    workflow.ask(waiting, tekst="Waar?", by=world.users["officer"], now=NOW)
    client = sign_in(world, "officer")
    asked = send(client, "samen", [lead, follower, waiting])
    assert "Welke melding gaat verder?" in text_of(asked)
    assert Melding.objects.filter(leidend__isnull=False).count() == 0
    assert send(client, "samen", [lead, follower], gekozen="1", leidend="0000000000").status_code == 422
    done = send(client, "samen", [lead, follower, waiting], gekozen="1", leidend=lead.nummer)
    number = f"{waiting.nummer[:5]}-{waiting.nummer[5:]}"
    assert said(done) == [f"1 gedaan, 1 niet. {number}: Dit kan niet. De melding is nu: wacht op melder."]
    assert (fresh(follower).leidend_id, fresh(waiting).leidend_id) == (lead.pk, None)
    assert said(send(client, "samen", [lead]))[-1:] == ["Kies twee of meer meldingen."]


def test_only_what_stands_in_nakijken_is_closed_as_spam_and_nobody_gets_a_message(world):
    spam, real = make_melding(world, is_na_te_kijken=True), make_melding(world)
    client = sign_in(world, "officer")
    assert "Sluit als spam" in text_of(client.get(f"{LIST}?postvak=nakijken"))
    assert "Sluit als spam" not in text_of(client.get(LIST))
    assert "De melders krijgen geen bericht." in text_of(send(client, "spam", [spam, real]))
    done = send(client, "spam", [spam, real], gekozen="1")
    number = f"{real.nummer[:5]}-{real.nummer[5:]}"
    assert said(done) == [f"1 gedaan, 1 niet. {number}: Deze melding staat niet in Nakijken."]
    assert (fresh(spam).status, fresh(spam).afwijsreden, fresh(real).status) == ("afgewezen", "spam", "ontvangen")
    assert Boodschap.objects.count() == 0


def test_nobody_touches_what_he_does_not_see_or_may_not_read(world):
    elsewhere = make_melding(world, buurt=world.other_buurt, is_na_te_kijken=True)
    hidden = make_melding(world, verhaal="Hij slaat haar elke avond.", is_na_te_kijken=True)
    client = sign_in(world, "member")
    assert said(send(client, "spam", [elsewhere], gekozen="1")) == ["Kies een of meer meldingen."]
    page = send(client, "spam", [elsewhere, hidden])
    assert (elsewhere.nummer in page.content.decode(), "slaat" in page.content.decode()) == (False, False)
    done = send(client, "spam", [elsewhere, hidden], gekozen="1")
    number = f"{hidden.nummer[:5]}-{hidden.nummer[5:]}"
    assert said(done) == [f"0 gedaan, 1 niet. {number}: U mag dit niet doen bij deze melding."]
    assert {fresh(one).status for one in (elsewhere, hidden)} == {"ontvangen"}


def test_an_unknown_button_is_no_page_and_a_form_needs_its_token(world):
    melding = make_melding(world)
    assert send(sign_in(world, "officer"), "delete_selected", [melding]).status_code == 404
    strict = sign_in(world, "officer", enforce_csrf_checks=True)
    assert [send(strict, "spam", [melding]).status_code, strict.post(KEEP).status_code] == [403, 403]
    assert send(sign_in(world, "auditor"), "spam", [melding]).status_code == 404


# --- kept filters -----------------------------------------------------------------------------------------------------


def test_a_filter_is_kept_without_the_words_that_were_searched_for(world):
    client = sign_in(world, "officer")
    done = client.post(KEEP, {"naam": "Scooters park", "vraag": "postvak=nieuw&onderwerp=VERKEER&q=jansen&na=3~x~1"})
    assert said(done) == ["Het filter is bewaard."]
    kept = BewaardFilter.objects.get()
    assert (kept.medewerker, kept.naam, kept.vraag) == (
        world.users["officer"], "Scooters park", "postvak=nieuw&onderwerp=VERKEER",
    )  # fmt: skip
    page = client.get(f"{LIST}?{kept.vraag}")
    assert f'href="{LIST}?postvak=nieuw&amp;onderwerp=VERKEER" aria-current="page"' in page.content.decode()
    assert "Scooters park" not in text_of(sign_in(world, "chief").get(LIST))
    client.post(KEEP, {"naam": "Scooters park", "vraag": "postvak=te-laat"})
    assert list(BewaardFilter.objects.values_list("vraag", flat=True)) == ["postvak=te-laat"]


def test_a_filter_needs_a_name_and_something_to_keep_and_there_are_at_most_twenty(world):
    client, me = sign_in(world, "officer"), world.users["officer"]
    no_name = client.post(KEEP, {"naam": "", "vraag": "postvak=nieuw"})
    nothing = client.post(KEEP, {"naam": "Alles", "vraag": "q=jansen"})
    BewaardFilter.objects.bulk_create(BewaardFilter(medewerker=me, naam=f"F{n}", vraag="x=1") for n in range(20))
    too_many = client.post(KEEP, {"naam": "Nog een", "vraag": "postvak=nieuw"})
    assert [said(one)[-1] for one in (no_name, nothing, too_many)] == [
        "Geef het filter een naam van hoogstens 40 letters.",
        "Kies eerst een postvak of een filter.",
        "U heeft al 20 filters. Gooi er eerst een weg.",
    ]
    assert (MOST_FILTERS, BewaardFilter.objects.count()) == (20, 20)


def test_only_the_own_filter_can_be_thrown_away(world):
    mine = BewaardFilter.objects.create(medewerker=world.users["officer"], naam="Laat", vraag="postvak=te-laat")
    address = f"{LIST}filter/{mine.pk}/weg/"
    assert sign_in(world, "chief").post(address).status_code == 404
    assert sign_in(world, "officer").get(address).status_code == 405
    assert said(sign_in(world, "officer").post(address)) == ["Het filter is weg."]
    assert BewaardFilter.objects.count() == 0


# --- keys and words ---------------------------------------------------------------------------------------------------


def test_letters_as_keys_are_switched_off_and_on(world):
    make_melding(world)
    client = sign_in(world, "officer")
    assert 'data-keys="on"' in client.get(LIST).content.decode()
    client.post(KEYS, {"vraag": ""})
    assert 'data-keys="off"' in client.get(LIST).content.decode()
    client.post(KEYS, {"vraag": "", "aan": "on"})
    assert Medewerker.objects.get(pk=world.users["officer"].pk).heeft_sneltoetsen is True


def test_words_find_open_and_closed_meldingen_and_are_logged_once(world):
    found, closed = (make_melding(world, verhaal="Een zeldzaam woord: kwikstaart.") for _ in range(2))
    other = make_melding(world)
    index([one.pk for one in (found, closed, other)])
    workflow.close(closed, uitkomst="advies", tekst="Bel ons.", by=world.users["officer"], now=NOW)
    client = sign_in(world, "officer")
    page = client.get(f"{LIST}?q=kwikstaart")
    assert [line.nummer for line in page.context_data["cl"].result_list] == [found.nummer, closed.nummer]
    assert (page.context_data["title"], Zoekactie.objects.count()) == ("Gevonden", 1)
    client.get(f"{LIST}?q=kwikstaart", headers={"HX-Request": "true", "HX-Target": "postvak"})
    assert Zoekactie.objects.count() == 1
    nothing = text_of(client.get(f"{LIST}?q=ooievaar"))
    assert "Er is niets met deze filters. Zoek op hele woorden" in nothing
    only = client.get(f"{LIST}?postvak=wacht&q=kwikstaart")
    assert [line.nummer for line in only.context_data["cl"].result_list] == []
