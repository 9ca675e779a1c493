"""What happens when nobody acts in time; each thing once, however often one looks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from meldingen import jobs, termijnen, workflow
from meldingen.models import Gebeurtenis, Mail, Melding, Volgmail
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.steps import in_state

pytestmark = pytest.mark.django_db

# Asked on Monday 23 November: ten working days are until Monday 7 December, half of them until Monday the 30th.
HALFWAY, LAST_DAY = datetime(2026, 11, 30, 8, tzinfo=UTC), datetime(2026, 12, 7, 20, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def asked(world):
    melding = in_state(world, "wacht_op_melder", contactvorm="anoniem")
    Volgmail.objects.create(melding=melding, email="volger@example.org", bevestigd_op=NOW)
    return melding


def run_twice(function, now):
    for _time in range(2):
        function(now)


def logged(soort):
    return [line.gegevens for line in Gebeurtenis.objects.filter(soort=soort).order_by("pk")]


def test_the_melder_is_reminded_once_halfway(asked):
    run_twice(termijnen.remind_melders, HALFWAY - DAY)
    assert (Mail.objects.count(), logged("herinnerd")) == (0, [])
    run_twice(termijnen.remind_melders, HALFWAY)
    assert (Mail.objects.count(), logged("herinnerd")) == (1, [{"wacht_tot": "2026-12-07"}])


def test_the_next_question_has_a_reminder_of_its_own(world, asked):
    termijnen.remind_melders(HALFWAY)
    workflow.answer(asked, tekst="Bij de brug.", now=HALFWAY)
    workflow.ask(asked, tekst="Welke brug?", by=world.users["officer"], now=HALFWAY)
    run_twice(termijnen.remind_melders, HALFWAY + 7 * DAY)
    assert logged("herinnerd") == [{"wacht_tot": "2026-12-07"}, {"wacht_tot": "2026-12-14"}]


def test_who_answered_is_not_reminded(asked):
    workflow.answer(asked, tekst="Bij de brug.", now=NOW)
    termijnen.remind_melders(HALFWAY)
    assert logged("herinnerd") == []


def test_without_an_answer_it_returns_to_the_list_after_the_last_day(asked):
    run_twice(termijnen.expire_answers, LAST_DAY)
    assert Melding.objects.get().status == "wacht_op_melder"
    run_twice(termijnen.expire_answers, LAST_DAY + DAY)
    assert Melding.objects.get().status == "in_behandeling"
    assert len(logged("termijn")) == 1


@pytest.fixture
def urgent(world):
    """Sent on Monday at 10.00 in Amsterdam."""
    return make_melding(world, contactvorm="anoniem", gevaar="ja")


def test_chief_and_deputy_are_alerted_once_more_after_four_working_hours(world, urgent):
    run_twice(termijnen.alert_unopened, NOW + timedelta(hours=3, minutes=59))
    assert Mail.objects.count() == 0
    run_twice(termijnen.alert_unopened, NOW + timedelta(hours=4))
    readers = Mail.objects.filter(soort="alarm").values_list("medewerker", flat=True)
    assert set(readers) == {world.users["chief"].pk, world.users["deputy"].pk}
    assert (Mail.objects.count(), logged("gealarmeerd")) == (2, [{"stap": "ongeopend"}])


@pytest.mark.parametrize("change", [{"geopend_op": NOW}, {"is_dringend": False}])
def test_what_was_opened_or_has_no_haste_alerts_nobody(urgent, change):
    Melding.objects.update(**change)
    termijnen.alert_unopened(NOW + DAY)
    assert (Mail.objects.count(), logged("gealarmeerd")) == (0, [])


def test_the_job_looks_at_all_terms(asked, urgent):
    Melding.objects.filter(pk=asked.pk).update(wacht_tot_datum=timezone.now() - 2 * DAY)
    Melding.objects.filter(pk=urgent.pk).update(ontvangen_op=timezone.now() - 9 * DAY)
    jobs.watch_terms(timestamp=0)
    assert len(logged("termijn")) == len(logged("gealarmeerd")) == 1
