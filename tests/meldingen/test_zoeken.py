"""Searching: what is found, by whom, what is stored for it, and that it goes when the words go."""

import base64
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection

from meldingen import bewaren, jobs, rotatie, workflow, zoeken, zoekindex
from meldingen.models import Melder, Melding, Taak, Zoekactie, Zoekwoorden
from meldingen.workflow import NotAllowed
from meldingen.zoeken import found, found_by_contact, matching
from meldingen.zoekwoorden import contact_hash, hashed_contact, hashes, words_of
from tests.meldingen.makers import NOW, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
NEW = "2:" + base64.urlsafe_b64encode(b"2" * 32).decode()


@pytest.fixture
def world():
    return make_world()


def run_jobs():
    """Do what waits in the queue, as the worker does."""
    for taak in Taak.objects.filter(status="todo").order_by("pk"):
        name = taak.task_name.removeprefix("meldingen.jobs.")
        context = [SimpleNamespace(job=SimpleNamespace(id=taak.pk))] if name == "after_submit" else []
        if name in ("after_submit", "index_words"):
            getattr(jobs, name)(*context, **taak.args)
    Taak.objects.all().delete()


def search(text, user):
    """Ids of what somebody finds in the inbox, which is logged."""
    rows = found(Melding.objects.visible_to(user, NOW), text, user, NOW)
    return sorted(rows.values_list("pk", flat=True))


def indexed(world, **fields):
    melding = make_melding(world, **fields)
    run_jobs()
    return melding


def test_words_are_whole_normalised_and_without_stop_words():
    assert words_of("De ÉÉN scooters reden hard; in 't Park, 12x à 5 km/h!") == {
        "scooters", "reden", "hard", "park", "12x", "km",
    }  # fmt: skip
    assert words_of("de het een en van", "x", "") == set()
    assert words_of("a" * 41) == set()


def test_contact_data_in_a_story_is_no_word():
    text = "Mail fatima.y@voorbeeld.nl of bel 06-12 34 56 78, +31612345678 of (071) 123 45 67. Nummer 112."
    assert words_of(text) == {"mail", "bel", "nummer", "112"}


def test_what_is_stored_is_sorted_numbers_that_hold_no_word():
    numbers = hashes({"scooter", "park"})
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 2
    assert all(-(2**63) <= number < 2**63 for number in numbers)
    assert hashes({"park", "scooter"}) == numbers


def test_every_text_is_found_after_the_jobs_of_its_step(world):
    officer = world.users["officer"]
    answers = {"merk": "Vespa", "veilig_contact": "buurvrouw"}
    melding = indexed(world, verhaal="Scooters rijden hard.", plek="Bij de fontein", antwoorden=answers)
    assert search("scooters fontein vespa", officer) == [melding.pk]
    assert search("buurvrouw", officer) == []
    steps = [
        lambda: workflow.take_on(melding, by=officer, now=NOW),
        lambda: workflow.note(melding, tekst="Kenteken genoteerd", by=officer, now=NOW),
        lambda: workflow.ask(melding, tekst="Hoe laat precies?", by=officer, now=NOW),
        lambda: workflow.answer(melding, tekst="Rond middernacht", now=NOW),
        lambda: workflow.reply(melding, tekst="Wij surveilleren", by=officer, now=NOW),
        lambda: workflow.add_occurrence(melding, datum=NOW.date(), tekst="Alweer knallen", now=NOW),
        lambda: workflow.retitle(melding, titel="Motorlawaai", by=officer, now=NOW),
        lambda: workflow.move(melding, reden="Vergissing", categorie=make_categorie("AFVAL"), by=officer, now=NOW),
        lambda: workflow.close(melding, uitkomst="advies", tekst="Afspraak gemaakt", by=officer, now=NOW),
        lambda: workflow.request_reopen(melding, tekst="Helaas opnieuw", now=NOW),
        lambda: workflow.reopen(melding, reden="Terechte klacht", by=officer, now=NOW),
    ]
    words = [
        "scooters", "kenteken", "precies", "middernacht", "surveilleren", "knallen", "motorlawaai", "vergissing",
        "gemaakt", "helaas", "terechte",
    ]  # fmt: skip
    for step, word in zip(steps, words, strict=True):
        step()
        run_jobs()
        assert search(word, officer) == [melding.pk], word
    assert search(" ".join(words), officer) == [melding.pk]
    assert search("afval lindenkwartier", officer) == [melding.pk]


