"""S2: of a melding a partner gets the shared copy and nothing else, in whatever way it asks or hears."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from agenten.models import Partner
from meldingen import mailing, post
from meldingen.fotos import clean_photo
from meldingen.models import Bijlage, Koppeling, Mail
from meldingen.verwijzingen import workflow as verwijzingen
from meldingen.verwijzingen.lijst import Beeld
from meldingen.verwijzingen.zaak import find, shared
from meldingen.verwijzingen.zaakbericht import to_file, to_find
from meldingen.verwijzingen.zoekwoorden import index
from meldingen.views.partnerstappen import ACTIES
from meldingen.workflow import answer, ask, note, retitle
from tests.meldingen.koppelmakers import ROOT, Systeem, make_token
from tests.meldingen.loketbezoek import DESK, make_desk, page_of
from tests.meldingen.makers import NOW, make_melding
from tests.meldingen.verwijsmakers import TEXT, refer

pytestmark = pytest.mark.django_db
SECRETS = [
    *("verhaal", "titel", "plek", "naam", "email", "telefoon", "bellen", "notitie", "vraag", "antwoord"),
    *("extra", "foto", "metadata", "reden"),
]
CONTACT = {"naam", "email", "telefoon", "bellen"}
CANARY = {secret: f"kanarie{number}{secret}" for number, secret in enumerate(SECRETS, start=10)} | {
    "telefoon": "+31612345099"
}
RIGHT = {"verwacht_datum": "2026-12-04", "tekst": "Goed", "reden": "Goed", "slotzin": "Goed"}


def picture():
    """A photo as a resident sends it, with words in its metadata."""
    exif, file = Image.Exif(), BytesIO()
    exif[0x010E] = CANARY["metadata"]
    Image.new("RGB", (64, 48), "navy").save(file, "JPEG", exif=exif, comment=CANARY["metadata"].encode())
    return clean_photo(SimpleUploadedFile(f"{CANARY['metadata']}.jpg", file.getvalue(), "image/jpeg"))


@pytest.fixture
def world():
    world = make_desk()
    officer = world.users["officer"]
    melding = make_melding(
        world, contactvorm="met_naam", naam=CANARY["naam"], email=f"{CANARY['email']}@example.nl",
        telefoon=CANARY["telefoon"], bellen=CANARY["bellen"], verhaal=f"Iets over {CANARY['verhaal']}.",
        plek=CANARY["plek"], antwoorden={"hoe": CANARY["extra"]},
    )  # fmt: skip
    retitle(melding, titel=CANARY["titel"], by=officer, now=NOW)
    note(melding, tekst=CANARY["notitie"], by=officer, now=NOW)
    ask(melding, tekst=CANARY["vraag"], by=officer, now=NOW)
    answer(melding, tekst=CANARY["antwoord"], now=NOW)
    Bijlage.objects.create(melding=melding, kenmerk=uuid4(), grootte=9, inhoud=CANARY["foto"].encode())
    content = picture()
    world.photo = Bijlage.objects.create(melding=melding, kenmerk=uuid4(), grootte=len(content), inhoud=content)
    world.verwijzing = refer(world, melding, bijlagen=[world.photo], vraagt_toestemming=True, plek="Bij de speeltuin")
    world.withdrawn = refer(world)
    verwijzingen.withdraw(world.withdrawn, reden=CANARY["reden"], by=officer, now=NOW)
    index(world.verwijzing.pk)
    return world


def answers_at_the_desk(world):
    """(what was asked, the whole answer with its headers) of each page, list, file and refusal of the desk."""
    clerk, one = Client(raise_request_exception=False), world.verwijzing
    clerk.force_login(world.users["clerk"])
    asked = [DESK, f"{DESK}uitvoer/", f"{DESK}nieuw/", page_of(one), page_of(one, "afdruk")]
    asked += [f"{DESK}?beeld={beeld.value}" for beeld in Beeld]
    asked += [f"{DESK}?zoek={value}" for value in ("speeltuin", one.nummer)]
    asked += [page_of(one, step) for step in ACTIES]
    asked += [page_of(world.withdrawn), page_of(one, f"foto/{uuid4()}"), page_of(one, f"foto/{world.photo.kenmerk}")]
    asked += ["/admin/", "/admin/meldingen/melding/", "/admin/autocomplete/?term=kanarie"]
    for address in asked:
        yield address, whole(clerk.get(address))
    for step in ACTIES:
        yield f"POST {step}, empty", whole(clerk.post(page_of(one, step), {}))
        yield f"POST {step}, stale", whole(clerk.post(page_of(one, step), RIGHT | {"versie": "0"}))
    yield "POST melder", whole(clerk.post(page_of(one, "melder")))


def answers_of_the_interface(world):
    system, nummer = Systeem(make_token(world.gemeente)[1]), world.verwijzing.nummer
    case = f"/verwijzingen/{nummer}"
    for path in ("/verwijzingen", case, f"{case}/berichten", f"{case}/fotos/{world.photo.kenmerk}", f"{case}x"):
        yield path, whole(system.get(path))
    yield "withdrawn", whole(system.get(f"/verwijzingen/{world.withdrawn.nummer}"))
    for step in ("acceptatie", "weigering", "teruggave", "afronding", "berichten"):
        yield step, whole(system.post(f"{case}/{step}", {}, kenmerk=f"leeg-{step}"))
    yield "openapi", whole(Client().get(f"{ROOT}/openapi.json"))


def mails(world):
    mailing.ring_partner(world.gemeente)
    mailing.invite(world.users["clerk"])
    for mail in Mail.objects.filter(soort__in=["partner", "uitnodiging"]).order_by("pk"):
        message = post.compose(mail)
        yield mail.soort, message.message().as_bytes() if message else b""


def requests_to_the_partner(world):
    zaak = shared(find(world.users["clerk"], world.verwijzing.nummer, NOW))
    for soort in Koppeling.Soort:
        koppeling = Koppeling(partner=world.gemeente, soort=soort, adres="https://zaken.example/x", sleutel="geheim")
        koppeling.vertaling = {"*": "overig"}
        code = world.verwijzing.categorie_id
        for make in (to_file, to_find):
            yield f"{make.__name__} {soort}", repr(make(zaak, koppeling, code=code)).encode()


def whole(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return repr(sorted(response.headers.items())).encode() + body


def everything(world):
    channels = (answers_of_the_interface, requests_to_the_partner, mails, answers_at_the_desk)
    return [one for channel in channels for one in channel(world)]


def hits(world, secrets):
    found = everything(world)
    return [(where, secret) for where, answer in found for secret in secrets if CANARY[secret].encode() in answer]


def test_no_canary_comes_out_of_any_channel_of_a_partner(world):
    assert hits(world, SECRETS) == []


def test_the_search_through_the_channels_finds_what_is_shared(world):
    """The control: the same walk does find the copy, so an empty hand means something."""
    found = {where for where, answer in everything(world) if TEXT[:40].encode() in answer}
    case = f"/verwijzingen/{world.verwijzing.nummer}"
    assert found >= {DESK, f"{DESK}uitvoer/", page_of(world.verwijzing), "/verwijzingen", case, "to_file signalen"}


def test_with_consent_only_the_contact_data_come_along_and_without_it_they_are_gone_at_the_next_request(world):
    verwijzingen.give_consent(world.verwijzing, now=NOW)
    given = {secret for _where, secret in hits(world, SECRETS)}
    verwijzingen.withdraw_consent(world.verwijzing, now=NOW + timedelta(seconds=1))
    assert (given, hits(world, SECRETS)) == (CONTACT, [])


def test_a_partner_that_takes_no_part_any_more_gets_nothing_at_all(world):
    Partner.objects.filter(pk=world.gemeente.pk).update(is_actief=False)
    clerk, system = Client(), Systeem(make_token(world.gemeente)[1])
    clerk.force_login(world.users["clerk"])
    got = [clerk.get(page_of(world.verwijzing)), system.get(f"/verwijzingen/{world.verwijzing.nummer}")]
    assert [TEXT[:40].encode() in whole(one) for one in got] == [False, False]
    assert got[1].status_code == 401
