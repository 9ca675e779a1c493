"""The whole journey of a resident with words that can be found, and a search for them in all that is left behind."""

import base64
import re
import sys
import time
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image

from meldingen import workflow
from meldingen.codes import normalise
from meldingen.models import Mail, Melding, Taak
from tests.faults.browser import Browser
from tests.faults.tips import NO_LIMITS, make_tips, origin_of
from tests.faults.traces import files_in, found, opened, without_addressee
from tests.faults.workers import report, wait_until
from tests.live.server import dump, running_site
from tests.meldingen.invullen import Bezoeker, code_on
from wijkportal import processes
from wijkportal.bench.server import environment

NAME, EMAIL, PHONE = "Kanariana Zoekmij", "kanariana@zoekmij.example", "0612349876"
STORY, PLACE = "Het verhaalkanarietje zingt elke nacht bij de flat.", "Kanarieplek 77"
WORDS, OCCURRENCE, REPLY = "Boodschapkanarie vraagt iets.", "Voorvalkanarie weer.", "Antwoordkanarie van ons."
NOTE, EXIF, WRONG, SEARCHED = "Notitiekanarie", "Exifkanarie", "Foutkanarie", "Zoekkanarie"
AGENT, CAME_FROM = "Kanariebrowser", "kanarieherkomst"
SENDERS = [f"127.0.0.{number}" for number in range(2, 102)]
OF_TIPS = ["meldingen.jobs.after_submit", "meldingen.jobs.send_mail"]
GPS = (52.0, 4.0, 33.0)
OF_PERSON = [NAME, "Kanariana", EMAIL, PHONE, "+31612349876", STORY, "verhaalkanarietje", PLACE, WORDS, OCCURRENCE]
CANARIES = [*OF_PERSON, REPLY, NOTE, EXIF, WRONG, SEARCHED, AGENT, CAME_FROM, *SENDERS]


def photo():
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = EXIF
    exif.get_ifd(0x8825).update({1: "N", 2: GPS, 3: "E", 4: GPS})
    Image.new("RGB", (64, 48), "green").save(file, "JPEG", exif=exif)
    file.seek(0)
    file.name = f"{NAME}.jpg"
    return file


