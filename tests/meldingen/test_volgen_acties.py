"""What the holder of a code does: sent once, told at once, never lost, and nothing that may not be done."""

import io
import zipfile
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from meldingen import volgsessies, workflow
from meldingen.models import Bijlage, Boodschap, Mail, Melder, Melding, Status, Volgmail, Voorval, Waardering
from meldingen.post import confirm_token
from tests.meldingen.makers import NOW, make_world
from tests.meldingen.steps import in_state
from tests.meldingen.volgers import PAGE, follow, follower, heads, send, sent, state, words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def picture(name="foto.png"):
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(target, "PNG")
    return SimpleUploadedFile(name, target.getvalue(), "image/png")


def messages():
    return [(one.soort, one.is_van_melder, one.tekst) for one in Boodschap.objects.in_order()]


def close(melding, world, **fields):
    return workflow.close(
        melding, **{"uitkomst": "opgelost", "tekst": "Klaar.", "by": world.users["officer"], **fields}
    )


# --- messages -------------------------------------------------------------------------------------------------------


def test_a_message_with_photos_is_sent_and_shown(world):
    melding, client = follower(world)
    response = send(client, "bericht", tekst="Weer vanavond.", fotos=[picture(), picture("b.png")])
    assert (response.status_code, response.headers["Location"]) == (303, f"{PAGE}#laatste")
    assert messages() == [("bericht", True, "Weer vanavond.")]
    photos = Bijlage.objects.filter(melding=melding, boodschap=Boodschap.objects.get()).order_by("pk")
    assert [bytes(photo.inhoud[:3]) for photo in photos] == [b"\xff\xd8\xff"] * 2
    assert ("Weer vanavond." in words(client.get(PAGE)), client.get(PAGE).content.count(b"<img")) == (True, 2)


def test_an_answer_takes_the_question_away(world):
    melding, client = follower(world)
    workflow.ask(melding, tekst="Waar?", by=world.users["officer"])
    assert "Uw antwoord" in words(client.get(PAGE))
    send(client, "bericht", tekst="Bij de vijver.")
    assert messages()[1:] == [("antwoord", True, "Bij de vijver.")]
    assert Melding.objects.get(pk=melding.pk).status == Status.IN_BEHANDELING


def test_a_photo_alone_will_do_and_nothing_will_not(world):
    _melding, client = follower(world)
    assert send(client, "bericht", tekst="", fotos=picture()).status_code == 303
    response = send(client, "bericht", tekst=" ")
    assert (response.status_code, "Schrijf een bericht of kies een foto" in words(response)) == (422, True)
    assert "<title>Fout: Volgen | Wijkportaal</title>" in response.content.decode()
    assert len(messages()) == 1


def test_a_bad_photo_keeps_the_text(world):
    _melding, client = follower(world)
    bad = SimpleUploadedFile("scooter.exe", b"MZ", "image/jpeg")
    response = send(client, "bericht", tekst="Mijn tekst", fotos=bad)
    assert (response.status_code, "Mijn tekst</textarea>" in response.content.decode()) == (422, True)
    assert "scooter.exe" in words(response)
    assert messages() == []


def test_too_long_a_message_keeps_the_text(world):
    _melding, client = follower(world)
    response = send(client, "bericht", tekst="a" * 3_001)
    assert (response.status_code, "a" * 3_001 in response.content.decode(), messages()) == (422, True, [])


