"""Spam without a puzzle: a field that people do not see, and a time that people need."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.template import engines

from meldingen.misbruik import LOKVELD, suspicion

NOW = datetime(2026, 11, 23, 14, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "data", "is_suspect"),
    [
        (60, {}, False),
        (60, {LOKVELD: ""}, False),
        (60, {LOKVELD: "https://spam.example"}, True),
        (5, {}, False),
        (4.9, {}, True),
        (0, {}, True),
        (-1, {}, True),
    ],
)
def test_a_machine_gives_itself_away(seconds, data, is_suspect):
    assert suspicion(NOW - timedelta(seconds=seconds), data, NOW) is is_suspect


def test_the_time_that_people_need_is_a_setting(settings):
    settings.TIP_MIN_TIME = timedelta(0)
    assert suspicion(NOW, {}, NOW) is False


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = {}
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found[tag] = dict(attributes)


def test_people_do_not_meet_the_field_by_eye_ear_keyboard_or_autofill():
    html = engines["django"].from_string("{% load misbruik %}{% lokveld %}").render()
    tags = Tags(html).found
    assert tags["div"] == {"class": "vh", "aria-hidden": "true"}
    assert tags["input"] == {"name": LOKVELD, "tabindex": "-1", "autocomplete": "off"}
    assert "Laat dit veld leeg" in html
