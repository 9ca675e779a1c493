"""Photos of a melding: a new JPEG of the pixels and of nothing else; what is no photo gets a clear sentence."""

import io
import resource
import subprocess
import sys
import time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from agenten import fotos, reencode
from meldingen.fotos import FotosField, clean_photo
from tests.agenten import plaatjes
from tests.agenten.plaatjes import CANARY, COLOR, DIRTY, HOSTILE, encoded, heif, jpeg, picture, png

SOI, EOI, SOS = b"\xff\xd8", b"\xff\xd9", 0xDA
JFIF = b"JFIF\0\1\1\0\0\1\0\1\0\0"  # version 1.1, no unit, no thumbnail
ONLY_PIXELS = ["APP0", "DQT", "DQT", "SOF0", "DHT", "DHT", "DHT", "DHT", "SOS"]
NAMES = {0xE0: "APP0", 0xDB: "DQT", 0xC0: "SOF0", 0xC4: "DHT", SOS: "SOS"}
REFUSED = "kunnen we niet openen. Kies een foto (jpg, png, webp of heic)."


def upload(data, name="foto.jpg"):
    return SimpleUploadedFile(name, data)


def parts(data):
    """Each part of a JPEG as its name and what is in it; fails on a byte outside them, or behind the end."""
    assert data[:2] == SOI
    at, found = 2, []
    while True:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        assert data[at] == 0xFF
        found.append((NAMES.get(marker, hex(marker)), data[at + 4 : at + 2 + size]))
        at += 2 + size
        if marker == SOS:
            break
    pixels = data[at:]
    assert pixels.endswith(EOI)
    assert [n for n in range(len(pixels) - 1) if pixels[n] == 0xFF and pixels[n + 1] != 0] == [len(pixels) - 2]
    return found


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("kind", DIRTY)
def test_of_a_photo_only_its_pixels_are_kept(kind):
    data, before = DIRTY[kind](), processor_time()
    out = clean_photo(upload(data, "scooter.exe"))
    assert processor_time() - before < reencode.MOST_CPU
    found = parts(out)
    assert [name for name, _body in found] == ONLY_PIXELS
    assert found[0][1] == JFIF
    assert CANARY not in out
    with Image.open(io.BytesIO(out)) as image:
        assert (image.format, image.mode, dict(image.getexif())) == ("JPEG", "RGB", {})


def test_the_dirty_files_are_as_dirty_as_they_say():
    """The control: what must be gone is in the files, and the look at the parts of a JPEG sees it."""
    clean = {"png", "webp", "heic", "jpeg", "progressive jpeg", "one pixel", "a strip"}
    hidden = {"jpeg in four inks", "two pictures in one heic", "moving webp", "moving png"}
    kinds = [kind for kind in DIRTY if kind not in clean | hidden and " in grey" not in kind]
    without = [kind for kind in kinds if CANARY not in DIRTY[kind]() and "transparency" not in kind]
    assert without == [
        "png with a palette",
        "png in black and white",
        "png of 16 bits in colour",
        "webp without loss",
        "heic of an odd size",
    ]
    names = [name for name, _body in parts(jpeg(exif=plaatjes.exif(), comment=CANARY))]
    assert [name for name in names if name not in ONLY_PIXELS] == ["0xe1", "0xfe"]
    with pytest.raises(AssertionError):
        parts(jpeg() + b"x")
    with pytest.raises(AssertionError):
        parts(jpeg() + jpeg())


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_photo_is_refused_in_a_clear_sentence(kind):
    data, before = HOSTILE[kind](), processor_time()
    with pytest.raises(ValidationError) as refusal:
        clean_photo(upload(data))
    assert processor_time() - before < reencode.MOST_CPU
    sentence = refusal.value.messages[0]
    assert sentence in (
        f"foto.jpg {REFUSED}",
        "foto.jpg heeft te veel beeldpunten. Kies een foto van hoogstens 40 miljoen beeldpunten.",
        "foto.jpg is te zwaar om te openen. Maak de foto kleiner en probeer het opnieuw.",
    )


