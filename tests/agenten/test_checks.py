"""`manage.py check` says which basisteam has nobody who sees that nothing rots."""

import pytest
from django.core.management import call_command
from django.db import connection

from agenten.checks import teams_have_a_chief_and_a_deputy
from tests.agenten import people


@pytest.mark.django_db
def test_a_team_without_chief_and_one_without_deputy_are_named():
    chief, deputy = people.medewerker("chef"), people.medewerker("vervanger")
    people.basisteam("Compleet", teamchef=chief, plaatsvervanger=deputy)
    people.basisteam("Half", teamchef=chief)
    people.basisteam("Leeg")
    assert [(warning.id, warning.msg) for warning in teams_have_a_chief_and_a_deputy(None)] == [
        ("agenten.W002", "Basisteam Half has no deputy."),
        ("agenten.W001", "Basisteam Leeg has no teamchef."),
        ("agenten.W002", "Basisteam Leeg has no deputy."),
    ]


@pytest.mark.django_db
def test_check_shows_the_warning_and_goes_on(capsys):
    people.basisteam("Leeg")
    call_command("check")
    assert "(agenten.W001) Basisteam Leeg has no teamchef." in capsys.readouterr().err


@pytest.mark.django_db
def test_an_empty_database_warns_of_nothing():
    call_command("check", fail_level="WARNING", tags=["agenten"])


@pytest.mark.django_db
def test_without_the_table_the_check_is_silent():
    with connection.cursor() as cursor:
        cursor.execute("alter table agenten_basisteam rename to elders")
    assert teams_have_a_chief_and_a_deputy(None) == []
