"""What is too much of an upload is thrown away while it comes in: the form says so, and keeps what was typed."""

import io
import tracemalloc
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path

from agenten.fotos import MOST_BYTES
from meldingen.fotos import FotosField
from meldingen.models.gesprek import MOST_PHOTOS
from tests.agenten.plaatjes import jpeg, picture, png
from wijkportal.uploads import MOST_COUNTED
from wijkportal.urls import handler400, handler403, handler404, handler500  # noqa: F401  (Django finds them here)
from wijkportal.urls import urlpatterns as all_addresses

STORY = "Er staat\nelke avond een groep."
TOO_LARGE = "is te groot. Kies een foto van hoogstens 10 MB."


class Form(forms.Form):
    """Text on both sides of the files: what comes after them must arrive too."""

    verhaal = forms.CharField(strip=False)
    fotos = FotosField(required=False)
    naam = forms.CharField()


def step(request):
    form = Form(request.POST, request.FILES)
    is_fine = form.is_valid()
    good = [name for name, _data in form.fields["fotos"].good]
    page = engines["django"].from_string("{{ good }}{{ form }}")
    return HttpResponse(page.render({"form": form, "good": "|".join(good)}), status=200 if is_fine else 422)


urlpatterns = [path("stap/", step), *all_addresses]

pytestmark = pytest.mark.urls(__name__)


def send(*files, client=None):
    client = client or Client(raise_request_exception=False)
    fields = {"verhaal": STORY, "fotos": list(files), "naam": "Jan & An"}
    return client.post("/stap/", fields, headers={"Origin": settings.SITE_URL})


def file(name, data):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def keeps_text(response):
    html = response.content.decode()
    return STORY in html and 'value="Jan &amp; An"' in html


def test_photos_that_fit_come_in():
    response = send(file("een.jpg", jpeg()), file("twee.png", png()))
    assert response.status_code == 200
    assert response.content.decode().startswith("een.jpg|twee.png<")


def test_a_file_of_more_than_ten_megabytes_is_named_and_the_rest_stays():
    response = send(file("groot.jpg", jpeg() + b"\0" * MOST_BYTES), file("klein.jpg", jpeg()))
    assert response.status_code == 422
    assert keeps_text(response)
    html = response.content.decode()
    assert html.startswith("klein.jpg<")
    assert html.count("errorlist") == 1
    assert f"<li>groot.jpg {TOO_LARGE}</li>" in html


def test_a_file_of_just_ten_megabytes_comes_in():
    data = jpeg()
    response = send(file("net.jpg", data + b"\0" * (MOST_BYTES - len(data))))
    assert response.content.decode().startswith("net.jpg<")


@pytest.mark.parametrize(
    ("count", "sentence"), [(6, "1 foto kwam niet mee."), (7, "2 foto’s kwamen niet mee."), (150, "145 foto’s")]
)
def test_of_too_many_files_the_first_five_come_in_and_the_others_are_counted(count, sentence):
    small = png(picture((9, 9)))
    response = send(*(file(f"{n}.png", small) for n in range(count)))
    assert response.status_code == 422
    assert keeps_text(response)
    html = response.content.decode()
    assert html.startswith("0.png|1.png|2.png|3.png|4.png<")
    assert f"U kunt hoogstens 5 foto’s sturen. {sentence}" in html


def test_too_many_files_do_not_break_the_check_of_the_form():
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = send(*(file(f"{n}.png", b"x") for n in range(9)), client=client)
    html = response.content.decode()
    assert response.status_code == 403
    assert "U was lang weg" in html
    assert "elke avond een groep." in html


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (r"C:\Users\Jan\geheim\scooter.exe", "scooter.exe "),
        ("../../etc/passwd", "passwd "),
        ("<b>ik</b>.jpg", "b&gt;.jpg "),
        ("a" * 300 + ".jpg", "a" * 60 + " "),
        ("foto\u202egpj.exe", "fotogpj.exe "),
        ("fo\x00to.jpg", "foto.jpg "),
        ("😀.jpg", "😀.jpg "),
    ],
)
def test_of_a_name_no_folder_is_shown_and_no_more_than_sixty_letters(sent, shown):
    boundary, name = "x" * 30, sent.replace("\\", "\\\\")
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="fotos"; filename="{name}"\r\n\r\nMZ\r\n--{boundary}--'
    )
    client = Client(raise_request_exception=False)
    response = client.post("/stap/", body.encode(), content_type=f"multipart/form-data; boundary={boundary}")
    lines = [line for line in response.content.decode().split("<li>") if "kunnen we niet openen" in line]
    assert [line.split("kunnen")[0] for line in lines] == [shown]


class Stream(io.RawIOBase):
    """A body that is made while it is read, so that only the reader can hold it."""

    def __init__(self, files, size):
        head = '--grens\r\nContent-Disposition: form-data; name="fotos"; filename="{}.jpg"\r\n\r\n'
        tail = b'\r\n--grens\r\nContent-Disposition: form-data; name="naam"\r\n\r\nJan\r\n--grens--\r\n'
        self.pieces = [piece for n in range(files) for piece in (head.format(n).encode(), size, b"\r\n")]
        self.pieces[-1] = tail
        self.length = sum(piece if isinstance(piece, int) else len(piece) for piece in self.pieces)

    def read(self, size=-1):
        piece = self.pieces.pop(0) if self.pieces else b""
        if isinstance(piece, int):
            piece, rest = bytes(min(piece, size)), max(piece - size, 0)
            self.pieces[:0] = [rest] if rest else []
        assert len(piece) <= size
        return piece


def arriving(files, size):
    stream = Stream(files, size)
    content = {"CONTENT_TYPE": "multipart/form-data; boundary=grens", "CONTENT_LENGTH": str(stream.length)}
    return WSGIRequest({"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": stream, **content})


@pytest.mark.parametrize(
    ("files", "size", "kept"),
    [
        (1, 100_000_000, [0]),
        (8, 9_000_000, [9_000_000] * 5 + [0] * 3),
        (3, 10_000_001, [0, 0, 0]),
        (300, 100, [100] * 5 + [0] * 295),
    ],
)
def test_one_request_holds_no_more_than_five_files_of_ten_megabytes(files, size, kept):
    request = arriving(files, size)
    tracemalloc.start()
    found = request.FILES.getlist("fotos")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(one.name, one.size) for one in found] == [(f"{n}.jpg", size) for n in range(files)]
    assert [one.file.seek(0, io.SEEK_END) for one in found] == kept
    assert sum(kept) <= MOST_PHOTOS * MOST_BYTES
    assert peak < 3_000_000
    assert request.POST.dict() == {"naam": "Jan"}
    request.close()
    assert all(one.closed for one in found)


def test_thousands_of_files_take_no_more_open_files_and_no_more_room_than_a_few():
    before = open_files()
    request = arriving(3_000, 1)
    assert len(request.FILES.getlist("fotos")) == MOST_COUNTED
    assert open_files() - before == MOST_PHOTOS
    assert request.POST.dict() == {}  # the text stands before the photos in a form; this came after them
    request.close()


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_an_upload_is_in_no_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    request = arriving(1, 5_000_000)
    one = request.FILES["fotos"]
    assert list(tmp_path.iterdir()) == []
    assert not hasattr(one, "temporary_file_path")
    request.close()


def test_a_text_that_is_too_long_for_any_form_gets_a_page():
    client = Client(raise_request_exception=False)
    response = client.post("/stap/", {"verhaal": "x" * 2_600_000}, headers={"Origin": settings.SITE_URL})
    assert response.status_code == 400
    assert "Dit kunnen we niet lezen" in response.content.decode()