def test_who_follows_a_lead_is_found_by_its_last_text_too(world):
    officer = world.users["officer"]
    lead, follower = indexed(world), indexed(world, verhaal="Ook bij ons")
    workflow.merge(follower, into=lead, by=officer, now=NOW)
    workflow.take_on(lead, by=officer, now=NOW)
    workflow.close(lead, uitkomst="advies", tekst="Besproken", by=officer, now=NOW)
    run_jobs()
    assert search("besproken", officer) == [lead.pk, follower.pk]


def test_all_words_must_be_there_whole_in_any_order(world):
    officer = world.users["officer"]
    park = indexed(world, verhaal="Scooter in het park")
    plein = indexed(world, verhaal="Scooter op het plein")
    assert search("scooter", officer) == [park.pk, plein.pk]
    assert search("PARK scooter", officer) == [park.pk]
    assert search("scoot", officer) == []
    assert search("scooter brommer", officer) == []


@pytest.mark.parametrize("text", ["", "   ", "de het een", "!!", "2026-13", "2026-02-31", "\x00", "%"])
def test_nothing_to_look_for_finds_nothing(world, text):
    indexed(world)
    assert search(text, world.users["officer"]) == []


def test_number_subject_buurt_and_period_are_found(world):
    officer = world.users["officer"]
    melding = indexed(world)
    nummer = f" {melding.nummer[:5]}-{melding.nummer[5:]} ".lower()
    assert search(nummer, officer) == [melding.pk]
    assert search("lindenkwartier gevaarlijk scooters 2026-11", officer) == [melding.pk]
    assert search("2026-11", officer) == [melding.pk]
    assert search("2026-11-23", officer) == [melding.pk]
    assert search("2026-11-22", officer) == []
    assert search("scooters 2026-10", officer) == []


def test_a_month_is_counted_in_dutch_time(world):
    melding = indexed(world)
    officer = world.users["officer"]
    # 1 November, half past midnight in the Netherlands.
    Melding.objects.filter(pk=melding.pk).update(ontvangen_op="2026-10-31T23:30:00Z")
    assert search("2026-11", officer) == [melding.pk]
    assert search("2026-11-01", officer) == [melding.pk]
    assert search("2026-10", officer) == []


def test_everybody_finds_exactly_what_he_may_read(world):
    """Also what the log counts: it says nothing about what somebody may not read."""
    meldingen = [
        indexed(world, verhaal="Kanarie in het park"),
        indexed(world, verhaal="Kanarie met een mes"),
        indexed(world, verhaal="Kanarie thuis", categorie=make_categorie("HUISELIJK_GEWELD", is_beperkt=True)),
        indexed(world, verhaal="Kanarie is een agent", is_over_wijkagent=True, betrokkene=world.officer),
        indexed(world, verhaal="Kanarie elders", buurt=world.other_buurt),
    ]
    assert Melding.objects.get(pk=meldingen[1].pk).vermoeden
    for user in world.users.values():
        readable = sorted(Melding.objects.readable_by(user, NOW).values_list("pk", flat=True))
        assert search("kanarie", user) == readable
        assert Zoekactie.objects.latest("pk").aantal == len(readable)
        assert search(meldingen[1].nummer, user) == [pk for pk in readable if pk == meldingen[1].pk]
        assert search("2026-11", user) == readable
    counts = {name: len(search("kanarie", user)) for name, user in world.users.items()}
    assert {name: counts[name] for name in ("officer", "member", "chief", "auditor", "other_officer")} == {
        "officer": 3, "member": 1, "chief": 4, "auditor": 0, "other_officer": 1,
    }  # fmt: skip


