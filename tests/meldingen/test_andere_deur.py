"""The page between: where else, or first, a resident can go with a subject."""

import re

import pytest

from buurten.models import Gemeente
from tests.agenten.makers import make_buurt

pytestmark = pytest.mark.django_db
DOOR = re.compile(r"<li><p><strong>(.*?)</strong></p>(.*?)</li>", re.S)


def doors(client, groep, code, prefix="", **sent):
    """(name, first address behind it) of the doors that somebody sees who chose this subject."""
    client.post(f"{prefix}/melden/groep/", {"groep": groep, **sent})
    client.post(f"{prefix}/melden/onderwerp/", {"onderwerp": code})
    client.post(f"{prefix}/melden/snel-weg-uitleg/")
    html = client.get(f"{prefix}/melden/andere-deur/").content.decode()
    lists = html[html.index('class="lines card choices"') :]
    return [(name, next(iter(re.findall('href="(.*?)"', rest)), "")) for name, rest in DOOR.findall(lists)]


def test_danger_stands_first_and_each_number_can_be_called(client):
    assert doors(client, "zorgen", "ZORG") == [
        ("112: nu gevaar", "tel:112"),
        ("113 Zelfmoordpreventie", "tel:113"),
        ("Uw gemeente", ""),
    ]


def test_a_known_gemeente_stands_there_once_with_its_own_number(client):
    buurt = make_buurt()
    Gemeente.objects.update(telefoon="14 0599", website="https://rivierdam.example/")
    assert doors(client, "milieu", "AFVAL", buurt=buurt.pk) == [("Gemeente Rivierdam", "tel:140599")]


def test_a_page_in_english_names_the_doors_in_english(client):
    assert doors(client, "diefstal", "OPLICHTING", prefix="/en") == [("Report a crime", "tel:09008844")]