def test_a_double_click_sends_one_message(world):
    _melding, client = follower(world)
    answers = [client.post(f"{PAGE}bericht/", {"tekst": "Een keer.", "sleutel": "k1"}) for _click in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert messages() == [("bericht", True, "Een keer.")]
    client.post(f"{PAGE}bericht/", {"tekst": "Een keer.", "sleutel": "k2"})
    assert len(messages()) == 2


def test_what_was_refused_can_be_sent_again_with_the_same_key(world):
    melding, client = follower(world)
    Melding.objects.filter(pk=melding.pk).update(ingetrokken_op=NOW)
    data = {"tekst": "Mijn tekst", "sleutel": "k1"}
    response = client.post(f"{PAGE}bericht/", data)
    assert (response.status_code, "Mijn tekst</textarea>" in response.content.decode()) == (422, True)
    Melding.objects.filter(pk=melding.pk).update(ingetrokken_op=None)
    assert client.post(f"{PAGE}bericht/", data).status_code == 303
    assert messages() == [("bericht", True, "Mijn tekst")]


def test_a_message_to_a_closed_melding_is_not_lost(world):
    melding, client = follower(world)
    close(melding, world)
    response = client.post(f"{PAGE}bericht/", {"tekst": "Te laat", "sleutel": "k"})
    assert (response.status_code, "Te laat</textarea>" in response.content.decode()) == (422, True)
    assert [soort for soort, _mine, _text in messages()] == ["afsluiting"]


def test_with_htmx_a_message_is_put_in_place(world):
    _melding, client = follower(world)
    response = client.post(f"{PAGE}bericht/", {"tekst": "Weer.", "sleutel": "k"}, headers=HTMX)
    html = response.content.decode()
    assert (response.status_code, "<html" in html, "Weer." in html, "Uw bericht is verstuurd." in html) == (
        200, False, True, True,
    )  # fmt: skip
    wrong = client.post(f"{PAGE}bericht/", {"tekst": "", "sleutel": "k"}, headers=HTMX).content.decode()
    assert ("Er klopt nog iets niet" in wrong, "Uw bericht is verstuurd." in wrong) == (True, False)


def test_with_htmx_an_ended_session_asks_for_the_code_and_keeps_the_text(world, clock):
    _melding, client = follower(world)
    clock.shift(timedelta(minutes=11))
    response = client.post(f"{PAGE}bericht/", {"tekst": "Mijn tekst"}, headers=HTMX)
    assert (response.status_code, response.headers["HX-Retarget"]) == (200, "#inhoud")
    assert "Mijn tekst</textarea>" in response.content.decode()


def test_too_many_messages_are_refused_and_not_lost(world, settings):
    settings.LIMITS = {**settings.LIMITS, "boodschap": 1}
    _melding, client = follower(world)
    send(client, "bericht", tekst="Een")
    response = send(client, "bericht", tekst="Twee")
    assert (response.status_code, "Twee</textarea>" in response.content.decode()) == (429, True)
    assert messages() == [("bericht", True, "Een")]


# --- the diary, consent ---------------------------------------------------------------------------------------------


def test_the_diary_takes_a_day_a_time_minutes_and_words(world):
    _melding, client = follower(world)
    data = {"datum": "2026-11-22", "tijd": "22:30", "minuten": "20", "tekst": "Weer hard"}
    assert send(client, "weer-gebeurd", **data).headers["Location"] == f"{PAGE}#laatste"
    row = Voorval.objects.get()
    assert (row.datum, row.tijd, row.minuten, row.tekst) == (date(2026, 11, 22), time(22, 30), 20, "Weer hard")
    assert heads(client)[1] == "U schreef op dat het weer gebeurde"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"datum": ""}, "Vul de dag in"),
        ({"datum": "gisteren"}, "Vul een dag in, bijvoorbeeld 24-11-2026"),
        ({"datum": "2026-11-24"}, "Deze dag moet nog komen. Vul een eerdere dag in"),
        ({"datum": "2024-11-22"}, "Vul een dag van het laatste jaar in"),
        ({"tijd": "25:00"}, "Vul een tijd in, bijvoorbeeld 22:30"),
        ({"minuten": "-1"}, "Vul alleen een aantal minuten in, hoogstens 1440"),
        ({"minuten": "1441"}, "Vul alleen een aantal minuten in, hoogstens 1440"),
        ({"minuten": "veel"}, "Vul alleen een aantal minuten in, hoogstens 1440"),
    ],
)
def test_the_diary_says_what_to_fill_in_and_keeps_the_rest(world, data, sentence):
    _melding, client = follower(world)
    response = send(client, "weer-gebeurd", **{"datum": "2026-11-22", "tekst": "Mijn tekst", **data})
    assert (response.status_code, words(response).count(sentence)) == (422, 2)
    assert "Mijn tekst</textarea>" in response.content.decode()
    assert Voorval.objects.count() == 0


def test_consent_is_changed(world):
    melding, client = follower(world)
    assert send(client, "toestemming", mag_praten="nee", delen="niet").status_code == 303
    melding.refresh_from_db()
    assert (melding.mag_praten, melding.delen) == ("nee", "niet")
    assert heads(client)[1] == "U veranderde wat wij mogen"


@pytest.mark.parametrize(("contactvorm", "number"), [("anoniem", 2), ("met_naam", 3)])
def test_only_who_gave_a_name_can_have_it_go_along(world, contactvorm, number):
    _melding, client = follower(world, contactvorm=contactvorm, naam="Jan")
    html = client.get(f"{PAGE}toestemming/").content.decode()
    assert html.count('name="delen"') == number
    response = send(client, "toestemming", mag_praten="ja", delen="met")
    assert response.status_code == (303 if number == 3 else 422)


# --- withdrawing, reopening, rating ---------------------------------------------------------------------------------


