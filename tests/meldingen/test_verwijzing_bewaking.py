"""Terms of partners: reminder at half, overdue at the end, back to the officer after it; each once, on working days."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection

from agenten.spreekuren import AMSTERDAM, local_date
from meldingen.geheim import Unreadable
from meldingen.models import Gebeurtenis, Mail, Melding, Status, Verwijzing, Verwijzingstap
from meldingen.verwijzingen import workflow
from meldingen.verwijzingen.bewaking import watch
from meldingen.verwijzingen.blok import line_of
from meldingen.verwijzingen.te_laat import late
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.verwijsmakers import accept, add_partners, make_agreement, refer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world():
    return add_partners(make_world())


def at(day, clock=time(9)):
    return datetime.combine(day, clock, AMSTERDAM)


def reminders(verwijzing):
    found = Verwijzingstap.objects.filter(verwijzing=verwijzing, soort="herinnerd").order_by("pk")
    return [one.gegevens.get("procent") or one.gegevens["stap"] for one in found]


def told(melding):
    """What the log of the melding says of terms."""
    found = Gebeurtenis.objects.filter(melding=melding, soort__in=["verwijzing", "gealarmeerd"], actor="systeem")
    return [one.gegevens.get("procent") or one.gegevens.get("stap") or one.soort for one in found.order_by("pk")]


def sentences(verwijzing):
    """What the officer reads of it in the dossier."""
    found = Verwijzingstap.objects.filter(verwijzing=verwijzing, soort="herinnerd").order_by("pk")
    return [line_of(one, verwijzing.partner).zin for one in found]


def rung():
    """How many doorbells wait; and empty them, as if they were sent."""
    return Mail.objects.filter(soort="partner").delete()[0]


@pytest.mark.parametrize(
    ("sent", "half", "over", "back"),
    [
        (date(2026, 12, 22), date(2026, 12, 28), date(2026, 12, 30), date(2027, 1, 5)),  # Christmas, new year
        (date(2027, 3, 25), date(2027, 3, 31), date(2027, 4, 2), date(2027, 4, 7)),  # Easter; Good Friday is worked
    ],
)
def test_what_nobody_answers_is_reminded_then_late_then_back(world, sent, half, over, back):
    """The dates are the last ones before each step."""
    verwijzing = refer(world, make_melding(world, now=at(sent)), now=at(sent))
    rung()
    last, first = time(23, 59, 59), time(0)
    assert watch(at(half, last)) == 0
    assert (watch(at(half + DAY, first)), reminders(verwijzing), told(verwijzing.melding)) == (1, [50], [])
    assert (rung(), watch(at(over, last)), rung()) == (1, 0, 0)
    assert verwijzing not in Verwijzing.objects.filter(late(over))
    assert (watch(at(over + DAY, first)), reminders(verwijzing), told(verwijzing.melding)) == (1, [50, 100], [100])
    assert (rung(), watch(at(back, last)), rung()) == (1, 0, 0)
    assert list(Verwijzing.objects.filter(late(over + DAY))) == [verwijzing]
    assert watch(at(back + DAY, first)) == 1
    verwijzing = Verwijzing.objects.get()
    assert (verwijzing.status, verwijzing.escalatie, verwijzing.geeindigd_op) == ("verlopen", 3, at(back + DAY, first))
    melding = Melding.objects.get()
    assert (melding.status, melding.antwoord_sinds) == (Status.IN_BEHANDELING, at(back + DAY, first))
    assert list(Verwijzing.objects.filter(late(back + DAY))) == []
    assert watch(at(back + 90 * DAY)) == 0


def test_what_was_accepted_is_measured_to_its_own_end_and_alerts_owner_and_chief_once(world):
    verwijzing = refer(world, make_melding(world))
    accept(world, verwijzing, verwacht_datum=local_date(NOW) + 3 * DAY)
    verwijzing.refresh_from_db()
    over = verwijzing.klaar_voor_datum
    rung()
    assert watch(at(over)) == 1  # half of it
    assert (reminders(verwijzing), told(verwijzing.melding), rung()) == ([50], [], 1)
    assert watch(at(over + DAY)) == 1
    assert (reminders(verwijzing), told(verwijzing.melding), rung()) == ([50, 100], [100], 1)
    assert Mail.objects.filter(soort="alarm").count() == 0
    assert watch(at(over + 60 * DAY)) == 1
    assert (reminders(verwijzing), told(verwijzing.melding)) == ([50, 100, 150], [100, 150, "gealarmeerd"])
    assert sentences(verwijzing) == [
        "Gemeente Rivierdam kreeg een herinnering.",
        "Gemeente Rivierdam is te laat. De partner kreeg bericht.",
        "Gemeente Rivierdam is veel te laat. Eigenaar en teamchef kregen een dringend bericht.",
    ]
    alarmed = set(Mail.objects.filter(soort="alarm").values_list("medewerker__username", flat=True))
    assert alarmed == {"officer", "chief", "deputy"}
    verwijzing.refresh_from_db()
    assert (verwijzing.status, verwijzing.versie, Melding.objects.get().status) == ("geaccepteerd", 2, Status.VERWEZEN)
    assert list(Verwijzing.objects.filter(late(over + 60 * DAY))) == [verwijzing]
    assert watch(at(over + 61 * DAY)) == 0


def test_a_day_that_a_partner_promised_in_the_weekend_is_late_on_tuesday(world):
    verwijzing = refer(world, make_melding(world))
    accept(world, verwijzing, verwacht_datum=date(2027, 2, 6))  # a Saturday
    verwijzing.refresh_from_db()
    assert verwijzing.klaar_voor_datum == date(2027, 2, 8)
    watch(at(date(2027, 2, 8)))
    assert reminders(verwijzing) == [50]
    watch(at(date(2027, 2, 9)))
    assert reminders(verwijzing) == [50, 100]


def test_accepting_starts_a_new_term(world):
    verwijzing = refer(world, make_melding(world))
    watch(NOW + 7 * DAY)
    accept(world, verwijzing, now=NOW + 7 * DAY)
    assert Verwijzing.objects.get().escalatie == 0
    assert watch(NOW + 8 * DAY) == 0


def test_after_a_long_silence_of_the_job_each_step_is_written_once(world):
    verwijzing = refer(world, make_melding(world))
    accept(world, verwijzing)
    assert (watch(NOW + 200 * DAY), watch(NOW + 200 * DAY)) == (1, 0)
    assert reminders(verwijzing) == [50, 100, 150]


@pytest.mark.parametrize("state", ["klaargezet", "gereed", "ingetrokken"])
def test_what_is_not_at_a_partner_is_left_alone(world, state):
    ground = {"grond": "wpg-19", "noodzaak": "Ja", "belang": "Ja"} if state == "klaargezet" else {}
    verwijzing = refer(world, make_melding(world), **ground)
    if state == "gereed":
        accept(world, verwijzing)
        workflow.finish(verwijzing, slotzin="Klaar", by=world.users["clerk"], now=NOW)
    if state == "ingetrokken":
        workflow.withdraw(verwijzing, reden="Nee", by=world.users["officer"], now=NOW)
    assert (watch(NOW + 300 * DAY), reminders(verwijzing)) == (0, [])


def test_one_broken_row_does_not_stop_the_others(world):
    rows = [refer(world, make_melding(world)) for _ in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE meldingen_verwijzing SET tekst = '\\x0900' WHERE id = %s", [rows[1].pk])
    with pytest.raises(Unreadable):
        watch(NOW + 90 * DAY)
    assert list(Verwijzing.objects.order_by("pk").values_list("status", flat=True)) == [
        "verlopen", "verzonden", "verlopen",
    ]  # fmt: skip


def test_the_owner_hears_once_that_an_agreement_ended(world):
    today = local_date(NOW)
    convenant = make_agreement(world.gemeente, world.categorie, nummer="kort", tot=today + DAY)
    verwijzing = refer(world, make_melding(world), grond="wpg-20", convenant=convenant)
    other = refer(world, make_melding(world), grond="wpg-20", convenant=world.convenant)
    assert watch(NOW + DAY) == 0
    assert watch(NOW + 2 * DAY) == 1
    assert (reminders(verwijzing), told(verwijzing.melding), reminders(other)) == (["convenant"], ["convenant"], [])
    assert sentences(verwijzing) == ["Het convenant met Gemeente Rivierdam is voorbij. De partner leest niets meer."]
    melding = Melding.objects.get(pk=verwijzing.melding_id)
    assert (melding.antwoord_sinds, melding.status) == (NOW + 2 * DAY, Status.VERWEZEN)
    assert watch(NOW + 2 * DAY) == 0


def test_the_number_of_statements_does_not_grow_with_what_is_in_time(world, django_assert_num_queries):
    for _ in range(2):
        refer(world, make_melding(world))
        with django_assert_num_queries(2):
            assert watch(NOW) == 0
