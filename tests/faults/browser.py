"""A browser without scripts on a real server: it keeps cookies, and tells who it is as browsers do."""

import http.client
from contextlib import closing
from dataclasses import dataclass, field

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.http import urlencode

from tests.live.server import HOST, TOKEN


@dataclass
class Response:
    """What the readers of pages in tests/meldingen expect of a response."""

    status_code: int
    headers: http.client.HTTPMessage
    content: bytes
    request: dict = field(default_factory=dict)

    def __contains__(self, name):
        return name in self.headers

    def __getitem__(self, name):
        return self.headers[name]


class Browser:
    """As much of a test client as the readers need. `tells`: the headers of each request."""

    def __init__(self, site, source=HOST, **tells):
        self.site, self.source, self.tells = site, source, tells
        self.cookies = {"csrf": TOKEN}

    def get(self, path, **kwargs):
        return self.send("GET", path)

    def post(self, path, data=None, **kwargs):
        data = {**(data or {}), "csrfmiddlewaretoken": TOKEN}
        if any(hasattr(value, "read") for value in data.values()):
            return self.send("POST", path, encode_multipart(BOUNDARY, data), MULTIPART_CONTENT)
        return self.send("POST", path, urlencode(data, doseq=True), "application/x-www-form-urlencoded")

    def send(self, method, path, body=None, kind=None):
        headers = {**self.tells, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers |= {"Content-Type": kind, "Origin": self.site.address}
        with closing(http.client.HTTPConnection(HOST, self.site.port, 60, source_address=(self.source, 0))) as line:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        route, _, query = path.partition("?")
        return Response(answer.status, answer.headers, content, {"PATH_INFO": route, "QUERY_STRING": query})
