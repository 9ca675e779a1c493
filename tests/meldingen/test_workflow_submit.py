"""Sending: one melding for each key, with owner, date, restriction, log, job, and an empty draft."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meldingen.codes import code_of, hash_of, keyed, new_key
from meldingen.models import (
    Bijlage,
    Concept,
    ConceptFoto,
    Gebeurtenis,
    Melder,
    Melding,
)
from meldingen.workflow import AlreadySent, submit
from tests.meldingen.makers import NOW, make_categorie, make_groep, make_inzending, make_melding, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_submit_makes_a_melding_with_everything_that_was_said(world):
    melding = submit(make_inzending(world, contactvorm="met_naam", naam="Jo", email="jo@example.org"), key="k", now=NOW)
    melding.refresh_from_db()
    facts = (melding.status, melding.eigenaar, melding.basisteam, melding.buurt, melding.antwoord_voor_datum)
    assert facts == ("ontvangen", world.users["officer"], world.team, world.buurt, date(2026, 11, 30))
    assert melding.beloofd_datum == melding.antwoord_voor_datum
    assert bytes(melding.code_hash) == hash_of(code_of("k"))
    assert (melding.is_beperkt, melding.is_dringend, melding.vermoeden) == (False, False, "")
    assert (melding.melder.naam, melding.melder.email, melding.melder.telefoon) == ("Jo", "jo@example.org", "")
    (line,) = Gebeurtenis.objects.filter(melding=melding)
    assert (line.soort, line.van_status, line.naar_status, line.actor, line.door, line.gegevens) == (
        *("ontvangen", "", "ontvangen", "melder", None, {}),
    )


def test_a_draft_is_emptied_and_its_photos_move_as_they_are(world):
    key = new_key()
    concept = Concept.objects.create(sleutel_hash=keyed("sleutel", key), gegevens={"a": 1}, vervalt_op=NOW)
    ConceptFoto.objects.create(concept=concept, naam="x.jpg", grootte=3, inhoud=b"jpg")
    inzending = make_inzending(world, contactvorm="met_naam", naam="Jo")
    with CaptureQueriesContext(connection) as queries:
        melding = submit(inzending, key=key, concept=concept, now=NOW)
    real = [query["sql"] for query in queries if "SAVEPOINT" not in (query["sql"] or "")]
    assert len(real) == 7, real
    concept.refresh_from_db()
    assert (concept.gegevens, concept.melding, concept.vervalt_op) == ({}, melding, NOW + timedelta(hours=1))
    (photo,) = Bijlage.objects.all()
    assert (photo.melding, photo.inhoud, photo.grootte) == (melding, b"jpg", 3)
    assert ConceptFoto.objects.count() == 0
    assert submit(inzending, key=key, concept=concept, now=NOW) == melding


@pytest.mark.parametrize("with_concept", [True, False])
def test_other_words_under_the_same_key_are_refused_and_nothing_changes(world, with_concept):
    concept = Concept.objects.create(sleutel_hash=keyed("sleutel", "k"), vervalt_op=NOW) if with_concept else None
    melding = submit(make_inzending(world), key="k", concept=concept, now=NOW)
    with pytest.raises(AlreadySent) as refused:
        submit(make_inzending(world, verhaal="Iets anders"), key="k", concept=concept, now=NOW)
    assert refused.value.melding == melding
    assert submit(make_inzending(world), key="k", concept=concept, now=NOW) == melding
    assert [one.verhaal for one in Melding.objects.all()] == [make_inzending(world).verhaal]


def test_who_gives_no_name_leaves_no_contact_data(world):
    make_melding(world, contactvorm="anoniem", naam="Jo", email="jo@example.org")
    assert Melder.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "group", "said", "soort"),
    [
        ("VRAAG", "vraag", "opmerking", "opmerking"),
        ("VRAAG", "vraag", "vraag", "vraag"),
        (None, "vraag", None, "vraag"),
        ("VERKEER", "verkeer", None, "tip"),
        ("VERKEER", "verkeer", "fiets", "tip"),
    ],
)
def test_what_kind_it_is_follows_from_the_answer_or_the_category(world, code, group, said, soort):
    groep = make_groep(group)
    categorie = code and make_categorie(code, groep, soort="vraag" if code == "VRAAG" else "tip")
    antwoorden = {"soort": said} if said else {}
    melding = make_melding(world, categorie=categorie, groep=groep, antwoorden=antwoorden)
    assert melding.soort == soort
