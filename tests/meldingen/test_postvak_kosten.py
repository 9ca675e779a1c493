"""What the list of the inbox costs, and what it leaves in the read log."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buurten.gepland import PlannedOnce
from meldingen import workflow
from meldingen.models import Bijlage, Inzage, Melding
from meldingen.postvak import MOST_COUNTED, PAGE
from tests.meldingen.makers import NOW, make_melding
from tests.meldingen.test_postvak import DAY, LIST, clock, get, lines, make_danger, sign_in, user, views, world

__all__ = ["clock", "world"]
pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.fixture
def statements(monkeypatch):
    """Every statement of a request, also those that are planned once (buurten/gepland.py)."""
    planned, execute = [], PlannedOnce.execute

    def counting(self, query, *args, **kwargs):
        planned.append(query)
        return execute(self, query, *args, **kwargs)

    def ask(client, address):
        planned.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return planned + [one["sql"] for one in captured if one["sql"] and not one["sql"].startswith(CONTROL)]

    monkeypatch.setattr(PlannedOnce, "execute", counting)
    return ask


@pytest.mark.parametrize("query", ["", "status=ontvangen&buurt=BU99010101", "postvak=afgerond"])
def test_the_list_takes_as_many_statements_for_fifty_rows_as_for_one(world, query, statements):
    client, found, made = sign_in(world, "officer"), {}, 0
    client.get(LIST)
    for rows in (1, 3, PAGE):
        for _ in range(rows - made):
            melding = make_melding(world, x=1_000, y=2_000)
            Bijlage.objects.create(melding=melding, kenmerk=f"{melding.pk:032x}", grootte=1, inhoud=b"x")
            if "afgerond" in query:
                workflow.reject(melding, reden="spam", by=user(world, "officer"), now=NOW)
        made = rows
        found[rows] = len(statements(client, f"{LIST}?{query}"))
    assert len(lines(client.get(f"{LIST}?{query}"))) == PAGE
    assert found == dict.fromkeys((1, 3, PAGE), 10)


def test_nothing_is_counted_to_the_end_and_nothing_skipped(world, statements):
    make_melding(world)
    asked = statements(sign_in(world, "officer"), LIST)
    assert [one for one in asked if "OFFSET" in one] == []
    counting = [one for one in asked if re.search(r"^SELECT \(?(SELECT )?COUNT.*meldingen_melding", one, re.I)]
    assert [re.findall(r"LIMIT \d+\)", one) for one in counting] == [
        [f"LIMIT {MOST_COUNTED + 1})"],
        [f"LIMIT {MOST_COUNTED})"] * 2,
    ]


def test_above_the_most_that_is_counted_every_number_has_a_plus(world, monkeypatch):
    monkeypatch.setattr("meldingen.postvak.MOST_COUNTED", 2)
    monkeypatch.setattr("meldingen.admin.zijkant.MOST_COUNTED", 2)
    for _ in range(4):
        make_melding(world)
    found = views(get(world, "officer"))
    assert (found["Alles open"], found["Te laat"]) == ("2+", "0+")


def test_a_list_that_shows_texts_is_in_the_read_log_once_a_day_for_each(world, clock):
    shown = make_melding(world)
    hidden = make_danger(world)
    get(world, "member")
    get(world, "member", "postvak=nieuw")
    log = list(Inzage.objects.order_by("pk").values_list("melding", "wat", "door"))
    assert log == [(shown.pk, "lijst", user(world, "member").pk)]
    get(world, "officer")
    assert set(Inzage.objects.filter(door=user(world, "officer")).values_list("melding", flat=True)) == {
        shown.pk, hidden.pk,
    }  # fmt: skip
    clock.move_to(NOW + DAY)
    get(world, "member")
    assert Inzage.objects.filter(door=user(world, "member")).count() == 2
    assert Melding.objects.filter(geopend_op__isnull=False).count() == 0