def test_a_search_is_logged_once_with_hashes_and_a_number(world):
    indexed(world)
    officer = world.users["officer"]
    found(Melding.objects.all(), "Scooters  in het PARK", officer, NOW)
    row = Zoekactie.objects.get()
    assert (row.door, row.woorden, row.aantal, row.reden) == (officer, hashes({"scooters", "park"}), 1, "")
    matching(Melding.objects.all(), "scooters", officer, NOW)
    assert Zoekactie.objects.count() == 1


def test_a_search_takes_few_statements_at_any_number_of_rows(world, django_assert_num_queries):
    officer = world.users["officer"]
    for number in (1, 3):
        while Melding.objects.count() < number:
            indexed(world)
        with django_assert_num_queries(6):  # sight, savepoint, search, log, savepoint; the rows
            assert len(list(found(Melding.objects.all(), "scooters", officer, NOW).order_by("pk"))) == number


def test_no_word_is_stored_outside_the_keys(world):
    indexed(world, verhaal="kanariegeel voertuig", contactvorm="met_naam", naam="Jan", email="jan@kanarie.nl")
    found(Melding.objects.all(), "kanariegeel", world.users["officer"], NOW)
    with connection.cursor() as cursor:
        for table in ("meldingen_zoekwoorden", "meldingen_zoekactie", "meldingen_melder", "procrastinate_jobs"):
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")
            assert "kanarie" not in (cursor.fetchone()[0] or "").lower()


def test_the_reporter_is_not_found_by_words(world):
    indexed(world, contactvorm="met_naam", naam="Fatima Kanarie", email="f@kanarie.nl", telefoon="+31612345678")
    officer = world.users["officer"]
    for text in ("fatima", "kanarie", "f@kanarie.nl", "31612345678", "0612345678"):
        assert search(text, officer) == []


def test_contact_is_found_exactly_with_a_reason_and_a_line_in_the_log(world):
    melding = indexed(world, contactvorm="met_naam", email="F@Kanarie.nl", telefoon="+31612345678")
    officer = world.users["officer"]

    def look(value, user=officer):
        rows = found_by_contact(Melding.objects.all(), value, user, reden="Zij belde hierover", now=NOW)
        return list(rows.order_by("pk"))

    assert look("f@kanarie.nl") == look("+31612345678") == [melding]
    assert look("kanarie.nl") == look("f@kanarie") == look("+3161234567") == []
    assert look("f@kanarie.nl", world.users["other_officer"]) == []
    assert list(Zoekactie.objects.order_by("pk").values_list("aantal", flat=True)) == [1, 1, 0, 0, 0, 0]
    assert {row.reden for row in Zoekactie.objects.all()} == {"Zij belde hierover"}
    with pytest.raises(NotAllowed):
        found_by_contact(Melding.objects.all(), "f@kanarie.nl", officer, reden="  ")
    assert Zoekactie.objects.count() == 6


def test_an_unjudged_badge_hides_the_contact_too(world):
    melding = indexed(world, verhaal="Hij heeft een mes", contactvorm="met_naam", email="f@kanarie.nl")
    about = {"value": "f@kanarie.nl", "reden": "Vraag aan de balie", "now": NOW}
    assert list(found_by_contact(Melding.objects.all(), by=world.users["member"], **about)) == []
    assert list(found_by_contact(Melding.objects.all(), by=world.users["officer"], **about)) == [melding]


def test_the_job_may_run_twice_and_writes_once(world):
    melding = indexed(world)
    before = Zoekwoorden.objects.values_list("pk", "woorden").get()
    assert zoekindex.index([melding.pk]) == 0
    assert Zoekwoorden.objects.values_list("pk", "woorden").get() == before


def test_a_step_that_is_rolled_back_asks_for_nothing(world):
    melding = indexed(world)
    with pytest.raises(NotAllowed):
        workflow.note(melding, tekst=" ", by=world.users["officer"], now=NOW)
    assert Taak.objects.count() == 0


