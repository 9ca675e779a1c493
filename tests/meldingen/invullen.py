"""Somebody who fills in the form, page by page, as a browser without scripts does."""

import re
from urllib.parse import urlsplit

STORY = "Elke avond rond tien uur rijden twee scooters heel hard door het Canarypark."
ANSWERS = {
    "groep": {"groep": "verkeer"},
    "onderwerp": {"onderwerp": "VERKEER"},
    "wat": {"verhaal": STORY, "wanneer": "weetniet"},
    "vragen": {},
    "waar": {"q": "", "plek": "Bij de ingang", "onbekend": ""},
    "over-wie": {"wie": "onbekend"},
    "fotos": {},
    "contact": {"contactvorm": "anoniem"},
    "gegevens": {"naam": "Jan Canary", "telefoon": "06 12345678"},
    "delen": {"mag_praten": "eerst_vragen", "delen": "zonder", "gevaar": ""},
}


class Bezoeker:
    """A client that walks through the form and remembers every address and page it saw."""

    def __init__(self, client, buurt=None, prefix="", **answers):
        self.client, self.prefix = client, prefix
        self.answers = {slug: {**ANSWERS.get(slug, {}), **answers.get(slug, {})} for slug in {*ANSWERS, *answers}}
        if buurt:
            self.answers["groep"]["buurt"] = buurt.pk
        self.addresses, self.pages = [], []

    def get(self, slug, query=""):
        return self.seen(self.client.get(f"{self.prefix}/melden/{slug}/{query}"))

    def post(self, slug, data=None, query=""):
        given = self.answers.get(slug, {}) if data is None else data
        headers = {"Origin": "http://testserver"}
        return self.seen(self.client.post(f"{self.prefix}/melden/{slug}/{query}", given, headers=headers))

    def seen(self, response):
        self.pages.append(response)
        self.addresses.append(response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"])
        if "Location" in response:
            self.addresses.append(response["Location"])
        return response

    def walk(self, until="controle"):
        """Send every page from the first on; stops before the page that is named. Returns the slugs on the way."""
        slugs, slug = ["groep"], "groep"
        while True:
            response = self.post(slug)
            assert response.status_code == 303, (slug, errors_of(response))
            slug = slug_of(response)
            slugs.append(slug)
            if slug in (until, "geen-team"):
                return slugs
            assert len(slugs) < 30, slugs

    def check(self):
        """The check page, as text of its HTML."""
        return self.get("controle").content.decode()

    def send(self):
        """Read the check page and send it; the answer to that."""
        return self.post("controle", {"kenmerk": kenmerk_of(self.check())})

    def receipt(self):
        return self.get("verstuurd").content.decode()


def slug_of(response):
    return urlsplit(response["Location"]).path.rstrip("/").rsplit("/", 1)[-1]


def errors_of(response):
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a></li>', response.content.decode())


def kenmerk_of(html):
    return re.search(r'name="kenmerk" value="(\w*)"', html)[1]


def code_on(html):
    return re.search(r'class="code"[^>]*>([-\w]+)<', html)[1]


def rows_on(html):
    """{name: value} of the check page."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd class=\"v\">(.*?)</dd>", html, re.S)
    return {name: re.sub(r"<[^>]+>", "", value) for name, value in found}