BY_HAND = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], env={})
_pid, status, used = os.wait4(child.pid, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, file=sys.stderr)
os._exit(0)
"""


def measured(data):
    """Run the child by hand: its exit code, answer, seconds of processor time and bytes of memory.

    A small process in between: a child counts the memory of who started it as its own.
    """
    command = [sys.executable, "-c", BY_HAND, sys.executable, "-I", str(fotos.CHILD), reencode.PHOTO]
    ran = subprocess.run(command, input=data, capture_output=True, check=True)
    code, seconds, memory = ran.stderr.decode().splitlines()[-1].split()
    return int(code), ran.stdout, float(seconds), int(memory)


def large(width, height):
    """As heavy as a real photo: smooth, with some noise."""
    tile = Image.blend(Image.linear_gradient("L").resize((640, 640)), Image.effect_noise((640, 640), 60), 0.2)
    canvas = Image.new("RGB", (width, height))
    for left in range(0, width, 640):
        for top in range(0, height, 640):
            canvas.paste(Image.merge("RGB", [tile, tile.rotate(90), tile]), (left, top))
    return canvas


HEAVY = {  # with whether it is opened: None where that hangs on the speed of the machine
    "jpeg of 40 Mpx": (lambda: encoded(large(7300, 5470), "JPEG", quality=80), True),
    "progressive jpeg of 40 Mpx": (lambda: encoded(large(7300, 5470), "JPEG", quality=60, progressive=True), True),
    "webp of 12 Mpx": (lambda: encoded(large(4032, 3024), "WEBP", quality=60, method=0), True),
    "webp of 40 Mpx": (lambda: encoded(large(7300, 5470), "WEBP", quality=30, method=0), False),
    "png of 40 Mpx": (lambda: plaatjes.real_bomb(6300, 6300, 2, 3), True),
    "png of 40 Mpx with transparency": (lambda: plaatjes.real_bomb(6300, 6300, 6, 4), None),
    "png of 40 Mpx in grey with transparency": (lambda: plaatjes.real_bomb(6300, 6300, 4, 2), None),
    "heic of 12 Mpx": (lambda: heif(large(4032, 3024), quality=30, enc_params={"preset": "ultrafast"}), True),
    "webp bomb": (HOSTILE["webp bomb under the limit"], False),
    "png bomb": (HOSTILE["bomb just under the limit"], False),
    "bomb in a text": (HOSTILE["bomb in a text"], False),
}


@pytest.mark.parametrize("kind", HEAVY)
def test_the_heaviest_files_stay_within_two_seconds_and_300_megabytes(kind):
    make, is_opened = HEAVY[kind]
    data = make()
    assert len(data) <= fotos.MOST_BYTES
    code, out, seconds, memory = measured(data)
    assert seconds <= 2.1
    assert memory <= 300_000_000
    assert is_opened in (code == 0, None)
    if code == 0:
        assert [name for name, _body in parts(out)] == ONLY_PIXELS
        assert 1900 <= max(Image.open(io.BytesIO(out)).size) <= reencode.LONGEST


@pytest.mark.parametrize("size", [(2500, 2500), (2000, 400)])
def test_a_photo_that_packs_badly_is_made_smaller_until_it_fits(size):
    out = clean_photo(upload(encoded(plaatjes.noise(size), "JPEG", quality=60)))
    assert len(out) <= reencode.MOST_OUT
    with Image.open(io.BytesIO(out)) as image:
        assert 800 <= max(image.size) <= reencode.LONGEST
        assert image.width * size[1] == pytest.approx(image.height * size[0], rel=0.01)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright(orientation, kind):
    """Red is at the top left of the photo as one sees it, whichever way the camera was held."""
    upright = picture((64, 96), color=(0, 0, 255))
    upright.paste((255, 0, 0), (0, 0, 32, 48))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Transpose that undoes the orientation
    stored = upright.transpose(Image.Transpose(back[orientation])) if orientation > 1 else upright
    exif = plaatjes.exif(orientation).tobytes()
    data = heif(stored, exif=exif) if kind == "HEIC" else encoded(stored, kind, exif=exif)
    out = clean_photo(upload(data))
    assert red_corners(out) == ((64, 96), [True, False, False, False])


def red_corners(data):
    with Image.open(io.BytesIO(data)) as image:
        right, bottom = image.width - 6, image.height - 6
        corners = [image.getpixel(at) for at in ((6, 6), (right, 6), (6, bottom), (right, bottom))]
        return image.size, [red > 128 for red, _green, _blue in corners]


@pytest.mark.parametrize(
    ("kind", "color"),
    [
        ("jpeg", COLOR),
        ("png", COLOR),
        ("webp", COLOR),
        ("heic", COLOR),
        ("heic in grey", (90, 90, 90)),
        ("jpeg in four inks", (254, 253, 252)),
        ("png with transparency", (139, 139, 139)),
        ("png with a palette and transparency", None),
        ("png in grey with transparency", (249, 249, 249)),
        ("png of 16 bits in grey", (156, 156, 156)),
        ("png of 16 bits in colour", (128, 128, 128)),
        ("two pictures in one jpeg", COLOR),
        ("two pictures in one heic", COLOR),
        ("moving webp", COLOR),
        ("moving png", COLOR),
    ],
)
def test_the_photo_looks_as_it_was(kind, color):
    with Image.open(io.BytesIO(clean_photo(upload(DIRTY[kind]())))) as image:
        seen = image.resize((1, 1)).getpixel((0, 0))
    assert color is None or max(abs(a - b) for a, b in zip(seen, color, strict=True)) <= 8


def test_the_child_can_open_no_file_and_no_connection(tmp_path):
    script = f"""
