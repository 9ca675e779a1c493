"""A partner finds what it may read, and nothing else: not the rest of the melding, not the reporter, no notes."""

import base64

import pytest

from meldingen import jobs, rotatie
from meldingen.bewaren import purge
from meldingen.models import Taak, Verwijzing
from meldingen.verwijzingen import workflow, zoekwoorden
from meldingen.workflow import note
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.test_bewaren import DAY
from tests.meldingen.verwijsmakers import accept, add_partners, refer

pytestmark = pytest.mark.django_db
NEW = "2:" + base64.urlsafe_b64encode(b"2" * 32).decode()
JOBS = ("after_refer", "index_referral")


@pytest.fixture
def world():
    return add_partners(make_world())


def run_jobs():
    for taak in Taak.objects.filter(status="todo").order_by("pk"):
        name = taak.task_name.removeprefix("meldingen.jobs.")
        if name in JOBS:
            getattr(jobs, name)(**taak.args)
    Taak.objects.all().delete()


def referred(world, **fields):
    person = {"contactvorm": "met_naam", "naam": "Jan Kanarie", "email": "jan@kanarie.example"}
    melding = make_melding(world, verhaal="Verzwegen woorden van de melder", plek="Geheimpad 3", **person)
    texts = {"tekst": "Scooters bij de speeltuin", "plek": "Lindelaan", "toelichting": "Graag een hek", **fields}
    verwijzing = refer(world, melding, vraagt_toestemming=True, **texts)
    run_jobs()
    return verwijzing


def found(text, user=None):
    seen = Verwijzing.objects.visible_to(user, NOW) if user else Verwijzing.objects.all()
    return list(zoekwoorden.matching(seen, text).values_list("pk", flat=True))


def test_what_was_shared_is_found_by_all_of_its_words(world):
    verwijzing = referred(world)
    for text in (
        *("scooters", "SPEELTUIN scooters", "lindelaan", "hek", world.buurt.naam, world.buurt.gemeente.naam),
        *(world.categorie.naam, verwijzing.nummer, verwijzing.nummer.lower()),
    ):
        assert found(text, world.users["clerk"]) == [verwijzing.pk], text
    for text in ("scooters vijver", "", " ", "de", "\x00", "x" * 5_000):
        assert found(text) == [], text
    assert found("scooters", world.users["other_clerk"]) == []


def test_what_was_not_shared_is_not_found(world):
    verwijzing = referred(world, tekst="Scooters. Bel 06 12345678 of jan@kanarie.example")
    workflow.give_consent(verwijzing, now=NOW)
    note(verwijzing.melding, tekst="Opmerking binnenskamers", by=world.users["officer"], now=NOW)
    workflow.note(verwijzing, tekst="Notitie binnenskamers", by=world.users["clerk"], now=NOW)
    run_jobs()
    for text in ("verzwegen", "geheimpad", "Kanarie", "jan@kanarie.example", "0612345678", "binnenskamers"):
        assert found(text) == [], text


def test_what_is_said_and_the_own_number_are_found_after_their_job(world):
    verwijzing = referred(world)
    workflow.say(verwijzing, tekst="Wij plaatsen een drempel", by=world.users["clerk"], now=NOW)
    workflow.say(verwijzing, tekst="Prima, bedankt voor de lantaarn", by=world.users["officer"], now=NOW)
    workflow.set_zaaknummer(verwijzing, zaaknummer="Z-2026/000123456", by=world.users["clerk"], now=NOW)
    assert found("drempel") == []
    run_jobs()
    for text in ("drempel", "lantaarn", "drempel lantaarn scooters", "z-2026/000123456"):
        assert found(text) == [verwijzing.pk], text


def test_after_a_new_key_everything_is_found_by_the_new_key_alone(world, settings):
    verwijzing = referred(world)
    settings.CODE_KEYS = [NEW, *settings.CODE_KEYS]
    assert found("scooters") == [verwijzing.pk]
    assert rotatie.count_old()[rotatie.SHARED_WORDS] == 1

    assert rotatie.rotate()[rotatie.SHARED_WORDS] == 1

    settings.CODE_KEYS = [NEW]
    assert found("scooters") == [verwijzing.pk]
    assert rotatie.SHARED_WORDS not in rotatie.count_old()
    assert zoekwoorden.renew() == 0


def test_a_job_that_comes_after_the_end_writes_nothing(world):
    verwijzing = referred(world)
    accept(world, verwijzing)
    purge(NOW + 3_653 * DAY)
    assert Verwijzing.objects.get().woorden == []
    jobs.index_referral(verwijzing_id=verwijzing.pk)
    jobs.after_refer(verwijzing_id=verwijzing.pk + 1)
    assert Verwijzing.objects.get().woorden == []


def test_writing_the_words_is_not_a_new_version(world):
    verwijzing = referred(world)
    assert Verwijzing.objects.get().versie == verwijzing.versie == 1


def test_words_are_written_in_a_fixed_number_of_statements(world, django_assert_num_queries):
    verwijzing = referred(world)
    for number in range(3):
        workflow.say(verwijzing, tekst=f"Bericht {number}", by=world.users["clerk"], now=NOW)
        with django_assert_num_queries(5):  # a savepoint and its end, the row, the messages, the words
            zoekwoorden.index(verwijzing.pk)
