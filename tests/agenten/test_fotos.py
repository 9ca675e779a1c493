"""Portraits: pictures come out small and without a byte of metadata; what is no picture does not come in."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from agenten import fotos, reencode
from agenten.models import Foto, Rol
from tests.agenten import people
from tests.agenten.plaatjes import CANARY, DIRTY, HOSTILE, encoded, exif, jpeg, picture

JPEG = jpeg()


def upload(data, name="foto.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, data, content_type=content_type)


@pytest.mark.parametrize("kind", DIRTY)
def test_a_picture_becomes_a_small_square_without_metadata(kind):
    out = fotos.portrait(upload(DIRTY[kind](), "scooter.exe"))
    assert chunks(out) == [b"VP8 "]
    assert CANARY not in out
    assert len(out) < 40_000
    with Image.open(io.BytesIO(out)) as image:
        assert (image.format, image.size, image.mode, dict(image.getexif())) == ("WEBP", (320, 320), "RGB", {})
        assert set(image.info) <= {"loop", "background", "timestamp", "duration"}


def chunks(webp):
    """The kinds of chunk in a WebP: only pixels, or also EXIF, XMP, ICC profile, frames."""
    assert webp[:4] + webp[8:12] == b"RIFFWEBP"
    at, found = 12, []
    while at < len(webp):
        found.append(webp[at : at + 4])
        size = int.from_bytes(webp[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    assert at == len(webp)
    return found


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_picture_is_refused_in_a_clear_sentence(kind):
    with pytest.raises(ValidationError) as refusal:
        fotos.portrait(upload(HOSTILE[kind]()))
    sentence = refusal.value.messages[0]
    assert sentence.startswith("foto.jpg ")
    assert "Kies een foto" in sentence or "Maak de foto kleiner" in sentence


def test_there_are_more_than_thirty_hostile_files():
    assert len(HOSTILE) > 30


def test_the_sentence_names_the_file_and_what_to_choose():
    with pytest.raises(ValidationError) as refusal:
        fotos.portrait(upload(b"MZ", "C:/tmp/scooter.exe"))
    assert refusal.value.messages == ["scooter.exe kunnen we niet openen. Kies een foto (jpg, png, webp of heic)."]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright(orientation):
    """Red is at the top left of the photo as one sees it, whichever way the camera was held."""
    upright = picture((64, 64), color=(0, 0, 255))
    upright.paste((255, 0, 0), (0, 0, 32, 32))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Transpose that undoes the orientation
    stored = upright.transpose(Image.Transpose(back[orientation])) if orientation > 1 else upright
    out = fotos.portrait(upload(encoded(stored, "PNG", exif=exif(orientation))))
    with Image.open(io.BytesIO(out)) as image:
        corners = [image.getpixel(at) for at in ((40, 40), (280, 40), (40, 280), (280, 280))]
    assert [red > 128 for red, _green, _blue in corners] == [True, False, False, False]


def test_a_file_above_the_limit_is_refused_before_it_is_opened():
    big = upload(JPEG, "groot.jpg")
    big.size = fotos.MOST_BYTES + 1
    with pytest.raises(ValidationError) as refusal:
        fotos.portrait(big)
    assert refusal.value.messages == ["groot.jpg is te groot. Kies een foto van hoogstens 10 MB."]


def test_a_process_that_hangs_is_stopped(monkeypatch, tmp_path):
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(fotos, "CHILD", sleeper)
    monkeypatch.setattr(fotos, "SECONDS", 0.5)
    with pytest.raises(ValidationError, match="te zwaar"):
        fotos.portrait(upload(JPEG))


@pytest.mark.parametrize(
    "greedy",
    ["import sys; sys.exit(reencode.TOO_HEAVY) if not taken() else 0", "while True: pass"],
    ids=["memory", "processor"],
)
def test_the_limits_of_the_child_hold(monkeypatch, tmp_path, greedy):
    """The control for the bombs: a child that really takes memory or time is stopped by its own limits."""
    script = tmp_path / "greedy.py"
    script.write_text(
        f"""