class Journey:
    """Everything a resident can do, on a real server with a real worker; `leave` ends both."""

    def __init__(self, cluster, folder, **variables):
        self.cluster, self.folder = cluster, folder
        self.mails = folder / "mails"
        self.mails.mkdir()
        self.variables = {
            **NO_LIMITS, "TIP_MIN_SECONDS": "0", "ACCESS_LOG": str(folder / "access.log"),
            "EMAIL_URL": f"file:///{self.mails}", "LOG_LEVEL": "INFO", **variables,
        }  # fmt: skip

    def walk(self):
        with running_site(self.folder, **self.variables) as site:
            self.browser = Browser(
                site, SENDERS[0], **{"User-Agent": AGENT, "Referer": f"{site.address}/{CAME_FROM}?q={SEARCHED}"}
            )
            self.site = site
            self.send()
            self.follow()
            self.go_wrong()
            self.come_from_everywhere()
            self.work()
            self.confirm()

    def send(self):
        buurt = Melding._meta.get_field("buurt").related_model.objects.order_by("pk").first()
        visitor = Bezoeker(
            self.browser, buurt, wat={"verhaal": STORY, "wanneer": "weetniet"}, waar={"plek": PLACE},
            contact={"contactvorm": "met_naam"}, gegevens={"naam": NAME, "telefoon": PHONE, "email": EMAIL},
            fotos={"fotos": photo()},
        )  # fmt: skip
        visitor.walk()
        assert visitor.send().status_code == 303
        self.code = code_on(visitor.receipt())
        self.melding = Melding.objects.select_related("eigenaar", "categorie").get()
        assert self.melding.bijlagen.count() == 1

    def follow(self):
        page = "/volgen/melding/"
        assert self.browser.post("/volgen/", {"volgcode": self.code}).status_code == 303
        html = self.browser.get(page).content.decode()
        assert STORY in html
        kept = self.browser.get(re.search(r'"(/volgen/melding/foto/[^"]+)"', html)[1]).content
        assert found([EXIF, NAME], {"photo": kept}) == {}
        owner = self.melding.eigenaar
        workflow.note(self.melding, tekst=NOTE, by=owner)
        workflow.ask(self.melding, tekst=REPLY, by=owner)
        done = [
            self.browser.post(f"{page}bericht/", {"tekst": WORDS, "sleutel": "k1"}),
            self.browser.post(f"{page}weer-gebeurd/", {"tekst": OCCURRENCE, "datum": "2026-11-20", "sleutel": "k2"}),
            self.browser.post(f"{page}e-mail/", {"email": EMAIL, "sleutel": "k3"}),
        ]
        assert [one.status_code for one in done] == [303, 303, 303]
        assert REPLY in self.browser.get(page).content.decode()
        assert self.browser.get(f"{page}download/").status_code == 200

    def go_wrong(self):
        """Wrong codes, wrong addresses, a broken page, a database that quotes what it was given."""
        story = {"verhaal": STORY, "naam": NAME, "email": EMAIL}
        answers = [
            *[self.browser.post("/volgen/", {"volgcode": f"{WRONG}{turn}", "tekst": WORDS}) for turn in range(3)],
            self.browser.get(f"/{WRONG}/?q={SEARCHED}"),
            self.browser.get(f"/volgen/{self.code}/"),
            self.browser.post("/kapot/", story),
            self.browser.post("/kapotte-database/", story),
            self.browser.post("/melden/controle/", {"kenmerk": WRONG}),
            self.browser.get(f"/volgen/e-mail/{WRONG}/"),
        ]
        assert [one.status_code for one in answers[3:7]] == [404, 404, 500, 500]

    def come_from_everywhere(self):
        """A hundred tips and a hundred searches, each from an address of its own."""
        tips = make_tips(len(SENDERS), wat={"verhaal": STORY, "wanneer": "nu"})
        statuses = set()
        for number, (tip, sender) in enumerate(zip(tips, SENDERS, strict=True)):
            told = {**self.browser.tells, "source": sender}
            search = self.site.send("GET", f"/mijn-buurt/zoek?q={SEARCHED}straat+{number}", **told)
            assert search[1]["Cache-Control"] == "no-store"
            sent = self.site.send(
                "POST", "/melden/controle/", tip.fields, **origin_of(self.site), **tip.headers, **told
            )
            statuses |= {search[0], sent[0]}
        assert statuses == {200, 303}

    def work(self):
        """Let a worker do all jobs."""
        command = [sys.executable, "manage.py", "procrastinate", "worker"]
        more = {"DJANGO_SETTINGS_MODULE": "tests.live.settings", "HTTPS": "off", "SITE_URL": self.site.address}
        with (self.folder / "worker.log").open("ab") as log:
            child = processes.spawn(
                command, cwd=settings.BASE_DIR, env=environment(**more | self.variables), stdout=log, stderr=log
            )
            try:
                assert (
                    wait_until(lambda: not Taak.objects.filter(task_name__in=OF_TIPS).exists(), skips=True) is not None
                )
            finally:
                processes.stop(child)
        assert Mail.objects.waiting().count() == 0

    def confirm(self):
        mails = [path.read_text() for path in self.mails.iterdir()]
        tokens = {token for mail in mails for token in re.findall(r"/volgen/e-mail/([^/\s]+)/", mail)}
        assert tokens
        for token in tokens:
            assert self.browser.post(f"/volgen/e-mail/{token}/", {}).status_code in (200, 303)

    def left_behind(self):
        """{place: bytes} of all that anybody could look into afterwards."""
        rows = dump()
        mails = {f"mail {name}": without_addressee(mail) for name, mail in files_in(self.mails).items()}
        logs = {path.name: path.read_bytes() for path in self.folder.glob("*.log")}
        return {
            **logs, **mails, "database": rows, "columns of bytes": opened(rows),
            "log of postgres": self.cluster.log.read_bytes(),
        }  # fmt: skip


@pytest.fixture
def journey(cluster, tmp_path):
    cluster.start()
    return lambda **variables: Journey(cluster, tmp_path, **variables)


def test_nothing_of_a_whole_journey_can_be_found_afterwards(journey):
    begun = time.monotonic()
    one = journey()
    one.walk()
    places = one.left_behind()
    words = [*CANARIES, one.code, normalise(one.code)]
    hits = found(words, places)
    report(
        "Canaries", N=len(words), places=len(places), bytes=sum(map(len, places.values())),
        mails=len(list(one.mails.iterdir())), seconds=round(time.monotonic() - begun), hits=hits,
    )  # fmt: skip
    assert {"output.log", "access.log", "worker.log", "database", "log of postgres"} <= set(places)
    assert b"500 POST kapot/" in places["output.log"]
    assert hits == {}


def test_control_a_story_that_is_not_encrypted_is_found(journey):
    one = journey(DJANGO_SETTINGS_MODULE="tests.faults.open_settings")
    with running_site(one.folder, **one.variables) as site:
        tip = make_tips(1, wat={"verhaal": STORY, "wanneer": "nu"})[0]
        assert tip.send(site)[0] == 303
    hits = found(CANARIES, one.left_behind())
    report("Canaries control", N=len(CANARIES), hits=hits)
    assert {"database", "columns of bytes"} <= set(hits)
    assert STORY in hits["columns of bytes"]


@pytest.mark.parametrize("text", ["plain", "BASE", "hex", "utf-16"])
def test_a_word_is_found_however_it_is_written(text):
    raw = f"zie {EMAIL}, of bel".encode()
    written = {
        "plain": raw.upper(), "BASE": base64.b64encode(b"12" + raw), "hex": raw.hex().encode(),
        "utf-16": raw.decode().encode("utf-16"),
    }[text]  # fmt: skip
    assert found([EMAIL, NAME], {"here": written}) == {"here": [EMAIL]}
