"""A stand-in for the system of a partner: it plays Signalen and Open311, well and badly, and counts what it got.

It keeps every request that it takes as a case of its own: whoever sends one twice gives it a double.
"""

import contextlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from meldingen.verwijzingen.zaakbericht import KENMERK

SIGNALEN, OPEN311 = "/signals/v1/private/signals/", "/open311/v2/requests.json"
OK, ERROR, BUSY, SLOW, NO_JSON, DROP, REDIRECT, HUGE, REFUSE, BLIND = (
    *("ok", "500", "429", "slow", "wrong json", "drop", "redirect", "huge", "400", "no search"),
)
TAKES = {OK, SLOW, NO_JSON, DROP, HUGE, BLIND}  # in these moods a case is kept, whatever is answered
HARMLESS = {ERROR, BUSY, REDIRECT, REFUSE}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        self.take(b"")

    def do_POST(self):
        self.take(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def take(self, body):
        server = self.server.partner
        time.sleep(server.work if self.command == "POST" else 0)
        with server.lock:
            mood = server.mood
            server.requests.append((self.command, self.path, dict(self.headers), body))
            answer = self.file(body) if self.command == "POST" and mood in TAKES else None
        with contextlib.suppress(OSError):
            self.play(server, mood, answer if self.command == "POST" else self.found())

    def play(self, server, mood, answer):
        if mood == ERROR:
            self.say(500, {"detail": "broken"})
        elif mood == BUSY:
            self.say(429, {}, {"Retry-After": str(server.retry_after)})
        elif mood == REFUSE:
            self.say(400, {"detail": "wrong"})
        elif mood == REDIRECT:
            self.say(302, {}, {"Location": server.elsewhere})
        elif mood == BLIND and self.command == "GET":
            self.say(405, {})
        elif mood == NO_JSON:
            self.say(201, b"<html>Thank you</html>")
        elif mood == HUGE:
            self.say(201, b" " * 10_000_000)
        elif mood == DROP:
            self.close_connection = True
        else:
            if mood == SLOW:
                server.going.wait(server.delay)
            self.say(200 if self.command == "GET" else 201, answer)

    def say(self, status, content, headers=()):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def file(self, body):
        """Keep it as a case, as Signalen or as Open311 does."""
        server = self.server.partner
        number = len(server.cases) + 1
        if self.path.startswith(SIGNALEN):
            sent = json.loads(body)
            case = {"id": number, "text": sent["text"], "incident_date_start": sent["incident_date_start"]}
            answer = {**case, "id_display": f"SIG-{number}"}
        else:
            sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            case = {"service_request_id": f"OR-{number}", "description": sent["description"], **sent}
            answer = [{"service_request_id": case["service_request_id"], "service_notice": "", "account_id": ""}]
        server.cases.append(case)
        return answer

    def found(self):
        server, asked = self.server.partner, parse_qs(urlsplit(self.path).query)
        if self.path.startswith(SIGNALEN):
            rows = [case for case in server.cases if case.get("incident_date_start") == asked["incident_date"][0]]
            return {"count": len(rows), "_links": {"next": {"href": None}}, "results": rows}
        return [case for case in server.cases if case.get("service_code") == asked["service_code"][0]]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def process_request(self, request, address):
        self.partner.connections += 1
        super().process_request(request, address)

    def handle_error(self, request, address):
        """The other side has gone."""


class Partnerserver:
    """`requests`: (method, path, headers, body); `cases`: what it keeps; `connections`: also those without a request.

    `delay`: seconds before an answer when slow; `work`: seconds that filing takes; `retry_after`: what it asks;
    `elsewhere`: where it leads to.
    """

    def __init__(self):
        self.lock, self.going = threading.Lock(), threading.Event()
        self.requests, self.cases, self.connections = [], [], 0
        self.mood, self.delay, self.work, self.retry_after, self.elsewhere = OK, 60, 0, 7, ""
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.partner = self
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.close()

    def close(self):
        self.going.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def host(self):
        """As PARTNER_HOSTS names it."""
        return f"127.0.0.1:{self.server.server_port}"

    def adres(self, path=SIGNALEN):
        return f"http://{self.host}{path}"

    @property
    def posts(self):
        return [body for method, _path, _headers, body in self.requests if method == "POST"]

    @property
    def kenmerken(self):
        """Our number of each case, in the order in which they came."""
        texts = [case.get("text") or case["description"] for case in self.cases]
        return [re.search(rf"{KENMERK}(\w+)", text)[1] for text in texts]

    @property
    def doubles(self):
        return len(self.kenmerken) - len(set(self.kenmerken))
