"""Terms: nothing goes too early, everything goes when it is over, and what stays is a tombstone."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meldingen import bewaren, workflow
from meldingen.codes import code_of, new_key
from meldingen.models import (
    Afspraak,
    Bewaarklasse,
    Bijlage,
    Boodschap,
    Categorie,
    Concept,
    ConceptFoto,
    Gebeurtenis,
    Melder,
    Melding,
    Notitie,
    Volgmail,
    Voorval,
    Waardering,
)
from meldingen.volgsessies import find_by_code
from tests.meldingen.makers import NOW, make_melding, make_world

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NOTHING = {
    "verhaal": 0, "contact": 0, "dagelijks_gebruik": 0, "afspraken": 0, "concepten": 0, "volgsessies": 0,
    "partnerverzoeken": 0,
}  # fmt: skip


@pytest.fixture
def world():
    return make_world()


def klasse_of(melding):
    return Bewaarklasse.objects.get(pk=Categorie.objects.get(pk=melding.categorie_id).bewaarklasse_id)


def closed(world, *, at=NOW, **fields):
    melding = make_melding(world, contactvorm="met_naam", naam="Jan Kanarie", email="jan@kanarie.example", **fields)
    workflow.take_on(melding, by=world.users["officer"], now=at)
    workflow.close(melding, uitkomst="advies", tekst="Wij keken ernaar.", by=world.users["officer"], now=at)
    melding.refresh_from_db()
    return melding


def test_contact_data_stays_until_the_last_second_of_its_term(world):
    melding = closed(world)
    over = melding.afgesloten_op + timedelta(days=klasse_of(melding).contact_dagen)

    assert bewaren.purge(over - SECOND) == NOTHING
    assert Melder.objects.filter(pk=melding.pk).exists()

    assert bewaren.purge(over + SECOND) == NOTHING | {"contact": 1}
    melding.refresh_from_db()
    assert not Melder.objects.filter(pk=melding.pk).exists()
    assert not Volgmail.objects.filter(pk=melding.pk).exists()
    assert melding.contact_gewist_op == over + SECOND
    assert melding.verhaal
    assert melding.gebeurtenissen.in_order().last().gegevens == {"wat": "contact"}
    assert bewaren.purge(over + SECOND) == NOTHING


def test_nobody_is_to_be_called_when_the_number_is_gone(world):
    melding = closed(world)
    Melding.objects.update(bel_melder_sinds=NOW)

    bewaren.purge(NOW + 31 * DAY)

    melding.refresh_from_db()
    assert melding.bel_melder_sinds is None


def test_contact_data_stays_while_somebody_asked_to_reopen(world):
    melding = closed(world)
    workflow.request_reopen(melding, tekst="Het gebeurt nog steeds.", now=NOW + 29 * DAY)

    assert bewaren.purge(NOW + 200 * DAY)["contact"] == 0
    assert Melder.objects.filter(pk=melding.pk).exists()


def test_a_contact_answer_among_the_extra_questions_goes_too(world):
    melding = closed(world)
    categorie = Categorie.objects.get(pk=melding.categorie_id)
    categorie.vragen.create(sleutel="veilig_contact", naam="Hoe bereiken we u veilig?", naam_en="How?")
    melding.antwoorden = {"veilig_contact": "bel mijn zus", "tijden": ["avond"]}
    melding.save(update_fields=["antwoorden"])

    bewaren.purge(NOW + 31 * DAY)

    melding.refresh_from_db()
    assert melding.antwoorden == {"tijden": ["avond"]}


def test_a_contact_answer_goes_also_when_nobody_asks_it_any_more(world):
    melding = closed(world, antwoorden={"veilig_contact": "bel mijn zus", "tijden": ["avond"]})
    assert not melding.categorie.vragen.filter(sleutel="veilig_contact").exists()

    bewaren.purge(NOW + 31 * DAY)

    melding.refresh_from_db()
    assert melding.antwoorden == {"tijden": ["avond"]}


def test_who_follows_a_lead_that_is_open_stays_in_use_with_it(world):
    lead, follower = make_melding(world), make_melding(world, verhaal="Ook ik.")
    workflow.merge(follower, into=lead, by=world.users["officer"], now=NOW)
    term = timedelta(days=klasse_of(follower).verhaal_dagen)

    assert bewaren.purge(NOW + term + DAY) == NOTHING

    workflow.close(lead, uitkomst="advies", tekst="Gedaan.", by=world.users["officer"], now=NOW)
    assert bewaren.purge(NOW + term - SECOND)["dagelijks_gebruik"] == 0
    assert bewaren.purge(NOW + term + SECOND)["dagelijks_gebruik"] == 2


def test_after_the_term_of_daily_use_nobody_sees_it_any_more(world):
    melding = closed(world)
    over = melding.ontvangen_op + timedelta(days=klasse_of(melding).verhaal_dagen)

    bewaren.purge(over - SECOND)
    assert Melding.objects.visible_to(world.users["chief"]).filter(pk=melding.pk).exists()

    assert bewaren.purge(over + SECOND)["dagelijks_gebruik"] == 1
    assert not Melding.objects.visible_to(world.users["chief"]).filter(pk=melding.pk).exists()
    assert not Melding.objects.visible_to(world.users["officer"]).filter(pk=melding.pk).exists()


def test_an_open_melding_stays_in_use_however_old_it_is_until_ten_years(world):
    melding = make_melding(world)

    assert bewaren.purge(melding.ontvangen_op + 3_652 * DAY - SECOND) == NOTHING
    assert Melding.objects.visible_to(world.users["officer"]).filter(pk=melding.pk).exists()

    assert bewaren.purge(melding.ontvangen_op + 3_652 * DAY + SECOND)["verhaal"] == 1


@pytest.mark.parametrize("dagen", [365, 1826, 3652])
def test_what_is_destroyed_leaves_a_tombstone(world, dagen):
    key = new_key()
    melding = closed(world, key=key, verhaal="Kanarie in het park", plek="Kanariestraat 12")
    klasse = klasse_of(melding)
    klasse.vernietig_dagen, klasse.verhaal_dagen = dagen, 365
    klasse.save()
    Voorval.objects.create(melding=melding, datum=NOW.date(), tekst="Weer de kanarie")
    Notitie.objects.create(melding=melding, door=world.users["officer"], tekst="kanarie")
    Bijlage.objects.create(melding=melding, kenmerk="5d1c58a2-6f5b-4c5e-9d0e-9f1b0c0a9901", grootte=3, inhoud=b"jpg")
    Waardering.objects.create(melding=melding, antwoord="ja", tekst="Dank, groet Kanarie")
    over = melding.ontvangen_op + timedelta(days=dagen)

    assert bewaren.purge(over - SECOND)["verhaal"] == 0
    assert find_by_code(code_of(key)) is not None
    assert bewaren.purge(over + SECOND)["verhaal"] == 1

    left = Melding.objects.get(pk=melding.pk)
    said = (left.titel, left.verhaal, left.plek, left.antwoorden, left.x, left.y)
    assert said == ("", "", "", {}, None, None)
    kept = (left.nummer, left.categorie_id, left.buurt_id, left.ontvangen_op, left.status, left.uitkomst)
    assert kept == (
        melding.nummer, melding.categorie_id, melding.buurt_id, melding.ontvangen_op, melding.status, "advies",
    )  # fmt: skip
    assert find_by_code(code_of(key)) is None
    for model in (Melder, Volgmail, Boodschap, Notitie, Bijlage, Voorval):
        assert not model.objects.filter(melding=melding).exists(), model
    assert Waardering.objects.get(pk=melding.pk).tekst == ""
    assert Gebeurtenis.objects.filter(melding=melding, soort="gewist", gegevens={"wat": "verhaal"}).count() == 1


def test_a_draft_and_its_photos_go_at_their_time(world):
    concept = Concept.objects.create(sleutel_hash=b"c" * 32, gegevens={"wat": "kanarie"}, vervalt_op=NOW)
    ConceptFoto.objects.create(concept=concept, naam="kanarie.jpg", grootte=3, inhoud=b"jpg")

    assert bewaren.purge_drafts(NOW - SECOND) == {"concepten": 0, "volgsessies": 0, "partnerverzoeken": 0}
    assert bewaren.purge_drafts(NOW + SECOND) == {"concepten": 1, "volgsessies": 0, "partnerverzoeken": 0}
    assert not ConceptFoto.objects.exists()


def test_a_dry_run_reports_and_keeps_everything(world, capsys):
    melding = closed(world, at=NOW - 400 * DAY)
    Melding.objects.filter(pk=melding.pk).update(ontvangen_op=NOW - 4_000 * DAY)
    call_command("purge", dry_run=True)
    lines = dict(line.split()[:2] for line in capsys.readouterr().out.splitlines())
    assert lines == {
        "verhaal": "1", "contact": "1", "dagelijks_gebruik": "1", "afspraken": "0", "concepten": "0",
        "volgsessies": "0", "partnerverzoeken": "0",
    }  # fmt: skip
    assert Melder.objects.filter(pk=melding.pk).exists()
    assert Melding.objects.get(pk=melding.pk).verhaal


def test_the_number_of_statements_does_not_grow_with_the_rows(world):
    def statements(number):
        for _ in range(number):
            closed(world)
        with CaptureQueriesContext(connection) as context:
            assert bewaren.purge(NOW + 31 * DAY)["contact"] == number
        return len(context)

    assert statements(1) == statements(3)


def test_an_appointment_goes_thirty_days_after_its_date(world):
    moment = NOW + 3 * DAY
    afspraak = Afspraak.objects.create(
        nummer="1234567890", buurt=world.buurt, basisteam=world.team, wijze="bellen", antwoord_voor_datum=NOW.date(),
        moment=moment, onderwerp="kanarie", contact={"telefoon": "+31612345678"}, code_hash=b"a" * 32,
        sleutel_hash=b"b" * 32,
    )  # fmt: skip

    assert bewaren.purge(moment + 30 * DAY - SECOND)["afspraken"] == 0
    assert bewaren.purge(moment + 30 * DAY + SECOND)["afspraken"] == 1

    afspraak.refresh_from_db()
    assert (afspraak.onderwerp, afspraak.contact, afspraak.moment) == ("", {}, moment)
    assert bytes(afspraak.code_hash) != b"a" * 32