import socket, sys; sys.path.insert(0, {str(fotos.CHILD.parent.parent)!r})
from agenten import reencode
reencode.limit()
for attempt in (lambda: open("/etc/hostname"), socket.socket, lambda: open({str(tmp_path / "kept")!r}, "w")):
    try:
        attempt()
    except OSError as error:
        print(error.errno)
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env={})
    assert found.stdout.split() == ["24", "24", "24"]  # EMILE: no room for one more


def test_more_than_forty_million_points_are_refused_whatever_the_format():
    sentence = "foto.jpg heeft te veel beeldpunten. Kies een foto van hoogstens 40 miljoen beeldpunten."
    image = Image.new("L", (6400, 6400))
    for data in (encoded(image, "JPEG"), png(image), HOSTILE["webp bomb"]()):
        with pytest.raises(ValidationError) as refusal:
            clean_photo(upload(data))
        assert refusal.value.messages == [sentence]


def test_nothing_of_a_photo_is_written_to_a_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    clean_photo(upload(jpeg()))
    assert list(tmp_path.iterdir()) == []


def test_photos_wait_for_each_other_and_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(fotos, "MOST_WAITING", 0.1)
    with fotos.AT_ONCE, fotos.AT_ONCE, pytest.raises(ValidationError) as refusal:
        clean_photo(upload(jpeg()))
    assert refusal.value.messages == [
        "foto.jpg konden we nu niet openen, want het is druk. Probeer het zo nog een keer."
    ]
    assert clean_photo(upload(jpeg())).startswith(SOI)


def test_a_refused_photo_gives_its_place_back():
    began = time.monotonic()
    for _time in range(3):
        with pytest.raises(ValidationError):
            clean_photo(upload(b"MZ"))
    assert time.monotonic() - began < fotos.MOST_WAITING


class Form(forms.Form):
    fotos = FotosField(required=False)


def sent(*uploads, room=None):
    form = Form({}, MultiValueDict({"fotos": list(uploads)}))
    if room is not None:
        form.fields["fotos"].room = room
    return form


def test_the_field_gives_each_photo_with_its_name():
    form = sent(upload(jpeg(), "een.jpg"), upload(png(), "map/twee.png"))
    assert form.is_valid()
    assert [(name, data[:2]) for name, data in form.cleaned_data["fotos"]] == [("een.jpg", SOI), ("twee.png", SOI)]
    assert form.fields["fotos"].good == form.cleaned_data["fotos"]


def test_every_bad_file_has_its_sentence_and_the_good_ones_are_kept():
    form = sent(
        upload(jpeg(), "een.jpg"), upload(b"MZ", "scooter.exe"), upload(b"", "leeg.jpg"), upload(png(), "4.png")
    )
    assert not form.is_valid()
    assert form.errors == {"fotos": [f"scooter.exe {REFUSED}", f"leeg.jpg {REFUSED}"]}
    assert [name for name, _data in form.fields["fotos"].good] == ["een.jpg", "4.png"]


def test_no_photos_is_fine_unless_one_is_asked_for():
    form = sent()
    assert (form.is_valid(), form.cleaned_data) == (True, {"fotos": []})
    form = sent()
    form.fields["fotos"].required = True
    assert not form.is_valid()
    assert list(form.errors) == ["fotos"]


@pytest.mark.parametrize(
    ("room", "kept", "sentence"),
    [
        (None, 5, "U kunt hoogstens 5 foto’s sturen. 2 foto’s kwamen niet mee."),
        (6, 6, "U kunt hoogstens 5 foto’s sturen. 1 foto kwam niet mee."),
        (0, 0, "U kunt hoogstens 5 foto’s sturen. 7 foto’s kwamen niet mee."),
    ],
)
def test_more_photos_than_fit_are_counted_out_loud(room, kept, sentence):
    form = sent(*(upload(png(picture((9, 9)))) for _photo in range(7)), room=room)
    assert form.errors == {"fotos": [sentence]}
    assert len(form.fields["fotos"].good) == kept


def test_two_forms_do_not_see_each_others_photos():
    first = sent(upload(jpeg()))
    assert first.is_valid()
    assert sent().fields["fotos"].good == []
    assert Form.base_fields["fotos"].good == []


def test_the_memory_of_a_photo_is_free_after_it():
    one = upload(jpeg())
    assert sent(one).is_valid()
    assert one.closed


def test_the_input_takes_several_photos():
    html = str(Form()["fotos"])
    assert 'type="file"' in html
    assert " multiple" in html
    assert f'accept="{fotos.ACCEPT}"' in html
