"""The contact card of an officer."""

import pytest

from agenten.buurtteam import agent_of
from agenten.models import Foto
from agenten.vcard import vcard_of
from tests.agenten.makers import NOW, make_buurt, make_team, make_wijkagent

pytestmark = pytest.mark.django_db


def lines(content):
    """Unfolded content lines (RFC 6350 3.2)."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_the_whole_card():
    buurt = make_buurt()
    officer = make_wijkagent(buurt, basisteam=make_team(buurt), uid="123", over_mij="Bel mij op 06-12345678")
    Foto.objects.create(wijkagent=officer, inhoud=b"webp", kenmerk="abcdef0123456789")

    assert lines(vcard_of(agent_of(officer, NOW))) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "PRODID:-//Wijkportaal//Contactkaart//NL",
        "KIND:individual",
        "UID:http://localhost:8000/wijkagent/samira-el-amrani/",
        "FN:Samira el Amrani",
        "N:el Amrani;Samira;;;",
        "TITLE:wijkagent",
        "ORG:Basisteam Noord",
        'TEL;VALUE=uri;TYPE="voice,work":tel:0900-8844',
        "URL:http://localhost:8000/wijkagent/samira-el-amrani/",
        "PHOTO:http://localhost:8000/wijkagent/samira-el-amrani/foto/abcdef0123456789.webp",
        "NOTE:Vraag naar Samira. Spoed? Bel 112.",
        "END:VCARD",
        "",
    ]


def test_a_hidden_surname_and_photo_are_nowhere_in_the_card():
    officer = make_wijkagent(make_buurt(), slug="samira", is_achternaam_verborgen=True, is_foto_verborgen=True)
    Foto.objects.create(wijkagent=officer, inhoud=b"webp", kenmerk="abcdef0123456789")

    card = vcard_of(agent_of(officer, NOW))

    assert {"FN:Wijkagent Samira", "N:;Samira;;;"} <= set(lines(card))
    assert b"Amrani" not in card
    assert b"PHOTO" not in card


def test_a_hostile_name_stays_inside_its_property():
    hostile = "A;B,C\\D\r\nTEL:0612345678\x07<script>"
    officer = make_wijkagent(make_buurt(), naam=hostile, korte_naam=hostile[:40], slug="x")

    found = lines(vcard_of(agent_of(officer, NOW)))

    assert r"FN:A\;B\,C\\D\nTEL:0612345678<script>" in found
    assert [line for line in found if line.startswith("TEL")] == ['TEL;VALUE=uri;TYPE="voice,work":tel:0900-8844']


def test_long_lines_are_folded_between_characters():
    officer = make_wijkagent(make_buurt(), naam="É" * 80, korte_naam="É", slug="e")

    card = vcard_of(agent_of(officer, NOW))

    assert max(len(line) for line in card.split(b"\r\n")) <= 75
    assert "FN:" + "É" * 80 in lines(card)
