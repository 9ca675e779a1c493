"""What visitors leave behind on a real server: nothing that tells who they are or what they sent (SAFETY S8)."""

import pytest

from tests.agenten.makers import make_buurt
from tests.live.server import HOST, dump, found, running_site

AGENT, CAME_FROM, WORD = "Kanariebrowser", "kanarie-herkomst", "Kanariestraat"
SENDERS = [f"127.0.0.{number}" for number in range(2, 102)]
CANARIES = [AGENT, CAME_FROM, WORD, "Kanarie%20", "X-Kanarie", *SENDERS]

NO_REQUEST = [
    f"{WORD}\r\n\r\n",
    f"GET /{WORD} HTTP/9.9\r\n\r\n",
    f"GET /{WORD} {WORD}\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: x\r\nX-Kanarie {WORD}\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: x\r\nX-Kanarie(): {WORD}\r\n\r\n",
    f"GET /{WORD * 1000} HTTP/1.1\r\nHost: x\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: x\r\nX-Kanarie: {WORD * 2000}\r\n\r\n",
    f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {WORD}\r\n\r\n",
    f"POST /kapot/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {WORD}\r\n\r\n",
    f"POST /kapot/ HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n{WORD}\r\n",
    f"POST /kapot/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 99\r\n\r\nverhaal={WORD}",
    f"PRI {WORD} HTTP/2.0\r\n\r\n{WORD}\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: x\r\nExpect: {WORD}\r\n\r\n",
]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(tmp_path):
    make_buurt()
    with running_site(tmp_path, ACCESS_LOG=str(tmp_path / "access.log")) as site:
        yield site


def headers_of(site):
    return {"User-Agent": AGENT, "Referer": f"{site.address}/{CAME_FROM}?q={WORD}", "X-Forwarded-For": SENDERS[0]}


def send(site, method, path, fields=None, *, number=0, **headers):
    return site.send(method, path, fields, source=SENDERS[number], **(headers_of(site) | headers))[0]


def left_behind(site):
    return found(CANARIES, {**site.written(), "database": dump()})


def test_a_hundred_searches_leave_no_trace(site):
    statuses = {
        send(site, "GET", f"/mijn-buurt/zoek?q={WORD}+{number}", number=number) for number in range(len(SENDERS))
    }
    statuses |= {send(site, "GET", f"/mijn-buurt/suggesties?q={WORD}", number=number) for number in range(9)}
    assert statuses == {200}
    assert left_behind(site) == {}
    assert site.written()["access.log"].count(b" GET /mijn-buurt/zoek 200 ") == 100


def test_nothing_that_goes_wrong_quotes_what_was_sent(site):
    story = {"verhaal": WORD}
    elsewhere = {"Origin": f"http://{CAME_FROM}.example"}
    statuses = [
        send(site, "GET", f"/{WORD}/?q={WORD}"),
        send(site, "GET", f"/kapot/?q={WORD}"),
        send(site, "POST", f"/kapot/?q={WORD}", story),
        send(site, "POST", f"/kapotte-database/?q={WORD}", story),
        send(site, "POST", "/kapot/", story, Cookie=""),
        send(site, "POST", "/kapot/", story, **elsewhere),
        send(site, "POST", "/", story),
        send(site, "GET", "/", Host=f"{WORD}.example"),
        send(site, "POST", "/kapot/", dict.fromkeys((f"{WORD}{number}" for number in range(2_100)), "x")),
        send(site, "POST", "/mijn-buurt/locatie", {"x": WORD, "y": WORD}),
        send(site, "GET", f"/mijn-buurt/{WORD}/{WORD}/"),
        send(site, "GET", "/admin/login/?next=" + WORD),
        send(site, "POST", "/admin/login/?next=" + WORD, {"username": WORD, "password": WORD}),
    ]
    assert statuses[:9] == [404, 500, 500, 500, 403, 403, 405, 400, 400]
    assert set(statuses[9:]) <= {200, 400, 404, 422}
    written = site.written()
    assert b"500 POST kapot/" in written["output.log"]
    assert b"raise ValueError(" in written["output.log"]
    assert b"22P02" in written["output.log"]
    assert left_behind(site) == {}


def test_what_is_no_request_is_not_quoted(site):
    answers = [site.send_raw(data.encode(), source=SENDERS[0])[:12] for data in NO_REQUEST]
    assert {b"HTTP/1.1 400", b"HTTP/1.1 431"} <= set(answers)
    assert b"Invalid request\n" in site.written()["output.log"]
    assert left_behind(site) == {}


def test_a_search_for_traces_finds_them(site):
    make_buurt("BU99990299", WORD)
    site.send("GET", f"/hulp/{AGENT}")
    site.send("GET", "/hulp/")
    assert found([WORD, AGENT, HOST], {**site.written(), "database": dump()}) == {
        "output.log": [HOST],  # where it listens
        "database": [WORD],
    }
