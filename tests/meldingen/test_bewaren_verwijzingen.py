"""What was shared with a partner goes with the story; of the referral stays what the register of sharing needs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from meldingen import bewaren, rotatie
from meldingen.models import (
    Aflevering,
    Bijlage,
    GedeeldeBijlage,
    Koppeling,
    Partnerinzage,
    Partnernotitie,
    Partnersleutel,
    Partnerverzoek,
    Verwijzing,
    Verwijzingbericht,
    Verwijzingstap,
)
from meldingen.verwijzingen import workflow, zaak
from meldingen.workflow import close
from tests.meldingen.makers import NOW, make_melding, make_world
from tests.meldingen.test_bewaren import klasse_of
from tests.meldingen.test_rotatie import NEW
from tests.meldingen.verwijsmakers import accept, add_partners, refer

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
CANARY = "Kanarie"
SECRET = (
    *("tekst", "plek", "toelichting", "doel", "noodzaak", "belang", "reden", "betere_plek", "slotzin", "zaaknummer"),
    "woorden",
)


@pytest.fixture
def world():
    return add_partners(make_world())


def finished(world):
    """A melding with everything that can hang on a referral, closed at NOW."""
    melding = make_melding(world, contactvorm="met_naam", naam="Jan Kanarie", email="jan@kanarie.example")
    photo = Bijlage.objects.create(melding=melding, kenmerk=uuid4(), grootte=3, inhoud=b"jpg")
    verwijzing = refer(
        world, melding, tekst=CANARY, plek=CANARY, toelichting=CANARY, doel=CANARY, noodzaak=CANARY, belang=CANARY,
        bijlagen=[photo], vraagt_toestemming=True,
    )  # fmt: skip
    clerk = world.users["clerk"]
    workflow.give_consent(verwijzing, now=NOW)
    accept(world, verwijzing)
    workflow.say(verwijzing, tekst=CANARY, by=clerk, now=NOW)
    workflow.note(verwijzing, tekst=CANARY, by=clerk, now=NOW)
    workflow.set_zaaknummer(verwijzing, zaaknummer=CANARY, by=clerk, now=NOW)
    workflow.finish(verwijzing, slotzin=CANARY, by=clerk, now=NOW)
    Partnerinzage.objects.create(verwijzing=verwijzing, wat="zaak", door=clerk, op=NOW)
    koppeling = Koppeling.objects.create(partner=world.gemeente, soort="signalen", adres="https://a.example/")
    Aflevering.objects.create(
        verwijzing=verwijzing, koppeling=koppeling, staat="gelukt", gelukt_op=NOW, extern_nummer=CANARY
    )
    Verwijzing.objects.filter(pk=verwijzing.pk).update(reden=CANARY, betere_plek=CANARY, woorden=[1, 2])
    close(melding, uitkomst="overgedragen", tekst="Gedaan.", by=world.users["officer"], now=NOW)
    melding.refresh_from_db()
    return melding, Verwijzing.objects.get(pk=verwijzing.pk)


def left_of(verwijzing):
    """What is shared and still there."""
    row = Verwijzing.objects.get(pk=verwijzing.pk)
    rows = [GedeeldeBijlage, Verwijzingbericht, Partnernotitie]
    kept = {model.__name__ for model in rows if model.objects.filter(verwijzing=row).exists()}
    return kept | {name for name in SECRET if getattr(row, name)}


def test_what_was_shared_goes_with_the_story_and_the_register_stays(world):
    melding, verwijzing = finished(world)
    everything = {"GedeeldeBijlage", "Verwijzingbericht", "Partnernotitie", *SECRET}
    over = melding.ontvangen_op + timedelta(days=klasse_of(melding).vernietig_dagen)
    steps = Verwijzingstap.objects.filter(verwijzing=verwijzing).count()

    bewaren.purge(over - SECOND)
    assert left_of(verwijzing) == everything

    assert bewaren.purge(over + SECOND)["verhaal"] == 1
    assert left_of(verwijzing) == set()
    assert not Bijlage.objects.exists()
    kept = (
        *("nummer", "melding_id", "partner_id", "grond_id", "convenant_id", "categorie_id", "status", "toestemming"),
        *("van_id", "verzonden_door_id", "verzonden_op", "geaccepteerd_op", "geeindigd_op", "verwacht_datum"),
    )
    left = Verwijzing.objects.get(pk=verwijzing.pk)
    assert [getattr(left, name) for name in kept] == [getattr(verwijzing, name) for name in kept]
    assert Verwijzingstap.objects.filter(verwijzing=verwijzing).count() == steps
    assert Partnerinzage.objects.filter(verwijzing=verwijzing).count() == 1
    assert Aflevering.objects.get().extern_nummer == ""


def test_a_partner_reads_nothing_of_what_left_daily_use(world):
    melding, verwijzing = finished(world)
    bewaren.purge(melding.ontvangen_op + timedelta(days=klasse_of(melding).verhaal_dagen) + SECOND)
    assert zaak.find(world.users["clerk"], verwijzing.nummer, NOW) is None
    assert list(Verwijzing.objects.known_to(world.users["clerk"])) == [verwijzing]


def test_the_reporter_is_gone_for_a_partner_when_the_contact_data_is(world):
    melding, verwijzing = finished(world)
    over = melding.afgesloten_op + timedelta(days=klasse_of(melding).contact_dagen)

    bewaren.purge(over - SECOND)
    assert zaak.shared(verwijzing).melder.naam == "Jan Kanarie"

    assert bewaren.purge(over + SECOND)["contact"] == 1
    assert zaak.shared(Verwijzing.objects.get(pk=verwijzing.pk)).melder is None


def test_an_answer_that_a_partner_got_is_kept_for_a_day_and_its_token_stays(world):
    sleutel = Partnersleutel.objects.create(partner=world.gemeente, naam="Zaken", begin="abc", sleutel_hash=b"s" * 32)
    Partnerverzoek.objects.create(sleutel=sleutel, kenmerk="a", vraag_hash=b"v" * 32, antwoord=CANARY, op=NOW)

    assert bewaren.purge_drafts(NOW + DAY - SECOND)["partnerverzoeken"] == 0
    assert bewaren.purge_drafts(NOW + DAY + SECOND, dry_run=True)["partnerverzoeken"] == 1
    assert bewaren.purge_drafts(NOW + DAY + SECOND)["partnerverzoeken"] == 1
    assert (Partnerverzoek.objects.count(), Partnersleutel.objects.count()) == (0, 1)


def test_a_new_key_is_for_what_was_shared_too(world, settings):
    finished(world)
    Koppeling.objects.update(sleutel=CANARY)
    sleutel = Partnersleutel.objects.create(partner=world.gemeente, naam="Zaken", begin="abc", sleutel_hash=b"s" * 32)
    Partnerverzoek.objects.create(sleutel=sleutel, kenmerk="a", vraag_hash=b"v" * 32, antwoord=CANARY)
    tables = ("verwijzing", "verwijzingbericht", "partnernotitie", "koppeling", "partnerverzoek")
    settings.DATA_KEYS = [NEW, *settings.DATA_KEYS]

    done = rotatie.rotate()

    assert {name: done[f"meldingen_{name}"] for name in tables} == dict.fromkeys(tables, 1)
    settings.DATA_KEYS = [NEW]
    assert Verwijzing.objects.get().tekst == Partnernotitie.objects.get().tekst == CANARY
    assert Verwijzingbericht.objects.get().tekst == Partnerverzoek.objects.get().antwoord == CANARY
    assert Koppeling.objects.get().sleutel == CANARY


def test_nothing_of_what_is_shared_stands_readable_in_the_database(world):
    finished(world)
    Verwijzing.objects.update(zaaknummer="")  # the partner's own number, by which it sorts
    readable = {}
    for model, _names in rotatie.secret_columns():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" AS t')
            rows = " ".join(row for (row,) in cursor.fetchall())
        readable[model.__name__] = CANARY in rows or CANARY.encode().hex() in rows
    assert {name for name, is_readable in readable.items() if is_readable} == set()
    assert {"Verwijzing", "Verwijzingbericht", "Partnernotitie", "Partnerverzoek", "Koppeling"} <= readable.keys()


def test_everything_secret_of_a_referral_is_emptied(world):
    """A new secret column of Verwijzing must stand in bewaren.py."""
    names = next(names for model, names in rotatie.secret_columns() if model is Verwijzing)
    assert set(names) <= set(SECRET)