import sys; sys.path.insert(0, {str(reencode.__file__).removesuffix("/agenten/reencode.py")!r})
from agenten import reencode
def taken():
    try:
        return bytearray(400_000_000)
    except MemoryError:
        return None
reencode.MOST_CPU = 1
reencode.limit()
{greedy}
"""
    )
    monkeypatch.setattr(fotos, "CHILD", script)
    with pytest.raises(ValidationError, match="te zwaar"):
        fotos.portrait(upload(JPEG))


def test_the_child_sees_no_secret_of_the_site(monkeypatch, tmp_path):
    script = tmp_path / "spy.py"
    script.write_text("import os, sys; sys.stdout.write('RIFF' + str(dict(os.environ)))")
    monkeypatch.setattr(fotos, "CHILD", script)
    assert b"SECRET" not in fotos.portrait(upload(JPEG))


@pytest.fixture
def officer(client):
    agent = people.wijkagent("Samira", medewerker=people.medewerker("samira", Rol.WIJKAGENT))
    client.force_login(agent.medewerker)
    return agent


def sent(**fields):
    data = {"naam": "Samira", "korte_naam": "Samira", "taken": ["wijk"]}
    for prefix in ("accounts", "werkgebieden"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | fields


def address(agent):
    return reverse("admin:agenten_wijkagent_change", args=[agent.pk])


@pytest.mark.django_db
def test_an_officer_sets_and_removes_the_own_photo(client, officer):
    assert client.post(address(officer), sent(nieuwe_foto=upload(JPEG))).status_code == 302
    first = Foto.objects.get(wijkagent=officer)
    shown = client.get(reverse("admin:agenten_wijkagent_foto", args=[officer.pk, first.kenmerk]))
    assert (shown.status_code, shown["Content-Type"], shown.content) == (200, "image/webp", bytes(first.inhoud))
    assert f'/foto/{first.kenmerk}.webp"' in client.get(address(officer)).content.decode()
    client.post(address(officer), sent(nieuwe_foto=upload(encoded(picture(color=(1, 1, 1)), "PNG"))))
    assert Foto.objects.get(wijkagent=officer).kenmerk != first.kenmerk
    client.post(address(officer), sent(foto_weg="on"))
    assert not Foto.objects.filter(wijkagent=officer).exists()


@pytest.mark.django_db
def test_a_refused_photo_keeps_what_was_typed_and_the_photo_that_was_there(client, officer):
    fotos.keep(officer, b"RIFFold")
    page = client.post(address(officer), sent(over_mij="Al tien jaar hier.", nieuwe_foto=upload(b"<svg/>", "ik.svg")))
    text = page.content.decode()
    assert "ik.svg kunnen we niet openen." in text
    assert "Al tien jaar hier." in text
    assert bytes(Foto.objects.get(wijkagent=officer).inhoud) == b"RIFFold"


@pytest.mark.django_db
def test_a_file_of_more_than_ten_megabytes_gets_a_sentence_not_silence(client, officer):
    page = client.post(address(officer), sent(nieuwe_foto=upload(b"x" * 10_000_001, "groot.jpg")))
    assert "groot.jpg is te groot. Kies een foto van hoogstens 10 MB." in page.content.decode()


@pytest.mark.django_db
def test_a_file_between_two_and_ten_megabytes_arrives(client, officer):
    heavy = JPEG + b"\0" * 9_000_000
    assert client.post(address(officer), sent(nieuwe_foto=upload(heavy))).status_code == 302
    assert Foto.objects.filter(wijkagent=officer).exists()


@pytest.mark.django_db
def test_a_photo_in_the_admin_is_for_who_may_see_the_officer(client, officer):
    stranger = people.wijkagent("Karin", basisteam=people.basisteam("Team B"))
    fotos.keep(stranger, b"RIFFkarin")
    found = reverse("admin:agenten_wijkagent_foto", args=[stranger.pk, stranger.foto.kenmerk])
    assert client.get(found).status_code == 404
    client.force_login(people.medewerker("redacteur", Rol.REDACTEUR))
    assert client.get(found).content == b"RIFFkarin"
