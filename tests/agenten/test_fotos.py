"""Portraits: pictures come out small and without a byte of metadata; what is no picture does not come in."""

import io
import struct
import zipfile
import zlib

import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from agenten import fotos, reencode
from agenten.models import Foto, Rol
from tests.agenten import people

CANARY = b"CANARY-53.2188-6.5680"


def picture(size=(600, 800), mode="RGB", color=(180, 60, 40)):
    return Image.new(mode, size, color)


def encoded(image, kind, **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def exif(orientation=1):
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = CANARY.decode()
    data[0x9286] = CANARY.decode()
    data.get_ifd(0x8825)[29] = "2026:11:23"
    return data


def heif(image, **options):
    target = io.BytesIO()
    pillow_heif.from_pillow(image).save(target, **options)
    return target.getvalue()


def text_png():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", CANARY.decode())
    info.add_itxt("XML:com.adobe.xmp", CANARY.decode(), zip=True)
    return encoded(picture(), "PNG", pnginfo=info, exif=exif())


def archive():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as found:
        found.writestr("index.html", CANARY)
    return target.getvalue()


JPEG = encoded(picture(), "JPEG")
XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"
PICTURES = {
    "jpeg": lambda: JPEG,
    "png": lambda: encoded(picture(), "PNG"),
    "png with transparency": lambda: encoded(picture(mode="RGBA", color=(9, 9, 9, 120)), "PNG"),
    "png with a palette": lambda: encoded(picture().convert("P"), "PNG"),
    "png in grey": lambda: encoded(picture(mode="L", color=90), "PNG"),
    "webp": lambda: encoded(picture(), "WEBP"),
    "heic": lambda: heif(picture()),
    "jpeg in four inks": lambda: encoded(picture(mode="CMYK", color=(1, 2, 3, 4)), "JPEG"),
    "progressive jpeg": lambda: encoded(picture(), "JPEG", progressive=True),
    "one pixel": lambda: encoded(picture((1, 1)), "PNG"),
    "a strip": lambda: encoded(picture((4000, 3)), "PNG"),
    "jpeg with exif and gps": lambda: encoded(picture(), "JPEG", exif=exif()),
    "jpeg with xmp": lambda: encoded(picture(), "JPEG", xmp=XMP),
    "jpeg with a comment": lambda: encoded(picture(), "JPEG", comment=CANARY),
    "jpeg with a colour profile": lambda: encoded(picture(), "JPEG", icc_profile=CANARY * 9),
    "png with text": text_png,
    "webp with exif and xmp": lambda: encoded(picture(), "WEBP", exif=exif(), xmp=XMP, icc_profile=CANARY),
    "heic with exif and xmp": lambda: heif(picture(), exif=exif().tobytes(), xmp=XMP),
    "two pictures in one jpeg": lambda: encoded(
        picture(), "MPO", save_all=True, append_images=[picture()], exif=exif()
    ),
    "moving webp": lambda: encoded(picture(), "WEBP", save_all=True, append_images=[picture(color=(1, 2, 3))]),
    "moving png": lambda: encoded(picture(), "PNG", save_all=True, append_images=[picture(color=(1, 2, 3))]),
    "jpeg with a page behind it": lambda: JPEG + b"<html><script>alert(1)</script>" + CANARY,
    "jpeg with an archive behind it": lambda: JPEG + archive(),
    "png called scooter.exe": lambda: encoded(picture(), "PNG"),
}


def bomb(width, height):
    """A PNG of a few bytes that says it is enormous."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\0" * 10_000_000, 9)
    chunks = [(b"IHDR", header), (b"IDAT", row), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


HOSTILE = {
    "nothing": b" ",
    "text": b"hello",
    "a page called jpg": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with xml head": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "pdf": b"%PDF-1.7\n1 0 obj<<>>endobj",
    "program": b"MZ\x90\0" + b"\0" * 200,
    "elf": b"\x7fELF" + b"\0" * 200,
    "archive": archive(),
    "archive with a jpeg behind it": archive() + JPEG,
    "page with a jpeg behind it": b"<html>" + JPEG,
    "gif": encoded(picture(), "GIF"),
    "moving gif": encoded(picture(), "GIF", save_all=True, append_images=[picture(color=(1, 2, 3))]),
    "bmp": encoded(picture((50, 50)), "BMP"),
    "tiff": encoded(picture((50, 50)), "TIFF"),
    "ico": encoded(picture((48, 48)), "ICO"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(ls) run",
    "ppm": encoded(picture((50, 50)), "PPM"),
    "tga": encoded(picture((50, 50)), "TGA"),
    "jpeg 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"\0" * 100,
    "head of a jpeg": JPEG[:40],
    "half a jpeg head": JPEG[:3],
    "half a jpeg": encoded(picture((2000, 2000)), "JPEG")[:3000],
    "half a png": encoded(Image.effect_noise((400, 400), 60), "PNG")[:2000],
    "half a webp": encoded(Image.effect_noise((400, 400), 60), "WEBP")[:2000],
    "half a heic": heif(picture())[:300],
    "jpeg of zeros": b"\xff\xd8\xff\xe0" + b"\0" * 5000,
    "png with a wrong sum": encoded(picture(), "PNG").replace(b"IDAT", b"IDAX"),
    "riff that is sound": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 100,
    "heic head only": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 100,
    "too many pixels": bomb(8000, 6000),
    "bomb": bomb(60_000, 60_000),
    "bomb just under the limit": bomb(40_000, 990),
    "tall bomb": bomb(1, 2_000_000_000),
}


def upload(data, name="foto.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, data, content_type=content_type)


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_becomes_a_small_square_without_metadata(kind):
    out = fotos.portrait(upload(PICTURES[kind](), "scooter.exe"))
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
        fotos.portrait(upload(HOSTILE[kind]))
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
