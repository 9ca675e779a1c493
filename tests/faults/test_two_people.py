"""F8: two people send a step about one melding at the same moment: one wins, the other keeps what was typed."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connections

from meldingen import workflow
from meldingen.admin import dossierstappen
from meldingen.workflow import submit
from tests.faults.tips import IS_LONG
from tests.faults.workers import report
from tests.meldingen.dossiers import events, page_of, sign_in
from tests.meldingen.makers import make_inzending, make_world

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("FAULTS_N", "1000" if IS_LONG else "20"))
TITLES = ["Scooters in het park", "Jongeren bij de vijver"]


def send_together(clients, address):
    """The answers to two posts that are sent at the same moment, each with a title of its own."""
    together = Barrier(len(clients))

    def send(client, title):
        together.wait(timeout=30)
        try:
            return client.post(address, {"versie": 1, "laatste": 0, "titel": title})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(send, clients, TITLES))


def play(rounds):
    """How each round ended: (status codes, what was logged, whether the loser kept the text and heard of the other)."""
    world = make_world()
    clients, inzending = [sign_in(world, name) for name in ("officer", "chief")], make_inzending(world)
    for number in range(rounds):
        melding = submit(inzending, key=f"round {number}")
        answers = send_together(clients, page_of(melding, "titel"))
        melding.refresh_from_db()
        lost = [(title, one) for title, one in zip(TITLES, answers, strict=True) if one.status_code == 409]
        is_kept = all(
            title in one.content.decode()
            and "gaf het een andere titel" in one.content.decode()
            and melding.titel != title
            for title, one in lost
        )
        yield sorted(one.status_code for one in answers), events(melding), is_kept


def test_of_two_people_exactly_one_wins_and_the_other_keeps_the_text():
    found = list(play(ROUNDS))
    right = [([303, 409], ["ontvangen", "titel"], True)]
    wrong = [one for one in found if [one] != right]
    report("F8", N=ROUNDS, rounds=len(found), winners=len(found) - len(wrong), wrong=len(wrong))
    assert (len(found), wrong) == (ROUNDS, [])


def test_control_without_the_version_both_win_and_one_title_is_lost(monkeypatch):
    step = dossierstappen.BY_SLUG["titel"]
    unguarded = replace(step, do=dossierstappen.without_version(workflow.retitle))
    monkeypatch.setitem(dossierstappen.BY_SLUG, "titel", unguarded)
    found = [codes for codes, _logged, _kept in play(ROUNDS)]
    report("F8 control without the version", N=ROUNDS, both=found.count([303, 303]))
    assert found == [[303, 303]] * ROUNDS
