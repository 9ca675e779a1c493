"""One melding that cannot be read holds up nobody else: not an alarm, a date, an escalation or another owner."""

from datetime import timedelta

import pytest
from django.db import connection

from meldingen.bewaking import watch
from meldingen.escalatie import escalate
from meldingen.geheim import Unreadable
from meldingen.models import Gebeurtenis, Melding
from meldingen.rondes import each
from meldingen.waarneming import settle
from tests.meldingen.makers import NOW, make_categorie, make_melding, make_world

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(days=60)


@pytest.fixture
def world():
    return make_world()


def break_story(melding):
    """As when the key of this one row is gone."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE meldingen_melding SET verhaal = '\\xff00' WHERE id = %s", [melding.pk])


def test_every_step_is_called_and_the_first_error_raised():
    called = []

    def step(number):
        called.append(number)
        return 1 / number

    with pytest.raises(ZeroDivisionError):
        each(lambda number=number: step(number) for number in (1, 0, 2))
    assert called == [1, 0, 2]
    assert each(lambda value=value: value for value in (True, False, True)) == 2


def test_escalation_goes_on(world):
    broken, whole = make_melding(world), make_melding(world)
    break_story(broken)
    with pytest.raises(Unreadable):
        escalate(LATE)
    assert list(Melding.objects.order_by("pk").values_list("escalatie", flat=True)) == [0, 2]
    assert whole.pk > broken.pk


def test_an_alarm_goes_on(world):
    urgent = make_categorie("SNEL", termijn=1)
    broken, whole = make_melding(world, categorie=urgent), make_melding(world, categorie=urgent)
    break_story(broken)
    with pytest.raises(Unreadable):
        watch(LATE)
    again = Gebeurtenis.objects.filter(soort="gealarmeerd", gegevens__stap="opnieuw")
    assert list(again.values_list("melding", flat=True)) == [whole.pk]


def test_an_owner_who_left_is_followed_up(world):
    broken, whole = make_melding(world), make_melding(world)
    break_story(broken)
    world.users["officer"].is_active = False
    world.users["officer"].save()
    with pytest.raises(Unreadable):
        settle(LATE)
    owners = dict(Melding.objects.values_list("pk", "eigenaar"))
    assert owners[broken.pk] == world.users["officer"].pk
    assert owners[whole.pk] != world.users["officer"].pk
