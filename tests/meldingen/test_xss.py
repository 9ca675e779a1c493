"""What somebody types stays text: 20 payloads through every text field, on every page, file and mail (SAFETY S16)."""

from html import unescape
from html.parser import HTMLParser

import pytest
import time_machine
from django.core import mail
from django.forms import CharField
from django.test import Client

from meldingen import workflow
from meldingen.forms.afspraak import AfspraakForm
from meldingen.forms.register import FORMS
from meldingen.models import Afspraak, Melding, Vraag
from tests.meldingen.invullen import Bezoeker, code_on
from tests.meldingen.makers import NOW, make_world
from tests.meldingen.volgers import PAGE, follow, send

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "<script>xss()</script>",
    "<ScRiPt/xss src=//xss.example>",
    "</textarea><script>xss()</script>",
    "</title><script>xss()</script>",
    "\"><img src=x onerror=xss()>",
    "'><img src=x onerror=xss()>",
    "\" autofocus onfocus=xss() x=\"",
    "' onmouseover='xss()",
    "<svg/onload=xss()>",
    "<a href=\"javascript:xss()\">xss</a>",
    "javascript:xss()",
    "<iframe srcdoc='<script>xss()</script>'>",
    "<form action=//xss.example><button>xss",
    "<style>@import'//xss.example'</style>",
    "<details open ontoggle=xss()>",
    "<math><mi xlink:href=\"javascript:xss()\">xss",
    "--><script>xss()</script><!--",
    "]]><script>xss()</script>",
    "{{ xss }}{% xss %}${xss()}",
    "&lt;script&gt;xss()&lt;/script&gt;&#x3c;script&#x3e;",
]  # fmt: skip
ATTRIBUTES = {"href", "src", "action", "formaction", "srcdoc", "xlink:href", "style"}


class Tags(HTMLParser):
    """What a browser would take for code and holds something of a payload, or is a script of the page itself."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("iframe", "style", "math") or (tag == "script" and not given.get("src")):
            self.found.append((tag, given))
        for name, value in attrs:
            if name.startswith("on") or (name in ATTRIBUTES and is_harmful(value or "")):
                self.found.append((tag, name, value))


def is_harmful(address):
    return address.lower().startswith(("javascript:", "data:", "//xss")) or "<" in address


def check(response):
    """The answer, when it is a page without a trace of a payload but as text."""
    assert response.status_code < 500
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert Tags(response.content.decode()).found == []
    return response


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world():
    return make_world()


def texts(form, words):
    """Every field in which somebody types, with these words."""
    return {name: words[: field.max_length] for name, field in form.base_fields.items() if is_typed(field)}


def is_typed(field):
    return isinstance(field, CharField) and not field.widget.is_hidden


def test_the_check_itself_sees_what_is_not_escaped():
    assert [bool(Tags(payload).found) for payload in PAYLOADS].count(True) >= 12
    assert Tags("<p>gewoon</p><script src='/static/js/melden.js'></script>").found == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_page_of_the_form_gives_everything_back_as_text(client, world, payload):
    visitor = Bezoeker(client, world.buurt)
    visitor.walk()
    for slug, form in FORMS.items():
        check(visitor.post(slug, texts(form, payload) | {"onderwerp": payload, "wie": payload}))
        check(visitor.get(slug))
    check(client.get("/melden/", {"buurt": payload, "wijkagent": payload, "categorie": payload, "over": payload}))
    check(client.get("/melden/controle/", {"terug": payload}))


def walk_with(client, world, words):
    """A melding with these words in every field that takes them, and its code."""
    story = {"verhaal": words, "wanneer": "vaak"}
    named = {"naam": words[:80], "telefoon": "06 12345678", "bellen": words[:300]}
    visitor = Bezoeker(
        client, world.buurt, groep={"groep": "drugs"}, onderwerp={"onderwerp": "DRUGS_STRAAT"}, wat=story,
        wanneer={"tijden": words[:200]}, vragen=answers(words), waar={"plek": words[:500], "q": words[:200]},
        contact={"contactvorm": "met_naam"}, gegevens=named,
    )  # fmt: skip
    visitor.walk()
    check(visitor.get("controle"))
    visitor.send()
    receipt = check(visitor.get("verstuurd"))
    return Melding.objects.latest("pk"), code_on(receipt.content.decode())


def answers(words):
    typed = Vraag.objects.filter(categorie="DRUGS_STRAAT", vorm__in=[Vraag.Vorm.KORT, Vraag.Vorm.LANG]).order_by("pk")
    return {f"vraag-{vraag.sleutel}": words for vraag in typed}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_from_the_form_to_the_last_answer_it_stays_text(client, world, clock, payload):
    melding, code = walk_with(client, world, payload)
    reader = follow(code)
    send(reader, "bericht", tekst=payload)
    send(reader, "weer-gebeurd", datum="2026-11-23", tekst=payload)
    workflow.reply(melding, tekst=payload, by=world.users["chief"], now=NOW)
    workflow.close(melding, uitkomst="advies", tekst=payload, reden=payload, by=world.users["chief"], now=NOW)
    assert unescape(check(reader.get(PAGE)).content.decode()).count(payload) >= 4
    check(send(reader, "geholpen", antwoord="ja", tekst=payload))
    check(send(reader, "heropenen", tekst=payload))
    check(reader.get(PAGE))
    file = reader.get(f"{PAGE}download/")
    assert (file["Content-Disposition"].partition(";")[0], file["X-Content-Type-Options"]) == ("attachment", "nosniff")
    assert file["Content-Type"] in ("text/plain; charset=utf-8", "application/zip")
    check(reader.post("/volgen/", {"volgcode": payload, "tekst": payload}))
    for message in mail.outbox:
        assert "xss" not in message.subject + message.body


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_appointment_stays_text_for_the_resident_and_in_the_admin(client, world, payload):
    given = texts(AfspraakForm, payload) | {"buurt": world.buurt.pk, "telefoon": "06 12345678", "email": ""}
    check(client.post("/afspraak/", given | {"wijze": payload}))
    check(client.post("/afspraak/", given | {"wijze": "namens", "gelezen": "1"}))
    receipt = check(client.get("/afspraak/verstuurd/")).content.decode()
    afspraak = Afspraak.objects.get()
    reader = follow(code_on(receipt))
    check(reader.get("/volgen/afspraak/"))
    staff = Client()
    staff.force_login(world.users["officer"])
    address = f"/admin/meldingen/afspraak/{afspraak.pk}/change/"
    assert check(staff.get(address)).status_code == 200
    check(staff.post(address, {"bericht": payload, "plek": payload, "datum": payload, "tijd": payload}))
    check(staff.get("/admin/meldingen/afspraak/", {"q": payload}))