def test_words_go_with_the_story_and_do_not_come_back(world):
    melding = indexed(world, contactvorm="met_naam", email="f@kanarie.nl")
    officer = world.users["officer"]
    workflow.take_on(melding, by=officer, now=NOW)
    workflow.close(melding, uitkomst="advies", tekst="Klaar", by=officer, now=NOW)
    assert bewaren.purge(NOW + timedelta(days=bewaren.MOST_DAYS))["verhaal"] == 1

    assert (Zoekwoorden.objects.count(), Melder.objects.count()) == (0, 0)
    run_jobs()  # what was still in the queue
    call_command("index_meldingen", stdout=StringIO())
    assert Zoekwoorden.objects.count() == 0


def test_the_backfill_goes_on_where_it_stopped(world, monkeypatch):
    rows = [make_melding(world, contactvorm="met_naam", email="f@kanarie.nl") for _ in range(3)]
    Melder.objects.update(email_hash=None)
    zoekindex.index([rows[0].pk])
    monkeypatch.setattr(zoekindex, "BATCH", 1)
    out = StringIO()
    call_command("index_meldingen", stdout=out)
    assert out.getvalue() == "2 meldingen written, 3 reporters.\n"
    assert search("scooters", world.users["officer"]) == [row.pk for row in rows]
    out = StringIO()
    call_command("index_meldingen", stdout=out)
    assert out.getvalue() == "0 meldingen written, 0 reporters.\n"


def test_a_new_name_of_a_subject_is_found_after_a_full_run(world):
    melding = indexed(world)
    world.categorie.naam = "Hardrijden"
    world.categorie.save()
    officer = world.users["officer"]
    assert search("hardrijden", officer) == []
    call_command("index_meldingen", "--all", stdout=StringIO())
    assert search("hardrijden", officer) == [melding.pk]


def test_during_a_rotation_all_is_found_and_afterwards_old_words_are_gone(world, settings):
    melding = indexed(world, contactvorm="met_naam", email="f@kanarie.nl", telefoon="+31612345678")
    old = hashes({"scooters"})[0]
    settings.CODE_KEYS = [NEW, *settings.CODE_KEYS]
    officer = world.users["officer"]
    about = {"value": "f@kanarie.nl", "reden": "Balie", "by": officer, "now": NOW}

    assert search("scooters", officer) == [melding.pk]
    assert list(found_by_contact(Melding.objects.all(), **about)) == [melding]
    assert rotatie.count_old() == {"contact to search by": 1, "words to search by": 1}
    call_command("rotate_keys", stdout=StringIO())
    assert rotatie.count_old() == {}
    row, melder = Zoekwoorden.objects.get(), Melder.objects.get()
    assert row.sleutel == 2
    assert old not in row.woorden
    assert bytes(melder.email_hash) == contact_hash("f@kanarie.nl", 2)
    assert bytes(melder.telefoon_hash) == contact_hash("+31612345678", 2)
    assert search("scooters", officer) == [melding.pk]
    assert list(found_by_contact(Melding.objects.all(), **about)) == [melding]


def test_a_contact_hash_says_which_key_it_needs_and_nothing_of_nothing():
    assert contact_hash(" F@X.nl ") == contact_hash("f@x.nl")
    assert (contact_hash("f@x.nl")[0], len(contact_hash("f@x.nl"))) == (1, 33)
    assert hashed_contact("", "") == {"email_hash": None, "telefoon_hash": None}


def test_more_than_is_counted_is_found_all_the_same(world, monkeypatch):
    rows = [indexed(world) for _ in range(3)]
    indexed(world, verhaal="Hij heeft een mes")
    monkeypatch.setattr(zoeken, "MOST_COUNTED", 2)
    assert search("scooters", world.users["member"]) == [row.pk for row in rows]
    assert Zoekactie.objects.latest("pk").aantal == 2