def test_withdrawing_asks_first_and_erases_who_it_was(world):
    melding, client = follower(world, contactvorm="met_naam", naam="Jan", email="jan@example.nl")
    assert "De politie kan soms toch verder gaan." in words(client.get(f"{PAGE}intrekken/"))
    assert Melding.objects.get(pk=melding.pk).status == Status.ONTVANGEN
    assert send(client, "intrekken").headers["Location"] == PAGE
    assert (Melding.objects.get(pk=melding.pk).status, Melder.objects.count()) == (Status.INGETROKKEN, 0)
    assert state(client)[0] == "Ingetrokken"
    text = words(client.get(PAGE))
    assert ("Trek mijn melding in" in text, "Verstuur bericht" in text) == (False, False)
    assert client.get(f"{PAGE}intrekken/").headers["Location"] == PAGE


def test_it_still_happens_asks_for_another_look(world):
    melding, client = follower(world)
    close(melding, world)
    assert "Het gebeurt nog steeds" in words(client.get(PAGE))
    assert send(client, "heropenen", tekst="Elke avond weer.").status_code == 303
    assert Melding.objects.get(pk=melding.pk).status == Status.HEROPENVERZOEK
    assert heads(client)[-2:] == ["U vroeg ons om verder te gaan", "Nog te doen: opnieuw kijken"]


def test_reopening_without_words_says_what_to_write(world):
    melding, client = follower(world)
    close(melding, world)
    response = send(client, "heropenen", tekst=" ")
    assert (response.status_code, "Schrijf op wat er nog gebeurt" in words(response)) == (422, True)


@pytest.mark.parametrize(("days", "offered"), [(30, True), (31, False)])
def test_reopening_is_offered_for_thirty_days(world, clock, days, offered):
    melding, code = sent(world)
    close(melding, world)
    clock.shift(days * DAY)
    text = words(follow(code).get(PAGE))
    sentence = "Dit is meer dan 30 dagen geleden afgerond. Stuur een nieuw bericht als het nog gebeurt."
    assert ("Het gebeurt nog steeds" in text, sentence in text) == (offered, not offered)


def test_reopening_is_offered_twice(world):
    melding, client = follower(world)
    for judge in ("officer", "chief", "officer"):
        close(melding, world, by=world.users[judge])
        if judge != "officer" or melding.heropeningen < 2:
            send(client, "heropenen", tekst="Nog steeds.")
        melding.refresh_from_db()
    text = words(client.get(PAGE))
    assert melding.heropeningen == 2
    assert ("Het gebeurt nog steeds" in text, "al twee keer" in text) == (False, True)


def test_did_it_help_is_asked_once_after_closing(world):
    melding, client = follower(world)
    assert "Bent u geholpen?" not in words(client.get(PAGE))
    close(melding, world)
    assert "Bent u geholpen?" in words(client.get(PAGE))
    assert send(client, "geholpen", antwoord="beetje", tekst="Het kan beter.").status_code == 303
    row = Waardering.objects.get()
    assert (row.antwoord, row.tekst) == ("beetje", "Het kan beter.")
    text = words(client.get(PAGE))
    assert ("Dank u wel" in text, "Verstuur mijn antwoord" in text) == (True, False)


def test_did_it_help_wants_an_answer_and_keeps_the_words(world):
    melding, client = follower(world)
    close(melding, world)
    response = send(client, "geholpen", tekst="Mijn tekst")
    assert (response.status_code, "Mijn tekst</textarea>" in response.content.decode()) == (422, True)


# --- restricted, no contact -----------------------------------------------------------------------------------------


def test_a_restricted_melding_is_never_rated_and_never_mailed_about(world):
    melding, client = follower(world, gevaar="ja")
    assert "Stuur mij een e-mail bij nieuws" not in words(client.get(PAGE))
    assert client.get(f"{PAGE}e-mail/").headers["Location"] == PAGE
    response = client.post(f"{PAGE}e-mail/", {"email": "jan@example.nl", "sleutel": "k"})
    assert (response.status_code, Volgmail.objects.count()) == (422, 0)
    Melding.objects.filter(pk=melding.pk).update(beoordeeld_op=NOW)
    close(melding, world)
    assert "Bent u geholpen?" not in words(client.get(PAGE))
    response = client.post(f"{PAGE}geholpen/", {"antwoord": "ja", "sleutel": "k"})
    assert (response.status_code, Waardering.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("contactvorm", "sentence"),
    [
        ("anoniem", "U bent anoniem. U gaf geen naam door."),
        ("geen", "U wilde geen contact. We stellen u geen vragen."),
        ("met_naam", "U gaf uw gegevens door. Wie ze opent, komt in een logboek."),
    ],
)
def test_the_page_says_who_somebody_is_to_us(world, contactvorm, sentence):
    _melding, client = follower(world, contactvorm=contactvorm, naam="Jan")
    assert sentence in words(client.get(PAGE))


