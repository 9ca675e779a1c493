"""When a page of the form breaks: the same fields again, filled from the request alone (SAFETY F3, F5)."""

import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meldingen.forms.opnieuw import FORMS_OF_FOLLOWING, form_again
from meldingen.urls import urlpatterns

OURS = {"Origin": "http://localhost:8000"}
STORY = "Elke avond <b>scooters</b>"
EXIT = "form-action 'self' https://www.knmi.nl"
EMERGENCY = ('href="tel:112"', "112NL", 'href="tel:09008844"')

pytestmark = pytest.mark.usefixtures("dead_database")


def send(path, data, **options):
    """What a browser gets for a form of ours, its draft being out of reach."""
    client = Client(raise_request_exception=False)
    client.cookies["concept"] = client.cookies["volg"] = "a" * 22
    return client.post(path, data, headers=OURS, **options)


def urlencoded(path, data):
    return send(path, data, content_type="application/x-www-form-urlencoded")


def html_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_step_is_there_again_with_what_was_filled_in():
    response = urlencoded("/melden/wat/?terug=controle", urlencode({"verhaal": STORY, "wanneer": "vaak", "x": 1}))
    html = html_of(response)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert '<form class="again" method="post" action="/melden/wat/?terug=controle"' in html
    assert '<label for="id_verhaal">Vertel het in uw eigen woorden</label>' in html
    assert "Elke avond &lt;b&gt;scooters&lt;/b&gt;</textarea>" in html
    assert "<legend>Wanneer gebeurt het?</legend>" in html
    assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["vaak"]
    assert '<input type="hidden" name="x" value="1">' in html
    assert "Uw tekst staat er nog." in html
    assert "foto’s" not in html
    assert [number for number in EMERGENCY if number not in html] == []


@pytest.mark.parametrize(
    ("slug", "sent", "label"),
    [
        ("wanneer", {"tijden": "na 22 uur"}, "Op welke dagen of tijden?"),
        ("waar", {"q": "9999ZZ 12"}, "Postcode of adres van de plek"),
        ("waar", {"plek": "bij het park"}, "Of beschrijf de plek"),
        ("welke-buurt", {"nr": "12"}, "Huisnummer"),
        ("gegevens", {"naam": "Jan"}, "Uw naam"),
        ("gegevens", {"email": "jan@example.org"}, "Uw e-mailadres"),
        ("over-wie", {"wie_anders": "Piet"}, "Is het iemand anders?"),
    ],
)
def test_a_short_text_is_seen_again_under_its_own_name(slug, sent, label):
    html = html_of(send(f"/melden/{slug}/", sent))
    assert re.search(rf'<label for="id_\w+">{re.escape(label)}</label>', html)
    assert next(iter(sent.values())) in html


def test_a_choice_whose_answers_are_in_the_database_is_sent_along_unseen():
    html = html_of(send("/melden/onderwerp/", {"onderwerp": "VERKEER"}))
    assert '<input type="hidden" name="onderwerp" value="VERKEER">' in html
    assert "<textarea" not in html


def test_an_answer_to_an_extra_question_is_kept():
    html = html_of(send("/melden/vragen/", {"vraag-tijden": "Elke avond na tien uur, " * 4, "vraag-kenteken": "AB-1"}))
    assert "na tien uur, </textarea>" in html
    assert '<input type="hidden" name="vraag-kenteken" value="AB-1">' in html


def test_photos_are_to_be_chosen_again_in_the_same_field():
    photo = SimpleUploadedFile("park.jpg", b"x", "image/jpeg")
    html = html_of(send("/melden/fotos/", {"fotos": photo}))
    assert 'enctype="multipart/form-data" novalidate' in html
    assert "Uw tekst staat er nog. Kies uw foto’s opnieuw." in html
    assert re.search(r'<input type="file" name="fotos"', html)


def test_a_message_in_the_follow_page_is_there_again():
    html = html_of(send("/volgen/melding/bericht/", {"tekst": STORY, "sleutel": "k" * 22}))
    assert '<label for="id_tekst">Uw bericht</label>' in html
    assert "Elke avond &lt;b&gt;scooters&lt;/b&gt;</textarea>" in html
    assert f'<input type="hidden" name="sleutel" value="{"k" * 22}">' in html


@pytest.mark.parametrize("path", ["/melden/wat/", "/en/melden/wat/", "/volgen/melding/bericht/"])
def test_the_way_out_stays_on_a_broken_page(path):
    response = send(path, {"tekst": STORY})
    assert 'data-verlaat="https://www.knmi.nl/nederland-nu/weer"' in response.content.decode()
    assert EXIT in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"


def test_a_broken_public_page_has_no_way_out_and_no_cookie(client):
    response = client.get("/mijn-buurt/")
    assert response.status_code == 503
    assert "data-verlaat" not in response.content.decode()
    assert EXIT not in response["Content-Security-Policy"]
    assert response.cookies == {}


def test_the_form_of_a_foreign_site_is_not_repeated():
    client = Client(raise_request_exception=False)
    client.cookies["concept"] = "a" * 22
    html = client.post("/melden/wat/", {"verhaal": STORY}, headers={"Origin": "https://evil.example"}).content.decode()
    assert "scooters" not in html


def test_every_form_of_following_is_known(rf):
    names = {pattern.name for pattern in urlpatterns}
    assert set(FORMS_OF_FOLLOWING) <= names
    request = rf.post("/", {"verhaal": STORY})
    request.resolver_match = None
    assert list(form_again(request)) == []
