"""Reading lists of the police: every form of them, stray characters, HTML, and what cannot be read."""

import json

import pytest
from django.core.management import CommandError

from agenten.models import Account, Voorstel, Wijkagent
from tests.agenten.politielijsten import agent, envelope

pytestmark = pytest.mark.django_db


def upper(data):
    if isinstance(data, dict):
        return {key.upper(): upper(value) for key, value in data.items()}
    return [upper(value) for value in data] if isinstance(data, list) else data


@pytest.mark.parametrize("change", [lambda data: data, upper], ids=["as written", "upper case"])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: [envelope(*rows)],
        lambda rows: [rows],
        lambda rows: [envelope(rows[0], last=False), envelope(rows[1], offset=1)],
        lambda rows: [[envelope(rows[0], last=False), envelope(rows[1], offset=1)]],
    ],
    ids=["envelope", "bare list", "two files", "two pages in one file"],
)
def test_every_form_of_the_list_is_read_alike(run, wrap, change):
    run(*[change(page) for page in wrap([agent(1), agent(2)])], options=["--yes"])
    found = Wijkagent.objects.order_by("uid").values_list("uid", "naam", "accounts__naam")
    assert list(found) == [("uid-1", "Jan1 de Vries", "wijk_1"), ("uid-2", "Jan2 de Vries", "wijk_2")]


STRAY = [
    ({"twitter": {"accountNaam": " \u200b@wijk_jan, "}}, "x", "wijk_jan"),
    ({"twitter": {"accountNaam": "https://twitter.com/wijk_jan?ref=1"}}, "x", "wijk_jan"),
    ({"twitter": {"accountNaam": None, "list": "https://www.x.com/wijk_jan/"}}, "x", "wijk_jan"),
    ({"twitter": None, "instagramUrl": "https://www.instagram.com/wijk.jan/"}, "instagram", "wijk.jan"),
    ({"twitter": None, "facebookUrl": "www.facebook.com/wijkjan"}, "facebook", "wijkjan"),
    ({"twitter": {"accountNaam": "javascript:alert(1)"}}, None, None),
    ({"twitter": {"accountNaam": "https://evil.example/wijk_jan"}}, None, None),
    ({"twitter": {"accountNaam": "https://[half"}}, None, None),
    ({"twitter": None, "instagramUrl": "https://twitter.com/wijk_jan"}, None, None),
]


@pytest.mark.parametrize(("fields", "netwerk", "naam"), STRAY)
def test_stray_characters_around_an_account_go_and_what_is_no_account_is_left_out(run, fields, netwerk, naam):
    told = run(envelope(agent(**fields)), options=["--yes"])
    assert list(Account.objects.values_list("netwerk", "naam")) == ([(netwerk, naam)] if naam else [])
    assert told[0].startswith("note: Jan1 de Vries: ") == (naam is None)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Een.</p><p>Twee<br/>drie</p>", "Een.\nTwee\ndrie"),
        ("<ul><li>A</li><li>B</li></ul>", "A\nB"),
        ("<img src=x onerror=alert(1)>Hoi", "Hoi"),
        ("<style>p{}</style><!-- x -->Hoi&nbsp;daar", "Hoi daar"),
        ("Hoi\u202e\u0000\ufeff", "Hoi"),
        ("Hoi\ud800 daar", "Hoi daar"),
        ("a < b & c", "a < b & c"),
        ("woord " * 200, "woord " * 65 + "woord…"),
        (None, ""),
    ],
)
def test_html_becomes_plain_text(run, html, text):
    run(envelope(agent(extraInformatie=html)), options=["--yes"])
    assert Wijkagent.objects.get().over_mij == text
    assert len(text) <= 400


BAD = {
    "half a file": (json.dumps(envelope(agent())).encode()[:60], "page0.json: this is not complete JSON"),
    "another list": ({"politiebureaus": []}, "page0.json: this is no list of wijkagenten: it holds politiebureaus."),
    "no list": ({"iets": 1}, 'page0.json: this is no list of wijkagenten: there is no list "wijkagenten" in it.'),
    "a word": ("wijkagenten", "page0.json: this is no list of wijkagenten"),
    "a number in the list": ([agent(), 5], "page0.json, row 2: this is no object with keys and values."),
    "no uid": ([agent(uid="")], "page0.json, row 1, column uid: this is empty or missing."),
    "no name": ([agent(1), agent(2, naam=None)], "page0.json, row 2, column naam: this is empty or missing."),
    "a long name": ([agent(naam="x" * 81)], "page0.json, row 1, column naam: this is longer than 80 characters."),
    "a list for a name": ([agent(naam=[])], "page0.json, row 1, column naam: this is no text."),
    "words for a place": (
        [agent(locaties=[{"latitude": "noord", "longitude": 6}])],
        "page0.json, row 1, column locaties.latitude: this is no number of degrees.",
    ),
    "an endless place": (
        b'[{"uid": "1", "naam": "J", "locaties": [{"latitude": 53, "longitude": Infinity}]}]',
        "page0.json, row 1, column locaties.longitude: this is no number of degrees.",
    ),
    "no list of places": ([agent(locaties="Noord")], "row 1, column locaties: this is no list of points."),
    "one uid twice": ([agent(1), agent(1, naam="Piet")], "row 2, column uid: uid uid-1 occurs twice"),
    "another encoding": ('[{"naam": "José"}]'.encode("cp1252"), "page0.json: byte 14 is not UTF-8."),
    "a deep nest": (b"[" * 100_000, "page0.json: the JSON is nested too deeply."),
    "an endless number": (
        b'[{"uid": ' + b"9" * 5000 + b', "naam": "Jan"}]',
        "page0.json: there is a number of more than 4300 digits in it.",
    ),
    "nothing": (b"", "page0.json: the file is empty."),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_gives_one_sentence_and_changes_nothing(run, kind):
    page, sentence = BAD[kind]
    with pytest.raises(CommandError) as error:
        run(page, options=["--yes"])
    assert sentence in str(error.value)
    assert (Wijkagent.objects.count(), Voorstel.objects.count()) == (0, 0)
