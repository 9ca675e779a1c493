"""Limits: exact however many come at once, and nothing kept by which a sender is found (SAFETY S6, S13)."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import RequestFactory
from django.utils import timezone

from meldingen import jobs, limieten
from meldingen.models import Dagsleutel, Teller
from wijkportal.shortcuts import TooMany

NOW = datetime(2026, 11, 23, 14, 37, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db
at_once = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_known_key():
    limieten.known_keys.clear()


def sent(address="192.0.2.1", **meta):
    return RequestFactory().post("/melden/", REMOTE_ADDR=address, **meta)


def in_threads(threads, times, work):
    """Run `work` so often in each of so many threads, each with a connection of its own; returns all answers."""

    def run(_number):
        try:
            return [work() for _time in range(times)]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return [answer for answers in pool.map(run, range(threads)) for answer in answers]


def counts():
    return sorted(Teller.objects.values_list("aantal", flat=True))


# --- exact ----------------------------------------------------------------------------------------------------------


@at_once
def test_exactly_the_limit_passes_however_many_come_at_once(settings):
    settings.LIMITS = {**settings.LIMITS, "boodschap": 123}
    answers = in_threads(8, 100, lambda: limieten.allow("boodschap", sent(), now=NOW))
    assert (len(answers), answers.count(True)) == (800, 123)
    assert counts() == [123]


@at_once
def test_of_wrong_codes_exactly_ten_are_looked_up():
    looked_up = []

    def attempt():
        if limieten.may_look_up(sent(), NOW):
            looked_up.append(1)
            limieten.after_wrong_code(NOW)

    in_threads(8, 100, attempt)
    assert len(looked_up) == 10


@at_once
def test_the_control_that_counts_in_two_steps_lets_too_many_through():
    """What the two tests above would say of a counter that reads first and writes then."""
    passed, meet = [], Barrier(8)

    def attempt():
        meet.wait()
        row = Teller.objects.filter(sleutel=b"x").first()
        meet.wait()
        if row is None or row.aantal < 10:
            passed.append(1)
            Teller.objects.bulk_create([Teller(sleutel=b"x", uur=NOW, aantal=0)], ignore_conflicts=True)
            Teller.objects.filter(sleutel=b"x").update(aantal=F("aantal") + 1)

    in_threads(8, 100, attempt)
    assert len(passed) == 16


@at_once
def test_right_codes_do_not_count_and_wrong_ones_stay_counted():
    def right():
        limieten.may_look_up(sent(), NOW).give_back()

    for _time in range(9):
        assert limieten.may_look_up(sent(), NOW)
    in_threads(1, 50, right)
    assert limieten.may_look_up(sent(), NOW)
    assert limieten.may_look_up(sent(), NOW) is None
    assert limieten.may_look_up(sent("192.0.2.2"), NOW)
    assert counts() == [1, 10]


@at_once
def test_all_machines_make_one_key_of_the_day():
    def first():
        limieten.known_keys.clear()
        return limieten.day_key(NOW.date())

    keys = in_threads(8, 5, first)
    assert (len(keys), len(set(keys)), len(keys[0])) == (40, 1, 32)
    assert [bytes(row.sleutel) for row in Dagsleutel.objects.order_by("dag")] == [keys[0]]


def test_amounts_count_as_a_whole(settings):
    settings.LIMITS = {**settings.LIMITS, "foto_bytes": 100}
    answers = [limieten.allow("foto_bytes", sent(), amount=amount, now=NOW) for amount in (101, 60, 41, 40, 1)]
    assert answers == [False, True, False, True, False]
    assert counts() == [100]


def test_a_limit_of_nothing_lets_nothing_through(settings):
    settings.LIMITS = {**settings.LIMITS, "afspraak": 0}
    assert limieten.allow("afspraak", sent(), now=NOW) is False


def test_a_limit_counts_from_the_full_hour():
    def asked(now):
        return [limieten.allow("tip", sent(), now=now) for _time in range(11)].count(True)

    assert asked(NOW) == 10
    assert asked(NOW.replace(minute=59, second=59)) == 0
    assert asked(NOW.replace(hour=15, minute=0, second=0)) == 10
    assert (limieten.seconds_left(NOW), limieten.seconds_left(NOW.replace(minute=0, second=0))) == (1369, 3601)


def test_what_is_given_back_later_is_taken_from_its_own_hour():
    place = limieten.take("code", b"x", now=NOW)
    limieten.take("code", b"x", now=NOW + limieten.HOUR)
    place.give_back()
    place.give_back()
    assert list(Teller.objects.order_by("uur").values_list("aantal", flat=True)) == [0, 1]


def test_kinds_senders_and_meldingen_are_counted_apart(settings):
    settings.LIMITS = dict.fromkeys(settings.LIMITS, 1)
    assert limieten.allow("tip", sent(), now=NOW)
    assert limieten.allow("concept", sent(), now=NOW)
    assert limieten.allow("tip", sent("192.0.2.2"), now=NOW)
    assert not limieten.allow("tip", sent(), now=NOW)
    one, other = SimpleNamespace(pk=1), SimpleNamespace(pk=2)
    asked = [limieten.allow_melding("volgmail_melding", melding, now=NOW) for melding in (one, other, one)]
    assert asked == [True, True, False]


def test_a_kind_that_nobody_knows_is_a_mistake():
    with pytest.raises(KeyError):
        limieten.allow("tipp", sent(), now=NOW)


@at_once
def test_a_counter_refuses_to_share_a_transaction_with_a_melding():
    with pytest.raises(RuntimeError), transaction.atomic():
        limieten.allow("tip", sent(), now=NOW)
    place = limieten.take("tip", b"x", now=NOW)
    with pytest.raises(RuntimeError), transaction.atomic():
        place.give_back()
    assert counts() == [1]


@at_once
def test_what_is_counted_costs_one_query(django_assert_num_queries):
    limieten.allow("tip", sent(), now=NOW)
    with django_assert_num_queries(3) as captured:  # with BEGIN and COMMIT
        limieten.allow("tip", sent(), now=NOW)
    assert len([query for query in captured if "meldingen_" in query["sql"]]) == 1


def test_the_database_refuses_less_than_nothing():
    with pytest.raises(IntegrityError), transaction.atomic():
        Teller.objects.create(sleutel=b"x", uur=NOW, aantal=-1)


# --- who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "evil", "192.0.2.1"),
        (1, "6.6.6.6,", "192.0.2.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = sent("192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert limieten.client_address(request) == bytes(int(part) for part in address.split("."))


def test_one_connection_is_one_sender_however_it_writes_its_address():
    def same(*addresses):
        return len({limieten.client_address(sent(address)) for address in addresses}) == 1

    assert same("2001:db8:1:2::1", "2001:DB8:1:2:ffff::9", "[2001:db8:1:2::3]:443", "2001:db8:1:2::1%eth0")
    assert not same("2001:db8:1:2::1", "2001:db8:1:3::1")
    assert same("192.0.2.1", "::ffff:192.0.2.1", " 192.0.2.1 ")
    assert limieten.client_address(sent("")) == b""


def test_without_the_secret_key_the_database_cannot_tell_a_sender(settings):
    key = limieten.client_key("tip", sent(), NOW)
    assert (len(key), key) == (16, limieten.client_key("tip", sent(), NOW))
    settings.SECRET_KEY = "other" * 20
    assert limieten.client_key("tip", sent(), NOW) != key


def test_a_sender_has_another_key_each_day_and_for_each_kind():
    days = [NOW, NOW.replace(hour=23, minute=59), NOW + timedelta(hours=10)]
    keys = [limieten.client_key("tip", sent(), now) for now in days]
    assert keys[0] == keys[1] != keys[2]
    assert limieten.client_key("concept", sent(), NOW) != keys[0]


@at_once
def test_after_a_crash_that_empties_the_tables_everybody_follows_the_new_key():
    assert limieten.allow("tip", sent(), now=NOW)
    old = limieten.known_keys.copy()
    Dagsleutel.objects.all().delete()
    Teller.objects.all().delete()
    limieten.known_keys.clear()
    key = limieten.client_key("tip", sent(), NOW)  # a process that started after the crash
    limieten.known_keys.clear()
    limieten.known_keys.update(old)  # one from before
    assert limieten.allow("tip", sent(), now=NOW)
    assert [(bytes(row.sleutel), row.aantal) for row in Teller.objects.order_by("pk")] == [(key, 1)]


# --- gone -----------------------------------------------------------------------------------------------------------


def test_a_key_goes_with_its_day_and_a_counter_with_its_hour():
    for now in (NOW, NOW + limieten.HOUR):
        limieten.allow("tip", sent(), now=now)
    assert limieten.purge(NOW.replace(minute=59)) == (0, 0)
    assert limieten.purge(NOW + limieten.HOUR) == (0, 1)
    assert limieten.purge(NOW.replace(hour=23, minute=59, second=59)) == (0, 1)
    assert limieten.purge(NOW.replace(day=24, hour=0, minute=0, second=0)) == (1, 0)
    assert (Dagsleutel.objects.count(), Teller.objects.count()) == (0, 0)


def test_the_tables_are_in_no_wal_and_hold_no_number_and_no_time_but_the_hour():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relpersistence FROM pg_class"
            " WHERE relname IN ('meldingen_teller', 'meldingen_dagsleutel') ORDER BY 1"
        )
        assert cursor.fetchall() == [("meldingen_dagsleutel", "u"), ("meldingen_teller", "u")]
    limieten.allow("tip", sent(), now=NOW)
    assert [field.attname for field in Teller._meta.fields if field.column] == ["sleutel", "uur", "aantal"]
    assert Teller.objects.values_list("uur", flat=True).get() == datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert [field.attname for field in Dagsleutel._meta.fields] == ["dag", "sleutel"]


def test_a_job_forgets_them_every_hour():
    for now in (NOW - timedelta(days=9), timezone.now()):
        limieten.allow("tip", sent(), now=now)
    jobs.forget_senders(timestamp=0)
    assert (Dagsleutel.objects.count(), Teller.objects.count()) == (1, 1)
    task = jobs.forget_senders
    assert [one.cron for one in task.blueprint.periodic_registry.periodic_tasks.values() if one.task is task] == [
        "0 * * * *"
    ]


def test_the_first_count_of_a_day_takes_away_the_key_of_yesterday():
    for now in (NOW, NOW + timedelta(days=1)):
        limieten.allow("tip", sent(), now=now)
    assert [row.dag.day for row in Dagsleutel.objects.order_by("dag")] == [24]


# --- tips -----------------------------------------------------------------------------------------------------------


@at_once
def test_a_burst_of_200_tips_from_one_address_is_taken_and_marked_above_the_limit():
    answers = in_threads(8, 25, lambda: limieten.count_tip(sent(), NOW))
    assert (answers.count(False), answers.count(True)) == (10, 190)
    assert limieten.count_tip(sent("192.0.2.2"), NOW) is False


def test_a_full_site_says_when_to_come_back(settings):
    settings.LIMITS = {**settings.LIMITS, "site_tip": 1}
    limieten.count_tip(sent(), NOW)
    with pytest.raises(TooMany) as refused:
        limieten.count_tip(sent("192.0.2.2"), NOW)
    assert (refused.value.is_site, refused.value.retry_after) == (True, 600)


def test_one_sender_cannot_use_up_the_room_of_all_others(settings):
    settings.LIMITS = {**settings.LIMITS, "tip": 1, "site_tip": 3, "site_nakijken": 2}
    answers = [limieten.count_tip(sent(), NOW) for _time in range(3)]
    with pytest.raises(TooMany):
        limieten.count_tip(sent(), NOW)
    assert answers == [False, True, True]
    assert [limieten.count_tip(sent(f"192.0.2.{number}"), NOW) for number in (2, 3)] == [False, False]


def test_what_has_no_second_way_is_refused_above_the_limit(settings):
    settings.LIMITS = {**settings.LIMITS, "afspraak": 1}
    limieten.require("afspraak", sent(), now=NOW)
    with pytest.raises(TooMany) as refused:
        limieten.require("afspraak", sent(), now=NOW)
    assert (refused.value.is_site, refused.value.retry_after) == (False, 1369)


# --- alarm ----------------------------------------------------------------------------------------------------------


@at_once
def test_too_many_wrong_codes_warn_once_an_hour_without_an_address(settings, caplog):
    settings.LIMITS = {**settings.LIMITS, "site_code": 20}
    with caplog.at_level(logging.DEBUG, logger="meldingen.limieten"):
        in_threads(4, 5, lambda: limieten.after_wrong_code(NOW))
        assert caplog.messages == []
        in_threads(4, 5, lambda: limieten.after_wrong_code(NOW))
        assert caplog.messages == ["More than 20 wrong codes in this hour"]
        in_threads(1, 21, lambda: limieten.after_wrong_code(NOW + limieten.HOUR))
    assert caplog.messages == ["More than 20 wrong codes in this hour"] * 2
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    assert not re.search(r"\d+\.\d+\.\d+", caplog.text)