# --- mail at news ---------------------------------------------------------------------------------------------------


def test_a_melding_that_became_restricted_does_not_promise_mail_any_more(world):
    melding, client = follower(world)
    send(client, "e-mail", email="jan@example.nl")
    workflow.confirm_email(Volgmail.objects.get())
    workflow.move(melding, reden="Gevaarlijk.", is_beperkt=True, by=world.users["chief"])
    page = words(client.get(PAGE))
    assert "Bij deze melding sturen we geen e-mail." in page
    assert "U krijgt een e-mail als er nieuws is." not in page


def test_mail_at_news_is_asked_confirmed_and_stopped(world):
    melding, client = follower(world)
    assert send(client, "e-mail", email="jan@example.nl").headers["Location"] == f"{PAGE}#mail"
    assert "We stuurden u een e-mail." in words(client.get(PAGE))
    row = Volgmail.objects.get()
    assert (row.email, row.bevestigd_op, Mail.objects.get().soort) == ("jan@example.nl", None, "volgmail")
    address = f"/volgen/e-mail/{confirm_token(row)}/"
    reader = Client()
    page = reader.get(address)
    assert [word for word in ("verkeer", melding.nummer, "jan@example.nl", "melding over") if word in words(page)] == []
    assert Volgmail.objects.get().bevestigd_op is None
    assert "Uw e-mailadres is bevestigd" in words(reader.post(address))
    assert Volgmail.objects.get().bevestigd_op == NOW
    assert reader.cookies.keys() <= {"csrf"}
    assert "U krijgt een e-mail als er nieuws is." in words(client.get(PAGE))
    assert send(client, "e-mail/stoppen").headers["Location"] == f"{PAGE}#mail"
    assert Volgmail.objects.count() == 0


def test_a_wrong_link_in_a_mail_says_so(world):
    for response in (Client().get("/volgen/e-mail/volgmail-1:x:y/"), Client().post("/volgen/e-mail/x/")):
        assert (response.status_code, "Deze link werkt niet meer" in words(response)) == (404, True)


def test_no_address_says_what_to_fill_in(world):
    _melding, client = follower(world)
    response = send(client, "e-mail", email="jan")
    assert (response.status_code, 'value="jan"' in response.content.decode()) == (422, True)
    assert "Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl" in words(response)


# --- download -------------------------------------------------------------------------------------------------------


def test_the_download_holds_what_i_sent_and_got(world):
    melding, client = follower(
        world, verhaal="Hard & vaak.", contactvorm="met_naam", naam="Jan", email="jan@example.nl"
    )
    workflow.ask(melding, tekst="Waar?", by=world.users["officer"])
    send(client, "bericht", tekst="Bij de vijver.")
    response = client.get(f"{PAGE}download/")
    text = response.content.decode()
    assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == (
        "text/plain; charset=utf-8",
        'attachment; filename="melding.txt"',
    )
    for said in ["Hard & vaak.", "Jan", "jan@example.nl", "Samira vroeg u iets", "Waar?", "Bij de vijver."]:
        assert said in text
    assert melding.nummer not in text


def test_the_download_brings_the_photos_along(world):
    melding, client = follower(world)
    send(client, "bericht", tekst="", fotos=picture())
    response = client.get(f"{PAGE}download/")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.namelist() == ["melding.txt", "foto-1.jpg"]
        assert archive.read("foto-1.jpg") == bytes(Bijlage.objects.get(melding=melding).inhoud)
        assert "1 foto" in archive.read("melding.txt").decode()


@pytest.mark.parametrize("status", [one for one in Status if one != Status.VERWEZEN])
def test_every_address_answers_in_every_state(world, status):
    melding = in_state(world, status)
    client = Client()
    client.cookies["volg"] = volgsessies.begin(volgsessies.Gevonden("nl", melding=melding.pk))
    names = ["", "bericht/", "weer-gebeurd/", "toestemming/", "intrekken/", "heropenen/", "geholpen/", "e-mail/"]
    names += ["e-mail/stoppen/", "download/", "nieuws/"]
    assert {client.get(PAGE + name).status_code for name in names} <= {200, 303}
    assert {client.post(PAGE + name, {"tekst": "x", "sleutel": "k"}).status_code for name in names} <= {200, 303, 422}
