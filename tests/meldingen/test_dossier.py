"""The page of one melding: what stands on it, for whom, and that opening it is logged once."""

import pytest
import time_machine

from tests.meldingen.dossiers import looks, page_of, sign_in, text_of
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
STORY = "Elke avond rijden twee scooters heel hard door het park."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


def test_the_page_shows_story_facts_and_history_and_is_logged_once(world):
    melding = make_melding(world, plek="Lindepark, ingang Singel", wanneer="vaak")
    response = sign_in(world, "officer").get(page_of(melding))
    text = text_of(response)
    assert response.status_code == 200
    wanted = [STORY, "Lindepark, ingang Singel", "Vaker", "Anoniem, wel bereikbaar met code", "Binnen via de website.",
              "Vraag het de melder eerst, voordat u met deze persoon praat.", "Geen andere meldingen."]  # fmt: skip
    assert [one for one in wanted if one not in text] == []
    assert "no-store" in response.headers["Cache-Control"]
    assert looks() == [("officer", "verhaal")]
    melding.refresh_from_db()
    assert melding.geopend_op == NOW
