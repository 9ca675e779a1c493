"""The page of the form with photos: what is good is kept, what is not gets a sentence, and nothing is lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meldingen.models import ConceptFoto
from tests.agenten.plaatjes import CANARY, exif, jpeg, picture, png
from tests.meldingen.invullen import STORY, Bezoeker, errors_of, slug_of
from tests.meldingen.makers import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    found = Bezoeker(client, make_world().buurt)
    found.walk(until="fotos")
    return found


def file(name, data=None):
    return SimpleUploadedFile(name, data or png(picture((9, 9))), content_type="image/jpeg")


def kept():
    return [photo.naam for photo in ConceptFoto.objects.order_by("pk")]


def test_a_photo_is_kept_without_what_came_with_it(visitor):
    response = visitor.post("fotos", {"fotos": [file("scooter.jpg", jpeg(exif=exif(), comment=CANARY))]})
    assert response.status_code == 303
    photo = ConceptFoto.objects.get()
    content = bytes(photo.inhoud)
    assert (photo.naam, photo.grootte) == ("scooter.jpg", len(content))
    assert CANARY not in content
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, dict(image.getexif())) == ("JPEG", {})


def test_of_a_choice_with_a_bad_file_the_good_photos_stay(visitor):
    response = visitor.post("fotos", {"fotos": [file("een.jpg"), file("scooter.exe", b"MZ"), file("drie.jpg")]})
    assert errors_of(response) == ["scooter.exe kunnen we niet openen. Kies een foto (jpg, png, webp of heic)."]
    html = response.content.decode()
    assert "<span>een.jpg</span>" in html
    assert "<span>drie.jpg</span>" in html
    assert kept() == ["een.jpg", "drie.jpg"]
    assert slug_of(visitor.post("fotos", {})) != "fotos"
    assert kept() == ["een.jpg", "drie.jpg"]


def test_a_file_that_is_too_large_takes_no_word_of_the_story(visitor):
    response = visitor.post("fotos", {"fotos": [file("film.mov", b"\0" * 10_000_001)]})
    assert errors_of(response) == ["film.mov is te groot. Kies een foto van hoogstens 10 MB."]
    assert kept() == []
    assert STORY in visitor.get("wat").content.decode()


def test_five_photos_in_two_times_and_a_sixth_is_counted_out(visitor):
    visitor.post("fotos", {"fotos": [file(f"{n}.jpg") for n in range(3)], "voeg_toe": "1"})
    response = visitor.post("fotos", {"fotos": [file(f"{n}.jpg") for n in range(3, 6)], "voeg_toe": "1"})
    assert errors_of(response) == ["U kunt hoogstens 5 foto’s sturen. 1 foto kwam niet mee."]
    assert kept() == ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"]


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 19, "9" * 18, "²", "-1"])
def test_a_photo_that_cannot_be_there_is_not_taken_away_and_breaks_nothing(visitor, number):
    visitor.post("fotos", {"fotos": [file("een.jpg")], "voeg_toe": "1"})
    assert visitor.post("fotos", {"weg": number}).status_code == 303
    assert kept() == ["een.jpg"]
